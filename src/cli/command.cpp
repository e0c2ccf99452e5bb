#include "cli/command.hpp"

#include <reglament/regulation/keywords.hpp>

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
