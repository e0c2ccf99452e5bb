// Examples: a client out of what the solver says could be, looked at again by the very conditions that run.
#include "proof/explorer.hpp"
#include "proof/story.hpp"
#include "proof/telling.hpp"

#include <algorithm>

namespace reglament::proof_stage {

namespace {

// The values of one moment, as a frame reads them.
class moment_values {
public:
    std::array<std::vector<feel::value>, 5> banks;

    void put(bank where, std::uint32_t index, feel::value v) {
        auto& in = banks[static_cast<std::size_t>(where)];
        if (in.size() <= index) in.resize(index + std::size_t{1});
        in[index] = std::move(v);
    }
    [[nodiscard]] feel::frame frame(std::size_t least) {
        feel::frame f;
        for (std::size_t b = 0; b < banks.size(); ++b) {
            banks[b].resize(std::max(banks[b].size(), least));
            f.bank[b] = banks[b].data();
        }
        return f;
    }
};

bool is_numeric(const symbol& s) {
    return s.kind == feel::type_kind::number;
}

std::string day_text(const feel::value& date) {
    return feel::to_string(date.as_date());
}

terms plain(const symbol& s) {
    return {z3::is_int(s.value), s.value >= 0};
}

}  // namespace

bool explorer::show(finding& f, const path& at, const terms& more, const std::vector<feel::slot>& reads,
                    const std::function<bool(const feel::frame&)>& borne_out, bool all_known) {
    path p = at;
    std::vector<terms> wishes;
    terms whole;  // of all that was looked at on the way
    const auto wish = [&](const std::map<std::uint32_t, symbol>& in) {
        for (const auto& [index, s] : in) {
            if (is_numeric(s))
                for (z3::expr& e : plain(s)) whole.push_back(e);
        }
    };
    for (const happening& h : p.happenings) {
        wish(h.facts);
        wish(h.part_facts);
        wish(h.data);
    }
    terms known;
    for (const happening& h : p.happenings)
        for (const auto* in : {&h.facts, &h.part_facts})
            for (const auto& [index, s] : *in) known.push_back(!s.null);
    if (!all_known) {
        for (const feel::slot s : reads) wishes.push_back({!read(p, s).null});
    } else {
        wishes.push_back(known);
    }
    for (const feel::slot s : reads)
        if (is_numeric(read(p, s))) {
            wishes.push_back(plain(read(p, s)));
            wishes.push_back({z3::is_int(read(p, s).value)});
        }
    wishes.push_back(whole);
    for (const z3::expr& e : whole) wishes.push_back({e});
    if (wishes.size() > 24) wishes.resize(24);
    const auto model = solver_.example(p.given, more, wishes);
    if (!model) {
        if (!reads.empty()) unproved_.insert(p.at);
        return false;
    }
    moment_values all;
    const auto put = [&](bank where, const std::map<std::uint32_t, symbol>& in) {
        for (const auto& [index, s] : in) all.put(where, index, words_.value_in(*model, s));
    };
    put(bank::facts, p.last().facts);
    put(bank::facts, p.computed);
    put(bank::facts, p.set_facts);
    put(bank::part, p.last().part_facts);
    for (const auto& [fact, s] : p.computed_parts)
        all.put(bank::part, rules_.vocabulary().facts[fact].slot, words_.value_in(*model, s));
    put(bank::part, p.set_parts);
    put(bank::event, p.last().data);
    put(bank::run, p.values);
    put(bank::item, p.items);
    feel::frame frame = all.frame(std::max({rules_.nulls().size(), m_.value_count(), m_.item_names().size()}));
    frame.zone = words_.zone();
    frame.now = moment_of(*model, p.last());
    if (!borne_out(frame)) {
        unproved_.insert(p.at);
        return false;
    }
    telling words{rules_, m_};
    for (const feel::slot s : reads) {
        const feel::value& v = all.banks[s.bank][s.index];
        f.client.emplace_back(words.name_of(s, p.last().event), v);
    }
    f.way = way_of(*model, p);
    const bool is_example = f.kind == flaw::gap || f.kind == flaw::overlap || f.kind == flaw::conflict;
    if (is_example)
        f.what.arguments.insert(f.what.arguments.begin(),
                                {words.client(f.client, language::en), words.client(f.client, language::ru)});
    std::string expect;
    if (f.kind == flaw::gap && m_.states()[p.at].kind == state_kind::choice) expect = "stuck: " + m_.states()[p.at].id;
    f.scenario = tell_story(*model, p, message(f.what), expect).value_or("");
    return true;
}

// Of what is not followed step by step, and of what hangs on a later day, no story can be told.
std::optional<std::string> explorer::tell_story(const z3::model& model, const path& p, const std::string& name,
                                                const std::string& expect) {
    if (p.guessed) return std::nullopt;
    std::vector<std::uint16_t> transitions;
    for (const happening& h : p.happenings) {
        transitions.push_back(h.transition);
        if ((h.today || h.now) && &h != p.happenings.data()) return std::nullopt;
    }
    auto steps = tell_way(rules_, which_, way_of(model, p), transitions);
    if (!steps) return std::nullopt;
    if (p.happenings.front().today)
        steps->front().at = day_text(words_.value_in(model, *p.happenings.front().today)) + " 12:00";
    steps->back().expect = expect;
    return write_story(name, m_.regulation().id.value, *steps);
}

std::optional<std::string> explorer::story(const path& p, const std::string& name, const std::string& expect) {
    terms known, whole;
    for (const happening& h : p.happenings) {
        for (const auto* in : {&h.facts, &h.part_facts, &h.data})
            for (const auto& [index, s] : *in) {
                if (in != &h.data) known.push_back(!s.null);
                if (!is_numeric(s)) continue;
                for (z3::expr& e : plain(s)) whole.push_back(e);
            }
    }
    const auto model = solver_.example(p.given, {}, {known, whole});
    return model ? tell_story(*model, p, name, expect) : std::nullopt;
}

std::string explorer::name_of(const path& p, state_index end) const {
    std::string out;
    for (const happening& h : p.happenings) {
        if (&h == p.happenings.data()) continue;
        const std::string& id = m_.states()[h.at].id;
        out += (out.empty() ? "" : ", ") + id;
        if (h.on != trigger_kind::task_done && h.on != trigger_kind::timer)
            out += " (" + std::string{to_string(h.on)} + ")";
    }
    return out + (out.empty() ? "at once to " : " to ") + m_.states()[end].id;
}

bool explorer::also_begins(finding& f, const path& p, const machine& other) {
    path at = p;
    at.happenings.resize(1);
    at.set_facts.clear();
    at.set_parts.clear();
    at.computed.clear();
    at.computed_parts.clear();
    std::vector<std::pair<const feel::program*, std::vector<feel::slot>>> asks;
    std::vector<feel::slot> reads;
    for (const machine* m : {&m_, &other}) {
        for (const std::uint16_t g :
             {m->start().guard,
              m->start().what == start_kind::condition ? m->start().program : std::uint16_t{no_index}}) {
            if (g == no_index) continue;
            asks.emplace_back(&m->programs()[g], m->programs()[g].reads());
            for (const feel::slot s : asks.back().second)
                if (std::find(reads.begin(), reads.end(), s) == reads.end()) reads.push_back(s);
        }
    }
    terms more;
    for (const auto& [program, slots] : asks) more.push_back(translated(at, *program, no_index, {}, true).yes());
    if (solver_.can_be(at.given, more) == answer::no) return false;
    return show(
        f, at, more, reads,
        [&](const feel::frame& frame) {
            return std::all_of(asks.begin(), asks.end(),
                               [&](const auto& a) { return a.first->test(frame) == feel::truth::yes; });
        },
        true);
}

// Noon of the day that conditions take it to be.
instant explorer::moment_of(const z3::model& model, const happening& h) {
    if (h.now) {
        const feel::value v = words_.value_in(model, *h.now);
        if (!v.is_null()) return v.as_date_time().at(words_.zone());
    }
    feel::value day = h.today ? words_.value_in(model, *h.today) : feel::value{};
    if (day.is_null()) day = feel::value{*feel::parse_date("2025-06-16")};
    return feel::date_time{day.as_date(), {std::chrono::nanoseconds{std::chrono::hours{12}}.count(), words_.zone()}}.at(
        words_.zone());
}

std::vector<example_step> explorer::way_of(const z3::model& model, const path& p) {
    std::vector<example_step> out;
    const vocabulary& words = rules_.vocabulary();
    for (const happening& h : p.happenings) {
        example_step s;
        const bool starts = &h == p.happenings.data();
        s.what = starts ? "start" : to_string(h.on);
        s.name = h.event != no_index ? words.events[h.event].name.value : starts ? std::string{} : m_.states()[h.at].id;
        const auto name_of_data = [&](std::uint32_t i) -> std::string {
            if (h.event != no_index) return words.events[h.event].data[i].name.value;
            if (starts) return m_.regulation().input.data[i].name.value;
            const state& at = m_.states()[h.at];
            if (at.kind == state_kind::task) return m_.tasks()[at.detail].form[i].name.value;
            if (at.kind == state_kind::call) return words.actions[m_.calls()[at.detail].action].result[i].name.value;
            return i == 0 ? "output" : std::to_string(i);
        };
        for (const auto& [index, symbol] : h.data) {
            feel::value v = words_.value_in(model, symbol);
            if (!v.is_null()) s.data.emplace_back(name_of_data(index), std::move(v));
        }
        for (const auto& [index, symbol] : h.facts)
            s.facts.emplace_back(words.facts[index].name.value, words_.value_in(model, symbol));
        for (const auto& [slot, symbol] : h.part_facts)
            if (const auto* which = fact_at(slot, true))
                s.facts.emplace_back(words.facts[*which].name.value, words_.value_in(model, symbol));
        out.push_back(std::move(s));
    }
    return out;
}

}  // namespace reglament::proof_stage
