// Reglament among the durable workflow engines: one regulation of five steps, run for many clients out of a file of
// SQLite. Called as  PROGRAM FOLDER RUNS WARM-UP MODE  by durable/measure.py, with which it speaks by lines: "ready"
// and "done" wait for an answer, so that what is between them can be measured from outside.
// MODE: how many events a commit; with "+begin" the next is stepped while one is written.
#include <reglament/engine/durable_engine.hpp>
#include <reglament/reglament.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace feel = reglament::feel;

namespace {

constexpr const char* rules = R"(vocabulary: orders
events:
  order.placed:
    data:
      amount: number
facts:
  amount:
    type: number
    from: order.placed.amount
actions:
  reserve:
    data:
      amount: number
    result:
      place: number
  ship:
    data:
      place: number
  refund:
    data:
      place: number
roles: [manager]
---
regulation: order
owner: manager
input:
  event: order.placed
output:
  delivered:
    data:
      place: reserve.place
  returned:
    data:
      place: reserve.place
steps:
  - call: reserve
    do: reserve
    data:
      amount: amount
  - task: check
    do: Look at the order
    form:
      approved: boolean
  - if: check.approved
    then:
      - call: ship
        do: ship
        data:
          place: reserve.place
    else:
      - call: refund
        do: refund
        data:
          place: reserve.place
  - task: confirm
    do: Ask whether it has come
  - if: check.approved
    then: delivered
  - output: returned
)";

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

void must(bool good, const reglament::issues& found) {
    if (!good) fail(reglament::render(found));
}

reglament::instant now() {
    using namespace std::chrono;
    return reglament::instant{floor<microseconds>(system_clock::now().time_since_epoch())};
}

std::size_t number_of(std::string_view subject) {
    return std::strtoul(std::string{subject.substr(subject.find('-') + 1)}.c_str(), nullptr, 10);
}

std::string subject_of(std::size_t number) {
    return "client-" + std::to_string(number);
}

/// What every contestant's people and worker answer.
constexpr bool approves(std::size_t number) {
    return number % 4 != 0;
}
constexpr std::size_t place_of(std::size_t amount) {
    return amount + 7;
}

class driver {
public:
    driver(std::unique_ptr<reglament::durable_engine> engine, std::size_t batch, bool begins)
        : engine_{std::move(engine)}, batch_{batch}, begins_{begins} {
        const reglament::machine& order = machine();
        const auto is = [&](const char* id) {
            return static_cast<reglament::state_index>(
                std::find_if(order.states().begin(), order.states().end(), [&](const auto& s) { return s.id == id; }) -
                order.states().begin());
        };
        reserve_ = is("reserve");
        check_ = is("check");
    }

    /// Runs of the numbers from `from`, at most as many open as fit into a commit (into two, when one is on its way).
    void run(std::size_t from, std::size_t count) {
        const std::size_t most_open = begins_ ? 2 * batch_ : batch_;
        std::size_t next = from, finished = 0;
        while (finished < count) {
            const auto sent = engine_->outbox(batch_, found_);
            const auto acts = static_cast<std::size_t>(std::count_if(sent.begin(), sent.end(), is_asked));
            const std::size_t open = next - from - finished;
            const std::size_t starts =
                std::min({batch_ - std::min(batch_, acts), from + count - next, most_open - std::min(most_open, open)});
            for (const auto& one : sent) finished += one.effect.kind == reglament::effect_kind::run_finished;
            if (!sent.empty()) engine_->taken(sent.back().number);
            if (acts + starts == 0) {
                if (begins_) must(engine_->settle(found_), found_);
                continue;
            }
            const auto step = [&](reglament::engine& in) {
                for (const auto& one : sent) answer(in, one);
                for (std::size_t i = 0; i < starts; ++i) accept(in.post(placed(next + i)));
            };
            must(begins_ ? engine_->begin(step, found_) : engine_->change(step, found_), found_);
            next += starts;
        }
        must(engine_->settle(found_) && engine_->save(found_), found_);
    }

private:
    [[nodiscard]] const reglament::machine& machine() const { return engine_->look().rules().machines().front(); }

