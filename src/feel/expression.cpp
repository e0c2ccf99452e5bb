// Compile: reads, checks and generates, and turns findings into issues with places.
#include "feel/branches.hpp"
#include "feel/check.hpp"
#include "feel/code.hpp"
#include "feel/grammar.hpp"

#include <reglament/feel/expression.hpp>

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

// What a text is to be.
enum class form : std::uint8_t { value, condition, tests };

place place_of(const finding& f, const origin& from) {
    if (!from.verbatim) return {from.file, from.whole};
    return {from.file, {from.whole.begin + f.where.begin, from.whole.begin + f.where.end}};
}

void report(std::vector<finding>& findings, const origin& from, issues& found) {
    std::ranges::stable_sort(findings, {}, [](const finding& f) { return f.where.begin; });
    for (auto& f : findings) {
        auto& added = found.add(f.code, place_of(f, from), std::move(f.arguments), std::move(f.suggestion));
        if (f.forgiven) added.level = severity::warning;
    }
}

bool is_fatal(const std::vector<finding>& findings) {
    return std::ranges::any_of(findings, [](const finding& f) { return !f.forgiven; });
}

void add_branches(program_access::code& code) {
    constexpr branch_target no = branch_out;
    constexpr branch_target yes = branch_out | 1;
    auto made = std::make_shared<branch_code>();
    const auto first = made->add(code, code.root, yes, no);
    if (!first || *first >= branch_out) return;
    code.first_branch = *first;
    code.branches = std::move(made);
}

// The stages in their order; null when one of them finds errors.
std::shared_ptr<program_access::code> translate(std::string_view text, const scope_data& names, const dialect& how,
                                                form wanted, std::vector<finding>& findings) {
    const span all{0, static_cast<std::uint32_t>(std::min(text.size(), how.max_length))};
    if (text.size() > how.max_length) {
        findings.push_back({"feel-too-long", all, {std::to_string(how.max_length)}, {}});
        return nullptr;
    }
    if (const auto bad = find_invalid_utf8(text); bad != std::string_view::npos) {
        const auto at = static_cast<std::uint32_t>(bad);
        findings.push_back({"feel-invalid-utf8", {at, at + 1}, {}, {}});
        return nullptr;
    }
    tree expression;
    expression.nodes.reserve(16);
    reader tokens{text, names, how, expression};
    const bool read = wanted == form::tests ? parse_tests(tokens) : parse(tokens);
    findings = tokens.findings();
    if (!read) return nullptr;
    const auto types = check(expression, text, names, how, findings);
    const auto wrong = wanted == form::condition ? no_condition(expression, types, expression.root) : no_node;
    if (wrong != no_node) findings.push_back({"not-boolean", expression[wrong].where, type_names(types[wrong]), {}});
    if (is_fatal(findings)) return nullptr;
    auto code = std::make_shared<program_access::code>();
    generate(expression, types, names, *code, findings);
    add_branches(*code);
    return code;
}

program compiled_program(std::string_view text, const scope& names, issues& found, const origin& from,
                         const dialect& how, form wanted) {
    std::vector<finding> findings;
    auto code = translate(text, scope_access::of(names), how, wanted, findings);
    if (!findings.empty()) report(findings, from, found);
    return code == nullptr ? program{} : program_access::make(std::move(code));
}

}  // namespace

program compile(std::string_view text, const scope& names, issues& found, const origin& from, const dialect& how) {
    return compiled_program(text, names, found, from, how, form::value);
}

program compile_condition(std::string_view text, const scope& names, issues& found, const origin& from,
                          const dialect& how) {
    return compiled_program(text, names, found, from, how, form::condition);
}

program compile_tests(std::string_view text, const scope& names, issues& found, const origin& from,
                      const dialect& how) {
    return compiled_program(text, names, found, from, how, form::tests);
}

}  // namespace reglament::feel
