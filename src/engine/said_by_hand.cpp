// What people and hosts say by hand: each is an event that the language has itself, said by somebody.
#include "engine/impl.hpp"

#include <utility>

namespace reglament {

namespace {

event about(std::string_view type, std::string_view subject, instant at, std::string_view actor, feel::context data) {
    event e;
    e.type = type;
    e.subject = subject;
    e.time = at;
    e.actor = actor;
    e.data = std::move(data);
    return e;
}

feel::context of_run(std::uint32_t run, std::string_view reason) {
    return {{"run", feel::number{run}}, {"reason", reason.empty() ? feel::value{} : feel::value{reason}}};
}

}  // namespace

posted engine::complete(std::string_view subject, std::uint32_t number, const feel::value& answers, instant at,
                        std::string_view actor) {
    return post(about("task.done", subject, at, actor, {{"task", feel::number{number}}, {"answers", answers}}));
}

posted engine::unanswered(std::string_view subject, std::uint32_t number, instant at, std::string_view actor) {
    return post(about("task.unanswered", subject, at, actor, {{"task", feel::number{number}}}));
}

posted engine::skipped(std::string_view subject, std::uint32_t number, instant at, std::string_view actor) {
    return post(about("task.skipped", subject, at, actor, {{"task", feel::number{number}}}));
}

posted engine::answered(std::string_view subject, std::uint32_t number, const feel::value& result, instant at,
                        std::string_view actor) {
    return post(about("action.done", subject, at, actor, {{"call", feel::number{number}}, {"result", result}}));
}

posted engine::failed(std::string_view subject, std::uint32_t number, std::string_view error, instant at, bool final,
                      std::string_view actor) {
    return post(about("action.failed", subject, at, actor,
                      {{"call", feel::number{number}}, {"error", error}, {"final", final}}));
}

posted engine::claim(std::string_view subject, std::uint32_t number, std::string_view person, instant at,
                     std::string_view actor) {
    return post(about("task.claimed", subject, at, actor, {{"task", feel::number{number}}, {"person", person}}));
}

posted engine::give_back(std::string_view subject, std::uint32_t number, std::string_view reason, instant at,
                         std::string_view actor) {
    return post(about("task.returned", subject, at, actor, {{"task", feel::number{number}}, {"reason", reason}}));
}

posted engine::hand_on(std::string_view subject, std::uint32_t number, std::string_view to, std::string_view reason,
                       instant at, std::string_view actor) {
    return post(
        about("task.handed", subject, at, actor, {{"task", feel::number{number}}, {"to", to}, {"reason", reason}}));
}

posted engine::start(std::string_view subject, std::string_view regulation, const feel::value& data, instant at,
                     std::string_view actor) {
    return post(about("run.start", subject, at, actor, {{"regulation", regulation}, {"data", data}}));
}

posted engine::cancel(std::string_view subject, std::uint32_t run, std::string_view reason, instant at,
                      std::string_view actor) {
    return post(about("run.cancel", subject, at, actor, {{"run", feel::number{run}}, {"reason", reason}}));
}

posted engine::pause(std::string_view subject, std::uint32_t run, std::string_view reason, instant at,
                     std::string_view actor) {
    return post(about("run.pause", subject, at, actor, of_run(run, reason)));
}

posted engine::resume(std::string_view subject, std::uint32_t run, std::string_view reason, instant at,
                      std::string_view actor) {
    return post(about("run.resume", subject, at, actor, of_run(run, reason)));
}

posted engine::jump(std::string_view subject, std::uint32_t run, std::string_view to, std::string_view reason,
                    instant at, std::string_view actor) {
    feel::context data = of_run(run, reason);
    data.emplace_back("to", to);
    return post(about("run.jump", subject, at, actor, std::move(data)));
}

posted engine::merge(std::string_view subject, std::string_view into, instant at, std::string_view actor) {
    return post(about("subject.merged", subject, at, actor, {{"into", into}}));
}

}  // namespace reglament
