#include "control/structure_scene.hpp"

#include <reglament/feel/expression.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament {

bool same_texts(const rulebook& a, const rulebook& b) {
    const auto all = a.sources(), its = b.sources();
    return std::equal(all.begin(), all.end(), its.begin(), its.end(),
                      [](const auto& x, const auto& y) { return x == y || x->text() == y->text(); });
}

std::vector<std::uint16_t> owner_facts(const vocabulary& words, std::uint16_t only) {
    std::set<std::uint16_t> all;
    for (std::uint16_t r = 0; r < words.roles.size(); ++r) {
        if (only == no_index || only == r) all.insert(words.roles[r].person);
    }
    for (const fact& f : words.facts) {
        if (only == no_index) all.insert(f.by);
    }
    all.erase(UINT16_MAX);
    return {all.begin(), all.end()};
}

namespace {

std::vector<std::string> names_in(std::string_view list) {
    std::vector<std::string> all;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        all.push_back(normal_name(list.substr(begin, end - begin)));
        begin = end + 1;
    }
    return all;
}

bool lacks_name(const hand_over& h) {
    return h.from.empty() || std::any_of(h.to.begin(), h.to.end(), [](const std::string& to) { return to.empty(); });
}

}  // namespace

std::optional<hand_over> parse_hand_over(std::string_view text, issues& found) {
    hand_over out;
    const std::size_t equals = text.find('=');
    if (equals != text.npos) {
        std::size_t end = text.size();
        for (const std::string_view word : {" if ", " если "}) {
            const std::size_t at = text.find(word, equals);
            if (at >= end) continue;
            end = at;
            out.when = text.substr(at + word.size());
        }
        out.from = normal_name(text.substr(0, equals));
        out.to = names_in(text.substr(equals + 1, end - equals - 1));
    }
    if (equals != text.npos && !lacks_name(out)) return out;
    found.add("hand-over-unreadable", {}, {std::string{text}});
    return std::nullopt;
}

namespace {

bool is_set(const feel::value& v) {
    return v.kind() == feel::value_kind::string && !v.as_string().empty();
}

void add_owned(const engine& e, std::size_t i, std::uint16_t which, std::vector<owned_value>& all) {
    const vocabulary& words = e.rules().vocabulary();
    const fact& f = words.facts[which];
    const record& r = e.state(i);
    if (words.subjects[f.about].root != r.subject) return;
    const auto add = [&](const feel::value& v, std::string about, std::string part) {
        if (is_set(v))
            all.push_back({std::string{e.client(i)}, std::move(about), std::move(part), r.subject == 0, which,
                           std::string{v.as_string()}});
    };
    if (!words.subjects[f.about].is_part()) {
        add(r.facts.empty() ? e.rules().initial_facts()[f.slot] : r.facts[f.slot], {}, {});
        return;
    }
    for (const part& p : r.parts) {
        if (p.subject == f.about && f.slot < p.facts.size())
            add(p.facts[f.slot], words.subjects[f.about].name.value, p.key);
    }
}

}  // namespace

std::vector<owned_value> owned_in(const engine& e, const std::vector<std::uint16_t>& facts) {
    std::vector<owned_value> all;
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        if (e.state(i).merged_into.key.empty())
            for (const std::uint16_t f : facts) add_owned(e, i, f, all);
    }
    return all;
}

std::vector<owned_value> owned_of(const engine& e, std::size_t client, std::uint16_t fact) {
    std::vector<owned_value> all;
    add_owned(e, client, fact, all);
    return all;
}

std::vector<seen_task> tasks_in(const engine& e) {
    std::vector<seen_task> all;
    for (const task& t : e.tasks()) {
        seen_task& one = all.emplace_back();
        one.subject = t.subject;
        one.about = t.about;
        one.part = t.part;
        one.number = t.number;
        one.regulation = e.rules().machines()[t.regulation].regulation().id.value;
        one.step = t.what->id;
        one.role = t.role;
        one.person = t.person;
        one.why = t.why;
        one.due = t.due;
        one.staffed = t.unassigned || !t.why.empty();
    }
    return all;
}

