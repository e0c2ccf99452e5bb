// Reads one entry of the section `facts`.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/fact.hpp>

#include <memory>
#include <string>
#include <vector>

namespace reglament {

/// What is written of a fact by names that may be declared later, or in another document.
struct pending_fact {
    std::size_t fact = 0;
    std::vector<located<std::string>> from;  ///< what it is taken from, or gathered of
    std::vector<located<std::string>> fields;
    located<std::string> by;
    bool has_initial = false;
    bool initial_is_list = false;
    std::vector<std::string> initial;
    span initial_where{};
    bool typed = true;
    std::string subject;  ///< as it was written; else empty
    span subject_where{};
};

class fact_reader : public section_reader {
public:
    using section_reader::section_reader;

    /// REQUIRES: the name is in `into`.
    void read(const node& key, const node& value, fact& into, pending_fact& rest);

private:
    void read_key(const entry& e, fact& into, pending_fact& rest);
    void read_type_of(const entry& e, fact& into, pending_fact& rest);
    void read_initial(const entry& e, pending_fact& rest);
    void read_kind(const entry& e, fact_kind kind, fact& into, pending_fact& rest);
    void read_window(const entry& e, fact& into);
    void read_freshness(const entry& e, fact& into);
    void find_host(fact& into, pending_fact& rest);
    void check_keys(const fact& of, const keys_found& seen);

    std::string way_;  // the key that says how the fact comes about
    std::vector<std::pair<const keyword*, span>> places_;
};

}  // namespace reglament
