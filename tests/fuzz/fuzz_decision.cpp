// Any bytes as a decision table, with bars and as comma-separated values, in both dialects, and evaluated.
#include "fuzz.hpp"

#include <reglament/feel/named_decision.hpp>

#include <algorithm>
#include <memory>
#include <string>

namespace reglament::feel {
namespace {

const type_table& names() {
    static const type_table all{{"x", {.kind = type_kind::number}},
                                {"звонков", {.kind = type_kind::number}},
                                {"класс", {.kind = type_kind::string, .values = {"A", "B", "В"}}},
                                {"phone allowed", {.kind = type_kind::boolean}},
                                {"дата", {.kind = type_kind::date}},
                                {"last order", {.kind = type_kind::date_time}},
                                {"anything", {}}};
    return all;
}

const context& values() {
    static const value all = evaluate(R"({x: 5, звонков: 3, класс: "A", phone allowed: true, дата: @"2025-01-31",
        last order: @"2025-01-31T10:00:00Z", anything: [1, "a", null]})")
                                 .result;
    fuzz::must(all.kind() == value_kind::context, "the context is read");
    return all.as_context();
}

void evaluates(const named_decision& d, const context& at, issues& found) {
    const evaluate_options options{.how = {}, .now = instant{}, .zone = zone::utc(), .max_steps = 3'000};
    const auto once = to_string(d.evaluate(at, options, &found));
    fuzz::must(once == to_string(d.evaluate(at, options)), "the same value comes twice");
    const auto hits = d.hits(at, options);
    fuzz::must(std::ranges::is_sorted(hits), "rules that fit come in their order");
    fuzz::must(hits.empty() || hits.back() < d.table().rules.size(), "they are rules of the table");
    fuzz::must(!why(d, at, options, language::ru).empty(), "it is told which fit");
}

void decides(std::string_view text, decltype(&parse_decision_table) parse, const dialect& how) {
    const place all{std::make_shared<const source>("fuzz", std::string{text}),
                    {0, static_cast<std::uint32_t>(text.size())}};
    issues found;
    const auto d = named_decision::compile(parse(all, found), names(), found, how);
    fuzz::must(static_cast<bool>(d) == !found.has_errors(), "there is a decision unless there are errors");
    if (d) {
        evaluates(d, values(), found);
        evaluates(d, {}, found);
    }
    fuzz::tell(found);
}

}  // namespace
}  // namespace reglament::feel

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reglament;
    const fuzz::limited time;
    const auto text = fuzz::text_of(data, size);
    feel::decides(text, &feel::parse_decision_table, {});
    feel::decides(text, &feel::parse_decision_table, {.regulation = true});
    feel::decides(text, &feel::parse_decision_csv, {.regulation = true});
    return 0;
}
