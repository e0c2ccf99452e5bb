#include "engine.hpp"

#include "department.hpp"
#include "facts.hpp"
#include "fetching.hpp"
#include "policy.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/figures.hpp>
#include <reglament/control/publication.hpp>
#include <reglament/control/report.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

std::function<instant()> clock_ahead(std::chrono::milliseconds by) {
    return [by] { return std::chrono::time_point_cast<instant::duration>(std::chrono::system_clock::now()) + by; };
}

instant time_of(engine_handle& self, const py::object& at) {
    if (!at.is_none()) return to_instant(at, self.zone_in());
    const instant now = self.with([](const engine& engine) { return engine.now(); });
    if (now == instant::min()) throw py::value_error("the engine was told no time yet: say when, at=…");
    return now;
}

py::tuple tell(engine_handle& self, const char* type, const std::string& client, const py::object& at,
               feel::context data, const py::object& ask, const std::string& lang, const std::string& actor) {
    event e;
    e.type = type;
    e.subject = client;
    e.time = time_of(self, at);
    e.data = feel::value{std::move(data)};
    e.actor = actor;
    return from_posted(post_asking(self, {std::move(e)}, ask).front(), to_language(lang));
}

namespace {

py::tuple post(engine_handle& self, const py::handle& mapping, const py::object& ask, const std::string& lang) {
    return from_posted(post_asking(self, {to_event(mapping, self.zone_in())}, ask).front(), to_language(lang));
}

/// Results go into a list of the caller's: what is there is kept, should the store fail then.
void post_many(engine_handle& self, const py::iterable& mappings, py::list results, std::size_t batch,
               const py::object& ask, const std::string& lang) {
    const auto language = to_language(lang);
    std::vector<event> events;
    const auto flush = [&] {
        for (const auto& p : post_asking(self, std::exchange(events, {}), ask))
            results.append(from_posted(p, language));
    };
    for (const auto& mapping : mappings) {
        events.push_back(to_event(mapping, self.zone_in()));
        if (events.size() == batch) flush();
    }
    if (!events.empty()) flush();
}

std::size_t advance(engine_handle& self, const py::handle& now) {
    const auto when = to_instant(now, self.zone_in());
    return self.change([&](engine& engine) { return engine.advance(when); });
}

py::object now(engine_handle& self) {
    const auto when = self.with([](const engine& engine) { return engine.now(); });
    return when == instant::min() ? py::object{py::none()} : from_instant(when, self.zone_out());
}

py::object next_due(engine_handle& self) {
    const auto when = self.with([](const engine& engine) { return engine.next_due(); });
    return from_instant(when.value_or(never), self.zone_out());
}

py::list history(engine_handle& self, const std::string& client) {
    auto [all, rules] = self.with_history(client, [](const engine& engine, std::vector<effect> history) {
        return std::pair{std::move(history), engine.shared_rules()};
    });
    return from_history(std::move(all), client, *rules, self);
}

py::list outbox(engine_handle& self, std::size_t at_most) {
    auto [sent, rules] = self.outbox(at_most);
    return from_sent(std::move(sent), *rules, self);
}

/// Those handed out the last time have been carried out, or there would be no more asked for.
py::list take_effects(engine_handle& self, std::size_t at_most) {
    self.taken(self.given());
    return outbox(self, at_most);
}

// --- Versions ---

/// Whether it was published, the issues, those as text, the report as data and in words.
py::tuple from_report(const publish_report& report, language lang) {
    return py::make_tuple(!report.found.has_errors(), from_issues(report.found, lang), render(report.found, lang),
                          from_json(to_value(report)), to_text(report, lang));
}

py::tuple publish(engine_handle& self, const rulebook_handle& rules, bool dry_run, const std::string& lang,
                  const std::string& actor, const std::string& reason) {
    const auto language = to_language(lang);
    return from_report(self.publish(rules.rules, {.dry_run = dry_run, .actor = actor, .reason = reason}), language);
}

/// The same of what opening a store has published; None: nothing.
py::object published(engine_handle& self, const std::string& lang) {
    const publish_report* const report = self.published();
    return report == nullptr ? py::object{py::none()} : py::object{from_report(*report, to_language(lang))};
}

// --- What it came to ---

py::object figures_of(engine_handle& self) {
    return from_json(self.with_histories([](const engine& engine) { return to_value(count(engine)); }));
}

std::string report_text(engine_handle& self, const std::string& title, const std::string& lang) {
    report_options options;
    options.lang = to_language(lang);
    options.title = title;
    return self.with_histories([&](const engine& engine) { return to_text(engine, count(engine), options); });
}

std::string tell_way(engine_handle& self, const std::string& client, std::uint32_t run, const std::string& lang) {
    const auto language = to_language(lang);
    return self.with_history(client, [&](const engine& engine, const std::vector<effect>& history) {
        return tell(engine, client, history, language, run);
    });
}

std::vector<std::string> clients(engine_handle& self) {
    return self.with([](const engine& engine) {
        std::vector<std::string> keys;
        for (std::size_t i = 0; i < engine.client_count(); ++i) keys.emplace_back(engine.client(i));
        return keys;
    });
}

std::unique_ptr<engine_handle> make(const rulebook_handle* rules, const py::object& zone,
                                    const std::optional<std::string>& where, const std::string& lang,
                                    const py::object& policy, bool keep_history, std::size_t remembered_events,
                                    const std::string& actor, std::optional<std::int64_t> ahead_ms) {
    auto its = rules == nullptr ? nullptr : rules->rules;
    engine_handle::manner how{to_zone(zone), to_language(lang), {}, keep_history, actor};
    how.options.remembered_events = remembered_events;
    if (ahead_ms) how.options.latest = clock_ahead(std::chrono::milliseconds{*ahead_ms});
    if (!policy.is_none()) {
        how.policy = std::make_shared<asked_before>(asking_policy(policy, how.zone, how.lang));
        how.options.policy = how.policy->for_engine();
    }
    return where ? std::make_unique<engine_handle>(*where, std::move(its), how)
                 : std::make_unique<engine_handle>(std::move(its), how);
}

rulebook_handle rules_of(engine_handle& self) {
    return {self.shared_rules()};
}

/// What the store says as reglament.StoreError.
void translate_failure(std::exception_ptr thrown) {
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const store_failure& failure) {
        const auto error = py::module_::import("reglament.errors").attr("StoreError");
        const auto rows = from_issues(failure.found, language::en);
        PyErr_SetObject(error.ptr(), error(py::module_::import("reglament.issues").attr("issues_of")(rows)).ptr());
    }
}

}  // namespace

