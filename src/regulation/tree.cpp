#include "regulation/tree.hpp"

#include "regulation/scalar_place.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <streambuf>
#include <utility>

namespace reglament::yaml {

namespace {

// A stream over a text in memory, without a copy of it.
class view_buffer : public std::streambuf {
public:
    explicit view_buffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());  // NOLINT: only read from
        setg(begin, begin, begin + text.size());
    }
};

// Thrown through the library to stop it.
struct beyond_limits {
    std::uint32_t at;
    std::string_view code;
};

// What the library says, and what we call it.
const std::array<std::pair<const char*, std::string_view>, 13> messages{{
    {YAML::ErrorMsg::END_OF_MAP, "yaml-indentation"},
    {YAML::ErrorMsg::END_OF_SEQ, "yaml-indentation"},
    {YAML::ErrorMsg::MAP_VALUE, "yaml-colon"},
    {YAML::ErrorMsg::MAP_KEY, "yaml-colon"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "yaml-dash"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "yaml-bracket-open"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "yaml-bracket-open"},
    {YAML::ErrorMsg::FLOW_END, "yaml-bracket-close"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "yaml-quote-open"},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "yaml-quote-open"},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, "yaml-special-start"},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "yaml-special-start"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "yaml-tab"},
}};

// The length of the word for nothing that a text begins with.
std::size_t null_word(std::string_view text) noexcept {
    if (text.starts_with('~')) return 1;
    return text.starts_with("null") || text.starts_with("Null") || text.starts_with("NULL") ? 4 : 0;
}

std::string_view code_of(const std::string& message) noexcept {
    if (message.starts_with(YAML::ErrorMsg::INVALID_ESCAPE)) return "yaml-escape";
    const auto at = std::find_if(messages.begin(), messages.end(), [&](const auto& m) { return message == m.first; });
    return at == messages.end() ? "yaml-unreadable" : at->second;
}

}  // namespace

