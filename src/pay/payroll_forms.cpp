#include "control/csv_rows.hpp"
#include "machine/statement_programs.hpp"
#include "pay/payroll_words.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t events_shown = 10;

feel::value date_of(const std::optional<feel::date>& month) {
    return month ? feel::value{payroll_words::month(*month)} : feel::value{};
}

}  // namespace

std::string payroll_words::month(feel::date first) {
    constexpr std::size_t length = 7;
    return feel::to_string(feel::value{first}).substr(0, length);
}

std::string payroll_words::title() const {
    return say_.say("Pay for ", "Оплата за ") + month(p_.month);
}

std::string payroll_words::note() const {
    return p_.is_open ? say_.say("The month is not closed yet: the events end before that.",
                                 "Месяц ещё не закрыт: события кончаются раньше.")
                      : std::string{};
}

std::string payroll_words::line(const paid_line& l) {
    return l.line->title.empty() ? l.line->id.value : l.line->title;
}

std::string payroll_words::statement(const paid_line& l) const {
    return l.of->title.empty() ? l.of->id.value : l.of->title;
}

std::string payroll_words::money(feel::number n) const {
    const auto cents = round(n, 2, feel::rounding::half_up);
    std::string text = to_string(cents.value_or(n));
    const std::string sign = text.starts_with('-') ? "-" : "";
    text.erase(0, sign.size());
    std::string whole = text.substr(0, text.find('.'));
    std::string rest = whole.size() == text.size() ? std::string{} : text.substr(whole.size() + 1);
    rest.resize(std::max<std::size_t>(rest.size(), 2), '0');
    constexpr std::size_t group = 3;
    for (std::size_t at = whole.size(); at > group; at -= group) whole.insert(at - group, " ");
    return sign + whole + say_.say(".", ",") + rest;
}

std::string payroll_words::value(const feel::value& v) const {
    if (v.is_null()) return "—";
    if (v.kind() != feel::value_kind::number) return say_.plain(v);
    const auto shown = round(v.as_number(), 4, feel::rounding::half_up);
    return to_string(shown.value_or(v.as_number()));
}

std::string payroll_words::how(const paid_line& l) const {
    const statement_line& of = *l.line;
    std::string out;
    const auto add = [&](std::string_view en, std::string_view ru, const std::string& text) {
        if (!text.empty()) out += (out.empty() ? "" : "; ") + say_.say(en, ru) + text;
    };
    const auto names = [](const auto& all) {
        std::string text;
        for (const auto& n : all) text += (text.empty() ? "" : ", ") + n.value;
        return text;
    };
    add("event ", "событие ", names(of.events));
    if (of.of_tasks) add("tasks ", "задачи ", of.tasks.empty() ? say_.say("all", "все") : names(of.tasks));
    add("figure ", "показатель ", of.figure.text);
    add("if ", "если ", of.when.text);
    add("amount ", "величина ", of.amount.text);
    add("share of ", "доля ", of.share.text);
    add("owner ", "владелец ", of.owner.value);
    std::string parts;
    for (const auto& [name, percent] : of.split)
        parts += (parts.empty() ? "" : ", ") + name.value + " " + to_string(percent) + " %";
    add("split ", "раздел ", parts);
    if (of.table) add("table", "таблица", " ");
    add("each ", "за каждое ", of.each.text);
    add("pay ", "оплата ", of.pay.text);
    add("rounded to ", "до ", to_string(of.unit));
    std::string values;
    for (const auto& [name, v] : l.values) {
        std::string called = name;
        for (const month_name& n : month_names())
            if (n.en == name) called = say_.say(n.en, n.ru);
        if (!v.is_null()) values += (values.empty() ? "" : ", ") + called + " = " + value(v);
    }
    return out + (values.empty() ? "" : "\n" + values);
}

std::string payroll_words::event(const paid_event& e, const paid_line& l) const {
    std::string out = say_.date(e.at) + "  " + e.client + (e.part.empty() ? "" : ", " + e.part) + "  " + e.what;
    if (e.back) out += say_.say(" (taken back)", " (возврат)");
    out += "  " + value(feel::value{e.amount});
    if (e.percent != feel::number{100}) out += " (" + to_string(e.percent) + " %)";
    if (l.line->each) out += " → " + money(e.pay);
    if (l.line->share) out += e.shares ? "  +" : "  −";
    return out + (e.where.empty() ? "" : "  " + e.where);
}

namespace {

class text_teller {
public:
    text_teller(const payroll& p, language lang) : p_{p}, say_{p, lang} {}

    [[nodiscard]] std::string go() const {
        std::string out = say_.title() + "\n";
        if (!say_.note().empty()) out += say_.note() + "\n";
        if (p_.slips.empty()) out += say().say("Nobody is paid anything.\n", "Платить некому.\n");
        for (const pay_slip& s : p_.slips) out += slip(s);
        return out;
    }

private:
    [[nodiscard]] const words& say() const { return say_.say(); }

