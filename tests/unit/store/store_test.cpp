// What every store promises.
#include "stores.hpp"

#include <reglament/store/address.hpp>

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <stdexcept>
#ifdef __unix__
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace reglament {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::scratch_folder;

// What open_store takes. On a server, tables of a prefix of its own for each test.
class contract : public ::testing::TestWithParam<std::string> {
protected:
    // The same store again, as another process would see it.
    std::shared_ptr<store> open() {
        if (GetParam() == "memory:") return kept_ == nullptr ? kept_ = memory_store() : kept_;
        issues found;
        auto opened = open_store(GetParam() == "sqlite:" ? "sqlite:" + folder_ / "a.db" : on_server_, found);
        EXPECT_TRUE(opened) << render(found);
        return opened;
    }

    static bool write(store& to, commit_number number, const std::string& entry,
                      std::vector<store_commit::page> pages = {}, std::vector<store_commit::note> notes = {},
                      commit_number forget = 0) {
        issues found;
        const bool good = to.write({number, entry, pages, notes, forget}, found);
        EXPECT_TRUE(good) << render(found);
        return good;
    }

    static std::vector<std::string> entries(store& of, commit_number from = 0) {
        std::vector<std::string> all;
        issues found;
        EXPECT_TRUE(of.each_entry(
            from,
            [&](commit_number n, std::string_view bytes) {
                all.push_back(std::to_string(n) + " " + std::string{bytes});
                return true;
            },
            found))
            << render(found);
        return all;
    }
    static std::vector<std::string> pages(store& of) {
        std::vector<std::string> all;
        issues found;
        EXPECT_TRUE(of.each_page(
            [&](std::uint32_t n, std::string_view bytes) {
                all.push_back(std::to_string(n) + " " + std::string{bytes});
                return true;
            },
            found))
            << render(found);
        return all;
    }
    static std::string note(store& of, std::string_view name) {
        std::string bytes;
        issues found;
        EXPECT_TRUE(of.read_note(name, bytes, found)) << render(found);
        return bytes;
    }
    static commit_number last(store& of) {
        commit_number number = 99;
        issues found;
        EXPECT_TRUE(of.last(number, found)) << render(found);
        return number;
    }

private:
    scratch_folder folder_;
    std::shared_ptr<store> kept_;
    std::string on_server_ = testing::fresh_place();
};

INSTANTIATE_TEST_SUITE_P(stores, contract, ::testing::ValuesIn(testing::kinds_of_stores()),
                         [](const auto& row) { return row.param.substr(0, row.param.size() - 1); });

TEST_P(contract, is_empty_at_first) {
    const auto s = open();
    EXPECT_EQ(last(*s), 0U);
    EXPECT_THAT(entries(*s), IsEmpty());
    EXPECT_THAT(pages(*s), IsEmpty());
    EXPECT_EQ(note(*s, "clock"), "");
}

TEST_P(contract, keeps_what_was_written) {
    write(*open(), 1, "one", {{7, "seven"}, {3, std::string("t\0ree", 5)}}, {{"clock", "12"}});
    write(*open(), 2, "two", {{7, "SEVEN"}}, {{"clock", "13"}, {"name", "x"}});
    const auto s = open();
    EXPECT_EQ(last(*s), 2U);
    EXPECT_THAT(entries(*s), ElementsAre("1 one", "2 two"));
    EXPECT_THAT(entries(*s, 2), ElementsAre("2 two"));
    EXPECT_THAT(pages(*s), ElementsAre(std::string("3 t\0ree", 7), "7 SEVEN"));
    EXPECT_EQ(note(*s, "clock"), "13");
    std::string bytes;
    issues found;
    EXPECT_TRUE(s->read_entry(2, bytes, found));
    EXPECT_EQ(bytes, "two");
    EXPECT_TRUE(s->read_entry(5, bytes, found));
    EXPECT_EQ(bytes, "");
}

TEST_P(contract, a_visitor_may_stop) {
    const auto s = open();
    write(*s, 1, "one");
    write(*s, 2, "two");
    int seen = 0;
    issues found;
    EXPECT_TRUE(s->each_entry(
        0, [&](commit_number, std::string_view) { return ++seen < 1; }, found));
    EXPECT_EQ(seen, 1);
}

TEST_P(contract, forgets_what_it_is_told_to) {
    const auto s = open();
    write(*s, 1, "one");
    write(*s, 2, "two");
    write(*s, 3, "three", {}, {}, 3);
    EXPECT_THAT(entries(*s), ElementsAre("3 three"));
    EXPECT_EQ(last(*s), 3U);
}

TEST_P(contract, refuses_who_does_not_know_of_the_last_commit) {
    const auto one = open(), two = open();
    write(*one, 1, "one");
    issues found;
    const std::vector<store_commit::page> its{{1, "page"}};
    EXPECT_FALSE(two->write({1, "other", its, {}, 0}, found));
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.begin()->code, "store-shared");
    EXPECT_THAT(entries(*open()), ElementsAre("1 one"));
    EXPECT_THAT(pages(*open()), IsEmpty()) << "all or nothing";
    write(*two, 2, "two");
}

