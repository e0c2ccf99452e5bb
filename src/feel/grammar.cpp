// The grammar of FEEL in Boost.Spirit X3. The tokens are the reader's; here stands only how they follow each other.
// Every rule has the same attribute, the id of the node it made, and one line.
#include "feel/grammar.hpp"

#include <boost/spirit/home/x3.hpp>

namespace reglament::feel {
namespace {

namespace x3 = boost::spirit::x3;

struct reader_tag;
using iterator = reader::iterator;

template <class Context>
reader& reader_of(const Context& context) {
    return x3::get<reader_tag>(context);
}

// A token of the reader that gives a value: a node, or a sign.
template <class Value, bool (reader::*Read)(iterator&, Value&)>
struct token_parser : x3::parser<token_parser<Value, Read>> {
    using attribute_type = Value;
    static constexpr bool has_attribute = true;

    template <class Context, class RuleContext, class Attribute>
    bool parse(iterator& first, const iterator&, const Context& context, RuleContext&, Attribute& to) const {
        Value read{};
        if (!(reader_of(context).*Read)(first, read)) return false;
        x3::traits::move_to(read, to);
        return true;
    }
};
template <bool (reader::*Read)(iterator&, node_id&)>
constexpr token_parser<node_id, Read> token{};
template <bool (reader::*Read)(iterator&, sign&)>
constexpr token_parser<sign, Read> operation{};

// A token that only has to be there.
template <class Read>
struct mark_parser : x3::parser<mark_parser<Read>> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;
    Read read;

    constexpr explicit mark_parser(Read r) : read{r} {}

    template <class Context, class RuleContext, class Attribute>
    bool parse(iterator& first, const iterator&, const Context& context, RuleContext&, Attribute&) const {
        return read(reader_of(context), first);
    }
};
constexpr auto word(keyword k, expected what) {
    return mark_parser{[=](reader& r, iterator& at) { return r.word(at, k, what); }};
}
constexpr auto symbol(char c, expected what) {
    return mark_parser{[=](reader& r, iterator& at) { return r.symbol(at, c, what); }};
}

// operand (operator operand)*: one node however long the chain is, so that no chain is deep.
template <class Operand, class Operator>
struct chain_parser : x3::parser<chain_parser<Operand, Operator>> {
    using attribute_type = node_id;
    static constexpr bool has_attribute = true;
    node_kind kind;
    Operand operand;
    Operator joint;

    constexpr chain_parser(node_kind k, Operand o, Operator j) : kind{k}, operand{o}, joint{j} {}

    template <class Context, class RuleContext>
    bool parse(iterator& first, const iterator& last, const Context& context, RuleContext& rule, node_id& to) const {
        if (!operand.parse(first, last, context, rule, to)) return false;
        tree& out = reader_of(context).out();
        node_id whole = no_node;
        for (sign s{}; joint.parse(first, last, context, rule, s);) {
            node_id next = no_node;
            if (!operand.parse(first, last, context, rule, next))
                throw x3::expectation_failure<iterator>(first, "operand");
            if (whole == no_node) out.adopt(whole = out.add(kind, out[to].where), to);
            out[next].joint = s;
            out.adopt(whole, next);
            to = whole;
        }
        return true;
    }
};
template <class Operand, class Operator>
constexpr auto chain(node_kind kind, Operand operand, Operator joint) {
    return chain_parser<Operand, Operator>{kind, operand, joint};
}

// One level deeper, as long as the depth allowed is not reached.
template <class Subject>
struct nested_parser : x3::unary_parser<Subject, nested_parser<Subject>> {
    using base = x3::unary_parser<Subject, nested_parser<Subject>>;
    static constexpr bool is_pass_through_unary = true;

    constexpr explicit nested_parser(const Subject& nested) : base{nested} {}

