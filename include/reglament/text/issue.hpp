// Issue: something wrong in what came from outside, as a value. Collected, never thrown.
#pragma once

#include <reglament/export.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

enum class severity : std::uint8_t { note, warning, error };

/// The language messages are written in.
enum class language : std::uint8_t { en, ru };

/// One finding. Its words are in the catalogue (text/catalogue.hpp), in every language, filled with `arguments`.
struct issue {
    std::string_view code;  ///< stable and searchable, "unknown-fact"; refers to the catalogue
    severity level = severity::error;
    place at;                            ///< may be nowhere
    std::vector<std::string> arguments;  ///< what {0}, {1} … of the message stand for
    std::string suggestion;              ///< a known word near to the one found, or the corrected line; may be empty
};

/// What was found, in one sentence: "unknown fact 'phone alowed'".
[[nodiscard]] REGLAMENT_API std::string message(const issue& i, language lang = language::en);

/// What to do about it: what was expected and, where there is one, the nearest known word. May be empty.
[[nodiscard]] REGLAMENT_API std::string advice(const issue& i, language lang = language::en);

/// "file:line:column: error: message [code]", the line with the place underlined, then the advice; ends with a line
/// break.
[[nodiscard]] REGLAMENT_API std::string render(const issue& i, language lang = language::en);

/// The issues of one piece of work, in the order found.
class REGLAMENT_API issues {
public:
    /// Adds a finding with the severity its catalogue entry has. REQUIRES: `code` is in the catalogue.
    issue& add(std::string_view code, place at, std::vector<std::string> arguments = {}, std::string suggestion = {});

    void append(const issues& others);
    void append(const issue& other) { list_.push_back(other); }

    /// Puts issues of one source in the order of their places and drops those that say the same of the same place.
    void sort();

    [[nodiscard]] bool has_errors() const noexcept;
    [[nodiscard]] std::size_t count(severity level) const noexcept;
    [[nodiscard]] bool empty() const noexcept { return list_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }
    [[nodiscard]] const issue& operator[](std::size_t i) const noexcept { return list_[i]; }
    [[nodiscard]] auto begin() const noexcept { return list_.begin(); }
    [[nodiscard]] auto end() const noexcept { return list_.end(); }

private:
    std::vector<issue> list_;
};

/// Issues rendered, then a line that counts errors and warnings, if there are any. Of more than `most`, the first are
/// shown and the number of the others is told.
[[nodiscard]] REGLAMENT_API std::string render(const issues& list, language lang = language::en,
                                               std::size_t most = static_cast<std::size_t>(-1));

}  // namespace reglament
