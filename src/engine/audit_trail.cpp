#include "engine/audit_trail.hpp"

#include "machine/codec.hpp"

#include <array>
#include <utility>

namespace reglament {

std::string_view to_string(command_kind k) noexcept {
    static constexpr std::array<std::string_view, 3> names{"rules.publish", "subject.erase", "history.forget"};
    return names[static_cast<std::size_t>(k)];
}

namespace {

constexpr std::uint64_t format = 1;
constexpr std::uint64_t last_kind = static_cast<std::uint64_t>(command_kind::forget);

}  // namespace

bool read_audit(store& in, std::vector<audit_entry>& all, issues& found) {
    std::string bytes;
    all.clear();
    if (!in.read_note(audit_note, bytes, found)) return false;
    if (bytes.empty()) return true;
    byte_reader reader{bytes};
    bool good = reader.number() == format;
    while (good && reader.ok() && !reader.at_end()) {
        audit_entry& one = all.emplace_back();
        const std::uint64_t kind = reader.number();
        good = kind <= last_kind;
        one.what = static_cast<command_kind>(kind);
        one.at = instant{instant::duration{reader.whole()}};
        one.actor = reader.text();
        one.reason = reader.text();
        one.detail = reader.text();
    }
    if (good && reader.ok()) return true;
    found.add("store-damaged", {}, {in.name()});
    return false;
}

std::optional<store_commit::note> with_entry(store& in, const audit_entry& one, issues& found) {
    std::vector<audit_entry> before;
    if (!read_audit(in, before, found)) return std::nullopt;
    before.push_back(one);
    byte_writer out;
    out.number(format);
    for (const audit_entry& e : before) {
        out.number(static_cast<std::uint64_t>(e.what));
        out.whole(e.at.time_since_epoch().count());
        out.text(e.actor);
        out.text(e.reason);
        out.text(e.detail);
    }
    return store_commit::note{std::string{audit_note}, out.take()};
}

event command_event(const audit_entry& command, feel::context more) {
    event e;
    e.type = to_string(command.what);
    e.time = command.at;
    e.actor = command.actor;
    if (!command.reason.empty()) more.emplace_back("reason", command.reason);
    e.data = std::move(more);
    return e;
}

std::vector<changed_regulation> changed_regulations(const rulebook& before, const rulebook& after) {
    std::vector<changed_regulation> all;
    const auto current = [](const rulebook& in, std::string_view id) -> const regulation* {
        const auto at = in.find(id);
        return at && !in.is_earlier(*at) ? &in.machines()[*at].regulation() : nullptr;
    };
    for (regulation_index i = 0; i < after.machines().size(); ++i) {
        if (after.is_earlier(i)) continue;
        const regulation& to = after.machines()[i].regulation();
        const regulation* const from = current(before, to.id.value);
        if (from == nullptr)
            all.push_back({to.id.value, std::nullopt, to.version});
        else if (from->definition != to.definition)
            all.push_back({to.id.value, from->version, to.version});
    }
    for (regulation_index i = 0; i < before.machines().size(); ++i) {
        const regulation& from = before.machines()[i].regulation();
        if (!before.is_earlier(i) && current(after, from.id.value) == nullptr)
            all.push_back({from.id.value, from.version, std::nullopt});
    }
    return all;
}

std::string all_of(const rulebook& rules) {
    std::vector<changed_regulation> all;
    for (regulation_index i = 0; i < rules.machines().size(); ++i) {
        const regulation& r = rules.machines()[i].regulation();
        if (!rules.is_earlier(i)) all.push_back({r.id.value, std::nullopt, r.version});
    }
    return to_string(all);
}

std::string to_string(const std::vector<changed_regulation>& all) {
    std::string text;
    for (const changed_regulation& one : all) {
        if (!text.empty()) text += ", ";
        if (!one.to)
            text.append("−").append(one.id).append(1, ' ').append(*one.from);
        else if (!one.from)
            text.append("+").append(one.id).append(1, ' ').append(*one.to);
        else
            text.append(one.id).append(1, ' ').append(*one.from).append(" → ").append(*one.to);
    }
    return text;
}

}  // namespace reglament
