#include "engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <unistd.h>

namespace reglament::python {

engine_handle::engine_handle(const std::string& where, std::shared_ptr<const rulebook> rules, const manner& how)
    : policy_{how.policy}, zone_{how.zone}, lang_{how.lang}, process_{static_cast<int>(::getpid())} {
    const pybind11::gil_scoped_release others_may_run;
    auto in = open_store(where, opening);
    if (in != nullptr)
        own_ =
            durable_engine::open(std::move(in), std::move(rules), {how.options, how.keep_history, how.actor}, opening);
    if (own_ == nullptr) throw store_failure{opening};
    durable_ = own_.get();
    rules_ = durable_->look().shared_rules();
}

engine_handle::engine_handle(std::function<durable_engine*()> lend, std::shared_ptr<engine_turn> turn,
                             const manner& how)
    : lend_{std::move(lend)},
      zone_{how.zone},
      lang_{how.lang},
      process_{static_cast<int>(::getpid())},
      turn_{std::move(turn)} {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    rules_ = looked_at().shared_rules();
}

bool engine_handle::is_asked_about(const event& e) const {
    if (policy_ == nullptr) return false;
    const auto type = rules_->vocabulary().find_event(e.type);
    return type && *type < reserved_events;
}

std::optional<std::string> engine_handle::asked(const event& e) const {
    return is_asked_about(e) ? std::optional{ask(e)} : std::nullopt;
}

std::string engine_handle::ask(const event& e) const {
    const policy_call now{*turn_};
    return policy_->ask(e);
}

// A connection to a file or a server is of the process that made it: two that write through one would spoil it.
const engine& engine_handle::looked_at() {
    if (memory_ != nullptr) return *memory_;
    if (lend_) {
        durable_ = lend_();
        if (durable_ == nullptr) throw std::invalid_argument{"the partition is not this host's any more"};
    }
    if (durable_ == nullptr) throw std::invalid_argument{"the engine is closed"};
    if (turn_->changing) return durable_->look();
    if (process_ != static_cast<int>(::getpid()))
        throw std::runtime_error{
            "this engine's store was opened before the process forked: open it anew in each process"};
    issues found;
    const bool good = durable_->ready(found);
    note_rules();
    if (!good) throw store_failure{std::move(found)};
    return durable_->look();
}

durable_engine& engine_handle::durable() {
    (void)looked_at();
    if (durable_ == nullptr) throw std::invalid_argument{"this engine is in memory: it was made without a store"};
    return *durable_;
}

// Another host may have published others.
void engine_handle::note_rules() {
    if (durable_->look().shared_rules() == rules_) return;
    const pybind11::gil_scoped_acquire nobody_reads_them;  // who waits for the engine has let the GIL go
    rules_ = durable_->look().shared_rules();
}

void engine_handle::open_delivery(const delivery_options& how) {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    durable_engine& of = durable();
    if (lend_) throw std::invalid_argument{"the engine of a host's partition may be taken away: it delivers nothing"};
    const change_guard guard{*turn_};
    issues found;
    auto made = delivery::open(of, {}, how, found);
    if (made == nullptr) throw store_failure{std::move(found)};
    delivery_ = std::move(made);
}

publish_report engine_handle::publish(const std::shared_ptr<const rulebook>& next, const publish_options& how) {
    return asking([&] {
        const change_guard guard{*turn_};
        if (durable_ != nullptr) {
            publish_report report = durable_->publish(next, how);
            note_rules();
            const auto of_store = [](const issue& i) {
                return i.level == severity::error && i.code.starts_with("store-") &&
                       i.code != "store-outbox-unreadable";
            };
            if (std::any_of(report.found.begin(), report.found.end(), of_store)) throw store_failure{report.found};
            return report;
        }
        publish_report report = memory_->publish(next, how);
        const pybind11::gil_scoped_acquire nobody_reads_them;
        if (report.published) rules_ = report.rules;
        return report;
    });
}

std::pair<std::vector<sent_effect>, std::shared_ptr<const rulebook>> engine_handle::outbox(std::size_t at_most) {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    const engine& at = looked_at();
    std::vector<sent_effect> all;
    if (durable_ != nullptr) {
        issues found;
        all = durable_->outbox(at_most, found);
        note_rules();
        if (found.has_errors()) throw store_failure{std::move(found)};
    } else {
        std::uint64_t number = taken_;
        for (const delivered& d : at.outbox(at_most)) all.push_back({++number, std::string{d.subject}, *d.effect});
    }
    if (!all.empty()) given_ = std::max(given_, all.back().number);
    return {std::move(all), rules_};
}

void engine_handle::taken(std::uint64_t number) {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    (void)looked_at();
    if (durable_ != nullptr) return durable_->taken(number);
    if (number <= taken_) return;
    memory_->taken(static_cast<std::size_t>(number - taken_));
    taken_ = number;
}

std::vector<effect> engine_handle::history_in(const engine& at, const std::string& client) {
    if (durable_ == nullptr) {
        const auto its = at.history(client);
        return {its.begin(), its.end()};
    }
    issues found;
    std::vector<effect> all;
    if (!durable_->history(client, all, found)) throw store_failure{std::move(found)};
    return all;
}

void engine_handle::keep(std::string name, std::string bytes) {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    durable().keep(std::move(name), std::move(bytes));
}

std::string engine_handle::kept(const std::string& name) {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    issues found;
    std::string bytes = durable().kept(name, found);
    if (!found.empty()) throw store_failure{std::move(found)};
    return bytes;
}

std::uint64_t engine_handle::last_commit() {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    return durable().last_commit();
}

namespace {

// What a policy refuses is no failure of the store.
issues judged(bool done, issues found) {
    if (done) return {};
    const auto refused = [](const issue& i) { return i.code == "not-allowed"; };
    if (std::any_of(found.begin(), found.end(), refused)) return found;
    throw store_failure{std::move(found)};
}

}  // namespace

issues engine_handle::erase(const std::string& client, const std::string& reason, instant at,
                            const std::string& actor) {
    return asking([&] {
        durable_engine& in = durable();
        const change_guard guard{*turn_};
        issues found;
        const bool done = in.erase(client, reason, at, found, actor);
        return judged(done, std::move(found));
    });
}

std::pair<std::uint64_t, issues> engine_handle::forget_history(instant before, const std::string& reason,
                                                               const std::string& actor) {
    return asking([&] {
        durable_engine& in = durable();
        const change_guard guard{*turn_};
        issues found;
        std::uint64_t gone = 0;
        const bool done = in.forget_history(before, gone, found, reason, actor);
        return std::pair{gone, judged(done, std::move(found))};
    });
}

std::vector<audit_entry> engine_handle::audit() {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    issues found;
    std::vector<audit_entry> all;
    if (!durable().audit(all, found)) throw store_failure{std::move(found)};
    return all;
}

engine_metrics engine_handle::metrics() {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    const engine& at = looked_at();
    return durable_ == nullptr ? at.metrics() : durable_->metrics();
}

const publish_report* engine_handle::published() const noexcept {
    return own_ != nullptr && own_->published() ? &*own_->published() : nullptr;
}

void engine_handle::close() {
    const pybind11::gil_scoped_release others_may_run;
    const std::scoped_lock alone{turn_->mutex};
    if (own_ == nullptr) return;
    (void)looked_at();
    const change_guard guard{*turn_};
    issues found;
    const bool folded = durable_->fold(found);
    delivery_.reset();
    durable_ = nullptr;
    own_.reset();
    if (!folded) throw store_failure{std::move(found)};
}

}  // namespace reglament::python
