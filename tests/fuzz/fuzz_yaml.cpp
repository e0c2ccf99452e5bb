// Any bytes as a file of regulations and vocabularies.
#include "fuzz.hpp"

#include <reglament/machine/rulebook.hpp>

#include <string>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reglament;
    const fuzz::limited time;
    const auto read = load_text(std::string{fuzz::text_of(data, size)}, "fuzz.yaml");
    fuzz::must((read.rules == nullptr) == read.found.has_errors(), "there are rules unless there are errors");
    fuzz::tell(read.found);
    return 0;
}
