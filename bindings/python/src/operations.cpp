// Operations, for Python: what is done to runs by hand, and to a store as a whole.
#include "engine.hpp"
#include "fetching.hpp"
#include "rulebook.hpp"
#include "values.hpp"

#include <reglament/control/client_file.hpp>
#include <reglament/control/restructure.hpp>
#include <reglament/engine/back_up.hpp>

#include <pybind11/stl.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

/// A run whose texts are its own.
struct kept_run {
    std::string subject, about, part;
    open_run values;
};

py::tuple from_run(const kept_run& r, const rulebook& rules, feel::zone zone) {
    const auto& m = rules.machines()[r.values.regulation];
    std::vector<std::string> at;
    for (const auto s : r.values.at) at.push_back(m.states()[s].id);
    return py::make_tuple(r.subject, r.values.number, m.regulation().id.value, m.regulation().version,
                          std::string{to_string(r.values.state)}, from_instant(r.values.started, zone),
                          from_instant(r.values.due, zone), at,
                          from_instant(r.values.paused_since.value_or(never), zone), r.about, r.part);
}

run_state state_of(const std::string& name) {
    for (const auto s : {run_state::going, run_state::paused, run_state::stuck}) {
        if (to_string(s) == name) return s;
    }
    throw py::value_error("a run is \"going\", \"paused\" or \"stuck\", not \"" + name + "\"");
}

/// Which runs, as a mapping of texts says it; a name that the rules do not know fits none.
struct filter_texts {
    std::string client, regulation, version, step, role, person, state;
    std::optional<instant> due_before;
    std::uint32_t number = 0;

    [[nodiscard]] run_filter filter() const {
        run_filter f{client, regulation, version, step, role, person, {}, due_before, number};
        if (!state.empty()) f.state = state_of(state);
        return f;
    }
};

filter_texts to_filter(engine_handle& self, const py::dict& which) {
    filter_texts f;
    const auto text = [&](const char* name, std::string& into) {
        if (which.contains(name)) into = which[name].cast<std::string>();
    };
    text("client", f.client);
    text("regulation", f.regulation);
    text("version", f.version);
    text("step", f.step);
    text("role", f.role);
    text("person", f.person);
    text("state", f.state);
    if (which.contains("due_before") && !which["due_before"].is_none())
        f.due_before = to_instant(which["due_before"], self.zone_in());
    if (which.contains("run") && !which["run"].is_none()) f.number = which["run"].cast<std::uint32_t>();
    if (!f.state.empty()) (void)state_of(f.state);
    return f;
}

py::list runs(engine_handle& self, const py::dict& which) {
    const auto f = to_filter(self, which);
    const auto [open, rules] = self.told([&](const engine& engine) {
        std::vector<kept_run> kept;
        for (auto& r : engine.runs(f.filter()))
            kept.push_back({std::string{r.subject}, std::string{r.about}, std::string{r.part}, std::move(r)});
        return kept;
    });
    py::list result;
    for (const auto& r : open) result.append(from_run(r, *rules, self.zone_out()));
    return result;
}

py::tuple operate(engine_handle& self, const char* type, const std::string& client, std::uint32_t run,
                  const std::string& reason, const std::string& to, const std::string& actor, const py::object& at,
                  const py::object& ask, const std::string& lang) {
    feel::context data{{"run", feel::number{run}}};
    if (!reason.empty()) data.emplace_back("reason", feel::value{reason});
    if (!to.empty()) data.emplace_back("to", feel::value{to});
    return tell(self, type, client, at, std::move(data), ask, lang, actor);
}

operation_kind kind_of(const std::string& name) {
    for (const auto k : {operation_kind::pause, operation_kind::resume, operation_kind::cancel, operation_kind::jump}) {
        if (to_string(k) == name) return k;
    }
    throw py::value_error("runs are told to \"pause\", \"resume\", \"cancel\" or \"jump\", not to \"" + name + "\"");
}

/// Events by which an operation is done, and to how many runs it could be.
std::pair<std::vector<event>, std::size_t> events_for(engine_handle& self, const filter_texts& f, const operation& what,
                                                      instant at, std::size_t at_most) {
    return self.with([&](const engine& e) {
        std::size_t fit = 0;
        for (const open_run& r : e.runs(f.filter())) fit += concerns(what.what, r.state) ? 1U : 0U;
        return std::pair{events_of(e, f.filter(), what, at, at_most), fit};
    });
}

