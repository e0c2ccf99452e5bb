// Progress: a bar on standard error, when a person is watching.
#pragma once

#include <cstdint>
#include <string>

namespace reglament::cli {

class progress_bar {
public:
    explicit progress_bar(std::string what);
    ~progress_bar();
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;

    void at(std::uint64_t done, std::uint64_t total);

private:
    std::string what_;
    bool watched_;
    int shown_ = -1;  // per cent
};

}  // namespace reglament::cli
