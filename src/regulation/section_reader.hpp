// Section reader: what all parts of the reader share. Keys, their values as texts, names, periods and conditions.
#pragma once

#include "regulation/tree.hpp"

#include <reglament/regulation/keywords.hpp>
#include <reglament/regulation/regulation.hpp>
#include <reglament/text/issue.hpp>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reglament {

/// The keywords that may stand in one mapping.
class key_set {
public:
    explicit key_set(context_of whole);
    key_set(std::initializer_list<std::pair<context_of, std::string_view>> words);

    [[nodiscard]] const keyword* find(std::string_view key) const noexcept;
    [[nodiscard]] const std::vector<const keyword*>& words() const noexcept { return words_; }

    /// Every spelling of every word.
    [[nodiscard]] std::vector<std::string_view> spellings() const;

private:
    std::vector<const keyword*> words_;
    std::vector<context_of> contexts_;
};

/// A key of a mapping, understood, with its value.
struct entry {
    const keyword* word = nullptr;
    const yaml::node& key;
    const yaml::node& value;

    [[nodiscard]] bool is(std::string_view en) const noexcept { return word->en == en; }
};

/// Whom a name means: the client, who is there always, goes by both words.
[[nodiscard]] std::string subject_called(std::string name);

class section_reader {
public:
    section_reader(const yaml::tree& tree, std::shared_ptr<const source> file, issues& found);

protected:
    using node = yaml::node;
    using keys_found = std::vector<const keyword*>;

    issue& report(std::string_view code, span where, std::vector<std::string> arguments = {},
                  std::string suggestion = {});

    /// Takes over what was found in a part that is read elsewhere.
    void adopt(const issues& told);

    /// A keyword as the author of this document would write it.
    [[nodiscard]] std::string spell(std::string_view en, context_of where) const;

    /// Calls `read(entry)` for each keyword of a mapping. Unknown, misplaced and repeated keys are reported; a key that
    /// is nearly a keyword is read as that one, so that nothing is reported as missing because of a slip.
    /// Returns the keywords found.
    template <class Read>
    keys_found each_key(const node& map, const key_set& allowed, Read&& read) {
        keys_found seen;
        seen.reserve(allowed.words().size());
        for (const node* key = tree_.first(map); key != nullptr;) {
            const node* value = tree_.next(*key);
            if (value == nullptr) break;
            if (const keyword* word = understand(*key, map, allowed, seen)) read(entry{word, *key, *value});
            key = tree_.next(*value);
        }
        return seen;
    }

    /// Calls `read(key, value)` for each entry of a mapping whose keys are the author's names. Repeated ones are
    /// reported.
    template <class Read>
    void each_name(const node& map, Read&& read) {
        std::unordered_map<std::string_view, const node*> seen;
        for (const node* key = tree_.first(map); key != nullptr;) {
            const node* value = tree_.next(*key);
            if (value == nullptr) break;
            if (key->is_scalar() && is_new(*key, seen)) read(*key, *value);
            key = tree_.next(*value);
        }
    }

    template <class Read>
    void each_item(const node& list, Read&& read) {
        for (const node* item = tree_.first(list); item != nullptr; item = tree_.next(*item)) read(*item);
    }

    // Each reports a value of another shape. `e.key` is underlined where there is no value.
    [[nodiscard]] bool is_text(const entry& e);
    [[nodiscard]] bool is_map(const entry& e);
    [[nodiscard]] bool is_list(const entry& e);
    [[nodiscard]] std::string read_text(const entry& e);
    [[nodiscard]] located<std::string> read_name(const entry& e);
    [[nodiscard]] located<std::string> read_subject_name(const entry& e);        ///< клиент is client
    [[nodiscard]] std::vector<located<std::string>> read_names(const entry& e);  ///< a list, or one
    [[nodiscard]] std::optional<located<period>> read_period(const entry& e);
    [[nodiscard]] condition read_condition(const entry& e);
    [[nodiscard]] std::optional<bool> read_yes_no(const entry& e);
    /// One of the words of a context; of another one `code` is reported, with all of them.
    [[nodiscard]] const keyword* read_word(const entry& e, context_of words, std::string_view code);
    [[nodiscard]] std::uint32_t read_cost(const entry& e);
    [[nodiscard]] observation read_observation(const entry& e);
    [[nodiscard]] control_rule read_control(const entry& e);
    [[nodiscard]] std::string read_version(const entry& e);
    [[nodiscard]] std::vector<attribute> read_attributes(const entry& e);  ///< name: type
    [[nodiscard]] std::optional<attribute> read_type(const node& value, std::string_view key, bool may_be_optional);

    // Each reports a name that conditions could not read: by itself, behind the dot of its owner, before a dot.
    void check_readable(const located<std::string>& name);
    void check_member(std::string_view owner, const located<std::string>& member);
    void check_owner(const located<std::string>& owner);
    void report_period(std::string_view text, span where);

    [[nodiscard]] located<std::string> name_of(const node& scalar) const;
    [[nodiscard]] static condition condition_of(const node& scalar);

    /// Reports a keyword that is not among those found. Nothing is said of a text that could not be read as a whole.
    void require(const keys_found& keys, std::string_view en, context_of where, span at);
    void missing(std::string_view en, context_of where, span at);

    /// How much of what was written is in the result so far.
    [[nodiscard]] soundness state() const noexcept { return tree_.damaged ? soundness::with_gaps : state_; }

    const yaml::tree& tree_;
    std::shared_ptr<const source> file_;
    issues& found_;
    bool russian_ = false;
    std::pair<const node*, const keyword*> misread_{};  ///< a key that is reported already, and what was meant

private:
    soundness state_ = soundness::sound;

    [[nodiscard]] const keyword* understand(const node& key, const node& map, const key_set& allowed, keys_found& seen);
    [[nodiscard]] const keyword* guess(const node& key, const node& map, const key_set& allowed, keys_found& seen);
    [[nodiscard]] bool is_new(const node& key, std::unordered_map<std::string_view, const node*>& seen);
    void repeated(const node& key, const node* first);
    [[nodiscard]] const node* first_of(const node& map, const keyword& word, const key_set& allowed) const;
    void wrong_shape(const entry& e, std::string_view code);
    void report_item(const entry& e, const node& item);
};

}  // namespace reglament
