// Reads documents into the vocabulary.
#pragma once

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
    void settle_gathered(fact& f, const feel::type& of, const located<std::string>& written, bool typed);
    void find_fields(fact& f, const pending_fact& p);
    void check_type(const fact& f, const feel::type& given, const located<std::string>& written);
    void set_initial(fact& f, const pending_fact& p, const place& at);
    void check_subjects();
    void finish_segments();
    void finish_segment(segment& s);
    void find_channels();
    void find_persons();
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
    std::vector<located<std::string>> limit_channels_;
    located<std::string> policy_zone_;
};

}  // namespace reglament
