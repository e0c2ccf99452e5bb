#include "engine/page_decoder.hpp"

#include "engine/record_store.hpp"
#include "engine/taken_keys.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t portion_pages = 64, portion_bytes = std::size_t{4} << 20;  // one of them is enough

// So many portions are made at once, or wait for their turn.
std::size_t most_on_their_way() {
    return std::clamp<std::size_t>(2 * std::thread::hardware_concurrency(), 2, 16);
}

// Whom the engine knows in other ways than by number and key alone.
bool is_plain(const record& r) noexcept {
    return r.parts.empty() && r.queued.empty() && r.merged_into.key.empty();
}

}  // namespace

class page_decoder::maker {
public:
    maker(const rulebook& rules, const journal_tail& tail, instant origin, portion& p)
        : rules_{rules}, tail_{tail}, origin_{origin}, p_{p} {}

    void make() {
        p_.clients.reserve(p_.pages.size() * clients_per_page);
        p_.places.reserve(p_.pages.size() * clients_per_page);
        for (portion::page& page : p_.pages) {
            if (!read(page)) {
                p_.damaged = true;
                break;
            }
        }
        const std::string_view made = p_.made;
        for (std::size_t i = 0; i < p_.clients.size(); ++i) {
            const portion::place at = p_.places[i];
            p_.clients[i].packed = made.substr(at.packed, at.keys - at.packed);
            p_.clients[i].keys = made.substr(at.keys, at.end - at.keys);
        }
    }

private:
    // What the page has, and behind it who came since it was folded.
    bool read(portion::page& page) {
        commit_number as_of = 0;
        images_.clear();
        const auto bytes = std::string_view{p_.bytes}.substr(page.begin, page.end - page.begin);
        if (!bytes.empty() && !read_page(bytes, as_of, images_)) return false;
        const std::size_t folded = images_.size();
        if (folded > clients_per_page) return false;
        const std::uint32_t first = page.number * clients_per_page;
        for (; page.clients < clients_per_page; ++page.clients) {
            const auto number = static_cast<std::uint32_t>(first + page.clients);
            if (page.clients >= folded) {
                if (!tail_.knows(number)) break;
                images_.emplace_back().client = number;
            }
            client_image& c = images_[page.clients];
            if (c.client != number) return false;
            tail_.bring_up(c, page.clients < folded ? as_of : 0);
            add(c);
        }
        return true;
    }

    void add(client_image& c) {
        client& its = p_.clients.emplace_back();
        portion::place& at = p_.places.emplace_back();
        its.key = c.key;
        its.told = c.before;
        at.packed = p_.made.size();
        std::string why;
        std::optional<record> state = decode(rules_, c.record, &why);
        if (state && is_plain(*state)) {
            kept_.state = std::move(*state);
            kept_.queued = its.due = kept_.state.due;
            if (record_store::pack(kept_, origin_, packer_))
                p_.made += packer_.bytes();
            else
                state = std::move(kept_.state);
        }
        if (p_.made.size() == at.packed)
            its.other = std::make_unique<client::odd>(client::odd{std::move(state), std::move(why)});
        at.keys = p_.made.size();
        taken_keys::write(c.whole, p_.made);
        at.end = p_.made.size();
    }

    const rulebook& rules_;
    const journal_tail& tail_;
    instant origin_;
    portion& p_;
    std::vector<client_image> images_;
    kept_client kept_;
    packer packer_;
};

bool page_decoder::add(std::uint32_t number, std::string_view bytes) {
    if (ended_) return false;
    if (number < next_page_ || number > UINT32_MAX / clients_per_page || bytes.empty()) return end(true);
    return put_until(number) && put(number, bytes);
}

// Pages before that one that were never folded: the tail alone has their clients.
bool page_decoder::put_until(std::uint64_t page) {
    while (next_page_ < page) {
        if (!tail_.knows(static_cast<std::uint32_t>(next_page_ * clients_per_page))) return end(true);
        if (!put(static_cast<std::uint32_t>(next_page_), {})) return false;
    }
    return true;
}

bool page_decoder::put(std::uint32_t number, std::string_view bytes) {
    if (filling_ == nullptr) {
        filling_ = std::make_unique<portion>();
        filling_->pages.reserve(portion_pages);
    }
    portion& p = *filling_;
    p.pages.push_back({number, p.bytes.size(), p.bytes.size() + bytes.size()});
    p.bytes += bytes;
    next_page_ = number + std::uint64_t{1};
    if (p.pages.size() < portion_pages && p.bytes.size() < portion_bytes) return true;
    make_portion(true);
    return on_their_way_.size() < most_on_their_way() || give_first();
}

// Who reads few clients starts no thread, nor who cannot start one.
void page_decoder::make_portion(bool in_thread) {
    const auto how = in_thread ? std::launch::async | std::launch::deferred : std::launch::deferred;
    on_their_way_.push_back(std::async(how, [this, p = std::move(filling_)]() mutable {
        maker{rules_, tail_, origin_, *p}.make();
        return std::move(p);
    }));
}

bool page_decoder::give_first() {
    const std::unique_ptr<portion> p = on_their_way_.front().get();
    on_their_way_.pop_front();
    auto c = p->clients.begin();
    for (const portion::page& page : p->pages) {
        if (page.clients == 0) continue;
        if (next_client_ != std::uint64_t{page.number} * clients_per_page) return end(true);
        for (const auto last = c + static_cast<std::ptrdiff_t>(page.clients); c != last; ++c) {
            if (!take_(*c)) return end(false);
        }
        next_client_ += page.clients;
    }
    return !p->damaged || end(true);
}

bool page_decoder::end(bool damaged) noexcept {
    ended_ = true;
    damaged_ = damaged;
    return false;
}

bool page_decoder::finish() {
    if (ended_ || !put_until((tail_.end() + clients_per_page - 1) / clients_per_page)) return false;
    if (filling_ != nullptr) make_portion(false);
    while (!on_their_way_.empty()) {
        if (!give_first()) return false;
    }
    return next_client_ >= tail_.end() || end(true);
}

}  // namespace reglament
