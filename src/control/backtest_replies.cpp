#include "control/backtest_replies.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

void reply_book::tell(told_reply r) {
    told_.push_back(std::move(r));
}

void reply_book::hand_over() {
    if (told_.empty()) return;
    {
        const std::scoped_lock alone{mutex_};
        std::move(told_.begin(), told_.end(), std::back_inserter(handed_));
    }
    told_.clear();
    more_.notify_one();
}

void reply_book::close() {
    hand_over();
    {
        const std::scoped_lock alone{mutex_};
        closed_ = true;
    }
    more_.notify_one();
}

bool reply_book::wait() {
    taken_.clear();
    next_ = 0;
    std::unique_lock alone{mutex_};
    more_.wait(alone, [&] { return closed_ || !handed_.empty(); });
    taken_.swap(handed_);
    return !taken_.empty();
}

std::optional<told_reply> reply_book::at(const reply_place& place) {
    do {
        while (next_ < taken_.size() && taken_[next_].place < place) ++next_;
        if (next_ == taken_.size()) continue;
        if (taken_[next_].place != place) return std::nullopt;
        return std::move(taken_[next_++]);
    } while (next_ < taken_.size() || wait());
    return std::nullopt;
}

std::optional<reply_by_number> by_number(const event& e) {
    const std::string_view type = e.type;
    reply_by_number out;
    if (type.starts_with("task.")) {
        out = {numbered::task, "task"};
    } else if (type.starts_with("action.")) {
        out = {numbered::call, "call"};
    } else if (type == "run.ended") {
        out = {numbered::called_run, "call"};
    } else if (type.starts_with("run.")) {
        out = {numbered::run, "run"};
    }
    const feel::value named = out.key.empty() ? feel::value{} : e.data.get(out.key);
    if (named.kind() != feel::value_kind::number) return std::nullopt;
    const auto number = named.as_number().to_int64();
    if (number && *number > 0 && *number <= UINT32_MAX) out.number = static_cast<std::uint32_t>(*number);
    return out;
}

std::optional<number_now> number_now_of(const engine& in, std::string_view subject, const reply_by_number& reply) {
    auto client = in.find_client(subject);
    std::uint32_t number = reply.number;
    while (client) {
        const merger& gone = in.state(*client).merged_into;
        if (gone.key.empty()) return number_now{*client, number};
        const bool of_run = reply.what == numbered::run;
        if (!of_run && number > gone.last_task) return std::nullopt;
        number += of_run ? gone.runs : gone.tasks;
        client = in.find_client(gone.key);
    }
    return std::nullopt;
}

std::vector<numbered_thing> open_things(const rulebook& rules, const record& of, numbered what) {
    std::vector<numbered_thing> out;
    for (const run& r : of.runs) {
        if (what == numbered::run) {
            out.push_back({r.number, r.regulation, no_index, r.part});
            continue;
        }
        const machine& m = rules.machines()[r.regulation];
        const auto fits = [&](state_index at) {
            if (what == numbered::call) return m.call_at(at) != nullptr;
            return m.states()[at].kind == (what == numbered::task ? state_kind::task : state_kind::run);
        };
        r.each_token([&](const token& at, std::uint32_t, instant since) {
            if (at.task == 0 || !fits(at.at)) return;
            const call_definition* const call = m.call_at(at.at);  // also where it waits for its next attempt
            const state_index step = call == nullptr ? at.at : m.find_state(call->id).value_or(at.at);
            out.push_back({at.task, r.regulation, step, r.part, since});
        });
    }
    std::ranges::sort(out, {}, &numbered_thing::number);
    return out;
}

meant_thing meaning_of(const numbered_thing& one, const record& of, const std::vector<numbered_thing>& open) {
    meant_thing out;
    out.regulation = one.regulation;
    out.step = one.step;
    out.since = one.since;
    if (one.part != no_index && one.part < of.parts.size()) out.part = of.parts[one.part].key;
    for (const numbered_thing& other : open) {
        if (other.number == one.number) out.open = true;
        const bool same = other.regulation == one.regulation && other.step == one.step && other.part == one.part;
        if (!same || other.number >= one.number) continue;
        ++out.older;
        out.alike += other.since == one.since ? 1 : 0;
    }
    return out;
}

namespace {

std::string_view step_id(const machine& m, state_index step) {
    return step == no_index ? std::string_view{} : std::string_view{m.states()[step].id};
}

std::string_view about(const rulebook& rules, const machine& m) {
    return rules.vocabulary().subjects[m.subject()].name.value;
}

}  // namespace

std::optional<std::uint32_t> find_meant(const meant_thing& meant, const rulebook& told_by, numbered what,
                                        const rulebook& rules, const record& of) {
    const machine& theirs = told_by.machines()[meant.regulation];
    std::vector<std::uint32_t> alike, all;
    for (const numbered_thing& one : open_things(rules, of, what)) {
        const machine& m = rules.machines()[one.regulation];
        const std::string_view part = one.part == no_index ? std::string_view{} : of.parts[one.part].key;
        const bool same = m.regulation().id.value == theirs.regulation().id.value &&
                          step_id(m, one.step) == step_id(theirs, meant.step) && part == meant.part &&
                          about(rules, m) == about(told_by, theirs);
        if (!same) continue;
        all.push_back(one.number);
        if (one.since == meant.since) alike.push_back(one.number);
    }
    const std::vector<std::uint32_t>& in = alike.empty() ? all : alike;
    const std::size_t place = alike.empty() ? meant.older : meant.alike;
    return place < in.size() ? std::optional{in[place]} : std::nullopt;
}

event with_number(const event& e, std::string_view key, std::uint32_t number, std::string_view subject) {
    event out = e;
    out.subject = subject;
    feel::context data = e.data.as_context();
    for (auto& [name, v] : data) {
        if (name == key) v = feel::value{feel::number{number}};
    }
    out.data = feel::value{std::move(data)};
    return out;
}

}  // namespace reglament
