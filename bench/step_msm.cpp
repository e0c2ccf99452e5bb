// The peer: Boost.MSM, without its message queue and exception handling, which this machine does not need.
#include "step.hpp"

#include <benchmark/benchmark.h>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace {

namespace front = boost::msm::front;
using reglament::bench::limits;

struct go {
    std::int64_t amount;
};

template <int I>
struct at : front::state<> {};

template <int I>
struct above {
    template <class Event, class Machine, class Source, class Target>
    bool operator()(const Event& e, Machine&, Source&, Target&) const {
        return e.amount > limits[I];
    }
};

template <int I>
using above_limit = front::Row<at<I>, go, at<(I + 1) % 8>, front::none, above<I>>;

struct ring_front : front::state_machine_def<ring_front> {
    using initial_state = at<0>;
    using no_exception_thrown = int;
    using no_message_queue = int;
    struct transition_table : boost::mpl::vector<above_limit<0>, above_limit<1>, above_limit<2>, above_limit<3>,
                                                 above_limit<4>, above_limit<5>, above_limit<6>, above_limit<7>> {};

    template <class Event, class Machine>
    void no_transition(const Event&, Machine&, int) {}
};

using ring = boost::msm::back::state_machine<ring_front>;

// MSM numbers states in the order of its table's rows: 0 … 7 here.
std::uint64_t sum_of_states(std::vector<ring>& all) {
    std::uint64_t sum = 0;
    for (ring& one : all) sum += static_cast<std::uint64_t>(one.current_state()[0]);
    return sum;
}

void boost_msm(benchmark::State& state) {
    std::vector<ring> all(reglament::bench::instance_count);
    for (ring& one : all) one.start();
    const auto& events = reglament::bench::stimuli();
    for (const auto& s : events) all[s.instance].process_event(go{s.amount});
    if (sum_of_states(all) != reglament::bench::expected_states()) state.SkipWithError("the states differ");
    for (auto _ : state) {
        for (const auto& s : events) all[s.instance].process_event(go{s.amount});
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * events.size()));
    state.counters["bytes"] = sizeof(ring);
}
BENCHMARK(boost_msm)->Name("step/boost_msm")->Unit(benchmark::kMillisecond);

}  // namespace
