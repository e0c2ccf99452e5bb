// Side: one version of the rules run over a log, and what it decided, counted.
#pragma once

#include "control/backtest_lanes.hpp"
#include "control/backtest_replies.hpp"

#include <reglament/control/backtest.hpp>

#include <map>
#include <unordered_map>
#include <utility>

namespace reglament {

/// Which period an instant lies in: a number that grows with time.
class period_clock {
public:
    period_clock(backtest_period by, feel::zone zone) : by_{by}, zone_{zone} {}

    [[nodiscard]] std::int64_t of(instant t);
    [[nodiscard]] static std::string name(backtest_period by, std::int64_t period);

private:
    backtest_period by_;
    feel::zone zone_;
    instant begin_ = never, end_ = never;  // of the one asked for last
    std::int64_t last_ = 0;
};

class backtest_run {
public:
    /// By the state of the output.
    using outputs = std::map<state_index, std::uint64_t>;
    struct tally {
        std::uint64_t starts = 0, tasks = 0, contacts = 0;
        outputs observed, unsupported;
    };
    using per_period = std::map<std::pair<regulation_index, std::int64_t>, tally>;
    using per_client = std::unordered_map<std::uint64_t, tally>;  // client, regulation

    /// Of the lane's events alone. `told_by`: the rules that the log came about under, where these are not. What
    /// replies by number mean goes by `replies` from there to here.
    backtest_run(std::shared_ptr<const rulebook> rules, const log_lane& lane, const backtest_options& how,
                 reply_book& replies, const rulebook* told_by = nullptr);

    /// `last`: the moment of the whole log's last event. `heard` is told, now and then, how many events have been heard
    /// since it was told last.
    void run(instant last, const std::function<void(std::uint64_t)>& heard);

    /// Of the later version, when both have run: outputs behind tasks that only it has made are not supported.
    void settle(const backtest_run& before);

    [[nodiscard]] const engine& ran() const noexcept { return engine_; }
    [[nodiscard]] const rulebook& rules() const noexcept { return engine_.rules(); }
    [[nodiscard]] const per_period& periods() const noexcept { return periods_; }
    [[nodiscard]] const per_client& clients() const noexcept { return clients_; }
    [[nodiscard]] const backtest_side& figures() const noexcept { return figures_; }
    [[nodiscard]] std::uint64_t after_until() const noexcept { return after_until_; }

    static constexpr std::uint64_t key(std::uint64_t client, regulation_index r) noexcept { return client << 16U | r; }

private:
    // A task or call without a reply: the how manieth of its step for its client.
    struct unreplied {
        std::uint32_t task = 0;
        state_index step = 0;
        std::uint32_t nth = 0;
    };
    // An output that hangs on some.
    struct doubtful {
        std::uint32_t client = 0;
        regulation_index regulation = 0;
        state_index output = 0;
        std::int64_t period = 0;
        std::vector<unreplied> behind;
    };

    void post(const event_log::entry& e);
    void count(const posted& came);
    void tell_meaning(const event_log::entry& e, const reply_by_number& reply);
    [[nodiscard]] std::optional<meant_thing> meaning(const event& e, const reply_by_number& reply);
    void post_meant(const event_log::entry& e, const reply_by_number& reply);
    void move_before(instant t);
    void remember(std::uint32_t client, const effect& e);
    void take();
    void count(std::uint32_t client, const effect& e);
    void made(std::uint32_t client, const effect& e);
    void replied(std::uint32_t client, const effect& e);
    void finished(std::uint32_t client, const effect& e);
    [[nodiscard]] bool is_made(const std::string& client, const std::string& regulation, const std::string& step,
                               std::uint32_t nth) const;
    static std::uint64_t step_key(std::uint32_t client, regulation_index r, state_index s) noexcept {
        return std::uint64_t{client} << 32U | std::uint64_t{r} << 16U | s;
    }

    engine engine_;
    const log_lane& lane_;
    const backtest_options& how_;
    reply_book& replies_;
    const rulebook* told_by_;
    bool by_number_ = false;  // there are replies by number
    period_clock clock_;
    per_period periods_;
    per_client clients_;
    std::unordered_map<std::uint64_t, std::uint32_t> steps_;                  // how many tasks of a client and a step
    std::unordered_map<std::uint64_t, std::vector<unreplied>> waiting_;       // by client and run
    std::unordered_map<std::uint64_t, numbered_thing> tasks_had_, runs_had_;  // by client and number, for replies by it
    std::vector<doubtful> doubtful_;
    backtest_side figures_;
    std::uint64_t after_until_ = 0;
};

}  // namespace reglament
