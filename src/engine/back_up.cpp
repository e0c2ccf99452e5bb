#include "engine/durable_impl.hpp"

#include <reglament/engine/back_up.hpp>

#include <utility>

namespace reglament {

namespace {

constexpr std::size_t at_once = 8U << 20U;  // bytes

// Gathers what is read, and writes it some megabytes at a time.
class filler {
public:
    filler(store& to, store_figures& copied, issues& found) : to_{to}, copied_{copied}, found_{found} {}

    bool entry(commit_number number, std::string_view bytes) {
        gathered_.entries.push_back({number, std::string{bytes}});
        if (copied_.first == 0) copied_.first = number;
        copied_.last = number;
        ++copied_.entries;
        return added(bytes.size());
    }
    bool page(std::uint32_t number, std::string_view bytes) {
        gathered_.pages.push_back({number, std::string{bytes}});
        ++copied_.pages;
        return added(bytes.size());
    }
    bool note(std::string_view name, std::string_view bytes) {
        gathered_.notes.push_back({std::string{name}, std::string{bytes}});
        ++copied_.notes;
        return added(bytes.size());
    }
    bool flush() {
        size_ = 0;
        return good_ = to_.fill(std::exchange(gathered_, {}), found_);
    }
    [[nodiscard]] bool good() const noexcept { return good_; }

private:
    bool added(std::size_t size) {
        copied_.bytes += size;
        size_ += size;
        return size_ < at_once || flush();
    }

    store& to_;
    store_figures& copied_;
    issues& found_;
    store_content gathered_;
    std::size_t size_ = 0;
    bool good_ = true;
};

bool is_new(store& to, issues& found) {
    commit_number last = 0;
    bool any = false;
    const auto note = [&](std::string_view, std::string_view) {
        any = true;
        return false;
    };
    if (!to.last(last, found) || !to.each_note(note, found)) return false;
    if (last == 0 && !any) return true;
    found.add("store-not-empty", {}, {to.name()});
    return false;
}

}  // namespace

bool copy_store(store& from, store& to, store_figures& copied, issues& found, const store_progress& progress) {
    copied = {};
    if (!is_new(to, found)) return false;
    store_content mark;
    mark.notes.push_back({std::string{incomplete_note}, "1"});
    if (!to.fill(mark, found)) return false;
    filler into{to, copied, found};
    const auto read = [&] {
        commit_number last = 0;
        if (!from.last(last, found)) return false;
        const auto entry = [&](commit_number number, std::string_view bytes) {
            if (progress) progress(number, last);
            return into.entry(number, bytes);
        };
        const auto page = [&](std::uint32_t number, std::string_view bytes) { return into.page(number, bytes); };
        const auto note = [&](std::string_view name, std::string_view bytes) { return into.note(name, bytes); };
        return from.each_page(page, found) && into.good() && from.each_note(note, found) && into.good() &&
               from.each_entry(0, entry, found) && into.good();
    };
    if (!from.at_one_moment(read, found) || !into.flush()) return false;
    mark.notes.front().bytes.clear();
    return to.fill(mark, found);
}

namespace {

// Reads every entry, and follows what it says of the ones before it.
class store_checker {
public:
    store_checker(store& in, const rulebook& rules, store_figures& figures, issues& found)
        : in_{in}, rules_{rules}, figures_{figures}, found_{found} {}

    bool entry(commit_number number, std::string_view bytes) {
        figures_.bytes += bytes.size();
        ++figures_.entries;
        if (figures_.first == 0) figures_.first = number;
        if (figures_.last != 0 && number != figures_.last + 1) wrong("store-entry-missing", number - 1);
        figures_.last = number;
        const auto read = read_entry(rules_, bytes);
        if (!read) return wrong("store-entry-damaged", number);
        if (sent_ && read->head.first_sent != *sent_) wrong("store-outbox-broken", number);
        sent_ = read->head.first_sent + read->head.sent;
        figures_.effects += read->effects.size() + read->lost_of.size();
        if (!read->lost_of.empty()) lost_ += read->lost_of.size();
        for (const client_image& c : read->clients) image(number, c);
        return true;
    }

    bool page(std::uint32_t number, std::string_view bytes) {
        figures_.bytes += bytes.size();
        ++figures_.pages;
        commit_number as_of = 0;
        std::vector<client_image> all;
        if (!read_page(bytes, as_of, all)) return wrong("store-page-damaged", number);
        return true;
    }

    bool finish() {
        if (lost_ != 0) found_.add("store-history-unknown", {}, {in_.name(), std::to_string(lost_)});
        return whole_;
    }

private:
    // What it told before must be among the entries that are kept, or be forgotten.
    void image(commit_number number, const client_image& c) {
        if (told_.size() <= c.client) told_.resize(c.client + std::size_t{1});
        if (c.before > number || (told_[c.client] != 0 && c.before != told_[c.client]))
            wrong("store-history-broken", number);
        if (c.tells) told_[c.client] = number;
    }
    // The first hundred are told.
    bool wrong(std::string_view code, std::uint64_t number) {
        constexpr std::size_t most = 100;
        whole_ = false;
        if (++told_wrong_ <= most) found_.add(code, {}, {in_.name(), std::to_string(number)});
        return true;
    }

    store& in_;
    const rulebook& rules_;
    store_figures& figures_;
    issues& found_;
    std::vector<commit_number> told_;  // by client
    std::optional<std::uint64_t> sent_;
    std::size_t lost_ = 0;
    std::size_t told_wrong_ = 0;
    bool whole_ = true;
};

}  // namespace

// What is wrong with one part does not hide what is wrong with another one.
bool check_store(const std::shared_ptr<store>& in, store_figures& figures, issues& found,
                 const store_progress& progress) {
    figures = {};
    const bool sound = in->check(found);
    durable_engine::impl kept{in, nullptr, {}};
    commit_number last = 0;
    if (!in->last(last, found) || !kept.load_rules(found)) return false;
    store_checker checker{*in, *kept.inside().rules, figures, found};
    const auto entry = [&](commit_number number, std::string_view bytes) {
        if (progress) progress(number, last);
        return checker.entry(number, bytes);
    };
    const auto page = [&](std::uint32_t number, std::string_view bytes) { return checker.page(number, bytes); };
    const auto note = [&](std::string_view, std::string_view bytes) {
        ++figures.notes;
        figures.bytes += bytes.size();
        return true;
    };
    const auto read = [&] {
        return in->each_page(page, found) && in->each_note(note, found) && in->each_entry(0, entry, found);
    };
    if (!in->at_one_moment(read, found) || !checker.finish() || !kept.load(found)) return false;
    figures.clients = kept.clients->client_count();
    return sound;
}

}  // namespace reglament
