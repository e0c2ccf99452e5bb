#include "feel/builtins/regex_writer.hpp"

#include <algorithm>
#include <charconv>

namespace reglament::feel::regex {
namespace {

constexpr std::size_t longest = 1 << 20;

class writer {
public:
    writer(bool lines, line_ends ends) : lines_{lines}, ends_{ends} {}

    // False when it is too long.
    bool write(const node& n) {
        switch (n.kind) {
            case node_kind::characters:
                characters(n.set);
                break;
            case node_kind::begin:
                out_.pattern += lines_ ? "(?m:^)" : "\\A";
                break;
            case node_kind::end:
                out_.pattern += lines_ ? "(?m:$)" : "\\z";
                break;
            case node_kind::sequence:
                return sequence(n.parts);
            case node_kind::choice:
                return choice(n.parts);
            case node_kind::repeat:
                return repeat(n);
            case node_kind::group:
                return group(n);
            case node_kind::reference:
                return false;
        }
        return out_.pattern.size() <= longest;
    }

    written result() && { return std::move(out_); }

private:
    bool sequence(const std::vector<node>& parts) {
        return std::ranges::all_of(parts, [&](const node& part) { return write(part); });
    }

    bool choice(const std::vector<node>& parts) {
        for (const auto& part : parts) {
            if (&part != &parts.front()) out_.pattern += '|';
            if (!write(part)) return false;
        }
        return true;
    }

    bool group(const node& n) {
        out_.pattern += n.number == 0 ? "(?:" : "(";
        if (n.number != 0) out_.groups.push_back(n.number);
        const bool fits = write(n.parts[0]);
        out_.pattern += ')';
        return fits;
    }

    bool repeat(const node& n) {
        out_.pattern += "(?:";
        if (!write(n.parts[0])) return false;
        out_.pattern += ')';
        if (n.least == 0 && n.most == 1) {
            out_.pattern += '?';
        } else if (n.least <= 1 && n.most == no_limit) {
            out_.pattern += n.least == 0 ? '*' : '+';
        } else {
            out_.pattern += '{' + std::to_string(n.least);
            if (n.most != n.least) out_.pattern += ',';
            if (n.most != n.least && n.most != no_limit) out_.pattern += std::to_string(n.most);
            out_.pattern += '}';
        }
        if (n.reluctant) out_.pattern += '?';
        return true;
    }

    void code(char32_t c) {
        char digits[8];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), static_cast<std::uint32_t>(c), 16).ptr;
        const bool plain = c < 0x80 && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        if (plain)
            out_.pattern += static_cast<char>(c);
        else
            out_.pattern.append("\\x{").append(digits, end).append("}");
    }

    // A marked line end is taken as a whole or not at all.
    void characters(const code_set& set) {
        if (ends_ == line_ends::plain || !set.has(U'\n')) return plain_characters(set);
        out_.pattern += "(?:\\n\\x{d800}(?:\\n|\\z)|";
        plain_characters(without(set, code_set{U'\n'}));
        out_.pattern += ')';
    }

    void plain_characters(const code_set& all) {
        static const code_set surrogates{std::vector<code_range>{{0xD800, 0xDFFF}}};
        const auto set = ends_ == line_ends::plain ? all : without(all, surrogates);
        const auto ranges = set.ranges();
        if (ranges.empty()) {
            out_.pattern += "[^\\x{0}-\\x{10ffff}]";
        } else if (ranges[0] == code_range{0, last_code}) {
            out_.pattern += "(?s:.)";
        } else if (set.size() == 1) {
            code(ranges[0].first);
        } else {
            out_.pattern += '[';
            for (const auto& r : ranges) {
                code(r.first);
                if (r.last != r.first) out_.pattern += '-';
                if (r.last != r.first) code(r.last);
            }
            out_.pattern += ']';
        }
    }

    written out_;
    bool lines_;
    line_ends ends_;
};

}  // namespace

std::optional<written> write_pattern(const node& root, bool lines, line_ends ends) {
    writer w{lines, ends};
    if (!w.write(root)) return std::nullopt;
    return std::move(w).result();
}

bool has_kind(const node& root, node_kind kind) noexcept {
    return root.kind == kind || std::ranges::any_of(root.parts, [&](const node& part) { return has_kind(part, kind); });
}

}  // namespace reglament::feel::regex
