// Publishing into a store: the changed records, the texts of the rules and what came of it are one commit.
#include "engine/durable_impl.hpp"

#include <utility>

namespace reglament {

publish_report durable_engine::impl::publish(const std::shared_ptr<const rulebook>& rules, const publish_options& how) {
    change_log& changes = *inside().changed;
    changes.tells_of_all = (options.keep_history && last != 0) || sent != taken;
    changes.may_publish = true;
    const std::string changed = last == 0 ? all_of(*rules) : to_string(changed_regulations(*inside().rules, *rules));
    publish_report report = clients->publish(rules, how);
    changes.may_publish = false;
    if (!report.published) return report;

    audited = with_entry(*in, {command_kind::publish, inside().now, how.actor, how.reason, changed}, report.found);
    const auto before = std::exchange(offered, rules);
    if (last == 0) kept = {};  // nobody was under those
    kept.publish(*report.rules, inside().now);
    rules_changed = true;
    waiting.clear();  // they go by the numbers of the old rules
    unread = unsent.empty() ? 0 : unsent.front().number;
    for (std::uint32_t i = 0; i < clients->client_count(); i += clients_per_page) mark(i, last + 1);
    if (audited && can_read_outbox(report.found) && commit(true, report.found)) return report;
    offered = before;
    notes_of_host.clear();
    broken = true;
    report.published = false;
    return report;
}

bool durable_engine::impl::can_read_outbox(issues& found) {
    if (unread == 0) return true;
    bool whole = true, known = true;
    const auto read = [&](commit_number, std::string_view bytes) {
        const auto entry = read_entry(*inside().rules, bytes);
        whole = entry.has_value();
        known = whole && entry->lost_sent == 0;
        return known;
    };
    if (!in->each_entry(unread, read, found)) return false;
    if (!whole) return damaged(found);
    return known || cannot_tell(found);
}

}  // namespace reglament
