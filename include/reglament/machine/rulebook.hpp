// Rulebook: a vocabulary and the machines of its regulations, loaded as one, immutable, shared by engines.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/machine.hpp>
#include <reglament/regulation/read.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

class derivations;
struct segment_programs;
struct statement_programs;

class REGLAMENT_API rulebook {
public:
    [[nodiscard]] const reglament::vocabulary& vocabulary() const noexcept { return *vocabulary_; }
    /// By (priority, id): the order in which runs of one client react.
    [[nodiscard]] std::span<const machine> machines() const noexcept { return machines_; }
    /// The current version of a regulation; of one that is gone from the files, the latest that is left.
    [[nodiscard]] std::optional<regulation_index> find(std::string_view regulation_id) const noexcept;
    /// The version of a definition.
    [[nodiscard]] std::optional<regulation_index> find(std::string_view regulation_id,
                                                       std::string_view definition) const noexcept;

    /// Whether it is an earlier version, kept by succeed() (machine/versions.hpp) for the runs in it. A rulebook that
    /// was read has none. Versions of one regulation and priority stand one after the other, the current one first.
    [[nodiscard]] bool is_earlier(regulation_index i) const noexcept { return versions_[i].earlier; }
    /// Whether some runs begin in it.
    [[nodiscard]] bool is_started(regulation_index i) const noexcept { return versions_[i].begins; }
    /// What was read, kept for as long as somebody holds it.
    [[nodiscard]] const std::shared_ptr<const regulation>& model_of(regulation_index i) const noexcept {
        return versions_[i].model;
    }
    /// What stands for all versions of a regulation: what find() gives. What it remembers of a client is kept under it.
    [[nodiscard]] regulation_index family_of(regulation_index i) const noexcept { return versions_[i].family; }
    /// Whether runs of a client begin in it: in the current version, or with a pilot in that or the one before.
    [[nodiscard]] bool begins(regulation_index i, std::uint64_t who) const noexcept {
        return all_begin_ || begins_here(i, who);
    }
    [[nodiscard]] std::span<const migration> migrations() const noexcept { return migrations_; }
    /// The texts it was read from, in the order they were read; those of earlier versions are not among them. Reading
    /// them again gives the same rules. Empty: it was compiled from something else.
    [[nodiscard]] std::span<const std::shared_ptr<const source>> sources() const noexcept { return sources_; }

    /// The scenarios written beside the regulations, checked; control/scenario.hpp runs them.
    [[nodiscard]] std::span<const scenario> scenarios() const noexcept { return scenarios_; }

    /// What people are paid for, checked, and compiled one for one; pay/payroll.hpp computes it.
    [[nodiscard]] std::span<const statement> statements() const noexcept { return statements_; }
    [[nodiscard]] const statement_programs& statement_of(std::size_t which) const noexcept;

    /// The scripts and questionnaires beside the regulations, in the order they were read (regulation/script.hpp);
    /// control/script_play.hpp plays them.
    [[nodiscard]] std::span<const std::shared_ptr<const script>> scripts() const noexcept { return scripts_; }

    /// The machines, by (priority, id), whose runs an event of that type may move or end.
    [[nodiscard]] std::span<const regulation_index> listeners(event_index e) const noexcept { return listeners_[e]; }
    /// The machines, by (priority, id), that such an event starts, or for which it arms a silence.
    [[nodiscard]] std::span<const regulation_index> starters(event_index e) const noexcept { return starters_[e]; }
    [[nodiscard]] std::span<const regulation_index> silences(event_index e) const noexcept { return silences_[e]; }
    /// The machines, by (priority, id), about a subject that time or facts start: armed when it is first heard of.
    [[nodiscard]] std::span<const regulation_index> standing(subject_index of) const noexcept { return standing_[of]; }
    /// Those of them whose start hangs on a fact.
    [[nodiscard]] std::span<const regulation_index> watchers(std::uint16_t fact) const noexcept {
        return watchers_[fact];
    }

    /// The facts such an event sets: fact index, attribute index of the event (no_index: its time).
    [[nodiscard]] std::span<const std::pair<std::uint16_t, std::uint16_t>> settings(event_index e) const noexcept {
        return settings_[e];
    }

    /// Whether some regulation awaits dates, conditions or its turn, or is stopped by a condition.
    [[nodiscard]] bool awaits() const noexcept { return awaits_; }