/// One of many: (subject, run, issues).
py::list from_refused(const operated& came, language lang) {
    py::list rows;
    for (const auto& r : came.refused) rows.append(py::make_tuple(r.subject, r.run, from_issues(r.why, lang)));
    return rows;
}

/// What would come of them.
std::vector<posted> checked(engine_handle& self, std::span<const event> some) {
    return self.with_answers([&](const engine& engine) {
        std::vector<posted> answers(some.size());
        for (std::size_t i = 0; i < some.size(); ++i) {
            answers[i].found = engine.check(some[i]);
            if (!answers[i].found.empty()) answers[i].status = post_status::rejected;
        }
        return answers;
    });
}

/// (how many fit, how many were done, those refused). Between two commits others have the engine.
py::tuple operate_many(engine_handle& self, const py::dict& which, const py::dict& how, const py::object& ask,
                       const std::string& lang) {
    const auto language = to_language(lang);
    const operation what{kind_of(how["what"].cast<std::string>()), how["reason"].cast<std::string>(),
                         how["actor"].cast<std::string>(), how["to"].cast<std::string>()};
    const bool dry_run = how["dry_run"].cast<bool>();
    const std::chrono::milliseconds pause{how["pause_ms"].cast<std::int64_t>()};
    const std::size_t at_most = how["at_most"].is_none() ? SIZE_MAX : how["at_most"].cast<std::size_t>();
    const auto [all, fit] = events_for(self, to_filter(self, which), what, time_of(self, how["at"]), at_most);
    const auto between = [&](std::size_t done, std::size_t of) {
        const py::gil_scoped_release others_may_run;
        if (!dry_run && done < of) std::this_thread::sleep_for(pause);
        return true;
    };
    const operated came =
        operate(all, {how["commit_every"].cast<std::size_t>(), between}, [&](std::span<const event> some) {
            return dry_run ? checked(self, some) : post_asking(self, {some.begin(), some.end()}, ask);
        });
    return py::make_tuple(fit, came.done, from_refused(came, language));
}

py::list audit(engine_handle& self) {
    const auto all = self.audit();
    py::list rows;
    for (const audit_entry& one : all) {
        rows.append(py::make_tuple(std::string{to_string(one.what)},
                                   from_instant(one.at == instant::min() ? never : one.at, self.zone_out()), one.actor,
                                   one.reason, one.detail));
    }
    return rows;
}

py::object client_file_of(engine_handle& self, const std::string& client, const std::string& lang) {
    const auto language = to_language(lang);
    return from_value(self.with_history(client, [&](const engine& engine, const std::vector<effect>& history) {
        return client_file(engine, client, history, language);
    }));
}

/// (from, to, when), or a text that says all of it.
hand_over to_hand_over(const py::handle& said, issues& found) {
    if (py::isinstance<py::str>(said)) return parse_hand_over(said.cast<std::string>(), found).value_or(hand_over{});
    const auto [from, to, when] = said.cast<std::tuple<std::string, std::vector<std::string>, std::string>>();
    return {from, to, when};
}

restructure_options to_structure_options(const py::dict& said, issues& found) {
    restructure_options how;
    for (const py::handle one : said["hand"]) how.hands.push_back(to_hand_over(one, found));
    how.gone = said["gone"].cast<std::vector<std::string>>();
    how.role = said["role"].cast<std::string>();
    how.reason = said["reason"].cast<std::string>();
    how.actor = said["actor"].cast<std::string>();
    how.ahead = std::chrono::days{said["days"].cast<int>()};
    return how;
}

/// Posts events in one commit. False: one was refused.
bool post_all(engine_handle& self, const std::vector<event>& events, issues& found) {
    if (events.empty()) return true;
    bool all = true;
    for (const posted& p : post_asking(self, events, py::none())) {
        if (p.status != post_status::accepted) found.append(p.found);
        all = all && p.status == post_status::accepted;
    }
    return all;
}

/// As restructure(), a commit for each part. False: it was not begun.
bool carry_out(engine_handle& self, const restructuring& r, bool& done, issues& found) {
    found = self.with_answers([&](const engine& e) { return check(e, r); });
    if (found.has_errors()) return false;
    if (r.publishes) {
        found.append(self.publish(r.next, {.dry_run = true, .actor = r.actor, .reason = r.reason}).found);
        if (found.has_errors()) return false;
        if (!post_all(self, r.early, found)) return true;
        const publish_report report = self.publish(r.next, {.actor = r.actor, .reason = r.reason});
        found.append(report.found);
        if (!report.published) return true;
    }
    done = post_all(self, r.events, found);
    return true;
}

