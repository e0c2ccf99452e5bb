// Reads one entry of the section `segments`.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/segment.hpp>

namespace reglament {

class segment_reader : public section_reader {
public:
    using section_reader::section_reader;

    /// REQUIRES: the name is in `into`.
    void read(const node& key, const node& value, segment& into);

private:
    void read_key(const entry& e, segment& into);
    void read_classes(const entry& e, segment& into);
    void read_class(const node& value, segment_class& into);
    void read_into(const entry& e, segment& into);
    void check_classes(const segment& of, span at);
};

}  // namespace reglament
