#include "control/alignment/mover.hpp"

#include <algorithm>
#include <utility>

namespace reglament::alignment {

namespace {

constexpr std::size_t most_guarded = 10;
constexpr std::uint16_t most_counted = 10'000;

void calm(thread& t) {
    t.active = false;
    for (division& d : t.divisions) {
        for (thread& b : d.branches) calm(b);
    }
}

void wake(thread& t) {
    t.active = true;
    for (division& d : t.divisions) {
        for (thread& b : d.branches) wake(b);
    }
}

marking fresh_copy(const marking& from) {
    marking k = from;
    calm(k.root);
    k.quiet = false;
    return k;
}

bool find_serial(thread& t, std::uint32_t serial, path& owner, std::size_t& index) {
    for (std::uint32_t d = 0; d < t.divisions.size(); ++d) {
        if (t.divisions[d].serial == serial) {
            index = d;
            return true;
        }
        for (std::uint32_t b = 0; b < t.divisions[d].branches.size(); ++b) {
            owner.push_back({d, b});
            if (find_serial(t.divisions[d].branches[b], serial, owner, index)) return true;
            owner.pop_back();
        }
    }
    return false;
}

// The division that a thread waits for.
const division* attached(const thread& t) {
    for (const division& d : t.divisions) {
        if (!d.joined && d.fork == t.at) return &d;
    }
    return nullptr;
}

}  // namespace

thread* mover::find(marking& k, const path& p) const {
    thread* t = &k.root;
    for (const hop& h : p) t = &t->divisions[h.division].branches[h.branch];
    return t;
}

bool mover::find_division(marking& k, std::uint32_t serial, path& owner, std::size_t& index) const {
    owner.clear();
    return !k.over && find_serial(k.root, serial, owner, index);
}

marking mover::initial() {
    marking k;
    if (net_.start != silent) {
        k.root.at = before_start;
        k.root.active = true;
    } else {
        enter(k, {}, m_.initial());
    }
    return k;
}

void mover::each_move(const marking& from, const move_sink& take) {
    path p;
    if (!from.over) moves_of(from, from.root, nullptr, p, take);
}

void mover::each_exit(const marking& from, const move_sink& take) {
    if (from.over || from.root.at == before_start) return;
    for (const visible_index seen : net_.of_exit) {
        if (seen == silent) continue;
        marking k;
        k.over = true;
        k.passed = from.passed;
        take(std::move(k), seen);
    }
}

bool mover::find_choice(const thread& t, const std::vector<bool>& choices, path& p) const {
    if (choices[t.at] && attached(t) == nullptr) return true;
    for (std::uint32_t d = 0; d < t.divisions.size(); ++d) {
        for (std::uint32_t b = 0; b < t.divisions[d].branches.size(); ++b) {
            p.push_back({d, b});
            if (find_choice(t.divisions[d].branches[b], choices, p)) return true;
            p.pop_back();
        }
    }
    return false;
}

// Nothing else has happened by then: afterwards the others may go on as they might before.
bool mover::each_choice(const marking& from, const std::vector<bool>& choices, const move_sink& take) {
    path p;
    const bool alone = from.over || from.root.divisions.empty();
    if (alone || !find_choice(from.root, choices, p)) return false;
    const auto go = [&](marking&& k, visible_index) {
        wake(k.root);
        k.quiet = false;
        take(std::move(k), silent);
    };
    marking look = from;
    const state& at = m_.states()[find(look, p)->at];
    if (at.kind == state_kind::fork) {
        choose_ways(from, p, go);
        return true;
    }
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        if (m_.transitions()[i].on != trigger_kind::undo) take_one(from, p, i, silent, go);
    }
    return true;
}

void mover::moves_of(const marking& from, const thread& t, const thread* owner, path& p, const move_sink& take) {
    if (t.active) {
        own_moves(from, t, p, take);
        if (t.at != before_start) handlers(from, t, owner, p, take);
    }
    for (std::uint32_t d = 0; d < t.divisions.size(); ++d) {
        for (std::uint32_t b = 0; b < t.divisions[d].branches.size(); ++b) {
            p.push_back({d, b});
            moves_of(from, t.divisions[d].branches[b], &t, p, take);
            p.pop_back();
        }
    }
}

void mover::take_one(const marking& from, const path& p, std::uint16_t transition, visible_index seen,
                     const move_sink& take) {
    marking k = fresh_copy(from);
    follow(k, p, transition);
    take(std::move(k), seen);
}

