// What the fuzz targets share: what must hold ends the run with a trace when it does not.
#pragma once

#include <reglament/text/issue.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace reglament::fuzz {

inline void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

/// One input may take so much of the processor, sanitizers and all. libFuzzer's own limit counts the time that other
/// programs take, too.
class limited {
public:
    limited() noexcept : from_{std::clock()} {}
    limited(const limited&) = delete;
    limited& operator=(const limited&) = delete;
    ~limited() { must(std::clock() - from_ < most * CLOCKS_PER_SEC, "an input takes two seconds at most"); }

private:
    static constexpr std::clock_t most = 2;
    std::clock_t from_;
};

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Issues can be told in both languages, and point into their sources.
inline void tell(const issues& found) {
    for (const auto& i : found) {
        if (!i.at) continue;
        must(i.at.where.begin <= i.at.where.end, "a place begins before it ends");
        must(i.at.where.end <= i.at.source->text().size(), "a place is in its text");
    }
    for (const auto lang : {language::en, language::ru}) must(found.empty() == render(found, lang).empty(), "told");
}

}  // namespace reglament::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
