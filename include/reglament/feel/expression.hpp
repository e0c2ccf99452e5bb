// Expression: FEEL text, parsed, type-checked against the names in scope and compiled to a program over slots.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/type.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>
#include <reglament/text/names.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// Where a name's value lies when the program runs: an index into one of the frame's banks.
struct slot {
    std::uint8_t bank = 0;  ///< < frame::banks
    std::uint32_t index = 0;

    friend bool operator==(const slot&, const slot&) = default;
};

/// The names an expression may use. A name may have members ("survey" has "reason"); a member is written
/// `survey.reason`.
class REGLAMENT_API scope {
public:
    scope();
    scope(const scope&);
    scope(scope&&) noexcept;
    scope& operator=(const scope&);
    scope& operator=(scope&&) noexcept;
    ~scope();

    /// Declares a name. False when the name is declared already.
    bool declare(std::string_view name, type t, slot where);

    /// Declares `owner`.`member`; the owner need not have a slot of its own. False when declared already.
    bool declare_member(std::string_view owner, std::string_view member, type t, slot where);

private:
    friend struct scope_access;
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// How a text is read.
struct dialect {
    bool regulation = false;          ///< also the Russian aliases, « » quotes, durations in words; off: FEEL alone
    std::size_t max_length = 10'000;  ///< bytes
    std::size_t max_depth = 200;
    std::size_t suggestions = 20;  ///< for so many unknown names it is looked up which one was meant
    const type_table* types =
        nullptr;  ///< types under names of their own, if any; they must outlive the compiling only
};

/// What a program reads its names from. Each bank points to values by slot index; an unused bank is null.
struct frame {
    static constexpr std::size_t banks = 6;
    std::array<const value*, banks> bank{};
    instant now{};                        ///< now(), today()
    feel::zone zone = feel::zone::utc();  ///< the zone of now() and today(), and of local times that meet zoned ones
    std::uint32_t max_steps = 1'000'000;  ///< of loops, calls and what they build; beyond them the value is null
};

/// FEEL's ternary truth; null is `unknown`.
enum class truth : std::uint8_t { no = 0, yes = 1, unknown = 2 };

/// What went wrong while evaluating: the sub-expression's place in the text and the operand values, kept only for a
/// null.
struct evaluation_note {
    std::string_view code;  ///< catalogue code, "feel-type-mismatch"
    span where;             ///< in the expression's own text
    std::vector<std::string> arguments;
};

/// The commonest condition, a value against a number: tested without a look at a program.
struct number_limit {
    std::uint8_t holds = 0;  ///< bit 0: when below, bit 1: when equal, bit 2: when above; 0: no such condition
    slot where;
    number limit;

    /// `unknown` when it is no such condition, or the value no number.
    [[nodiscard]] truth test(const value* const* banks) const noexcept {
        if (holds == 0) return truth::unknown;
        const value& v = banks[where.bank][where.index];
        if (v.kind() != value_kind::number) return truth::unknown;
        return static_cast<truth>((static_cast<unsigned>(holds) >> order_of(v.as_number(), limit)) & 1U);
    }
};

/// A compiled expression. Immutable, shareable between threads; evaluation allocates nothing for numbers, booleans,
/// dates and comparisons of strings.
class REGLAMENT_API program {
public:
    program() noexcept;  ///< evaluates to null
    ~program();
    program(const program&) noexcept;
    program(program&&) noexcept;
    program& operator=(const program&) noexcept;
    program& operator=(program&&) noexcept;

    [[nodiscard]] value evaluate(const frame& f, std::vector<evaluation_note>* notes = nullptr) const;

    /// The truth of a condition: `unknown` when it is null or no boolean.
    [[nodiscard]] truth test(const frame& f, std::vector<evaluation_note>* notes = nullptr) const {
        const truth quick = test_limit(f.bank.data());
        return quick != truth::unknown ? quick : test_code(f, notes);
    }

    /// The same for a condition that only compares a number with a constant, without the rest of a frame; else, or
    /// when there is no number, `unknown`.
    [[nodiscard]] truth test_limit(const value* const* banks) const noexcept { return limit_.test(banks); }
    [[nodiscard]] const number_limit& limit() const noexcept { return limit_; }

    [[nodiscard]] const feel::type& result_type() const noexcept;

    /// Every slot it may read, each once.
    [[nodiscard]] const std::vector<slot>& reads() const noexcept;

    /// True or false when it is the same for every frame.
    [[nodiscard]] truth constant() const noexcept;

    /// Whether it reads now() or today(), so that its value may change without an event.
    [[nodiscard]] bool reads_clock() const noexcept;

    explicit operator bool() const noexcept { return code_ != nullptr; }

private:
    friend struct program_access;
    struct code;

    [[nodiscard]] truth test_code(const frame& f, std::vector<evaluation_note>* notes) const;

    std::shared_ptr<const code> code_;
    number_limit limit_;
};

/// Parses, checks and compiles. Issues get places through `origin`: `whole` is where the expression stands; when
/// `verbatim`, the text stands there letter for letter and issues point into it, else they point at all of it.
/// Nothing usable comes of a text with errors: the program is empty.
struct origin {
    std::shared_ptr<const source> file;
    span whole;
    bool verbatim = false;
};

[[nodiscard]] REGLAMENT_API program compile(std::string_view text, const scope& names, issues& found,
                                            const origin& from = {}, const dialect& how = {});

/// A cell of a decision table: `-`, or tests such as `< 10, [20..30]`, `not("A")`, of the value that the scope declares
/// as `?`. A condition.
[[nodiscard]] REGLAMENT_API program compile_tests(std::string_view text, const scope& names, issues& found,
                                                  const origin& from = {}, const dialect& how = {});

/// The same as compile, with the issue `not-boolean` when the expression cannot be a boolean.
[[nodiscard]] REGLAMENT_API program compile_condition(std::string_view text, const scope& names, issues& found,
                                                      const origin& from = {}, const dialect& how = {});

/// FEEL's own words, for whoever completes what is typed: the names of built-in functions and the keywords.
[[nodiscard]] REGLAMENT_API std::vector<std::string> known_words();

}  // namespace reglament::feel
