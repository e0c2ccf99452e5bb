// A record read from bytes, which come from outside: what a step relies on is checked.
#include "machine/gathered_codec.hpp"
#include "machine/gatherer.hpp"
#include "machine/roller.hpp"
#include "machine/starter.hpp"
#include "machine/told_facts.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>
#include <reglament/machine/versions.hpp>

#include <algorithm>

namespace reglament {

namespace {

instant from_ticks(std::int64_t n) {
    return instant{std::chrono::microseconds{n}};
}

class record_reader {
public:
    /// With `lost` what the rulebook has not is left out and noted there, as far as no run needs it.
    record_reader(const rulebook& rules, std::string_view bytes, std::vector<lost_part>* lost = nullptr)
        : rules_{rules}, in_{bytes}, lost_{lost} {}

    std::optional<record> read() {
        version_ = in_.number();
        if (version_ > record_format) return fail("the bytes are of a newer format version");
        if (version_ == 0) return fail("the bytes are damaged");
        if (version_ >= 4) read_subject();
        if (version_ >= 5) out_.who = in_.number();
        read_facts();
        if (version_ >= 3) read_parts();
        if (version_ >= 5) read_versions();
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_run();
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_armed();
        if (version_ >= 4) {
            for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_queued();
        }
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_memory();
        if (version_ >= 3) read_contacts();
        out_.seen = from_ticks(in_.whole());
        out_.last_run = static_cast<std::uint32_t>(in_.number());
        out_.last_task = static_cast<std::uint32_t>(in_.number());
        out_.sequence = in_.number();
        if (version_ >= 2) read_keys();
        if (version_ >= 4) {
            out_.merged_into = read_merger();
            for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) out_.merged.push_back(read_merger());
        }
        if (version_ < 6) {
            begin_gathered(rules_, out_);
        } else if (why_.empty() && !read_gathered(in_, rules_, out_, places_)) {
            return fail("the bytes are damaged");
        }
        if (version_ >= 7 && why_.empty() && !read_told(in_, rules_, out_, places_))
            return fail("the bytes are damaged");
        if (version_ >= 8 && why_.empty()) {
            read_late();
            read_desk();
        }
        if (version_ >= 9 && why_.empty() && !read_rolls(in_, rules_, out_)) return fail("the bytes are damaged");
        if (!in_.ok() || !in_.at_end()) return fail("the bytes are damaged");
        if (!why_.empty()) return std::nullopt;
        settle();
        return std::move(out_);
    }

    [[nodiscard]] const std::string& why() const { return why_; }

private:
    std::nullopt_t fail(std::string why) {
        if (why_.empty()) why_ = std::move(why);
        return std::nullopt;
    }

    void read_subject() {
        const std::string_view name = in_.text();
        if (name.empty()) return;
        const auto known = rules_.vocabulary().find_subject(name);
        if (!known || rules_.vocabulary().subjects[*known].is_part()) {
            fail("the rulebook has no records of '" + std::string{name} + "'");
            return;
        }
        out_.subject = *known;
    }

    // True when the caller may go on without it.
    bool lose(lost_part::what kind, std::string_view name) {
        if (lost_ != nullptr) lost_->push_back({kind, std::string{name}});
        return lost_ != nullptr;
    }

    // A value of another rulebook that is none of the type any more is lost.
    feel::value fitting(feel::value v, const feel::type& type, lost_part::what kind, std::string_view name) {
        if (lost_ == nullptr || v.is_null() || feel::conforms(v, type)) return v;
        lose(kind, name);
        return {};
    }

    [[nodiscard]] bool is_of_part(const fact& f) const { return rules_.vocabulary().subjects[f.about].is_part(); }

    void read_versions() {
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            version& v = versions_.emplace_back();
            v.id = in_.text();
            v.definition = unpacked(in_.text());
            v.by_id = rules_.find(v.id);
            v.exact = rules_.find(v.id, v.definition);
        }
    }

