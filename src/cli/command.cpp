#include "cli/command.hpp"

#include <reglament/regulation/keywords.hpp>
#include <reglament/text/names.hpp>

#include <iostream>

namespace reglament::cli {

int session::fail(int code, std::string_view en, std::string_view ru) {
    std::cerr << "reglament: " << say(en, ru) << "\n";
    return status = code;
}

std::string padded(std::string_view text, std::size_t width) {
    const std::size_t length = count_characters(text);
    return std::string{text} + std::string(width > length ? width - length : 0, ' ');
}

std::vector<std::filesystem::path> as_paths(const std::vector<std::string>& names) {
    return {names.begin(), names.end()};
}

namespace {

std::nullopt_t none_called(const std::string& text, const std::vector<std::string_view>& known, std::string_view en,
                           std::string_view ru, session& s) {
    const auto near = near_names(text, known);
    const std::string word = near.empty() ? std::string{} : std::string{near.front()};
    s.fail(
        wrong_use,
        "there is no " + std::string{en} + " “" + text + "”" + (word.empty() ? "" : "; did you mean “" + word + "”?"),
        "нет " + std::string{ru} + " «" + text + "»" + (word.empty() ? "" : "; может быть, «" + word + "»?"));
    return std::nullopt;
}

}  // namespace

std::optional<std::uint16_t> find_role(const std::string& text, const vocabulary& words, session& s) {
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < words.roles.size(); ++i) {
        const role& r = words.roles[i];
        if (r.name.value == text || r.title == text) return static_cast<std::uint16_t>(i);
        known.emplace_back(r.name.value);
    }
    return none_called(text, known, "role", "роли", s);
}

std::optional<regulation_index> find_regulation(const std::string& text, const rulebook& rules, session& s) {
    std::vector<std::string_view> known;
    for (regulation_index i = 0; i < rules.machines().size(); ++i) {
        const regulation& r = rules.machines()[i].regulation();
        if (rules.is_earlier(i)) continue;
        if (r.id.value == text || r.title == text) return i;
        known.emplace_back(r.id.value);
    }
    return none_called(text, known, "regulation", "регламента", s);
}

bool lacks_paths(const std::vector<std::string>& paths, session& s) {
    bool lacking = false;
    for (const std::string& path : paths) {
        std::error_code failed;
        if (std::filesystem::exists(path, failed)) continue;
        s.fail(wrong_use, "there is no file or folder “" + path + "”", "нет файла или папки «" + path + "»");
        lacking = true;
    }
    return lacking;
}

void tell(const issues& found, const session& s) {
    constexpr std::size_t most_shown = 200;  // nobody reads more
    std::cerr << render(found, s.lang, most_shown);
}

void speak_as(const std::vector<std::string>& paths, session& s) {
    issues told_later;
    if (!s.lang_said) speak_as(find_sources(as_paths(paths), told_later), s);
}

void speak_as(std::span<const std::shared_ptr<const source>> texts, session& s) {
    if (s.lang_said) return;
    std::string all;
    for (const auto& text : texts) all += std::string{text->text()} + "\n";
    s.lang = language_of_keywords(all).value_or(s.lang);
}

std::shared_ptr<const rulebook> load_rules(const std::vector<std::string>& paths, session& s) {
    if (lacks_paths(paths, s)) return nullptr;
    speak_as(paths, s);
    const std::vector<std::filesystem::path> files = as_paths(paths);
    loaded read = load(files);
    tell(read.found, s);
    if (!read.rules) s.status = wrong_input;
    return read.rules;
}

}  // namespace reglament::cli
