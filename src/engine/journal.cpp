#include "engine/journal.hpp"

#include "engine/checksum.hpp"
#include "engine/untaken.hpp"
#include "machine/codec.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t checksum_size = 8;

std::int64_t ticks(instant t) {
    return t.time_since_epoch().count();
}
instant from_ticks(std::int64_t n) {
    return instant{instant::duration{n}};
}

void seal(std::string& bytes) {
    std::uint64_t sum = checksum(bytes);
    for (std::size_t i = 0; i < checksum_size; ++i, sum >>= 8U) bytes.push_back(static_cast<char>(sum & 0xFFU));
}

// The bytes without their checksum; nothing when it is not theirs.
std::optional<std::string_view> unsealed(std::string_view bytes) {
    if (bytes.size() < checksum_size) return std::nullopt;
    const std::string_view body = bytes.substr(0, bytes.size() - checksum_size);
    std::uint64_t sum = checksum(body);
    for (std::size_t i = 0; i < checksum_size; ++i, sum >>= 8U) {
        if (static_cast<unsigned char>(bytes[body.size() + i]) != (sum & 0xFFU)) return std::nullopt;
    }
    return body;
}

// Names that an entry speaks of, each once.
class entry_names {
public:
    explicit entry_names(const rulebook& rules) : rules_{rules} {}

    std::uint64_t regulation(regulation_index i) {
        return number({0, i, 0}, [&](byte_writer& out) {
            out.text(rules_.machines()[i].regulation().id.value);
            out.uuid(rules_.machines()[i].regulation().definition);
        });
    }
    std::uint64_t state(regulation_index of, state_index s) {
        return number({1, of, s}, [&](byte_writer& out) { out.text(rules_.machines()[of].states()[s].id); });
    }
    std::uint64_t event(event_index e) {
        return number({2, e, 0}, [&](byte_writer& out) {
            const event_type& type = rules_.vocabulary().events[e];
            out.text(type.name.value);
            out.number(type.data.size());
            for (const attribute& a : type.data) out.text(a.name.value);
        });
    }
    void write(byte_writer& to) {
        to.number(count_);
        to.text(names_.take());
    }

private:
    struct what {
        unsigned kind;
        std::uint16_t a, b;
    };
    template <class Write>
    std::uint64_t number(what key, Write&& write) {
        const std::uint64_t code = std::uint64_t{key.kind} << 32U | std::uint64_t{key.a} << 16U | key.b;
        const auto [at, fresh] = known_.try_emplace(code, count_);
        if (fresh) {
            ++count_;
            names_.number(key.kind);
            write(names_);
        }
        return at->second;
    }

    const rulebook& rules_;
    boost::unordered_flat_map<std::uint64_t, std::uint64_t> known_;
    std::uint64_t count_ = 0;
    byte_writer names_;
};

// The same names as indices of the rules at hand; no_index: they have it not.
struct names_read {
    struct name {
        std::uint64_t kind = 0;
        std::string_view text, definition;
        std::uint16_t index = no_index;           // of a regulation and an event
        std::vector<std::uint16_t> attributes{};  // of an event: where each is now
    };
    std::vector<name> all;
    bool ok = true;

    names_read(const rulebook& rules, byte_reader& in) {
        const std::size_t count = in.count();
        byte_reader names{in.text()};
        for (std::size_t i = 0; i < count && names.ok(); ++i) {
            name n;
            n.kind = names.number();
            n.text = names.text();
            if (n.kind == 0) {
                n.definition = names.text();
                if (const auto here = rules.find(n.text, unpacked(n.definition))) n.index = *here;
            } else if (n.kind == 2) {
                const auto here = rules.vocabulary().find_event(n.text);
                if (here) n.index = static_cast<event_index>(*here);
                for (std::size_t a = names.count(); a > 0 && names.ok(); --a) {
                    const std::string_view attribute = names.text();
                    n.attributes.push_back(no_index);
                    if (here) n.attributes.back() = attribute_of(rules.vocabulary().events[*here], attribute);
                }
            }
            all.push_back(std::move(n));
        }
        ok = names.ok() && all.size() == count;
    }

    [[nodiscard]] const name* at(std::uint64_t i, std::uint64_t kind) const {
        return i < all.size() && all[i].kind == kind ? &all[i] : nullptr;
    }

private:
    static std::uint16_t attribute_of(const event_type& e, std::string_view name) {
        const auto at =
            std::find_if(e.data.begin(), e.data.end(), [&](const attribute& a) { return a.name.value == name; });
        return at == e.data.end() ? no_index : static_cast<std::uint16_t>(at - e.data.begin());
    }
};

