// Regulations that are run by others.
#include "regulation/step_reader.hpp"

namespace reglament {

// A step without an id of its own is called as the regulation it runs: `survey.output`.
void step_reader::read_run(const node& map, step& into) {
    static const key_set keys{
        {context_of::step, "run"},        {context_of::step, "id"},         {context_of::step, "for"},
        {context_of::step, "data"},       {context_of::step, "join"},       {context_of::step, "within"},
        {context_of::step, "on failure"}, {context_of::step, "on timeout"}, {context_of::step, "observe"}};
    run_step read;
    std::optional<entry> name;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("run")) {
            read.regulation = read_name(e);
            name.emplace(e);
        } else if (e.is("for")) {
            read.whom = read_condition(e);
        } else if (e.is("data")) {
            read.data = read_data(e);
        } else if (e.is("join")) {
            join_rule join;
            read_join(e, join);
            read.waits = join.waits;
            if (join.need != 0 || join.share != 0) report("run-joined-by", e.value.where, {std::string{e.value.text}});
        } else if (e.is("observe")) {
            into.observed = read_observation(e);
        } else if (e.is("on failure")) {
            read.on_failure = read_block(e);
        } else if (!read_deadline(e, read)) {
            read_id(e, into);
        }
    });
    if (name && !into.named && !read.regulation.value.empty()) read_id(*name, into);
    require_deadline(seen, read);
    into.kind = std::move(read);
}

}  // namespace reglament
