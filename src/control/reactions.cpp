#include "control/reactions.hpp"

#include "machine/picture.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace reglament {

namespace {

// Events that regulations or segments tell: no client has done anything.
std::set<event_index> told_within(const rulebook& rules) {
    std::set<event_index> out;
    for (const machine& m : rules.machines()) {
        for (const emit_definition& d : m.emits()) out.insert(d.event);
    }
    for (const segment& of : rules.vocabulary().segments) {
        out.insert(static_cast<event_index>(of.entered));
        out.insert(static_cast<event_index>(of.left));
    }
    return out;
}

class reaction_finder {
public:
    explicit reaction_finder(const engine& e) : e_{e}, within_{told_within(e.rules())} {}

    std::vector<reaction> go() {
        for (std::size_t i = 0; i < e_.client_count(); ++i) {
            if (e_.state(i).subject != 0) continue;  // not a client's
            begun_.clear();
            for (const effect& e : e_.history(e_.client(i))) take(static_cast<std::uint32_t>(i), e);
        }
        return std::move(out_);
    }

private:
    void take(std::uint32_t client, const effect& e) {
        if (e.kind == effect_kind::run_started) {
            const bool outside = e.event != no_index && e.event >= reserved_events && !within_.contains(e.event);
            if (outside) begun_[e.run] = e.at;
        } else if (e.kind == effect_kind::task_done) {
            const auto known = begun_.find(e.run);
            if (known == begun_.end()) return;
            const calendar& hours = e_.rules().machines()[e.regulation].working_time();
            out_.push_back({e.regulation, client, e.task, e.at, hours.worked(known->second, e.at)});
            begun_.erase(known);
        } else if (e.kind == effect_kind::run_finished || e.kind == effect_kind::run_cancelled) {
            begun_.erase(e.run);
        }
    }

    const engine& e_;
    std::set<event_index> within_;
    std::unordered_map<std::uint32_t, instant> begun_;  // by run
    std::vector<reaction> out_;
};

}  // namespace

std::vector<reaction> reactions_in(const engine& e) {
    return reaction_finder{e}.go();
}

std::chrono::microseconds quantile(const spans& of, std::size_t percent) {
    constexpr std::size_t whole = 100;
    return of[std::min(of.size() - 1, (of.size() * percent + whole - 1) / whole - 1)];
}

std::string span_text(const words& say, std::chrono::microseconds span) {
    constexpr std::int64_t minutes_an_hour = 60;
    const std::int64_t all = std::chrono::duration_cast<std::chrono::minutes>(span).count();
    std::string minutes = std::to_string(all % minutes_an_hour) + say.say(" min", " мин");
    if (all < minutes_an_hour) return minutes;
    return grouped(static_cast<std::uint64_t>(all / minutes_an_hour)) + say.say(" h ", " ч ") + minutes;
}

}  // namespace reglament
