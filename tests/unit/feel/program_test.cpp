#include "support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations{0};
}
std::size_t counted_allocations() noexcept {
    return allocations;
}

// Every allocation of this test program is counted.
void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace reglament::feel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

program compiled(std::string_view text, const scope& names, bool regulation = true) {
    issues found;
    auto code = compile(text, names, found, {}, {.regulation = regulation});
    EXPECT_TRUE(code) << render(found);
    return code;
}

TEST(program, evaluates_to_null_when_empty) {
    const program none;
    EXPECT_FALSE(none);
    EXPECT_TRUE(none.evaluate({}).is_null());
    EXPECT_EQ(none.test({}), truth::unknown);
    EXPECT_EQ(none.constant(), truth::unknown);
    EXPECT_FALSE(none.reads_clock());
    EXPECT_THAT(none.reads(), IsEmpty());
    EXPECT_EQ(none.result_type().kind, type_kind::any);
}

TEST(program, reads_each_slot_once) {
    const testing::world w{"a = 1 | b = 2 | c = true | d = \"x\""};
    EXPECT_THAT(compiled("a > 1 and b < 2 and a < 5", w.names()).reads(), ElementsAre(slot{0, 0}, slot{0, 1}));
    EXPECT_THAT(compiled("if c then d in (\"x\", \"y\") else a + b > 3", w.names()).reads(),
                ElementsAre(slot{0, 2}, slot{0, 3}, slot{0, 0}, slot{0, 1}));
    EXPECT_THAT(compiled("false and a > 1", w.names()).reads(), IsEmpty());
    EXPECT_THAT(compiled("1 + 2", w.names()).reads(), IsEmpty());
}

TEST(program, knows_what_is_constant) {
    const testing::world w{"a = 1 | c = true"};
    EXPECT_EQ(compiled("1 > 2 or false", w.names()).constant(), truth::no);
    EXPECT_EQ(compiled("1 < 2", w.names()).constant(), truth::yes);
    EXPECT_EQ(compiled("false and a > 1", w.names()).constant(), truth::no);
    EXPECT_EQ(compiled("a > 1 or 2 > 1", w.names()).constant(), truth::yes);
    EXPECT_EQ(compiled("not(1 in (1, 2))", w.names()).constant(), truth::no);
    EXPECT_EQ(compiled("if 1 > 2 then c else false", w.names()).constant(), truth::no);
    EXPECT_EQ(compiled("date(\"2025-01-01\") < @\"2025-01-02\"", w.names()).constant(), truth::yes);
    EXPECT_EQ(compiled("a > 1", w.names()).constant(), truth::unknown);
    EXPECT_EQ(compiled("true and c", w.names()).constant(), truth::unknown);
    EXPECT_EQ(compiled("null", w.names()).constant(), truth::unknown);
    EXPECT_EQ(compiled("5", w.names()).constant(), truth::unknown);
    EXPECT_EQ(compiled("now() > @\"2025-01-01\"", w.names()).constant(), truth::unknown);
}

TEST(program, knows_whether_it_reads_the_clock) {
    const testing::world w{"a = @\"2025-01-01\""};
    EXPECT_TRUE(compiled("now() - a > 90 дней", w.names()).reads_clock());
    EXPECT_TRUE(compiled("a = today() or a = null", w.names()).reads_clock());
    EXPECT_FALSE(compiled("a > @\"2025-01-01\"", w.names()).reads_clock());
}

TEST(program, knows_its_type) {
    const testing::world w{"a = 1 | class: one of A, B | t = @\"2025-01-01T00:00:00Z\""};
    EXPECT_EQ(compiled("a + 1", w.names()).result_type().kind, type_kind::number);
    EXPECT_EQ(compiled("a > 1", w.names()).result_type().kind, type_kind::boolean);
    EXPECT_EQ(compiled("now() - t", w.names()).result_type().kind, type_kind::time_duration);
    EXPECT_EQ(compiled("t - 1 month", w.names()).result_type().kind, type_kind::date_time);
    EXPECT_THAT(compiled("class", w.names()).result_type().values, ElementsAre("A", "B"));
    EXPECT_THAT(compiled("if a > 1 then class else null", w.names()).result_type().values, ElementsAre("A", "B"));
    EXPECT_EQ(compiled("if a > 1 then 1 else \"x\"", w.names()).result_type().kind, type_kind::any);
}

