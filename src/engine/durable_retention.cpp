// Retention: entries of the journal that are old, folded and taken are dropped.
#include "engine/durable_impl.hpp"

#include <algorithm>

namespace reglament {

bool durable_engine::forget_history(instant before, std::uint64_t& gone, issues& found, std::string_view reason,
                                    std::string_view actor) {
    gone = 0;
    if (!ready(found)) return false;
    impl& my = *impl_;
    const audit_entry command{command_kind::forget, look().now(), std::string{actor}, std::string{reason},
                              to_string(before)};
    if (my.inside().is_refused_command(command_event(command, {{"before", feel::value{before}}}), found) ||
        !fold(found))
        return false;
    commit_number first = 0, keep = my.last;  // the last one stays: it says where the store is
    bool whole = true;
    const auto find = [&](commit_number number, std::string_view bytes) {
        const auto head = read_head(bytes);
        if (!head) return whole = false;
        if (first == 0) first = number;
        if (head->now < before) return true;
        keep = std::min(keep, number);
        return false;
    };
    if (!my.in->each_entry(0, find, found)) return false;
    if (!whole) return my.damaged(found);
    if (!my.unsent.empty()) keep = std::min(keep, my.unsent.front().number);
    if (first == 0 || keep <= first) return true;
    my.audited = with_entry(*my.in, command, found);
    if (!my.audited) return false;
    my.forget_before = keep;
    if (!my.commit(true, found)) return false;
    gone = keep - first;
    return true;
}

}  // namespace reglament
