// What every page that is written must be.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace reglament::testing {

/// Tags open and close in order; nothing of the author's text becomes markup.
inline bool well_formed(const std::string& page, std::string& why) {
    std::vector<std::string> open;
    const std::vector<std::string> empty{"meta", "!DOCTYPE", "!--"};
    for (std::size_t at = page.find('<'); at != page.npos; at = page.find('<', at + 1)) {
        const std::size_t end = page.find('>', at);
        std::string name = page.substr(at + 1, page.find_first_of(" >\n", at) - at - 1);
        if (name == "style") at = page.find("</style>", at) - 1;
        const bool single = page[end - 1] == '/' || std::find(empty.begin(), empty.end(), name) != empty.end();
        if (single) continue;
        if (!name.starts_with("/")) {
            open.push_back(name);
        } else if (open.empty() || open.back() != name.substr(1)) {
            why = name + " at " + page.substr(at, 80);
            return false;
        } else {
            open.pop_back();
        }
    }
    return open.empty();
}

}  // namespace reglament::testing
