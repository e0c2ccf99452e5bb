#include "control/drill_impl.hpp"
#include "control/norms.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

using std::chrono::seconds;

const feel::value& entry(const feel::context& of, std::string_view name) {
    static const feel::value none;
    const auto at = std::find_if(of.begin(), of.end(), [&](const auto& e) { return e.first == name; });
    return at == of.end() ? none : at->second;
}

// A free text is written down in words of one's own.
bool is_free(const feel::type& t) noexcept {
    const bool text = t.kind == feel::type_kind::string && !t.is_enumeration();
    return text || t.kind == feel::type_kind::list || t.kind == feel::type_kind::context ||
           t.kind == feel::type_kind::any;
}

}  // namespace

std::optional<task> drill::impl::first(bool mandatory) const {
    for (task& t : world.mine())
        if (!mandatory || !t.what->optional) return std::move(t);
    return std::nullopt;
}

std::string drill::impl::meant() const {
    const auto t = first(true);
    return t ? t->what->id : std::string{};
}

bool drill::impl::can_come(state_index to) const {
    const machine& m = world.of();
    std::vector<bool> seen(m.states().size());
    std::vector<state_index> rest;
    const auto see = [&](state_index s) {
        if (!seen[s]) rest.push_back(s);
        seen[s] = true;
    };
    run_filter which;
    which.regulation = m.regulation().id.value;
    for (const open_run& r : world.now_in().runs(which))
        for (const state_index s : r.at)
            for (const transition& t : m.transitions_of(s)) see(t.to);
    while (!rest.empty()) {
        const state_index s = rest.back();
        rest.pop_back();
        if (s == to) return true;
        for (const transition& t : m.transitions_of(s)) see(t.to);
    }
    return false;
}

drill_deviation drill::impl::judged(const drill_step& s) const {
    drill_deviation d;
    d.step = s.what->id;
    d.meant = meant();
    d.at = world.now_in().now();
    for (const task& t : world.now_in().tasks()) {
        if (t.regulation != world.which() || t.what->id != s.what->id) continue;
        d.kind = world.is_mine(t) ? drill_fault::left_out : drill_fault::not_yours;
        return d;
    }
    const bool was_done = std::find(done.begin(), done.end(), s.what->id) != done.end();
    if (s.what->role != world.role()) {
        d.kind = drill_fault::not_yours;
    } else if (can_come(s.state)) {
        d.kind = drill_fault::too_early;
    } else {
        d.kind = was_done ? drill_fault::again : drill_fault::wrong_branch;
    }
    return d;
}

drill_deviations drill::impl::keep(drill_deviations fresh) {
    all.insert(all.end(), fresh.begin(), fresh.end());
    return fresh;
}

void drill::impl::note_steps(const std::string& id) {
    if (std::find(done.begin(), done.end(), id) == done.end()) done.push_back(id);
}

// Each task is late once.
void drill::impl::go_late(instant until, drill_deviations& out) {
    for (const task& t : world.mine()) {
        const std::pair<std::string, std::uint32_t> key{t.subject, t.number};
        const bool known = std::find(told_late.begin(), told_late.end(), key) != told_late.end();
        if (t.due >= until || t.what->optional || known) continue;
        told_late.push_back(key);
        drill_deviation d;
        d.kind = drill_fault::late;
        d.step = t.what->id;
        d.at = until;
        d.due = t.due;
        out.push_back(std::move(d));
    }
}

drill_deviations drill::wait() {
    if (over() || impl_->begun) return {};
    drill_deviations out;
    const auto left_out = [&](const task& t) {
        drill_deviation d;
        d.kind = drill_fault::left_out;
        d.step = d.meant = t.what->id;
        d.at = now();
        d.due = t.due;
        out.push_back(std::move(d));
    };
    if (const auto t = impl_->first(true)) {
        left_out(*t);
        return impl_->keep(std::move(out));
    }
    const std::size_t before = impl_->world.mine().size();
    bool moved = true;
    while (moved && impl_->world.mine().size() <= before && !impl_->first(true))
        moved = impl_->world.step(last_instant);
    if (moved) return {};
    if (const auto t = impl_->first(false); t && !impl_->world.broken()) {
        left_out(*t);
    } else {
        impl_->over = true;
    }
    return impl_->keep(std::move(out));
}

drill_deviations drill::wait(const period& so_long) {
    if (over() || impl_->begun) return {};
    drill_deviations out;
    const instant until = std::min(impl_->world.of().working_time().add(now(), so_long), last_instant);
    impl_->go_late(until, out);
    impl_->world.pass(until);
    return impl_->keep(std::move(out));
}

