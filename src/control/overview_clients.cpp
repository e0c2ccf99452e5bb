// What is known of clients: their classes, how complete it is, and what goes along with that.
#include "control/overview_scene.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace reglament {

namespace {

std::string title_of(const fact& f) {
    return f.title.empty() ? f.name.value : f.title;
}

std::string amount(const feel::number& n) {
    const auto whole = round(n, 0, feel::rounding::half_up).value_or(n).to_int64();
    return whole && *whole >= 0 ? grouped(static_cast<std::uint64_t>(*whole)) : to_string(n);
}

report_table class_table(const overview_scene& s, const segment_figures& of, const std::string& title) {
    report_table t;
    t.title = title;
    t.columns = {{s.say.say("class", "класс")},           {s.say.say("clients", "клиентов"), true},
                 {s.say.say("together", "вместе"), true}, {s.say.say("of all", "доля"), true},
                 {s.say.say("from", "от"), true},         {s.say.say("to", "до"), true}};
    const double all = of.total.to_double();
    for (const class_figures& c : of.classes) {
        const double share = all > 0 ? c.total.to_double() * 100 / all : 0;
        const auto shown = [&](const feel::value& v) {
            return v.kind() == feel::value_kind::number ? amount(v.as_number()) : s.say.plain(v);
        };
        t.rows.push_back({{c.name},
                          {grouped(c.clients), share_of(c.clients, of.clients)},
                          {amount(c.total)},
                          {std::to_string(std::lround(share)) + "\u202F%", share},
                          {c.last.is_null() ? "—" : shown(c.last)},
                          {c.best.is_null() ? "—" : shown(c.best)}});
    }
    t.note = s.say.say("Computed ", "Посчитано ") + s.say.date(of.at) +
             s.say.say("; moved then: ", "; сменили класс: ") + grouped(of.moved) + ".";
    return t;
}

}  // namespace

std::optional<report_section> classes_section(const overview_scene& s) {
    report_section out;
    out.id = "classes";
    out.title = s.say.say("Classes", "Классы");
    for (const segment_figures& of : s.e.segments()) {
        if (of.at == never || of.clients == 0) continue;
        std::string title{of.name};
        for (const segment& known : s.names().segments) {
            if (known.name.value == of.name && !known.title.empty()) title = known.title;
        }
        out.tables.push_back(class_table(s, of, title));
    }
    if (out.tables.empty()) return std::nullopt;
    return out;
}

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double number_of(const std::vector<feel::value>& facts, std::size_t fact) {
    const bool known = fact < facts.size() && facts[fact].kind() == feel::value_kind::number;
    return known ? facts[fact].as_number().to_double() : unknown;
}

// Numbers that are computed, or the client's own, and that a decision reads together with the fact: its author has
// said that they belong together.
std::vector<std::uint16_t> read_beside(const overview_scene& s, std::uint16_t fact) {
    std::vector<std::uint16_t> out;
    const auto is_fact = [](const feel::slot& at) { return at.bank == static_cast<std::uint8_t>(bank::facts); };
    for (const machine& m : s.e.rules().machines()) {
        for (const decide_definition& d : m.decisions()) {
            const auto& reads = d.table.reads();
            if (std::none_of(reads.begin(), reads.end(),
                             [&](const auto& at) { return is_fact(at) && at.index == fact; }))
                continue;
            for (const feel::slot& at : reads) {
                const bool other = is_fact(at) && at.index != fact && at.index < s.names().facts.size();
                if (!other || s.names().facts[at.index].kind != fact_kind::formula ||
                    s.names().facts[at.index].about != 0)
                    continue;
                const auto number = static_cast<std::uint16_t>(at.index);
                if (std::find(out.begin(), out.end(), number) == out.end()) out.push_back(number);
            }
        }
    }
    return out;
}

struct pair_of {
    std::string client;
    double complete = unknown, other = unknown;
};

// Pearson's; nothing when one of them is the same everywhere.
std::optional<double> correlation(const std::vector<pair_of>& all) {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (const pair_of& p : all) {
        if (std::isnan(p.complete) || std::isnan(p.other)) continue;
        n += 1;
        x += p.complete;
        y += p.other;
        xx += p.complete * p.complete;
        yy += p.other * p.other;
        xy += p.complete * p.other;
    }
    const double spread = (n * xx - x * x) * (n * yy - y * y);
    if (n < 3 || !(spread > 0)) return std::nullopt;
    return (n * xy - x * y) / std::sqrt(spread);
}

struct mean {
    double sum = 0;
    std::uint64_t n = 0;
    void take(double v) {
        if (std::isnan(v)) return;
        sum += v;
        ++n;
    }
    [[nodiscard]] report_cell cell() const {
        if (n == 0) return {"—"};
        const double v = sum / static_cast<double>(n);
        return {std::to_string(std::lround(v)), v};
    }
};

