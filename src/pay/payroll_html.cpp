#include "control/page.hpp"
#include "pay/payroll_words.hpp"

#include <sstream>

namespace reglament {

namespace {

class page_teller {
public:
    page_teller(const payroll& p, language lang) : p_{p}, say_{p, lang}, lang_{lang} {}

    [[nodiscard]] std::string go() const {
        std::string out = page_head(say_.title(), lang_) + element("h1", say_.title());
        if (!say_.note().empty()) out += element("p", say_.note(), "missed");
        for (const pay_slip& s : p_.slips) out += slip(s);
        return out + std::string{page_foot};
    }

private:
    [[nodiscard]] const words& say() const { return say_.say(); }

    [[nodiscard]] std::string slip(const pay_slip& s) const {
        std::string out = element("h2", say().person(s.person) + ": " + say_.money(s.total));
        for (const paid_line& l : s.lines) out += line(l);
        if (!s.adjustments.empty())
            out += element("h3", say().say("Adjustments of closed months", "Поправки к закрытым месяцам"));
        for (const paid_line& l : s.adjustments) out += line(l);
        return out;
    }

    [[nodiscard]] std::string line(const paid_line& l) const {
        std::string name = payroll_words::line(l);
        if (l.month)
            name += ", " + payroll_words::month(*l.month) + say().say(" (paid before: ", " (раньше заплачено: ") +
                    say_.money(l.before) + ")";
        std::string out = "<details>\n" + element("summary", name + ": " + say_.money(l.pay));
        std::istringstream how{say_.how(l)};
        for (std::string text; std::getline(how, text);) out += element("p", text);
        if (!l.events.empty()) {
            out += "<ul>\n";
            for (const paid_event& e : l.events) out += element("li", say_.event(e, l));
            out += "</ul>\n";
        }
        return out + "</details>\n";
    }

    const payroll& p_;
    payroll_words say_;
    language lang_;
};

}  // namespace

std::string to_html(const payroll& p, language lang) {
    return page_teller{p, lang}.go();
}

}  // namespace reglament
