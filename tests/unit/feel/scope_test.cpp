// Scopes are copied as values and share what they were copied from.
#include <reglament/feel/expression.hpp>

#include <gtest/gtest.h>

namespace reglament::feel {
namespace {

const type number_type{type_kind::number, {}, {}};

std::string value_of(std::string_view text, const scope& names) {
    const std::array<value, 4> slots{number{1}, number{2}, number{3}, number{4}};
    frame f;
    f.bank[0] = slots.data();
    issues found;
    const program p = compile(text, names, found);
    return p ? to_string(p.evaluate(f)) : std::string{found[0].code};
}

TEST(scope, a_copy_knows_what_was_declared_and_goes_its_own_way) {
    scope facts;
    facts.declare("order", number_type, {0, 0});
    scope first = facts;
    scope second = facts;
    first.declare("order in progress", number_type, {0, 1});
    second.declare("order date", number_type, {0, 2});
    facts.declare("debt", number_type, {0, 3});
    EXPECT_EQ(value_of("order in progress + order", first), "3") << "the longest name of all layers wins";
    EXPECT_EQ(value_of("order date + order", second), "4");
    EXPECT_EQ(value_of("debt", facts), "4");
    EXPECT_EQ(value_of("debt", first), "feel-unknown-name");
    EXPECT_EQ(value_of("order date", first), "feel-expected-operator");
}

TEST(scope, members_join_an_owner_of_the_scope_copied) {
    scope outer;
    outer.declare_member("survey", "reason", number_type, {0, 0});
    scope inner = outer;
    EXPECT_FALSE(inner.declare_member("survey", "reason", number_type, {0, 1}));
    EXPECT_TRUE(inner.declare_member("survey", "note", number_type, {0, 1}));
    EXPECT_TRUE(inner.declare_member("event", "amount", number_type, {0, 2}));
    EXPECT_TRUE(inner.declare("survey", number_type, {0, 3})) << "an owner may get a value";
    EXPECT_EQ(value_of("survey.reason + survey.note + event.amount + survey", inner), "10");
    EXPECT_EQ(value_of("survey.note", outer), "feel-unknown-member");
    EXPECT_EQ(value_of("survey", outer), "feel-needs-member");
}

TEST(scope, a_name_is_declared_once_in_all_layers) {
    scope outer;
    outer.declare("debt", number_type, {0, 0});
    scope inner = outer;
    EXPECT_FALSE(inner.declare("debt", number_type, {0, 1}));
    EXPECT_EQ(value_of("debt", inner), "1");
}

TEST(scope, many_copies_of_copies_keep_every_name) {
    scope names;
    std::string sum;
    for (std::uint32_t i = 0; i < 40; ++i) {
        const scope before = names;
        ASSERT_TRUE(names.declare("n" + std::to_string(i), number_type, {0, i % 4}));
        EXPECT_EQ(value_of("n" + std::to_string(i), before), "feel-unknown-name");
        sum += (i == 0 ? "n" : " + n") + std::to_string(i);
    }
    EXPECT_EQ(value_of(sum, names), "100");
}

}  // namespace
}  // namespace reglament::feel
