#include "regulation/scan.hpp"

#include "regulation/scan_bytes.hpp"

namespace reglament::yaml {

scanned scan(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found) {
    scanned result;
    if (!check_bytes(file, limits, found)) return result;
    const auto size = static_cast<std::uint32_t>(file->text().size());
    std::uint32_t begin = file->text().starts_with("\xEF\xBB\xBF") ? 3 : 0;
    for (std::size_t line = 2; line <= file->line_count(); ++line) {
        if (!file->line(line).starts_with("---")) continue;
        result.documents.push_back({{begin, static_cast<std::uint32_t>(file->line_start(line))}, false});
        begin = result.documents.back().part.end;
    }
    result.documents.push_back({{begin, size}, false});
    return result;
}

}  // namespace reglament::yaml
