#include "machine/outline.hpp"

#include <reglament/regulation/blocks.hpp>

namespace reglament {

std::string renamed(const outline::names& all, std::string_view name) {
    const auto at = all.find(name);
    return at == all.end() ? std::string{name} : at->second;
}

outline::outline(const regulation& r, const names& all) {
    walk(r.steps, {}, {}, all);
    for (const handler_rule& h : r.on) walk_handler(h, "/", {}, {}, all);
}

const outline::entry* outline::find(std::string_view id) const {
    const auto at = entries_.find(id);
    return at == entries_.end() ? nullptr : &at->second;
}

std::size_t outline::unnamed(std::size_t kind) const {
    const auto at = unnamed_.find(kind);
    return at == unnamed_.end() ? 0 : at->second;
}

void outline::walk_handler(const handler_rule& h, const std::string& of, const std::string& around,
                           const std::string& inside, const names& all) {
    if (h.interrupting) return walk(h.then.steps, around, inside, all);
    walk(h.then.steps, around + "|beside " + renamed(all, of) + "/" + h.event.value, of, all);
}

void outline::walk(const block& steps, const std::string& around, const std::string& inside, const names& all) {
    for (const step& s : steps) walk(s, around, inside, all);
}

void outline::walk(const step& s, const std::string& around, const std::string& inside, const names& all) {
    const std::string& id = s.id.value;
    const std::string name = renamed(all, id);
    entries_[id] = {&s, around, inside};
    if (!s.named) ++unnamed_[s.kind.index()];
    const auto within = [&](const block& b, std::string_view kind, std::string_view label = {}) {
        walk(b, around + "|" + std::string{kind} + " " + name + "/" + std::string{label}, id, all);
    };
    if (!s.undo.empty()) within(s.undo, "undo");
    if (const auto* k = std::get_if<fork_step>(&s.kind)) {
        for (const auto& way : k->ways) {
            if (k->either) {
                walk(way.then.steps, around, inside, all);
            } else {
                within(way.then.steps, "fork", way.label.value);
            }
        }
        if (k->on_timeout) walk(k->on_timeout->steps, around, inside, all);
    } else if (const auto* r = std::get_if<repeat_step>(&s.kind)) {
        if (r->is_free()) {
            walk(r->steps, around, inside, all);
        } else {
            within(r->steps, "repeat");
        }
    } else if (const auto* e = std::get_if<for_each_step>(&s.kind)) {
        within(e->steps, "each");
        if (e->on_timeout) walk(e->on_timeout->steps, around, inside, all);
    } else if (const auto* b = std::get_if<block_step>(&s.kind)) {
        walk(b->steps, around, inside, all);
        for (const handler_rule& h : b->on) walk_handler(h, id, around, inside, all);
    } else {
        each_block(s, [&](const block& inner) {
            if (&inner != &s.undo) walk(inner, around, inside, all);
        });
    }
}

}  // namespace reglament
