#include "proof/symbol.hpp"

#include <algorithm>

namespace reglament::proof_stage {

using feel::type_kind;
using feel::value_kind;

namespace {

constexpr std::int64_t nanoseconds = 1'000'000'000;

std::optional<std::int64_t> whole(const z3::expr& numeral) {
    const auto n = to_number(numeral);
    return n ? n->to_int64() : std::nullopt;
}

}  // namespace

symbols::symbols(feel::zone local) : zone_{local} {}

bool symbols::is_known(type_kind k) noexcept {
    switch (k) {
        case type_kind::boolean:
        case type_kind::number:
        case type_kind::string:
        case type_kind::date:
        case type_kind::time:
        case type_kind::date_time:
        case type_kind::time_duration:
        case type_kind::months_duration:
            return true;
        default:
            return false;
    }
}

z3::sort symbols::sort_of(type_kind k) {
    switch (k) {
        case type_kind::boolean:
            return context_.bool_sort();
        case type_kind::number:
        case type_kind::time:
        case type_kind::date_time:
        case type_kind::time_duration:
            return context_.real_sort();
        default:
            return context_.int_sort();
    }
}

int symbols::number_of(std::string_view text) {
    const auto known = numbers_.find(text);
    if (known != numbers_.end()) return known->second;
    texts_.emplace_back(text);
    return numbers_.emplace(text, static_cast<int>(texts_.size()) - 1).first->second;
}

z3::expr symbols::real(const feel::number& n) {
    return context_.real_val(n.to_string().c_str());
}

z3::expr symbols::seconds(const feel::time_duration& d) {
    return context_.real_val(d.seconds) + context_.real_val(d.nanoseconds) / context_.real_val(nanoseconds);
}

std::optional<symbol> symbols::constant(const feel::value& v) {
    const auto is = [this](type_kind k, z3::expr e) { return symbol{k, std::move(e), truth(false)}; };
    switch (v.kind()) {
        case value_kind::null:
            return nothing();
        case value_kind::boolean:
            return is(type_kind::boolean, truth(v.as_boolean()));
        case value_kind::number: {
            const std::string text = v.as_number().to_string();
            if (text.find('e') != text.npos) return std::nullopt;
            return is(type_kind::number, context_.real_val(text.c_str()));
        }
        case value_kind::string:
            return is(type_kind::string, context_.int_val(number_of(v.as_string())));
        case value_kind::date:
            return is(type_kind::date, context_.int_val(v.as_date().days.time_since_epoch().count()));
        case value_kind::date_time:
            return is(type_kind::date_time, seconds(v.as_date_time().since_epoch(zone_)));
        case value_kind::time:
            if (!v.as_time().zone.is_none()) return std::nullopt;
            return is(type_kind::time, context_.real_val(v.as_time().nanoseconds) / context_.real_val(nanoseconds));
        case value_kind::time_duration:
            return is(type_kind::time_duration, seconds(v.as_time_duration()));
        case value_kind::months_duration:
            return is(type_kind::months_duration, context_.int_val(v.as_months_duration().months));
        default:
            return std::nullopt;
    }
}

symbol symbols::fresh(const std::string& name, type_kind of) {
    return {of, context_.constant(name.c_str(), sort_of(of)), context_.bool_const((name + "?").c_str())};
}

void symbols::within(const feel::range& r, const symbol& s, std::vector<z3::expr>& assumed) {
    if (!r.low.is_null()) {
        const z3::expr low = real(r.low.as_number());
        assumed.push_back(s.null || (r.low_open ? s.value > low : s.value >= low));
    }
    if (!r.high.is_null()) {
        const z3::expr high = real(r.high.as_number());
        assumed.push_back(s.null || (r.high_open ? s.value < high : s.value <= high));
    }
}

symbol symbols::fresh(const std::string& name, const feel::type& of, std::vector<z3::expr>& assumed) {
    symbol s = fresh(name, of.kind);
    if (of.is_enumeration()) {
        z3::expr one = s.null;
        for (const std::string& v : of.values) one = one || s.value == number_of(v);
        assumed.push_back(one);
    } else if (of.within != nullptr) {
        within(*of.within, s, assumed);
    } else if (of.kind == type_kind::string) {
        assumed.push_back(s.value >= 0);
    } else if (of.kind == type_kind::date || of.kind == type_kind::date_time) {  // people's lives, not the universe's
        const int scale = of.kind == type_kind::date ? 1 : 86'400;
        assumed.push_back(s.value >= context_.int_val(std::int64_t{-25'567} * scale));
        assumed.push_back(s.value <= context_.int_val(std::int64_t{47'482} * scale));
    } else if (of.kind == type_kind::time) {
        assumed.push_back(s.value >= 0 && s.value < 86'400);
    }
    return s;
}

symbol symbols::equal(const symbol& a, const symbol& b) {
    const z3::expr both = a.null && b.null;
    if (a.kind == type_kind::null || b.kind == type_kind::null) return boolean(both, truth(false));
    if (a.kind != b.kind) return boolean(both, !a.null && !b.null);
    return boolean(both || (!a.null && !b.null && a.value == b.value), truth(false));
}

std::optional<feel::number> to_number(const z3::expr& numeral) {
    if (!numeral.is_numeral()) return std::nullopt;
    const auto above = feel::number::parse(Z3_get_numeral_string(numeral.ctx(), numeral.numerator()));
    const auto below = feel::number::parse(Z3_get_numeral_string(numeral.ctx(), numeral.denominator()));
    if (!above || !below) return std::nullopt;
    return divide(*above, *below);
}

feel::value symbols::text_of(const z3::expr& number) {
    const auto n = whole(number);
    if (!n || *n < 0) return {};
    if (static_cast<std::size_t>(*n) < texts_.size()) return feel::value{texts_[static_cast<std::size_t>(*n)]};
    std::string other = "x" + std::to_string(*n - static_cast<std::int64_t>(texts_.size()) + 1);  // some other text
    while (numbers_.contains(other)) other += "x";
    return feel::value{other};
}

feel::value symbols::value_in(const z3::model& m, const symbol& s) {
    if (!is_known(s.kind) || m.eval(s.null, true).is_true()) return {};
    const z3::expr v = m.eval(s.value, true);
    switch (s.kind) {
        case type_kind::boolean:
            return feel::value{v.is_true()};
        case type_kind::number: {
            const auto n = to_number(v);
            return n ? feel::value{*n} : feel::value{};
        }
        case type_kind::string:
            return text_of(v);
        case type_kind::date: {
            const auto n = whole(v);
            return n ? feel::value{feel::date{feel::local_day{feel::local_day::duration{*n}}}} : feel::value{};
        }
        case type_kind::months_duration: {
            const auto n = whole(v);
            return n ? feel::value{feel::months_duration{*n}} : feel::value{};
        }
        default:
            break;
    }
    const auto n = to_number(v);
    const auto in_full = n ? round(*n, 0, feel::rounding::floor) : std::nullopt;
    const auto count = in_full ? in_full->to_int64() : std::nullopt;
    if (!count) return {};
    if (s.kind == type_kind::time) return feel::value{feel::time_of_day{*count * nanoseconds, {}}};
    if (s.kind == type_kind::time_duration) return feel::value{feel::time_duration{*count, 0}};
    const instant when{std::chrono::seconds{*count}};
    return feel::value{
        feel::date_time{zone_.is_none() ? feel::zone::utc().to_local(when) : zone_.to_local(when), zone_}};
}

}  // namespace reglament::proof_stage
