// Page: what the HTML reports have in common.
#pragma once

#include "control/words.hpp"
#include "machine/picture.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace reglament {

/// Everything up to the first element of the page's column, and everything after the last.
std::string page_head(std::string_view title, language lang);
inline constexpr std::string_view page_foot = "</main>\n</body>\n</html>\n";

/// A text in an element, of the class `kind` unless that is empty.
std::string element(std::string_view name, std::string_view text, std::string_view kind = {});

/// A large figure with a word below it.
std::string tile(std::string_view figure, std::string_view word, std::string_view kind = {});

/// In whole per cent.
std::string percent(std::uint64_t n, std::uint64_t of);

/// Several diagrams share a page, where their ids would collide.
std::string without_ids(const std::string& svg);

/// The arrows as rows, for where Graphviz is not there to draw them; those never taken are of the class `missed`.
std::string ways_table(const picture& p, const words& say);

}  // namespace reglament
