// Expectation reader: what should have come about when a step of a scenario is over.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/scenario.hpp>

#include <string_view>
#include <vector>

namespace reglament {

class expectation_reader : public section_reader {
public:
    using section_reader::section_reader;

protected:
    /// A word, a mapping, or a list of these.
    [[nodiscard]] std::vector<expectation> read_expectations(const entry& e);
    [[nodiscard]] std::vector<given_value> read_values(const entry& e);
    [[nodiscard]] std::optional<moment> read_moment(const entry& e);

private:
    void read_some(const entry& e, bool negated, std::vector<expectation>& into);
    void read_one(const node& item, bool negated, std::vector<expectation>& into);
    void read_word(const node& word, bool negated, std::vector<expectation>& into);
    void read_map(const node& map, bool negated, std::vector<expectation>& into);
    void read_kind(const entry& e, bool negated, std::vector<expectation>& into);
    void read_detail(const entry& e, std::vector<expectation>& of, std::size_t first);
    void read_task_detail(const entry& e, expectation& of);
    [[nodiscard]] located<std::string> read_reason(const entry& e);
    [[nodiscard]] std::string spelled(context_of where) const;
};

}  // namespace reglament
