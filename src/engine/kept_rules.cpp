#include "engine/kept_rules.hpp"

#include "engine/checksum.hpp"
#include "machine/codec.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::uint64_t format = 1;
constexpr std::string_view rules_note = "rules", text_note = "text/";

std::string_view file_name(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string name_of(const source& text) {
    byte_writer bytes;
    bytes.text(file_name(text.name()));
    bytes.text(text.text());
    return content_hash(bytes.take());
}

void write(byte_writer& out, const kept_rules::publication& p) {
    out.text(p.name);
    out.whole(p.at.time_since_epoch().count());
    out.number(p.texts.size());
    for (const std::string& text : p.texts) out.text(text);
    out.number(p.definitions.size());
    for (const auto& [regulation, definition] : p.definitions) {
        out.text(regulation);
        out.text(definition);
    }
}

kept_rules::publication read_publication(byte_reader& in) {
    kept_rules::publication p;
    p.name = in.text();
    p.at = instant{instant::duration{in.whole()}};
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) p.texts.emplace_back(in.text());
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        std::string regulation{in.text()};
        p.definitions.emplace_back(std::move(regulation), in.text());
    }
    return p;
}

bool damaged(const store& in, issues& found) {
    found.add("store-damaged", {}, {in.name(), {}});
    return false;
}

}  // namespace

std::string name_of_rules(const rulebook& rules) {
    std::vector<std::string> names;
    for (const auto& text : rules.sources()) names.push_back(name_of(*text));
    for (const machine& m : rules.machines()) {  // of rules that were not read from texts
        if (rules.sources().empty()) names.push_back(m.regulation().id.value + m.regulation().definition);
    }
    std::sort(names.begin(), names.end());
    std::string all;
    for (const std::string& name : names) all += name + "\n";
    return content_hash(all);
}

bool kept_rules::knows(std::string_view name) const noexcept {
    return std::any_of(all.begin(), all.end(), [&](const publication& p) { return p.name == name; });
}

void kept_rules::publish(const rulebook& rules, instant at) {
    publication fresh;
    fresh.name = name_of_rules(rules);
    fresh.at = at;
    for (const auto& text : rules.sources()) fresh.texts.push_back(name_of(*text));
    for (regulation_index i = 0; i < rules.machines().size(); ++i) {
        const regulation& r = rules.machines()[i].regulation();
        if (!rules.is_earlier(i)) fresh.definitions.emplace_back(r.id.value, r.definition);
    }
    if (!is_in_force(fresh.name)) all.push_back(std::move(fresh));
    earlier = earlier_versions(rules);
}

bool kept_rules::read_texts(store& in, const publication& which, rule_texts& texts, issues& found) {
    for (const std::string& name : which.texts) {
        std::string bytes;
        if (!in.read_note(std::string{text_note} + name, bytes, found)) return false;
        byte_reader reader{bytes};
        std::string file{reader.text()};
        auto text = std::make_shared<const source>(std::move(file), std::string{reader.text()});
        if (!reader.ok() || !reader.at_end() || name_of(*text) != name) return damaged(in, found);
        texts.push_back(std::move(text));
    }
    return true;
}

bool kept_rules::read_earlier(store& in, std::vector<rule_texts>& texts, issues& found) const {
    const auto says_one = [&](const publication& p) {
        return std::any_of(earlier.begin(), earlier.end(), [&](const earlier_version& e) {
            const std::pair one{e.regulation, e.definition};
            return std::find(p.definitions.begin(), p.definitions.end(), one) != p.definitions.end();
        });
    };
    for (const publication& p : all) {
        if (says_one(p) && !read_texts(in, p, texts.emplace_back(), found)) return false;
    }
    return true;
}

bool read_kept_rules(store& in, kept_rules& rules, issues& found) {
    std::string bytes;
    if (!in.read_note(std::string{rules_note}, bytes, found)) return false;
    rules = {};
    if (bytes.empty()) return true;
    byte_reader reader{bytes};
    if (reader.number() != format) return damaged(in, found);
    for (std::size_t n = reader.count(); n > 0 && reader.ok(); --n) rules.all.push_back(read_publication(reader));
    for (std::size_t n = reader.count(); n > 0 && reader.ok(); --n) {
        earlier_version e;
        e.regulation = reader.text();
        e.definition = reader.text();
        e.begins = reader.number() != 0;
        rules.earlier.push_back(std::move(e));
    }
    return (reader.ok() && reader.at_end()) || damaged(in, found);
}

std::vector<store_commit::note> notes_of(const kept_rules& rules, const rulebook& read) {
    std::vector<store_commit::note> notes;
    for (const auto& text : read.sources()) {
        byte_writer bytes;
        bytes.text(text->name());
        bytes.text(text->text());
        notes.push_back({std::string{text_note} + name_of(*text), bytes.take()});
    }
    byte_writer out;
    out.number(format);
    out.number(rules.all.size());
    for (const kept_rules::publication& p : rules.all) write(out, p);
    out.number(rules.earlier.size());
    for (const earlier_version& e : rules.earlier) {
        out.text(e.regulation);
        out.text(e.definition);
        out.number(e.begins ? 1U : 0U);
    }
    notes.push_back({std::string{rules_note}, out.take()});
    return notes;
}

}  // namespace reglament
