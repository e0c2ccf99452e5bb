#include "regulation/scan.hpp"

#include "regulation/line_scan.hpp"
#include "regulation/scan_bytes.hpp"

namespace reglament::yaml {

scanned scan(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found) {
    return check_bytes(file, limits, found) ? line_scan{file, limits, found}.run() : scanned{};
}

}  // namespace reglament::yaml
