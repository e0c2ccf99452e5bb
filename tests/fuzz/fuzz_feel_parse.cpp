// Any bytes as an expression, a condition, a cell of a decision table and a type, in both dialects.
#include "fuzz.hpp"

#include <reglament/feel/expression.hpp>

#include <string>

namespace reglament::feel {
namespace {

scope declared_names() {
    const type number{.kind = type_kind::number};
    const type text{.kind = type_kind::string};
    const type truth{.kind = type_kind::boolean};
    const type moment{.kind = type_kind::date_time};
    const type letters{.kind = type_kind::string, .values = {"A", "B", "В"}};
    const auto person = std::make_shared<const type>(
        type{.kind = type_kind::context, .members = {{"full name", text}, {"возраст", number}}, .open = false});
    scope names;
    std::uint32_t next = 0;
    const auto declare = [&](std::string_view name, const type& t) { names.declare(name, t, {0, next++}); };
    declare("x", number);
    declare("a", truth);
    declare("a-b", number);
    declare("phone allowed", truth);
    declare("phone allowed today", truth);
    declare("доход", number);
    declare("доход и расход", number);
    declare("класс", letters);
    declare("order in progress", truth);
    declare("last order", moment);
    declare("date", {.kind = type_kind::date});
    declare("silence", {.kind = type_kind::time_duration});
    declare("people", {.kind = type_kind::list, .item = person});
    declare("person", *person);
    declare("f", {.kind = type_kind::function});
    declare("anything", {});
    declare("?", number);
    names.declare_member("survey", "full reason", letters, {1, 0});
    names.declare_member("survey", "full", number, {1, 1});
    names.declare_member("анкета", "причина", text, {1, 2});
    return names;
}

void compiles(std::string_view text, const scope& names, const dialect& how) {
    const auto file = std::make_shared<const source>("fuzz", std::string{text});
    const origin from{file, {0, static_cast<std::uint32_t>(text.size())}, true};
    for (const auto read : {&compile, &compile_condition, &compile_tests}) {
        issues found;
        const auto code = read(text, names, found, from, how);
        fuzz::must(static_cast<bool>(code) == !found.has_errors(), "there is a program unless there are errors");
        fuzz::tell(found);
    }
}

}  // namespace
}  // namespace reglament::feel

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reglament;
    const fuzz::limited time;
    static const feel::scope names = feel::declared_names();
    const auto text = fuzz::text_of(data, size);
    feel::compiles(text, names, {});
    feel::compiles(text, names, {.regulation = true});
    if (const auto t = feel::parse_type(text, {{"my type", {}}})) (void)feel::to_string(*t, language::ru);
    return 0;
}