void mover::own_moves(const marking& from, const thread& t, const path& p, const move_sink& take) {
    if (t.at == before_start) {
        marking k = fresh_copy(from);
        enter(k, p, m_.initial());
        return take(std::move(k), net_.start);
    }
    const state& at = m_.states()[t.at];
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        const transition& out = m_.transitions()[i];
        if (out.on == trigger_kind::undo) continue;
        bool own = false;
        switch (at.kind) {
            case state_kind::task: {
                const task_definition& task = m_.tasks()[at.detail];
                if (out.on == trigger_kind::no_answer && t.attempt >= task.attempts) continue;
                if (out.on == trigger_kind::exhausted && t.attempt < task.attempts) continue;
                own = true;
                if (out.on == trigger_kind::task_done && net_.may_skip[t.at] && net_.is_seen(i))
                    take_one(from, p, i, silent, take);
                break;
            }
            case state_kind::call:
                own = out.on != trigger_kind::no_answer;  // it is asked again and again, which no log tells
                break;
            case state_kind::fork:
                continue;
            case state_kind::group:
            case state_kind::await:
                own = out.on != trigger_kind::event && out.on != trigger_kind::beside;
                break;
            default:
                own = true;
        }
        if (own) take_one(from, p, i, net_.seen(i), take);
    }
    if (at.kind == state_kind::fork) ways_of_fork(from, t, p, take);
    for (std::uint32_t d = 0; d < t.divisions.size(); ++d) {
        if (!t.divisions[d].open) continue;
        marking k = fresh_copy(from);
        thread* const here = find(k, p);
        here->divisions[d].serial = ++k.last_serial;
        begin_branch(k, k.last_serial, first_of(t.divisions[d].fork));
        take(std::move(k), silent);
    }
}

void mover::ways_of_fork(const marking& from, const thread& t, const path& p, const move_sink& take) {
    const state& at = m_.states()[t.at];
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        if (m_.transitions()[i].on != trigger_kind::timer) continue;
        marking k = fresh_copy(from);
        std::erase_if(find(k, p)->divisions, [&](const division& d) { return !d.joined && d.fork == t.at; });
        follow(k, p, i);
        take(std::move(k), silent);
    }
    attached(t) == nullptr ? choose_ways(from, p, take) : turns_of(from, t, p, take);
}

// Which of the ways with conditions are gone, nobody knows: any of them may be.
void mover::choose_ways(const marking& from, const path& p, const move_sink& take) {
    marking look = from;
    const state& at = m_.states()[find(look, p)->at];
    std::vector<std::uint16_t> always, guarded;
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        const transition& t = m_.transitions()[i];
        if (t.on == trigger_kind::none) (t.guard == no_index ? always : guarded).push_back(i);
    }
    guarded.resize(std::min(guarded.size(), most_guarded));
    for (std::uint32_t chosen = 0; chosen < 1u << guarded.size(); ++chosen) {
        std::vector<std::uint16_t> ways = always;
        for (std::size_t g = 0; g < guarded.size(); ++g) {
            if ((chosen >> g & 1u) != 0) ways.push_back(guarded[g]);
        }
        std::sort(ways.begin(), ways.end());
        marking k = fresh_copy(from);
        if (ways.empty()) {
            pass_skip(k, at);
            go_past(k, p, m_.forks()[at.detail]);
        } else {
            begin_ways(k, p, ways);
        }
        take(std::move(k), silent);
    }
}

void mover::turns_of(const marking& from, const thread& t, const path& p, const move_sink& take) {
    for (std::uint32_t d = 0; d < t.divisions.size(); ++d) {
        const division& one = t.divisions[d];
        if (one.joined || one.fork != t.at || !one.branches.empty()) continue;
        const turn_choice may = one.open ? turn_choice{false, true} : choice_of(one);
        if (may.begin) {
            marking k = fresh_copy(from);
            begin_turn(k, p, d);
            take(std::move(k), silent);
        }
        if (may.join) {
            marking k = fresh_copy(from);
            join(k, p, d);
            take(std::move(k), silent);
        }
        return;
    }
}

// A block is handled by the thread that went into it.
void mover::handlers(const marking& from, const thread& t, const thread* owner, const path& p, const move_sink& take) {
    for (std::uint16_t r = m_.states()[t.at].region; r != no_index; r = m_.regions()[r].around) {
        if (owner != nullptr && owner->at != before_start && m_.is_inside(owner->at, r)) continue;
        const state_index block = m_.regions()[r].block;
        const state& at = m_.states()[block];
        for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
            const transition& out = m_.transitions()[i];
            if (out.on == trigger_kind::event) {
                marking k = fresh_copy(from);
                std::erase_if(find(k, p)->divisions,
                              [&](const division& d) { return d.fork == block || m_.is_inside(d.fork, r); });
                follow(k, p, i);
                take(std::move(k), net_.seen(i));
            } else if (out.on == trigger_kind::beside) {
                marking k = fresh_copy(from);
                division d;
                d.fork = block;
                d.joined = true;
                d.serial = ++k.last_serial;
                find(k, p)->divisions.push_back(std::move(d));
                begin_branch(k, k.last_serial, i);
                take(std::move(k), net_.seen(i));
            }
        }
    }
}

