#include "control/coverage.hpp"

#include "text/fill.hpp"

#include <reglament/regulation/blocks.hpp>
#include <reglament/text/catalogue.hpp>

#include <algorithm>

namespace reglament {

namespace {

// By box: whether an arrow that was taken leads there, or away where none leads there.
std::vector<bool> reached(const picture& p) {
    std::vector<bool> in(p.boxes.size()), out(p.boxes.size()), led(p.boxes.size());
    for (const arrow& a : p.arrows) {
        led[a.to] = true;
        if (a.count.value_or(0) > 0) in[a.to] = out[a.from] = true;
    }
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = led[i] ? in[i] : out[i];
    return in;
}

// What its author calls it; steps that need no name mostly have none of their author's.
const std::string& name(const box& b) {
    const bool named = b.form == shape::task || b.form == shape::end;
    return (named && !b.name.empty()) || b.title.empty() ? b.name : b.title;
}

// Graphviz writes the name of a box behind the tag that has its class.
void mark_missed(std::string& svg, const std::string& id) {
    const std::size_t title = svg.find("<title>" + id + "</title>");
    if (title == svg.npos) return;
    const std::size_t kind = svg.rfind("class=\"", title);
    if (kind != svg.npos) svg.insert(kind + 7, "missed ");
}

}  // namespace

std::vector<std::uint64_t> visits(const machine& m, const traffic& counts) {
    std::vector<std::uint64_t> out(m.states().size());
    if (!counts.starts.empty()) out[m.initial()] += counts.starts[0];
    for (std::size_t i = 0; i < counts.transitions.size(); ++i) out[m.transitions()[i].to] += counts.transitions[i];
    for (std::size_t i = 0; i < counts.exits.size(); ++i) out[m.exits()[i].to] += counts.exits[i];
    return out;
}

std::vector<written_table> tables_of(const machine& m) {
    std::vector<written_table> out;
    const auto add = [&](const step& s) {
        const auto* what = std::get_if<decide_step>(&s.kind);
        const auto state = what == nullptr ? std::nullopt : m.find_state(s.id.value);
        if (state) out.push_back({*state, &what->table});
    };
    each_outer_block(m.regulation(), [&](const auto& steps) { each_step(steps, add); });
    return out;
}

std::vector<std::string> missed(const machine& m, const regulation_coverage& c, language lang) {
    const picture p = picture_of(m, c.counts, lang);
    std::vector<std::string> out;
    for (const arrow& a : p.arrows) {
        if (a.count.value_or(1) != 0) continue;
        out.push_back(name(p.boxes[a.from]) + (a.label.empty() ? "" : ", " + a.label) + " → " + name(p.boxes[a.to]));
    }
    for (const written_table& t : tables_of(m)) {
        const auto known = c.fitted.find(t.decision);
        const row_figures came = known == c.fitted.end() ? row_figures{} : known->second;
        const std::string row = m.states()[t.decision].id + (lang == language::ru ? ", строка " : ", row ");
        for (std::size_t i = 0; i < t.table->rules.size(); ++i) {
            if (i < came.fitted.size() && came.fitted[i] > 0) continue;
            std::string& told = out.emplace_back(row + std::to_string(i + 1));
            const char* before = " (";
            for (const auto& cell : t.table->rules[i].inputs) {
                told.append(before).append(cell.value);
                before = " | ";
            }
            if (!t.table->rules[i].inputs.empty()) told += ")";
        }
        if (t.table->falls_back() && came.none == 0) out.push_back(row + (lang == language::ru ? "«иначе»" : "“else”"));
    }
    return out;
}

std::string coverage_svg(const machine& m, const traffic& counts, language lang, const vocabulary& words) {
    traffic shown = counts;
    shown.open = visits(m, counts);
    for (state_index s = 0; s < m.states().size(); ++s) {
        if (m.states()[s].kind == state_kind::choice) shown.open[s] = 0;  // no room; its ways say it
    }
    std::string svg = to_svg(m, shown, lang, &words);
    if (svg.empty()) return svg;
    const picture p = picture_of(m, counts, lang);
    const std::vector<bool> there = reached(p);
    for (std::size_t i = 0; i < p.boxes.size(); ++i) {
        if (!there[i]) mark_missed(svg, p.boxes[i].id);
    }
    return svg;
}

// The catalogue divides what was expected from what came by the first semicolon.
difference difference_of(const issue& i, language lang) {
    const catalogue_entry* entry = find_entry(i.code);
    const bool expected = i.code.starts_with("expected-") || i.code.starts_with("unexpected");
    if (entry == nullptr || !expected) return {{}, message(i, lang)};
    const std::string_view all = lang == language::ru ? entry->message_ru : entry->message_en;
    const std::size_t middle = all.find("; ");
    if (middle == all.npos) return {{}, message(i, lang)};
    return {fill(all.substr(0, middle), i), fill(all.substr(middle + 2), i)};
}

}  // namespace reglament
