// Tree: one YAML document as nodes in one array, each with its place in the file.
#pragma once

#include "regulation/mended_text.hpp"

#include <reglament/regulation/read.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::yaml {

enum class node_kind : std::uint8_t { null, scalar, list, map };

struct node {
    node_kind kind = node_kind::null;
    bool verbatim = false;    ///< of a scalar: `where` covers exactly its text
    std::uint32_t next = 0;   ///< index of the next sibling, 0 none
    std::uint32_t first = 0;  ///< index of the first child, 0 none; of a map, keys and values take turns
    span where;               ///< of a quoted scalar without the quotation marks
    std::string_view text;    ///< of a scalar, and of a null that is written (`null`, `~`)

    [[nodiscard]] bool is_null() const noexcept { return kind == node_kind::null; }
    [[nodiscard]] bool is_scalar() const noexcept { return kind == node_kind::scalar; }
    [[nodiscard]] bool is_list() const noexcept { return kind == node_kind::list; }
    [[nodiscard]] bool is_map() const noexcept { return kind == node_kind::map; }
};

/// A document. Texts of scalars are views into the file or into the tree.
class tree {
public:
    // Moved only: texts point into it.
    tree() = default;
    tree(tree&&) = default;
    tree& operator=(tree&&) = default;
    tree(const tree&) = delete;
    tree& operator=(const tree&) = delete;
    ~tree() = default;

    [[nodiscard]] const node* root() const noexcept { return nodes_.empty() ? nullptr : &nodes_.front(); }
    [[nodiscard]] const node* first(const node& parent) const noexcept { return at(parent.first); }
    [[nodiscard]] const node* next(const node& sibling) const noexcept { return at(sibling.next); }

    /// Whether part of the text could not be read and is missing here.
    bool damaged = false;

private:
    friend class tree_builder;
    [[nodiscard]] const node* at(std::uint32_t index) const noexcept { return index == 0 ? nullptr : &nodes_[index]; }

    std::vector<node> nodes_;
    std::deque<std::string> kept_;
};

/// Where the YAML library gave up, and why in its own words.
struct failure {
    std::uint32_t at = 0;  ///< in the original text
    std::string_view why;  ///< a catalogue code
};

/// Parses one document with the YAML library. What it refuses of YAML (anchors, aliases, tags, keys that are no text)
/// is reported; on a failure the tree holds what came before.
[[nodiscard]] std::optional<failure> parse(const mended_text& text, const std::shared_ptr<const source>& file,
                                           const read_limits& limits, tree& into, issues& found);

/// Every document of a file: the line scan, then the library, again and again without the line it stumbled over, so
/// that everything wrong is found at once.
[[nodiscard]] std::vector<tree> read_documents(const std::shared_ptr<const source>& file, const read_limits& limits,
                                               issues& found);

}  // namespace reglament::yaml