// Numbers that others have used and forgotten are not free again.
TEST_P(contract, refuses_who_is_far_behind) {
    const auto one = open(), two = open();
    write(*one, 1, "one");
    write(*one, 2, "two");
    write(*one, 3, "three", {}, {}, 3);
    for (const commit_number number : {1U, 2U, 3U, 5U}) {
        issues found;
        EXPECT_FALSE(two->write({number, "other", {}, {}, 0}, found)) << number;
        ASSERT_FALSE(found.empty());
        EXPECT_EQ(found.begin()->code, "store-shared");
    }
    EXPECT_THAT(entries(*open()), ElementsAre("3 three"));
    write(*two, 4, "four");
}

TEST_P(contract, takes_much_at_once) {
    const auto s = open();
    std::vector<store_commit::page> many;
    for (std::uint32_t i = 0; i < 3'000; ++i) many.push_back({i, std::string(1'000, static_cast<char>(i))});
    write(*s, 1, std::string(3'000'000, 'x'), many);
    const auto read = pages(*open());
    ASSERT_EQ(read.size(), many.size());
    EXPECT_EQ(read[2'999], "2999 " + many[2'999].bytes);
    std::string bytes;
    issues found;
    ASSERT_TRUE(s->read_entry(1, bytes, found));
    EXPECT_EQ(bytes, std::string(3'000'000, 'x'));
}

TEST_P(contract, is_read_at_one_moment) {
    if (GetParam() == "memory:") return;  // one program's own: nobody else writes there meanwhile
    const auto one = open(), two = open();
    write(*one, 1, "one");
    issues found;
    EXPECT_TRUE(two->at_one_moment(
        [&] {
            EXPECT_EQ(last(*two), 1U);
            write(*one, 2, "two", {{1, "page"}}, {{"clock", "12"}});
            EXPECT_EQ(last(*two), 1U);
            EXPECT_THAT(entries(*two), ElementsAre("1 one"));
            EXPECT_THAT(pages(*two), IsEmpty());
            EXPECT_EQ(note(*two, "clock"), "");
            return true;
        },
        found))
        << render(found);
    EXPECT_EQ(last(*two), 2U);
    EXPECT_FALSE(two->at_one_moment([] { return false; }, found));
    write(*two, 3, "three");
}

TEST_P(contract, is_left_by_what_is_thrown_at_one_moment) {
    const auto one = open(), two = open();
    write(*one, 1, "one");
    issues found;
    const auto breaks_off = [&]() -> bool {
        EXPECT_TRUE(two->each_entry(
            0, [](commit_number, std::string_view) -> bool { throw std::runtime_error{"enough"}; }, found));
        return true;
    };
    EXPECT_THROW((void)two->at_one_moment(breaks_off, found), std::runtime_error);
    write(*one, 2, "two");
    EXPECT_EQ(last(*two), 2U) << "what was written since is seen";
    EXPECT_TRUE(two->at_one_moment([] { return true; }, found)) << render(found);
    write(*two, 3, "three");
}

