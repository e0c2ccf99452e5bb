// Time format: strptime's letters, compiled once, for columns of many times.
#pragma once

#include <reglament/feel/temporal.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// A form of times: %Y %y %m %d %e %j %b %B %a %A %H %I %M %S %p %z %F %T %D %R, %% and other characters as they stand;
/// a blank stands for any number of them. %S takes a fraction too. Days and hours may lack their leading zero where
/// something stands between them and the next number. Or %s or %Q, with no other letter: seconds or milliseconds since
/// 1970, also with a fraction.
class time_format {
public:
    /// Nothing when a letter is unknown, or when it does not make up a day.
    static std::optional<time_format> compile(std::string_view pattern);

    /// The instant of a text of this form, all of it; a time without an offset is read in `where`.
    [[nodiscard]] std::optional<instant> read(std::string_view text, zone where) const;

private:
    struct part {
        char letter = 0;  // 0: the literal
        char literal = 0;
        std::uint8_t least = 1;  // digits
        std::uint8_t most = 2;
    };
    [[nodiscard]] std::optional<instant> read_by_stream(std::string_view text, zone where) const;

    std::string pattern_;
    std::vector<part> parts_;
    bool only_digits_ = true;  // else there are names in it, which the date library reads
};

}  // namespace reglament::feel
