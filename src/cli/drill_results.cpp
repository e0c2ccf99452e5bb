#include "cli/drill_results.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace reglament::cli {

std::optional<std::vector<drill_record>> read_results(const std::string& path, bool must_be, session& s) {
    const training_limits limits;
    std::error_code failed;
    if (!std::filesystem::exists(path, failed) && !must_be) return std::vector<drill_record>{};
    if (lacks_paths({path}, s)) return std::nullopt;
    issues found;
    if (std::filesystem::file_size(path, failed) > limits.bytes) {
        found.add("drills-too-large", {}, {path, std::to_string(limits.bytes)});
        tell(found, s);
        s.status = wrong_input;
        return std::nullopt;
    }
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) {
        s.fail(wrong_use, "“" + path + "” cannot be read", "не удаётся прочитать «" + path + "»");
        return std::nullopt;
    }
    auto out = read_drills(std::make_shared<const source>(path, std::move(text)), found, limits);
    tell(found, s);
    if (found.has_errors()) s.status = wrong_input;
    return out;
}

bool append_result(const std::string& path, const drill_record& r, session& s) {
    std::ofstream file{path, std::ios::binary | std::ios::app};
    file << to_line(r) << std::flush;
    if (file) return true;
    s.fail(wrong_use, "“" + path + "” cannot be written", "не удаётся записать «" + path + "»");
    return false;
}

bool has_tasks(const rulebook& rules, regulation_index which, std::uint16_t role) {
    const auto all = rules.machines()[which].tasks();
    return std::any_of(all.begin(), all.end(), [&](const task_definition& t) { return t.role == role; });
}

}  // namespace reglament::cli
