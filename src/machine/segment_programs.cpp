#include "machine/segment_programs.hpp"

#include "machine/gatherer.hpp"

#include <algorithm>
#include <string>

namespace reglament {

namespace {

using feel::type_kind;

bool has_order(type_kind k) noexcept {
    return k == type_kind::number || k == type_kind::date || k == type_kind::date_time || k == type_kind::time ||
           k == type_kind::time_duration || k == type_kind::months_duration || k == type_kind::any;
}

class compiler {
public:
    compiler(const vocabulary& words, const segment& s, issues& found) : words_{words}, of_{s}, found_{found} {}

    segment_programs go(const feel::scope& facts) {
        segment_programs made;
        if (of_.by) made.by = feel::compile(of_.by.text, facts, found_, origin(of_.by), how_);
        if (of_.when) made.when = feel::compile_condition(of_.when.text, facts, found_, origin(of_.when), how_);
        if (made.by) check_rank(made.by.result_type());
        check_declared();
        std::size_t before = of_.classes.size();
        for (std::size_t i = 0; i < of_.classes.size(); ++i) {
            feel::value bound = bound_of(of_.classes[i], made.by);
            if (!bound.is_null()) {
                if (before < i) check_order(made.bounds[before], bound, of_.classes[i], of_.classes[before]);
                before = i;
            }
            made.bounds.push_back(std::move(bound));
        }
        return made;
    }

private:
    [[nodiscard]] feel::origin origin(const condition& c) const { return {of_.file, c.where, c.verbatim}; }
    [[nodiscard]] place at(span where) const { return {of_.file, where}; }

    void check_rank(const feel::type& t) {
        if (!has_order(t.kind)) {
            found_.add("rank-of-no-order", at(of_.by.where), {to_string(t), to_string(t, language::ru)});
            return;
        }
        const bool shares = std::any_of(of_.classes.begin(), of_.classes.end(),
                                        [](const segment_class& c) { return c.by == segment_class::what::share; });
        if (shares && !of_.share_of_count && t.kind != type_kind::number && t.kind != type_kind::any)
            found_.add("rank-of-no-number", at(of_.by.where), {to_string(t), to_string(t, language::ru)});
    }

    feel::value bound_of(const segment_class& c, const feel::program& by) {
        if (c.by != segment_class::what::from || !c.from) return {};
        const feel::program p = feel::compile(c.from.text, {}, found_, origin(c.from), how_);
        if (!p) return {};
        feel::value v = p.evaluate({});
        const feel::type& given = p.result_type();
        const type_kind wanted = by ? by.result_type().kind : type_kind::any;
        const bool fits = given.kind == wanted || wanted == type_kind::any ||
                          (given.kind == type_kind::date && wanted == type_kind::date_time);
        if (!fits || v.is_null()) {
            const feel::type& rank = by.result_type();
            found_.add(
                "bound-of-other-type", at(c.from.where),
                {to_string(rank), to_string(given), to_string(rank, language::ru), to_string(given, language::ru)});
            return {};
        }
        if (given.kind == type_kind::date && wanted == type_kind::date_time)
            return feel::convert(v, by.result_type(), words_.calendar.zone()).value_or(feel::value{});
        return v;
    }

    void check_order(const feel::value& before, const feel::value& bound, const segment_class& c,
                     const segment_class& other) {
        const feel::zone zone = words_.calendar.zone();
        const bool behind = of_.least_first ? stands_before(before, bound, zone) : stands_before(bound, before, zone);
        if (!behind) found_.add("bounds-not-falling", at(c.where), {c.name.value, other.name.value});
    }

    void check_declared() {
        if (of_.declared_fact == UINT16_MAX) return;
        const feel::type& t = words_.facts[of_.declared_fact].type;
        const feel::type& classes = words_.facts[of_.fact].type;
        const bool named =
            t.kind == classes.kind && std::all_of(t.values.begin(), t.values.end(), [&](const std::string& v) {
                return std::find(classes.values.begin(), classes.values.end(), v) != classes.values.end();
            });
        if (!named && t.kind != type_kind::any) {
            found_.add("declared-not-classes", at(of_.declared.where),
                       {of_.declared.value, of_.name.value, to_string(t), to_string(t, language::ru)});
        }
    }

    const vocabulary& words_;
    const segment& of_;
    issues& found_;
    feel::dialect how_{.regulation = true};
};

}  // namespace

std::vector<segment_programs> segment_programs::compile(const vocabulary& words, const std::vector<feel::scope>& facts,
                                                        issues& found) {
    std::vector<segment_programs> all;
    for (const segment& s : words.segments) all.push_back(compiler{words, s, found}.go(facts.front()));
    return all;
}

}  // namespace reglament
