// Intake: events as hosts tell them, checked against the vocabulary and resolved to what a step takes.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/step.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reglament {

/// An event ready to be stepped. `values` and `fact_indices` hold what `signal` views.
struct resolved {
    event_index type = no_index;
    std::vector<feel::value> values;
    std::vector<std::uint16_t> fact_indices;
    std::uint32_t task = 0;
    subject_index about = 0;
    std::string part;  ///< the key of the deal, request … it is about; empty: of the client
    regulation_index called = no_index;
    std::uint32_t run = 0;
    std::uint64_t revision = 0;
    state_index to = no_index;

    // Of facts that came with a revision: those that were left out, because they are known by it, or by a later one.
    struct outdated {
        std::uint16_t fact = 0;
        std::uint64_t known = 0;
    };
    std::vector<outdated> older;
    bool repeated = false;  ///< all of them were known by that revision

    [[nodiscard]] signal at(instant occurred) const {
        return {type, occurred, values, task, fact_indices, about, part, called, nullptr, run, false, revision, to};
    }
};

class intake {
public:
    explicit intake(const rulebook& rules) : rules_{rules} {}

    /// The deal, request … that an event is about, "deal/D-17"; empty when it says of none.
    [[nodiscard]] std::string part_of(const event& e) const;

    /// The owner of the record that an event speaks of: of which kind. Nothing, and an issue, when it speaks of
    /// several, or its subject is of another kind.
    [[nodiscard]] std::optional<subject_index> root_of(const event& e, issues& found) const;

    /// The kind that a subject names, "employee/Anna"; the client's, when it names none.
    [[nodiscard]] subject_index kind_of(std::string_view subject) const noexcept;

    /// What a record goes by: a client's by its key, another one's by its kind and key.
    [[nodiscard]] std::string address(subject_index root, std::string_view key) const;

    /// The type and data of an event; `r` is the client's record as it stands, null for a client not seen before.
    [[nodiscard]] std::optional<resolved> resolve(const event& e, const record* r, issues& found) const;

    /// What the host was asked for, as the data of facts.changed: only facts of its own, a later revision kept.
    [[nodiscard]] std::optional<resolved> resolve_fetched(std::string_view subject, const feel::value& data,
                                                          const record* r, issues& found) const;

    /// Where the run lies that an open call of a run waits for: the key of its record; empty: in `r` itself.
    [[nodiscard]] std::string address_of_called(const record& r, std::uint32_t call) const;

    /// What is said of fields that do not fit.
    struct field_codes {
        std::string_view missing, unknown, wrong, form;
    };

    static void note_misplaced(const task_definition& what, const feel::value& data, issues& found);
    /// The answers of a task's form, by field; nothing, and issues, when they do not fit.
    [[nodiscard]] std::optional<std::vector<feel::value>> answers(const task_definition& what, const feel::value& given,
                                                                  issues& found) const;
    [[nodiscard]] std::optional<std::vector<feel::value>> fields(std::string_view owner,
                                                                 const std::vector<attribute>& known,
                                                                 const feel::value& given, const field_codes& codes,
                                                                 issues& found) const;

private:
    [[nodiscard]] std::optional<std::vector<feel::value>> attributes(const event_type& type, const feel::value& data,
                                                                     issues& found) const;
    [[nodiscard]] bool are_apart(const feel::value& data) const;
    [[nodiscard]] feel::value facts_in(const feel::value& data) const;
    bool resolve_facts(const event& e, resolved& into, issues& found) const;
    void note_beside(const event& e, issues& found) const;
    bool resolve_revision(const feel::value& given, resolved& into, issues& found) const;
    enum class same_revision : std::uint8_t { repeated, confirmed };
    void leave_out_known(const record* r, resolved& into, same_revision means) const;
    bool resolve_part(const event& e, const record* r, resolved& into, issues& found) const;
    bool find_named_part(const feel::value& data, resolved& into, issues& found) const;
    [[nodiscard]] bool names_part(std::string_view entry) const;
    bool resolve_task(const event& e, const record* r, resolved& into, issues& found) const;
    bool resolve_call(const event& e, const record* r, resolved& into, issues& found) const;
    bool resolve_start(const event& e, resolved& into, issues& found) const;
    bool resolve_run(const event& e, const record* r, resolved& into, issues& found) const;
    bool fits_run(const run& at, const event& e, resolved& into, issues& found) const;
    bool resolve_end(const event& e, const record* r, resolved& into, issues& found) const;
    void note_unknown(const event& e, std::span<const std::string_view> known, std::string_view part,
                      issues& found) const;
    bool resolve_failure(const event& e, const token& open, bool waits, resolved& into, issues& found) const;
    struct open_task {
        const machine* in = nullptr;
        const run* of = nullptr;
        const token* at = nullptr;
    };
    bool resolve_person(const event& e, const open_task& open, resolved& into, issues& found) const;
    [[nodiscard]] std::optional<std::uint16_t> find_person(std::string_view name, issues& found) const;
    bool may_do(std::uint16_t who, const std::vector<feel::value>& given, issues& found) const;
    [[nodiscard]] std::optional<open_task> find_open(const record* r, const event& e, std::string_view key,
                                                     state_kind kind) const;

    const rulebook& rules_;
};

}  // namespace reglament