void write_transition(byte_writer& out, entry_names& names, const machine& m, const effect& e) {
    if (e.transition == no_index) return out.number(0);
    const transition& t = m.transitions()[e.transition];
    const bool exit = e.kind != effect_kind::state_entered;  // of an exit: which of them
    out.number(exit ? std::uint64_t{1} : 2ULL + e.transition - m.states()[t.from].first);
    if (exit)
        out.number(e.transition);
    else
        out.number(names.state(e.regulation, t.from));
}

void write_effect(byte_writer& out, entry_names& names, const rulebook& rules, const effect& e) {
    const machine& m = rules.machines()[e.regulation];
    out.number(static_cast<std::uint64_t>(e.kind));
    out.number(static_cast<std::uint64_t>(e.why));
    out.number(names.regulation(e.regulation));
    out.number(e.state < m.states().size() ? names.state(e.regulation, e.state) + 1 : 0);
    write_transition(out, names, m, e);
    out.number(e.attempt);
    out.number(e.event == no_index ? 0 : names.event(e.event) + 1);
    out.number(e.part == no_index ? 0 : e.part + 1U);
    out.number(e.run);
    out.number(e.branch);
    out.number(e.task);
    out.number(e.called == no_index ? 0 : names.regulation(e.called) + 1);
    out.value(e.whom);
    out.number(e.sequence);
    out.whole(ticks(e.at));
    out.whole(ticks(e.due));
    out.number(e.data.size());
    for (const feel::value& v : e.data) out.value(v);
    out.value(e.origin);
}

class effect_reader {
public:
    effect_reader(const rulebook& rules, const names_read& names, byte_reader& in, std::uint64_t format)
        : rules_{rules}, names_{names}, in_{in}, format_{format} {}

    /// False: the rules do not know what it speaks of.
    bool read(effect& e) {
        known_ = true;
        e.kind = static_cast<effect_kind>(in_.number());
        e.why = static_cast<refusal>(in_.number());
        e.regulation = regulation(in_.number());
        e.state = state(e.regulation, in_.number());
        e.transition = transition_of(e.regulation);
        e.attempt = static_cast<std::uint16_t>(in_.number());
        const names_read::name* const event = read_event(e);
        const std::uint64_t part = in_.number();
        e.part = part == 0 ? no_index : static_cast<part_index>(part - 1);
        e.run = static_cast<std::uint32_t>(in_.number());
        e.branch = static_cast<std::uint32_t>(in_.number());
        e.task = static_cast<std::uint32_t>(in_.number());
        const std::uint64_t called = in_.number();
        e.called = called == 0 ? no_index : regulation(called - 1);
        e.whom = in_.value();
        e.sequence = in_.number();
        e.at = from_ticks(in_.whole());
        e.due = from_ticks(in_.whole());
        e.data.clear();
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) e.data.push_back(in_.value());
        e.origin = format_ >= 2 ? in_.value() : feel::value{};
        if (event != nullptr && e.kind == effect_kind::event_emitted) reorder(*event, e);
        return known_ && in_.ok();
    }

private:
    regulation_index regulation(std::uint64_t which) {
        const auto* const n = names_.at(which, 0);
        if (n == nullptr || n->index == no_index) known_ = false;
        return n == nullptr ? no_index : n->index;
    }
    state_index state(regulation_index of, std::uint64_t which) {
        if (which == 0) return 0;
        const auto* const n = names_.at(which - 1, 1);
        const auto here = n == nullptr || of == no_index ? std::nullopt : rules_.machines()[of].find_state(n->text);
        if (!here) known_ = false;
        return here.value_or(0);
    }
    std::uint16_t transition_of(regulation_index of) {
        const std::uint64_t how = in_.number();
        if (how == 0) return no_index;
        if (how == 1) return static_cast<std::uint16_t>(in_.number());
        const state_index from = state(of, in_.number() + 1);
        if (of == no_index || how - 2 >= rules_.machines()[of].states()[from].count) {
            known_ = false;
            return no_index;
        }
        return static_cast<std::uint16_t>(rules_.machines()[of].states()[from].first + (how - 2));
    }
    const names_read::name* read_event(effect& e) {
        const std::uint64_t which = in_.number();
        if (which == 0) return nullptr;
        const auto* const n = names_.at(which - 1, 2);
        if (n == nullptr || n->index == no_index) known_ = false;
        e.event = n == nullptr ? no_index : n->index;
        return n;
    }
    // Attributes may stand in another order now.
    void reorder(const names_read::name& event, effect& e) const {
        if (e.event == no_index) return;
        std::vector<feel::value> now(rules_.vocabulary().events[e.event].data.size());
        for (std::size_t i = 0; i < e.data.size() && i < event.attributes.size(); ++i) {
            if (event.attributes[i] != no_index) now[event.attributes[i]] = std::move(e.data[i]);
        }
        e.data = std::move(now);
    }

    const rulebook& rules_;
    const names_read& names_;
    byte_reader& in_;
    std::uint64_t format_;
    bool known_ = true;
};

