#include "engine/delivery_note.hpp"
#include "machine/codec.hpp"

#include <reglament/engine/delivery.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace reglament {

namespace {

constexpr std::uint64_t format = 2, without_again = 1;
constexpr std::size_t window = 10'000;  // effects that are looked at, should some be held back

// What is kept of it.
struct failed_delivery {
    std::uint32_t attempts = 0;
    instant due{};
    std::string why;
};
struct kept_delivery {
    std::set<std::uint64_t> done;  // behind the first that is not
    std::map<std::uint64_t, failed_delivery> failing;
    std::vector<delivery::set_aside> apart;
    std::vector<std::uint64_t> again;  // of those, that are to be tried once more

    [[nodiscard]] bool read(std::string_view bytes);
    [[nodiscard]] std::string write() const;
};

bool kept_delivery::read(std::string_view bytes) {
    byte_reader in{bytes};
    *this = {};
    const std::uint64_t its = in.number();
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) done.insert(in.number());
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        failed_delivery& f = failing[in.number()];
        f.attempts = static_cast<std::uint32_t>(in.number());
        f.due = instant{instant::duration{in.whole()}};
        f.why = in.text();
    }
    for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
        delivery::set_aside& a = apart.emplace_back();
        a.number = in.number();
        a.subject = in.text();
        a.sequence = in.number();
        a.why = in.text();
    }
    if (its == format) {
        for (std::size_t n = in.count(); n > 0 && in.ok(); --n) again.push_back(in.number());
    }
    return (its == format || its == without_again) && in.ok() && in.at_end();
}

std::string kept_delivery::write() const {
    byte_writer out;
    out.number(format);
    out.number(done.size());
    for (const std::uint64_t n : done) out.number(n);
    out.number(failing.size());
    for (const auto& [number, f] : failing) {
        out.number(number);
        out.number(f.attempts);
        out.whole(f.due.time_since_epoch().count());
        out.text(f.why);
    }
    out.number(apart.size());
    for (const delivery::set_aside& a : apart) {
        out.number(a.number);
        out.text(a.subject);
        out.number(a.sequence);
        out.text(a.why);
    }
    out.number(again.size());
    for (const std::uint64_t n : again) out.number(n);
    return out.take();
}

}  // namespace

struct delivery::impl : kept_delivery {
    struct request {
        std::uint64_t number = 0;
        bool drops = false;  // else it is tried again

        bool operator==(const request&) const = default;
    };

    impl(durable_engine& e, handler h, const delivery_options& o) : of{e}, to{std::move(h)}, options{o} {}

    // What is not taken. Somebody else may have had the store for a moment: then what is kept is read again, too.
    std::optional<std::vector<sent_effect>> outbox(issues& found) {
        issues wrong;
        std::vector<sent_effect> all = of.outbox(window, wrong);
        found.append(wrong);
        if (wrong.has_errors() || (seen != of.times_read() && !load(found))) return std::nullopt;
        return all;
    }

    bool load(issues& found) {
        seen = of.times_read();
        changed = false;
        issues wrong;
        const std::string bytes = of.kept(delivery_note, wrong);
        found.append(wrong);
        if (!wrong.empty()) return false;
        if (bytes.empty()) {
            static_cast<kept_delivery&>(*this) = {};
        } else if (!read(bytes)) {
            found.add("store-damaged", {}, {std::string{delivery_note}});
            return false;
        }
        for (const request& r : asked) (void)carry_out(r);
        return true;
    }

    // False: nothing of that number was set aside.
    bool carry_out(const request& r) {
        const auto its = aside_of(r.number);
        if (its == apart.end()) return false;
        std::erase(again, r.number);
        if (r.drops)
            apart.erase(its);
        else
            again.push_back(r.number);
        return changed = true;
    }

    // Once more for the same is no other request.
    bool ask_for(const request& r) {
        const bool known = std::find(asked.begin(), asked.end(), r) != asked.end();
        if (known || !carry_out(r)) return known;
        asked.push_back(r);
        return true;
    }

