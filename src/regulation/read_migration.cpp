#include "regulation/read_migration.hpp"

namespace reglament {

namespace {

class migration_reader final : public section_reader {
public:
    using section_reader::section_reader;

    migration read() {
        static const key_set keys{context_of::migration};
        const node& root = *tree_.root();
        result_.file = file_;
        const auto seen = each_key(root, keys, [&](const entry& e) { read_key(e); });
        const span where = tree_.first(root)->where;
        for (const std::string_view needed : {"migration", "from"}) require(seen, needed, context_of::migration, where);
        check_jump();
        result_.sound = state() == soundness::sound && !result_.regulation.value.empty();
        return std::move(result_);
    }

private:
    using removed_rule = migration::removed_rule;

    void read_key(const entry& e) {
        if (e.is("migration")) {
            result_.regulation = read_name(e);
        } else if (e.is("from")) {
            result_.from = read_names(e);
        } else if (e.is("map")) {
            read_map(e);
        } else if (e.is("removed")) {
            removed_ = e.key.where;
            if (const keyword* word = read_word(e, context_of::removed, "bad-removed"))
                result_.removed = rule_of(*word);
        } else if (e.is("to")) {
            result_.to = read_name(e);
        } else if (const keyword* word = read_word(e, context_of::deadlines, "bad-deadlines")) {
            result_.recompute_deadlines = word->en == "recompute";
        }
    }

    static removed_rule rule_of(const keyword& word) {
        if (word.en == "skip") return removed_rule::skip;
        return word.en == "jump" ? removed_rule::jump : removed_rule::cancel;
    }

    void read_map(const entry& e) {
        if (!is_map(e)) return;
        each_name(e.value, [&](const node& key, const node& value) {
            auto to = read_name(entry{e.word, key, value});
            if (!to.value.empty()) result_.map.emplace_back(name_of(key), std::move(to));
        });
    }

    void check_jump() {
        const bool jumps = result_.removed == removed_rule::jump;
        if (jumps && result_.to.value.empty()) missing("to", context_of::migration, removed_);
        if (jumps || result_.to.value.empty()) return;
        report("to-without-jump", result_.to.where,
               {spell("to", context_of::migration),
                spell("removed", context_of::migration) + ": " + spell("jump", context_of::removed)});
    }

    migration result_;
    span removed_{};
};

}  // namespace

migration read_migration(const yaml::tree& tree, const std::shared_ptr<const source>& file, issues& found) {
    return migration_reader{tree, file, found}.read();
}

}  // namespace reglament