void write_image(byte_writer& out, const client_image& c) {
    out.number(c.client);
    out.number(c.before);
    out.text(c.key);
    out.text(c.record);
    out.number((c.all_keys ? 1U : 0U) | (c.tells ? 2U : 0U));
    if (!c.all_keys) {
        out.number(c.keys.size());
        for (const change_log::taken_key& k : c.keys) {
            out.number(k.what.key);
            out.whole(ticks(k.what.time));
            out.number(k.started ? 1U : 0U);
        }
        return;
    }
    out.number(c.whole.recent.size());
    for (std::size_t i = 0; i < c.whole.recent.size(); ++i) {
        const auto& k = c.whole.recent[(c.whole.oldest + i) % c.whole.recent.size()];
        out.number(k.key);
        out.whole(ticks(k.time));
    }
    out.whole(ticks(c.whole.horizon));
    out.number(c.whole.starts.size());
    for (const std::uint64_t k : c.whole.starts) out.number(k);
}

client_image read_image(byte_reader& in) {
    client_image c;
    c.client = static_cast<std::uint32_t>(in.number());
    c.before = in.number();
    c.key = in.text();
    c.record = in.text();
    const std::uint64_t flags = in.number();
    c.all_keys = (flags & 1U) != 0;
    c.tells = (flags & 2U) != 0;
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        change_log::taken_key k;
        k.client = c.client;
        k.what.key = in.number();
        k.what.time = from_ticks(in.whole());
        if (!c.all_keys) k.started = in.number() != 0;
        c.all_keys ? c.whole.recent.push_back(k.what) : c.keys.push_back(k);
    }
    if (!c.all_keys) return c;
    c.whole.horizon = from_ticks(in.whole());
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) c.whole.starts.push_back(in.number());
    return c;
}

void write_head(byte_writer& out, const journal_head& head) {
    out.number(journal_format);
    out.whole(ticks(head.now));
    out.number(head.tail);
    out.number(head.first_sent);
    out.number(head.sent);
    out.number(head.taken);
    out.number(head.outbox);
    out.number(head.clients ? *head.clients + 1 : 0);
}

std::optional<journal_head> read_head(byte_reader& in) {
    journal_head h;
    h.format = in.number();
    if (h.format == 0 || h.format > journal_format) return std::nullopt;
    h.now = from_ticks(in.whole());
    h.tail = in.number();
    h.first_sent = in.number();
    h.sent = in.number();
    h.taken = in.number();
    h.outbox = in.number();
    const std::uint64_t clients = h.format >= 3 ? in.number() : 0;
    if (clients != 0) h.clients = clients - 1;
    return in.ok() ? std::optional{h} : std::nullopt;
}

}  // namespace

std::string write_entry(const rulebook& rules, const journal_head& head, const std::vector<client_image>& clients,
                        const std::vector<change_log::told>& told) {
    entry_names names{rules};
    byte_writer body;
    body.number(clients.size());
    for (const client_image& c : clients) write_image(body, c);
    body.number(told.size());
    for (const change_log::told& t : told) {
        body.number(t.client);
        write_effect(body, names, rules, t.what);
    }
    byte_writer out;
    write_head(out, head);
    names.write(out);
    std::string bytes = out.take();
    bytes += body.take();
    seal(bytes);
    return bytes;
}

std::optional<journal_head> read_head(std::string_view bytes) {
    const auto body = unsealed(bytes);
    if (!body) return std::nullopt;
    byte_reader in{*body};
    return read_head(in);
}

std::optional<std::uint64_t> newer_format(std::string_view bytes) {
    const auto body = unsealed(bytes);
    if (!body) return std::nullopt;
    byte_reader in{*body};
    const std::uint64_t format = in.number();
    return in.ok() && format > journal_format ? std::optional{format} : std::nullopt;
}

std::optional<journal_entry> read_entry(const rulebook& rules, std::string_view bytes, bool with_effects) {
    const auto body = unsealed(bytes);
    if (!body) return std::nullopt;
    byte_reader in{*body};
    const auto head = read_head(in);
    if (!head) return std::nullopt;
    journal_entry entry;
    entry.head = *head;
    const names_read names{rules, in};
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) entry.clients.push_back(read_image(in));
    if (!names.ok || !in.ok()) return std::nullopt;
    if (!with_effects) return entry;
    effect_reader reader{rules, names, in, entry.head.format};
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        change_log::told t;
        t.client = static_cast<std::uint32_t>(in.number());
        if (reader.read(t.what)) {
            entry.effects.push_back(std::move(t));
        } else {
            entry.lost_of.push_back(t.client);
            entry.lost_sent += for_the_world(t.what.kind) ? 1 : 0;
        }
    }
    return in.ok() ? std::optional{std::move(entry)} : std::nullopt;
}

