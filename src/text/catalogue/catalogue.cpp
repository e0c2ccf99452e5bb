#include "text/catalogue/tables.hpp"

#include <algorithm>
#include <vector>

namespace reglament {

namespace {

bool by_code(const catalogue_entry& a, const catalogue_entry& b) {
    return a.code < b.code;
}

std::vector<catalogue_entry> merge() {
    namespace parts = catalogue_tables;
    std::vector<catalogue_entry> all;
    for (const parts::table part :
         {parts::yaml(), parts::regulation(), parts::calendar(), parts::people(), parts::feel(), parts::machine(),
          parts::engine(), parts::log(), parts::scenario(), parts::conformance(), parts::store(), parts::pay(),
          parts::versions(), parts::proof(), parts::training(), parts::script()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    std::sort(all.begin(), all.end(), by_code);
    return all;
}

}  // namespace

std::span<const catalogue_entry> catalogue() noexcept {
    static const std::vector<catalogue_entry> all = merge();
    return all;
}

const catalogue_entry* find_entry(std::string_view code) noexcept {
    const auto all = catalogue();
    const auto at = std::lower_bound(all.begin(), all.end(), code,
                                     [](const catalogue_entry& e, std::string_view c) { return e.code < c; });
    return at != all.end() && at->code == code ? &*at : nullptr;
}

}  // namespace reglament
