// JSON read through Boost.JSON's event parser, so that numbers keep their digits and repeated keys are seen.
#include "feel/json_fault.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace reglament::feel {

namespace {

namespace json = boost::json;

// Gathers values and keys on two stacks; a list or object that ends takes its own from the top.
class value_builder {
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return true; }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

    bool on_object_end(std::size_t n, json::error_code& ec) {
        const auto first = keys_.end() - static_cast<std::ptrdiff_t>(n);
        if (const std::string* twice = repeated(first)) {
            return refuse(json_fault::what::key_twice, *twice, ec);
        }
        context entries;
        entries.reserve(n);
        auto v = values_.end() - static_cast<std::ptrdiff_t>(n);
        for (auto key = first; key != keys_.end(); ++key, ++v) entries.emplace_back(std::move(*key), std::move(*v));
        keys_.resize(keys_.size() - n);
        return put(value{std::move(entries)}, n);
    }

    bool on_array_end(std::size_t n, json::error_code&) {
        const auto first = values_.end() - static_cast<std::ptrdiff_t>(n);
        return put(value{list(std::make_move_iterator(first), std::make_move_iterator(values_.end()))}, n);
    }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return keep(part); }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return keep(part); }
    bool on_number_part(json::string_view part, json::error_code&) { return keep(part); }

    bool on_key(json::string_view last, std::size_t, json::error_code&) {
        keys_.emplace_back(whole(last));
        text_.clear();
        return true;
    }

    bool on_string(json::string_view last, std::size_t, json::error_code&) {
        values_.emplace_back(whole(last));
        text_.clear();
        return true;
    }

    bool on_int64(std::int64_t n, json::string_view, json::error_code&) { return put_number(n); }
    bool on_uint64(std::uint64_t n, json::string_view, json::error_code&) { return put_number(n); }

    bool on_double(double, json::string_view last, json::error_code& ec) {
        const std::optional<number> exact = number::parse(whole(last));
        return exact ? put_number(*exact) : refuse(json_fault::what::number, "the number is too large", ec);
    }

    bool on_bool(bool b, json::error_code&) { return put(value{b}, 0); }
    bool on_null(json::error_code&) { return put(value{}, 0); }

    [[nodiscard]] value take() { return std::move(values_.front()); }
    [[nodiscard]] const std::optional<json_fault>& refusal() const noexcept { return refusal_; }

private:
    using key_iterator = std::vector<std::string>::iterator;

    bool keep(json::string_view part) {
        text_.append(part.data(), part.size());
        return true;
    }

    // The parts kept so far with the last one; without a copy when there are none.
    std::string_view whole(json::string_view last) {
        if (text_.empty()) return {last.data(), last.size()};
        keep(last);
        return text_;
    }

    bool put(value v, std::size_t instead_of) {
        values_.resize(values_.size() - instead_of);
        values_.push_back(std::move(v));
        return true;
    }

    bool put_number(number n) {
        text_.clear();
        return put(value{n}, 0);
    }

    bool refuse(json_fault::what kind, std::string why, json::error_code& ec) {
        refusal_ = json_fault{kind, 0, std::move(why)};
        ec = json::error::syntax;
        return false;
    }

    const std::string* repeated(key_iterator first) {
        const key_iterator end = keys_.end();
        if (end - first > few_keys) return repeated_of_many(first);
        for (auto key = first; key != end; ++key) {
            if (std::find(key + 1, end, *key) != end) return &*key;
        }
        return nullptr;
    }

    const std::string* repeated_of_many(key_iterator first) {
        std::vector<std::string_view> sorted(first, keys_.end());
        std::sort(sorted.begin(), sorted.end());
        const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
        return twice == sorted.end() ? nullptr : &*std::find(first, keys_.end(), *twice);
    }

    static constexpr std::ptrdiff_t few_keys = 16;

    std::vector<value> values_;
    std::vector<std::string> keys_;
    std::string text_;
    std::optional<json_fault> refusal_;
};

json_fault::what kind_of(const json::error_code& ec) {
    if (ec == json::error::incomplete) return json_fault::what::unfinished;
    if (ec == json::error::too_deep) return json_fault::what::too_deep;
    if (ec == json::error::exponent_overflow) return json_fault::what::number;
    return json_fault::what::syntax;
}

}  // namespace

std::optional<value> read_json(std::string_view text, json_fault& why, const json_limits& limits) {
    if (text.size() > limits.length) {
        why = {json_fault::what::too_long, limits.length,
               "the text is longer than " + std::to_string(limits.length) + " bytes"};
        return std::nullopt;
    }
    json::parse_options options;
    options.max_depth = limits.depth;
    json::basic_parser<value_builder> parser{options};
    json::error_code ec;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    if (ec) {
        why = parser.handler().refusal().value_or(json_fault{kind_of(ec), 0, ec.message()});
        why.at = read;
        return std::nullopt;
    }
    if (read < text.size()) {
        why = {json_fault::what::behind, read, "something follows the value"};
        return std::nullopt;
    }
    return parser.handler().take();
}

std::optional<value> read_json(std::string_view text, std::string* error, const json_limits& limits) {
    json_fault why;
    std::optional<value> read = read_json(text, why, limits);
    if (read || error == nullptr) return read;
    *error = why.kind == json_fault::what::key_twice
                 ? "an object that ends here has the key \"" + why.detail + "\" twice"
                 : why.detail;
    *error += ", at byte " + std::to_string(why.at);
    return read;
}

}  // namespace reglament::feel
