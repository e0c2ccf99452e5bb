#include "regulation/expectation_reader.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace reglament {

namespace {

using what = expectation::what;

constexpr std::array<std::pair<std::string_view, what>, 7> kinds{{{"task", what::task},
                                                                  {"call", what::call},
                                                                  {"output", what::output},
                                                                  {"event", what::event},
                                                                  {"started", what::started},
                                                                  {"not started", what::not_started},
                                                                  {"stuck", what::stuck}}};

constexpr std::array<std::pair<std::string_view, what>, 4> words{{{"nothing", what::nothing},
                                                                  {"no task", what::no_task},
                                                                  {"started", what::started},
                                                                  {"not started", what::not_started}}};

template <std::size_t N>
const what* find(const std::array<std::pair<std::string_view, what>, N>& among, std::string_view en) {
    const auto at = std::find_if(among.begin(), among.end(), [&](const auto& k) { return k.first == en; });
    return at == among.end() ? nullptr : &at->second;
}

std::vector<std::string_view> spellings_of(context_of where) {
    std::vector<std::string_view> all;
    for (const keyword& k : keywords()) {
        if (k.where != where) continue;
        all.push_back(k.en);
        all.insert(all.end(), k.ru.begin(), k.ru.end());
    }
    return all;
}

std::string nearest(std::string_view word, context_of where) {
    const auto known = spellings_of(where);
    const auto near = near_names(word, known);
    return near.empty() ? std::string{} : std::string{near.front()};
}

feel::value text_of(const yaml::node& scalar) {
    return feel::value{scalar.text};
}

}  // namespace

std::vector<expectation> expectation_reader::read_expectations(const entry& e) {
    std::vector<expectation> all;
    if (e.value.is_null()) {
        report("missing-value", e.key.where, {std::string{e.key.text}});
    } else {
        read_some(e, false, all);
    }
    return all;
}

void expectation_reader::read_some(const entry& e, bool negated, std::vector<expectation>& into) {
    if (e.value.is_list()) {
        each_item(e.value, [&](const node& item) { read_one(item, negated, into); });
    } else {
        read_one(e.value, negated, into);
    }
}

void expectation_reader::read_one(const node& item, bool negated, std::vector<expectation>& into) {
    if (item.is_map()) {
        read_map(item, negated, into);
    } else {
        read_word(item, negated, into);
    }
}

// "nothing", "no task"; anything else was meant to be a key or one of these.
void expectation_reader::read_word(const node& word, bool negated, std::vector<expectation>& into) {
    const std::string written = word.is_scalar() ? normal_name(word.text) : std::string{};
    const keyword* known = find_keyword(written, context_of::expected_word);
    const span where{word.where.begin, std::max(word.where.end, word.where.begin + 1)};
    if (known == nullptr) {
        report("bad-expectation", where,
               {written, spelled(context_of::expected_word), spell("task", context_of::expectation)},
               nearest(written, context_of::expected_word));
        return;
    }
    expectation& added = into.emplace_back();
    added.kind = *find(words, known->en);
    added.negated = negated;
    added.where = where;
}

void expectation_reader::read_map(const node& map, bool negated, std::vector<expectation>& into) {
    static const key_set keys{context_of::expectation};
    const std::size_t first = into.size();
    std::vector<entry> details;
    each_key(map, keys, [&](const entry& e) {
        if (find(kinds, e.word->en) != nullptr) {
            read_kind(e, negated, into);
        } else if (e.is("facts")) {
            for (given_value& v : read_values(e)) {
                expectation& added = into.emplace_back();
                added.kind = what::fact;
                added.negated = negated;
                added.name = v.name;
                added.where = v.where;
                added.values.push_back(std::move(v));
            }
        } else {
            details.push_back(e);
        }
    });
    for (const entry& e : details) {
        if (e.is("not")) {
            read_some(e, !negated, into);
        } else {
            read_detail(e, into, first);
        }
    }
}

