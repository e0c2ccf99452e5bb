// Record decoder: saved records of many clients are decoded by other threads while more are read, and given back in
// the order they came.
#pragma once

#include <reglament/machine/event_keys.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>
#include <reglament/store/store.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class record_decoder {
public:
    struct client {
        std::string_view key;
        std::optional<record> state;  ///< nothing: `why` says what is wrong with the bytes
        std::string why;
        event_keys keys;
        commit_number told = 0;
    };
    /// Takes the clients one by one, in the thread of the caller; false ends it.
    using visit = std::function<bool(client& c)>;

    record_decoder(const rulebook& rules, visit take) : rules_{rules}, take_{std::move(take)} {}

    /// False: the visitor has ended it.
    [[nodiscard]] bool add(std::string_view key, std::string_view bytes, event_keys&& keys, commit_number told);
    [[nodiscard]] bool finish();

private:
    struct portion {
        struct place {
            std::size_t key = 0, bytes = 0, end = 0;
        };
        std::string text;  // keys and bytes, one behind the other
        std::vector<place> places;
        std::vector<client> clients;
    };

    void decode_portion();
    bool give_first();

    const rulebook& rules_;
    visit take_;
    std::unique_ptr<portion> filling_;
    std::deque<std::future<std::unique_ptr<portion>>> on_their_way_;
};

}  // namespace reglament