void define_engine(py::module_& m) {
    m.attr("all_effects") = std::numeric_limits<std::size_t>::max();
    py::register_local_exception_translator(&translate_failure);
    engine_class engine{m, "Engine"};
    engine.def(py::init(&make))
        .def("post", &post)
        .def("post_many", &post_many)
        .def("advance", &advance)
        .def("now", &now)
        .def("next_due", &next_due)
        .def("history", &history)
        .def("effects", &take_effects)
        .def("outbox", &outbox)
        .def("taken", &engine_handle::taken)
        .def("keep",
             [](engine_handle& self, std::string name, const py::bytes& bytes) { self.keep(std::move(name), bytes); })
        .def("kept", [](engine_handle& self, const std::string& name) { return py::bytes{self.kept(name)}; })
        .def("last_commit", &engine_handle::last_commit)
        .def("close", &engine_handle::close)
        .def("published", &published)
        .def("opening",
             [](engine_handle& self, const std::string& lang) { return from_issues(self.opening, to_language(lang)); })
        .def("rules", &rules_of)
        .def("has_rules",
             [](engine_handle& self, const rulebook_handle& rules) {
                 const auto all = self.rules().sources(), its = rules.rules->sources();
                 return self.shared_rules() == rules.rules ||
                        std::equal(all.begin(), all.end(), its.begin(), its.end());
             })
        .def("clients", &clients)
        .def("facts", &facts_of)
        .def("counted_since", &counted_since)
        .def("backfill", &backfill)
        .def("recompute_segments", &recompute_segments)
        .def("segments", &segments_of)
        .def("publish", &publish)
        .def("figures", &figures_of)
        .def("overview", &overview_of)
        .def("report_html", &report_html)
        .def("report_text", &report_text)
        .def("tell", &tell_way)
        .def("run", &run_files);
    define_tasks(engine);
}

}  // namespace reglament::python