void expectation_reader::read_kind(const entry& e, bool negated, std::vector<expectation>& into) {
    expectation read;
    read.kind = *find(kinds, e.word->en);
    read.negated = negated;
    read.where = e.value.is_scalar() ? e.value.where : e.key.where;
    if (read.kind == what::started) {
        const auto yes = e.value.is_null() ? std::optional{true} : read_yes_no(e);
        if (!yes) return;
        read.negated = *yes ? negated : !negated;
    } else if (read.kind == what::not_started) {
        if (!e.value.is_null()) read.name = read_reason(e);
    } else {
        read.name = read_name(e);
        if (read.name.value.empty()) return;
    }
    into.push_back(std::move(read));
}

located<std::string> expectation_reader::read_reason(const entry& e) {
    located<std::string> written = read_name(e);
    if (written.value.empty()) return {};
    if (const keyword* known = find_keyword(written.value, context_of::refusal_reason))
        return {std::string{known->en}, written.where};
    report("unknown-refusal", written.where, {written.value, spelled(context_of::refusal_reason)},
           nearest(written.value, context_of::refusal_reason));
    return {};
}

// A key that says more of the task or the event beside it.
void expectation_reader::read_detail(const entry& e, std::vector<expectation>& of, std::size_t first) {
    const bool data = e.is("data");
    const auto begin = of.begin() + static_cast<std::ptrdiff_t>(first);
    const auto owner = std::find_if(begin, of.end(),
                                    [&](const expectation& x) { return x.kind == (data ? what::event : what::task); });
    if (owner == of.end()) {
        report("key-without-owner", e.key.where,
               {std::string{e.key.text}, spell(data ? "event" : "task", context_of::expectation)});
    } else if (data) {
        owner->values = read_values(e);
    } else {
        read_task_detail(e, *owner);
    }
}

void expectation_reader::read_task_detail(const entry& e, expectation& of) {
    if (e.is("do")) {
        of.said = {read_text(e), e.value.where};
    } else if (e.is("by")) {
        of.by = read_name(e);
    } else if (e.is("person")) {
        of.person = read_name(e);
    } else if (e.is("due")) {
        of.due = read_moment(e);
    } else if (e.is("late")) {
        if (const auto late = read_yes_no(e)) of.late = located<bool>{*late, e.value.where};
    } else if (is_text(e)) {
        std::uint32_t count = 0;
        const char* end = e.value.text.data() + e.value.text.size();
        const auto [at, error] = std::from_chars(e.value.text.data(), end, count);
        if (error == std::errc{} && at == end && count > 0) {
            of.attempt = located<std::uint32_t>{count, e.value.where};
        } else {
            report("bad-count", e.value.where, {std::string{e.value.text}, "1000"});
        }
    }
}

std::vector<given_value> expectation_reader::read_values(const entry& e) {
    std::vector<given_value> all;
    if (!is_map(e)) return all;
    each_name(e.value, [&](const node& key, const node& value) {
        given_value one{name_of(key), {}, value.is_scalar() ? value.where : key.where};
        if (value.is_scalar()) {
            one.value = text_of(value);
        } else if (value.is_list()) {
            feel::list items;
            each_item(value, [&](const node& item) {
                if (item.is_scalar())
                    items.push_back(text_of(item));
                else
                    report("expected-text", key.where, {std::string{key.text}});
            });
            one.value = feel::value{std::move(items)};
        } else if (value.is_map()) {
            report("expected-text", key.where, {std::string{key.text}});
            return;
        }
        all.push_back(std::move(one));
    });
    return all;
}

std::optional<moment> expectation_reader::read_moment(const entry& e) {
    if (!is_text(e)) return {};
    if (parse_moment(e.value.text, feel::zone::utc()))
        return moment{{normal_name(e.value.text), e.value.where}, {}, {}};
    report("bad-time", e.value.where, {std::string{e.value.text}});
    return {};
}

std::string expectation_reader::spelled(context_of where) const {
    std::string all;
    for (const keyword& k : keywords()) {
        if (k.where == where) all += (all.empty() ? "" : ", ") + spell(k.en, where);
    }
    return all;
}

}  // namespace reglament
