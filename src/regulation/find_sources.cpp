#include <reglament/regulation/read.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <system_error>

namespace reglament {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char8_t*, 4> vocabulary_names{u8"vocabulary.yaml", u8"vocabulary.yml", u8"словарь.yaml",
                                                         u8"словарь.yml"};

constexpr std::array<const char8_t*, 4> people_names{u8"people.yaml", u8"people.yml", u8"люди.yaml", u8"люди.yml"};

std::string utf8(const fs::path& path) {
    const std::u8string name = path.generic_u8string();
    return {reinterpret_cast<const char*>(name.data()), name.size()};
}

bool is_yaml(const fs::path& path) {
    return path.extension() == ".yaml" || path.extension() == ".yml";
}

bool is_vocabulary(const fs::path& path) {
    const auto same = [&](const char8_t* name) { return path.filename() == fs::path{name}; };
    return std::any_of(vocabulary_names.begin(), vocabulary_names.end(), same);
}

fs::path parent_of(const fs::path& path) {
    const fs::path parent = path.parent_path();
    return parent.empty() ? fs::path{"."} : parent;
}

// The first file of these names in a folder, or an empty path.
fs::path file_in(const fs::path& folder, std::span<const char8_t* const> names) {
    for (const char8_t* name : names) {
        std::error_code error;
        fs::path path = folder == "." ? fs::path{name} : folder / name;
        if (fs::is_regular_file(path, error)) return path;
    }
    return {};
}

// Whether a text has a document of its own that is a vocabulary: a line that begins with its keyword.
bool declares_vocabulary(std::string_view text) {
    for (const std::string_view key : {"vocabulary:", "словарь:"}) {
        if (text.starts_with(key) || text.find("\n" + std::string{key}) != text.npos) return true;
    }
    return false;
}

// Whether a document of a text begins with a keyword.
bool has_document(std::string_view text, std::string_view en, std::string_view ru) {
    bool begins = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.starts_with("---")) {
            begins = true;
        } else if (begins && line.find_first_not_of(" \t\r") != line.npos && !line.starts_with('#')) {
            if (line.starts_with(en) || line.starts_with(ru)) return true;
            begins = false;
        }
    }
    return false;
}

bool has_scenario(std::string_view text) {
    return has_document(text, "scenario:", "сценарий:");
}

bool has_regulation(std::string_view text) {
    return has_document(text, "regulation:", "регламент:");
}

constexpr std::array<std::string_view, 5> script_keys{
    "script:", "скрипт:", "questionnaire:", "опросник:", "опросный лист:"};

// What stands behind the keys of scripts: of documents, at the beginnings of lines, or of the tasks that take them.
std::set<std::string> scripts_in(std::string_view text, bool documents) {
    std::set<std::string> names;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        const std::size_t indent = std::min(line.find_first_not_of(" -"), line.size());
        line.remove_prefix(indent);
        for (const std::string_view key : script_keys) {
            if ((indent == 0) != documents || !line.starts_with(key)) continue;
            std::string_view name = line.substr(key.size());
            name = name.substr(0, std::min(name.find(" #"), name.size()));
            const std::size_t first = name.find_first_not_of(" \t\r\"'"), last = name.find_last_not_of(" \t\r\"'");
            if (first != name.npos) names.emplace(name.substr(first, last + 1 - first));
        }
    }
    return names;
}

class finder {
public:
    finder(issues& found, const read_limits& limits) : found_{found}, limits_{limits} {}

    void add(const fs::path& path) {
        std::error_code error;
        if (fs::is_directory(path, error)) {
            add_folder(path);
        } else if (fs::exists(path, error)) {
            add_file_with_vocabulary(path);
        } else {
            found_.add("no-such-file", {}, {utf8(path)});
        }
    }

    std::vector<std::shared_ptr<const source>> take() { return std::move(sources_); }

private:
    void add_folder(const fs::path& folder) {
        std::vector<fs::path> files;
        std::error_code error;
        for (auto at = fs::recursive_directory_iterator{folder, error}; !error && at != fs::end(at);
             at.increment(error)) {
            std::error_code ignored;
            if (is_yaml(at->path()) && at->is_regular_file(ignored)) files.push_back(at->path());
        }
        if (error) found_.add("unreadable-file", {}, {utf8(folder)});
        if (files.empty() && !error) found_.add("no-yaml-files", {}, {utf8(folder)});
        std::sort(files.begin(), files.end());
        const std::size_t before = sources_.size();
        for (const fs::path& file : files) (void)add_file(file);
        const auto declares = [](const auto& s) { return declares_vocabulary(s->text()); };
        const bool declared =
            std::any_of(sources_.begin() + static_cast<std::ptrdiff_t>(before), sources_.end(), declares);
        if (!declared && !files.empty()) (void)add_first(folder / "..");
    }

