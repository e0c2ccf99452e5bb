// Source: a text that came from outside, and places in it.
#pragma once

#include <reglament/export.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// A stretch of a text in bytes, `end` exclusive.
struct span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    friend bool operator==(const span&, const span&) = default;
};

/// Where a person finds it: line and column count from 1, columns in characters (code points).
struct position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(const position&, const position&) = default;
};

/// An immutable UTF-8 text under the name its author knows it by. Shared by everything that points into it.
class REGLAMENT_API source {
public:
    source(std::string name, std::string text);

    [[nodiscard]] std::string_view name() const noexcept { return name_; }
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    /// The position of a byte offset; an offset past the end is the position just after the last character.
    [[nodiscard]] position at(std::size_t offset) const noexcept;

    [[nodiscard]] std::size_t line_count() const noexcept { return starts_.size(); }

    /// Line `number` (from 1) without its line break; empty when there is no such line.
    [[nodiscard]] std::string_view line(std::size_t number) const noexcept;

    /// Byte offset at which line `number` (from 1) begins. REQUIRES: 1 <= number <= line_count().
    [[nodiscard]] std::size_t line_start(std::size_t number) const noexcept { return starts_[number - 1]; }

private:
    std::string name_;
    std::string text_;
    std::vector<std::uint32_t> starts_;
};

/// A span in a source. Without a source it is nowhere in a text (the issue speaks of an event or a call).
struct place {
    std::shared_ptr<const reglament::source> source;
    span where;

    explicit operator bool() const noexcept { return source != nullptr; }
};

/// A value with the place it was read from.
template <class T>
struct located {
    T value{};
    span where{};
};

/// The number of characters (code points) of a UTF-8 text.
[[nodiscard]] REGLAMENT_API std::size_t count_characters(std::string_view utf8) noexcept;

/// The offset of the first byte that is not valid UTF-8, or npos.
[[nodiscard]] REGLAMENT_API std::size_t find_invalid_utf8(std::string_view text) noexcept;

}  // namespace reglament
