// Erase: somebody is taken out of everything that was written.
#include "engine/checksum.hpp"
#include "engine/delivery_note.hpp"
#include "engine/durable_impl.hpp"

#include <utility>

namespace reglament {

namespace {

constexpr std::string_view erased_prefix = "erased/";

// Of whom the files are not scrubbed yet, as a hash; by that the same can be asked for again.
constexpr std::string_view scrub_note = "scrub";

}  // namespace

bool durable_engine::impl::is_to_be_scrubbed_of(std::string_view subject, issues& found) {
    std::string whom;
    return in->read_note(scrub_note, whom, found) && whom == content_hash(subject);
}

// What was overwritten is in no file any more. The store's own words on why not would say that nothing was changed.
bool durable_engine::impl::scrub_of(std::string_view subject, issues& found) {
    issues why;
    if (!in->scrub(why)) {
        found.add("store-not-scrubbed", {}, {std::string{subject}, in->name()});
        return false;
    }
    store_content done;
    done.notes.push_back({std::string{scrub_note}, {}});
    return in->fill(done, found);
}

namespace {

// The policy has allowed that they are erased; so it is not asked of each run.
event cancelling(const std::string& subject, std::uint32_t run, const audit_entry& command) {
    event e;
    e.type = "run.cancel";
    e.subject = subject;
    e.time = command.at;
    e.actor = command.actor;
    e.data = feel::context{{"run", feel::number{run}}, {"reason", feel::value{command.reason}}};
    return e;
}

}  // namespace

bool durable_engine::erase(std::string_view subject, std::string_view reason, instant at, issues& found,
                           std::string_view actor) {
    if (!ready(found)) return false;
    const auto known = look().find_client(subject);
    if (!known && impl_->is_to_be_scrubbed_of(subject, found)) return impl_->scrub_of(subject, found);
    if (!known || subject.starts_with(erased_prefix)) {
        found.add("nobody-to-erase", {}, {std::string{subject}});
        return false;
    }
    const std::string key{subject};
    audit_entry command{command_kind::erase, std::max(at, look().now()), std::string{actor}, std::string{reason}, {}};
    event asked = command_event(command);
    asked.subject = key;
    if (impl_->inside().is_refused_command(asked, found)) return false;
    bool good = true;
    const auto cancel_all = [&](engine& e) {
        std::vector<std::uint32_t> open;
        for (const run& r : e.state(*known).runs) open.push_back(r.number);
        for (const std::uint32_t number : open) {
            const posted done = e.impl_->post(cancelling(key, number, command));
            const bool over = done.found.size() == 1 && done.found[0].code == "run-not-open";  // by another one's end
            if (done.status == post_status::accepted || over) continue;
            found.append(done.found);
            good = false;
        }
    };
    if (!change(cancel_all, found) || !good) return false;
    return impl_->take_out(static_cast<std::uint32_t>(*known), key, std::move(command), found) &&
           impl_->scrub_of(key, found);
}

// All that is written of them is written anew in one transaction; then everything is read again.
bool durable_engine::impl::take_out(std::uint32_t client, const std::string& key, audit_entry command, issues& found) {
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
    const std::string of_delivery = std::string{host_prefix} + std::string{delivery_note};
    std::string bytes;
    if (!in->read_note(of_delivery, bytes, found)) return false;
    if (!bytes.empty()) {
        auto without = delivery_note_without(bytes, key);
        if (!without) return damaged(found);
        anew.notes.push_back({of_delivery, std::move(*without)});
    }
    command.detail = new_key;
    auto audit = with_entry(*in, command, found);
    if (!audit) return false;
    anew.notes.push_back(std::move(*audit));
    anew.notes.push_back({std::string{scrub_note}, content_hash(key)});
    broken = true;  // what is in memory still knows them
    return in->fill(anew, found) && load(found);
}

}  // namespace reglament