    void add_file_with_vocabulary(const fs::path& path) {
        const auto file = add_file(path);
        if (file && has_scenario(file->text()) && !has_regulation(file->text())) add_regulations(parent_of(path));
        if (file) add_scripts(parent_of(path));
        if (!file || is_vocabulary(path) || declares_vocabulary(file->text())) return;
        const fs::path folder = parent_of(path);
        if (!add_first(folder)) (void)add_first(folder == "." ? fs::path{".."} : folder / "..");
    }

    // The files of a folder in which a regulation stands.
    void add_regulations(const fs::path& folder) {
        for (const fs::path& file : yaml_in(folder)) {
            const auto text = read_file(file);
            if (text && has_regulation(*text)) (void)add_file(file);
        }
    }

    // The files of a folder with scripts and questionnaires that tasks of what is there take and nobody has brought.
    void add_scripts(const fs::path& folder) {
        std::set<std::string> taken, there;
        for (const auto& s : sources_) {
            taken.merge(scripts_in(s->text(), false));
            there.merge(scripts_in(s->text(), true));
        }
        std::set<std::string> wanted;
        std::set_difference(taken.begin(), taken.end(), there.begin(), there.end(),
                            std::inserter(wanted, wanted.end()));
        if (wanted.empty()) return;
        for (const fs::path& file : yaml_in(folder)) {
            const auto text = read_file(file);
            const auto here = text ? scripts_in(*text, true) : std::set<std::string>{};
            const auto is_wanted = [&](const std::string& name) { return wanted.contains(name); };
            if (std::any_of(here.begin(), here.end(), is_wanted)) (void)add_file(file);
        }
    }

    [[nodiscard]] static std::vector<fs::path> yaml_in(const fs::path& folder) {
        std::vector<fs::path> files;
        std::error_code error;
        for (auto at = fs::directory_iterator{folder, error}; !error && at != fs::end(at); at.increment(error)) {
            std::error_code ignored;
            if (is_yaml(at->path()) && at->is_regular_file(ignored)) files.push_back(at->path().lexically_normal());
        }
        std::sort(files.begin(), files.end());
        return files;
    }

    [[nodiscard]] std::optional<std::string> read_file(const fs::path& path) const {
        std::error_code error;
        const auto size = fs::file_size(path, error);
        std::ifstream stream{path, std::ios::binary};
        if (error || !stream || size > limits_.file_size) return {};
        std::string text(static_cast<std::size_t>(size), '\0');
        stream.read(text.data(), static_cast<std::streamsize>(size));
        text.resize(static_cast<std::size_t>(stream.gcount()));
        return text;
    }

    bool add_first(const fs::path& folder) {
        const fs::path path = file_in(folder, vocabulary_names), people = file_in(folder, people_names);
        if (path.empty()) return false;
        (void)add_file(path.lexically_normal());
        if (!people.empty()) (void)add_file(people.lexically_normal());
        return true;
    }

    // Null when it is there already, or cannot be read.
    std::shared_ptr<const source> add_file(const fs::path& path) {
        std::error_code error;
        const fs::path same = fs::weakly_canonical(path, error);
        if (!seen_.insert(error ? path : same).second) return {};
        const auto size = fs::file_size(path, error);
        if (!error && size > limits_.file_size) {
            found_.add("file-too-large", place{std::make_shared<const source>(utf8(path), ""), {}},
                       {std::to_string(size >> 20), std::to_string(limits_.file_size >> 20)});
            return {};
        }
        auto text = read_file(path);
        if (!text) {
            found_.add("unreadable-file", {}, {utf8(path)});
            return {};
        }
        return sources_.emplace_back(std::make_shared<const source>(utf8(path), std::move(*text)));
    }

    issues& found_;
    const read_limits& limits_;
    std::vector<std::shared_ptr<const source>> sources_;
    std::set<fs::path> seen_;
};

}  // namespace

std::vector<std::shared_ptr<const source>> find_sources(std::span<const std::filesystem::path> paths, issues& found,
                                                        const read_limits& limits) {
    finder all{found, limits};
    for (const fs::path& path : paths) all.add(path);
    return all.take();
}

}  // namespace reglament
