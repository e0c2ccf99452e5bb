// Tables in files.
#include <reglament/feel/decision.hpp>

#include <fstream>
#include <iterator>

namespace reglament::feel {
namespace {

std::string utf8(const std::filesystem::path& path) {
    const std::u8string name = path.generic_u8string();
    return {reinterpret_cast<const char*>(name.data()), name.size()};
}

bool is_csv(const std::filesystem::path& file) {
    std::string ending = utf8(file.extension());
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return ending == ".csv" || ending == ".tsv";
}

}  // namespace

decision_table read_decision_file(const std::filesystem::path& file, issues& found) {
    std::error_code error;
    std::ifstream in{file, std::ios::binary};
    if (!in || std::filesystem::is_directory(file, error)) {
        found.add(std::filesystem::exists(file, error) ? "unreadable-file" : "no-such-file", {}, {utf8(file)});
        return {};
    }
    const place all{std::make_shared<const source>(utf8(file), std::string{std::istreambuf_iterator<char>{in}, {}}),
                    {}};
    const auto text = all.source->text();
    if (const auto bad = find_invalid_utf8(text); bad != text.npos) {
        const auto at = static_cast<std::uint32_t>(bad);
        found.add("feel-invalid-utf8", {all.source, {at, at + 1}});
        return {};
    }
    const place whole{all.source, {0, static_cast<std::uint32_t>(text.size())}};
    return is_csv(file) ? parse_decision_csv(whole, found) : parse_decision_table(whole, found);
}

}  // namespace reglament::feel
