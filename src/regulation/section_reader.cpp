#include "regulation/section_reader.hpp"

#include "regulation/keyword_table.hpp"
#include "regulation/line_scan.hpp"
#include "regulation/period_words.hpp"

#include <reglament/feel/expression.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>

namespace reglament {

namespace {

constexpr std::size_t longest_name = 200;  // characters

bool has_cyrillic(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0xD0 || byte == 0xD1;
    });
}

// The key under which a keyword's section stands, with where that key stands itself.
std::pair<std::string_view, context_of> section_of(const keyword& k) noexcept {
    switch (k.where) {
        case context_of::document:
            return {k.en, context_of::document};
        case context_of::regulation:
            return {"regulation", context_of::document};
        case context_of::input:
            return {"input", context_of::regulation};
        case context_of::output:
            return {"output", context_of::regulation};
        case context_of::task:
            return {"task", context_of::step};
        case context_of::no_answer:
            return {"on no answer", context_of::task};
        case context_of::late:
            return {"on late", context_of::task};
        case context_of::retry:
            return {"retry", context_of::step};
        case context_of::switch_case:
            return {"cases", context_of::step};
        case context_of::vocabulary:
            return {"vocabulary", context_of::document};
        case context_of::event:
            return {"events", context_of::vocabulary};
        case context_of::action:
            return {"actions", context_of::vocabulary};
        case context_of::fact:
            return {"facts", context_of::vocabulary};
        case context_of::segment:
            return {"segments", context_of::vocabulary};
        case context_of::role:
            return {"roles", context_of::vocabulary};
        case context_of::calendar:
            return {"calendar", context_of::vocabulary};
        case context_of::subject:
            return {"subjects", context_of::vocabulary};
        case context_of::scenario:
            return {"scenario", context_of::document};
        case context_of::migration:
            return {"migration", context_of::document};
        case context_of::people:
            return {"people", context_of::document};
        case context_of::statement:
            return {"statement", context_of::document};
        case context_of::statement_line:
            return {"lines", context_of::statement};
        case context_of::script:
            return {"script", context_of::document};
        case context_of::question:
            return {"questions", context_of::script};
        case context_of::script_line:
            return {"lines", context_of::script};
        case context_of::script_reply:
            return {"replies", context_of::script_line};
        case context_of::person:
            return {"persons", context_of::people};
        case context_of::absence:
            return {"absent", context_of::person};
        case context_of::pilot:
            return {"pilot", context_of::regulation};
        case context_of::scenario_step:
            return {"steps", context_of::scenario};
        case context_of::expectation:
            return {"expect", context_of::scenario_step};
        default:
            break;
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> of_steps{{{"then", "if"},
                                                                                     {"else", "if"},
                                                                                     {"cases", "switch"},
                                                                                     {"data", "emit"},
                                                                                     {"on timeout", "listen"},
                                                                                     {"retry", "call"},
                                                                                     {"on failure", "call"}}};
    const auto at = std::find_if(of_steps.begin(), of_steps.end(), [&](const auto& s) { return s.first == k.en; });
    return at != of_steps.end() ? std::pair{at->second, context_of::step}
                                : std::pair{std::string_view{"steps"}, context_of::regulation};
}

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& words, std::string_view word) noexcept {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Whether no way of a run and no name of an answer depends on the value of a key.
bool is_aside(std::string_view key) {
    static constexpr std::array<std::string_view, 18> leading{
        "steps",   "output", "then", "else", "on timeout", "cases", "switch", "listen",     "on no answer",
        "on late", "goto",   "emit", "when", "form",       "task",  "call",   "on failure", "table"};
    const keyword* word = find_keyword_anywhere(key);
    return word != nullptr && !is_among(leading, word->en);
}

// What is wrong only with the value of a key, or with a key that is read as the one that was meant.
bool is_detail(std::string_view code, const std::vector<std::string>& arguments) {
    static constexpr std::array<std::string_view, 29> details{"bad-cost",
                                                              "observe-of-several",
                                                              "bad-running",
                                                              "bad-existing",
                                                              "bad-share",
                                                              "pilot-for-nobody",
                                                              "bad-back-off",
                                                              "bad-again",
                                                              "bad-count",
                                                              "bad-enumeration",
                                                              "bad-id",
                                                              "bad-period",
                                                              "bad-priority",
                                                              "bad-type",
                                                              "bad-version",
                                                              "bad-yes-no",
                                                              "declared-twice",
                                                              "duplicate-key",
                                                              "key-of-other-start",
                                                              "id-twice",
                                                              "lookalike-letters",
                                                              "lookalike-name",
                                                              "name-is-keyword",
                                                              "name-too-long",
                                                              "no-trigger",
                                                              "optional-not-here",
                                                              "same-key",
                                                              "two-triggers",
                                                              "unknown-key"};
    static constexpr std::array<std::string_view, 6> of_keys{"expected-name", "missing-key",  "missing-value",
                                                             "expected-text", "expected-map", "expected-list"};
    return is_among(details, code) || (is_among(of_keys, code) && is_aside(arguments.front()));
}

std::string lower_ascii(std::string_view text) {
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return lower;
}

// Whether an expression reads one name of those in scope, as it was declared.
bool reads_one(const std::string& text, const feel::scope& names) {
    issues hidden;
    const feel::program program = feel::compile(text, names, hidden, {}, {.regulation = true});
    return hidden.empty() && program.reads().size() == 1;
}

// Whether a slip in a word leaves no doubt: in a short one only when its letters are the same.
bool is_surely(std::string_view written, std::string_view word) {
    if (count_characters(written) > 3) return true;
    std::string a = lower_ascii(written), b{word};
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

}  // namespace

key_set::key_set(context_of whole) : contexts_{whole} {
    for (const keyword& k : keywords()) {
        if (k.where == whole) words_.push_back(&k);
    }
}

key_set::key_set(std::initializer_list<std::pair<context_of, std::string_view>> words) {
    for (const auto& [where, en] : words) {
        words_.push_back(find_keyword(en, where));
        if (std::find(contexts_.begin(), contexts_.end(), where) == contexts_.end()) contexts_.push_back(where);
    }
}

const keyword* key_set::find(std::string_view key) const noexcept {
    for (const context_of where : contexts_) {
        const keyword* k = find_keyword(key, where);
        if (k != nullptr && std::find(words_.begin(), words_.end(), k) != words_.end()) return k;
    }
    return nullptr;
}

std::vector<std::string_view> key_set::spellings() const {
    std::vector<std::string_view> all;
    for (const keyword* k : words_) {
        all.push_back(k->en);
        all.insert(all.end(), k->ru.begin(), k->ru.end());
    }
    return all;
}

section_reader::section_reader(const yaml::tree& tree, std::shared_ptr<const source> file, issues& found)
    : tree_{tree}, file_{std::move(file)}, found_{found} {
    const node* root = tree_.root();
    const node* key = root != nullptr && root->is_map() ? tree_.first(*root) : nullptr;
    russian_ = key != nullptr && has_cyrillic(key->text);
}

issue& section_reader::report(std::string_view code, span where, std::vector<std::string> arguments,
                              std::string suggestion) {
    const auto left = is_detail(code, arguments) ? soundness::wrong_in_details : soundness::with_gaps;
    issue& added = found_.add(code, place{file_, where}, std::move(arguments), std::move(suggestion));
    if (added.level == severity::error) state_ = std::max(state_, left);
    return added;
}

void section_reader::adopt(const issues& told) {
    found_.append(told);
    if (told.has_errors()) state_ = soundness::with_gaps;
}

std::string section_reader::spell(std::string_view en, context_of where) const {
    const keyword* k = find_keyword(en, where);
    return std::string{russian_ && k != nullptr && !k->ru.empty() ? k->ru.front() : en};
}

const keyword* section_reader::understand(const node& key, const node& map, const key_set& allowed, keys_found& seen) {
    if (!key.is_scalar() || key.text == "<<") return nullptr;  // reported with the text
    const keyword* word = allowed.find(key.text);
    if (word == nullptr) word = allowed.find(normal_name(key.text));
    if (word == nullptr) word = &key == misread_.first ? misread_.second : guess(key, map, allowed, seen);
    if (word == nullptr) return nullptr;
    if (std::find(seen.begin(), seen.end(), word) != seen.end()) {
        repeated(key, first_of(map, *word, allowed));
        return nullptr;
    }
    seen.push_back(word);
    return word;
}

// Reports a key that is not allowed here. The keyword it was most likely meant to be, unless that is there as well.
const keyword* section_reader::guess(const node& key, const node& map, const key_set& allowed, keys_found& seen) {
    const std::string written = normal_name(key.text);
    if (const auto plain = without_lookalikes(written)) {
        if (const keyword* word = allowed.find(*plain)) {
            report("lookalike-letters", key.where, {written}, *plain);
            return first_of(map, *word, allowed) != nullptr ? nullptr : word;
        }
    }
    if (const keyword* other = find_keyword_anywhere(written)) {
        const auto [section, where] = section_of(*other);
        report("key-elsewhere", key.where, {written, spell(section, where)});
        return nullptr;
    }
    const auto known = allowed.spellings();
    auto near = near_names(lower_ascii(written), known);
    if (near.empty()) near = near_names(written, known);
    const keyword* word = near.empty() ? nullptr : allowed.find(near.front());
    std::string all;
    for (const keyword* k : allowed.words()) all += (all.empty() ? "" : ", ") + spell(k->en, k->where);
    report("unknown-key", key.where, {written, all}, near.empty() ? std::string{} : std::string{near.front()});
    if (word != nullptr && first_of(map, *word, allowed) != nullptr) return nullptr;
    if (word != nullptr && is_surely(written, near.front())) return word;
    state_ = soundness::with_gaps;
    if (word != nullptr) seen.push_back(word);  // it may have been meant: nothing is missing
    return nullptr;
}

// The first key of a mapping that means the keyword, exactly as it should be written.
const yaml::node* section_reader::first_of(const node& map, const keyword& word, const key_set& allowed) const {
    for (const node* key = tree_.first(map); key != nullptr;) {
        if (key->is_scalar() && allowed.find(key->text) == &word) return key;
        const node* value = tree_.next(*key);
        key = value == nullptr ? nullptr : tree_.next(*value);
    }
    return nullptr;
}

void section_reader::repeated(const node& key, const node* first) {
    const std::string line = std::to_string(first == nullptr ? 0 : file_->at(first->where.begin).line);
    if (first == nullptr || first->text == key.text) {
        report("duplicate-key", key.where, {std::string{key.text}, line});
    } else {
        report("same-key", key.where, {std::string{key.text}, std::string{first->text}, line});
    }
}

bool section_reader::is_new(const node& key, std::unordered_map<std::string_view, const node*>& seen) {
    const auto [at, fresh] = seen.try_emplace(key.text, &key);
    if (!fresh) repeated(key, at->second);
    return fresh;
}

void section_reader::wrong_shape(const entry& e, std::string_view code) {
    const std::string key{e.key.text};
    if (e.value.is_null()) {
        report("missing-value", e.key.where, {key});
    } else {
        report(code, e.value.is_scalar() ? e.value.where : e.key.where, {key});
    }
}

bool section_reader::is_text(const entry& e) {
    if (e.value.is_scalar() && !e.value.text.empty()) return true;
    if (e.value.is_scalar()) {
        report("missing-value", e.key.where, {std::string{e.key.text}});
    } else {
        wrong_shape(e, "expected-text");
    }
    return false;
}

bool section_reader::is_map(const entry& e) {
    if (!e.value.is_map()) wrong_shape(e, "expected-map");
    return e.value.is_map();
}

bool section_reader::is_list(const entry& e) {
    if (!e.value.is_list()) wrong_shape(e, "expected-list");
    return e.value.is_list();
}

std::string section_reader::read_text(const entry& e) {
    if (!is_text(e)) return {};
    std::string text{e.value.text};
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

located<std::string> section_reader::name_of(const node& scalar) const {
    return {normal_name(scalar.text), scalar.where};
}

located<std::string> section_reader::read_name(const entry& e) {
    if (!is_text(e)) return {};
    located<std::string> name = name_of(e.value);
    if (count_characters(name.value) > longest_name)
        report("name-too-long", name.where, {std::to_string(longest_name)});
    return name;
}

std::string subject_called(std::string name) {
    return name == "клиент" ? "client" : name;
}

located<std::string> section_reader::read_subject_name(const entry& e) {
    located<std::string> name = read_name(e);
    name.value = subject_called(std::move(name.value));
    return name;
}

// An item that is no name, perhaps only because there is a colon in it.
void section_reader::report_item(const entry& e, const node& item) {
    const span where{item.where.begin, std::max(item.where.end, item.where.begin + 1)};
    const std::string_view written = file_->text().substr(where.begin, where.end - where.begin);
    const bool with_colon = item.is_map() && written.find('\n') == written.npos;
    report("expected-name", where, {std::string{e.key.text}}, with_colon ? yaml::in_quotes(written) : std::string{});
}

std::vector<located<std::string>> section_reader::read_names(const entry& e) {
    std::vector<located<std::string>> names;
    if (e.value.is_list()) {
        each_item(e.value, [&](const node& item) {
            if (item.is_scalar() && !item.text.empty()) {
                names.push_back(read_name({e.word, e.key, item}));
            } else {
                report_item(e, item);
            }
        });
    } else {
        names.push_back(read_name(e));
    }
    std::erase_if(names, [](const located<std::string>& n) { return n.value.empty(); });
    return names;
}

std::optional<located<period>> section_reader::read_period(const entry& e) {
    if (!is_text(e)) return {};
    if (const auto p = parse_period(e.value.text)) return located<period>{*p, e.value.where};
    report_period(e.value.text, e.value.where);
    return {};
}

void section_reader::report_period(std::string_view text, span where) {
    const auto unit = find_wrong_unit(text);
    if (unit && unit->alike) {
        report("lookalike-name", where, {unit->word}, unit->meant);
    } else {
        report("bad-period", where, {std::string{text}}, unit ? unit->mended : std::string{});
    }
}

condition section_reader::condition_of(const node& scalar) {
    return {std::string{scalar.text}, scalar.where, scalar.verbatim};
}

condition section_reader::read_condition(const entry& e) {
    return is_text(e) ? condition_of(e.value) : condition{};
}

void section_reader::check_readable(const located<std::string>& name) {
    feel::scope names;
    if (!names.declare(name.value, {}, {}) || !reads_one(name.value, names))
        report("name-is-keyword", name.where, {name.value});
}

void section_reader::check_member(std::string_view owner, const located<std::string>& member) {
    feel::scope names;
    if (!names.declare_member(owner, member.value, {}, {}) ||
        !reads_one(std::string{owner} + "." + member.value, names))
        report("name-is-keyword", member.where, {member.value});
}

void section_reader::check_owner(const located<std::string>& owner) {
    feel::scope names;
    if (!names.declare_member(owner.value, "field", {}, {}) || !reads_one(owner.value + ".field", names))
        report("name-is-keyword", owner.where, {owner.value});
}

std::optional<bool> section_reader::read_yes_no(const entry& e) {
    if (!is_text(e)) return {};
    const std::string word = lower_ascii(e.value.text);
    for (const std::string_view yes : {"true", "yes", "да", "Да"}) {
        if (word == yes) return true;
    }
    for (const std::string_view no : {"false", "no", "нет", "Нет"}) {
        if (word == no) return false;
    }
    report("bad-yes-no", e.value.where, {std::string{e.value.text}});
    return {};
}

std::string section_reader::read_version(const entry& e) {
    std::string version = read_text(e);
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
               c == '+';
    };
    if (!version.empty() && (version.size() > 64 || !std::all_of(version.begin(), version.end(), allowed))) {
        report("bad-version", e.value.where, {version});
    }
    return version;
}

const keyword* section_reader::read_word(const entry& e, context_of words, std::string_view code) {
    if (!is_text(e)) return nullptr;
    const keyword* word = find_keyword(e.value.text, words);
    if (word != nullptr) return word;
    std::vector<std::string_view> known;
    std::string all;
    for (const keyword& k : keywords()) {
        if (k.where != words) continue;
        known.push_back(k.en);
        known.insert(known.end(), k.ru.begin(), k.ru.end());
        all += (all.empty() ? "`" : ", `") + spell(k.en, words) + "`";
    }
    const auto near = near_names(e.value.text, known);
    report(code, e.value.where, {std::string{e.value.text}, all}, near.empty() ? "" : std::string{near.front()});
    return nullptr;
}

void section_reader::require(const keys_found& keys, std::string_view en, context_of where, span at) {
    if (std::find(keys.begin(), keys.end(), find_keyword(en, where)) == keys.end()) missing(en, where, at);
}

void section_reader::missing(std::string_view en, context_of where, span at) {
    if (!tree_.damaged) report("missing-key", at, {spell(en, where)});
}

}  // namespace reglament
