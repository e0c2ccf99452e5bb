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

    bool be_there(std::string_view host, std::chrono::milliseconds lease, std::vector<std::string>& hosts,
                  issues&) override {
        hosts_[std::string{host}] = clock_() + lease;
        std::erase_if(hosts_, [&](const auto& h) { return h.second <= clock_(); });
        hosts.clear();
        for (const auto& [its, until] : hosts_) hosts.push_back(its);
        return true;
    }

    bool renew(std::string_view host, std::chrono::milliseconds lease, std::vector<partition_lease>& all,
               issues&) override {
        all.clear();
        for (auto& [partition, one] : leases_) {
            if (one.host == host && is_valid(one)) one.until = clock_() + lease;
            all.push_back({partition, one.host, one.epoch, is_valid(one)});
        }
        return true;
    }

    bool claim(std::string_view partition, std::string_view host, std::chrono::milliseconds lease,
               std::optional<std::uint64_t>& epoch, issues&) override {
        held& one = leases_[std::string{partition}];
        epoch.reset();
        if (is_valid(one)) return true;
        one.host = host;
        one.until = clock_() + lease;
        epoch = ++one.epoch;
        return true;
    }

    bool give_up(std::string_view partition, std::string_view host, issues&) override {
        const auto one = leases_.find(partition);
        if (one != leases_.end() && one->second.host == host) one->second.until = instant::min();
        return true;
    }

    bool leave(std::string_view host, issues&) override {
        for (auto& [partition, one] : leases_) {
            if (one.host == host) one.until = instant::min();
        }
        hosts_.erase(std::string{host});
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

    bool settle(std::span<const std::uint64_t> taken, std::span<const waiting_event> refused, issues&) override {
        for (const std::uint64_t number : taken) intake_.erase(number);
        for (const waiting_event& e : refused) {
            const auto known = intake_.find(e.number);
            if (known != intake_.end()) known->second.refused = e.refused;
        }
        return true;
    }

private:
    struct held {
        std::string host;
        std::uint64_t epoch = 0;
        instant until = instant::min();
    };
    [[nodiscard]] bool is_valid(const held& one) const { return one.until > clock_(); }

    std::function<instant()> clock_;
    std::map<std::string, instant> hosts_;
    std::map<std::string, held, std::less<>> leases_;
    std::map<std::uint64_t, waiting_event> intake_;
    std::uint64_t last_ = 0;
};

}  // namespace

std::shared_ptr<directory> memory_directory(std::function<instant()> clock) {
    return std::make_shared<in_memory>(std::move(clock));
}

}  // namespace reglament
