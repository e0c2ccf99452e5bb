// What an engine knows of its clients, and how it divides them.
#include "facts.hpp"

#include "values.hpp"

#include <optional>
#include <vector>

namespace reglament::python {

py::object facts_of(engine_handle& self, const std::string& client) {
    const auto [known, rules] = self.told([&](engine& engine) -> std::optional<std::vector<feel::value>> {
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

void recompute_segments(engine_handle& self) {
    self.with([](engine& engine) {
        engine.recompute_segments();
        return true;
    });
}

py::list segments_of(engine_handle& self) {
    const auto [all, rules] = self.told([](engine& engine) { return engine.segments(); });
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