drill_taken drill::take(std::size_t step) {
    drill_taken out;
    if (over()) return out;
    const drill_step& s = impl_->steps[step];
    for (const task& t : impl_->world.mine()) {
        if (t.what->id != s.what->id) continue;
        impl::begun_task b{std::string{t.subject}, t.number, t.what, t.due, impl_->world.answer_of(t)};
        out.begun = true;
        out.unanswered = b.answer.nobody;
        out.told = b.answer.told;
        out.due = t.due;
        impl_->begun = std::move(b);
        return out;
    }
    out.wrong = impl_->keep({impl_->judged(s)});
    return out;
}

issues drill::told(const feel::context& answers) {
    issues found;
    if (!impl_->begun) return found;
    feel::context said;
    for (const auto& [name, v] : answers) {
        const auto& form = impl_->begun->what->form;
        const auto field =
            std::find_if(form.begin(), form.end(), [&](const attribute& a) { return a.name.value == name; });
        if (field == form.end() || v.is_null()) continue;
        auto fits = feel::convert(v, field->type, rules().vocabulary().calendar.zone());
        if (!fits) {
            found.add("drill-answer", {}, {name, feel::to_string(v), feel::to_string(field->type)});
        } else {
            said.emplace_back(name, std::move(*fits));
        }
    }
    if (!found.has_errors()) {
        impl_->begun->answer.told = std::move(said);
        impl_->begun->answer.nobody = false;
    }
    return found;
}

void drill::told_nothing() {
    if (!impl_->begun) return;
    impl_->begun->answer.nobody = true;
    impl_->begun->answer.told.clear();
}

// What fits its field; what does not is none.
feel::context drill::impl::fitting(const feel::context& written) const {
    feel::context out;
    for (const attribute& a : begun->what->form) {
        const feel::value& v = entry(written, a.name.value);
        auto fits = v.is_null() ? std::nullopt : feel::convert(v, a.type, world.rules().vocabulary().calendar.zone());
        if (fits) out.emplace_back(a.name.value, std::move(*fits));
    }
    return out;
}

void drill::impl::compare(const feel::context& written, drill_deviations& out) const {
    for (const attribute& a : begun->what->form) {
        const feel::value& said = entry(begun->answer.told, a.name.value);
        const feel::value& kept = entry(written, a.name.value);
        const bool same = is_free(a.type) ? kept.is_null() == said.is_null() || said.is_null() : kept == said;
        const bool unasked = said.is_null() && (a.optional ? kept.is_null() : true);
        if (same || unasked) continue;
        drill_deviation d;
        d.kind = drill_fault::wrong_answer;
        d.step = begun->what->id;
        d.field = a.name.value;
        d.told = said;
        d.written = kept;
        d.at = world.now_in().now();
        out.push_back(std::move(d));
    }
}

drill_deviations drill::finish(const feel::context& answers, seconds worked) {
    drill_deviations out;
    if (!impl_->begun) return out;
    const feel::context written = impl_->fitting(answers);
    const impl::begun_task b = *impl_->begun;
    if (!b.answer.nobody) impl_->compare(written, out);
    if (const auto norm = lasting(b.what->norm); norm && !b.answer.nobody) {
        impl_->took += worked;
        impl_->norm += *norm;
        if (worked > *norm) {
            drill_deviation d;
            d.kind = drill_fault::slow;
            d.step = b.what->id;
            d.took = worked;
            d.norm = *norm;
            d.at = now();
            out.push_back(std::move(d));
        }
    }
    const instant at = std::min(now() + worked * static_cast<std::int64_t>(impl_->pace), last_instant);
    impl_->go_late(at, out);
    impl_->begun.reset();
    impl_->world.use(b.answer);
    feel::context form = b.answer.told;
    for (const auto& [name, v] : written)
        if (entry(form, name).is_null() && !v.is_null()) form.emplace_back(name, v);
    engine& e = impl_->world.now_in();
    const posted did = b.answer.nobody ? e.unanswered(b.subject, b.number, at)
                                       : e.complete(b.subject, b.number, impl_->world.filled(*b.what, form), at);
    if (did.status == post_status::accepted) {
        impl_->note_steps(b.what->id);
        impl_->world.note_act();
    }
    impl_->world.collect();
    return impl_->keep(std::move(out));
}

drill_deviations drill::skip(std::size_t step) {
    if (over()) return {};
    const drill_step& s = impl_->steps[step];
    for (const task& t : impl_->world.mine()) {
        if (t.what->id != s.what->id || !t.what->optional) continue;
        const std::string subject{t.subject};
        (void)impl_->world.now_in().skipped(subject, t.number, now());
        impl_->world.collect();
        return {};
    }
    return impl_->keep({impl_->judged(s)});
}

}  // namespace reglament
