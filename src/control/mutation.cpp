#include <reglament/control/mutation.hpp>
#include <reglament/control/scenario.hpp>
#include <reglament/regulation/blocks.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t most_mutants = 5'000;

using operators = std::pair<std::string_view, std::string_view>;

// Longer ones first.
constexpr std::array<operators, 6> turned{
    {{"<=", ">"}, {">=", "<"}, {"!=", "="}, {"<", ">="}, {">", "<="}, {"=", "!="}}};

std::string_view text_at(const place& p) {
    return p.source->text().substr(p.where.begin, p.where.end - p.where.begin);
}

class mutant_maker {
public:
    mutant_maker(const rulebook& rules, std::vector<mutant>& out) : rules_{rules}, out_{out} {}

    void make(regulation_index which) {
        which_ = which;
        const machine& m = rules_.machines()[which];
        for (std::uint16_t p = 0; p < m.programs().size(); ++p)
            if (m.origin_of(p).where && !m.origin_of(p).is_table) turn_comparisons(m.origin_of(p).where);
        const regulation& r = m.regulation();
        if (r.input.lasting) lengthen({r.file, r.input.lasting->where});
        each_outer_block(r, [&](const block& steps) { each_step(steps, [&](const step& s) { look_at(r, s); }); });
    }

private:
    [[nodiscard]] bool is_text(const place& p) const {
        const auto all = rules_.sources();
        return p.where.begin < p.where.end && std::find(all.begin(), all.end(), p.source) != all.end();
    }

    void add(mutant::slip what, place where, std::string after) {
        if (!is_text(where) || !seen_.emplace(where.source.get(), where.where.begin).second) return;
        if (out_.size() < most_mutants)
            out_.push_back({what, which_, where, std::string{text_at(where)}, std::move(after), false});
    }

    void turn_comparisons(const place& condition) {
        if (!is_text(condition)) return;
        const std::string_view text = text_at(condition);
        bool quoted = false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '"') quoted = !quoted;
            if (quoted) continue;
            const auto found = std::find_if(turned.begin(), turned.end(),
                                            [&](const operators& o) { return text.substr(i).starts_with(o.first); });
            if (found == turned.end()) continue;
            const span at{condition.where.begin + static_cast<std::uint32_t>(i),
                          condition.where.begin + static_cast<std::uint32_t>(i + found->first.size())};
            add(mutant::slip::comparison, {condition.source, at}, std::string{found->second});
            i += found->first.size() - 1;
        }
    }

    // The first number in a period, doubled.
    void lengthen(const place& period) {
        if (!is_text(period)) return;
        const std::string_view text = text_at(period);
        const std::size_t first = text.find_first_of("0123456789");
        if (first == text.npos) return;
        std::size_t last = first;
        while (last < text.size() && text[last] >= '0' && text[last] <= '9' && last - first < 9) ++last;
        const span at{period.where.begin + static_cast<std::uint32_t>(first),
                      period.where.begin + static_cast<std::uint32_t>(last)};
        add(mutant::slip::deadline, {period.source, at},
            std::to_string(2 * std::stoul(std::string{text.substr(first, last - first)})));
    }

    void look_at(const regulation& r, const step& s) {
        const auto within = [&](const auto& kind) {
            if (kind.within) lengthen({r.file, kind.within->where});
        };
        if (const auto* k = std::get_if<task_step>(&s.kind)) within(*k);
        if (const auto* k = std::get_if<listen_step>(&s.kind)) within(*k);
        if (const auto* k = std::get_if<call_step>(&s.kind)) within(*k);
        if (const auto* k = std::get_if<wait_step>(&s.kind)) {
            within(*k);
            if (!k->until) lengthen({r.file, k->duration.where});
        }
        const auto* const decides = std::get_if<decide_step>(&s.kind);
        if (decides == nullptr || decides->table.rules.size() < 2) return;
        for (const feel::decision_rule& row : decides->table.rules) {
            const place at{decides->table.file == nullptr ? r.file : decides->table.file, row.where};
            add(mutant::slip::row, whole_line(at), {});
        }
    }

    [[nodiscard]] static place whole_line(place p) {
        if (!p.source) return p;
        const std::string_view text = p.source->text();
        const std::size_t first = text.rfind('\n', p.where.begin), last = text.find('\n', p.where.end);
        if (first == text.npos || last == text.npos) return p;
        return {p.source, {static_cast<std::uint32_t>(first + 1), static_cast<std::uint32_t>(last + 1)}};
    }

    const rulebook& rules_;
    std::vector<mutant>& out_;
    regulation_index which_ = 0;
    std::set<std::pair<const source*, std::uint32_t>> seen_;
};

// The rules with the slip; null when they are refused.
std::shared_ptr<const rulebook> with(const rulebook& rules, const mutant& m) {
    std::vector<std::shared_ptr<const source>> texts{rules.sources().begin(), rules.sources().end()};
    for (auto& one : texts) {
        if (one != m.where.source) continue;
        std::string text{one->text()};
        text.replace(m.where.where.begin, m.where.where.end - m.where.where.begin, m.after);
        one = std::make_shared<const source>(std::string{one->name()}, std::move(text));
    }
    return load(texts).rules;
}

bool is_noticed(const std::shared_ptr<const rulebook>& rules, std::string_view regulation) {
    return std::any_of(rules->scenarios().begin(), rules->scenarios().end(), [&](const scenario& s) {
        return s.regulation.value == regulation && !run_scenario(rules, s).passed();
    });
}

}  // namespace

std::string_view to_string(mutant::slip s) noexcept {
    static constexpr std::array<std::string_view, 3> names{"comparison", "row", "deadline"};
    return names[static_cast<std::size_t>(s)];
}

std::vector<mutant> mutate(const std::shared_ptr<const rulebook>& rules,
                           const std::function<void(std::size_t, std::size_t)>& told) {
    std::vector<mutant> all, tried;
    mutant_maker maker{*rules, all};
    for (regulation_index i = 0; i < rules->machines().size(); ++i)
        if (!rules->is_earlier(i)) maker.make(i);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (told) told(i, all.size());
        const auto slipped = with(*rules, all[i]);
        if (!slipped) continue;
        all[i].noticed = is_noticed(slipped, rules->machines()[all[i].regulation].regulation().id.value);
        tried.push_back(std::move(all[i]));
    }
    return tried;
}

issues unnoticed(const std::vector<mutant>& all) {
    issues out;
    for (const mutant& m : all) {
        if (m.noticed) continue;
        const bool row = m.what == mutant::slip::row;
        out.add(row ? "mutant-row" : "mutant-unnoticed", m.where,
                row ? std::vector<std::string>{} : std::vector<std::string>{m.before, m.after});
    }
    return out;
}

}  // namespace reglament
