// Calls: of built-in functions, of functions that are values; and a whole program.
#include "feel/evaluator.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {
namespace {

constexpr std::size_t few = 4;  // arguments, or values of an activation, that lie on the stack

// That many values, on the stack when they are few.
class values {
public:
    explicit values(std::size_t count) : more_(count > few ? count : 0), count_{count} {}
    [[nodiscard]] std::span<value> all() noexcept {
        return count_ > few ? std::span<value>{more_} : std::span<value>{room_}.first(count_);
    }

private:
    std::array<value, few> room_;
    list more_;
    std::size_t count_;
};

bool is_kind(const value& v, type_kind kind) noexcept {
    return kind == type_kind::any || kind_of(v) == kind;
}

// Whether the value is of the kind, or can be fitted to it: then `fitted` does it.
bool fits(const value& v, type_kind kind) noexcept {
    if (is_kind(v, kind) || v.is_null()) return true;
    if (kind == type_kind::list) return true;
    return v.kind() == value_kind::list && v.as_list().size() == 1 && is_kind(v.as_list().front(), kind);
}

void fit(value& v, type_kind kind) {
    if (v.is_null() || is_kind(v, kind)) return;
    v = kind == type_kind::list ? value{list{v}} : value{v.as_list().front()};
}

const parameter& parameter_of(const function& f, std::size_t argument) noexcept {
    return f.parameters[std::min(argument, f.parameters.size() - 1)];
}

bool takes(const function& f, std::span<const value> given, bool exactly) {
    if (!takes_count(f, given.size())) return false;
    for (std::size_t k = 0; k < given.size(); ++k) {
        const auto kind = parameter_of(f, k).kind;
        if (exactly ? !is_kind(given[k], kind) && !given[k].is_null() : !fits(given[k], kind)) return false;
    }
    return true;
}

value apply(const function& f, std::span<value> given, evaluation& run) {
    for (std::size_t k = 0; k < given.size(); ++k) {
        if ((given[k].is_null() && !f.takes_null) || !run.look_through(given[k].weight())) return {};
        fit(given[k], parameter_of(f, k).kind);
    }
    return run.paid(f.apply(given, run));
}

}  // namespace

value call_builtin(std::uint32_t first, std::uint32_t overloads, std::span<value> given, evaluation& run,
                   bool& fitting) {
    fitting = true;
    if (const auto& f = function_at(first); f.variadic && given.size() > 1) {
        std::array<value, 1> all{value{list(given.begin(), given.end())}};
        return apply(f, all, run);
    }
    for (const bool exactly : {true, false})
        for (auto i = first; i != first + overloads; ++i)
            if (takes(function_at(i), given, exactly)) return apply(function_at(i), given, run);
    fitting = false;
    return {};
}

value evaluator::call(const instruction& i) const {
    values given{i.n};
    const auto all = given.all();
    for (std::uint32_t k = 0; k < i.n; ++k) all[k] = evaluate(operand(i, k));
    bool fitting = true;
    auto result = call_builtin(i.b, i.bank, all, in_.run, fitting);
    if (result.is_null() && i.n != 0) missing(i, function_at(i.b).name, all[0], all[i.n - 1]);
    return result;
}

value evaluator::make_closure(const instruction& i) const {
    const auto& body = code_.bodies[i.b];
    closure made{code_.shared_from_this(),
                 i.b,
                 static_cast<std::uint32_t>(body.parameters.size()),
                 static_cast<std::uint32_t>(body.parameters.size()),
                 {}};
    made.captured.reserve(i.n);
    for (std::uint32_t k = 0; k < i.n; ++k) made.captured.push_back(evaluate(operand(i, k)));
    return value{std::move(made)};
}

// Arguments by name into the order of the parameters. False when a name is none of the function's.
bool evaluator::order_named(const instruction& i, const closure& f, std::span<value> given) const {
    if (f.code == nullptr) return false;
    const auto& parameters = f.code->bodies[f.id].parameters;
    if (parameters.size() != given.size()) return false;
    values ordered{given.size()};
    std::vector<bool> taken(given.size());
    for (std::size_t k = 0; k < given.size(); ++k) {
        const auto& name = code_.words[i.b - 1 + k];
        const auto at = std::ranges::find(parameters, name, &body_code::parameter::name);
        const auto place = static_cast<std::size_t>(at - parameters.begin());
        if (at == parameters.end() || taken[place]) return false;
        taken[place] = true;
        ordered.all()[place] = std::move(given[k]);
    }
    std::ranges::move(ordered.all(), given.begin());
    return true;
}

value evaluator::invocation(const instruction& i) const {
    value room;
    const value callee = reach(operand(i, 0), room);
    if (callee.kind() != value_kind::function) {
        missing(i, "(…)", callee, callee);
        return {};
    }
    values given{i.n - 1};
    const auto all = given.all();
    for (std::uint32_t k = 1; k < i.n; ++k) all[k - 1] = evaluate(operand(i, k));
    if (i.b != 0 && !order_named(i, callee.as_function(), all)) {
        missing(i, "(…)", callee, callee);
        return {};
    }
    return in_.run.call(callee, all);
}

// An argument that does not fit its parameter's type makes the call null.
value evaluation::call(const value& function, argument_list given) {
    if (function.kind() != value_kind::function || !spend(1)) return {};
    const auto& f = function.as_function();
    if (f.code == nullptr) {
        list all(given.begin(), given.end());
        bool fitting = true;
        return call_builtin(f.id, overloads_of(f.id), all, *this, fitting);
    }
    const auto& body = f.code->bodies[f.id];
    if (given.size() != body.parameters.size() || !enter(body.depth)) return {};
    values locals{body.locals};
    const auto all = locals.all();
    bool right = true;
    for (std::size_t k = 0; k < given.size(); ++k) {
        right &= look_through(given[k].weight());
        all[k] = coerce(given[k], body.parameters[k].type);
        right &= given[k].is_null() || !all[k].is_null();
    }
    for (std::size_t k = 0; k < f.captured.size(); ++k) all[body.captured[k]] = f.captured[k];
    auto result = right ? evaluate({*f.code, from, *this, all.data()}, body.root) : value{};
    leave(body.depth);
    return f.result == nullptr ? result : coerce(result, *f.result);
}

value returning(const value& function, type result) {
    if (function.kind() != value_kind::function) return function;
    closure made = function.as_function();
    made.result = std::make_shared<const type>(std::move(result));
    return value{std::move(made)};
}

namespace {

// A budget that ran out is told once, in place of what followed from it.
void tell_exhausted(const compiled& code, const evaluation& run) {
    if (!run.is_exhausted() || run.notes == nullptr) return;
    run.notes->push_back({"feel-budget", code.instructions[code.root].where, {std::to_string(run.from.max_steps)}});
}

}  // namespace

value run(const compiled& code, const frame& f, std::vector<evaluation_note>* notes) {
    evaluation running{f, notes};
    values locals{code.locals};
    auto result = evaluate({code, f, running, locals.all().data()}, code.root);
    tell_exhausted(code, running);
    return running.is_exhausted() ? value{} : result;
}

truth run_test(const compiled& code, const frame& f, std::vector<evaluation_note>* notes) {
    evaluation running{f, notes};
    if (code.locals == 0) return test({code, f, running, nullptr}, code.root);
    values locals{code.locals};
    const auto result = test({code, f, running, locals.all().data()}, code.root);
    tell_exhausted(code, running);
    return running.is_exhausted() ? truth::unknown : result;
}

}  // namespace reglament::feel
