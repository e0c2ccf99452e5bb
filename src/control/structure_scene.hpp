// Structure scene: who does what in an engine at a moment, under names that outlive it.
#pragma once

#include <reglament/control/restructure.hpp>
#include <reglament/engine/engine.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

/// People under one name each, however facts call them: by id where either rules know them.
class name_book {
public:
    name_book(const people& before, const people& after) : before_{before}, after_{after} {}

    [[nodiscard]] std::string id(std::string_view name) const {
        for (const people* all : {&after_, &before_}) {
            if (const auto who = all->find(name)) return all->all[*who].id.value;
        }
        return std::string{name};
    }
    [[nodiscard]] bool is_there(std::string_view name) const { return after_.find(name).has_value(); }
    [[nodiscard]] const people& before() const noexcept { return before_; }
    [[nodiscard]] const people& after() const noexcept { return after_; }

private:
    const people& before_;
    const people& after_;
};

/// Whether they were read from the same.
[[nodiscard]] bool same_texts(const rulebook& a, const rulebook& b);

/// A fact of a record, or of a part of one, that names somebody.
struct owned_value {
    std::string subject, about, part;
    bool client = false;  ///< the record is a client's
    std::uint16_t fact = 0;
    std::string person;  ///< as it is written
};

/// An open task.
struct seen_task {
    std::string subject, about, part;
    std::uint32_t number = 0;
    std::string regulation, step, role, person, why;
    instant due = never;
    bool staffed = false;  ///< the desk gives it out
    [[nodiscard]] std::pair<std::string, std::uint32_t> key() const { return {subject, number}; }
};

/// Facts that say whose somebody is: those that roles name, or of one role alone, and by which sums are rolled up.
[[nodiscard]] std::vector<std::uint16_t> owner_facts(const vocabulary& words, std::uint16_t only);

/// By subject in the order first seen; what is not set is left out.
[[nodiscard]] std::vector<owned_value> owned_in(const engine& e, const std::vector<std::uint16_t>& facts);

/// Of one record and fact.
[[nodiscard]] std::vector<owned_value> owned_of(const engine& e, std::size_t client, std::uint16_t fact);

/// By (due, subject, number).
[[nodiscard]] std::vector<seen_task> tasks_in(const engine& e);

/// By id: clients that facts name them for, and open tasks.
[[nodiscard]] std::map<std::string, person_load::amount> loads_in(const engine& e, const name_book& names);

/// Which clients go to whom: the same one for all that is a client's.
class hand_overs {
public:
    /// `e`: as clients are before anything is moved. What is wrong with a condition, and who is not known, is found.
    hand_overs(const engine& e, const name_book& names, const std::vector<hand_over>& hands,
               const std::vector<owned_value>& owned, issues& found);

    /// Whose of `from`, by id, the subject becomes, by id; empty: it stays.
    [[nodiscard]] std::string target(const std::string& subject, const std::string& from);
    [[nodiscard]] bool hands_over(const std::string& from) const;

private:
    struct hand {
        std::string from;
        std::vector<std::string> to;
        std::vector<std::uint64_t> got;  // clients, by `to`
        bool always = true;
        feel::program when;
    };
    void compile(const hand_over& said, hand& into, issues& found) const;
    void tell_unknown(const hand_over& said, const std::set<std::string>& known, issues& found) const;
    [[nodiscard]] bool fits(const hand& h, const std::string& subject) const;
    [[nodiscard]] std::string pick(hand& h, const std::string& subject);

    const engine& e_;
    const name_book& names_;
    std::vector<hand> hands_;
    std::map<std::string, std::set<std::string>> owners_;  // by subject: who is named already
    std::map<std::pair<std::string, std::string>, std::string> known_;
};

}  // namespace reglament
