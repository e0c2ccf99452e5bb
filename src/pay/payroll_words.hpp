// Payroll words: what the forms of a payroll have in common.
#pragma once

#include "control/words.hpp"

#include <reglament/pay/payroll.hpp>

#include <string>
#include <string_view>

namespace reglament {

class payroll_words {
public:
    payroll_words(const payroll& p, language lang) : p_{p}, say_{*p.rules, lang} {}

    [[nodiscard]] const words& say() const noexcept { return say_; }
    [[nodiscard]] std::string title() const;
    [[nodiscard]] std::string note() const;  ///< that the month is open yet; else empty
    [[nodiscard]] static std::string month(feel::date first);
    [[nodiscard]] static std::string line(const paid_line& l);      ///< its title, or its id
    [[nodiscard]] std::string statement(const paid_line& l) const;  ///< the title of its statement
    [[nodiscard]] std::string money(feel::number n) const;          ///< "12 345.60"
    /// By what it is counted, whose it is, how it is rounded, and what it came to.
    [[nodiscard]] std::string how(const paid_line& l) const;
    [[nodiscard]] std::string event(const paid_event& e, const paid_line& l) const;
    [[nodiscard]] std::string value(const feel::value& v) const;  ///< to four places

private:
    const payroll& p_;
    words say_;
};

}  // namespace reglament
