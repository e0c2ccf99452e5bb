#include "engine/background_write.hpp"

#include <memory>
#include <system_error>
#include <utility>

namespace reglament {

// No thread outlives a write: between two of them a program may fork. Where there can be no more threads it is written
// at once.
void background_write::begin(store& to, std::function<store_commit()> make, std::function<void()> tell) {
    over_ = false;
    const auto write = [this, &to, make = std::move(make), tell = std::move(tell)] {
        outcome done;
        try {
            done.written = to.write(make(), done.found);
        } catch (...) {
            over_ = true;
            if (tell) tell();
            throw;
        }
        over_ = true;
        if (tell) tell();
        return done;
    };
    try {
        result_ = std::async(std::launch::async, write);
    } catch (const std::system_error&) {
        result_ = std::async(std::launch::deferred, write);
        result_.wait();
    }
}

bool background_write::wait(issues& found) {
    const outcome done = result_.get();
    found.append(done.found);
    return done.written;
}

}  // namespace reglament
