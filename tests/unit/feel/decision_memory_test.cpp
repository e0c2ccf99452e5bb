// What an evaluation of a table allocates: nothing, where inputs are numbers, booleans and enumerations.
#include "support.hpp"

#include <reglament/feel/decision.hpp>

#include <gtest/gtest.h>

#include <atomic>

std::size_t counted_allocations() noexcept;

namespace reglament::feel {
namespace {

TEST(decision_memory, is_not_allocated) {
    testing::world w{"класс: one of A, B = \"A\" | звонков: number = 3 | срочно: boolean = true | limit: number = 4"};
    const std::string text =
        "first\nкласс | звонков | срочно || действие | дней\n"
        "B | > 2 | - || \"a\" | 1\nA | [limit..10] | - || \"b\" | 2\nне(B) | 3, 4 | true || \"c\" | 3\n";
    issues found;
    const auto size = static_cast<std::uint32_t>(text.size());
    const place at{std::make_shared<const source>("t", text), {0, size}};
    const auto d = compile_decision(parse_decision_table(at, found), w.names(), found, {.regulation = true});
    ASSERT_TRUE(d) << render(found);
    const frame f = w.at();
    const auto before = counted_allocations();
    const value got = d.evaluate(f);
    EXPECT_EQ(counted_allocations(), before);
    EXPECT_EQ(got.get("действие"), value{"c"});
}

}  // namespace
}  // namespace reglament::feel
