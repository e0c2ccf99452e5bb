// Whatever of a store is lost or changed: it is said so, and nobody goes on with what is left.
#include "engine/checksum.hpp"
#include "engine/journal.hpp"
#include "machine/codec.hpp"
#include "stores.hpp"
#include "support/rules.hpp"
#include "support/store_around.hpp"

#include <reglament/engine/back_up.hpp>
#include <reglament/engine/durable_engine.hpp>

#include <gmock/gmock.h>

#include <functional>
#include <map>

namespace reglament {
namespace {

using testing::make;
using testing::paid;

const std::string regulations = R"(regulation: thank
input:
  event: order.paid
output: [done]
steps:
  - wait: 3 days
  - output: done
)";

// A store some of whose pages and entries are others than were written; no bytes: it is not there.
class altered_store : public testing::store_around {
public:
    using store_around::store_around;

    bool each_page(const visit_page& visit, issues& found) override {
        std::map<std::uint32_t, std::string> all;
        const auto keep = [&](std::uint32_t number, std::string_view bytes) {
            all[number] = bytes;
            return true;
        };
        if (!inner().each_page(keep, found)) return false;
        for (const auto& [number, bytes] : pages) all[number] = bytes.value_or("");
        for (const auto& [number, bytes] : all) {
            const auto altered = pages.find(number);
            if (altered != pages.end() && !altered->second) continue;
            if (!visit(number, bytes)) return true;
        }
        return true;
    }
    bool each_entry(commit_number from, const visit_entry& visit, issues& found) override {
        const auto look = [&](commit_number number, std::string_view bytes) {
            const auto altered = entries.find(number);
            if (altered == entries.end()) return visit(number, bytes);
            return !altered->second || visit(number, *altered->second);
        };
        return inner().each_entry(from, look, found);
    }
    bool read_entry(commit_number number, std::string& bytes, issues& found) override {
        const auto altered = entries.find(number);
        if (altered == entries.end()) return inner().read_entry(number, bytes, found);
        bytes = altered->second.value_or("");
        return true;
    }

    std::map<std::uint32_t, std::optional<std::string>> pages;
    std::map<commit_number, std::optional<std::string>> entries;
};

struct filled {
    // So many clients, ten a commit. All effects are taken, so nothing of the journal is read for them.
    explicit filled(std::size_t clients, bool fold) {
        issues found;
        const auto e = durable_engine::open(in, rules, {}, found);
        for (std::size_t i = 0; i < clients; i += 10) {
            std::vector<event> ten;
            for (std::size_t k = i; k < i + 10; ++k) {
                ten.push_back(make("order.paid", "2025-01-01", paid(60)));
                ten.back().subject = "c" + std::to_string(k);
                ten.back().id = std::to_string(k);
            }
            (void)e->post(ten);
        }
        e->taken(UINT64_MAX);
        EXPECT_TRUE(fold ? e->fold(found) : e->save(found)) << render(found);
        EXPECT_TRUE(in->last(last, found));
    }

    std::vector<std::string> opened() const {
        issues found;
        const auto e = durable_engine::open(in, rules, {}, found);
        EXPECT_EQ(e == nullptr, found.has_errors());
        std::vector<std::string> codes;
        for (const issue& i : found) codes.emplace_back(i.code);
        store_figures figures;
        issues checked;
        EXPECT_EQ(check_store(in, figures, checked, {}), e != nullptr) << render(checked);
        if (e != nullptr) codes.push_back(std::to_string(e->look().client_count()));
        return codes;
    }

    std::string page(std::uint32_t which) const {
        std::string out;
        issues found;
        const auto keep = [&](std::uint32_t number, std::string_view bytes) {
            if (number == which) out = bytes;
            return true;
        };
        EXPECT_TRUE(in->each_page(keep, found));
        return out;
    }
    std::string entry(commit_number which) const {
        std::string out;
        issues found;
        EXPECT_TRUE(in->read_entry(which, out, found));
        return out;
    }

