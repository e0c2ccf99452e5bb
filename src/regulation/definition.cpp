#include "regulation/definition.hpp"

#include "regulation/keyword_table.hpp"

#include <reglament/regulation/blocks.hpp>
#include <reglament/regulation/script.hpp>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

namespace {

// The namespace of all definitions: a new one whenever the canonical text changes.
constexpr boost::uuids::uuid definitions{
    {0x6c, 0x1f, 0x0b, 0x2e, 0x55, 0x0d, 0x4f, 0x3a, 0x9b, 0x43, 0x1d, 0x7a, 0x52, 0x8e, 0x30, 0x01}};

// Below these keys stand names that their author gave.
constexpr std::array<std::string_view, 13> named{"output", "cases", "fork",  "either",  "listen",    "on",  "form",
                                                 "set",    "data",  "lines", "replies", "questions", "fill"};

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Blank space outside of quotation marks counts as one blank, or as one line break where there is one.
std::string plain(std::string_view text) {
    std::string out;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size();) {
        if (quoted || !is_blank(text[i])) {
            const std::string_view rest = text.substr(i);
            if (rest.front() == '"') quoted = !quoted;
            if (rest.starts_with("«")) quoted = true;
            if (rest.starts_with("»")) quoted = false;
            out += text[i++];
            continue;
        }
        const std::size_t end = std::min(text.find_first_not_of(" \t\r\n", i), text.size());
        if (!out.empty() && end < text.size())
            out += text.substr(i, end - i).find('\n') == std::string_view::npos ? ' ' : '\n';
        i = end;
    }
    return out;
}

// Each part with its length before it, so that no two texts run together.
void add(std::string& out, char kind, std::string_view part) {
    out += kind;
    out += std::to_string(part.size());
    out += ':';
    out += part;
}

class canonical_writer {
public:
    explicit canonical_writer(const yaml::tree& tree) : tree_{tree} {}

    std::string write() {
        document(*tree_.root());
        return std::move(out_);
    }

private:
    using node = yaml::node;
    using pair = std::pair<const node*, const node*>;

    [[nodiscard]] std::vector<pair> entries(const node& map) const {
        std::vector<pair> all;
        for (const node* key = tree_.first(map); key != nullptr;) {
            const node* value = tree_.next(*key);
            if (value == nullptr) break;
            all.emplace_back(key, value);
            key = tree_.next(*value);
        }
        return all;
    }

    static void sort(std::vector<pair>& all) {
        std::sort(all.begin(), all.end(), [](const pair& a, const pair& b) { return a.first->text < b.first->text; });
    }

    void document(const node& root) {
        auto all = entries(root);
        std::erase_if(all, [](const pair& p) {
            const keyword* k = find_keyword(p.first->text, context_of::regulation);
            return k != nullptr && (k->en == "running" || k->en == "pilot");
        });
        sort(all);
        for (const auto& [key, value] : all) entry(*key, *value);
    }

    void entry(const node& key, const node& value) {
        add(out_, 'k', plain(key.text));
        const keyword* word = find_keyword_anywhere(key.text);
        const bool names = word != nullptr && std::find(named.begin(), named.end(), word->en) != named.end();
        visit(value, names);
    }

    void visit(const node& n, bool names = false) {
        if (n.is_scalar()) return add(out_, 's', plain(n.text));
        if (n.is_null()) return add(out_, 'n', {});
        if (n.is_map()) {
            auto all = entries(n);
            if (!names) sort(all);
            add(out_, 'm', std::to_string(all.size()));
            for (const auto& [key, value] : all) entry(*key, *value);
            return;
        }
        std::size_t count = 0;
        for (const node* item = tree_.first(n); item != nullptr; item = tree_.next(*item)) ++count;
        add(out_, 'l', std::to_string(count));
        for (const node* item = tree_.first(n); item != nullptr; item = tree_.next(*item)) visit(*item);
    }

    const yaml::tree& tree_;
    std::string out_;
};

void add(std::string& out, const std::vector<attribute>& all) {
    for (const attribute& a : all) {
        add(out, 'a', a.name.value);
        add(out, a.optional ? 'o' : 't', to_string(a.type));
    }
}

// Whether a name stands anywhere in a text: rather once too often than once too few.
bool names(const std::string& text, const std::string& name) {
    return text.find(name) != std::string::npos;
}

void add_scripts(std::string& out, const regulation& r) {
    each_outer_block(r, [&](const block& steps) {
        each_step(steps, [&](const step& s) {
            const auto* task = std::get_if<task_step>(&s.kind);
            if (task != nullptr && task->goes_by.what != nullptr) add(out, 'q', task->goes_by.what->text);
        });
    });
}

}  // namespace

std::string canonical_text(const yaml::tree& tree) {
    return canonical_writer{tree}.write();
}

std::string definition_of(const regulation& r, std::string text, const vocabulary& words) {
    each_outer_block(r, [&](const block& steps) {
        each_step(steps, [&](const step& s) {
            const auto* decide = std::get_if<decide_step>(&s.kind);
            if (decide != nullptr && decide->table.file && decide->table.file != r.file)
                add(text, 'd', plain(decide->table.file->text()));
        });
    });
    const std::string said = text;
    add_scripts(text, r);
    if (words.declared) {
        for (const subject_type& s : words.subjects) {
            if (!s.is_part() || !names(said, s.name.value)) continue;
            add(text, 'S', s.name.value);
            add(text, 'p', s.parent);
        }
        for (const event_type& e : words.events) {
            if (!names(said, e.name.value)) continue;
            add(text, 'E', e.name.value);
            add(text, 'S', e.subject);
            add(text, e.data);
        }
        for (const fact& f : words.facts) {
            if (!names(said, f.name.value)) continue;
            add(text, 'F', f.name.value);
            add(text, 'S', f.subject);
            add(text, 't', to_string(f.type));
        }
        for (const action_type& a : words.actions) {
            if (!names(said, a.name.value)) continue;
            add(text, 'A', a.name.value);
            add(text, a.data);
            add(text, 'r', {});
            add(text, a.result);
        }
    }
    return to_string(boost::uuids::name_generator_sha1{definitions}(text));
}

}  // namespace reglament
