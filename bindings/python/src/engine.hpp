// Engine: one engine, for Python, in memory or in a store.
#pragma once

#include "policy.hpp"

#include <reglament/engine/delivery.hpp>
#include <reglament/engine/durable_engine.hpp>
#include <reglament/engine/fetch.hpp>

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

/// The store failed; nothing has changed. Becomes reglament.StoreError.
struct store_failure : std::exception {
    explicit store_failure(issues what) : found{std::move(what)} {}
    [[nodiscard]] const char* what() const noexcept override { return "the store failed"; }
    issues found;
};

/// One at a time works with an engine, or with several that belong together.
struct engine_turn {
    std::recursive_mutex mutex;  ///< what the host is asked meanwhile may look at the engine
    bool changing = false;
};

/// While it lives, this thread asks the policy of an engine, with nothing locked.
class policy_call {
public:
    explicit policy_call(const engine_turn& of) : of_{of}, outer_{std::exchange(innermost, this)} {}
    policy_call(const policy_call&) = delete;
    policy_call& operator=(const policy_call&) = delete;
    ~policy_call() { innermost = outer_; }

    [[nodiscard]] static bool is_of(const engine_turn& turn) {
        for (const policy_call* c = innermost; c != nullptr; c = c->outer_) {
            if (&c->of_ == &turn) return true;
        }
        return false;
    }

private:
    static inline thread_local const policy_call* innermost = nullptr;
    const engine_turn& of_;
    const policy_call* outer_;
};
inline constexpr const char* no_change = "what an engine calls may look at it, and not change it";

/// Refuses who changes an engine from within a change. REQUIRES: the turn is one's own.
class change_guard {
public:
    explicit change_guard(engine_turn& of) : of_{of} {
        if (policy_call::is_of(of)) throw std::runtime_error{no_change};
        if (std::exchange(of.changing, true)) throw std::runtime_error{no_change};
    }
    change_guard(const change_guard&) = delete;
    change_guard& operator=(const change_guard&) = delete;
    ~change_guard() { of_.changing = false; }

private:
    engine_turn& of_;
};

/// An engine in memory or in a store that any Python thread may call: one at a time works with it, and none of them
/// holds the GIL meanwhile.
class engine_handle {
public:
    /// How it is made, and what it says things in.
    struct manner {
        feel::zone zone;
        language lang = language::en;
        engine_options options{};
        bool keep_history = true;  // of a store
        std::string actor{};       // who opens it
        std::shared_ptr<asked_before> policy{};
    };
    engine_handle(std::shared_ptr<const rulebook> rules, const manner& how)
        : policy_{how.policy},
          memory_{std::make_unique<engine>(rules, how.options)},
          rules_{std::move(rules)},
          zone_{how.zone},
          lang_{how.lang} {}
    /// One that is there already, in memory.
    engine_handle(engine&& made, const manner& how)
        : memory_{std::make_unique<engine>(std::move(made))},
          rules_{memory_->shared_rules()},
          zone_{how.zone},
          lang_{how.lang} {}
    /// Throws store_failure. `rules` may be null.
    engine_handle(const std::string& where, std::shared_ptr<const rulebook> rules, const manner& how);
    /// One of somebody else's, who may not have it any more and shares the turn: `lend` gives it, or null.
    engine_handle(std::function<durable_engine*()> lend, std::shared_ptr<engine_turn> turn, const manner& how);

    /// What `work(engine)` gives. It must not touch Python.
    template <class Work>
    auto with(Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        return std::forward<Work>(work)(looked_at());
    }

    /// The same with the rules that it is told in: another thread may publish others before it is read.
    template <class Work>
    auto told(Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        const engine& at = looked_at();
        auto result = std::forward<Work>(work)(at);
        return std::pair{std::move(result), at.shared_rules()};
    }

    /// The same of an engine that has all histories; from a store they are read.
    template <class Work>
    auto with_histories(Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        const engine& at = looked_at();
        if (durable_ == nullptr) return std::forward<Work>(work)(at);
        issues found;
        const std::optional<engine> copy = durable_->copy(found);
        if (!copy) throw store_failure{std::move(found)};
        return std::forward<Work>(work)(*copy);
    }

    /// The same with the history of a client, which of a store is read; another thread may publish rules afterwards.
    template <class Work>
    auto with_history(const std::string& client, Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        const engine& at = looked_at();
        return std::forward<Work>(work)(at, history_in(at, client));
    }

    /// What `work(engine&)` gives, which may change it; in a store that is one commit.
    template <class Work>
    auto change(Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        (void)looked_at();
        const change_guard guard{*turn_};
        if (durable_ == nullptr) return std::forward<Work>(work)(*memory_);
        issues found;
        std::optional<decltype(work(*memory_))> result;
        const bool kept = durable_->change([&](engine& inside) { result.emplace(work(inside)); }, found);
        note_rules();
        if (!kept) throw store_failure{std::move(found)};
        return std::move(*result);
    }

    /// What `work(engine)` gives, which asks the policy: that is asked with nothing locked, and the work done again
    /// with what it says. It must not touch Python. REQUIRES: what is refused changes nothing.
    template <class Work>
    auto with_answers(Work&& work) {
        return asking([&] {
            const change_guard nothing_changes{*turn_};
            return work(looked_at());
        });
    }

    /// Begins to deliver effects, or to do so in another way.
    void open_delivery(const delivery_options& how);
    /// What `work(delivery&, issues&)` gives, and the rules it is told in.
    template <class Work>
    auto deliver(Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{turn_->mutex};
        (void)durable();
        const change_guard guard{*turn_};
        if (delivery_ == nullptr) throw std::invalid_argument{"the engine is closed"};
        issues found;
        auto result = std::forward<Work>(work)(*delivery_, found);
        note_rules();
        if (found.has_errors()) throw store_failure{std::move(found)};
        return std::pair{std::move(result), rules_};
    }

