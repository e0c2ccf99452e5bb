// Any bytes as an expression over a fixed context, with few steps allowed: every run ends soon, and always the same
// way.
#include "fuzz.hpp"

#include <reglament/feel/corpus.hpp>
#include <reglament/feel/evaluate.hpp>

#include <string>

namespace reglament::feel {
namespace {

constexpr std::string_view context_text = R"({
    x: 5, y: -2.5, a: true, b: false, n: null, s: "text", a-b: 7, phone allowed: true, доход: 100, доход и расход: 250,
    класс: "A", birthday: @"2000-02-29", last order: @"2025-01-31T10:00:00Z", local: @"2025-03-30T02:30:00@Europe/Paris",
    noon: @"12:00:00", silence: @"P91DT1H", age: @"P1Y6M", empty: [], numbers: [3, 1, 2], words: ["b", "a", null],
    nested: [1, [2, [3, []]], "x"], people: [{full name: "Анна", age: 30}, {full name: "Bob", age: 40, tags: [1]}],
    person: {full name: "Eve", home: {city: "Пермь"}}, digits: [1..9], open: (< 5), add: function(p, q) p + q,
    again: function(f: function<Any> -> Any, v: Any) f(v)
})";

const context& names() {
    static const value all = evaluate(context_text).result;
    fuzz::must(all.kind() == value_kind::context, "the context is read");
    return all.as_context();
}

void evaluates(std::string_view text, bool regulation) {
    const evaluate_options options{
        .how = {.regulation = regulation}, .now = instant{}, .zone = zone::utc(), .max_steps = 3'000};
    const auto once = evaluate(text, names(), options);
    const auto twice = evaluate(text, names(), options);
    const auto written = to_string(once.result);
    fuzz::must(written == to_string(twice.result), "the same value comes twice");
    fuzz::must(once.found.size() == twice.found.size(), "the same issues come twice");
    fuzz::tell(once.found);
    (void)write_json(once.result, 2);
    (void)from_typed(to_typed(once.result));
    fuzz::must(once.result == once.result, "a value is itself");
}

}  // namespace
}  // namespace reglament::feel

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const reglament::fuzz::limited time;
    const auto text = reglament::fuzz::text_of(data, size);
    reglament::feel::evaluates(text, false);
    reglament::feel::evaluates(text, true);
    return 0;
}
