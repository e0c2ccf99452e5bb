// Change log: what an engine has changed since it was asked last, for those who keep it elsewhere, too.
#pragma once

#include <reglament/machine/effect.hpp>
#include <reglament/machine/event_keys.hpp>

#include <cstdint>
#include <vector>

namespace reglament {

struct change_log {
    struct taken_key {
        std::uint32_t client = 0;
        event_keys::entry what;
        bool started = false;  ///< a run
    };
    struct told {
        std::uint32_t client = 0;
        effect what;
    };

    std::vector<std::uint32_t> clients;  ///< opened, again and again
    std::vector<taken_key> keys;
    std::vector<std::uint32_t> all_keys;  ///< of these clients all keys are others
    std::vector<told> effects;            ///< in the order they came about
    bool may_publish = false;             ///< who keeps it elsewhere is ready for other rules
    bool tells_of_all = true;             ///< histories elsewhere speak of every version there was

    void clear() noexcept {
        clients.clear();
        keys.clear();
        all_keys.clear();
        effects.clear();
    }
};

}  // namespace reglament
