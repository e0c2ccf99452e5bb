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
    /// What the host was asked for before it and answered: a list of what would be the data of `facts.changed`, set
    /// before the event. Null: nobody was asked (see engine/fetch.hpp). posted::fetched gives it, to be saved with the
    /// event: what is posted again with it asks nobody.
    feel::value fetched{};
    std::string actor{};        ///< who says it, as the host names them: what is done by hand has one
    std::string traceparent{};  ///< W3C Trace Context, as CloudEvents has it: what the event causes carries it
    std::string tracestate{};
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

/// Facts of the host that are asked for: of one subject, or of a deal, request … of it.
struct fact_request {
    std::string subject;  ///< its key
    std::string about;    ///< "deal"; empty: the subject itself
    std::string part;     ///< that deal's key
    std::vector<std::string> facts;
};

/// What the host says of it.
struct fact_answer {
    feel::value facts;           ///< a context: each one that was asked for; null: there is no value
    std::uint64_t revision = 0;  ///< which they are as of; 0: none
    std::string error;           ///< not empty: why it cannot say
};

enum class post_status : std::uint8_t {
    accepted,
    duplicate,
    rejected,
    set_aside  ///< the host did not answer what it was asked for: nothing was done, it is to be posted again
};
inline constexpr std::size_t post_statuses = 4;

struct posted {
    post_status status = post_status::accepted;
    issues found;           ///< why it was rejected, or set aside; warnings of one that was accepted
    feel::value fetched{};  ///< what was asked for before it, as event::fetched; null: nobody was asked
};

}  // namespace reglament