    static bool is_asked(const reglament::sent_effect& one) {
        return one.effect.kind == reglament::effect_kind::action_requested ||
               one.effect.kind == reglament::effect_kind::task_created;
    }

    static void accept(const reglament::posted& answer) {
        if (answer.status != reglament::post_status::accepted) fail(reglament::render(answer.found));
    }

    static reglament::event placed(std::size_t number) {
        return {
            std::to_string(number), "shop", "order.placed",
            subject_of(number),     now(),  feel::context{{"amount", feel::number{static_cast<long long>(number)}}}};
    }

    void answer(reglament::engine& in, const reglament::sent_effect& one) const {
        const auto& what = one.effect;
        if (what.kind == reglament::effect_kind::action_requested) {
            feel::context result;
            if (what.state == reserve_)
                result = {{"place", feel::number{static_cast<long long>(place_of(number_of(one.subject)))}}};
            accept(in.answered(one.subject, what.task, result, now()));
        } else if (what.kind == reglament::effect_kind::task_created) {
            feel::context form;
            if (what.state == check_) form = {{"approved", approves(number_of(one.subject))}};
            accept(in.complete(one.subject, what.task, form, now()));
        }
    }

    std::unique_ptr<reglament::durable_engine> engine_;
    std::size_t batch_;
    bool begins_;
    reglament::state_index reserve_ = 0, check_ = 0;
    reglament::issues found_;
};

std::unique_ptr<reglament::durable_engine> open(const std::string& file) {
    reglament::issues found;
    const auto loaded = reglament::load_text(rules);
    must(loaded.rules != nullptr, loaded.found);
    auto store = reglament::open_store("sqlite:" + file, found);
    must(store != nullptr, found);
    auto engine = reglament::durable_engine::open(store, loaded.rules, {}, found);
    must(engine != nullptr, found);
    return engine;
}

/// Whether the run of a client ended as it should, by the history that the store has.
bool ended_well(const reglament::engine& in, std::size_t number, bool& delivered) {
    std::size_t ends = 0;
    bool right = false;
    for (const reglament::effect& e : in.history(subject_of(number))) {
        if (e.kind != reglament::effect_kind::run_finished) continue;
        const std::string& id = in.rules().machines()[e.regulation].states()[e.state].id;
        ++ends;
        delivered = id == "delivered";
        const feel::value place{feel::number{static_cast<long long>(place_of(number))}};
        right = id == (approves(number) ? "delivered" : "returned") && !e.data.empty() && e.data.front() == place;
    }
    return ends == 1 && right;
}

/// The store is opened anew and read.
void verify(const std::string& file, std::size_t from, std::size_t count) {
    reglament::issues found;
    const auto all = open(file)->release(found);
    must(all.has_value(), found);
    std::size_t right = 0, delivered = 0;
    for (std::size_t i = from; i < from + count; ++i) {
        bool was_delivered = false;
        right += ended_well(*all, i, was_delivered);
        delivered += was_delivered;
    }
    std::printf("verified {\"right\":%zu,\"delivered\":%zu}\n", right, delivered);
}

void say_and_wait(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: %s FOLDER RUNS WARM-UP MODE\n", argv[0]);
        return 2;
    }
    const std::string folder = argv[1], mode = argv[4], file = folder + "/reglament.db";
    const std::size_t runs = std::strtoul(argv[2], nullptr, 10), warm_up = std::strtoul(argv[3], nullptr, 10);
    std::filesystem::create_directories(folder);
    for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(file + end);
    {
        driver all{open(file), std::strtoul(mode.c_str(), nullptr, 10), mode.ends_with("+begin")};
        all.run(0, warm_up);
        say_and_wait("ready");
        all.run(warm_up, runs);
        say_and_wait("done {\"version\":\"" REGLAMENT_VERSION "\"}");
    }
    verify(file, warm_up, runs);
}
