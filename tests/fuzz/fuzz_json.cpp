// Any bytes as JSON: what is read comes back the same when it is written and read again; also as a record to evaluate.
#include "fuzz.hpp"

#include <reglament/feel/corpus.hpp>

#include <string>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reglament;
    const fuzz::limited time;
    std::string error;
    const auto v = feel::read_json(fuzz::text_of(data, size), &error);
    fuzz::must(v.has_value() == error.empty(), "there is a value unless there is an error");
    if (!v) return 0;
    const auto again = feel::read_json(feel::write_json(*v));
    fuzz::must(again && *again == *v, "what is written is read");
    (void)feel::from_typed(*v);
    return 0;
}