    // Values under their names, in the order of a vocabulary.
    std::vector<feel::value> read_data(const std::vector<attribute>& names, lost_part::what kind) {
        std::vector<feel::value> values(names.size());
        for (std::size_t n = in_.count(); n > 0 && in_.ok() && why_.empty(); --n) {
            const std::string_view name = in_.text();
            feel::value v = in_.value();
            const auto known =
                std::find_if(names.begin(), names.end(), [&](const attribute& a) { return a.name.value == name; });
            if (known != names.end()) {
                values[static_cast<std::size_t>(known - names.begin())] =
                    fitting(std::move(v), known->type, kind, name);
            } else if (!v.is_null() && !lose(kind, name)) {
                fail("there is no attribute '" + std::string{name} + "' in the rulebook");
            }
        }
        return values;
    }

    void read_facts() {
        const std::size_t count = in_.count();
        if (count > 0) out_.facts.assign(rules_.initial_facts().begin(), rules_.initial_facts().end());
        for (std::size_t i = 0; i < count && in_.ok(); ++i) {
            const std::string_view name = in_.text();
            feel::value v = in_.value();
            const auto known = rules_.vocabulary().find_fact(name);
            if (known && !is_of_part(rules_.vocabulary().facts[*known])) {
                out_.facts[*known] =
                    fitting(std::move(v), rules_.vocabulary().facts[*known].type, lost_part::what::fact, name);
            } else if (!known && !v.is_null() && !lose(lost_part::what::fact, name)) {
                fail("there is no fact '" + std::string{name} + "' in the rulebook");
            }
        }
    }

    void read_parts() {
        for (std::size_t n = in_.count(); n > 0 && why_.empty() && in_.ok(); --n) {
            const std::string_view name = in_.text();
            const auto of = rules_.vocabulary().find_subject(name);
            if (!of || !rules_.vocabulary().subjects[*of].is_part()) {
                if (lost_ == nullptr)
                    return void(fail("the rulebook has no part '" + std::string{name} + "' of a record"));
                lose(lost_part::what::part, std::string{name} + " " + std::string{in_.text()});
                for (std::size_t k = in_.count(); k > 0 && in_.ok(); --k) {
                    (void)in_.text();
                    (void)in_.value();
                }
                places_.push_back(no_index);
                continue;
            }
            places_.push_back(static_cast<part_index>(out_.parts.size()));
            part& p = out_.parts.emplace_back();
            p.subject = *of;
            p.key = in_.text();
            const auto initial = rules_.initial_facts_of(*of);
            p.facts.assign(initial.begin(), initial.end());
            for (std::size_t k = in_.count(); k > 0 && in_.ok() && why_.empty(); --k) read_fact_of(p);
        }
        if (out_.parts.size() > most_parts) fail("the bytes are damaged");
    }

    void read_fact_of(part& p) {
        const std::string_view name = in_.text();
        feel::value v = in_.value();
        const auto known = rules_.vocabulary().find_fact(name);
        if (!known || rules_.vocabulary().facts[*known].about != p.subject) {
            if (!v.is_null() && !lose(lost_part::what::fact, name))
                fail("there is no fact '" + std::string{name} + "' in the rulebook");
            return;
        }
        const fact& f = rules_.vocabulary().facts[*known];
        p.facts[f.slot] = fitting(std::move(v), f.type, lost_part::what::fact, name);
    }

    // Of a regulation about one of that kind.
    part_index read_part(const machine& m) {
        if (version_ < 3) return no_index;
        const std::uint64_t written = in_.number();
        if (written > places_.size()) return fail("the bytes are damaged"), part_index{no_index};
        const part_index part = written == 0 ? part_index{no_index} : places_[written - 1];
        const bool fits = part == no_index ? !m.about_part() && written == 0 : out_.parts[part].subject == m.subject();
        if (!fits) fail("the bytes are damaged");
        return fits ? part : part_index{no_index};
    }

