// The host of host_program.cpp, left alone and killed: how both end.
#pragma once

#include "crash/child.hpp"
#include "crash/delivered_check.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace reglament::testing {

class killed_host {
public:
    /// Of a story of that length; `always`: what every one of its programs is begun with.
    killed_host(const work_folder& in, std::uint64_t seed, int length, environment always = {})
        : in_{in}, random_{seed}, length_{std::to_string(length)}, always_{std::move(always)} {}

    /// Every way of telling the story, see host_program.cpp.
    static const std::vector<std::string>& ways() {
        static const std::vector<std::string> all{"-", "b", "r", "f", "g", "br", "bf", "rf", "gr", "brf", "grf"};
        return all;
    }

    /// From 1 to `most`.
    long dice(long most) { return 1 + static_cast<long>(random_() % static_cast<std::uint64_t>(most)); }
    const std::string& any_way() { return ways()[random_() % ways().size()]; }

    [[nodiscard]] pid_t begin(const std::string& store, const std::string& how, environment with = {}) const {
        with.insert(with.end(), always_.begin(), always_.end());
        return in_.begin({REGLAMENT_HOST, store, in_.file("delivered"), in_.file("dump"), how, length_},
                         std::move(with));
    }
    [[nodiscard]] int run(const std::string& store, const std::string& how, environment with = {}) const {
        return work_folder::end_of(begin(store, how, std::move(with)));
    }
    /// Left alone in one way, whose calls that write are counted. What is wrong with it; the first of them says what is
    /// expected of all.
    std::string leave_alone(const std::string& store, const std::string& how) {
        begin_anew();
        told_ = how;
        if (run(store, how, counting_into(in_.file("count"))) != 0) return in_.text("err.txt");
        writes_[how] = std::strtol(in_.text("count").c_str(), nullptr, 10);
        if (!expected_) {
            expected_.emplace(in_.text("delivered"));
            dump_ = in_.text("dump");
        }
        return differs();
    }
    [[nodiscard]] long writes(const std::string& how) const { return writes_.at(how); }
    [[nodiscard]] std::size_t effects() const { return expected_->different(); }

    /// The world outside is as before the story.
    void begin_anew() {
        in_.forget({"delivered", "dump"});
        kills_ = 0;
        told_.clear();
    }

    /// Killed at a call, perhaps again while it recovers and wherever it is by then, each time going about it in
    /// another way, and left alone in the end. What is wrong then.
    std::string tell_killed(const std::string& store, const std::string& how, long first) {
        begin_anew();
        kill(store, how, first);
        for (int again = 0; again < 3 && dice(2) == 1; ++again)
            kill(store, any_way(), dice(again % 2 == 0 ? 60 : 1'000));
        return end(store, any_way());
    }

    /// It lives, but each so-many-th of its messages is the last of a connection, and it goes on by itself.
    std::string tell_cut_off(const std::string& store, const std::string& how, long messages) {
        begin_anew();
        const torn tear = any_tear();
        told_ = how + " cut off every " + std::to_string(messages) + " torn " + std::to_string(static_cast<int>(tear)) +
                ", ";
        return end(store, how, cut_off_every(messages, tear));
    }

    /// What is wrong when it has come to its end; empty: all is as if nothing had ever happened to it.
    std::string end(const std::string& store, const std::string& how, environment with = {}) {
        if (const int code = run(store, how, std::move(with)); code != 0)
            return told_ + "it ended by " + std::to_string(code) + ": " + in_.text("err.txt");
        return differs();
    }

    /// Kills so far, and effects that came again.
    [[nodiscard]] long deaths() const { return deaths_; }
    [[nodiscard]] std::size_t came_again() const { return came_again_; }

private:
    torn any_tear() { return static_cast<torn>(random_() % ways_to_tear); }

    // It may have ended before that.
    void kill(const std::string& store, const std::string& how, long call) {
        const torn tear = any_tear();
        told_ += how + " at " + std::to_string(call) + " torn " + std::to_string(static_cast<int>(tear)) + ", ";
        if (run(store, how, dying_at(call, tear)) != -SIGKILL) return;
        ++kills_;
        ++deaths_;
    }

    std::string differs() {
        const delivered_lines delivered{in_.text("delivered")};
        came_again_ += delivered.size() - std::min(delivered.size(), expected_->size());
        const std::string wrong = delivered.differs_from(*expected_, kills_);
        if (!wrong.empty()) return told_ + wrong;
        return in_.text("dump") == dump_ ? std::string{} : told_ + "its state is another one\n";
    }

    const work_folder& in_;
    std::mt19937_64 random_;
    std::string length_;
    environment always_;
    std::optional<delivered_lines> expected_;
    std::string dump_, told_;
    std::map<std::string, long> writes_;
    std::size_t kills_ = 0, came_again_ = 0;
    long deaths_ = 0;
};

}  // namespace reglament::testing
