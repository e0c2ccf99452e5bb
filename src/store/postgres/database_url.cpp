#include "store/postgres/database_url.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::string_view prefix_key = "table_prefix";
constexpr std::size_t longest_prefix = 40;  // a name has 63 bytes at most

}  // namespace

bool is_table_prefix(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= longest_prefix && std::all_of(text.begin(), text.end(), fits);
}

database_url::database_url(std::string_view whole) {
    const std::size_t question = whole.find('?');
    url = whole.substr(0, question);
    if (question == std::string_view::npos) return;
    char before = '?';
    for (std::string_view rest = whole.substr(question + 1); !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (one.starts_with(prefix_key) && one.substr(prefix_key.size()).starts_with('=')) {
            prefix = one.substr(prefix_key.size() + 1);
            continue;
        }
        url += before;
        url += one;
        before = '&';
    }
}

}  // namespace reglament