    // A run is in one version. What is armed is by one, and is armed anew by who takes a record over into other rules;
    // else any version of the regulation will do.
    enum class kept_as : std::uint8_t { run, armed, memory };
    std::optional<regulation_index> read_regulation(kept_as what = kept_as::run) {
        if (version_ < 5) {
            const std::string_view id = in_.text();
            const auto known = rules_.find(id);
            if (!known) fail("there is no regulation '" + std::string{id} + "' in the rulebook");
            return known;
        }
        const std::uint64_t n = in_.number();
        if (n >= versions_.size()) return fail("the bytes are damaged");
        const version& v = versions_[n];
        if (v.exact) return v.exact;
        if (what == kept_as::armed && lost_ != nullptr) return std::nullopt;
        if (what != kept_as::run && (v.by_id || lost_ != nullptr)) return v.by_id;
        if (!v.by_id) return fail("there is no regulation '" + v.id + "' in the rulebook");
        return fail("the rulebook has not the version of regulation '" + v.id + "' that a run is in: " + v.definition);
    }

    std::optional<state_index> read_state(const machine& m) {
        const std::string_view id = in_.text();
        const auto known = m.find_state(id);
        if (!known) fail("there is no step '" + std::string{id} + "' in '" + m.regulation().id.value + "'");
        return known;
    }

    // Up to version 2 the number of a run stood within its token.
    void read_token(const machine& m, token& p, run* before_3 = nullptr) {
        p.at = read_state(m).value_or(0);
        if (before_3 != nullptr) before_3->number = static_cast<std::uint32_t>(in_.number());
        const std::uint64_t flags = in_.number();
        p.stuck = (flags & 1U) != 0;
        p.late = (flags & 2U) != 0;
        p.rung = static_cast<std::uint16_t>(flags >> 2U) & 0x7U;
        p.attempt = static_cast<std::uint16_t>(in_.number()) & 0x7FFU;
        p.task = static_cast<std::uint32_t>(in_.number());
        p.due = from_ticks(in_.whole());
        const state_kind at = m.states()[p.at].kind;
        if (!rests(at) && at != state_kind::fork && !p.stuck) fail("the bytes are damaged");
    }

    void read_run() {
        const auto which = read_regulation();
        if (!which) return;
        const machine& m = rules_.machines()[*which];
        run r;
        r.regulation = *which;
        if (version_ >= 3) r.number = static_cast<std::uint32_t>(in_.number());
        r.part = read_part(m);
        read_token(m, r, version_ < 3 ? &r : nullptr);
        const instant task_created = from_ticks(in_.whole());
        if (task_created != instant{}) r.need_details().task_created = task_created;
        auto values = read_values(m.value_names());
        if (!values.empty()) r.need_details().values = std::move(values);
        if (version_ >= 3) {
            read_branches(m, r);
            read_kept(r);
            read_asked(m, r);
            read_done(m, r);
        }
        if (version_ >= 4) read_caller(r);
        if (version_ >= 10) read_pause(r);
        out_.runs.push_back(std::move(r));
    }

    std::vector<feel::value> read_values(std::span<const std::string> names) {
        const std::size_t count = in_.count();
        std::vector<feel::value> values;
        if (count > 0) values.resize(names.size());
        for (std::size_t i = 0; i < count && in_.ok(); ++i) {
            const std::string_view name = in_.text();
            feel::value v = in_.value();
            const auto known = std::find(names.begin(), names.end(), name);
            if (known == names.end()) {
                if (v.is_null() || lose(lost_part::what::answer, name)) continue;
                fail("there is no answer '" + std::string{name} + "' in the rulebook");
                break;
            }
            values[static_cast<std::size_t>(known - names.begin())] = std::move(v);
        }
        return values;
    }

