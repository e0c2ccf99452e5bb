// Idle: clients with one run each that rests with its deadline, and what the process takes for them.
#pragma once

#include <cstdio>
#include <string>
#include <unistd.h>

namespace reglament::bench {

inline const std::string text = R"(vocabulary: idle
events:
  start:
  stop:
  heard:
---
regulation: idle
input:
  event: start
output:
  stopped:
  lost:
steps:
  - listen: stop
    within: 90 days
    on timeout: lost
  - output: stopped
)";

inline double resident_bytes() {
    long pages = 0;
    if (std::FILE* const f = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(f, "%*s %ld", &pages) != 1) pages = 0;
        std::fclose(f);
    }
    return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

inline std::string key_of(std::size_t client) {
    std::string digits = std::to_string(client);
    return "c" + std::string(9 - digits.size(), '0') + digits;  // ten bytes: no memory beside the string
}

}  // namespace reglament::bench
