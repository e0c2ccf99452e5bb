// Reads the sections `channels` and `contact policy`.
#pragma once

#include "regulation/calendar_reader.hpp"

#include <reglament/regulation/contact_policy.hpp>

namespace reglament {

class contact_reader : public calendar_reader {
public:
    using calendar_reader::calendar_reader;

protected:
    /// What is written of the policy; channels and the fact of the zone are found when everything is declared.
    struct policy {
        contact_policy made;
        std::vector<located<std::string>> channels;  ///< of each limit; empty: all together
        located<std::string> zone;
    };
    [[nodiscard]] policy read_policy(const entry& e);

private:
    void read_limit(const node& map, policy& into);
    void read_quiet(const entry& e, policy& into);
    [[nodiscard]] bool read_rate(const entry& e, contact_policy::limit& into);
};

/// The word of what becomes of a contact that may not be made; nothing when it is none.
[[nodiscard]] std::optional<if_refused> find_refused(std::string_view word);

}  // namespace reglament
