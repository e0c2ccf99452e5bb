// JSON written from values; a number's digits are its own, so nothing is lost.
#include <reglament/feel/value.hpp>
#include <reglament/text/source.hpp>

namespace reglament::feel {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

void append_escaped(std::string& out, char c) {
    static constexpr std::string_view hexadecimal = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
        out += c;
    } else {
        out += "\\u00";
        out += hexadecimal[byte >> 4];
        out += hexadecimal[byte & 15u];
    }
}

// A byte that is no UTF-8 would make the whole text unreadable.
void append_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const std::size_t bad = find_invalid_utf8(text);
        for (const char c : text.substr(0, bad)) append_escaped(out, c);
        if (bad == text.npos) break;
        out += replacement;
        text.remove_prefix(bad + 1);
    }
    out += '"';
}

class json_writer {
public:
    explicit json_writer(int indent) noexcept : indent_{indent > 0 ? static_cast<std::size_t>(indent) : 0} {}

    void write(const value& v) {
        switch (v.kind()) {
            case value_kind::null:
            case value_kind::boolean:
            case value_kind::number:
                out_ += to_string(v);
                break;
            case value_kind::string:
                append_string(out_, v.as_string());
                break;
            case value_kind::list:
                write_list(v.as_list());
                break;
            case value_kind::context:
                write_context(v.as_context());
                break;
            default:
                append_string(out_, to_string(v));
        }
    }

    [[nodiscard]] std::string take() noexcept { return std::move(out_); }

private:
    void write_list(const list& items) {
        open('[');
        for (std::size_t i = 0; i < items.size(); ++i) {
            next(i);
            write(items[i]);
        }
        close(']', items.empty());
    }

    void write_context(const context& entries) {
        open('{');
        for (std::size_t i = 0; i < entries.size(); ++i) {
            next(i);
            append_string(out_, entries[i].first);
            out_ += indent_ > 0 ? ": " : ":";
            write(entries[i].second);
        }
        close('}', entries.empty());
    }

    void open(char bracket) {
        out_ += bracket;
        ++depth_;
    }

    void next(std::size_t i) {
        if (i > 0) out_ += ',';
        break_line();
    }

    void close(char bracket, bool empty) {
        --depth_;
        if (!empty) break_line();
        out_ += bracket;
    }

    void break_line() {
        if (indent_ > 0) out_ += '\n' + std::string(indent_ * depth_, ' ');
    }

    std::string out_;
    std::size_t indent_;
    std::size_t depth_ = 0;
};

}  // namespace

std::string write_json(const value& v, int indent) {
    json_writer writer{indent};
    writer.write(v);
    return writer.take();
}

}  // namespace reglament::feel