    void read_branches(const machine& m, run& r) {
        const auto last_branch = static_cast<std::uint32_t>(in_.number());
        if (last_branch != 0) r.need_details().last_branch = last_branch;
        std::uint32_t last = 0;
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const auto id = static_cast<std::uint32_t>(in_.number());
            if (id <= last || id > last_branch) {
                fail("the bytes are damaged");
                return;
            }
            branch& b = r.need_details().branches.add(last = id);
            b.division = static_cast<std::uint32_t>(in_.number());
            b.index = static_cast<std::uint32_t>(in_.number());
            read_token(m, b);
            b.task_created = from_ticks(in_.whole());
            b.values = read_values(m.item_names());
        }
        const auto last_division = static_cast<std::uint32_t>(in_.number());
        if (last_division != 0) r.need_details().last_division = last_division;
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n)
            r.need_details().divisions.push_back(read_division(m));
        if (r.details() != nullptr && in_.ok() && why_.empty()) check_branches(m, *r.details());
    }

    void read_kept(run& r) {
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const std::string_view name = in_.text();
            const auto known = rules_.vocabulary().find_event(name);
            static const std::vector<attribute> none;
            const auto& names = known ? rules_.vocabulary().events[*known].data : none;
            kept_event k;
            if (version_ >= 5) {
                if (!known && lose(lost_part::what::heard, name)) {
                    skip_data();
                    continue;
                }
                k.data = read_data(names, lost_part::what::heard);
            } else if (const feel::value data = in_.value(); data.kind() == feel::value_kind::list) {
                k.data = data.as_list();
                k.data.resize(names.size());
            } else {
                fail("the bytes are damaged");
            }
            if (!known) return void(fail("there is no event '" + std::string{name} + "' in the rulebook"));
            k.event = static_cast<event_index>(*known);
            r.need_details().kept.push_back(std::move(k));
        }
    }

    void skip_data() {
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            (void)in_.text();
            (void)in_.value();
        }
    }

    division read_division(const machine& m) {
        division d;
        d.id = static_cast<std::uint32_t>(in_.number());
        d.owner = static_cast<std::uint32_t>(in_.number());
        d.fork = read_state(m).value_or(0);
        d.joined = in_.number() != 0;
        d.limit = static_cast<std::uint32_t>(in_.number());
        d.begun = static_cast<std::uint32_t>(in_.number());
        d.ended = static_cast<std::uint32_t>(in_.number());
        const feel::value items = in_.value();
        const feel::value results = in_.value();
        if (items.kind() == feel::value_kind::list) d.items = items.as_list();
        if (results.kind() == feel::value_kind::list) d.results = results.as_list();
        const state_kind divides = m.states()[d.fork].kind;
        if (divides != state_kind::fork && divides != state_kind::offer && !is_block(m, d.fork))
            fail("the bytes are damaged");
        return d;
    }

    void read_asked(const machine& m, run& r) {
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            asked_call& a = r.need_details().asked.emplace_back();
            a.number = static_cast<std::uint32_t>(in_.number());
            const token* const open = r.find_task(a.number);
            const call_definition* const call = open == nullptr ? nullptr : m.call_at(open->at);
            if (version_ >= 5 && call != nullptr) {
                a.data = read_data(rules_.vocabulary().actions[call->action].data, lost_part::what::answer);
            } else if (const feel::value data = in_.value(); data.kind() == feel::value_kind::list) {
                a.data = data.as_list();
            }
        }
    }

    void read_done(const machine& m, run& r) {
        for (std::size_t n = in_.count(); n > 0 && in_.ok() && why_.empty(); --n) {
            done_step& d = r.need_details().done.emplace_back();
            d.at = read_state(m).value_or(0);
            d.branch = static_cast<std::uint32_t>(in_.number());
            d.values = read_values(m.item_names());
        }
    }

    void read_caller(run& r) {
        const auto number = static_cast<std::uint32_t>(in_.number());
        if (number != 0) r.need_details().by = {number, in_.value()};
    }

    void read_pause(run& r) {
        if (in_.number() == 0) return;
        run_pause& p = r.need_details().pause.emplace();
        p.since = from_ticks(in_.whole());
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const auto branch = static_cast<std::uint32_t>(in_.number());
            p.due.emplace_back(branch, from_ticks(in_.whole()));
        }
        for (std::size_t n = in_.count(); n > 0 && in_.ok() && why_.empty(); --n) read_held(p);
    }

    void read_held(run_pause& p) {
        const std::string_view name = in_.text();
        const auto known = rules_.vocabulary().find_event(name);
        held_event h;
        h.task = static_cast<std::uint32_t>(in_.number());
        if (!known && lose(lost_part::what::heard, name)) return skip_data();
        if (!known) return void(fail("there is no event '" + std::string{name} + "' in the rulebook"));
        h.event = static_cast<event_index>(*known);
        if (*known >= reserved_events) {
            h.data = read_data(rules_.vocabulary().events[*known].data, lost_part::what::heard);
        } else if (const feel::value data = in_.value(); data.kind() == feel::value_kind::list) {
            h.data = data.as_list();
        }
        p.held.push_back(std::move(h));
    }

    static bool is_block(const machine& m, state_index s) {
        const auto all = m.regions();
        return std::any_of(all.begin(), all.end(), [s](const region& r) { return r.block == s; });
    }

    // Bytes from outside: what a step relies on must be so.
    void check_branches(const machine& m, const run_details& details) {
        const auto& all = details.divisions;
        const bool in_order =
            std::is_sorted(all.begin(), all.end(), [](const division& a, const division& b) { return a.id <= b.id; });
        if (!in_order) return void(fail("the bytes are damaged"));
        for (const branch& b : details.branches) {
            const bool sized = b.values.empty() || b.values.size() == m.item_names().size();
            if (find_division(details, b.division) == nullptr || !sized) return void(fail("the bytes are damaged"));
        }
    }

    // Up to version 2 only silences were armed.
    void read_armed() {
        const auto which = read_regulation(kept_as::armed);
        const auto part = read_part_of(which);
        if (!why_.empty()) return;
        armed_start s;
        s.regulation = which.value_or(0);
        s.part = part.value_or(no_index);
        const std::uint64_t flags = version_ >= 3 ? in_.number() : 0;
        s.holds = (flags & 1U) != 0;
        s.fired = (flags & 2U) != 0;
        s.since = from_ticks(in_.whole());
        s.due = from_ticks(in_.whole());
        if (which && part) out_.armed.push_back(s);
    }

    // What is kept of a regulation beside its runs. None: it, or the part, is gone.
    std::optional<part_index> read_part_of(std::optional<regulation_index> which) {
        if (version_ < 3) return which ? std::optional{part_index{no_index}} : std::nullopt;
        const std::uint64_t written = in_.number();
        if (written > places_.size()) return fail("the bytes are damaged");
        const part_index part = written == 0 ? part_index{no_index} : places_[written - 1];
        if (!which) return std::nullopt;
        const machine& m = rules_.machines()[*which];
        const bool fits = part == no_index ? !m.about_part() && written == 0 : out_.parts[part].subject == m.subject();
        if (fits) return part;
        return lost_ != nullptr ? std::nullopt : std::optional<part_index>{fail("the bytes are damaged")};
    }

    void read_queued() {
        const auto which = read_regulation(kept_as::memory);
        const auto part = read_part_of(which);
        if (!why_.empty()) return;
        queued_start q;
        q.regulation = rules_.family_of(which.value_or(0));
        q.part = part.value_or(no_index);
        const std::string_view cause = in_.text();
        if (!cause.empty()) {
            const auto known = rules_.vocabulary().find_event(cause);
            if (!known && lost_ == nullptr) fail("there is no event '" + std::string{cause} + "' in the rulebook");
            q.cause = static_cast<event_index>(known.value_or(no_index));
        }
        q.since = from_ticks(in_.whole());
        q.due = from_ticks(in_.whole());
        if (which && part) out_.queued.push_back(q);
    }

    void read_memory() {
        const std::uint64_t table_place = version_ >= 5 ? in_.peek_number() : 0;
        const auto which = read_regulation(kept_as::memory);
        const auto part = read_part_of(which);
        if (!why_.empty()) return;
        regulation_memory m;
        m.regulation = rules_.family_of(which.value_or(0));
        m.part = part.value_or(no_index);
        m.last_start = from_ticks(in_.whole());
        m.last_end = from_ticks(in_.whole());
        m.starts = static_cast<std::uint32_t>(in_.number());
        m.open = static_cast<std::uint32_t>(in_.number());
        if (which && part) {
            out_.memories.push_back(m);
        } else {
            lose(lost_part::what::memory, versions_[table_place].id);
        }
    }

    void read_contacts() {
        for (std::size_t n = in_.count(); n > 0 && in_.ok() && why_.empty(); --n) {
            const std::string_view name = in_.text();
            const auto channel = rules_.vocabulary().find_channel(name);
            if (!channel && !lose(lost_part::what::contact, name))
                fail("there is no channel '" + std::string{name} + "' in the rulebook");
            contact c;
            c.channel = channel.value_or(0);
            c.made = in_.number() != 0;
            c.task = static_cast<std::uint32_t>(in_.number());
            c.at = from_ticks(in_.whole());
            if (channel) out_.contacts.push_back(c);
        }
    }

    void read_late() {
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const auto number = static_cast<std::uint32_t>(in_.number());
            const instant due = from_ticks(in_.whole());
            for (run& r : out_.runs) {
                if (r.find_task(number) != nullptr) r.need_details().late.push_back({number, due});
            }
        }
    }

    // Who has how many follows from who has what.
    void read_desk() {
        if (in_.number() == 0) return;
        people_desk& desk = out_.desk.need();
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            people_desk::task_key key = read_task_key();
            desk_task t;
            t.person = in_.text();
            t.ways = in_.value();
            t.unwanted = in_.text();
            t.why = in_.text();
            t.again = from_ticks(in_.whole());
            if (!is_list_of_ways(t.ways)) return void(fail("the bytes are damaged"));
            if (!t.person.empty()) ++desk.load[t.person];
            desk.tasks.emplace(std::move(key), std::move(t));
        }
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            desk.waiting.push_back(read_task_key());
            const auto known = desk.tasks.find(desk.waiting.back());
            if (known == desk.tasks.end() || !known->second.person.empty()) return void(fail("the bytes are damaged"));
        }
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            std::string role{in_.text()};
            desk.last[std::move(role)] = in_.text();
        }
    }

    people_desk::task_key read_task_key() {
        std::string client{in_.text()};
        return {std::move(client), static_cast<std::uint32_t>(in_.number())};
    }

    static bool is_list_of_ways(const feel::value& v) {
        constexpr std::size_t parts = 3;
        if (v.kind() != feel::value_kind::list) return false;
        return std::all_of(v.as_list().begin(), v.as_list().end(), [](const feel::value& way) {
            return way.kind() == feel::value_kind::list && way.as_list().size() == parts;
        });
    }

    void read_keys() {
        event_keys& keys = out_.events;
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const std::uint64_t key = in_.number();
            keys.recent.push_back({key, from_ticks(in_.whole())});
        }
        keys.horizon = from_ticks(in_.whole());
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) keys.starts.push_back(in_.number());
    }

    merger read_merger() {
        merger m;
        m.key = in_.text();
        m.tasks = static_cast<std::uint32_t>(in_.number());
        m.runs = static_cast<std::uint32_t>(in_.number());
        m.last_task = static_cast<std::uint32_t>(in_.number());
        return m;
    }

    void settle() {
        const auto in_order = [](const run& a, const run& b) {
            return std::pair{a.regulation, a.number} < std::pair{b.regulation, b.number};
        };
        std::sort(out_.runs.begin(), out_.runs.end(), in_order);
        recompute(rules_, out_);
        out_.due = next_due(rules_, out_);
    }

    const rulebook& rules_;
    byte_reader in_;
    std::uint64_t version_ = 0;
    record out_;
    std::string why_;
    std::vector<lost_part>* lost_;
    std::vector<part_index> places_;  // of the parts written
    struct version {
        std::string id, definition;
        std::optional<regulation_index> exact, by_id;
    };
    std::vector<version> versions_;
};

}  // namespace

std::optional<record> rebind(const rulebook& before, const rulebook& rules, const record& r,
                             std::vector<lost_part>& lost, std::string* why) {
    const std::string bytes = encode(before, r);
    record_reader reader{rules, bytes, &lost};
    std::optional<record> out = reader.read();
    if (why != nullptr) *why = reader.why();
    return out;
}

std::optional<record> decode(const rulebook& rules, std::string_view bytes, std::string* why) {
    record_reader reader{rules, bytes};
    std::optional<record> out = reader.read();
    if (why != nullptr) *why = reader.why();
    return out;
}

}  // namespace reglament
