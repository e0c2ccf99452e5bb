#include "regulation/scan.hpp"
#include "regulation/tree.hpp"

#include <algorithm>
#include <utility>

namespace reglament::yaml {

namespace {

// After so many lines that the library stumbled over, more would only repeat the same.
constexpr std::size_t most_failures = 10;

span line_of(const source& file, std::uint32_t at) noexcept {
    const std::size_t number = file.at(at).line;
    const auto begin = static_cast<std::uint32_t>(file.line_start(number));
    return {begin, begin + static_cast<std::uint32_t>(file.line(number).size())};
}

// Reads a document; while the library fails, once more without the line it failed at.
class patient_reader {
public:
    patient_reader(const std::shared_ptr<const source>& file, const read_limits& limits, std::vector<edit> edits,
                   issues& found)
        : file_{file}, limits_{limits}, edits_{std::move(edits)}, found_{found} {}

    tree read(const scanned::document& document) {
        for (std::size_t failures = 0;; ++failures) {
            tree result;
            issues refused;
            const mended_text text{file_->text(), document.part, edits_};
            const auto failed = parse(text, file_, limits_, result, refused);
            result.damaged = result.damaged || document.damaged || failures > 0 || failed;
            if (failed && failures < most_failures && skip_line(*failed, document.part)) continue;
            found_.append(refused);
            return result;
        }
    }

private:
    // False when there is nothing to leave out any more.
    bool skip_line(const failure& failed, span part) {
        const std::uint32_t at = std::min(failed.at, part.end);
        const span line = line_of(*file_, at);
        const auto all = static_cast<std::uint32_t>(file_->text().size());
        found_.add(failed.why, place{file_, {at, std::min(all, std::max(at + 1, line.end))}});
        if (failed.why == "yaml-too-deep" || failed.why == "yaml-too-many-nodes") return false;
        if (line.begin == line.end || line.begin < part.begin || line.end > part.end) return false;
        const auto touched = [&](const edit& e) { return e.what.begin < line.end && e.what.end > line.begin; };
        if (std::any_of(edits_.begin(), edits_.end(), touched)) return false;
        edits_.push_back({line, ""});
        return true;
    }

    const std::shared_ptr<const source>& file_;
    const read_limits& limits_;
    std::vector<edit> edits_;
    issues& found_;
};

}  // namespace

std::vector<tree> read_documents(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found) {
    std::vector<tree> documents;
    scanned text = scan(file, limits, found);
    const auto begin_of = [](const edit& e) { return e.what.begin; };
    std::ranges::stable_sort(text.edits, {}, begin_of);
    for (const scanned::document& document : text.documents) {
        const auto first = std::ranges::lower_bound(text.edits, document.part.begin, {}, begin_of);
        const auto last = std::ranges::upper_bound(first, text.edits.end(), document.part.end, {}, begin_of);
        tree read = patient_reader{file, limits, {first, last}, found}.read(document);
        if (read.root() != nullptr) documents.push_back(std::move(read));
    }
    return documents;
}

}  // namespace reglament::yaml
