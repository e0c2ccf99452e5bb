// Tables: inputs that no row fits, two rows for one where the policy wants one, rows that nobody comes to.
#include "feel/decision/decision_code.hpp"
#include "proof/explorer.hpp"

#include <algorithm>

namespace reglament::proof_stage {

using feel::hit_policy;

namespace {

bool wants_one(hit_policy p) noexcept {
    return p == hit_policy::unique || p == hit_policy::any || p == hit_policy::priority || p == hit_policy::first;
}

// The texts that a heading lists; none when it lists tests.
std::vector<std::string> listed_texts(std::string_view list) {
    std::vector<std::string> out;
    bool quoted = false;
    std::string text;
    const auto take = [&] {
        const std::size_t first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
        if (first != text.npos) text = text.substr(first, last - first + 1);
        if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
        if (!text.empty()) out.push_back(std::exchange(text, {}));
    };
    for (const char c : list) {
        quoted = quoted != (c == '"');
        if (c == ',' && !quoted) {
            take();
        } else {
            text += c;
        }
    }
    take();
    return out;
}

std::vector<std::string> allowed_texts(const feel::input_column& in) {
    return in.allowed ? std::vector<std::string>{} : listed_texts(in.allowed_text);
}

const feel::decision_code& code_of(const feel::decision& d) {
    return *feel::decision_access::of(d);
}

}  // namespace

explorer::table_terms explorer::read_table(path& p, const feel::decision& table) {
    const feel::decision_code& code = code_of(table);
    table_terms out{{}, {}, words_.truth(true), {}};
    std::map<std::uint32_t, symbol> question;
    const std::uint16_t program = m_.decisions()[m_.states()[p.at].detail].program;
    for (std::uint32_t c = 0; c < code.inputs.size(); ++c) {
        const feel::input_column& in = code.inputs[c];
        symbol s = translated(p, in.expression, program, question, false);
        const bool fits = in.fit.kind == feel::type_kind::any || in.fit.kind == s.kind;
        if (!fits) s = fresh(in.text, in.fit, p.given);
        if (s.kind == feel::type_kind::any && !allowed_texts(in).empty())
            s = fresh(in.text, feel::type{.kind = feel::type_kind::string}, p.given);
        question.insert_or_assign(c, s);
        out.inputs.push_back(s);
        out.known.push_back(!s.null);
    }
    for (std::uint32_t c = 0; c < code.inputs.size(); ++c) {
        const feel::input_column& in = code.inputs[c];
        const symbol s = question.at(c);
        if (in.allowed)
            out.allowed = out.allowed && (s.null || translated(p, in.allowed, program, question, true).yes());
        const std::vector<std::string> texts = allowed_texts(in);
        if (texts.empty() || s.kind != feel::type_kind::string) continue;
        z3::expr one = s.null;
        for (const std::string& v : texts) one = one || words_.equal(s, *words_.constant(feel::value{v})).yes();
        out.allowed = out.allowed && one;
    }
    std::map<std::uint32_t, symbol> tests;
    for (std::size_t r = 0; r < code.rules.size(); ++r) {
        z3::expr fits = words_.truth(true);
        for (std::size_t c = 0; c < code.inputs.size(); ++c) {
            const std::uint32_t t = code.tests[r * code.inputs.size() + c];
            if (t == 0) continue;
            auto known = tests.find(t);
            if (known == tests.end())
                known = tests.emplace(t, translated(p, code.programs[t - 1], program, question, true)).first;
            fits = fits && known->second.yes();
        }
        out.rows.push_back(fits);
    }
    return out;
}

void explorer::decide(path p) {
    const state& here = m_.states()[p.at];
    const decide_definition& d = m_.decisions()[here.detail];
    const table_terms t = read_table(p, d.table);
    if (most_ways_ == 0) check_table(p, t);
    z3::expr some = words_.truth(false);
    for (const z3::expr& row : t.rows) some = some || row;
    some = some && t.allowed;
    const bool otherwise = here.count > 1;
    path fitted = p;
    if (otherwise) fitted.given.push_back(some);
    if (!otherwise || asked(p, {some}) != answer::no) {
        taken_[here.first] = true;
        take_outputs(fitted, t);
        go(fitted, m_.transitions()[here.first].to);
    }
    for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
        if (m_.transitions()[i].on != trigger_kind::no_rule) continue;
        path none = p;
        none.given.push_back(!some);
        if (asked(p, {!some}) == answer::no) continue;
        taken_[i] = true;
        take_outputs(none, t);
        go(none, m_.transitions()[i].to);
    }
}