    template <class Context, class RuleContext, class Attribute>
    bool parse(iterator& first, const iterator& last, const Context& context, RuleContext& rule, Attribute& to) const {
        struct level {
            reader& in;
            ~level() { in.leave(); }
        };
        reader& r = reader_of(context);
        const bool allowed = r.enter(first);
        const level guard{r};
        if (!allowed) throw x3::expectation_failure<iterator>(first, "depth");
        return this->subject.parse(first, last, context, rule, to);
    }
};
struct nested_directive {
    template <class Subject>
    constexpr auto operator[](const Subject& subject) const {
        return nested_parser<typename x3::extension::as_parser<Subject>::value_type>{x3::as_parser(subject)};
    }
};
constexpr nested_directive nested{};

// Names bound inside are forgotten behind it.
template <class Subject>
struct scoped_parser : x3::unary_parser<Subject, scoped_parser<Subject>> {
    using base = x3::unary_parser<Subject, scoped_parser<Subject>>;
    static constexpr bool is_pass_through_unary = true;

    constexpr explicit scoped_parser(const Subject& inner) : base{inner} {}

    template <class Context, class RuleContext, class Attribute>
    bool parse(iterator& first, const iterator& last, const Context& context, RuleContext& rule, Attribute& to) const {
        struct bound {
            reader& in;
            std::size_t before;
            ~bound() { in.unbind(before); }
        };
        reader& r = reader_of(context);
        const bound guard{r, r.bound()};
        return this->subject.parse(first, last, context, rule, to);
    }
};
struct scoped_directive {
    template <class Subject>
    constexpr auto operator[](const Subject& subject) const {
        return scoped_parser<typename x3::extension::as_parser<Subject>::value_type>{x3::as_parser(subject)};
    }
};
constexpr scoped_directive scoped{};

// Actions.
constexpr auto take = [](auto& context) { x3::_val(context) = x3::_attr(context); };
constexpr auto adopt = [](auto& context) { reader_of(context).out().adopt(x3::_val(context), x3::_attr(context)); };

template <class Context>
void wrap(const Context& context, node_kind kind, std::initializer_list<node_id> added) {
    tree& out = reader_of(context).out();
    const node_id left = x3::_val(context);
    const node_id whole = out.add(kind, out[left].where);
    out.adopt(whole, left);
    for (const node_id id : added) {
        out.adopt(whole, id);
    }
    x3::_val(context) = whole;
}
using boost::fusion::at_c;
constexpr auto compare = [](auto& context) {
    tree& out = reader_of(context).out();
    const node_id right = at_c<1>(x3::_attr(context));
    out[right].joint = at_c<0>(x3::_attr(context));
    wrap(context, node_kind::comparison, {right});
};
constexpr auto between = [](auto& context) {
    wrap(context, node_kind::between, {at_c<0>(x3::_attr(context)), at_c<1>(x3::_attr(context))});
};
constexpr auto in = [](auto& context) { wrap(context, node_kind::in, {x3::_attr(context)}); };
constexpr auto range = [](auto& context) { wrap(context, node_kind::range, {x3::_attr(context)}); };
constexpr auto instance = [](auto& context) { wrap(context, node_kind::instance_of, {x3::_attr(context)}); };
constexpr auto filter = [](auto& context) {
    wrap(context, node_kind::filter, {at_c<1>(x3::_attr(context))});
    tree& out = reader_of(context).out();
    out[x3::_val(context)].payload = out[at_c<0>(x3::_attr(context))].payload;
    reader_of(context).reach(x3::_val(context));
};
constexpr auto of_callee = [](auto& context) {
    tree& out = reader_of(context).out();
    const node_id whole = x3::_attr(context);
    out.adopt_first(whole, x3::_val(context));
    x3::_val(context) = whole;
};
constexpr auto bind = [](auto& context) { reader_of(context).bind(x3::_val(context)); };
constexpr auto bind_partial = [](auto& context) { reader_of(context).bind_partial(x3::_val(context)); };
constexpr auto own = [](auto& context) {
    tree& out = reader_of(context).out();
    const node_id part = x3::_attr(context);
    out[part].where.begin = out[x3::_val(context)].where.begin;
    out.adopt(part, x3::_val(context));
    x3::_val(context) = part;
};
constexpr auto reach = [](auto& context) { reader_of(context).reach(x3::_val(context)); };
constexpr auto finish = [](auto& context) { reader_of(context).finish(x3::_val(context)); };

constexpr auto close = mark_parser{[](reader& r, iterator& at) { return r.close(at); }};
constexpr auto open_call = mark_parser{[](reader& r, iterator& at) { return r.open_call(at); }};
constexpr auto close_filter = mark_parser{[](reader& r, iterator& at) { return r.close_filter(at); }};
constexpr auto close_curly = mark_parser{[](reader& r, iterator& at) { return r.close_curly(at); }};
constexpr auto close_call = mark_parser{[](reader& r, iterator& at) { return r.close_call(at); }};
constexpr auto dots = mark_parser{[](reader& r, iterator& at) { return r.dots(at); }};
constexpr auto comma = symbol(',', expected::operator_);

template <class Id>
using rule = x3::rule<Id, node_id>;

const rule<struct expression_id> expression = "expression";
const rule<struct truth_id> truth = "truth";
const rule<struct negation_id> negation = "negation";
const rule<struct comparison_id> comparison = "comparison";
const rule<struct additive_id> additive = "additive";
const rule<struct unary_id> unary = "unary";
const rule<struct minus_id> minus = "minus";
const rule<struct typed_id> typed = "typed";
const rule<struct postfix_id> postfix = "postfix";
const rule<struct primary_id> primary = "primary";
const rule<struct tested_id> tested = "tested";
const rule<struct conditional_id> conditional = "conditional";
const rule<struct call_id> call = "call";
const rule<struct invocation_id> invocation = "invocation";
const rule<struct argument_id> argument = "argument";
const rule<struct named_id> named = "named";
const rule<struct bracket_id> bracket = "bracket";
const rule<struct list_id> list = "list";
const rule<struct item_id> item = "item";
const rule<struct test_id> test = "test";
const rule<struct bounds_id> bounds = "bounds";
const rule<struct entries_id> entries = "entries";
const rule<struct entry_id> entry = "entry";
const rule<struct loop_id> loop = "loop";
const rule<struct quantified_id> quantified = "quantified";
const rule<struct iteration_id> iteration = "iteration";
const rule<struct function_id> function = "function";
const rule<struct parameter_id> parameter = "parameter";
const rule<struct cell_id> cell = "cell";
const rule<struct cell_tests_id> cell_tests = "cell_tests";
const rule<struct not_tests_id> not_tests = "not_tests";

// An expression, from what binds loosest to what binds tightest.
const auto conjunction = chain(node_kind::conjunction, truth, operation<&reader::and_operator>);
const auto expression_def = nested[chain(node_kind::disjunction, conjunction, operation<&reader::or_operator>)];
const auto truth_def = negation | comparison;
const auto negation_def = nested[token<&reader::open_not>[take] > truth[adopt]];
const auto comparison_def = additive[take] >> -((operation<&reader::comparison_operator> > additive)[compare] |
                                                (word(keyword::between, expected::operator_) > additive >
                                                 word(keyword::and_, expected::and_) > additive)[between] |
                                                (word(keyword::in, expected::operator_) > tested)[in]);
const auto tested_def = test | additive;
const auto power = chain(node_kind::arithmetic, unary, operation<&reader::power_operator>);
const auto multiplicative = chain(node_kind::arithmetic, power, operation<&reader::multiplicative_operator>);
const auto additive_def = chain(node_kind::arithmetic, multiplicative, operation<&reader::additive_operator>);
const auto unary_def = minus | typed;
const auto minus_def = nested[token<&reader::open_minus>[take] > unary[adopt]];
const auto typed_def = postfix[take] >> -(word(keyword::instance, expected::operator_) >
                                          word(keyword::of, expected::of) > token<&reader::type_name>)[instance];

const auto primary_def = token<&reader::number> | token<&reader::string> | function | loop | quantified | call |
                         token<&reader::path> | bracket | list | entries | token<&reader::literal_word> | conditional |
                         token<&reader::at_literal>;
const auto filtered = scoped[token<&reader::open_filter> >> expression >> close_filter];
const auto postfix_def = primary[take] >> *(token<&reader::member>[own] | filtered[filter] | invocation[of_callee]);

const auto conditional_def = token<&reader::open_if>[take] > expression[adopt] >
                             word(keyword::then, expected::then) > expression[adopt] >
                             word(keyword::else_, expected::else_) > expression[adopt];
const auto call_def = token<&reader::function_name>[take] > open_call > -(argument[adopt] % comma) > close_call[reach];
const auto invocation_def = token<&reader::open_invocation>[take] > -(argument[adopt] % comma) > close_call[reach];
const auto argument_def = named | expression;
const auto named_def = token<&reader::argument_name>[take] > expression[adopt];

// What binds names of its own.
const auto entries_def = scoped[token<&reader::open_curly>[take] > -(entry[adopt] % comma) > close_curly[reach]];
const auto entry_def = token<&reader::entry_name>[take] > expression[adopt] > x3::eps[bind];
const auto loop_def = scoped[token<&reader::open_for>[take] > (iteration[adopt] % comma) >
                             word(keyword::return_, expected::return_)[bind_partial] > expression[adopt]];
const auto quantified_def = scoped[token<&reader::open_quantified>[take] > (iteration[adopt] % comma) >
                                   word(keyword::satisfies, expected::satisfies) > expression[adopt]];
const auto iteration_def = token<&reader::iteration_name>[take] > expression[adopt] >
                           -(dots > expression[adopt]) > x3::eps[bind];
const auto function_def = scoped[token<&reader::open_function>[take] > open_call > -(parameter[adopt] % comma) >
                                 close_call > expression[adopt]];
const auto parameter_def = token<&reader::parameter_name>[take] >
                           -(symbol(':', expected::operator_) > token<&reader::type_name>[adopt]);

// Parentheses, ranges and lists of tests begin alike; which it is shows at the end.
const auto bracket_def = token<&reader::open_round>[take] > (item[adopt] % comma) > close[finish];
const auto list_def = token<&reader::open_square>[take] > -(item[adopt] % comma) > close[finish];
const auto item_def = test | bounds;
const auto test_def = token<&reader::open_test>[take] > additive[adopt];
const auto bounds_def = expression[take] >> -(dots > expression[range]);

// A cell of a decision table: tests of the value `?`.
const auto cell_def = token<&reader::any_value> | not_tests | cell_tests;
const auto not_tests_def = token<&reader::open_not_tests>[take] > cell_tests[adopt] > close_call[reach];
const auto cell_tests_def = token<&reader::open_cell>[take] > (item[adopt] % comma);

BOOST_SPIRIT_DEFINE(expression, truth, negation, comparison, additive, unary, minus, typed, postfix, primary, tested,
                    conditional, call, invocation, argument, named, bracket, list, item, test, bounds, entries, entry,
                    loop, quantified, iteration, function, parameter, cell, cell_tests, not_tests)

template <class Rule>
bool read_whole(reader& from, const Rule& start) {
    auto at = from.begin();
    node_id root = no_node;
    bool read = false;
    try {
        read = x3::parse(at, from.end(), x3::with<reader_tag>(std::ref(from))[start], root);
    } catch (const x3::expectation_failure<iterator>& failure) {
        at = failure.where();
    }
    if (read) from.out().root = root;
    return from.done(at);
}

}  // namespace

bool parse(reader& from) {
    return read_whole(from, expression);
}

bool parse_tests(reader& from) {
    return read_whole(from, cell);
}

}  // namespace reglament::feel
