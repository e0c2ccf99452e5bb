// The directory in memory: what the others must do, in the fewest words.
#include <reglament/store/directory.hpp>

#include <algorithm>
#include <map>

namespace reglament {

directory::~directory() = default;

namespace {

class in_memory final : public directory {
public:
    explicit in_memory(std::function<instant()> clock) : clock_{std::move(clock)} {}

    [[nodiscard]] std::string name() const override { return "memory:"; }

    bool be_there(host_name& host, std::chrono::milliseconds lease, std::vector<std::string>& hosts,
                  issues& found) override {
        there& its = hosts_[host.name];
        if (host.instance == 0) host.instance = ++its.instance;
        if (host.instance != its.instance) {
            found.add("host-name-taken", {}, {host.name});
            return false;
        }
        its.until = clock_() + lease;
        names_of_hosts(hosts);
        return true;
    }

    bool renew(const host_name& host, std::chrono::milliseconds lease, std::vector<partition_lease>& all,
               issues&) override {
        all.clear();
        for (auto& [partition, one] : leases_) {
            if (one.host == host.name && is_valid(one) && is_latest(host)) one.until = clock_() + lease;
            all.push_back({partition, one.host, one.epoch, is_valid(one)});
        }
        return true;
    }

    bool claim(std::string_view partition, const host_name& host, std::chrono::milliseconds lease,
               std::optional<std::uint64_t>& epoch, issues&) override {
        held& one = leases_[std::string{partition}];
        epoch.reset();
        if ((is_valid(one) && one.host != host.name) || !is_latest(host)) return true;
        one.host = host.name;
        one.until = clock_() + lease;
        epoch = ++one.epoch;
        return true;
    }

    bool give_up(std::string_view partition, const host_name& host, issues&) override {
        const auto one = leases_.find(partition);
        if (one != leases_.end() && one->second.host == host.name && is_latest(host))
            one->second.until = instant::min();
        return true;
    }

    bool leave(const host_name& host, issues&) override {
        if (!is_latest(host)) return true;
        for (auto& [partition, one] : leases_) {
            if (one.host == host.name) one.until = instant::min();
        }
        if (const auto its = hosts_.find(host.name); its != hosts_.end()) its->second.until = instant::min();
        return true;
    }

    bool put(std::span<const waiting_event> events, issues&) override {
        for (const waiting_event& e : events) {
            waiting_event& kept = intake_[++last_];
            kept = e;
            kept.number = last_;
            kept.refused.clear();
        }
        return true;
    }

    bool waiting(std::string_view partition, bool refused, std::size_t at_most, std::vector<waiting_event>& events,
                 issues&) override {
        events.clear();
        for (const auto& [number, e] : intake_) {
            if (events.size() == at_most) break;
            if (e.partition == partition && e.refused.empty() != refused) events.push_back(e);
        }
        return true;
    }

    bool look(std::vector<partition_state>& partitions, std::vector<std::string>& hosts, issues&) override {
        std::map<std::string, partition_state> all;
        for (const auto& [partition, one] : leases_)
            all[partition].lease = {partition, one.host, one.epoch, is_valid(one)};
        for (const auto& [number, e] : intake_) {
            partition_state& its = all[e.partition];
            its.lease.partition = e.partition;
            ++(e.refused.empty() ? its.waiting : its.refused);
        }
        partitions.clear();
        for (auto& [partition, its] : all) partitions.push_back(std::move(its));
        names_of_hosts(hosts);
        return true;
    }

    bool settle(std::span<const std::uint64_t> taken, std::span<const waiting_event> refused, issues&) override {
        for (const std::uint64_t number : taken) intake_.erase(number);
        for (const waiting_event& e : refused) {
            const auto known = intake_.find(e.number);
            if (known != intake_.end()) known->second.refused = e.refused;
        }
        return true;
    }

private:
    struct there {
        std::uint64_t instance = 0;
        instant until = instant::min();
    };
    void names_of_hosts(std::vector<std::string>& hosts) const {
        hosts.clear();
        for (const auto& [its, of] : hosts_) {
            if (of.until > clock_()) hosts.push_back(its);
        }
    }
    struct held {
        std::string host;
        std::uint64_t epoch = 0;
        instant until = instant::min();
    };
    [[nodiscard]] bool is_latest(const host_name& host) const {
        const auto its = hosts_.find(host.name);
        return its == hosts_.end() || its->second.instance == host.instance;
    }
    [[nodiscard]] bool is_valid(const held& one) const { return one.until > clock_(); }

    std::function<instant()> clock_;
    std::map<std::string, there> hosts_;
    std::map<std::string, held, std::less<>> leases_;
    std::map<std::uint64_t, waiting_event> intake_;
    std::uint64_t last_ = 0;
};

}  // namespace

std::shared_ptr<directory> memory_directory(std::function<instant()> clock) {
    return std::make_shared<in_memory>(std::move(clock));
}

}  // namespace reglament