    [[nodiscard]] std::string slip(const pay_slip& s) const {
        std::string out = "\n━━ " + say().person(s.person) + ": " + say_.money(s.total) + "\n";
        const statement* of = nullptr;
        for (const paid_line& l : s.lines) {
            if (l.of != of) out += "  " + say_.statement(l) + "\n";
            of = l.of;
            out += line(l);
        }
        if (!s.adjustments.empty())
            out += "  " + say().say("Adjustments of closed months", "Поправки к закрытым месяцам") + "\n";
        for (const paid_line& l : s.adjustments) out += line(l);
        return out;
    }

    [[nodiscard]] std::string line(const paid_line& l) const {
        std::string out = "    " + payroll_words::line(l);
        if (l.month) out += ", " + payroll_words::month(*l.month);
        out += ": " + say_.money(l.pay);
        if (l.month) out += say().say(" (paid before: ", " (раньше заплачено: ") + say_.money(l.before) + ")";
        out += "\n" + indented(say_.how(l));
        for (std::size_t i = 0; i < l.events.size() && i < events_shown; ++i)
            out += "        " + say_.event(l.events[i], l) + "\n";
        if (l.events.size() > events_shown)
            out += "        … " + say().say("and ", "и ещё ") + std::to_string(l.events.size() - events_shown) +
                   say().say(" more\n", "\n");
        return out;
    }
    static std::string indented(const std::string& text) {
        std::string out = "      ";
        for (const char c : text) out += c == '\n' ? std::string{"\n      "} : std::string(1, c);
        return out + "\n";
    }

    const payroll& p_;
    payroll_words say_;
};

feel::value to_value(const paid_event& e, const feel::zone& zone) {
    const auto text = [](const std::string& s) { return s.empty() ? feel::value{} : feel::value{s}; };
    return feel::context{{"time", feel::value{to_string(e.at, zone)}},
                         {"what", feel::value{e.what}},
                         {"client", feel::value{e.client}},
                         {"part", text(e.part)},
                         {"where", text(e.where)},
                         {"amount", feel::value{e.amount}},
                         {"percent", feel::value{e.percent}},
                         {"pay", feel::value{e.pay}},
                         {"back", feel::value{e.back}},
                         {"shares", feel::value{e.shares}}};
}

feel::value to_value(const paid_line& l, const feel::zone& zone) {
    feel::list events;
    for (const paid_event& e : l.events) events.push_back(to_value(e, zone));
    feel::context out{{"statement", feel::value{l.of->id.value}},
                      {"line", feel::value{l.line->id.value}},
                      {"title", feel::value{payroll_words::line(l)}},
                      {"pay", feel::value{l.pay}},
                      {"exact", l.exact},
                      {"values", feel::value{l.values}}};
    if (l.month) {
        out.emplace_back("month", date_of(l.month));
        out.emplace_back("before", feel::value{l.before});
    }
    out.emplace_back("events", feel::value{std::move(events)});
    return feel::value{std::move(out)};
}

}  // namespace

std::string to_text(const payroll& p, language lang) {
    return text_teller{p, lang}.go();
}

std::string to_csv(const payroll& p, language lang) {
    const payroll_words say{p, lang};
    const auto word = [&](std::string_view en, std::string_view ru) { return say.say().say(en, ru); };
    csv_rows out;
    out.add({word("month", "месяц"), word("person", "сотрудник"), word("statement", "ведомость"),
             word("line", "строка"), word("title", "название"), word("for month", "за месяц"),
             word("events", "событий"), word("exact", "до округления"), word("pay", "оплата")});
    const std::string month = payroll_words::month(p.month);
    for (const pay_slip& s : p.slips) {
        for (const auto* lines : {&s.lines, &s.adjustments}) {
            for (const paid_line& l : *lines)
                out.add({month, s.person, l.of->id.value, l.line->id.value, payroll_words::line(l),
                         payroll_words::month(l.month.value_or(p.month)), std::to_string(l.events.size()),
                         l.exact.is_null() ? "" : words{*p.rules, language::en}.plain(l.exact), to_string(l.pay)});
        }
    }
    return out.text();
}

feel::value to_value(const payroll& p) {
    const feel::zone zone = p.rules->vocabulary().calendar.zone();
    feel::list slips;
    for (const pay_slip& s : p.slips) {
        feel::list lines, adjustments;
        for (const paid_line& l : s.lines) lines.push_back(to_value(l, zone));
        for (const paid_line& l : s.adjustments) adjustments.push_back(to_value(l, zone));
        slips.push_back(feel::context{{"person", feel::value{s.person}},
                                      {"total", feel::value{s.total}},
                                      {"lines", feel::value{std::move(lines)}},
                                      {"adjustments", feel::value{std::move(adjustments)}}});
    }
    return feel::context{{"month", feel::value{payroll_words::month(p.month)}},
                         {"open", feel::value{p.is_open}},
                         {"slips", feel::value{std::move(slips)}}};
}

}  // namespace reglament
