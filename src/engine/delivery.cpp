#include "machine/codec.hpp"

#include <reglament/engine/delivery.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace reglament {

namespace {

constexpr std::uint64_t format = 1;
constexpr std::string_view note = "delivery";
constexpr std::size_t window = 10'000;  // effects that are looked at, should some be held back

}  // namespace

struct delivery::impl {
    struct failed {
        std::uint32_t attempts = 0;
        instant due{};
        std::string why;
    };

    impl(durable_engine& e, handler h, const delivery_options& o) : of{e}, to{std::move(h)}, options{o} {}

    bool load(issues& found) {
        const std::string bytes = of.kept(note, found);
        if (!found.empty()) return false;
        if (bytes.empty()) return true;
        byte_reader in{bytes};
        bool good = in.number() == format;
        for (std::size_t n = in.count(); n > 0 && in.ok(); --n) done.insert(in.number());
        for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
            failed& f = failing[in.number()];
            f.attempts = static_cast<std::uint32_t>(in.number());
            f.due = instant{instant::duration{in.whole()}};
            f.why = in.text();
        }
        for (std::size_t n = in.count(); n > 0 && in.ok(); --n) {
            set_aside& a = apart.emplace_back();
            a.number = in.number();
            a.subject = in.text();
            a.sequence = in.number();
            a.why = in.text();
        }
        good = good && in.ok() && in.at_end();
        if (!good) found.add("store-damaged", {}, {std::string{note}});
        return good;
    }

    [[nodiscard]] std::string save() const {
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
        for (const set_aside& a : apart) {
            out.number(a.number);
            out.text(a.subject);
            out.number(a.sequence);
            out.text(a.why);
        }
        return out.take();
    }

    std::optional<std::size_t> work(instant now, std::size_t at_most, issues& found) {
        std::size_t handed = 0, tried = 0;
        if (!try_again(handed, tried, at_most, found)) return std::nullopt;
        const std::vector<sent_effect> all = of.outbox(window, found);
        if (found.has_errors()) return std::nullopt;
        std::set<std::string_view> held;
        for (const sent_effect& e : all) {
            if (tried == at_most) break;
            if (done.contains(e.number) || held.contains(e.subject)) continue;
            const auto before = failing.find(e.number);
            if (before != failing.end() && before->second.due > now) {
                held.insert(e.subject);
                continue;
            }
            ++tried;
            const std::string why = to(e);
            if (why.empty()) {
                ++handed;
                done.insert(e.number);
                failing.erase(e.number);
            } else if (!fail(e, why, now)) {
                held.insert(e.subject);
            }
        }
        if (tried == 0 && !changed) return std::size_t{0};
        return keep(all, found) ? std::optional{handed} : std::nullopt;
    }

    // True: it was the last attempt, and the effect is set aside.
    bool fail(const sent_effect& e, const std::string& why, instant now) {
        failed& f = failing[e.number];
        f.why = why;
        if (++f.attempts >= options.attempts) {
            apart.push_back({e.number, e.subject, e.effect.sequence, why});
            failing.erase(e.number);
            done.insert(e.number);
            return true;
        }
        auto pause = options.pause;
        for (std::uint32_t i = 1; i < f.attempts && pause < options.longest_pause; ++i) pause *= 2;
        f.due = now + std::min(pause, options.longest_pause);
        return false;
    }

    // What was set aside is in its subject's history still.
    bool try_again(std::size_t& handed, std::size_t& tried, std::size_t at_most, issues& found) {
        for (const std::uint64_t number : std::exchange(again, {})) {
            const auto its =
                std::find_if(apart.begin(), apart.end(), [&](const set_aside& a) { return a.number == number; });
            if (its == apart.end() || tried == at_most) continue;
            std::vector<effect> history;
            if (!of.history(its->subject, history, found)) return false;
            const auto at = std::find_if(history.begin(), history.end(),
                                         [&](const effect& e) { return e.sequence == its->sequence; });
            ++tried;
            changed = true;
            if (at == history.end()) {
                its->why = "it is not in the history any more";
                continue;
            }
            its->why = to({its->number, its->subject, *at});
            if (!its->why.empty()) continue;
            ++handed;
            apart.erase(its);
        }
        return true;
    }

    // All up to the first that is not done are taken; what is done behind it is kept beside.
    bool keep(const std::vector<sent_effect>& all, issues& found) {
        std::uint64_t taken = 0;
        for (const sent_effect& e : all) {
            if (!done.contains(e.number)) break;
            taken = e.number;
        }
        std::erase_if(done, [taken](std::uint64_t n) { return n <= taken; });
        changed = false;
        of.keep(std::string{note}, save());
        if (taken != 0) of.taken(taken);
        return of.save(found);
    }

    durable_engine& of;
    handler to;
    delivery_options options;
    std::set<std::uint64_t> done;  // behind the first that is not
    std::map<std::uint64_t, failed> failing;
    std::vector<set_aside> apart;
    std::vector<std::uint64_t> again;
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

std::optional<instant> delivery::next_due() const {
    std::optional<instant> first;
    for (const auto& [number, f] : impl_->failing) first = first ? std::min(*first, f.due) : f.due;
    return first;
}

const std::vector<delivery::set_aside>& delivery::aside() const noexcept {
    return impl_->apart;
}

bool delivery::retry(std::uint64_t number) {
    const bool known = std::any_of(impl_->apart.begin(), impl_->apart.end(),
                                   [number](const set_aside& a) { return a.number == number; });
    if (known) impl_->again.push_back(number);
    return known;
}

bool delivery::drop(std::uint64_t number) {
    const bool known = std::erase_if(impl_->apart, [number](const set_aside& a) { return a.number == number; }) != 0;
    impl_->changed = impl_->changed || known;
    return known;
}

}  // namespace reglament
