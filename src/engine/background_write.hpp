// Background write: one commit that the store is writing in a thread of its own, while the next is made.
#pragma once

#include <reglament/store/store.hpp>

#include <atomic>
#include <functional>
#include <future>

namespace reglament {

class background_write {
public:
    [[nodiscard]] bool is_on_its_way() const noexcept { return result_.valid(); }
    /// Whether wait() would not wait.
    [[nodiscard]] bool is_over() const noexcept { return over_; }

    /// `make` is called in that thread, and gives what is written; all that it uses, and all that is viewed by what it
    /// gives, must live until wait(). Nobody else uses the store until then. `tell` is called in that thread when it is
    /// over. REQUIRES: none is on its way.
    void begin(store& to, std::function<store_commit()> make, std::function<void()> tell);

    /// Whether it was written; `found` tells why not. REQUIRES: one is on its way.
    [[nodiscard]] bool wait(issues& found);

private:
    struct outcome {
        bool written = false;
        issues found;
    };
    std::atomic<bool> over_ = false;
    std::future<outcome> result_;  // its destructor waits, and goes first
};

}  // namespace reglament