std::map<std::string, person_load::amount> loads_in(const engine& e, const name_book& names) {
    std::map<std::string, person_load::amount> all;
    std::map<std::string, std::set<std::string>> clients;
    for (const owned_value& v : owned_in(e, owner_facts(e.rules().vocabulary(), no_index))) {
        if (v.client) clients[names.id(v.person)].insert(v.subject);
    }
    for (const auto& [who, of] : clients) all[who].clients = of.size();
    for (const task& t : e.tasks()) {
        if (!t.person.empty()) ++all[names.id(t.person)].tasks;
    }
    return all;
}

hand_overs::hand_overs(const engine& e, const name_book& names, const std::vector<hand_over>& hands,
                       const std::vector<owned_value>& owned, issues& found)
    : e_{e}, names_{names} {
    std::set<std::string> known;
    for (const owned_value& v : owned) {
        owners_[v.subject].insert(names.id(v.person));
        known.insert(names.id(v.person));
    }
    for (const hand_over& said : hands) {
        hand& h = hands_.emplace_back();
        h.from = names.id(said.from);
        for (const std::string& to : said.to) h.to.push_back(names.id(to));
        h.got.resize(h.to.size());
        compile(said, h, found);
        tell_unknown(said, known, found);
    }
}

void hand_overs::compile(const hand_over& said, hand& into, issues& found) const {
    if (said.when.empty()) return;
    into.always = false;
    feel::scope names;
    const vocabulary& words = e_.rules().vocabulary();
    for (std::uint32_t i = 0; i < words.facts.size(); ++i) {
        if (words.facts[i].about == 0) names.declare(words.facts[i].name.value, words.facts[i].type, {0, i});
    }
    const feel::origin whole{
        std::make_shared<const source>("--hand", said.when), {0, static_cast<std::uint32_t>(said.when.size())}, true};
    into.when = feel::compile_condition(said.when, names, found, whole, {.regulation = true});
}

// A slip of the hand would give clients to somebody who is not there.
void hand_overs::tell_unknown(const hand_over& said, const std::set<std::string>& known, issues& found) const {
    std::vector<std::string_view> all{known.begin(), known.end()};
    for (const people* these : {&names_.before(), &names_.after()}) {
        for (const person& p : these->all) all.emplace_back(p.id.value);
    }
    std::vector<std::string> named = said.to;
    named.push_back(said.from);
    for (const std::string& name : named) {
        if (std::find(all.begin(), all.end(), names_.id(name)) != all.end()) continue;
        const auto near = near_names(name, all);
        found.add("hand-over-stranger", {}, {name}, near.empty() ? std::string{} : std::string{near.front()});
    }
}

bool hand_overs::hands_over(const std::string& from) const {
    return std::any_of(hands_.begin(), hands_.end(), [&](const hand& h) { return h.from == from; });
}

bool hand_overs::fits(const hand& h, const std::string& subject) const {
    if (h.always) return true;
    const auto which = e_.find_client(subject);
    if (!which || e_.state(*which).subject != 0) return false;
    const std::vector<feel::value> facts = e_.facts(*which);
    feel::frame f;
    f.bank[0] = facts.data();
    f.now = e_.now();
    f.zone = e_.rules().vocabulary().calendar.zone();
    return h.when.test(f) == feel::truth::yes;
}

std::string hand_overs::target(const std::string& subject, const std::string& from) {
    const auto [at, fresh] = known_.try_emplace({subject, from});
    if (!fresh) return at->second;
    for (hand& h : hands_) {
        if (h.from == from && fits(h, subject)) return at->second = pick(h, subject);
    }
    return {};
}

// Somebody who has the client in part already, which is so when the move goes on; else whoever has got the fewest.
std::string hand_overs::pick(hand& h, const std::string& subject) {
    const std::set<std::string>& owners = owners_[subject];
    const auto has = std::find_if(h.to.begin(), h.to.end(), [&](const auto& who) { return owners.contains(who); });
    const auto least = std::min_element(h.got.begin(), h.got.end()) - h.got.begin();
    const auto which = has != h.to.end() ? has - h.to.begin() : least;
    ++h.got[static_cast<std::size_t>(which)];
    return h.to[static_cast<std::size_t>(which)];
}

}  // namespace reglament
