#include "cli/progress.hpp"

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include <algorithm>
#include <iostream>

namespace reglament::cli {

namespace {

bool is_terminal() {
#ifdef _WIN32
    return _isatty(2) != 0;
#else
    return isatty(STDERR_FILENO) != 0;
#endif
}

}  // namespace

progress_bar::progress_bar(std::string what) : what_{std::move(what)}, watched_{is_terminal()} {}

progress_bar::~progress_bar() {
    if (shown_ >= 0) std::cerr << "\r\x1b[K" << std::flush;
}

void progress_bar::at(std::uint64_t done, std::uint64_t total) {
    if (!watched_ || total == 0) return;
    const int now = static_cast<int>(std::min<std::uint64_t>(done * 100 / total, 100));
    if (now == shown_) return;
    shown_ = now;
    constexpr int width = 30;
    std::string bar;
    for (int i = 0; i < width; ++i) bar += i * 100 < now * width ? "█" : "░";
    std::cerr << "\r" << what_ << " " << bar << " " << now << " %" << std::flush;
}

}  // namespace reglament::cli