TEST(program, reads_the_banks_it_is_given) {
    scope names;
    names.declare("fact", {type_kind::number, {}, nullptr}, {0, 1});
    names.declare_member("event", "amount", {type_kind::number, {}, nullptr}, {3, 0});
    const auto code = compiled("fact + event.amount", names);
    const value facts[] = {value{}, value{number{5}}};
    const value data[] = {value{number{7}}};
    frame f;
    f.bank = {facts, nullptr, nullptr, data};
    EXPECT_TRUE(code.evaluate(f) == value{number{12}});
    f.bank[3] = nullptr;
    EXPECT_TRUE(code.evaluate(f).is_null());
}

TEST(program, now_and_today_are_of_the_frame_and_its_zone) {
    const auto code = compiled("today()", scope{});
    frame f;
    f.now = *parse_instant("2025-06-15T22:30:00Z");
    EXPECT_TRUE(code.evaluate(f) == testing::evaluate_plain("@\"2025-06-15\""));
    f.zone = zone::fixed(std::chrono::hours{3});
    EXPECT_TRUE(code.evaluate(f) == testing::evaluate_plain("@\"2025-06-16\""));
    EXPECT_TRUE(compiled("now()", scope{}).evaluate(f) == testing::evaluate_plain("@\"2025-06-16T01:30:00+03:00\""));
    // A time without a zone that meets one with it is of the frame's zone.
    EXPECT_EQ(compiled("@\"2025-06-16T01:30:00\" = now()", scope{}).test(f), truth::yes);
}

TEST(notes, say_why_there_is_no_value) {
    testing::world w{"amount: number | x | name: text = \"a\""};
    const auto check = [&](std::string_view text) {
        std::vector<evaluation_note> notes;
        const auto code = compiled(text, w.names());
        EXPECT_EQ(code.test(w.at(), &notes), truth::unknown);
        EXPECT_EQ(code.test(w.at()), truth::unknown);
        std::string said;
        for (const auto& n : notes) {
            said += std::string{n.code} + " " + std::to_string(n.where.begin) + "-" + std::to_string(n.where.end);
            for (const auto& a : n.arguments) said += " " + a;
            said += "; ";
        }
        return said;
    };
    EXPECT_EQ(check("amount > 5"), "feel-null-operand 0-10 > null 5; ");
    EXPECT_EQ(check("true and amount > 5"), "feel-null-operand 9-19 > null 5; ");
    EXPECT_EQ(check("amount + 1 > 5"), "feel-null-operand 0-10 + null 1; feel-null-operand 0-14 > null 5; ");
    w.values()[1] = value{"text"};
    EXPECT_EQ(check("x > 5"), "feel-type-mismatch 0-5 > \"text\" 5; ");
    EXPECT_EQ(check("5 between 1 and x"), "feel-type-mismatch 0-17 in 5 \"text\"; ");
    EXPECT_EQ(check("abs(x) > 1"), "feel-type-mismatch 0-6 abs \"text\" \"text\"; feel-null-operand 0-10 > null 1; ");
    EXPECT_EQ(check("x and true"), "feel-no-truth 0-10 and \"text\"; ");
    EXPECT_EQ(check("false or x"), "feel-no-truth 0-10 or \"text\"; ");
    EXPECT_EQ(check("not x"), "feel-no-truth 0-5 not \"text\"; ");
    EXPECT_EQ(check("if x then true else null"), "feel-no-truth 0-24 if \"text\"; ");
    EXPECT_EQ(check("some y in [x, 1] satisfies y"), "feel-no-truth 0-28 some \"text\"; ");
    EXPECT_EQ(
        check("[1, 2][x][1] > 0"),
        "feel-no-truth 0-9 […] \"text\"; feel-null-operand 0-12 […] null null; feel-null-operand 0-16 > null 0; ");
    EXPECT_EQ(check("x(1)"), "feel-type-mismatch 0-4 (…) \"text\" \"text\"; ");
    EXPECT_EQ(check("x.y"), "feel-type-mismatch 0-3 . \"text\" \"y\"; ");
    w.values()[1] = value{list(500, value{1})};
    EXPECT_LE(check("x > 5").size(), 300U);
    w.values()[1] = value{"text"};
    std::vector<evaluation_note> notes;
    EXPECT_EQ(compiled("amount > 5 or 1 < 2 and name = \"a\"", w.names()).test(w.at(), &notes), truth::yes);
    EXPECT_THAT(notes, IsEmpty());
}

