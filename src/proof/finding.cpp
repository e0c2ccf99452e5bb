// Findings, whoever made them.
#include <reglament/proof/prove.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

std::string_view to_string(flaw f) noexcept {
    static constexpr std::array<std::string_view, 8> names{"gap",         "overlap",  "conflict", "dead branch",
                                                           "lost output", "livelock", "late",     "unknown"};
    return names[static_cast<std::size_t>(f)];
}

namespace {

using codes = std::pair<std::string_view, std::string_view>;

// What the compiler says of the same place, and what would say it once more.
constexpr std::array<codes, 9> said{{{"case-missing", "proof-gap"},
                                     {"case-missing", "proof-gap-unknown"},
                                     {"never-taken", "proof-dead-branch"},
                                     {"never-taken", "proof-never-heard"},
                                     {"never-taken", "proof-never-begun"},
                                     {"never-taken", "proof-never-starts"},
                                     {"always-taken", "proof-dead-else"},
                                     {"decision-cell-never", "proof-dead-row"},
                                     {"output-unused", "proof-lost-output"}}};

bool says(const issue& known, const issue& also) {
    const auto same = [&](const codes& c) { return c.first == known.code && c.second == also.code; };
    if (known.at.source != also.at.source || std::none_of(said.begin(), said.end(), same)) return false;
    const span a = known.at.where, b = also.at.where;
    return a.begin <= b.end && b.begin <= a.end;
}

}  // namespace

issues proof::found(const issues& already) const {
    issues out;
    for (const finding& f : findings) {
        if (std::none_of(already.begin(), already.end(), [&](const issue& i) { return says(i, f.what); }))
            out.append(f.what);
    }
    return out;
}

}  // namespace reglament
