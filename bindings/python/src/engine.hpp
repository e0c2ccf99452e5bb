// Engine: one engine, for Python.
#pragma once

#include <reglament/engine/fetch.hpp>

#include <pybind11/pybind11.h>

#include <memory>
#include <mutex>
#include <utility>

namespace reglament::python {

/// An engine that any Python thread may call: one at a time works with it, and none of them holds the GIL meanwhile.
class engine_handle {
public:
    engine_handle(const std::shared_ptr<const rulebook>& rules, feel::zone zone)
        : engine_{rules}, rules_{rules}, zone_{zone} {}

    /// What `work(engine)` gives. It must not touch Python.
    template <class Work>
    auto with(Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{mutex_};
        return std::forward<Work>(work)(engine_);
    }

    /// The same with the rules that it is told in: another thread may publish others before it is read.
    template <class Work>
    auto told(Work&& work) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{mutex_};
        auto result = std::forward<Work>(work)(engine_);
        return std::pair{std::move(result), rules_};
    }

    publish_report publish(const std::shared_ptr<const rulebook>& next, const publish_options& how) {
        const pybind11::gil_scoped_release others_may_run;
        const std::scoped_lock alone{mutex_};
        publish_report report = engine_.publish(next, how);
        const pybind11::gil_scoped_acquire nobody_reads_them;  // who waits for the engine has let the GIL go
        if (report.published) rules_ = report.rules;
        return report;
    }

    /// REQUIRES: the GIL is held, and is until it is no longer used.
    [[nodiscard]] const rulebook& rules() const noexcept { return *rules_; }

    /// Of naive times that come in: none refuses them.
    [[nodiscard]] feel::zone zone_in() const noexcept { return zone_; }

    /// Of times that go out.
    [[nodiscard]] feel::zone zone_out() const { return zone_.is_none() ? rules().vocabulary().calendar.zone() : zone_; }

private:
    engine engine_;
    std::shared_ptr<const rulebook> rules_;  // the engine's; changed with both the mutex and the GIL
    feel::zone zone_;
    std::mutex mutex_;
};

void define_engine(pybind11::module_& m);

/// The same over event files, as the command line's `run`: see run.cpp.
pybind11::tuple run_files(engine_handle& self, const pybind11::dict& how);

}  // namespace reglament::python