/// Whether it can be done, and was; the issues, those as text, the plan as data, in words, as a page.
py::tuple restructure_of(engine_handle& self, const rulebook_handle* rules, const py::dict& said, bool apply,
                         const std::string& lang) {
    const auto language = to_language(lang);
    issues found;
    const restructure_options how = to_structure_options(said, found);
    const auto next = rules == nullptr ? std::shared_ptr<const rulebook>{} : rules->rules;
    restructuring r;
    bool done = false;
    bool good = !found.has_errors();
    if (good) {
        r = self.with_answers([&](const engine& e) { return plan_restructuring(e, next, how); });
        good = !r.found.has_errors();
        found = r.found;
        issues told;
        if (good && apply) good = carry_out(self, r, done, told);
        found.append(told);
    }
    return py::make_tuple(good, done, from_issues(found, language), render(found, language),
                          good ? from_json(to_value(r)) : py::object{py::none()}, good ? to_text(r, language) : "",
                          good ? to_html(r, language) : "");
}

py::dict from_metrics(const engine_metrics& m) {
    py::dict posted, effects, result;
    const char* const statuses[] = {"accepted", "duplicate", "rejected", "set aside"};
    for (std::size_t i = 0; i < post_statuses; ++i) posted[statuses[i]] = m.posted[i];
    for (std::size_t i = 0; i < effect_kinds; ++i) {
        if (m.effects[i] != 0) effects[py::str(std::string{to_string(static_cast<effect_kind>(i))})] = m.effects[i];
    }
    result["events"] = posted;
    result["effects"] = effects;
    result["clients"] = m.clients;
    result["timers"] = m.timers;
    result["waiting"] = m.waiting;
    if (!m.durable) return result;
    result["commits"] = m.commits;
    result["failed_commits"] = m.failed_commits;
    result["journal_bytes"] = m.journal_bytes;
    result["page_bytes"] = m.page_bytes;
    result["last_commit"] = m.last_commit;
    result["unfolded_pages"] = m.unfolded;
    return result;
}

py::dict from_figures(const store_figures& f) {
    py::dict result;
    result["clients"] = f.clients;
    result["entries"] = f.entries;
    result["pages"] = f.pages;
    result["notes"] = f.notes;
    result["bytes"] = f.bytes;
    result["effects"] = f.effects;
    result["first"] = f.first;
    result["last"] = f.last;
    return result;
}

std::shared_ptr<store> opened(const std::string& where, issues& found, store_use use) {
    auto in = open_store(where, found, use);
    if (in == nullptr) throw store_failure{found};
    return in;
}

py::dict back_up(const std::string& from, const std::string& to) {
    store_figures copied;
    {
        const py::gil_scoped_release others_may_run;
        issues found;
        const auto source = opened(from, found, store_use::look), target = opened(to, found, store_use::keep);
        if (!copy_store(*source, *target, copied, found)) throw store_failure{std::move(found)};
    }
    return from_figures(copied);
}

py::dict check(const std::string& where) {
    store_figures figures;
    {
        const py::gil_scoped_release others_may_run;
        issues found;
        const auto in = opened(where, found, store_use::look);
        if (!check_store(in, figures, found)) throw store_failure{std::move(found)};
    }
    return from_figures(figures);
}

}  // namespace

void define_operations(py::module_& m) {
    m.def("runs", &runs);
    m.def("operate", &operate);
    m.def("client_file", &client_file_of);
    m.def("restructure", &restructure_of);
    m.def("operate_many", &operate_many);
    m.def("audit", &audit);
    m.def("erase", [](engine_handle& self, const std::string& client, const std::string& reason, const py::object& at,
                      const std::string& actor, const std::string& lang) {
        return from_issues(self.erase(client, reason, time_of(self, at), actor), to_language(lang));
    });
    m.def("forget_history", [](engine_handle& self, const py::object& before, const std::string& reason,
                               const std::string& actor, const std::string& lang) {
        const auto [gone, refused] = self.forget_history(to_instant(before, self.zone_in()), reason, actor);
        return py::make_tuple(gone, from_issues(refused, to_language(lang)));
    });
    m.def("metrics", [](engine_handle& self) { return from_metrics(self.metrics()); });
    m.def("prometheus",
          [](engine_handle& self, const std::string& labels) { return to_prometheus(self.metrics(), labels); });
    m.def("back_up", &back_up);
    m.def("check_store", &check);
}

}  // namespace reglament::python
