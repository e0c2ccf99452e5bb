// What a regulation says of its earlier versions.
#include "regulation/start_reader.hpp"

#include <charconv>

namespace reglament {

namespace {

constexpr std::uint32_t hundredth = 100, whole = 100 * hundredth;

// "10 %" and "0,5%" in hundredths of a per cent; more than nothing, and no more than all.
std::optional<std::uint32_t> share_of(std::string_view text) {
    const auto trim = [&text] {
        while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    };
    trim();
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    trim();
    std::uint32_t share = 0;
    const char* const end = text.data() + text.size();
    auto [at, error] = std::from_chars(text.data(), end, share);
    if (error != std::errc{} || share > 100) return std::nullopt;
    share *= hundredth;
    if (at != end && (*at == '.' || *at == ',')) {
        ++at;
        if (end - at > 2 || at == end) return std::nullopt;
        for (std::uint32_t unit = hundredth / 10; at != end; ++at, unit /= 10) {
            if (*at < '0' || *at > '9') return std::nullopt;
            share += unit * static_cast<std::uint32_t>(*at - '0');
        }
    }
    return at == end && share > 0 && share <= whole ? std::optional{share} : std::nullopt;
}

}  // namespace

running_rule start_reader::read_running(const entry& e) {
    const keyword* word = read_word(e, context_of::running, "bad-running");
    if (word == nullptr || word->en == "keep") return running_rule::keep;
    return word->en == "drain" ? running_rule::drain : running_rule::migrate;
}

std::optional<pilot_rule> start_reader::read_pilot(const entry& e) {
    static const key_set keys{context_of::pilot};
    if (!is_map(e)) return {};
    pilot_rule read;
    read.where = e.key.where;
    const auto seen = each_key(e.value, keys, [&](const entry& inner) {
        if (inner.is("clients")) {
            read.clients = read_names(inner);
        } else if (is_text(inner)) {
            const auto share = share_of(inner.value.text);
            read.share = share.value_or(whole);
            if (!share) report("bad-share", inner.value.where, {std::string{inner.value.text}});
        }
    });
    if (seen.size() != 1 && !tree_.damaged)
        report("pilot-for-nobody", e.key.where,
               {spell("clients", context_of::pilot), spell("share", context_of::pilot)});
    return read;
}

}  // namespace reglament
