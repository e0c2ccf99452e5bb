// Run: event files through an engine, in the order of time, as the command line's `run` does.
#include "engine.hpp"
#include "values.hpp"

#include <reglament/control/figures.hpp>
#include <reglament/log/event_log.hpp>

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

struct job {
    std::vector<std::string> files;
    std::optional<mapping> columns;
    std::optional<instant> until;
    feel::zone zone;
};

/// What was wrong with one record of a file.
struct wrong_record {
    file_line at;
    issue what;
};

class runner {
public:
    runner(engine_handle& engine, std::shared_ptr<const rulebook> rules, const job& j)
        : engine_{engine}, job_{j}, rules_{std::move(rules)}, log_{*rules_, form_of(j)} {}

    /// False, and nothing was run, when a file could not be read.
    bool read(issues& found) {
        for (const auto& file : job_.files) {
            if (!log_.read(file, found)) return false;
        }
        for (const auto& bad : log_.bad_lines()) wrong.push_back({place_of(bad.file, bad.line), bad.what});
        counts_.read = log_.lines();
        counts_.rejected = log_.bad_lines().size();
        log_.sort();
        return true;
    }

    /// In a store a commit for so many events; but who is asked whether an event may be sees what came before it.
    figures run() {
        constexpr std::size_t batch = 1'000;
        const auto is_over = [&](std::size_t i) {
            return i >= log_.size() || (job_.until && log_[i].bound.time > *job_.until);
        };
        std::size_t i = 0;
        while (!is_over(i)) {
            const auto said = allowed_by_policy(log_[i]);
            i = engine_.change([&](engine& inside) {
                if (inside.shared_rules() != rules_) throw std::runtime_error{"other rules were published meanwhile"};
                const asked_before::answered its{engine_.policy(), said ? &*said : nullptr};
                std::size_t at = i;
                do post(inside, log_[at++]);
                while (at < i + batch && !is_over(at) && !is_asked_about(log_[at]));
                return at;
            });
        }
        counts_.after_until = log_.size() - i;
        engine_.change([&](engine& inside) { return inside.advance(job_.until.value_or(inside.now())); });
        auto result = engine_.with_histories([](const engine& inside) { return count(inside); });
        result.events = counts_;
        return result;
    }

    std::vector<wrong_record> wrong;

private:
    static log_options form_of(const job& j) {
        log_options options;
        options.columns = j.columns;
        options.zone = j.zone;
        return options;
    }

    [[nodiscard]] file_line place_of(std::uint32_t file, std::uint64_t line) const {
        return {std::string{log_.file_name(file)}, line};
    }

    [[nodiscard]] bool is_asked_about(const event_log::entry& entry) const {
        return entry.whole != nullptr && engine_.is_asked_about(*entry.whole);
    }
    [[nodiscard]] std::optional<std::string> allowed_by_policy(const event_log::entry& entry) const {
        return entry.whole == nullptr ? std::nullopt : engine_.asked(*entry.whole);
    }

    void post(engine& to, const event_log::entry& entry) {
        const auto result = entry.whole != nullptr ? to.post(*entry.whole) : to.post(entry.bound);
        counts_.applied += result.status == post_status::accepted;
        counts_.duplicate += result.status == post_status::duplicate;
        counts_.rejected += result.status == post_status::rejected;
        for (const auto& i : result.found) wrong.push_back({place_of(entry.file, entry.line), i});
    }

    engine_handle& engine_;
    const job& job_;
    std::shared_ptr<const rulebook> rules_;
    event_log log_;
    event_figures counts_;
};

job read_job(const py::dict& how, feel::zone zone, issues& found) {
    job j;
    j.files = how["events"].cast<std::vector<std::string>>();
    j.zone = zone;
    if (!how["map"].is_none()) j.columns = parse_mapping(how["map"].cast<std::string>(), found);
    if (!how["until"].is_none()) j.until = to_instant(how["until"], zone);
    return j;
}

}  // namespace

/// The figures (None: nothing was run), the issues, and those for which nothing was run as text.
py::tuple run_files(engine_handle& self, const py::dict& how) {
    issues found;
    std::vector<wrong_record> wrong;
    std::optional<figures> counted;
    const auto lang = to_language(how["lang"].cast<std::string>());
    const auto j = read_job(how, self.zone_out(), found);
    if (!found.has_errors()) {
        runner r{self, self.shared_rules(), j};
        bool good = false;
        {
            const py::gil_scoped_release others_may_run;
            good = r.read(found);
        }
        if (good) counted = r.run();
        wrong = std::move(r.wrong);
    }
    auto rows = from_issues(found, lang);
    for (const auto& w : wrong) rows.append(from_issue(w.what, lang, w.at));
    return py::make_tuple(counted ? from_json(to_value(*counted)) : py::none(), rows, render(found, lang));
}

}  // namespace reglament::python
