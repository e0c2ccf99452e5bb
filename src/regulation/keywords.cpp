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

    std::array<slot, 4096> slots_{};
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
    constexpr auto behind = static_cast<int>(context_of::script_reply);
    for (int where = static_cast<int>(context_of::statement); where <= behind; ++where) {
        if (const keyword* k = find_keyword(key, static_cast<context_of>(where))) return k;
    }
    return find_keyword(key, context_of::document);
}

std::optional<language> language_of_keywords(std::string_view text) {
    std::ptrdiff_t russian = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        line.remove_prefix(std::min(line.find_first_not_of(" -"), line.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view key = line.substr(0, colon);
        const keyword* const k = find_keyword_anywhere(key);
        if (k != nullptr) russian += k->en == key ? -1 : 1;
    }
    if (russian == 0) return std::nullopt;
    return russian > 0 ? language::ru : language::en;
}

}  // namespace reglament
