#include "control/drill_impl.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace reglament {

namespace {

using action = scenario_step::action;

constexpr std::array<std::string_view, drill_faults> fault_names{
    "too early", "again", "wrong branch", "not yours", "left out", "wrong answer", "late", "slow"};

bool is_of_role(const machine& m, std::string_view step, std::uint16_t role) {
    return std::any_of(m.tasks().begin(), m.tasks().end(),
                       [&](const task_definition& t) { return t.id == step && t.role == role; });
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::optional<feel::value> typed_list(std::string_view text, const feel::type& item, const feel::zone& zone) {
    feel::list out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        auto one = typed_answer(text.substr(at, end - at), item, zone);
        if (!one) return std::nullopt;
        if (!one->is_null()) out.push_back(std::move(*one));
        at = end + 1;
    }
    return feel::value{std::move(out)};
}

std::optional<feel::value> typed_time(const std::string& text, const feel::type& t, const feel::zone& zone) {
    const auto when = parse_moment(text, zone);
    if (!when) return feel::convert(feel::value{text}, t, zone);
    const feel::date_time local{feel::zone{zone}.to_local(*when), zone};
    return t.kind == feel::type_kind::date ? feel::value{local.day()} : feel::value{local};
}

}  // namespace

std::string_view to_string(drill_fault f) noexcept {
    return fault_names[static_cast<std::size_t>(f)];
}

std::vector<const scenario*> drill_stories(const rulebook& rules, regulation_index which, std::uint16_t role) {
    std::vector<const scenario*> out;
    const machine& m = rules.machines()[which];
    for (const scenario& s : rules.scenarios()) {
        if (!s.sound || s.regulation.value != m.regulation().id.value) continue;
        const bool acts = std::any_of(s.steps.begin(), s.steps.end(), [&](const scenario_step& x) {
            const bool of_task = x.kind == action::done || x.kind == action::no_answer || x.kind == action::skipped;
            return of_task && regulation_of(rules, s, x) == which && is_of_role(m, x.name.value, role);
        });
        if (acts) out.push_back(&s);
    }
    return out;
}

std::optional<feel::value> typed_answer(std::string_view text, const feel::type& t, feel::zone zone) {
    std::string said{trimmed(text)};
    if (said.empty()) return feel::value{};
    if (t.kind == feel::type_kind::list) return typed_list(said, t.item == nullptr ? feel::type{} : *t.item, zone);
    if (t.kind == feel::type_kind::number) std::replace(said.begin(), said.end(), ',', '.');
    if (t.kind == feel::type_kind::date || t.kind == feel::type_kind::date_time) return typed_time(said, t, zone);
    return feel::convert(feel::value{said}, t, zone);
}

drill::drill(std::shared_ptr<const rulebook> rules, regulation_index which, std::uint16_t role,
             const drill_options& how, issues& found)
    : impl_{std::make_unique<impl>(std::move(rules), which, role, how)} {
    const machine& m = impl_->world.of();
    std::set<std::string_view> seen;
    for (std::size_t s = 0; s < m.states().size(); ++s) {
        if (m.states()[s].kind != state_kind::task) continue;
        const task_definition& t = m.tasks()[m.states()[s].detail];
        if (seen.insert(t.id).second) impl_->steps.push_back({&t, static_cast<state_index>(s)});
    }
    std::sort(impl_->steps.begin(), impl_->steps.end(), [](const drill_step& a, const drill_step& b) {
        return std::tie(a.what->instruction, a.what->id) < std::tie(b.what->instruction, b.what->id);
    });
    if (impl_->world.begin()) return;
    impl_->over = true;
    found.add("drill-no-start", place{m.regulation().file, m.regulation().id.where}, {m.regulation().id.value});
}

drill::drill(drill&&) noexcept = default;
drill::~drill() = default;

const std::vector<drill_step>& drill::steps() const noexcept {
    return impl_->steps;
}
const rulebook& drill::rules() const noexcept {
    return impl_->world.rules();
}
regulation_index drill::regulation() const noexcept {
    return impl_->world.which();
}
std::uint16_t drill::role() const noexcept {
    return impl_->world.role();
}
instant drill::now() const noexcept {
    return impl_->world.now_in().now();
}
bool drill::over() const noexcept {
    return impl_->over || (!impl_->begun && impl_->world.ended());
}

drill_result drill::result() const {
    drill_result out;
    out.story = impl_->world.story();
    const bool played = over() && !impl_->world.broken();
    out.complete = played && !impl_->done.empty();
    out.output = impl_->world.output();
    out.took = impl_->took;
    out.norm = impl_->norm;
    out.steps = impl_->done;
    out.deviations = impl_->all;
    return out;
}

}  // namespace reglament