    // Effects that were tried in vain are due later; one that was set aside lets what is behind it come at once.
    std::optional<std::size_t> work(instant now, std::size_t at_most, issues& found) {
        std::size_t handed = 0;
        std::set<std::uint64_t> tried;
        for (;;) {
            const auto all = due(now, at_most > window ? window : at_most + tried.size(), found);
            if (!all) return std::nullopt;
            std::vector<outcome> told;
            try {
                hand_over(*all, at_most, tried, told);
            } catch (...) {
                (void)tell(told, now, found);
                throw;
            }
            handed += static_cast<std::size_t>(
                std::count_if(told.begin(), told.end(), [](const outcome& o) { return o.why.empty(); }));
            if (!tell(told, now, found)) return std::nullopt;
            if (told.empty() || tried.size() == at_most) return handed;
        }
    }

    // What was tried already holds back what is behind it of the same subject.
    void hand_over(const std::vector<sent_effect>& all, std::size_t at_most, std::set<std::uint64_t>& tried,
                   std::vector<outcome>& told) {
        std::set<std::string_view> held;
        for (const sent_effect& e : all) {
            if (tried.size() == at_most) return;
            if (held.contains(e.subject)) continue;
            if (!tried.insert(e.number).second) {
                held.insert(e.subject);
                continue;
            }
            std::string why = to(e);
            if (!why.empty()) held.insert(e.subject);
            told.push_back({e.number, std::move(why)});
        }
    }

    // Somebody else has taken what was before those.
    void forget_taken(const std::vector<sent_effect>& all) {
        const auto is_taken = [&](std::uint64_t n) { return all.empty() || n < all.front().number; };
        const std::size_t gone =
            std::erase_if(failing, [&](const auto& f) { return is_taken(f.first); }) + std::erase_if(done, is_taken);
        changed = changed || gone != 0;
    }

    // Who was taken out of the store meanwhile is gone here, too, and with them what failed and why.
    void forget_erased() {
        const auto is_gone = [&](const set_aside& a) { return !of.look().find_client(a.subject); };
        if (std::erase_if(apart, is_gone) == 0) return;
        for (auto& [number, f] : failing) f.why.clear();
        changed = true;
    }

    std::optional<std::vector<sent_effect>> due(instant now, std::size_t at_most, issues& found) {
        std::vector<sent_effect> list;
        auto all = outbox(found);
        if (!all) return std::nullopt;
        forget_erased();
        if (!due_again(list, at_most, found)) return std::nullopt;
        forget_taken(*all);
        std::set<std::string> held;
        for (sent_effect& e : *all) {
            if (list.size() >= at_most) break;
            if (done.contains(e.number) || held.contains(e.subject)) continue;
            const auto before = failing.find(e.number);
            if (before != failing.end() && before->second.due > now)
                held.insert(e.subject);
            else
                list.push_back(std::move(e));
        }
        return list;
    }

    // What was set aside is in its subject's history still.
    bool due_again(std::vector<sent_effect>& list, std::size_t at_most, issues& found) {
        for (auto number = again.begin(); number != again.end() && list.size() < at_most;) {
            const auto its = aside_of(*number);
            std::vector<effect> history;
            if (its != apart.end() && !of.history(its->subject, history, found)) return false;
            const auto at = std::find_if(history.begin(), history.end(),
                                         [&](const effect& e) { return e.sequence == its->sequence; });
            if (at != history.end()) {
                list.push_back({*number++, its->subject, *at});
                continue;
            }
            if (its != apart.end()) its->why = "it is not in the history any more";
            changed = true;
            number = again.erase(number);
        }
        return true;
    }

    bool tell(const std::vector<outcome>& what, instant now, issues& found) {
        if (what.empty() && !changed) return true;
        const auto all = outbox(found);
        if (!all) return false;
        for (const outcome& o : what) {
            const auto of_it = [&](const sent_effect& e) { return e.number == o.number; };
            ++(o.why.empty() ? counted.done : counted.failed);
            if (std::erase(again, o.number) != 0) {
                tell_again(o);
            } else if (const auto e = std::find_if(all->begin(), all->end(), of_it);
                       e == all->end() || done.contains(o.number)) {
                continue;  // somebody has taken it, or it is told a second time
            } else if (o.why.empty()) {
                done.insert(o.number);
                failing.erase(o.number);
            } else {
                fail(*e, o.why, now);
            }
        }
        return keep(*all, found);
    }

