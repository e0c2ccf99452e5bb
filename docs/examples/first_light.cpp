// The first road in C++: load, post, advance, tasks, complete, report.
#include <reglament/reglament.hpp>

#include <fstream>
#include <iostream>
#include <string>
#include <utility>

namespace feel = reglament::feel;

namespace {

reglament::instant moscow(std::string_view time) {
    return reglament::parse_instant(time, *feel::zone::find("Europe/Moscow")).value();
}

// An event with CloudEvents' names. Source and id together are what a repeated event is recognised by.
reglament::event event(std::string id, std::string type, std::string_view time, feel::context data) {
    return {std::move(id), "crm", std::move(type), "client 7", moscow(time), std::move(data)};
}

}  // namespace

int main(int argc, char** argv) {
    // 1. Rules: a folder, and the vocabulary beside it. Everything that is wrong comes as issues, all at once.
    const auto loaded = reglament::load(argc > 1 ? argv[1] : "rules/reactivation");
    std::cerr << reglament::render(loaded.found);
    if (!loaded.rules) return 1;

    // 2. Events in. An engine keeps the records of all clients; it starts no thread and reads no clock.
    reglament::engine engine{loaded.rules};
    engine.post(event("1", "client.classified", "2025-01-09T10:00:00", {{"class", "A"}}));
    engine.post(event("2", "order.paid", "2025-01-15T12:30:00", {{"amount", feel::number{12500}}}));

    // 3. Time goes on: ninety days of silence are over on 15 April, and the regulation starts.
    engine.advance(moscow("2025-04-16T09:00:00"));

    // 4. Tasks out: to whom, what, by when.
    const auto tasks = engine.tasks({.role = "client manager"});
    if (tasks.size() != 1) return 1;
    const auto& survey = tasks[0];
    std::cout << survey.role << ": " << survey.what->instruction << ", due "
              << reglament::to_string(survey.due, *feel::zone::find("Europe/Moscow")) << '\n';

    // 5. A person answers. What a form does not allow is rejected, and says why.
    const auto wrong = engine.complete("client 7", survey.number, feel::context{{"reason", "forgotten"}},
                                       moscow("2025-04-16T11:00:00"));
    std::cout << reglament::render(wrong.found);
    const auto answered =
        engine.complete("client 7", survey.number, feel::context{{"reason", "forgot"}}, moscow("2025-04-16T11:00:00"));
    if (wrong.status != reglament::post_status::rejected) return 1;
    if (answered.status != reglament::post_status::accepted) return 1;

    // 6. The client orders again: the run ends `returned`, and its open task is cancelled.
    engine.post(event("3", "order.paid", "2025-04-20T15:00:00", {{"amount", feel::number{9900}}}));
    std::cout << reglament::tell(engine, "client 7");

    // 7. What it came to.
    const auto figures = reglament::count(engine);
    std::ofstream{"first_light.html"} << reglament::to_html(engine, figures);
    return figures.runs.finished.at("returned") == 1 && engine.tasks().empty() ? 0 : 1;
}
