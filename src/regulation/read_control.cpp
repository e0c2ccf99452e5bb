// How logs of what was done are compared with a regulation: what they call its steps, and what deviations cost.
#include "regulation/section_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace reglament {

namespace {

constexpr std::uint32_t most_cost = 1'000;

bool is_yes_no(std::string_view text) {
    static constexpr std::array<std::string_view, 8> words{"yes", "no", "true", "false", "да", "нет", "Да", "Нет"};
    return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

std::uint32_t section_reader::read_cost(const entry& e) {
    if (!is_text(e)) return 1;
    const std::string_view text = e.value.text;
    std::uint32_t cost = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), cost);
    if (error == std::errc{} && at == text.data() + text.size() && cost <= most_cost) return cost;
    report("bad-cost", e.value.where, {std::string{text}, std::to_string(most_cost)});
    return 1;
}

// One name, several, yes or no, or all that can be said as a mapping.
observation section_reader::read_observation(const entry& e) {
    static const key_set keys{context_of::observation};
    observation read;
    read.where = e.key.where;
    if (e.value.is_scalar() && is_yes_no(e.value.text)) {
        read.hidden = !read_yes_no(e).value_or(true);
    } else if (!e.value.is_map()) {
        read.activities = read_names(e);
    } else {
        each_key(e.value, keys, [&](const entry& inner) {
            if (inner.is("missing")) {
                read.missing = read_cost(inner);
            } else {
                auto& into = inner.is("activity")    ? read.activities
                             : inner.is("lifecycle") ? read.lifecycles
                                                     : read.no_answer;
                into = read_names(inner);
            }
        });
    }
    return read;
}

control_rule section_reader::read_control(const entry& e) {
    static const key_set keys{context_of::control};
    control_rule read;
    if (!is_map(e)) return read;
    each_key(e.value, keys, [&](const entry& inner) {
        if (inner.is("missing")) {
            read.missing = read_cost(inner);
        } else if (inner.is("extra")) {
            read.extra = read_cost(inner);
        } else if (inner.is("condition")) {
            read.condition = read_cost(inner);
        } else if (inner.is("lifecycle")) {
            read.lifecycles = read_names(inner);
        } else if (inner.is("ignore")) {
            read.ignored = read_names(inner);
        } else {
            (inner.is("accept missing") ? read.accepted_missing : read.accepted_extra) = read_names(inner);
        }
    });
    return read;
}

}  // namespace reglament