    void tell_again(const outcome& o) {
        const auto its = aside_of(o.number);
        if (its == apart.end()) return;
        if (o.why.empty())
            apart.erase(its);
        else
            its->why = o.why;
    }

    std::vector<set_aside>::iterator aside_of(std::uint64_t number) {
        return std::find_if(apart.begin(), apart.end(), [&](const set_aside& a) { return a.number == number; });
    }

    // After the last attempt it is set aside.
    void fail(const sent_effect& e, const std::string& why, instant now) {
        failed_delivery& f = failing[e.number];
        f.why = why;
        if (++f.attempts >= options.attempts) {
            apart.push_back({e.number, e.subject, e.effect.sequence, why});
            failing.erase(e.number);
            done.insert(e.number);
            return;
        }
        auto pause = options.pause;
        for (std::uint32_t i = 1; i < f.attempts && pause < options.longest_pause; ++i) pause *= 2;
        f.due = now + std::min(pause, options.longest_pause);
    }

    // All up to the first that is not done are taken; what is done behind it is kept beside.
    bool keep(const std::vector<sent_effect>& all, issues& found) {
        std::uint64_t taken = 0;
        for (const sent_effect& e : all) {
            if (!done.contains(e.number)) break;
            taken = e.number;
        }
        std::erase_if(done, [taken](std::uint64_t n) { return n <= taken; });
        of.keep(std::string{delivery_note}, write());
        if (taken != 0) of.taken(taken);
        changed = !of.save(found);
        if (!changed) asked.clear();
        return !changed;
    }

    durable_engine& of;
    handler to;
    delivery_options options;
    delivery_metrics counted;
    std::uint64_t seen = 0;      // how often the store was read, when this was
    std::vector<request> asked;  // for, and not kept yet
    bool changed = false;
};

delivery::delivery(std::unique_ptr<impl> made) : impl_{std::move(made)} {}
delivery::~delivery() = default;

std::unique_ptr<delivery> delivery::open(durable_engine& of, handler to, const delivery_options& options,
                                         issues& found) {
    auto made = std::make_unique<impl>(of, std::move(to), options);
    return made->load(found) ? std::unique_ptr<delivery>{new delivery{std::move(made)}} : nullptr;
}

std::optional<std::size_t> delivery::work(instant now, std::size_t at_most, issues& found) {
    return impl_->work(now, at_most, found);
}

std::optional<std::vector<sent_effect>> delivery::due(instant now, std::size_t at_most, issues& found) {
    return impl_->due(now, at_most, found);
}

bool delivery::tell(const std::vector<outcome>& what, instant now, issues& found) {
    return impl_->tell(what, now, found);
}

std::optional<instant> delivery::next_due() const {
    std::optional<instant> first;
    if (!impl_->again.empty()) first = impl_->of.look().now();
    for (const auto& [number, f] : impl_->failing) first = first ? std::min(*first, f.due) : f.due;
    return first;
}

const std::vector<delivery::set_aside>& delivery::aside() const noexcept {
    return impl_->apart;
}

std::optional<std::string> delivery_note_without(std::string_view bytes, std::string_view subject) {
    kept_delivery its;
    if (!its.read(bytes)) return std::nullopt;
    std::erase_if(its.apart, [&](const delivery::set_aside& a) { return a.subject == subject; });
    for (auto& [number, f] : its.failing) f.why.clear();
    return its.write();
}

bool delivery::retry(std::uint64_t number) {
    return impl_->ask_for({number, false});
}

bool delivery::drop(std::uint64_t number) {
    return impl_->ask_for({number, true});
}

bool delivery::save(issues& found) {
    return impl_->tell({}, {}, found);
}

delivery_metrics delivery::metrics() const noexcept {
    delivery_metrics m = impl_->counted;
    m.failing = impl_->failing.size();
    m.aside = impl_->apart.size();
    return m;
}

}  // namespace reglament