class tree_builder final : public YAML::EventHandler {
public:
    tree_builder(const mended_text& text, const std::shared_ptr<const source>& file, const read_limits& limits,
                 tree& into, issues& found)
        : text_{text}, file_{file}, limits_{limits}, tree_{into}, found_{found} {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const std::uint32_t begin = at(mark);
        refuse_anchor(begin, anchor);
        const std::uint32_t before = end_of_last();
        node& added = add(node_kind::null, begin);
        if (const std::size_t length = null_word(file_->text().substr(begin)); length > 0) {
            added.where.end = begin + static_cast<std::uint32_t>(length);
            added.text = file_->text().substr(begin, length);
        } else if (!open_.empty() && open_.back().last_key != 0) {
            added.where = tree_.nodes_[open_.back().last_key].where;
        } else if (const auto dash = last_dash(before, begin); dash) {
            added.where = {*dash, *dash + 1};
        }
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        const std::uint32_t begin = at(mark);
        found_.add("yaml-anchor", place{file_, {begin, begin + 1}}, {"*"});
        tree_.damaged = true;
        add(node_kind::null, begin);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const std::uint32_t begin = at(mark);
        refuse_anchor(begin, anchor);
        refuse_tag(begin, tag);
        node& added = add(node_kind::scalar, begin);
        const std::uint32_t offset = static_cast<std::uint32_t>(mark.pos);
        const scalar_place found = find_scalar(text_.text(), offset, value);
        added.where = {text_.original(found.where.begin), text_.original(found.where.end)};
        const std::string_view written = file_->text().substr(added.where.begin, added.where.end - added.where.begin);
        added.verbatim = written == value;
        added.text = added.verbatim ? written : std::string_view{tree_.kept_.emplace_back(value)};
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(node_kind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(node_kind::map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    // A container that is not closed yet.
    struct level {
        std::uint32_t index = 0;
        std::uint32_t last = 0;      // child
        std::uint32_t last_key = 0;  // of a map whose key waits for its value
        bool key_next = false;
    };

    [[nodiscard]] std::uint32_t at(const YAML::Mark& mark) const noexcept {
        return text_.original(static_cast<std::uint32_t>(std::max(mark.pos, 0)));
    }

    // Where what was read last in the list in hand ends.
    [[nodiscard]] std::uint32_t end_of_last() const noexcept {
        if (open_.empty()) return 0;
        const level& list = open_.back();
        return list.last != 0 ? tree_.nodes_[list.last].where.end : tree_.nodes_[list.index].where.begin;
    }

    // The dash of an item without a value: the library tells only where the next thing begins.
    [[nodiscard]] std::optional<std::uint32_t> last_dash(std::uint32_t from, std::uint32_t end) const noexcept {
        const std::string_view text = file_->text();
        const bool first = open_.empty() || open_.back().last == open_.back().index + 1;
        for (std::size_t at = first ? from : text.find('\n', from); at < end; at = text.find('\n', at + 1)) {
            const std::size_t content = text.find_first_not_of(" \n", at);
            if (content != text.npos && text[content] == '-') return static_cast<std::uint32_t>(content);
        }
        return std::nullopt;
    }

    node& add(node_kind kind, std::uint32_t begin) {
        if (tree_.nodes_.size() >= limits_.nodes) throw beyond_limits{begin, "yaml-too-many-nodes"};
        const auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
        node& added = tree_.nodes_.emplace_back();
        added.kind = kind;
        added.where = {begin, begin};
        if (!open_.empty()) link(open_.back(), index);
        return added;
    }

    void link(level& parent, std::uint32_t index) {
        node& before = tree_.nodes_[parent.last != 0 ? parent.last : parent.index];
        (parent.last != 0 ? before.next : before.first) = index;
        parent.last = index;
        if (tree_.nodes_[parent.index].kind != node_kind::map) return;
        parent.last_key = parent.key_next ? index : 0;
        if (parent.key_next && tree_.nodes_[index].kind != node_kind::scalar) refuse_key(index);
        parent.key_next = !parent.key_next;
    }

    void open(node_kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        const std::uint32_t begin = at(mark);
        refuse_anchor(begin, anchor);
        refuse_tag(begin, tag);
        if (open_.size() >= limits_.depth) throw beyond_limits{begin, "yaml-too-deep"};
        const auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
        add(kind, begin).where.end = begin + 1;
        open_.push_back({index, 0, 0, kind == node_kind::map});
    }

    void close() {
        const level done = open_.back();
        open_.pop_back();
        node& container = tree_.nodes_[done.index];
        container.where.end = std::max(container.where.end, tree_.nodes_.back().where.end);
    }

    void refuse_anchor(std::uint32_t begin, YAML::anchor_t anchor) {
        if (anchor != 0) found_.add("yaml-anchor", place{file_, {begin, begin + 1}}, {"&"});
    }

    void refuse_tag(std::uint32_t begin, const std::string& tag) {
        if (tag.size() > 1) found_.add("yaml-tag", place{file_, {begin, begin + 1}}, {tag});
    }

    void refuse_key(std::uint32_t index) {
        const node& key = tree_.nodes_[index];
        tree_.damaged = true;
        found_.add("yaml-key", place{file_, {key.where.begin, std::max(key.where.end, key.where.begin + 1)}});
    }

    const mended_text& text_;
    const std::shared_ptr<const source>& file_;
    const read_limits& limits_;
    tree& tree_;
    issues& found_;
    std::vector<level> open_;
};

std::optional<failure> parse(const mended_text& text, const std::shared_ptr<const source>& file,
                             const read_limits& limits, tree& into, issues& found) {
    view_buffer buffer{text.text()};
    std::istream stream{&buffer};
    tree_builder builder{text, file, limits, into, found};
    const auto original = [&](const YAML::Exception& e) {
        return text.original(static_cast<std::uint32_t>(std::max(e.mark.pos, 0)));
    };
    try {
        YAML::Parser parser{stream};
        parser.HandleNextDocument(builder);
    } catch (const beyond_limits& e) {
        return failure{e.at, e.code};
    } catch (const YAML::Exception& e) {
        return failure{original(e), code_of(e.msg)};
    }
    return {};
}

}  // namespace reglament::yaml
