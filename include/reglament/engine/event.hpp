// Event: something that happened, as hosts and logs tell it. CloudEvents 1.0 names.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

struct event {
    std::string id;  ///< unique within `source`: repeated events are recognised by the two
    std::string source;
    std::string type;     ///< "order.paid"
    std::string subject;  ///< the client's key; empty: whose deal, request … the data name, once that is known
    instant time{};       ///< when it occurred
    feel::value data;     ///< a context of attributes, or null
};

/// An event with its names resolved against one rulebook, for hosts in a hurry. Views must outlive the call.
struct bound_event {
    std::uint64_t key = 0;  ///< hash of source and id (event_key); 0: never taken for a duplicate
    event_index type = no_index;
    std::string_view subject;
    instant time{};
    std::span<const feel::value> data;  ///< by attribute index of the event type, converted to its types
};

/// The key by which a repeated event is recognised. Never 0.
[[nodiscard]] REGLAMENT_API std::uint64_t event_key(std::string_view source, std::string_view id) noexcept;

enum class post_status : std::uint8_t { accepted, duplicate, rejected };

struct posted {
    post_status status = post_status::accepted;
    issues found;  ///< why it was rejected; warnings of one that was accepted
};

}  // namespace reglament
