#include "regulation/keyword_table.hpp"

#include <reglament/regulation/keywords.hpp>

#include <algorithm>
#include <array>

namespace reglament {

namespace {

std::size_t hash(std::string_view key, context_of where) noexcept {
    std::uint64_t h = 0xCBF29CE484222325u ^ static_cast<std::uint64_t>(where);
    for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return static_cast<std::size_t>(h ^ (h >> 29));
}

// Open addressing: each spelling of each keyword under its context.
class spellings {
public:
    spellings() {
        for (const keyword& k : keyword_table()) {
            insert(k.en, k);
            for (const std::string_view ru : k.ru) insert(ru, k);
        }
    }

    [[nodiscard]] const keyword* find(std::string_view key, context_of where) const noexcept {
        for (std::size_t at = hash(key, where);; ++at) {
            const slot& s = slots_[at % slots_.size()];
            if (s.word == nullptr || (s.word->where == where && s.spelling == key)) return s.word;
        }
    }

private:
    struct slot {
        std::string_view spelling;
        const keyword* word = nullptr;
    };

    void insert(std::string_view spelling, const keyword& k) noexcept {
        std::size_t at = hash(spelling, k.where);
        while (slots_[at % slots_.size()].word != nullptr) ++at;
        slots_[at % slots_.size()] = {spelling, &k};
    }

    std::array<slot, 1024> slots_{};
};

}  // namespace

std::span<const keyword> keywords() noexcept {
    return keyword_table();
}

const keyword* find_keyword(std::string_view key, context_of where) {
    static const spellings all;
    return all.find(key, where);
}

const keyword* find_keyword_anywhere(std::string_view key) {
    constexpr auto first = static_cast<int>(context_of::regulation), last = static_cast<int>(context_of::expectation);
    if (const keyword* k = find_keyword(key, context_of::step)) return k;
    for (int where = first; where <= last; ++where) {
        if (const keyword* k = find_keyword(key, static_cast<context_of>(where))) return k;
    }
    return find_keyword(key, context_of::document);
}

}  // namespace reglament