    std::shared_ptr<const rulebook> rules = testing::rules_of(regulations);
    std::shared_ptr<altered_store> in = std::make_shared<altered_store>(testing::new_store());
    commit_number last = 0;
};

std::string flipped(std::string bytes, std::size_t at) {
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    return bytes;
}

using ::testing::ElementsAre;

TEST(damage, as_it_was_written_all_are_there) {
    EXPECT_THAT(filled(300, true).opened(), ElementsAre("300"));
    EXPECT_THAT(filled(300, false).opened(), ElementsAre("300"));
}

// The first, one in the midst, the last.
TEST(damage, a_page) {
    for (const std::uint32_t which : {0U, 2U, 4U}) {
        filled s{300, true};
        const std::string bytes = s.page(which);
        ASSERT_FALSE(bytes.empty());
        for (std::size_t at = 0; at < bytes.size(); at += 61) {
            s.in->pages = {{which, flipped(bytes, at)}};
            EXPECT_THAT(s.opened(), ElementsAre("store-damaged")) << which << " " << at;
        }
        s.in->pages = {{which, std::nullopt}};
        EXPECT_THAT(s.opened(), ElementsAre("store-damaged")) << which << " is lost";
        s.in->pages = {{which, ""}};
        EXPECT_THAT(s.opened(), ElementsAre("store-damaged")) << which << " is empty";
        s.in->pages = {{which, s.page(which == 2 ? 3 : 2)}};
        EXPECT_THAT(s.opened(), ElementsAre("store-damaged")) << which << " is another one";
        s.in->pages = {{which, std::nullopt}, {77, bytes}};
        EXPECT_THAT(s.opened(), ElementsAre("store-damaged")) << which << " stands elsewhere";
    }
}

TEST(damage, all_pages) {
    filled s{300, true};
    for (std::uint32_t which = 0; which < 5; ++which) s.in->pages[which] = std::nullopt;
    EXPECT_THAT(s.opened(), ElementsAre("store-damaged"));
    s.in->pages[5] = s.page(4);
    EXPECT_THAT(s.opened(), ElementsAre("store-damaged"));
}

// What pages do not tell stands in the last entries of the journal.
TEST(damage, an_entry) {
    filled s{40, false};
    const auto head = read_head(s.entry(s.last));
    ASSERT_TRUE(head);
    ASSERT_LT(head->tail + 1, s.last) << "there is an entry in the midst";
    for (commit_number which = head->tail; which <= s.last; ++which) {
        const std::string bytes = s.entry(which);
        for (std::size_t at = 0; at < bytes.size(); at += 23) {
            s.in->entries = {{which, flipped(bytes, at)}};
            EXPECT_THAT(s.opened(), ElementsAre("store-damaged")) << which << " " << at;
        }
        s.in->entries = {{which, std::nullopt}};
        EXPECT_THAT(s.opened(), ElementsAre("store-damaged")) << which << " is lost";
    }
}

TEST(damage, none_is_what_a_newer_version_has_written) {
    filled s{40, false};
    std::string bytes = s.entry(s.last);
    bytes.resize(bytes.size() - 8);
    bytes[0] = 99;
    std::uint64_t sum = checksum(bytes);
    for (int i = 0; i < 8; ++i, sum >>= 8U) bytes.push_back(static_cast<char>(sum & 0xFFU));
    s.in->entries = {{s.last, bytes}};
    EXPECT_THAT(s.opened(), ElementsAre("store-newer"));
}

// An entry as it was written before it told how many clients there are.
TEST(damage, none_is_what_an_older_version_has_written) {
    filled s{40, false};
    const std::string bytes = s.entry(s.last);
    const auto head = read_head(bytes);
    ASSERT_TRUE(head && head->clients);
    const auto head_as = [&](std::uint64_t format) {
        byte_writer out;
        out.number(format);
        out.whole(head->now.time_since_epoch().count());
        for (const std::uint64_t n : {head->tail, head->first_sent, head->sent, head->taken, head->outbox})
            out.number(n);
        if (format >= 3) out.number(*head->clients + 1);
        return out.take();
    };
    ASSERT_TRUE(bytes.starts_with(head_as(3)));
    std::string older = head_as(2) + bytes.substr(head_as(3).size(), bytes.size() - head_as(3).size() - 8);
    std::uint64_t sum = checksum(older);
    for (int i = 0; i < 8; ++i, sum >>= 8U) older.push_back(static_cast<char>(sum & 0xFFU));
    ASSERT_FALSE(read_head(older)->clients);
    s.in->entries = {{s.last, older}};
    EXPECT_THAT(s.opened(), ElementsAre("40"));
}

// By many threads, and the first wrong one is told alone.
TEST(damage, a_record_that_no_rules_fit) {
    filled s{40'000, true};
    commit_number as_of = 0;
    std::vector<client_image> images;
    const std::string bytes = s.page(0);
    ASSERT_TRUE(read_page(bytes, as_of, images));
    images[3].record = "garbage";
    s.in->pages = {{0, write_page(as_of, images)}};
    EXPECT_THAT(s.opened(), ElementsAre("store-other-rules"));
}

TEST(damage, two_clients_of_one_key) {
    filled s{300, true};
    commit_number as_of = 0;
    std::vector<client_image> images;
    const std::string bytes = s.page(1);
    ASSERT_TRUE(read_page(bytes, as_of, images));
    images[3].key = "c7";
    s.in->pages = {{1, write_page(as_of, images)}};
    EXPECT_THAT(s.opened(), ElementsAre("store-damaged"));
}

}  // namespace
}  // namespace reglament
