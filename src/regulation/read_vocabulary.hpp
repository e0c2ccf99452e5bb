// Reads documents into the vocabulary.
#pragma once

#include "regulation/calendar_draft.hpp"
#include "regulation/fact_reader.hpp"

#include <reglament/regulation/vocabulary.hpp>
#include <reglament/text/names.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reglament {

/// What the calendar that is not named is called where one has to name it.
[[nodiscard]] bool is_default_calendar(std::string_view name) noexcept;

/// The vocabulary that several documents make together.
class vocabulary_builder {
public:
    explicit vocabulary_builder(issues& found);

    /// Adds what a document declares. REQUIRES: the root is a mapping.
    void read(const yaml::tree& tree, const std::shared_ptr<const source>& file);

    /// Resolves what refers to other parts, and looks for names that conditions could not tell apart.
    [[nodiscard]] vocabulary finish();

private:
    friend class vocabulary_reader;

    struct pending_subject {
        std::string subject;
        place at;
    };

    // finish_facts.cpp
    void resolve(const pending_fact& p);
    void add_origin(fact& f, const located<std::string>& from, bool typed);
    void gather(fact& f, const located<std::string>& of, bool typed);
    bool gather_parts(fact& f, const located<std::string>& of, bool typed);
    void roll_up(fact& f, const located<std::string>& of, const pending_fact& p);
    void settle_gathered(fact& f, const feel::type& of, const located<std::string>& written, bool typed);
    void find_fields(fact& f, const pending_fact& p);
    void check_type(const fact& f, const feel::type& given, const located<std::string>& written);
    void set_initial(fact& f, const pending_fact& p, const place& at);
    void check_subjects();
    void finish_segments();
    void finish_segment(segment& s);
    void find_channels();
    void find_persons();
    void make_calendars();
    calendar_plan& plan_of(std::size_t calendar);
    [[nodiscard]] bool check_calendar(const calendar_draft& said, const calendar_plan& plan);
    void find_calendars_of_roles();
    void find_other_roles();
    void place_subjects();
    void check_parent(subject_type& s);
    void name_part(event_type& e);
    void check_origin(const fact& f, const event_type& e, const place& at);
    void check_names();
    void check_meaning(std::size_t fact, const name_table& facts);
    void check_expression(std::size_t fact, const name_table& facts, const place& at);
    void check_looks();

    issues& found_;
    vocabulary made_;
    std::vector<pending_fact> facts_;  // checked when everything is declared: events may come from another document
    std::vector<pending_subject> subjects_;
    std::unordered_map<std::string, place> declared_;        // "events/order.paid": where it was declared
    std::unordered_map<std::string, std::size_t> counts_;    // by section
    std::unordered_map<std::string, std::uint32_t> events_;  // by name; made by finish()
    std::shared_ptr<const source> calendar_file_, policy_file_;
    struct pending_contact {
        std::size_t event = 0;
        located<std::string> channel;
        std::shared_ptr<const source> file;
    };
    std::vector<pending_contact> contacts_;
    struct pending_person {
        std::size_t role = 0;
        located<std::string> fact;
        std::shared_ptr<const source> file;
    };
    std::vector<pending_person> persons_;
    std::vector<pending_person> role_calendars_, otherwise_;
    // The default one first. A plan is there once it is begun, and made once all that it begins from is.
    calendar_draft calendar_;
    std::vector<calendar_draft> calendars_;
    std::vector<std::optional<calendar_plan>> plans_;
    std::vector<bool> planning_;
    std::vector<located<std::string>> limit_channels_;
    located<std::string> policy_zone_;
};

}  // namespace reglament
