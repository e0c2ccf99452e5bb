#include "control/task_ledger.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace reglament {

namespace {

std::uint64_t key_of(std::uint32_t client, std::uint32_t number) noexcept {
    return std::uint64_t{client} << 32U | number;
}

std::string text_of(const feel::value& v) {
    return v.kind() == feel::value_kind::string ? std::string{v.as_string()} : std::string{};
}

// Empty: nobody has it now.
std::string given_to(const effect& e) {
    using enum effect_kind;
    const std::size_t who = e.kind == task_handed ? 1 : 0;
    const bool nobody = e.kind == task_unassigned || e.kind == task_returned || e.data.size() <= who;
    return nobody ? std::string{} : text_of(e.data[who]);
}

}  // namespace

task_fate* task_ledger::find(std::uint32_t client, std::uint32_t number) {
    return const_cast<task_fate*>(open(client, number));
}

const task_fate* task_ledger::open(std::uint32_t client, std::uint32_t number) const {
    const auto at = open_.find(key_of(client, number));
    return at == open_.end() ? nullptr : &all_[at->second];
}

void task_ledger::forget() {
    all_.clear();
    open_.clear();
}

void task_ledger::take(std::uint32_t client, const effect& e) {
    using enum effect_kind;
    if (e.kind == task_created) return create(client, e);
    if (e.kind == merged) return merge(client, e);
    if (e.kind == task_done) return end(client, e, task_fate::outcome::done);
    if (e.kind == task_unanswered) return end(client, e, task_fate::outcome::unanswered);
    if (e.kind == task_skipped) return end(client, e, task_fate::outcome::skipped);
    if (e.kind == task_cancelled) return end(client, e, task_fate::outcome::cancelled);
    const bool of_task = e.kind == task_late || e.kind == task_assigned || e.kind == task_unassigned ||
                         e.kind == task_reassigned || e.kind == task_claimed || e.kind == task_returned ||
                         e.kind == task_handed || e.kind == due_moved;
    if (!of_task) return;
    task_fate* const t = find(client, e.task);
    if (t == nullptr) return;
    if (e.kind == task_late) {
        t->was_late = true;
    } else if (e.kind == due_moved) {
        t->due = e.due;
    } else {
        assign(*t, e);
    }
}

void task_ledger::create(std::uint32_t client, const effect& e) {
    const machine& m = rules_.machines()[e.regulation];
    task_fate t;
    t.client = client;
    t.number = e.task;
    t.regulation = e.regulation;
    t.part = e.part;
    t.what = &m.tasks()[m.states()[e.state].detail];
    t.role = t.what->role;
    t.created = e.at;
    t.due = e.due;
    if (!e.data.empty()) t.person = t.holder = text_of(e.data.front());
    if (e.data.size() > 1) t.values.assign(e.data.begin() + 1, e.data.end());
    open_[key_of(client, e.task)] = all_.size();
    all_.push_back(std::move(t));
}

void task_ledger::end(std::uint32_t client, const effect& e, task_fate::outcome how) {
    const auto at = open_.find(key_of(client, e.task));
    if (at == open_.end()) return;
    all_[at->second].how = how;
    all_[at->second].over = e.at;
    open_.erase(at);
}

void task_ledger::assign(task_fate& t, const effect& e) {
    t.holder = given_to(e);
    if (t.was_late) return;
    t.person = t.holder;
    if (e.kind == effect_kind::task_assigned && e.due != never) t.due = e.due;
    if (e.kind != effect_kind::task_assigned || e.data.size() < 3) return;
    if (const auto role = rules_.vocabulary().find_role(text_of(e.data[2]))) t.role = static_cast<std::uint16_t>(*role);
}

// The tasks of one that turned out to be another go on there, under higher numbers.
void task_ledger::merge(std::uint32_t client, const effect& e) {
    const bool left = e.data.size() < 3 || e.data[0] == feel::value{true};
    if (left || e.data[2].kind() != feel::value_kind::number) return;
    const std::uint32_t into = find_(text_of(e.data[1]));
    const auto higher = static_cast<std::uint32_t>(e.data[2].as_number().to_units(0).value_or(0));
    std::vector<std::pair<std::uint64_t, std::size_t>> moved;
    for (const auto& [key, at] : open_) {
        if (all_[at].client == client) moved.emplace_back(key, at);
    }
    for (const auto& [key, at] : moved) {
        open_.erase(key);
        all_[at].client = into;
        all_[at].number += higher;
        open_[key_of(into, all_[at].number)] = at;
    }
}

std::vector<std::uint32_t> in_order_of_mergers(const engine& e) {
    const auto hops = [&](std::size_t i) {
        std::size_t n = 0;
        for (std::optional<std::size_t> at = i; at && !e.state(*at).merged_into.key.empty() && n < e.client_count();
             ++n)
            at = e.find_client(e.state(*at).merged_into.key);
        return n;
    };
    std::vector<std::pair<std::size_t, std::uint32_t>> all;
    for (std::size_t i = 0; i < e.client_count(); ++i) all.emplace_back(hops(i), static_cast<std::uint32_t>(i));
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::uint32_t> out;
    for (const auto& [depth, i] : all) out.push_back(i);
    return out;
}

}  // namespace reglament
