#include "feel/builtins/regex.hpp"

#include "feel/builtins/regex_references.hpp"
#include "feel/builtins/regex_syntax.hpp"
#include "feel/builtins/regex_writer.hpp"

#include <algorithm>
#include <list>
#include <re2/re2.h>
#include <utility>

namespace reglament::feel::regex {
namespace {

constexpr std::size_t longest_pattern = 8192;
constexpr std::int64_t most_memory = 8 << 20;  // of one pattern, with what RE2 notes down on the way
constexpr std::size_t most_kept = 64;          // patterns a thread

std::unique_ptr<re2::RE2> compile(const written& text) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(most_memory);
    return std::make_unique<re2::RE2>(text.pattern, options);
}

// Under flag m, `^` stands after a line end, but not after one that ends the text. RE2 cannot look ahead, so for
// such a text each line end becomes two around a mark, and the last one a line end and a mark: `^` is not true after
// it, `$` still is before it, and sets take the two or three as one.
std::string with_marks(std::string_view text) {
    std::string marked;
    for (std::size_t at = 0; at < text.size(); ++at) {
        marked += text[at];
        if (text[at] != '\n') continue;
        marked += line_mark;
        if (at + 1 < text.size()) marked += '\n';
    }
    return marked;
}

void append_without_marks(std::string& to, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        to += text[at++];
        if (!text.substr(at).starts_with(line_mark)) continue;
        at += line_mark.size();
        if (at < text.size()) ++at;
    }
}

std::string_view view(const re2::StringPiece& piece) noexcept {
    return {piece.data(), piece.size()};
}

}  // namespace

struct pattern::compiled {
    std::string_view refusal;
    flag_set flags;
    std::uint32_t groups = 0;
    std::vector<std::uint32_t> numbers;  // of each group of RE2, from 1 on, that of ours
    std::unique_ptr<re2::RE2> plain;
    std::unique_ptr<re2::RE2> marked;  // only where line ends must be marked for it

    std::string_view read(std::string_view text, std::string_view letters) {
        const auto read_letters = read_flags(letters);
        if (!read_letters) return "a flag that there is not";
        if (text.size() > longest_pattern) return "too long a pattern";
        flags = *read_letters;
        auto tree = read_pattern(text, flags);
        if (!tree.refusal.empty()) return tree.refusal;
        groups = tree.groups;
        if (has_kind(tree.root, node_kind::reference) && !write_out_references(tree.root, flags.any_case))
            return "a back-reference to a group that may match many texts";
        return translate(tree.root);
    }

    std::string_view translate(const node& root) {
        const auto text = write_pattern(root, flags.lines, line_ends::plain);
        if (!text) return "too large a pattern";
        plain = compile(*text);
        numbers = text->groups;
        if (!plain->ok()) return "too large a pattern";
        if (!flags.lines || !has_kind(root, node_kind::begin)) return {};
        const auto text_for_marks = write_pattern(root, flags.lines, line_ends::marked);
        if (!text_for_marks) return "too large a pattern";
        marked = compile(*text_for_marks);
        return marked->ok() ? std::string_view{} : "too large a pattern";
    }

    [[nodiscard]] bool needs_marks(std::string_view text) const noexcept { return marked && text.ends_with('\n'); }
};

pattern::pattern(std::string_view text, std::string_view flags) : is_{std::make_unique<compiled>()} {
    is_->refusal = is_->read(text, flags);
}

pattern::~pattern() = default;

std::string_view pattern::refusal() const noexcept {
    return is_->refusal;
}

bool pattern::matches(std::string_view text) const {
    if (is_->needs_marks(text)) return re2::RE2::PartialMatch(with_marks(text), *is_->marked);
    return is_->plain->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

std::uint32_t pattern::groups() const noexcept {
    return is_->groups;
}

bool pattern::literal() const noexcept {
    return is_->flags.literal;
}

std::shared_ptr<const pattern> pattern_for(std::string_view text, std::string_view flags) {
    struct kept {
        std::string text;
        std::string flags;
        std::shared_ptr<const pattern> is;
    };
    static thread_local std::list<kept> latest;
    const auto found = std::ranges::find_if(latest, [&](const kept& k) { return k.text == text && k.flags == flags; });
    if (found != latest.end()) {
        latest.splice(latest.begin(), latest, found);
        return latest.front().is;
    }
    latest.push_front({std::string{text}, std::string{flags}, std::make_shared<const pattern>(text, flags)});
    if (latest.size() > most_kept) latest.pop_back();
    return latest.front().is;
}

search::search(const pattern& what, std::string_view text, std::uint32_t groups)
    : is_{*what.is_},
      marked_{is_.needs_marks(text)},
      with_marks_{marked_ ? with_marks(text) : std::string{}},
      text_{marked_ ? std::string_view{with_marks_} : text},
      found_(groups == 0 ? 1 : is_.numbers.size() + 1) {}

bool search::next() {
    const auto& re = marked_ ? *is_.marked : *is_.plain;
    std::vector<re2::StringPiece> pieces(found_.size());
    from_ = end_;
    if (!re.Match({text_.data(), text_.size()}, from_, text_.size(), re2::RE2::UNANCHORED, pieces.data(),
                  static_cast<int>(pieces.size()))) {
        found_[0] = text_.substr(text_.size());
        end_ = text_.size();
        return false;
    }
    std::ranges::transform(pieces, found_.begin(), view);
    end_ = static_cast<std::size_t>(found_[0].data() - text_.data()) + found_[0].size();
    return true;
}

void search::append_before(std::string& to) const {
    append(to, text_.substr(from_, static_cast<std::size_t>(found_[0].data() - text_.data()) - from_));
}

// Where back-references were written out, a group stands there more than once. In a loop more of them may have taken
// part, of which the last counts, and it lies behind the others.
void search::append_group(std::string& to, std::uint32_t group) const {
    std::string_view last = group == 0 ? found_[0] : std::string_view{};
    for (std::size_t at = 0; group != 0 && at + 1 < found_.size(); ++at) {
        const auto here = found_[at + 1];
        if (is_.numbers[at] != group || here.data() == nullptr) continue;
        if (last.data() == nullptr || here.data() >= last.data()) last = here;
    }
    append(to, last);
}

void search::append(std::string& to, std::string_view part) const {
    if (marked_)
        append_without_marks(to, part);
    else
        to += part;
}

}  // namespace reglament::feel::regex