    publish_report publish(const std::shared_ptr<const rulebook>& next, const publish_options& how);

    /// What came about and is not taken, with numbers from 1, and the rules it is told in.
    std::pair<std::vector<sent_effect>, std::shared_ptr<const rulebook>> outbox(std::size_t at_most);
    /// Forgets all up to a number; of those given() last.
    void taken(std::uint64_t number);
    [[nodiscard]] std::uint64_t given() const noexcept { return given_; }

    void keep(std::string name, std::string bytes);
    std::string kept(const std::string& name);
    std::uint64_t last_commit();
    /// Takes somebody out of the store. Gives why the policy refuses it.
    issues erase(const std::string& client, const std::string& reason, instant at, const std::string& actor);
    std::pair<std::uint64_t, issues> forget_history(instant before, const std::string& reason,
                                                    const std::string& actor);
    std::vector<audit_entry> audit();
    engine_metrics metrics();
    /// Commits what is pending and lets the store go. More calls are refused.
    void close();

    [[nodiscard]] bool is_durable() const noexcept { return durable_ != nullptr; }
    /// What opening published, or null; what it warned of.
    [[nodiscard]] const publish_report* published() const noexcept;
    issues opening;

    /// REQUIRES: the GIL is held, and is until it is no longer used.
    [[nodiscard]] const rulebook& rules() const noexcept { return *rules_; }
    [[nodiscard]] const std::shared_ptr<const rulebook>& shared_rules() const noexcept { return rules_; }

    [[nodiscard]] language lang() const noexcept { return lang_; }

    /// REQUIRES: the GIL, or the turn, is held.
    [[nodiscard]] bool is_asked_about(const event& e) const;
    /// What the policy says of an event that it is asked about, with nothing locked; nothing: it is not asked.
    [[nodiscard]] std::optional<std::string> asked(const event& e) const;
    [[nodiscard]] asked_before* policy() const noexcept { return policy_.get(); }

    /// Of naive times that come in: none refuses them.
    [[nodiscard]] feel::zone zone_in() const noexcept { return zone_; }

    /// Of times that go out.
    [[nodiscard]] feel::zone zone_out() const { return zone_.is_none() ? rules().vocabulary().calendar.zone() : zone_; }

private:
    // What `work()` gives, in its turn: see with_answers().
    template <class Work>
    auto asking(const Work& work) {
        open_questions its;
        std::shared_ptr<const rulebook> under;  // what was answered
        for (;;) {
            auto result = [&] {
                const pybind11::gil_scoped_release others_may_run;
                const std::scoped_lock alone{turn_->mutex};
                (void)looked_at();
                if (std::exchange(under, rules_) != rules_) its = {};
                const asked_before::answered by{policy_.get(), its};
                return work();
            }();
            if (!its.settle([this](const event& e) { return ask(e); })) return result;
        }
    }
    [[nodiscard]] std::string ask(const event& e) const;
    [[nodiscard]] const engine& looked_at();
    void note_rules();
    std::vector<effect> history_in(const engine& at, const std::string& client);
    durable_engine& durable();

    std::shared_ptr<asked_before> policy_;  // or null; the engine asks it
    std::unique_ptr<engine> memory_;        // or
    std::unique_ptr<durable_engine> own_;
    std::function<durable_engine*()> lend_;  // or
    durable_engine* durable_ = nullptr;      // either of them
    std::unique_ptr<delivery> delivery_;     // of its own store
    std::shared_ptr<const rulebook> rules_;  // the engine's; changed with both the mutex and the GIL
    feel::zone zone_;
    language lang_ = language::en;
    std::uint64_t given_ = 0, taken_ = 0;  // effects: handed out last, and forgotten by the engine in memory
    int process_ = 0;                      // that opened the store
    std::shared_ptr<engine_turn> turn_ = std::make_shared<engine_turn>();
};

/// The clock of this machine, and some leeway: engine_options::latest.
std::function<instant()> clock_ahead(std::chrono::milliseconds by);

/// The time of what was done: the one given, or the engine's.
instant time_of(engine_handle& self, const pybind11::object& at);

/// What the host has done, as an event, and what came of it.
pybind11::tuple tell(engine_handle& self, const char* type, const std::string& client, const pybind11::object& at,
                     feel::context data, const pybind11::object& ask, const std::string& lang,
                     const std::string& actor = {});

/// Effects as they are told to Python: see told_effects.cpp.
pybind11::list from_sent(std::vector<sent_effect>&& all, const rulebook& rules, const engine_handle& self);

pybind11::list from_history(std::vector<effect>&& all, const std::string& client, const rulebook& rules,
                            const engine_handle& self);

void define_engine(pybind11::module_& m);

/// Tasks and calls, and what is said of them: see engine_tasks.cpp.
using engine_class = pybind11::class_<engine_handle>;
void define_tasks(engine_class& engine);

/// Effects that are tried again, and set aside: see delivery.cpp.
void define_delivery(pybind11::module_& m);

/// What is done to runs and stores by hand: see operations.cpp.
void define_operations(pybind11::module_& m);

/// Hosts that share the work: see host.cpp.
void define_host(pybind11::module_& m);

/// The same over event files, as the command line's `run`: see run.cpp.
pybind11::tuple run_files(engine_handle& self, const pybind11::dict& how);

}  // namespace reglament::python
