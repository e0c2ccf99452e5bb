#include "regulation/segment_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace reglament {

namespace {

constexpr std::uint32_t most_classes = 100;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return text;
}

// "80 %", "99,5%": more than nothing, less than all.
std::optional<feel::number> percent_of(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    std::string digits{trimmed(text.substr(0, text.size() - 1))};
    std::replace(digits.begin(), digits.end(), ',', '.');
    const auto n = feel::number::parse(digits);
    if (!n || *n <= feel::number{0} || *n >= feel::number{100}) return std::nullopt;
    return n;
}

}  // namespace

void segment_reader::read(const node& key, const node& value, segment& into) {
    static const key_set keys{context_of::segment};
    into.file = file_;
    if (!value.is_map()) {
        report("expected-map", value.is_null() ? key.where : value.where, {std::string{key.text}});
        return;
    }
    const auto seen = each_key(value, keys, [&](const entry& e) { read_key(e, into); });
    require(seen, "by", context_of::segment, key.where);
    check_classes(into, key.where);
}

void segment_reader::read_key(const entry& e, segment& into) {
    if (e.is("title")) {
        into.title = read_text(e);
    } else if (e.is("by")) {
        into.by = read_condition(e);
    } else if (e.is("if")) {
        into.when = read_condition(e);
    } else if (e.is("classes")) {
        read_classes(e, into);
    } else if (e.is("into")) {
        read_into(e, into);
    } else if (e.is("declared")) {
        into.declared = read_name(e);
    } else if (e.is("best")) {
        const keyword* const word = read_word(e, context_of::best_word, "bad-best");
        into.least_first = word != nullptr && word->en == "least";
    } else if (e.is("share of")) {
        const keyword* const word = read_word(e, context_of::share_word, "bad-share-of");
        into.share_of_count = word != nullptr && word->en == "clients";
    } else if (e.is("on the cut")) {
        const keyword* const word = read_word(e, context_of::cut_word, "bad-cut");
        into.cut_below = word != nullptr && word->en == "below";
    } else if (e.is("ties")) {
        const keyword* const word = read_word(e, context_of::tie_word, "bad-ties");
        into.ties_together = word != nullptr && word->en == "together";
    } else if (is_text(e)) {
        if (auto read = schedule::parse(e.value.text)) {
            into.at = located<schedule>{std::move(*read), e.value.where};
        } else {
            report("bad-schedule", e.value.where, {std::string{e.value.text}});
        }
    }
}

void segment_reader::read_into(const entry& e, segment& into) {
    if (!is_text(e)) return;
    std::uint32_t n = 0;
    const std::string_view text = e.value.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size() || n < 2 || n > most_classes) {
        report("bad-into", e.value.where, {std::string{text}, std::to_string(most_classes)});
        n = 2;
    }
    into.into = n;
}

void segment_reader::read_classes(const entry& e, segment& into) {
    if (!is_map(e)) return;
    each_name(e.value, [&](const node& key, const node& value) {
        if (into.classes.size() == most_classes) {
            report("too-large", key.where, {std::to_string(most_classes), "classes", "классов"});
            return;
        }
        segment_class& added = into.classes.emplace_back();
        added.name = name_of(key);
        added.where = key.where;
        read_class(value, added);
    });
}

void segment_reader::read_class(const node& value, segment_class& into) {
    using enum segment_class::what;
    const auto wrong = [&](span where) {
        into.by = unknown;
        report("bad-class", where, {std::string{value.text}, into.name.value});
    };
    if (!value.is_scalar()) return wrong(into.where);
    const std::string_view text = trimmed(value.text);
    if (const keyword* const word = find_keyword(text, context_of::class_word)) {
        into.by = word->en == "declared" ? declared : rest;
        return;
    }
    if (const auto percent = percent_of(text)) {
        into.by = share;
        into.upto = *percent;
        return;
    }
    for (const std::string_view word : {std::string_view{"from "}, std::string_view{"от "}}) {
        if (!text.starts_with(word)) continue;
        into.by = from;
        into.from = condition_of(value);
        const std::string_view bound = trimmed(text.substr(word.size()));
        const auto skipped = static_cast<std::uint32_t>(bound.data() - value.text.data());
        into.from.text = bound;
        if (value.verbatim) into.from.where.begin += skipped;
        if (bound.empty()) wrong(value.where);
        return;
    }
    wrong(value.where);
}

// Shares rise; one kind of bounds; the rest at the end of what is ranked.
void segment_reader::check_classes(const segment& of, span at) {
    using enum segment_class::what;
    if (of.into != 0 && !of.classes.empty()) report("classes-and-into", at, {of.name.value});
    if (of.into != 0) return;
    const segment_class* before = nullptr;
    std::size_t rests = 0;
    for (const segment_class& c : of.classes) {
        if (c.by == unknown) return;  // said already; what stands around it may be right
        if (c.by == declared) {
            if (of.declared.value.empty())
                report("declared-by-nothing", c.where, {c.name.value, spell("declared", context_of::segment)});
            continue;
        }
        if (before != nullptr && before->by == rest) report("class-after-rest", c.where, {c.name.value});
        if (before != nullptr && c.by != rest && before->by != rest && c.by != before->by)
            report("classes-of-two-kinds", c.where, {c.name.value, before->name.value});
        if (before != nullptr && c.by == share && before->by == share && c.upto <= before->upto)
            report("shares-not-rising", c.where, {c.name.value, before->name.value});
        rests += c.by == rest ? 1 : 0;
        before = &c;
    }
    const bool none = before == nullptr;
    if (none) missing("classes", context_of::segment, at);
    if (!none && rests == 0 && before->by == share) report("no-rest", at, {of.name.value});
}

}  // namespace reglament
