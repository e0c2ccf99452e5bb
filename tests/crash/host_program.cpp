// A host that may be killed: host_program STORE DELIVERED DUMP HOW LENGTH. It tells a durable engine the story,
// delivers what the engine asks for into a file, and at the end writes down how everything stands. Begun again it goes
// on. HOW, of these letters: "b": commits are begun, and the next is stepped meanwhile; "r": what was posted is posted
// again, from the beginning; "f": now and then everything is folded; "s": when the store fails the same engine is used
// again, and else a new one; "g": events come one by one through a group commit. What it comes to is the same however
// it was told.
#include "crash/delivered_file.hpp"
#include "crash/effect_line.hpp"
#include "crash/host_rules.hpp"
#include "crash/host_story.hpp"

#include <reglament/control/client_file.hpp>
#include <reglament/engine/back_up.hpp>
#include <reglament/engine/delivery.hpp>
#include <reglament/engine/durable_engine.hpp>
#include <reglament/engine/group_commit.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace reglament::testing {
namespace {

/// It is to be opened again: nothing that was answered is lost by it.
struct store_failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Anything but a store that fails is a mistake, of the product or of the program.
[[noreturn]] void give_up(const issues& found, const std::string& where) {
    const bool of_store = found.has_errors() && std::all_of(found.begin(), found.end(), [](const issue& i) {
                              return i.level != severity::error || i.code.starts_with("store-");
                          });
    if (of_store) throw store_failed{where + ": " + render(found)};
    throw std::runtime_error{where + ": " + render(found)};
}

std::shared_ptr<const rulebook> rules_of(const std::string& text) {
    loaded l = load_text(text, "rules.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

struct answer {
    std::string subject;
    std::uint32_t number = 0;
    std::string step;
    bool of_call = false;
};

class host {
public:
    host(const std::string& store, const std::string& file, std::string how, std::uint64_t length)
        : delivered_{file}, how_{std::move(how)}, story_{length} {
        in_ = open_store(store, found_);
        if (in_ == nullptr) give_up(found_, "open_store");
        engine_ = durable_engine::open(in_, rules_of(std::string{host_rules}), {}, found_);
        if (engine_ == nullptr) give_up(found_, "open");
        delivery_ = delivery::open(
            *engine_, [this](const sent_effect& e) { return carry_out(e); },
            {.pause = std::chrono::hours{3}, .longest_pause = std::chrono::hours{10}, .attempts = 4}, found_);
        if (delivery_ == nullptr) give_up(found_, "delivery");
    }

    [[nodiscard]] bool does(char what) const { return how_.find(what) != std::string::npos; }

    /// To the end, from wherever it is.
    void run() {
        found_ = {};
        mended_ = false;
        const std::uint64_t begun = kept_number("step");
        for (std::uint64_t step = 0; does('r') && step < begun; ++step) post(step);
        // Deliveries that were under way go on at their own time, before anything else happens; those of a step that
        // was under way wait until it is over.
        if (begun == story_.steps() || kept_number("delivered") != begun) deliver(kept_time());
        engine_->keep("delivered", std::to_string(begun));
        for (std::uint64_t step = begun; step < story_.steps(); ++step) {
            if (step == story_.publishes_at()) publish();
            if (step == story_.erases_at()) erase(step);
            post(step);
            commit([&](engine& e) { e.advance(story_.time(step)); });
            answer_all(step);
            if (does('f') && step % 8 == 7 && !engine_->fold(found_)) give_up(found_, "fold");
            deliver(story_.time(step));
            engine_->keep("delivered", std::to_string(step + 1));
        }
        deliver_rest();
    }

    void dump(const std::string& file) {
        std::ofstream out{file, std::ios::binary};
        const engine& e = engine_->look();
        out << to_string(e.now()) << "\n";
        for (std::size_t i = 0; i < e.client_count(); ++i) {
            const std::string subject{e.client(i)};
            std::vector<effect> history;
            if (!engine_->history(subject, history, found_)) give_up(found_, "history");
            out << feel::write_json(client_file(e, subject, history), 1) << "\n" << hex(encode(e.rules(), e.state(i)));
        }
        for (const auto& [person, tasks] : e.loads()) out << person << " " << tasks << "\n";
        std::vector<audit_entry> commands;
        if (!engine_->audit(commands, found_)) give_up(found_, "audit");
        for (const audit_entry& c : commands)
            out << to_string(c.what) << " " << to_string(c.at) << " " << c.actor << " " << c.reason << " " << c.detail
                << "\n";
        if (!out.flush()) throw std::runtime_error{"cannot write " + file};
    }

    void check() {
        const bool all_taken = engine_->outbox(1, found_).empty() && delivery_->aside().empty();
        if (found_.has_errors()) give_up(found_, "outbox");
        if (!all_taken) throw std::runtime_error{"something is not delivered"};
        store_figures figures;
        if (!check_store(in_, figures, found_)) give_up(found_, "check_store");
    }

private:
    [[nodiscard]] std::uint64_t kept_number(const std::string& name) {
        issues found;
        const std::string bytes = engine_->kept(name, found);
        if (found.has_errors()) give_up(found, "kept");
        return bytes.empty() ? 0 : std::stoull(bytes);
    }

    [[nodiscard]] instant kept_time() {
        return instant{instant::duration{static_cast<std::int64_t>(kept_number("time"))}};
    }

    static std::string hex(const std::string& bytes) {
        static constexpr std::string_view digits = "0123456789abcdef";
        std::string out;
        for (const char c : bytes) {
            const auto byte = static_cast<unsigned char>(c);
            out.append({digits[byte >> 4U], digits[byte & 15U]});
        }
        return out + "\n";
    }

    template <class What>
    void commit(What&& what) {
        const bool good = does('b') ? engine_->begin(what, found_) : engine_->change(what, found_);
        if (!good) give_up(found_, "commit");
    }

    // What was answered once is recognised; in the step that was under way it may be either. Of who was erased nothing
    // is known any more.
    void post(std::uint64_t step) {
        const std::uint64_t begun = kept_number("step");
        const bool told = step < begun;
        std::vector<event> events = story_.events(step);
        if (step < story_.erases_at() && story_.erases_at() <= begun)
            std::erase_if(events, [&](const event& e) { return e.subject == story_.erased(); });
        std::vector<posted> answers;
        if (does('g')) {
            answers = group_commit{*engine_}.post(events);
        } else {
            commit([&](engine& e) {
                for (const event& one : events) answers.push_back(e.post(one));
            });
        }
        for (const posted& p : answers) {
            if (p.status == post_status::duplicate || (p.status == post_status::accepted && !told)) continue;
            give_up(p.found, (told ? "lost: " : "refused: ") + std::to_string(step));
        }
    }

    void publish() {
        if (kept_number("published") != 0) return;
        engine_->keep("published", "1");
        const publish_report report = engine_->publish(rules_of(changed_rules()), {.actor = "owner", .reason = "time"});
        if (!report.published) give_up(report.found, "publish");
    }

    // Who asks again after a crash may be told that it was done.
    void erase(std::uint64_t step) {
        if (kept_number("erased") != 0) return;
        issues found;
        const bool done = engine_->erase(story_.erased(), "asked for it", story_.time(step), found, "owner");
        const bool was_done = found.size() == 1 && found[0].code == "nobody-to-erase";
        if (!done && !(was_done && is_in_audit())) give_up(found, "erase");
        engine_->keep("erased", "1");  // with the next commit
    }

    [[nodiscard]] bool is_in_audit() {
        std::vector<audit_entry> all;
        if (!engine_->audit(all, found_)) give_up(found_, "audit");
        return std::any_of(all.begin(), all.end(), [](const audit_entry& e) { return e.what == command_kind::erase; });
    }

    // People do some of their tasks, and programs answer what they were asked: once that it was is on the disk.
    void answer_all(std::uint64_t step) {
        std::vector<answer> all;
        for (const task& t : engine_->look().tasks()) all.push_back({std::string{t.subject}, t.number, t.what->id});
        std::vector<answer> calls;
        for (const call& c : engine_->look().calls()) {
            if (!c.waits) calls.push_back({std::string{c.subject}, c.number, std::to_string(c.attempt), true});
        }
        std::copy_if(calls.begin(), calls.end(), std::back_inserter(all),
                     [&](const answer& a) { return was_asked(a); });
        engine_->keep("step", std::to_string(step + 1));
        engine_->keep("time", std::to_string(story_.time(step).time_since_epoch().count()));
        commit([&](engine& e) {
            for (const answer& a : all) tell(e, a, step);
        });
        if (!engine_->settle(found_)) give_up(found_, "settle");
    }

    bool was_asked(const answer& a) {
        std::vector<effect> history;
        if (!engine_->history(a.subject, history, found_)) give_up(found_, "history");
        return std::any_of(history.begin(), history.end(), [&](const effect& e) {
            return e.kind == effect_kind::action_requested && e.task == a.number &&
                   std::to_string(e.attempt) == a.step &&
                   delivered_.has(effect_line(engine_->look().rules(), a.subject, e));
        });
    }

    void tell(engine& e, const answer& a, std::uint64_t step) const {
        const std::string key = a.subject + " " + std::to_string(a.number) + " " + std::to_string(step);
        const std::uint64_t what = dice("answer " + key, a.of_call ? 3 : 7);
        const instant now = story_.time(step);
        if (a.of_call) {
            if (what == 0) (void)e.answered(a.subject, a.number, feel::context{{"receipt", "R" + key}}, now);
            if (what == 1) (void)e.failed(a.subject, a.number, "no line", now);
            return;
        }
        feel::context form;
        if (a.step == "ring") form.emplace_back("pleased", feel::value{dice("form " + key, 2) == 0 ? "yes" : "no"});
        if (what < 2) (void)e.complete(a.subject, a.number, feel::value{form}, now, "desk");
        if (what == 2) (void)e.unanswered(a.subject, a.number, now, "desk");
        if (what > 3) return;
        (void)e.post({"done " + key, "desk", "task.done", a.subject, now,
                      feel::context{{"task", feel::number{a.number}}, {"answers", feel::value{form}}}});
    }

    // One effect in fifty fails until somebody has mended it; others do now and then, half of them when they were
    // carried out already and only the answer is lost.
    std::string carry_out(const sent_effect& e) {
        const std::string key = e.subject + " " + std::to_string(e.effect.sequence);
        const std::uint64_t luck = mended_ ? 49 : dice("luck " + key, 50);
        if (luck == 0) return "it is broken";
        const bool fails = luck <= 10 && dice("now " + key + to_string(now_), 2) == 0;
        if (fails && luck <= 5) return "it did not answer";
        if (!delivered_.add(effect_line(*rules_, e.subject, e.effect))) return "the file cannot be written";
        return fails ? "its answer is lost" : "";
    }

    // The time is kept with what came of it: who goes on after a crash does so at that time.
    void deliver(instant now) {
        now_ = now;
        for (;;) {
            rules_ = engine_->look().shared_rules();
            const auto left = delivery_->due(now, 1, found_);
            if (!left) give_up(found_, "due");
            if (left->empty()) return;
            engine_->keep("time", std::to_string(now.time_since_epoch().count()));
            if (!delivery_->work(now, 5, found_)) give_up(found_, "work");
        }
    }

    void deliver_rest() {
        while (const auto next = delivery_->next_due()) deliver(*next);
        mended_ = true;
        const std::vector<delivery::set_aside> aside = delivery_->aside();
        for (const delivery::set_aside& a : aside) {
            const bool unwanted = dice("drop " + a.subject + std::to_string(a.sequence), 4) == 0;
            (void)(unwanted ? delivery_->drop(a.number) : delivery_->retry(a.number));
        }
        deliver(story_.time(story_.steps()));
        if (!delivery_->save(found_)) give_up(found_, "save");
    }

    issues found_;
    delivered_file delivered_;
    std::string how_;
    story story_;
    std::shared_ptr<store> in_;
    std::unique_ptr<durable_engine> engine_;
    std::unique_ptr<delivery> delivery_;
    std::shared_ptr<const rulebook> rules_;
    instant now_{};
    bool mended_ = false;
};

int tell_story(const std::string& store, const std::string& file, const std::string& dump, const std::string& how,
               std::uint64_t length) {
    // A server that has crashed may take its time.
    const auto until = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    std::optional<host> h;
    while (std::chrono::steady_clock::now() < until) {
        try {
            if (!h || !h->does('s')) h.emplace(store, file, how, length);
            h->run();
            h->check();
            h->dump(dump);
            return 0;
        } catch (const store_failed& e) {
            std::cerr << e.what();
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        } catch (const std::exception& e) {
            std::cerr << e.what() << "\n";
            return 1;
        }
    }
    return 3;
}

}  // namespace
}  // namespace reglament::testing

int main(int count, char** arguments) {
    if (count != 6) return 2;
    return reglament::testing::tell_story(arguments[1], arguments[2], arguments[3], arguments[4],
                                          std::stoull(arguments[5]));
}
