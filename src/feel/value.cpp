#include "feel/closure.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace reglament::feel {

// Values nested in each other may share so much that they cannot be looked through: their size is known beforehand.
struct value::holder_node : node {
    static constexpr std::size_t most = std::size_t{1} << 48;  // as good as endless
    std::size_t weight = 0;
    std::size_t depth = 1;

    void hold(const value& part) noexcept {
        weight = std::min(most, weight + 1 + part.weight());
        depth = std::max(depth, 1 + part.depth());
    }
};

// Round brackets: braces would make a list of one list.
struct value::list_node : holder_node {
    explicit list_node(feel::list content) noexcept : items(std::move(content)) {
        for (const value& each : items) hold(each);
    }
    feel::list items;
};

struct value::context_node : holder_node {
    explicit context_node(feel::context content) noexcept : entries(std::move(content)) {
        for (const auto& each : entries) hold(each.second);
    }
    feel::context entries;
};

struct value::range_node : holder_node {
    explicit range_node(feel::range content) noexcept : interval(std::move(content)) {
        hold(interval.low);
        hold(interval.high);
    }
    feel::range interval;
};

struct value::function_node : node {
    explicit function_node(closure content) noexcept : function(std::move(content)) {}
    closure function;
};

namespace {

// What holds other values and has no owner any more forms a chain; the last bits of a node's address tell what it is.
enum class holder : std::uintptr_t { list, context, range, function };
constexpr std::uintptr_t holder_bits = 3;

constexpr holder holder_of(value_kind kind) noexcept {
    return kind == value_kind::context    ? holder::context
           : kind == value_kind::range    ? holder::range
           : kind == value_kind::function ? holder::function
                                          : holder::list;
}

}  // namespace

value::value(std::string_view text) : kind_{value_kind::string} {
    if (text.empty()) return;
    auto* made = new (::operator new(sizeof(text_node) + text.size())) text_node;
    made->size = text.size();
    std::memcpy(&made->head, text.data(), std::min(text.size(), sizeof made->head));
    std::memcpy(static_cast<void*>(made + 1), text.data(), text.size());
    payload_.node = made;
}

value::value(feel::list items) : payload_{new list_node{std::move(items)}}, kind_{value_kind::list} {}

value::value(feel::context entries) : payload_{new context_node{std::move(entries)}}, kind_{value_kind::context} {}

value::value(const feel::range& r) : payload_{new range_node{r}}, kind_{value_kind::range} {}

value::value(closure function) : payload_{new function_node{std::move(function)}}, kind_{value_kind::function} {}

value::value(instant when) noexcept
    : value{feel::date_time{std::chrono::local_time<std::chrono::microseconds>{when.time_since_epoch()}, zone::utc()}} {
}

bool value::same_tail(const text_node& a, const text_node& b) noexcept {
    return std::memcmp(a.characters() + sizeof a.head, b.characters() + sizeof b.head, a.size - sizeof a.head) == 0;
}

// Gives up a share. A text nobody owns goes at once; what holds values is put at the chain's front.
void value::abandon(value& v, std::uintptr_t& unowned) noexcept {
    if (!v.is_shared()) return;
    const value_kind kind = std::exchange(v.kind_, value_kind::null);
    node* const n = v.payload_.node;
    if (n->owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (kind == value_kind::string) {
        static_cast<text_node*>(n)->~text_node();
        ::operator delete(n);
        return;
    }
    n->owners.store(unowned, std::memory_order_relaxed);
    unowned = reinterpret_cast<std::uintptr_t>(n) | static_cast<std::uintptr_t>(holder_of(kind));
}

// Deletes what nobody owns; the values it held are put at the chain's front.
void value::destroy(std::uintptr_t dead, std::uintptr_t& unowned) noexcept {
    node* const n = reinterpret_cast<node*>(dead & ~holder_bits);
    const auto all = [&unowned](feel::list& items) {
        for (value& item : items) abandon(item, unowned);
    };
    switch (static_cast<holder>(dead & holder_bits)) {
        case holder::context: {
            auto* const held = static_cast<context_node*>(n);
            for (auto& entry : held->entries) abandon(entry.second, unowned);
            return delete held;
        }
        case holder::range: {
            auto* const held = static_cast<range_node*>(n);
            abandon(held->interval.low, unowned);
            abandon(held->interval.high, unowned);
            return delete held;
        }
        case holder::function: {
            auto* const held = static_cast<function_node*>(n);
            all(held->function.captured);
            return delete held;
        }
        case holder::list: {
            auto* const held = static_cast<list_node*>(n);
            all(held->items);
            return delete held;
        }
    }
}

// Without recursion, so that values may be nested as deeply as memory allows.
void value::release_node() noexcept {
    std::uintptr_t unowned = 0;
    abandon(*this, unowned);
    while (unowned != 0) {
        const auto dead = unowned;
        unowned = reinterpret_cast<node*>(dead & ~holder_bits)->owners.load(std::memory_order_relaxed);
        destroy(dead, unowned);
    }
}

// REQUIRES of both: is_shared().
std::size_t value::shared_weight() const noexcept {
    if (kind_ == value_kind::string) return as_string().size();
    return kind_ == value_kind::function ? 1 : static_cast<const holder_node*>(payload_.node)->weight;
}

std::size_t value::shared_depth() const noexcept {
    const bool holds = kind_ != value_kind::string && kind_ != value_kind::function;
    return holds ? static_cast<const holder_node*>(payload_.node)->depth : 0;
}

const feel::list& value::as_list() const noexcept {
    return static_cast<const list_node*>(of(value_kind::list).node)->items;
}

const feel::context& value::as_context() const noexcept {
    return static_cast<const context_node*>(of(value_kind::context).node)->entries;
}

const feel::range& value::as_range() const noexcept {
    return static_cast<const range_node*>(of(value_kind::range).node)->interval;
}

const closure& value::as_function() const noexcept {
    return static_cast<const function_node*>(of(value_kind::function).node)->function;
}

const value* value::find(std::string_view name) const noexcept {
    if (kind_ != value_kind::context) return nullptr;
    const feel::context& entries = as_context();
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
    return found == entries.end() ? nullptr : &found->second;
}

value value::get(std::string_view name) const noexcept {
    const value* found = find(name);
    return found == nullptr ? value{} : *found;
}

bool value::equal_large(const value& a, const value& b) noexcept {
    switch (a.kind_) {
        case value_kind::date:
            return a.as_date() == b.as_date();
        case value_kind::time:
            return a.as_time() == b.as_time();
        case value_kind::date_time:
            return a.as_date_time() == b.as_date_time();
        case value_kind::time_duration:
            return a.as_time_duration() == b.as_time_duration();
        case value_kind::months_duration:
            return a.as_months_duration() == b.as_months_duration();
        case value_kind::list:
            return a.payload_.node == b.payload_.node || a.as_list() == b.as_list();
        case value_kind::context:
            return a.payload_.node == b.payload_.node || a.as_context() == b.as_context();
        case value_kind::range:
            return a.payload_.node == b.payload_.node || a.as_range() == b.as_range();
        case value_kind::function:
            return a.payload_.node == b.payload_.node;
        default:
            return a == b;
    }
}

}  // namespace reglament::feel
