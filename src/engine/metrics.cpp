#include <reglament/engine/metrics.hpp>

namespace reglament {

namespace {

class exposition {
public:
    explicit exposition(std::string_view labels) : labels_{labels} {}

    void head(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        out_.append("# HELP reglament_").append(name).append(" ").append(help);
        out_.append("\n# TYPE reglament_").append(name).append(" ").append(type).append("\n");
    }
    void line(std::string_view value, std::string_view label = {}, std::string_view of = {}) {
        out_.append("reglament_").append(name_);
        if (!labels_.empty() || !label.empty()) {
            out_.append("{").append(labels_);
            if (!label.empty())
                out_.append(labels_.empty() ? "" : ",").append(label).append("=\"").append(escaped(of)).append("\"");
            out_.append("}");
        }
        out_.append(" ").append(value).append("\n");
    }
    void line(std::uint64_t value, std::string_view label = {}, std::string_view of = {}) {
        line(std::to_string(value), label, of);
    }
    void one(std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
        head(name, type, help);
        line(value);
    }
    /// A gauge of each partition.
    template <class Value>
    void each(std::string_view name, std::string_view help, const std::vector<partition_state>& all, Value&& value) {
        head(name, "gauge", help);
        for (const partition_state& p : all) line(value(p), "partition", p.lease.partition);
    }
    std::string take() { return std::move(out_); }

private:
    static std::string escaped(std::string_view text) {
        std::string out;
        for (const char c : text) {
            if (c == '\\' || c == '"') out += '\\';
            out += c == '\n' ? std::string{"\\n"} : std::string{c};
        }
        return out;
    }

    std::string_view labels_, name_;
    std::string out_;
};

constexpr std::array<std::string_view, post_statuses> statuses{"accepted", "duplicate", "rejected", "set aside"};

}  // namespace

std::string to_prometheus(const engine_metrics& m, std::string_view labels) {
    exposition out{labels};
    out.head("events_total", "counter", "Events posted, by what came of them.");
    for (std::size_t i = 0; i < statuses.size(); ++i) out.line(m.posted[i], "status", statuses[i]);
    out.head("effects_total", "counter", "Effects, by kind.");
    for (std::size_t i = 0; i < m.effects.size(); ++i) {
        if (m.effects[i] != 0) out.line(m.effects[i], "kind", to_string(static_cast<effect_kind>(i)));
    }
    out.one("clients", "gauge", "Records kept.", m.clients);
    out.one("timers", "gauge", "Records with something due.", m.timers);
    out.one("effects_waiting", "gauge", "Effects the host has not taken.", m.waiting);
    if (m.now != instant::min()) {
        out.head("time_seconds", "gauge", "The latest time the engine was told of.");
        out.line(std::to_string(std::chrono::floor<std::chrono::seconds>(m.now.time_since_epoch()).count()));
    }
    if (!m.durable) return out.take();
    out.one("commits_total", "counter", "Commits that were written.", m.commits);
    out.one("commits_failed_total", "counter", "Commits that the store refused.", m.failed_commits);
    out.one("journal_bytes_total", "counter", "Bytes written as entries of the journal.", m.journal_bytes);
    out.one("page_bytes_total", "counter", "Bytes written as pages.", m.page_bytes);
    out.one("last_commit", "gauge", "The number of the last commit.", m.last_commit);
    out.one("pages_unfolded", "gauge", "Pages that recovery would bring up to date from the journal.", m.unfolded);
    return out.take();
}

std::string to_prometheus(const delivery_metrics& m, std::string_view labels) {
    exposition out{labels};
    out.head("deliveries_total", "counter", "Attempts to deliver an effect, by what came of them.");
    out.line(m.done, "status", "done");
    out.line(m.failed, "status", "failed");
    out.one("effects_failing", "gauge", "Effects that are tried again later.", m.failing);
    out.one("effects_aside", "gauge", "Effects that were tried so often in vain that they were set aside.", m.aside);
    return out.take();
}

std::string to_prometheus(const host_metrics& m, std::string_view labels) {
    exposition out{labels};
    out.head("host_events_total", "counter", "Events given to this host, by what it did with them.");
    out.line(m.stepped, "status", "stepped");
    out.line(m.queued, "status", "queued");
    out.line(m.rejected, "status", "rejected");
    out.head("intake_events_total", "counter", "Events of the intake that this host has stepped.");
    out.line(m.worked, "status", "taken");
    out.line(m.refused, "status", "refused");
    out.head("host_partitions_total", "counter", "Changes of hands of partitions, for this host.");
    out.line(m.taken, "change", "taken");
    out.line(m.given_up, "change", "given up");
    out.line(m.lost, "change", "lost");
    out.one("hosts", "gauge", "Hosts that are there.", m.hosts);
    const auto& all = m.partitions;
    out.each("partition_epoch", "How often a partition has changed hands.", all,
             [](const partition_state& p) { return p.lease.epoch; });
    out.each("partition_owned", "Whether a host works on it.", all,
             [](const partition_state& p) { return std::uint64_t{p.lease.valid ? 1U : 0U}; });
    out.each("intake_waiting", "Events that wait in its intake.", all,
             [](const partition_state& p) { return p.waiting; });
    out.each("intake_refused", "Events that wait there because they were rejected.", all,
             [](const partition_state& p) { return p.refused; });
    return out.take();
}

}  // namespace reglament
