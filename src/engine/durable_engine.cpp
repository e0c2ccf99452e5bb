#include "engine/durable_impl.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

durable_engine::durable_engine(std::unique_ptr<impl> made) : impl_{std::move(made)} {}
durable_engine::~durable_engine() = default;

std::unique_ptr<durable_engine> durable_engine::open(std::shared_ptr<store> in, std::shared_ptr<const rulebook> rules,
                                                     const durable_options& options, issues& found) {
    auto made = std::make_unique<impl>(std::move(in), std::move(rules), options);
    if (!made->load(found)) return nullptr;
    if (made->next != nullptr) {
        made->published = made->publish(std::exchange(made->next, nullptr), {.actor = options.actor});
        found.append(made->published->found);
        if (!made->published->published) return nullptr;
    }
    return std::unique_ptr<durable_engine>{new durable_engine{std::move(made)}};
}

publish_report durable_engine::publish(const std::shared_ptr<const rulebook>& next, const publish_options& how) {
    publish_report report;
    return ready(report.found) ? impl_->publish(next, how) : std::move(report);
}
const std::optional<publish_report>& durable_engine::published() const noexcept {
    return impl_->published;
}
const engine& durable_engine::look() const noexcept {
    return *impl_->clients;
}
engine& durable_engine::working() noexcept {
    return *impl_->clients;
}
std::uint64_t durable_engine::times_read() const noexcept {
    return impl_->times_read;
}
commit_number durable_engine::last_commit() const noexcept {
    return impl_->last;
}
commit_number durable_engine::durable_commit() const noexcept {
    return impl_->durable;
}

engine_metrics durable_engine::metrics() const {
    const impl& my = *impl_;
    engine_metrics m = my.clients->metrics();
    m.durable = true;
    m.waiting = my.sent - my.taken;
    m.commits = my.written.commits;
    m.failed_commits = my.written.failed_commits;
    m.journal_bytes = my.written.journal_bytes;
    m.page_bytes = my.written.page_bytes;
    m.last_commit = my.last;
    m.unfolded = my.dirty.size();
    return m;
}

bool durable_engine::ready(issues& found) {
    return impl_->settle(found) && (!impl_->broken || impl_->load(found));
}

bool durable_engine::ready_to_begin(issues& found) {
    const bool goes_on = impl_->writing.is_on_its_way() && !impl_->writing.is_over() && !impl_->broken;
    return goes_on || ready(found);
}

bool durable_engine::commit(issues& found) {
    return impl_->commit(false, found);
}

bool durable_engine::begin_commit(issues& found) {
    return impl_->begin(found);
}

bool durable_engine::settle(issues& found) {
    return impl_->settle(found);
}

void durable_engine::when_written(std::function<void()> call) {
    impl_->when_written = std::move(call);
}

bool durable_engine::save(issues& found) {
    return ready(found) && impl_->commit(false, found, true);
}

void durable_engine::rolled_back() noexcept {
    impl_->notes_of_host.clear();
    impl_->broken = true;
}

bool durable_engine::fold(issues& found) {
    return ready(found) && impl_->commit(true, found);
}

std::vector<posted> durable_engine::post(std::span<const event> events) {
    std::vector<posted> answers;
    issues found;
    const bool good = change(
        [&](engine& e) {
            for (const event& one : events) answers.push_back(e.post(one));
        },
        found);
    if (good) return answers;
    answers.assign(events.size(), posted{post_status::rejected, found});
    return answers;
}

posted durable_engine::post(const event& e) {
    return std::move(post(std::span{&e, 1}).front());
}

std::optional<std::size_t> durable_engine::advance(instant now, issues& found) {
    std::size_t fired = 0;
    const bool good = change([&](engine& e) { fired = e.advance(now); }, found);
    return good ? std::optional{fired} : std::nullopt;
}

std::vector<sent_effect> durable_engine::outbox(std::size_t at_most, issues& found) {
    const bool has_all = impl_->unread == 0 || impl_->waiting.size() >= at_most;
    if (!(has_all ? ready_to_begin(found) : ready(found)) || !impl_->read_waiting(at_most, found)) return {};
    const auto end = impl_->waiting.begin() + static_cast<std::ptrdiff_t>(std::min(at_most, impl_->waiting.size()));
    return {impl_->waiting.begin(), end};
}

