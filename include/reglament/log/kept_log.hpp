// Kept log: cases in memory, read once and compared as often as one likes.
#pragma once

#include <reglament/export.hpp>
#include <reglament/log/case_log.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace reglament {

/// Cases in the order in which they came. An event takes 32 bytes, a case 32 and its name; every other text is kept
/// once. Reading it changes nothing, so several threads may.
class REGLAMENT_API kept_log {
public:
    /// `values` names what cases and events tell beside (case_log_options::values): as many as each of them has.
    explicit kept_log(std::vector<std::string> values = {});
    ~kept_log();
    kept_log(kept_log&&) noexcept;
    kept_log& operator=(kept_log&&) noexcept;

    /// Copies a case. False when it holds 4 billion events or texts already.
    [[nodiscard]] bool add(const observed_case& what);
    void clear();  ///< forgets cases and texts; what memory they took is used again

    [[nodiscard]] std::size_t cases() const noexcept;
    [[nodiscard]] std::uint64_t events() const noexcept;
    [[nodiscard]] const std::vector<std::string>& value_names() const noexcept;

    /// Hands over each case; texts last as long as the log, events and values until the next case.
    void each(const case_sink& sink) const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// Reads a whole log (read_cases). Nothing, and issues: it cannot be read.
[[nodiscard]] REGLAMENT_API std::optional<kept_log> keep_cases(const std::filesystem::path& file,
                                                               const case_log_options& how, case_log_summary& told,
                                                               issues& found);

}  // namespace reglament
