// Threads that begin at one moment.
#pragma once

#include <barrier>
#include <thread>
#include <vector>

namespace reglament::testing {

/// What `work` gives in each of several threads at once; it is called with the thread's number, from 0.
template <class Work>
auto together(const Work& work) {
    constexpr int count = 4;
    std::vector<decltype(work(0))> results(count);
    std::barrier ready{count};
    std::vector<std::thread> threads;
    for (int t = 0; t < count; ++t)
        threads.emplace_back([&, t] {
            ready.arrive_and_wait();
            results[static_cast<std::size_t>(t)] = work(t);
        });
    for (auto& thread : threads) thread.join();
    return results;
}

}  // namespace reglament::testing