class dossiers {
public:
    dossiers(const overview_scene& s, std::uint16_t fact) : s_{s}, of_{s.names().facts[fact]} {
        const auto beside = read_beside(s, fact);
        for (std::size_t i = 0; i < s.e.client_count(); ++i) {
            if (!s.is_client(i)) continue;
            facts_.push_back(s.e.facts(i));
            pair_of p;
            p.client = s.e.client(i);
            p.complete = number_of(facts_.back(), fact);
            if (!beside.empty()) p.other = number_of(facts_.back(), beside.front());
            all_.push_back(std::move(p));
        }
        if (!beside.empty()) other_ = &s.names().facts[beside.front()];
    }

    void tell(report_section& out) {
        mean complete;
        for (const pair_of& p : all_) complete.take(p.complete);
        out.figures.push_back({complete.cell().text, s_.say.say("on average: ", "в среднем: ") + title_of(of_)});
        out.charts.push_back(spread());
        if (other_ != nullptr) tell_other(out);
        for (const role& r : s_.names().roles) {
            if (r.person != no_index) by_person(r, out);
        }
    }

private:
    static constexpr std::size_t tens = 10;

    // How many clients are how far.
    [[nodiscard]] report_chart spread() const {
        std::vector<double> counts(tens + 1);
        for (const pair_of& p : all_) {
            if (!std::isnan(p.complete)) ++counts[static_cast<std::size_t>(std::clamp(p.complete / tens, 0.0, 10.0))];
        }
        report_chart c;
        c.title = title_of(of_) + s_.say.say(": clients", ": клиентов");
        c.series = {s_.say.say("clients", "клиентов")};
        for (std::size_t i = 0; i <= tens; ++i) c.items.push_back({std::to_string(i * tens), {counts[i]}});
        return c;
    }

    void tell_other(report_section& out) const {
        report_chart c;
        c.how = report_chart::form::points;
        c.title = title_of(of_) + s_.say.say(" (across) and ", " (вправо) и ") + title_of(*other_) +
                  s_.say.say(" (upwards)", " (вверх)");
        c.series = {title_of(of_), title_of(*other_)};
        constexpr double whole = 100;
        c.most = whole;
        for (const pair_of& p : all_) {
            if (!std::isnan(p.complete) && !std::isnan(p.other)) c.items.push_back({p.client, {p.complete, p.other}});
        }
        if (const auto r = correlation(all_)) {
            const long hundredths = std::lround(std::abs(*r) * 100);
            const std::string digits = std::to_string(hundredths % 100);
            out.figures.push_back({(*r < 0 ? "−" : "") + std::to_string(hundredths / 100) + s_.say.say(".", ",") +
                                       std::string(2 - digits.size(), '0') + digits,
                                   s_.say.say("correlation with: ", "корреляция с: ") + title_of(*other_)});
        }
        c.note = s_.say.say("A dot is a client; those beyond 100 % stand at the edge.",
                            "Точка — клиент; кто больше 100 %, стоит на краю.");
        out.charts.push_back(std::move(c));
    }

    void by_person(const role& r, report_section& out) const {
        std::map<std::string, std::pair<mean, mean>> people;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (r.person >= facts_[i].size() || facts_[i][r.person].kind() != feel::value_kind::string) continue;
            auto& [complete, other] = people[s_.say.person(facts_[i][r.person].as_string())];
            complete.take(all_[i].complete);
            other.take(all_[i].other);
        }
        if (people.empty()) return;
        report_table t;
        t.title = r.title.empty() ? r.name.value : r.title;
        t.columns = {{s_.say.say("who", "кто")}, {s_.say.say("clients", "клиентов"), true}, {title_of(of_), true}};
        if (other_ != nullptr) t.columns.push_back({title_of(*other_), true});
        for (const auto& [who, of] : people) {
            t.rows.push_back({{who}, count_cell(of.first.n), of.first.cell()});
            if (other_ != nullptr) t.rows.back().push_back(of.second.cell());
        }
        out.tables.push_back(std::move(t));
    }

    const overview_scene& s_;
    const fact& of_;
    const fact* other_ = nullptr;
    std::vector<std::vector<feel::value>> facts_;  // by client, as all_
    std::vector<pair_of> all_;
};

}  // namespace

std::optional<report_section> dossier_section(const overview_scene& s) {
    report_section out;
    for (std::uint16_t i = 0; i < s.names().facts.size(); ++i) {
        const fact& f = s.names().facts[i];
        if (f.kind == fact_kind::complete && f.about == 0) dossiers{s, i}.tell(out);
    }
    if (out.charts.empty()) return std::nullopt;
    out.id = "dossier";
    out.title = s.say.say("What we know of clients", "Что мы знаем о клиентах");
    return out;
}

}  // namespace reglament
