// Replies by number: what task, call or run one version of the rules had under it, so that the other finds its own.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/log/event_log.hpp>

#include <compare>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Where a reply stands in the log, which is in this order; the same in the log of either version.
struct reply_place {
    instant time{};
    std::uint32_t file = 0;
    std::uint64_t line = 0;

    explicit reply_place(const event_log::entry& e) : time{e.bound.time}, file{e.file}, line{e.line} {}
    friend auto operator<=>(const reply_place&, const reply_place&) = default;
};

/// What can have a number of its client's.
enum class numbered : std::uint8_t { task, call, called_run, run };

/// One of them, open.
struct numbered_thing {
    std::uint32_t number = 0;
    regulation_index regulation = 0;
    state_index step = no_index;     ///< of a run: none
    part_index part = no_index;      ///< what its run is about; none: the client
    instant since = instant::min();  ///< of a run: not told
};

/// What a reply means, without the number: the step of a regulation, for whom, and the how manieth.
struct meant_thing {
    regulation_index regulation = 0;
    state_index step = no_index;
    std::string part;
    instant since{};
    std::size_t alike = 0;  ///< so many of the same step were open before it since the same moment
    std::size_t older = 0;  ///< so many of the same step were open before it
    bool open = false;      ///< it was; else it was over, or left, when the reply came
};

struct told_reply {
    reply_place place;
    std::optional<meant_thing> meant;  ///< nothing: there was none of that number
};

/// What the version that the log came about under tells the other one of replies by number, in the order of the log.
/// One thread tells, one asks: who asks waits until the other has come so far.
class reply_book {
public:
    void tell(told_reply r);
    void hand_over();  ///< what was told since the last time
    void close();      ///< no more will be told

    /// What was told of the reply at that place; nothing when none was. Places must be asked for in their order.
    [[nodiscard]] std::optional<told_reply> at(const reply_place& place);

private:
    bool wait();

    std::vector<told_reply> told_;   // of the thread that tells
    std::vector<told_reply> taken_;  // of the thread that asks
    std::size_t next_ = 0;           // into it
    std::mutex mutex_;
    std::condition_variable more_;
    std::vector<told_reply> handed_;
    bool closed_ = false;
};

/// A reply that names what it is about by its number: what that is, the name of the number in its data, the number.
struct reply_by_number {
    numbered what{};
    std::string_view key;
    std::uint32_t number = 0;  ///< 0: none that could be
};
[[nodiscard]] std::optional<reply_by_number> by_number(const event& e);

/// Whose record a subject's is now that some turned out to be the same, and what number it has there.
struct number_now {
    std::size_t client = 0;
    std::uint32_t number = 0;
};
[[nodiscard]] std::optional<number_now> number_now_of(const engine& in, std::string_view subject,
                                                      const reply_by_number& reply);

/// What is open of that kind in a client's record, by number.
[[nodiscard]] std::vector<numbered_thing> open_things(const rulebook& rules, const record& of, numbered what);

/// What an open or a closed one means, by those that are open.
[[nodiscard]] meant_thing meaning_of(const numbered_thing& one, const record& of,
                                     const std::vector<numbered_thing>& open);

/// Which of the open ones of another version is meant: of the same step and part, of those since the same moment; where
/// there is none since then, by their order. Nothing: none.
[[nodiscard]] std::optional<std::uint32_t> find_meant(const meant_thing& meant, const rulebook& told_by, numbered what,
                                                      const rulebook& rules, const record& of);

/// The reply with another number in it, of whoever it is about now.
[[nodiscard]] event with_number(const event& e, std::string_view key, std::uint32_t number, std::string_view subject);

}  // namespace reglament
