#include <reglament/pay/department.hpp>
#include <reglament/pay/payroll.hpp>

#include <optional>
#include <utility>

namespace reglament {

std::vector<report_section> department(const engine& e, const overview_options& how,
                                       const performance_options& measured, issues& found) {
    std::vector<report_section> out = overview(e, how);
    const performance p = measure_performance(e, measured);
    found.append(p.found);
    if (auto one = to_section(p, how.lang)) out.push_back(std::move(*one));
    const instant now = e.now();
    const auto month = now == instant::min() ? std::nullopt : last_closed_month(e.rules(), now);
    if (!month || how.log == nullptr) return out;
    const payroll paid = compute_payroll(e.shared_rules(), *how.log, *month);
    if (!paid.slips.empty()) out.push_back(to_section(paid, how.lang));
    return out;
}

}  // namespace reglament