TEST(evaluation, allocates_nothing) {
    testing::world w{
        "amount = 150 | class: one of A, B, C = \"A\" | phone allowed = true | last order = @\"2025-01-01T10:00:00Z\" |"
        "birthday = @\"2000-01-01\" | silence = @\"P91D\" | name = \"a long name that does not fit into a small "
        "string\" |"
        "survey.reason = \"offended\" | other name = \"a long name that does not fit into a small string\" | unset: "
        "number"};
    const auto f = w.at(*parse_instant("2025-06-15T10:30:00Z"));
    for (const auto* text : {
             "amount > 100 and class in (\"A\", \"B\")",
             "amount + 1 > 100 and amount * 2 / 3 < 1000 or amount ** 2 > 10",
             "not phone allowed or amount between 1 and 1000",
             "now() - last order > 90 days and last order + 1 month < now()",
             "today() - birthday > 18 days and birthday.year < 2010",
             "silence > 90 days and silence * 2 > 180 days",
             "name = other name and survey.reason != \"forgot\"",
             "if class = \"A\" then amount > 5 else amount > 50",
             "amount in [1..200] and amount in (< 5, 150, [7..9])",
             "unset > 5 or unset in (1, 2) or unset + 1 = 2 or abs(amount) > 5",
             "last order > @\"2024-01-01T00:00:00Z\" and last order < today()",
         }) {
        const auto code = compiled(text, w.names());
        (void)code.test(f);
        const auto before = allocations.load();
        const auto result = code.test(f);
        (void)code.evaluate(f);
        EXPECT_EQ(allocations.load() - before, 0U) << text;
        EXPECT_NE(result, truth::unknown) << text;
    }
}

TEST(scope, declares_once) {
    scope names;
    const type number{type_kind::number, {}, nullptr};
    EXPECT_TRUE(names.declare("a  b", number, {0, 0}));
    EXPECT_FALSE(names.declare("a b", number, {0, 1}));
    EXPECT_FALSE(names.declare(" ", number, {0, 1}));
    EXPECT_TRUE(names.declare_member("o", "m", number, {0, 2}));
    EXPECT_FALSE(names.declare_member("o", "m", number, {0, 3}));
    EXPECT_TRUE(names.declare("o", number, {0, 4}));
    EXPECT_FALSE(names.declare("o", number, {0, 5}));
    EXPECT_TRUE(names.declare_member("a b", "m", number, {0, 6}));
    scope copy = names;
    EXPECT_TRUE(copy.declare("c", number, {0, 7}));
    EXPECT_TRUE(names.declare("c", number, {0, 8}));
    EXPECT_THAT(compiled("c + o + o.m + a b + a b.m", names).reads(),
                ElementsAre(slot{0, 8}, slot{0, 4}, slot{0, 2}, slot{0, 0}, slot{0, 6}));
}

TEST(programs, are_shared) {
    const testing::world w{"a = 5"};
    program first = compiled("a > 1", w.names());
    const program second = first;
    first = {};
    EXPECT_EQ(second.test(w.at()), truth::yes);
    EXPECT_FALSE(first);
}

}  // namespace
}  // namespace reglament::feel
