// Doing what was planned, in memory or in a store.
#include "control/structure_scene.hpp"

namespace reglament {

namespace {

// Posts them with `post(events)`, which answers one for one. False: somebody's was refused.
template <class Post>
bool post_all(const std::vector<event>& events, Post&& post, restructured& out) {
    if (events.empty()) return true;
    bool all = true;
    for (const posted& p : post(events)) {
        const bool taken = p.status == post_status::accepted;
        out.taken += taken ? 1 : 0;
        if (!taken) out.found.append(p.found);
        all = all && taken;
    }
    return all;
}

// What is the same in memory and in a store.
template <class Engine, class Post>
restructured carry_out(Engine& e, const engine& looked_at, const restructuring& how, Post&& post) {
    restructured out;
    out.found = check(looked_at, how);
    if (out.found.has_errors()) return out;
    const bool publishes = !same_texts(looked_at.rules(), *how.next);
    if (publishes) {
        out.publication = e.publish(how.next, {.dry_run = true, .actor = how.actor, .reason = how.reason});
        out.found.append(out.publication.found);
        if (out.found.has_errors()) return out;
        if (!post_all(how.early, post, out)) return out;
        out.publication = e.publish(how.next, {.actor = how.actor, .reason = how.reason});
        out.found.append(out.publication.found);
        if (!out.publication.published) return out;
    }
    out.done = post_all(how.events, post, out);
    return out;
}

}  // namespace

issues check(const engine& e, const restructuring& how) {
    issues found;
    for (const issue& i : how.found) {
        if (i.level == severity::error) found.append(i);
    }
    if (found.has_errors()) return found;
    for (const event& one : how.early) found.append(e.check(one));
    for (const event& one : how.events) {
        if (one.type == "facts.changed") found.append(e.check(one));  // whether tasks may be handed on shows only then
    }
    return found;
}

restructured restructure(engine& e, const restructuring& how) {
    const auto post = [&](const std::vector<event>& events) {
        std::vector<posted> all;
        for (const event& one : events) all.push_back(e.post(one));
        return all;
    };
    return carry_out(e, e, how, post);
}

restructured restructure(durable_engine& e, const restructuring& how) {
    return carry_out(e, e.look(), how, [&](const std::vector<event>& events) { return e.post(events); });
}

}  // namespace reglament