std::string write_page(commit_number as_of, const std::vector<client_image>& clients) {
    byte_writer out;
    out.number(journal_format);
    out.number(as_of);
    out.number(clients.size());
    for (const client_image& c : clients) write_image(out, c);
    std::string bytes = out.take();
    seal(bytes);
    return bytes;
}

bool read_page(std::string_view bytes, commit_number& as_of, std::vector<client_image>& clients) {
    const auto body = unsealed(bytes);
    if (!body) return false;
    byte_reader in{*body};
    const std::uint64_t format = in.number();
    if (format == 0 || format > journal_format) return false;
    as_of = in.number();
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) clients.push_back(read_image(in));
    return in.ok();
}

namespace {

// What is told of somebody who is taken out: that something was, and when. What others tell of him is told of nobody.
class redactor {
public:
    redactor(const redaction& how, byte_reader& in, byte_writer& out, std::uint64_t format)
        : how_{how}, in_{in}, out_{out}, format_{format} {}

    /// An image as it is, or as of nobody. True: it was his.
    bool image() {
        client_image c = read_image(in_);
        const bool his = c.client == how_.client;
        if (his) {
            c.key = how_.new_key;
            c.record = how_.new_record;
            c.all_keys = true;
            c.whole = {};
            c.keys.clear();
        }
        write_image(out_, c);
        return his;
    }

    bool effect() {
        const bool his = number() == how_.client;
        kind_ = static_cast<effect_kind>(number());
        for (int field = 0; field < 3; ++field) number();  // why, regulation, state
        if (number() != 0) number();                       // transition, and from where
        for (int field = 0; field < 7; ++field) number();  // attempt, event, part, run, branch, task, called
        value(his);                                        // for whom
        number();
        out_.whole(in_.whole());
        out_.whole(in_.whole());
        const std::size_t count = in_.count();
        out_.number(count);
        for (std::size_t n = count; n > 0 && in_.ok(); --n) value(his);
        if (format_ >= 2) {
            value(his);
        } else {
            out_.value({});
        }
        return his || mentioned_;
    }

private:
    std::uint64_t number() {
        const std::uint64_t n = in_.number();
        out_.number(n);
        return n;
    }
    void value(bool his) {
        feel::value v = in_.value();
        const bool named = v.kind() == feel::value_kind::string && v.as_string() == how_.key;
        mentioned_ = mentioned_ || named;
        out_.value(his ? left_of(v) : named ? feel::value{how_.new_key} : v);
    }

    // Nothing but what the effect cannot be read without: numbers of rows, of versions, of what was merged.
    [[nodiscard]] feel::value left_of(const feel::value& v) const {
        using enum effect_kind;
        const bool structure = kind_ == merged || kind_ == due_moved || kind_ == run_migrated || kind_ == state_entered;
        if (!structure || v.kind() == feel::value_kind::list || v.kind() == feel::value_kind::context) return {};
        return v.kind() == feel::value_kind::string ? feel::value{""} : v;
    }

    const redaction& how_;
    byte_reader& in_;
    byte_writer& out_;
    std::uint64_t format_;
    effect_kind kind_{};
    bool mentioned_ = false;
};

}  // namespace

redacted redact_entry(std::string_view bytes, const redaction& how) {
    const auto body = unsealed(bytes);
    if (!body) return {};
    byte_reader in{*body};
    const auto head = read_head(in);
    if (!head) return {};
    byte_writer out;
    write_head(out, *head);
    out.number(in.number());
    out.text(in.text());
    redacted made;
    redactor by{how, in, out, head->format};
    std::size_t count = in.count();
    out.number(count);
    for (; count > 0 && in.ok(); --count) made.changed = by.image() || made.changed;
    count = in.count();
    out.number(count);
    for (; count > 0 && in.ok(); --count) made.changed = by.effect() || made.changed;
    if (!in.ok() || !in.at_end()) return {};
    made.good = true;
    made.bytes = out.take();
    seal(made.bytes);
    return made;
}

redacted redact_page(std::string_view bytes, const redaction& how) {
    redacted made;
    commit_number as_of = 0;
    std::vector<client_image> all;
    if (!read_page(bytes, as_of, all)) return {};
    made.good = true;
    for (client_image& c : all) {
        if (c.client != how.client) continue;
        c.key = how.new_key;
        c.record = how.new_record;
        c.whole = {};
        made.changed = true;
    }
    made.bytes = write_page(as_of, all);
    return made;
}

}  // namespace reglament