void durable_engine::taken(std::uint64_t number) {
    impl& my = *impl_;
    my.taken = std::max(my.taken, std::min(number, my.sent));
    while (!my.waiting.empty() && my.waiting.front().number <= my.taken) my.waiting.pop_front();
    while (!my.unsent.empty() && my.unsent.front().last <= my.taken) my.unsent.pop_front();
    if (my.unread != 0) my.unread = my.unsent.empty() ? 0 : std::max(my.unread, my.unsent.front().number);
}

void durable_engine::keep(std::string name, std::string bytes) {
    impl_->notes_of_host.insert_or_assign(std::move(name), std::move(bytes));
}

std::string durable_engine::kept(std::string_view name, issues& found) {
    if (!ready(found)) return {};
    if (const auto fresh = impl_->notes_of_host.find(std::string{name}); fresh != impl_->notes_of_host.end())
        return fresh->second;
    std::string bytes;
    (void)impl_->in->read_note(std::string{host_prefix} + std::string{name}, bytes, found);
    return bytes;
}

std::optional<engine> durable_engine::release(issues& found, bool histories) {
    if (!ready(found) || !impl_->commit(false, found)) return std::nullopt;
    engine::impl& my = impl_->inside();
    my.clients.tell_opened(nullptr);
    my.changed.reset();
    bool whole = true;
    std::size_t lost = 0;
    const auto read = [&](commit_number number, std::string_view bytes) {
        if (number > impl_->last) return false;  // by others since
        const auto entry = read_entry(*my.rules, bytes);
        if (!entry) return whole = false;
        lost += entry->lost_of.size();
        std::vector<effect> of_one;
        for (std::size_t i = 0; i < entry->effects.size(); ++i) {
            const std::uint32_t client = entry->effects[i].client;
            of_one.push_back(entry->effects[i].what);
            if (i + 1 < entry->effects.size() && entry->effects[i + 1].client == client) continue;
            kept_client& c = my.clients.open(client);
            c.told = my.log.append(client, c.told, of_one);
            of_one.clear();
        }
        return true;
    };
    if (histories && !impl_->in->each_entry(0, read, found)) return std::nullopt;
    if (!whole) return impl_->damaged(found), std::nullopt;
    if (lost != 0) found.add("store-history-unknown", {}, {impl_->in->name(), std::to_string(lost)});
    return std::move(*impl_->clients);
}

std::optional<engine> durable_engine::copy(issues& found) const {
    if (!impl_->settle(found)) return std::nullopt;
    if (impl_->last == 0) return engine{impl_->clients->shared_rules(), impl_->options.engine};
    const auto again = open(impl_->in, nullptr, impl_->options, found);
    return again == nullptr ? std::nullopt : again->release(found);
}

bool durable_engine::audit(std::vector<audit_entry>& all, issues& found) {
    return impl_->settle(found) && read_audit(*impl_->in, all, found);
}

bool durable_engine::history(std::string_view subject, std::vector<effect>& all, issues& found) {
    if (!ready(found)) return false;
    all.clear();
    const auto which = impl_->clients->find_client(subject);
    std::vector<std::vector<effect>> parts;
    std::size_t lost = 0;
    for (commit_number at = which ? impl_->told[*which] : 0; at != 0;) {
        std::string bytes;
        if (!impl_->in->read_entry(at, bytes, found)) return false;
        if (bytes.empty()) break;  // forgotten
        const auto entry = read_entry(*impl_->inside().rules, bytes);
        if (!entry) return impl_->damaged(found);
        auto& its = parts.emplace_back();
        for (const change_log::told& t : entry->effects) {
            if (t.client == *which) its.push_back(t.what);
        }
        lost += static_cast<std::size_t>(std::count(entry->lost_of.begin(), entry->lost_of.end(), *which));
        const auto image = std::find_if(entry->clients.begin(), entry->clients.end(),
                                        [&](const client_image& c) { return c.client == *which; });
        const commit_number before = image == entry->clients.end() ? 0 : image->before;
        at = before < at ? before : 0;
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) all.insert(all.end(), part->begin(), part->end());
    if (lost != 0) found.add("store-history-unknown", {}, {std::string{subject}, std::to_string(lost)});
    return true;
}

}  // namespace reglament
