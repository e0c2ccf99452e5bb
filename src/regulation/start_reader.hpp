// Start reader: the section `input`, what starts a regulation and for whom.
#pragma once

#include "regulation/step_reader.hpp"

#include <map>

namespace reglament {

class start_reader : public step_reader {
public:
    using step_reader::step_reader;

protected:
    [[nodiscard]] start_rule read_input(const entry& e);

    // read_versions.cpp: what becomes of earlier versions.
    [[nodiscard]] running_rule read_running(const entry& e);
    [[nodiscard]] std::optional<pilot_rule> read_pilot(const entry& e);

private:
    void read_trigger(const entry& e, start_rule& into);
    void read_input_key(const entry& e, start_rule& into);
    void check_trigger(const keys_found& seen, span where, start_rule& read);
    void check_companions(const std::map<std::string_view, span>& places, const start_rule& read);
    void read_since(const entry& e, start_rule& into);
    void read_time(const entry& e, start_rule& into);
    void read_limit(const entry& e, start_rule& into);
    void read_schedule(const entry& e, start_rule& into);
    [[nodiscard]] std::optional<start_rule::again_rule> read_again(const entry& e);
};

}  // namespace reglament
