// Mended text: a file as it was meant, for the YAML library, and the way back to where each byte stands in the file.
#pragma once

#include <reglament/text/source.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::yaml {

/// A stretch of the file that is read as something else.
struct edit {
    span what;
    std::string instead;
};

/// A part of a text with edits applied. Costs nothing when there are none.
class mended_text {
public:
    /// The part of `original` that `part` covers. Of edits that overlap, the first in the text is applied.
    /// `original` must outlive this.
    mended_text(std::string_view original, span part, const std::vector<edit>& edits);

    [[nodiscard]] std::string_view text() const noexcept { return stretches_.empty() ? as_it_stands_ : mended_; }

    /// The offset in the original text of an offset in text().
    [[nodiscard]] std::uint32_t original(std::uint32_t offset) const noexcept;

private:
    // From `mended` on, text is the original's from `original` on; inside inserted text (`fixed`), all is at one place.
    struct stretch {
        std::uint32_t mended = 0;
        std::uint32_t original = 0;
        bool fixed = false;
    };
    void append(std::string_view text, std::size_t original, bool fixed);

    std::string_view as_it_stands_;
    std::uint32_t begin_ = 0;
    std::string mended_;
    std::vector<stretch> stretches_;
};

}  // namespace reglament::yaml