TEST_P(contract, is_filled_whatever_the_numbers) {
    store_content what;
    what.entries = {{7, "seven"}, {8, "eight"}};
    what.pages = {{3, "page"}};
    what.notes = {{"b", "2"}, {"a", "1"}};
    issues found;
    ASSERT_TRUE(open()->fill(what, found)) << render(found);
    const auto s = open();
    EXPECT_EQ(last(*s), 8U);
    EXPECT_THAT(entries(*s), ElementsAre("7 seven", "8 eight"));
    EXPECT_THAT(pages(*s), ElementsAre("3 page"));
    std::vector<std::string> notes;
    EXPECT_TRUE(s->each_note(
        [&](std::string_view name, std::string_view bytes) {
            notes.push_back(std::string{name} + "=" + std::string{bytes});
            return true;
        },
        found));
    EXPECT_THAT(notes, ElementsAre("a=1", "b=2"));
    write(*s, 9, "nine");
    store_content other;
    other.entries = {{8, "EIGHT"}};
    other.behind = 8;
    EXPECT_FALSE(s->fill(other, found));
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.begin()->code, "store-shared");
    EXPECT_THAT(entries(*open(), 8), ElementsAre("8 eight", "9 nine"));
    other.behind = 9;
    found = {};
    EXPECT_TRUE(s->fill(other, found)) << render(found);
    EXPECT_THAT(entries(*open(), 8), ElementsAre("8 EIGHT", "9 nine"));
    EXPECT_TRUE(s->check(found)) << render(found);
    EXPECT_TRUE(s->scrub(found)) << render(found);
    EXPECT_THAT(entries(*open(), 8), ElementsAre("8 EIGHT", "9 nine"));
}

std::string code_of(const std::string& where) {
    issues found;
    const auto s = open_store(where, found);
    EXPECT_EQ(s == nullptr, !found.empty());
    return found.empty() ? "" : std::string{found.begin()->code};
}

TEST(names_store, tells_a_store_from_other_files) {
    const scratch_folder folder;
    issues found;
    { const auto made = open_store(folder / "a.db", found); }
    std::ofstream{folder / "log.csv"} << "case,activity,time\n";
    for (const std::string& is : {std::string{"sqlite:a.db"}, std::string{"postgres://crm@db/crm"}, folder / "a.db"})
        EXPECT_TRUE(names_store(is)) << is;
    for (const std::string& is_not : {folder / "log.csv", folder / "nowhere.db", folder / "", std::string{"-"}})
        EXPECT_FALSE(names_store(is_not)) << is_not;
}

#ifdef __unix__
// What `look` gives to somebody who may not write there: the root user of tests may everywhere.
int as_nobody(const std::function<bool()>& look) {
    const pid_t child = fork();
    if (child == 0) _exit(getuid() == 0 && setuid(65'534) != 0 ? 2 : look() ? 0 : 1);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(open_store, that_may_not_be_written_is_looked_at) {
    const scratch_folder folder;
    const std::string file = folder / "a %?#.db";
    issues found;
    {
        const auto made = open_store(file, found);
        ASSERT_NE(made, nullptr) << render(found);
        ASSERT_TRUE(made->write({1, "first", {}, {}}, found)) << render(found);
    }
    std::filesystem::permissions(file, std::filesystem::perms{0444});
    std::filesystem::permissions(folder / "", std::filesystem::perms{0555});
    const auto look = [&] {
        issues why;
        const auto in = open_store(file, why, store_use::look);
        commit_number last = 0;
        return in != nullptr && in->last(last, why) && last == 1 && !in->write({2, "second", {}, {}}, why) &&
               why[0].code == "store-read-only";
    };
    EXPECT_EQ(as_nobody(look), 0);
    EXPECT_EQ(as_nobody([&] {
                  issues why;
                  return open_store(file, why) == nullptr && why[0].code == "store-read-only";
              }),
              0);
}
#endif

TEST(open_store, says_what_is_wrong) {
    const scratch_folder folder;
    EXPECT_EQ(code_of("mysql://here"), "store-unknown");
    EXPECT_EQ(code_of(""), "store-unknown");
    EXPECT_EQ(code_of("sqlite:" + folder / "no/such/folder.db"), "store-cannot-open");
    issues found;
    EXPECT_EQ(open_store(folder / "none.db", found, store_use::look), nullptr);
    EXPECT_EQ(found[0].code, "store-not-there");
    std::ofstream{folder / "text.db"} << std::string(5'000, 'x');
    EXPECT_EQ(code_of(folder / "text.db"), "store-not-ours");
    std::ofstream{folder / "short.db"} << "x";
    EXPECT_EQ(code_of(folder / "short.db"), "store-not-ours");
    EXPECT_EQ(code_of(folder / "new.db"), "");
    EXPECT_EQ(code_of("sqlite:" + folder / "new.db"), "");
}

}  // namespace
}  // namespace reglament