void mover::follow(marking& k, path p, std::uint16_t transition) {
    const reglament::transition& t = m_.transitions()[transition];
    thread* const at = find(k, p);
    k.passed.push_back(transition);
    const bool same_task = m_.states()[at->at].kind == state_kind::retry || m_.states()[t.to].kind == state_kind::retry;
    if (!same_task) at->attempt = 1;
    if (t.on == trigger_kind::no_answer) ++at->attempt;
    enter(k, std::move(p), t.to);
}

// Of a state that is passed through, where there is nothing to choose and nothing to see.
std::uint16_t mover::only_way(state_index s) const {
    const state& at = m_.states()[s];
    if (rests(at.kind)) return no_index;
    std::uint16_t only = no_index;
    for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
        const trigger_kind on = m_.transitions()[i].on;
        if (on == trigger_kind::event || on == trigger_kind::beside || on == trigger_kind::undo) continue;
        if (only != no_index || net_.is_seen(i)) return no_index;
        only = i;
    }
    return only;
}

void mover::enter(marking& k, path p, state_index to) {
    for (;;) {
        thread& t = *find(k, p);
        t.at = to;
        const state_kind kind = m_.states()[to].kind;
        if (kind == state_kind::end) {
            k.over = true;
            k.root = {};
            return;
        }
        if (kind == state_kind::join) return arrive(k, std::move(p));
        if (kind == state_kind::fork) return divide(k, p);
        const std::uint16_t onward = only_way(to);
        if (onward == no_index) {
            t.active = true;
            return;
        }
        k.passed.push_back(onward);
        to = m_.transitions()[onward].to;
    }
}

void mover::divide(marking& k, const path& p) {
    thread& t = *find(k, p);
    t.active = true;  // a deadline, or a block around it, may take it away from here
    const state& at = m_.states()[t.at];
    const fork_definition& f = m_.forks()[at.detail];
    const fork_count& count = net_.counts[at.detail];
    if (f.what == fork_definition::form::undone) return go_past(k, p, f);
    if (f.what == fork_definition::form::ways) {
        std::vector<std::uint16_t> ways;
        for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
            if (m_.transitions()[i].on != trigger_kind::none) continue;
            if (m_.transitions()[i].guard != no_index) return;  // to be chosen
            ways.push_back(i);
        }
        return begin_ways(k, p, ways);
    }
    if (f.list != no_index && count.known && count.count == 0) return go_past(k, p, f);
    division d;
    d.fork = t.at;
    d.serial = ++k.last_serial;
    d.limit = count.known ? count.count : 0;
    d.need = f.share != 0 && count.known ? static_cast<std::uint16_t>((count.count * f.share + 99U) / 100U) : f.need;
    const bool at_once = f.what == fork_definition::form::items && f.at_once;
    d.open = at_once && !count.known;
    d.joined = d.open && !f.waits;
    if (d.limit != 0 && d.need >= d.limit) d.need = 0;
    if (at_once) d.begun = std::exchange(d.limit, 0);
    t.divisions.push_back(std::move(d));
    const std::uint32_t serial = k.last_serial;
    if (!at_once) return turn(k, p, t.divisions.size() - 1);
    if (!count.known) {
        if (!f.waits) follow(k, p, first_of(f.join));
        return;
    }
    begin_all(k, serial, std::vector<std::uint16_t>(count.count, at.first), f);
}

void mover::begin_ways(marking& k, const path& p, const std::vector<std::uint16_t>& ways) {
    thread& t = *find(k, p);
    const fork_definition& f = m_.forks()[m_.states()[t.at].detail];
    division d;
    d.fork = t.at;
    d.serial = ++k.last_serial;
    d.need = f.share != 0 ? static_cast<std::uint16_t>((ways.size() * f.share + 99U) / 100U) : f.need;
    if (d.need >= ways.size()) d.need = 0;
    const std::uint32_t serial = d.serial;
    d.begun = static_cast<std::uint16_t>(ways.size());
    t.divisions.push_back(std::move(d));
    begin_all(k, serial, ways, f);
}

