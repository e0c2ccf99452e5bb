#include "feel/code.hpp"
#include "feel/operators.hpp"

#include <reglament/feel/explanation.hpp>
#include <reglament/feel/nearest.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace reglament::feel {
namespace {

bool is_listed(const std::vector<value>& all, const value& v) {
    return std::find(all.begin(), all.end(), v) != all.end();
}

void add_new(std::vector<value>& all, const value& v) {
    if (!is_listed(all, v)) all.push_back(v);
}

// Digits after the point.
int scale_of(const value& v) {
    constexpr int most = 6;
    if (v.kind() != value_kind::number) return 0;
    const std::string text = v.as_number().to_string();
    const std::size_t point = text.find('.');
    return point == std::string::npos ? 0 : std::min(most, static_cast<int>(text.size() - point - 1));
}

// What one can add to a value of a kind, and no less makes sense.
value step_of(value_kind kind, int scale) {
    using namespace std::chrono_literals;
    switch (kind) {
        case value_kind::number:
            return value{number::of(1, -scale)};
        case value_kind::date:
            return value{24h};
        case value_kind::time:
            return value{1min};
        case value_kind::date_time:
        case value_kind::time_duration:
            return value{1s};
        case value_kind::months_duration:
            return value{months_duration{1}};
        default:
            return {};
    }
}

class searcher {
public:
    searcher(const program& p, std::string_view text, const frame& f, const nearest_options& how)
        : program_{p}, how_{how}, frame_{f} {
        for (std::size_t b = 0; b < frame::banks; ++b) copy_bank(b);
        gather(explain(p, text, f));
        const auto* code = program_access::of(p);
        for (const value& v : code->constants) take(v);
        for (const slot s : p.reads()) take(value_of(s));
        for (const value& v : pool_) scale_ = std::max(scale_, scale_of(v));
    }

    nearest_changes find() {
        if (holds()) return std::move(out_);
        for (const slot s : program_.reads()) try_alone(s);
        if (out_.sets.empty()) try_pairs();
        return std::move(out_);
    }

private:
    // Only what is read is copied: banks may be long.
    void copy_bank(std::size_t b) {
        std::uint32_t size = 0;
        for (const slot s : program_.reads()) {
            if (s.bank == b) size = std::max(size, s.index + 1);
        }
        if (size == 0 || frame_.bank[b] == nullptr) return;
        banks_[b].assign(frame_.bank[b], frame_.bank[b] + size);
        frame_.bank[b] = banks_[b].data();
    }

    [[nodiscard]] bool can_change(slot s) const { return s.index < banks_[s.bank].size(); }
    [[nodiscard]] value value_of(slot s) const { return can_change(s) ? banks_[s.bank][s.index] : value{}; }
    void put(slot s, const value& v) { banks_[s.bank][s.index] = v; }

    bool holds() {
        ++out_.tried;
        return program_.test(frame_) == how_.wanted;
    }
    bool may_try() {
        out_.all_tried = out_.all_tried && out_.tried < how_.most_tries;
        return out_.all_tried;
    }

    void take(const value& v) {
        if (v.kind() == value_kind::list) {
            for (const value& item : v.as_list()) take(item);
        } else if (v.kind() == value_kind::range) {
            take(v.as_range().low);
            take(v.as_range().high);
        } else if (!v.is_null() && v.kind() != value_kind::context && v.kind() != value_kind::function) {
            add_new(pool_, v);
        }
    }

    // The values of all parts, and the distances between two that stand side by side.
    void gather(const explanation& e) {
        take(e.result);
        for (const explanation& p : e.parts) gather(p);
        constants_beside(e);
    }

    // A part that is a constant is left out of an explanation: its distance is that of the constants in the text.
    void constants_beside(const explanation& e) {
        for (std::size_t i = 0; i < e.parts.size(); ++i) {
            for (std::size_t k = 0; k < e.parts.size(); ++k) {
                if (i != k) add_distance(e.parts[i].result, e.parts[k].result);
            }
            for (const value& v : program_access::of(program_)->constants) add_distance(e.parts[i].result, v);
        }
    }

    void add_distance(const value& from, const value& to) {
        if (from.kind() != to.kind() && !comparable(from.kind(), to.kind())) return;
        const value d = calculate(to, sign::minus, from, frame_.zone);
        if (!d.is_null()) {
            add_new(distances_, d);
            add_new(distances_, negate(d));
        }
    }

    // Of a date and time with a date beside it the one, of a date the other.
    [[nodiscard]] bool fits(slot s, const value& v) const {
        const value now = value_of(s);
        if (const type* declared = how_.type_of ? how_.type_of(s) : nullptr) return conforms(v, *declared);
        return now.is_null() || now.kind() == v.kind();
    }

