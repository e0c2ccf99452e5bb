// Erase: somebody is taken out of everything that was written.
#include "engine/durable_impl.hpp"

#include <utility>

namespace reglament {

namespace {

constexpr std::string_view erased_prefix = "erased/";

}  // namespace

bool durable_engine::erase(std::string_view subject, std::string_view reason, instant at, issues& found) {
    if (!ready(found)) return false;
    const auto known = look().find_client(subject);
    if (!known || subject.starts_with(erased_prefix)) {
        found.add("nobody-to-erase", {}, {std::string{subject}});
        return false;
    }
    const std::string key{subject};
    bool good = true;
    const auto cancel_all = [&](engine& e) {
        std::vector<std::uint32_t> open;
        for (const run& r : e.state(*known).runs) open.push_back(r.number);
        for (const std::uint32_t number : open) {
            posted done = e.cancel(key, number, reason, std::max(at, e.now()));
            const bool over = done.found.size() == 1 && done.found[0].code == "run-not-open";  // by another one's end
            if (done.status == post_status::accepted || over) continue;
            found.append(done.found);
            good = false;
        }
    };
    if (!change(cancel_all, found) || !good) return false;
    return impl_->take_out(static_cast<std::uint32_t>(*known), key, found) && impl_->in->scrub(found);
}

// All that is written of them is written anew in one transaction; then everything is read again.
bool durable_engine::impl::take_out(std::uint32_t client, const std::string& key, issues& found) {
    const std::string new_key = std::string{erased_prefix} + std::to_string(client);
    record nobody;
    nobody.subject = inside().clients.read(client).state.subject;
    const std::string empty = encode(*inside().rules, nobody);
    const redaction how{client, key, new_key, empty};
    store_content anew;
    anew.behind = last;
    bool whole = true;
    const auto entry = [&](commit_number number, std::string_view bytes) {
        redacted made = redact_entry(bytes, how);
        if (made.changed) anew.entries.push_back({number, std::move(made.bytes)});
        return whole = whole && made.good;
    };
    const auto page = [&](std::uint32_t number, std::string_view bytes) {
        if (number != client / clients_per_page) return true;
        redacted made = redact_page(bytes, how);
        if (made.changed) anew.pages.push_back({number, std::move(made.bytes)});
        return whole = whole && made.good;
    };
    if (!in->each_entry(0, entry, found) || !in->each_page(page, found)) return false;
    if (!whole) return damaged(found);
    broken = true;  // what is in memory still knows them
    return in->fill(anew, found) && load(found);
}

}  // namespace reglament
