// Reads documents into the vocabulary.
#pragma once

#include "regulation/section_reader.hpp"

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

    // Checked when everything is declared: events and the calendar's zone may come from another document.
    struct pending_fact {
        std::size_t fact = 0;
        std::vector<located<std::string>> from;
        bool has_initial = false;
        bool initial_is_list = false;
        std::vector<std::string> initial;
        span initial_where{};
        bool typed = true;
    };

    struct pending_subject {
        std::string subject;
        place at;
    };

    void resolve(const pending_fact& p);
    void add_origin(fact& f, const located<std::string>& from, const place& at, bool typed);
    void check_type(const fact& f, const attribute* from, const located<std::string>& written, const place& at);
    void set_initial(fact& f, const pending_fact& p, const place& at);
    void check_subjects();
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
    std::vector<pending_fact> facts_;
    std::vector<pending_subject> subjects_;
    std::unordered_map<std::string, place> declared_;        // "events/order.paid": where it was declared
    std::unordered_map<std::string, std::size_t> counts_;    // by section
    std::unordered_map<std::string, std::uint32_t> events_;  // by name; made by finish()
    std::vector<std::shared_ptr<const source>> fact_files_;
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
