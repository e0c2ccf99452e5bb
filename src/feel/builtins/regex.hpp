// Regular expressions of XPath, matched in linear time. Internal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel::regex {

/// A pattern read, with its flags. It is as XPath has it, but for what `refusal` names.
class pattern {
public:
    pattern(std::string_view text, std::string_view flags);
    ~pattern();
    pattern(const pattern&) = delete;
    pattern& operator=(const pattern&) = delete;

    /// Why it cannot be used; empty when it can. An error of XPath, or a bound of ours: too long, too many repeats, a
    /// back-reference to a group that may match many texts.
    [[nodiscard]] std::string_view refusal() const noexcept;

    // What follows is for those that can be used.

    [[nodiscard]] bool matches(std::string_view text) const;  ///< any part of it
    [[nodiscard]] std::uint32_t groups() const noexcept;      ///< how many are captured
    [[nodiscard]] bool literal() const noexcept;              ///< under flag q

private:
    friend class search;
    struct compiled;
    std::unique_ptr<compiled> is_;
};

/// One of the patterns this thread has read last, or read now. Never null.
[[nodiscard]] std::shared_ptr<const pattern> pattern_for(std::string_view text, std::string_view flags);

/// Goes from match to match of a pattern that does not match the empty text.
/// REQUIRES: the pattern can be used; it and the text stay.
class search {
public:
    /// `groups`: the last group that will be asked for; 0, the whole match, is cheapest.
    search(const pattern& what, std::string_view text, std::uint32_t groups);

    bool next();
    void append_group(std::string& to, std::uint32_t group) const;  ///< nothing of one that took no part
    void append_before(std::string& to) const;  ///< what lies between the match before and this one, or the end

private:
    void append(std::string& to, std::string_view part) const;

    const pattern::compiled& is_;
    bool marked_;
    std::string with_marks_;
    std::string_view text_;
    std::size_t from_ = 0;  ///< the end of the match before
    std::size_t end_ = 0;   ///< of this match
    std::vector<std::string_view> found_;
};

}  // namespace reglament::feel::regex
