#include "engine/background_write.hpp"

#include <utility>

namespace reglament {

// No thread outlives a write: between two of them a program may fork.
void background_write::begin(store& to, const store_commit& what, std::function<void()> tell) {
    over_ = false;
    result_ = std::async(std::launch::async, [this, &to, what, tell = std::move(tell)] {
        outcome done;
        done.written = to.write(what, done.found);
        over_ = true;
        if (tell) tell();
        return done;
    });
}

bool background_write::wait(issues& found) {
    const outcome done = result_.get();
    found.append(done.found);
    return done.written;
}

}  // namespace reglament
