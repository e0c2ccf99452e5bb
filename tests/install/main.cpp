// What a consumer does first: loads a regulation, posts events, asks for tasks. Ends with 1 when anything is amiss.
#include <reglament/reglament.hpp>

#include <iostream>
#include <string>

namespace {

constexpr auto rules = R"(
regulation: welcome
input:
  event: client.registered
output:
  bought:
    when: order.paid
  quiet:
steps:
  - task: greet
    do: Call and say hello
    by: manager
    within: 2 days
  - wait: 30 days
  - output: quiet
)";

reglament::event happened(std::string id, std::string type, std::string_view time) {
    reglament::event e;
    e.id = std::move(id);
    e.source = "consumer";
    e.type = std::move(type);
    e.subject = "client 1";
    e.time = reglament::parse_instant(time).value();
    return e;
}

}  // namespace

int main() {
    const auto loaded = reglament::load_text(rules, "welcome.yaml");
    std::cout << reglament::render(loaded.found);
    if (!loaded.rules) return 1;

    reglament::engine engine{loaded.rules};
    const auto registered = happened("1", "client.registered", "2025-03-03T10:00:00Z");
    if (engine.post(registered).status != reglament::post_status::accepted) return 1;
    if (engine.post(registered).status != reglament::post_status::duplicate) return 1;
    if (engine.tasks().size() != 1 || engine.tasks()[0].role != "manager") return 1;
    if (engine.next_due() != reglament::parse_instant("2025-03-05T10:00:00Z")) return 1;

    engine.post(happened("2", "order.paid", "2025-03-04T10:00:00Z"));
    const auto figures = reglament::count(engine);
    std::cout << reglament::feel::write_json(reglament::to_value(figures)) << '\n';
    return figures.runs.finished.at("bought") == 1 && engine.tasks().empty() ? 0 : 1;
}