    void add_around(std::vector<value>& all, const value& v) const {
        add_new(all, v);
        const value step = step_of(v.kind(), scale_);
        if (step.is_null()) return;
        for (const sign s : {sign::plus, sign::minus}) {
            const value near = calculate(v, s, step, frame_.zone);
            if (!near.is_null()) add_new(all, near);
        }
    }

    std::vector<value> candidates(slot s) const {
        std::vector<value> all;
        const value now = value_of(s);
        const type* const declared = how_.type_of ? how_.type_of(s) : nullptr;
        if (declared != nullptr && declared->is_enumeration()) {
            for (const std::string& v : declared->values) all.emplace_back(v);
        }
        const bool truth =
            (declared != nullptr && declared->kind == type_kind::boolean) || now.kind() == value_kind::boolean;
        if (truth) all = {value{true}, value{false}};
        for (const value& v : pool_) add_around(all, v);
        for (const value& d : distances_) {
            const value moved = now.is_null() ? value{} : calculate(now, sign::plus, d, frame_.zone);
            if (!moved.is_null()) add_around(all, moved);
        }
        std::erase_if(all, [&](const value& v) { return v == now || !fits(s, v); });
        sort_by_distance(all, now);
        return all;
    }

    // How far apart, as numbers; what has no distance is as near as any other.
    [[nodiscard]] double distance(const value& a, const value& b) const {
        const value d = calculate(a, sign::minus, b, frame_.zone);
        double far = 0;
        if (d.kind() == value_kind::number) far = d.as_number().to_double();
        if (d.kind() == value_kind::time_duration) far = static_cast<double>(d.as_time_duration().seconds);
        if (d.kind() == value_kind::months_duration) far = static_cast<double>(d.as_months_duration().months);
        return far < 0 ? -far : far;
    }

    void sort_by_distance(std::vector<value>& all, const value& now) const {
        std::stable_sort(all.begin(), all.end(),
                         [&](const value& a, const value& b) { return distance(a, now) < distance(b, now); });
    }

    static bool is_measured(const value& v) { return !step_of(v.kind(), 0).is_null(); }

    void try_alone(slot s) {
        if (!can_change(s)) return;
        const value now = value_of(s);
        slot_change found{s, {}};
        for (const value& v : candidates(s)) {
            if (!may_try()) break;
            put(s, v);
            if (!holds()) continue;
            found.to.push_back(is_measured(v) ? nearer(s, now, v) : v);
            if (is_measured(v)) break;
        }
        if (found.to.empty() && !now.is_null()) {
            put(s, {});
            if (holds()) found.to.emplace_back();
        }
        put(s, now);
        if (!found.to.empty()) out_.sets.push_back({std::move(found)});
    }

    // Between a number that will not do and one that will, there may be a nearer one.
    value nearer(slot s, const value& now, const value& good) {
        if (now.kind() != value_kind::number || good.kind() != value_kind::number) return good;
        const auto units = [&](const value& v) { return v.as_number().to_units(scale_); };
        const auto from = units(now), to = units(good);
        if (!from || !to) return good;
        std::int64_t bad = *from, best = *to;
        while ((best > bad ? best - bad : bad - best) > 1 && may_try()) {
            const std::int64_t middle = bad + (best - bad) / 2;
            put(s, value{number::of(middle, -scale_)});
            (holds() ? best : bad) = middle;
        }
        return value{number::of(best, -scale_)};
    }

    void try_pairs() {
        const auto& all = program_.reads();
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t k = i + 1; k < all.size(); ++k) {
                if (can_change(all[i]) && can_change(all[k])) try_pair(all[i], all[k]);
            }
        }
    }

    void try_pair(slot a, slot b) {
        const value was_a = value_of(a), was_b = value_of(b);
        const std::vector<value> of_a = candidates(a), of_b = candidates(b);
        std::optional<std::pair<value, value>> found;
        for (std::size_t i = 0; i < of_a.size() && !found && may_try(); ++i) {
            put(a, of_a[i]);
            for (std::size_t k = 0; k < of_b.size() && may_try(); ++k) {
                put(b, of_b[k]);
                if (!holds()) continue;
                found.emplace(nearer(a, was_a, of_a[i]), value{});
                put(a, found->first);
                found->second = nearer(b, was_b, of_b[k]);
                break;
            }
        }
        put(a, was_a);
        put(b, was_b);
        if (found) out_.sets.push_back({{a, {found->first}}, {b, {found->second}}});
    }

    const program& program_;
    const nearest_options& how_;
    frame frame_;
    std::array<std::vector<value>, frame::banks> banks_;
    std::vector<value> pool_, distances_;
    int scale_ = 0;
    nearest_changes out_;
};

}  // namespace

nearest_changes find_nearest(const program& p, std::string_view text, const frame& f, const nearest_options& how) {
    if (!p) return {};
    return searcher{p, text, f, how}.find();
}

}  // namespace reglament::feel
