// Ranges and points: how they lie to each other (Allen's relations, as DMN words them). A point is the range of itself.
#include "feel/builtins/builtins.hpp"
#include "feel/grammar.hpp"
#include "feel/operators.hpp"

#include <algorithm>

namespace reglament::feel {
namespace {

using k = type_kind;

range range_of(const value& v) {
    return v.kind() == value_kind::range ? v.as_range() : range{v, v, false, false};
}

// Comparisons of bounds; what cannot be compared makes the whole null.
class relation {
public:
    relation(argument_list given, const surroundings& where)
        : a{range_of(given[0])}, b{range_of(given[1])}, zone_{where.zone} {}

    bool less(const value& x, const value& y) { return holds(x, sign::less, y); }
    bool same(const value& x, const value& y) { return holds(x, sign::equal, y); }

    [[nodiscard]] value answer(bool holds) const { return failed_ ? value{} : value{holds}; }

    range a;
    range b;

private:
    bool holds(const value& x, sign s, const value& y) {
        const truth t = x.is_null() || y.is_null() ? truth::unknown : compare(x, s, y, zone_);
        failed_ |= t == truth::unknown;
        return t == truth::yes;
    }

    zone zone_;
    bool failed_ = false;
};

bool lies_before(relation& r, const range& a, const range& b) {
    return r.less(a.high, b.low) || ((a.high_open || b.low_open) && r.same(a.high, b.low));
}

bool meets_at_start(relation& r, const range& a, const range& b) {
    return !a.high_open && !b.low_open && r.same(a.high, b.low);
}

// `a` begins where `b` does, or within it.
bool starts_within(relation& r, const range& a, const range& b) {
    return r.less(b.low, a.low) || (r.same(a.low, b.low) && (a.low_open || !b.low_open));
}

bool ends_within(relation& r, const range& a, const range& b) {
    return r.less(a.high, b.high) || (r.same(a.high, b.high) && (a.high_open || !b.high_open));
}

bool reaches(relation& r, const range& a, const range& b) {
    return r.less(b.low, a.high) || (r.same(a.high, b.low) && !a.high_open && !b.low_open);
}

bool lies_in(relation& r, const range& a, const range& b) {
    const bool starts = starts_within(r, a, b);
    return ends_within(r, a, b) && starts;
}

bool overlaps_start(relation& r, const range& a, const range& b) {
    const bool begins = r.less(a.low, b.low) || (r.same(a.low, b.low) && !a.low_open && b.low_open);
    const bool touches = reaches(r, a, b);
    return ends_within(r, a, b) && begins && touches;
}

bool begins_with(relation& r, const range& a, const range& b) {
    const bool alike = r.same(a.low, b.low) && a.low_open == b.low_open;
    return ends_within(r, a, b) && alike;
}

bool ends_with(relation& r, const range& a, const range& b) {
    const bool alike = r.same(a.high, b.high) && a.high_open == b.high_open;
    return starts_within(r, a, b) && alike;
}

bool overlap(relation& r, const range& a, const range& b) {
    const bool forth = reaches(r, a, b);
    return reaches(r, b, a) && forth;
}

bool coincide(relation& r, const range& a, const range& b) {
    const bool low = r.same(a.low, b.low) && a.low_open == b.low_open;
    return r.same(a.high, b.high) && a.high_open == b.high_open && low;
}

using test = bool (*)(relation&, const range&, const range&);

template <test Holds>
value related(argument_list a, surroundings& where) {
    relation r{a, where};
    return r.answer(Holds(r, r.a, r.b));
}
template <test Holds>
value related_back(argument_list a, surroundings& where) {
    relation r{a, where};
    return r.answer(Holds(r, r.b, r.a));
}

// A bound of a range in a text: a literal, or a temporal function of one.
bool is_literal(const tree& t, node_id id) {
    const node& n = t[id];
    if (n.kind == node_kind::literal) return !t.literals[n.payload].is_null();
    if (n.kind == node_kind::negate) return t[n.first].kind == node_kind::literal;
    if (n.kind != node_kind::call || n.payload == unknown_function || n.first == no_node || n.first != n.last)
        return false;
    constexpr std::string_view temporal[] = {"date", "time", "date and time", "duration"};
    return t[n.first].kind == node_kind::literal &&
           std::ranges::find(temporal, function_at(n.payload).name) != std::ranges::end(temporal);
}

value to_range(argument_list a, surroundings& where) {
    const auto text = a[0].as_string();
    static const scope none;
    const dialect plain;
    tree read;
    if (text.size() > plain.max_length) return {};
    reader tokens{text, scope_access::of(none), plain, read};
    if (!parse(tokens)) return {};
    const node& root = read[read.root];
    if (root.kind != node_kind::range || !is_literal(read, root.first) || !is_literal(read, root.last)) return {};
    issues found;
    value v = compile(text, none, found).evaluate({});
    if (v.kind() != value_kind::range) return {};
    const range& r = v.as_range();
    const bool ordered =
        r.low.kind() == r.high.kind() && compare(r.low, sign::less_equal, r.high, where.zone) == truth::yes;
    return ordered ? v : value{};
}

constexpr parameter from[] = {{"from", k::string}};
constexpr parameter two_ranges[] = {{"range1", k::range}, {"range2", k::range}};
constexpr parameter point_range[] = {{"point"}, {"range", k::range}};
constexpr parameter range_point[] = {{"range", k::range}, {"point"}};
constexpr parameter two_points[] = {{"point1"}, {"point2"}};

constexpr function of_ranges(std::string_view name, value (*apply)(argument_list, surroundings&),
                             std::span<const parameter> parameters = two_ranges) noexcept {
    return {.name = name, .parameters = parameters, .result = k::boolean, .apply = apply};
}

constexpr function functions[] = {
    {.name = "range", .parameters = from, .result = k::range, .apply = to_range},
    of_ranges("before", related<lies_before>),
    of_ranges("before", related<lies_before>, point_range),
    of_ranges("before", related<lies_before>, range_point),
    of_ranges("before", related<lies_before>, two_points),
    of_ranges("after", related_back<lies_before>),
    of_ranges("after", related_back<lies_before>, point_range),
    of_ranges("after", related_back<lies_before>, range_point),
    of_ranges("after", related_back<lies_before>, two_points),
    of_ranges("meets", related<meets_at_start>),
    of_ranges("met by", related_back<meets_at_start>),
    of_ranges("overlaps", related<overlap>),
    of_ranges("overlaps before", related<overlaps_start>),
    of_ranges("overlaps after", related_back<overlaps_start>),
    of_ranges("finishes", related<ends_with>),
    of_ranges("finishes", related<ends_with>, point_range),
    of_ranges("finished by", related_back<ends_with>),
    of_ranges("finished by", related_back<ends_with>, range_point),
    of_ranges("includes", related_back<lies_in>),
    of_ranges("includes", related_back<lies_in>, range_point),
    of_ranges("during", related<lies_in>),
    of_ranges("during", related<lies_in>, point_range),
    of_ranges("starts", related<begins_with>),
    of_ranges("starts", related<begins_with>, point_range),
    of_ranges("started by", related_back<begins_with>),
    of_ranges("started by", related_back<begins_with>, range_point),
    of_ranges("coincides", related<coincide>),
    of_ranges("coincides", related<coincide>, two_points),
};

}  // namespace

std::span<const function> range_functions() noexcept {
    return functions;
}

}  // namespace reglament::feel
