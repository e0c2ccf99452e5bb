#include "machine/independence.hpp"

#include <algorithm>

namespace reglament {

namespace {

bool stays_with_client(const machine& m) {
    const auto by_desk = [](const task_definition& t) { return !t.ways.empty(); };
    const auto elsewhere = [](const auto& d) { return d.whom != no_index; };
    return !m.start().limit && std::ranges::none_of(m.tasks(), by_desk) && std::ranges::none_of(m.emits(), elsewhere) &&
           std::ranges::none_of(m.calls_of_runs(), elsewhere);
}

}  // namespace

bool are_clients_independent(const rulebook& rules) {
    const vocabulary& words = rules.vocabulary();
    const auto is_of_client = [](const subject_type& s) { return s.is_part() && s.root == 0; };
    const auto told_by_others = [](const fact& f) { return f.rolled.has_value(); };
    if (words.staffs || !words.segments.empty() || std::ranges::any_of(words.facts, told_by_others)) return false;
    const auto others = std::span{words.subjects}.subspan(words.subjects.empty() ? 0 : 1);
    const bool only_clients = std::ranges::all_of(others, [&](const subject_type& s) {
        return is_of_client(s) || static_cast<subject_index>(&s - words.subjects.data()) == words.desk;
    });
    return only_clients && std::ranges::all_of(rules.machines(), stays_with_client);
}

}  // namespace reglament
