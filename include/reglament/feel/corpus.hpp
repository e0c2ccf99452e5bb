// Corpus: expressions with what they are evaluated over, as JSON records; the form conformance cases are kept in.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

namespace reglament::feel {

/// A value that says its type: {"type": "number", "value": "1.5"}. Numbers, dates, times and durations are texts, so
/// that they stay exact; the types are number, string, boolean, date, time, dateTime, duration, list, context, range,
/// function and null.
[[nodiscard]] REGLAMENT_API value to_typed(const value& v);

/// The value of such a record; what is not of that form is null.
[[nodiscard]] REGLAMENT_API value from_typed(const value& typed);

/// Evaluates one record. An expression: {"expr", "context": {name: typed value}, "input_types": {name: type},
/// "lets": [{"name", "expr", "type" or, of a function, "returns"}], "result_type", "types": {name: type}}, of which
/// only "expr" must be there; `lets` are evaluated in their order and may be named by what follows. A decision table:
/// {"hit_policy", "aggregation", "inputs", "input_types", "input_values", "outputs", "rules", "context",
/// "result_type"}. Other keys do not matter. Gives {"id", "result": typed value, "issues": [{"code", "message", "line",
/// "column"}]}; issues of a `let` name it.
[[nodiscard]] REGLAMENT_API value evaluate_record(const value& record, language lang = language::en);

}  // namespace reglament::feel
