#include <reglament/feel/number.hpp>

#include <gtest/gtest.h>
using namespace reglament::feel;
static number n(const char* t) {
    return number::parse(t).value();
}
TEST(number, smoke) {
    EXPECT_EQ(*add(n("0.1"), n("0.2")), n("0.3"));
    EXPECT_EQ(divide(1, 3)->to_string(), "0.3333333333333333333333333333333333");
    EXPECT_EQ(power(10, 6144)->to_string(), "1e6144");
    EXPECT_EQ(power(2, n("0.5"))->to_string(), "1.414213562373095048801688724209698");
}
