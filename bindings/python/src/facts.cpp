// What an engine knows of its clients, and how it divides them.
#include "facts.hpp"

#include "values.hpp"

#include <pybind11/stl.h>

#include <optional>
#include <utility>
#include <vector>

namespace reglament::python {

py::object facts_of(engine_handle& self, const std::string& client) {
    const auto [known, rules] = self.told([&](const engine& engine) -> std::optional<std::vector<feel::value>> {
        const auto i = engine.find_client(client);
        return i ? std::optional{engine.facts(*i)} : std::nullopt;
    });
    if (!known) return py::none();
    const vocabulary& words = rules->vocabulary();
    py::dict result;
    for (std::size_t i = 0; i < known->size(); ++i) {
        if (words.subjects[words.facts[i].about].is_part()) continue;
        result[py::str(words.facts[i].name.value)] = from_value((*known)[i]);
    }
    return result;
}

py::object counted_since(engine_handle& self, const std::string& client, const std::string& name) {
    const auto found = self.rules().vocabulary().find_fact(name);
    if (!found || !is_gathered(self.rules().vocabulary().facts[*found].kind))
        throw py::value_error("no fact \"" + name + "\" is gathered from events");
    const auto [since, rules] = self.told([&](const engine& engine) -> std::optional<instant> {
        const auto i = engine.find_client(client);
        const auto index = engine.rules().vocabulary().find_fact(name);
        if (!i || !index) return std::nullopt;
        return engine.counted_since(*i, static_cast<std::uint16_t>(*index));
    });
    if (!since) throw py::key_error(client);
    return *since == first_instant ? py::object{py::none()} : from_instant(*since, self.zone_out());
}

/// Events, those that counted, clients, facts, issues.
py::tuple backfill(engine_handle& self, const py::iterable& mappings, const std::string& lang) {
    constexpr std::size_t batch = 4096;  // events converted, then counted without the GIL
    auto history = self.with([](const engine& engine) { return history_count{engine}; });
    std::vector<event> events;
    const auto flush = [&] {
        const py::gil_scoped_release others_may_run;
        for (const auto& e : events) history.add(e);
        events.clear();
    };
    for (const auto& mapping : mappings) {
        events.push_back(to_event(mapping, self.zone_in()));
        if (events.size() == batch) flush();
    }
    flush();
    const auto report = self.change([&](engine& engine) { return engine.backfill(std::move(history)); });
    return py::make_tuple(report.events, report.counted, report.clients, report.facts,
                          from_issues(report.found, to_language(lang)));
}

void recompute_segments(engine_handle& self) {
    self.change([](engine& engine) {
        engine.recompute_segments();
        return true;
    });
}

py::list segments_of(engine_handle& self) {
    const auto [all, rules] = self.told([](const engine& engine) { return engine.segments(); });
    py::list result;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const segment_figures& f = all[i];
        py::dict one;
        one["segment"] = rules->vocabulary().segments[i].name.value;
        one["title"] = rules->vocabulary().segments[i].title;
        one["at"] = from_instant(f.at, self.zone_out());
        one["clients"] = f.clients;
        one["moved"] = f.moved;
        one["total"] = from_value(feel::value{f.total});
        py::list classes;
        for (const class_figures& c : f.classes) {
            py::dict its;
            its["class"] = c.name;
            its["clients"] = c.clients;
            its["declared"] = c.declared;
            its["total"] = from_value(feel::value{c.total});
            its["best"] = from_value(c.best);
            its["last"] = from_value(c.last);
            classes.append(its);
        }
        one["classes"] = classes;
        result.append(one);
    }
    return result;
}

}  // namespace reglament::python
