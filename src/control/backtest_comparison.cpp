#include "control/backtest_comparison.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace reglament {

namespace {

constexpr std::int64_t together = INT64_MAX;

void add(std::map<std::string, std::uint64_t>& to, const machine& m, const backtest_run::outputs& from) {
    for (const auto& [state, count] : from) to[m.states()[state].id] += count;
}

void add(backtest_counts& to, const machine& m, const backtest_run::tally& from) {
    to.starts += from.starts;
    to.tasks += from.tasks;
    to.contacts += from.contacts;
    add(to.observed, m, from.observed);
    add(to.unsupported, m, from.unsupported);
}

std::uint64_t apart(std::uint64_t a, std::uint64_t b) noexcept {
    return a < b ? b - a : a - b;
}

std::uint64_t apart(const std::map<std::string, std::uint64_t>& a, const std::map<std::string, std::uint64_t>& b) {
    std::uint64_t sum = 0;
    for (const auto& [name, count] : a) sum += apart(count, b.contains(name) ? b.at(name) : 0);
    for (const auto& [name, count] : b) sum += a.contains(name) ? 0 : count;
    return sum;
}

std::uint64_t apart(const backtest_counts& a, const backtest_counts& b) {
    return apart(a.starts, b.starts) + apart(a.tasks, b.tasks) + apart(a.contacts, b.contacts) +
           apart(a.observed, b.observed) + apart(a.unsupported, b.unsupported);
}

using rows_by_key = std::map<std::pair<std::string, std::int64_t>, backtest_row>;

void gather(const backtest_run& from, rows_by_key& all, backtest_counts backtest_row::*side) {
    for (const auto& [where, counts] : from.periods()) {
        const machine& m = from.rules().machines()[where.first];
        for (const std::int64_t period : {where.second, together}) {
            backtest_row& row = all[{m.regulation().id.value, period}];
            const bool is_new = side == &backtest_row::after;
            if (is_new || row.title.empty()) row.title = m.regulation().title;
            add(row.*side, m, counts);
        }
    }
}

using clients_by_key = std::map<std::pair<std::string, std::string>, backtest_client>;

void gather(const backtest_run& from, clients_by_key& all, backtest_counts backtest_client::*side) {
    for (const auto& [key, counts] : from.clients()) {
        const machine& m = from.rules().machines()[static_cast<regulation_index>(key & 0xFFFFU)];
        std::string client{from.ran().client(static_cast<std::size_t>(key >> 16U))};
        add(all[{std::move(client), m.regulation().id.value}].*side, m, counts);
    }
}

void add(backtest_side& to, const backtest_side& more) {
    to.applied += more.applied;
    to.rejected += more.rejected;
    to.duplicate += more.duplicate;
    to.by_number += more.by_number;
    to.open += more.open;
}

}  // namespace

void backtest_comparison::add(const backtest_run& before, const backtest_run& after) {
    reglament::add(out_.before, before.figures());
    reglament::add(out_.after, after.figures());
    out_.after_until += before.after_until();
    gather(before, rows_, &backtest_row::before);
    gather(after, rows_, &backtest_row::after);
    clients_by_key all;
    gather(before, all, &backtest_client::before);
    gather(after, all, &backtest_client::after);
    for (auto& [whose, c] : all) {
        if (c.before == c.after) continue;
        c.client = whose.first;
        c.regulation = whose.second;
        out_.clients.push_back(std::move(c));
    }
}

backtest backtest_comparison::finish() && {
    for (auto& [where, row] : rows_) {
        row.regulation = where.first;
        if (where.second != together) row.period = period_clock::name(how_.by, where.second);
        out_.rows.push_back(std::move(row));
    }
    std::set<std::string_view> changed;
    for (const backtest_client& c : out_.clients) changed.insert(c.client);
    out_.changed = changed.size();
    std::sort(out_.clients.begin(), out_.clients.end(), [](const backtest_client& a, const backtest_client& b) {
        const std::uint64_t of_a = apart(a.before, a.after), of_b = apart(b.before, b.after);
        return of_a != of_b ? of_a > of_b : std::tie(a.client, a.regulation) < std::tie(b.client, b.regulation);
    });
    if (out_.clients.size() > how_.most_clients) {
        out_.left_out = out_.clients.size() - how_.most_clients;
        out_.clients.resize(how_.most_clients);
    }
    return std::move(out_);
}

}  // namespace reglament