    /// What a regulation calls the value that a program of its machine finds in a slot: "debt", "event.amount",
    /// "survey.reason".
    [[nodiscard]] std::string name_of(regulation_index which, std::uint16_t program, feel::slot s) const;

    /// How facts follow from events and other facts.
    [[nodiscard]] const derivations& derived() const noexcept { return *derived_; }
    /// Whether a fact that changes by time alone may move something then.
    [[nodiscard]] bool is_watched(std::size_t fact) const noexcept { return watched_[fact]; }
    /// Whether some fact that may is computed from today's date.
    [[nodiscard]] bool wakes_daily() const noexcept { return wakes_daily_; }

    /// What each segment of the vocabulary ranks by, and when it is computed.
    [[nodiscard]] const segment_programs& segment(std::size_t which) const noexcept;
    [[nodiscard]] const occurrences& segments_at(std::size_t which) const noexcept { return segment_times_[which]; }

    /// Whether there are deals, requests … : subjects that are parts of a client's record.
    [[nodiscard]] bool has_parts() const noexcept { return has_parts_; }
    /// Whether a fact names who holds some role.
    [[nodiscard]] bool names_person(std::size_t fact) const noexcept { return names_person_[fact]; }
    /// The facts of a part nothing is known of, by fact::slot.
    [[nodiscard]] std::span<const feel::value> initial_facts_of(subject_index of) const noexcept {
        return initial_of_parts_[of];
    }

    /// The facts of a client nothing is known of, by fact index.
    [[nodiscard]] std::span<const feel::value> initial_facts() const noexcept { return initial_facts_; }
    /// Nulls enough to stand for any bank of a frame that has no values yet.
    [[nodiscard]] std::span<const feel::value> nulls() const noexcept { return nulls_; }

private:
    friend class rulebook_builder;
    friend class succession;

    struct version {
        std::shared_ptr<const reglament::regulation> model;
        bool earlier = false, begins = true;
        regulation_index family = 0;
        regulation_index pilot = no_index;   // the version whose pilot decides; none: there is no pilot
        std::vector<std::uint64_t> clients;  // of its pilot, sorted
    };
    [[nodiscard]] bool begins_here(regulation_index i, std::uint64_t who) const noexcept;

    std::shared_ptr<const reglament::vocabulary> vocabulary_;
    std::vector<machine> machines_;
    std::vector<version> versions_;  // by machine
    bool all_begin_ = true;          // there are no earlier versions and no pilots
    std::vector<migration> migrations_;
    std::vector<std::shared_ptr<const source>> sources_;
    std::vector<scenario> scenarios_;
    std::vector<feel::value> initial_facts_, nulls_;
    bool awaits_ = false;
    std::vector<std::vector<regulation_index>> listeners_, starters_, silences_, watchers_;
    std::vector<std::vector<regulation_index>> standing_;
    std::vector<std::vector<feel::value>> initial_of_parts_;
    bool has_parts_ = false;
    std::vector<bool> names_person_;
    std::shared_ptr<const derivations> derived_;
    std::shared_ptr<const std::vector<segment_programs>> segments_;
    std::vector<occurrences> segment_times_;
    std::vector<bool> watched_;
    bool wakes_daily_ = false;
    std::vector<std::vector<std::pair<std::uint16_t, std::uint16_t>>> settings_;
    std::vector<statement> statements_;
    std::shared_ptr<const std::vector<statement_programs>> paid_;
    std::vector<std::shared_ptr<const script>> scripts_;
};

/// The outcome of loading: `rules` is null when anything is wrong (an issue of severity error), never half-loaded.
struct loaded {
    std::shared_ptr<const rulebook> rules;
    issues found;
};

/// Loads files and folders (see find_sources).
[[nodiscard]] REGLAMENT_API loaded load(std::span<const std::filesystem::path> paths, const read_limits& limits = {});
[[nodiscard]] REGLAMENT_API loaded load(const std::filesystem::path& path, const read_limits& limits = {});

/// Loads texts that are at hand already.
[[nodiscard]] REGLAMENT_API loaded load(std::span<const std::shared_ptr<const source>> files,
                                        const read_limits& limits = {});

/// Loads a text of one or more documents; `name` is what issues call it.
[[nodiscard]] REGLAMENT_API loaded load_text(std::string text, std::string name = "text",
                                             const read_limits& limits = {});

/// Compiles what was read; the last stage of load.
[[nodiscard]] REGLAMENT_API std::shared_ptr<const rulebook> compile(documents read, issues& found);

}  // namespace reglament