// `begun` tells meanwhile how many are still to begin: one that ends at once must not end the fork.
void mover::begin_all(marking& k, std::uint32_t serial, const std::vector<std::uint16_t>& ways,
                      const fork_definition& f) {
    for (const std::uint16_t way : ways) {
        if (!begin_branch(k, serial, way)) return;
    }
    k.quiet = false;
    path owner;
    std::size_t index = 0;
    if (!f.waits && find_division(k, serial, owner, index)) join(k, owner, index);
}

// False when there is no sense in beginning more.
bool mover::begin_branch(marking& k, std::uint32_t serial, std::uint16_t transition) {
    path owner;
    std::size_t index = 0;
    if (!find_division(k, serial, owner, index)) return false;
    division& d = find(k, owner)->divisions[index];
    const bool beside = d.joined;
    if (!beside && !in_turn(d) && d.begun != 0) --d.begun;
    d.branches.emplace_back();
    d.branches.back().at = d.fork;
    k.passed.push_back(transition);
    path p = owner;
    p.push_back({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(d.branches.size() - 1)});
    enter(k, std::move(p), m_.transitions()[transition].to);
    if (k.over) return false;
    return beside || (find_division(k, serial, owner, index) && !find(k, owner)->divisions[index].joined);
}

void mover::arrive(marking& k, path p) {
    const hop last = p.back();
    p.pop_back();
    thread& owner = *find(k, p);
    {
        division& from = owner.divisions[last.division];
        std::vector<division> beside = std::move(from.branches[last.branch].divisions);
        from.branches.erase(from.branches.begin() + last.branch);
        for (division& b : beside) owner.divisions.push_back(std::move(b));
    }
    division& d = owner.divisions[last.division];
    if (d.joined) {
        if (d.branches.empty() && !d.open) owner.divisions.erase(owner.divisions.begin() + last.division);
        return;
    }
    if (d.need != 0) ++d.ended;
    const bool enough = d.need != 0 && d.ended >= d.need;
    if (enough) return join(k, p, last.division);
    if (in_turn(d)) return turn(k, p, last.division);
    if (d.branches.empty() && !d.open && d.begun == 0) return join(k, p, last.division);
    k.quiet = true;
    if (d.open) owner.active = true;
    for (thread& b : d.branches) wake(b);
}

bool mover::in_turn(const division& d) const {
    const state& at = m_.states()[d.fork];
    if (at.kind != state_kind::fork) return false;
    const fork_definition& f = m_.forks()[at.detail];
    return f.what == fork_definition::form::turns || (f.what == fork_definition::form::items && !f.at_once);
}

mover::turn_choice mover::choice_of(const division& d) const {
    const std::uint16_t detail = m_.states()[d.fork].detail;
    const fork_definition& f = m_.forks()[detail];
    if (d.limit != 0 && d.begun >= d.limit) return {false, true};
    if (f.before != no_index || !net_.counts[detail].known) return {true, true};
    if (f.until != no_index) return {true, d.begun > 0};
    return {true, false};
}

void mover::turn(marking& k, const path& owner, std::size_t index) {
    const turn_choice may = choice_of(find(k, owner)->divisions[index]);
    if (may.begin && may.join) {
        find(k, owner)->active = true;
    } else if (may.begin) {
        begin_turn(k, owner, index);
    } else {
        join(k, owner, index);
    }
}

void mover::begin_turn(marking& k, const path& owner, std::size_t index) {
    division& d = find(k, owner)->divisions[index];
    const std::uint16_t most = d.limit != 0 ? most_counted : 1;
    d.begun = static_cast<std::uint16_t>(std::min<std::uint32_t>(d.begun + 1U, most));
    d.serial = ++k.last_serial;
    begin_branch(k, d.serial, first_of(d.fork));
}

void mover::join(marking& k, const path& owner, std::size_t index) {
    thread& t = *find(k, owner);
    division& d = t.divisions[index];
    const fork_definition& f = m_.forks()[m_.states()[d.fork].detail];
    d.joined = true;
    d.open = d.open && !f.waits;
    d.limit = d.need = d.begun = d.ended = 0;
    if (f.cancel_others || (d.branches.empty() && !d.open))
        t.divisions.erase(t.divisions.begin() + static_cast<std::ptrdiff_t>(index));
    k.quiet = false;
    follow(k, owner, first_of(f.join));
}

// That no way was gone, is seen by what is passed.
void mover::pass_skip(marking& k, const state& fork) const {
    for (std::uint16_t i = fork.first; i < fork.first + fork.count; ++i) {
        if (m_.transitions()[i].on == trigger_kind::skip) return k.passed.push_back(i);
    }
}

// There is no branch to begin.
void mover::go_past(marking& k, const path& p, const fork_definition& f) {
    follow(k, p, first_of(f.join));
}

}  // namespace reglament::alignment
