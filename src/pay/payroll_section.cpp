#include "machine/statement_programs.hpp"
#include "pay/accounts.hpp"
#include "pay/payroll_words.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

class section_teller {
public:
    section_teller(const payroll& p, language lang) : p_{p}, say_{p, lang} {}

    [[nodiscard]] report_section go() const {
        report_section out;
        out.id = "pay";
        out.title = say_.title();
        out.about = say_.note();
        out.tables.push_back(totals());
        for (const issue& i : p_.found)
            out.tables.front().note += (out.tables.front().note.empty() ? "" : "; ") + message(i, say().lang());
        for (const pay_slip& s : p_.slips) out.tables.push_back(slip(s));
        return out;
    }

private:
    [[nodiscard]] const words& say() const { return say_.say(); }

    [[nodiscard]] report_table totals() const {
        report_table t;
        t.columns = {
            {say().say("who", "кто")}, {say().say("statement", "ведомость")}, {say().say("pay", "к выплате"), true}};
        double most = 0;
        for (const pay_slip& s : p_.slips) most = std::max(most, s.total.to_double());
        for (const pay_slip& s : p_.slips) {
            const double bar = most > 0 ? std::max(s.total.to_double(), 0.0) * 100 / most : 0;
            t.rows.push_back({{say().person(s.person)}, {statement_of(s)}, {say_.money(s.total), bar}});
        }
        return t;
    }

    // What a line came to in the month; what it did in the one before, and how it is computed, the statement tells.
    [[nodiscard]] std::string values(const paid_line& l) const {
        std::string out;
        for (const auto& [name, v] : l.values) {
            if (v.is_null() || name.ends_with(" before")) continue;
            std::string called = name;
            for (const month_name& n : month_names())
                if (n.en == name) called = say().say(n.en, n.ru);
            out += (out.empty() ? "" : ", ") + called + " " + say_.value(v);
        }
        return out;
    }

    [[nodiscard]] std::string statement_of(const pay_slip& s) const {
        const paid_line* most = nullptr;
        for (const auto* lines : {&s.lines, &s.adjustments}) {
            for (const paid_line& l : *lines) {
                if (most == nullptr || l.pay > most->pay) most = &l;
            }
        }
        return most == nullptr ? std::string{} : say_.statement(*most);
    }

    void add(report_table& t, std::string name, const paid_line& l) const {
        if (l.pay == feel::number{0}) {
            ++t.left_out;
        } else {
            t.rows.push_back({{std::move(name)}, {values(l)}, {say_.money(l.pay)}});
        }
    }

    [[nodiscard]] report_table slip(const pay_slip& s) const {
        report_table t;
        t.title = say().person(s.person) + ": " + say_.money(s.total);
        t.columns = {{say().say("for", "за что")},
                     {say().say("what it came to", "что вышло")},
                     {say().say("pay", "к выплате"), true}};
        for (const paid_line& l : s.lines) add(t, payroll_words::line(l), l);
        for (const paid_line& l : s.adjustments)
            add(t,
                payroll_words::line(l) + say().say(", adjustment of ", ", поправка за ") +
                    (l.month ? payroll_words::month(*l.month) : std::string{}),
                l);
        if (t.left_out > 0)
            t.note = say().say("Lines that came to nothing: ", "Строк, по которым ничего не вышло: ") +
                     std::to_string(std::exchange(t.left_out, 0)) + ".";
        return t;
    }

    const payroll& p_;
    payroll_words say_;
};

}  // namespace

std::optional<feel::date> last_closed_month(const rulebook& rules, instant at) {
    const auto statements = rules.statements();
    if (statements.empty()) return std::nullopt;
    const auto local = feel::zone{rules.vocabulary().calendar.zone()}.to_local(at);
    pay::month_number month = pay::month_of(feel::date{std::chrono::floor<std::chrono::days>(local)}) - 1;
    const auto is_open = [&](const statement& s) { return pay::closing(rules, s, month) > at; };
    constexpr int years = 12 * 5;  // nobody leaves a month open for longer
    for (int i = 0; i < years && std::any_of(statements.begin(), statements.end(), is_open); ++i) --month;
    return pay::first_of(month);
}

report_section to_section(const payroll& p, language lang) {
    return section_teller{p, lang}.go();
}

}  // namespace reglament
