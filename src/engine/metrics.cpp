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
                out_.append(labels_.empty() ? "" : ",").append(label).append("=\"").append(of).append("\"");
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
    std::string take() { return std::move(out_); }

private:
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

}  // namespace reglament