// What each output is, row by row, where a row gives a constant or what can be computed.
void explorer::take_outputs(path& p, const table_terms& t) {
    const decide_definition& d = m_.decisions()[m_.states()[p.at].detail];
    const feel::decision_code& code = code_of(d.table);
    std::map<std::uint32_t, symbol> question;
    for (std::uint32_t c = 0; c < t.inputs.size(); ++c) question.insert_or_assign(c, t.inputs[c]);
    const bool single = wants_one(code.policy) && code.policy != hit_policy::priority;
    const auto given = [&](std::size_t output, feel::slot where) {
        const feel::type& of = type_of(where);
        symbol s = fresh(std::string{"table"}, of, p.given);
        if (!single || !symbols::is_known(of.kind)) return keep(p, where, s);
        z3::expr value = s.value, null = code.has_fallback ? s.null : words_.truth(true);
        for (std::size_t r = t.rows.size(); r-- > 0;) {
            const feel::output_cell& cell = code.cell(r, output);
            std::optional<symbol> is;
            if (!cell.code) is = words_.constant(cell.constant);
            if (cell.code) is = translated(p, cell.code, d.program, question, false);
            if (!is || (is->kind != of.kind && is->kind != feel::type_kind::null)) is = s;
            if (is->kind == of.kind) value = z3::ite(t.rows[r], is->value, value);
            null = z3::ite(t.rows[r], is->null, null);
        }
        keep(p, where, {of.kind, value, null || !t.allowed});
    };
    if (d.whole && code.outputs.size() == 1) given(0, *d.whole);
    if (d.whole && code.outputs.size() > 1) keep(p, *d.whole, fresh("table", type_of(*d.whole), p.given));
    for (std::size_t o = 0; o < code.outputs.size(); ++o)
        for (const auto& [name, slot] : d.outputs)
            if (code.outputs[o].name == name) given(o, slot);
}

void explorer::check_table(const path& p, const table_terms& t) {
    const state& here = m_.states()[p.at];
    const decide_definition& d = m_.decisions()[here.detail];
    const feel::decision_code& code = code_of(d.table);
    const auto told = [&](std::string key) { return !told_.emplace(p.at, std::move(key)).second; };
    const auto is_told = [&](const std::string& key) { return told_.contains({p.at, key}); };
    const std::shared_ptr<const source>& file = m_.origin_of(d.program).where.source;
    const auto at_row = [&](std::size_t r) { return place{file, code.rules[r]}; };
    z3::expr none = t.allowed, earlier = words_.truth(false);
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
        const z3::expr mine =
            t.rows[r] && t.allowed && (code.policy == hit_policy::first ? !earlier : words_.truth(true));
        bool& comes = rows_[{p.at, static_cast<std::uint32_t>(r)}];
        comes = comes || asked(p, {mine}) != answer::no;
        none = none && !t.rows[r];
        earlier = earlier || t.rows[r];
    }
    const std::vector<feel::slot> reads = reads_of(p);
    const auto no_row = [&](const feel::frame& f) { return d.table.hits(f).empty(); };
    if (wants_one(code.policy) && !code.has_fallback && here.count == 1 && !is_told("gap")) {
        terms all{none};
        all.insert(all.end(), t.known.begin(), t.known.end());
        finding f = about(flaw::gap, "proof-no-row", here.where, p.at, {});
        if (asked(p, all) != answer::no && show(f, p, all, reads, no_row, true)) {
            told("gap");
            add(std::move(f));
        } else if (!is_told("unknown") && asked(p, {none}) != answer::no) {
            finding open = about(flaw::gap, "proof-no-row-unknown", here.where, p.at, {});
            if (show(open, p, {none}, reads, no_row, false)) {
                told("unknown");
                add(std::move(open));
            }
        }
    }
    if (code.policy != hit_policy::unique && code.policy != hit_policy::any) return;
    z3::expr above = words_.truth(false);
    for (std::size_t b = 0; b < t.rows.size(); ++b) {
        const answer some = asked(p, {t.rows[b] && above && t.allowed});
        above = above || t.rows[b];
        for (std::size_t a = 0; a < b && some != answer::no; ++a) {
            if (code.policy == hit_policy::any && code.results[a] && code.results[b] &&
                *code.results[a] == *code.results[b])
                continue;
            const std::string key = "rows" + std::to_string(a) + "," + std::to_string(b);
            const terms both{t.rows[a] && t.rows[b] && t.allowed};
            if (is_told(key) || asked(p, both) == answer::no) continue;
            const auto clash = [&](const feel::frame& f) {
                const auto hits = d.table.hits(f);
                if (std::count(hits.begin(), hits.end(), a) + std::count(hits.begin(), hits.end(), b) != 2)
                    return false;
                std::vector<feel::evaluation_note> notes;
                (void)d.table.evaluate(f, &notes);
                return std::any_of(notes.begin(), notes.end(), [](const feel::evaluation_note& n) {
                    return n.code == "decision-several-rules" || n.code == "decision-rules-differ";
                });
            };
            finding f = about(flaw::overlap, "proof-rows-overlap", here.where, p.at,
                              {std::to_string(a + 1), std::to_string(b + 1)});
            f.what.at = at_row(b);
            f.others.push_back(at_row(a));
            if (!show(f, p, both, reads, clash, true)) continue;
            told(key);
            add(std::move(f));
        }
    }
}

}  // namespace reglament::proof_stage
