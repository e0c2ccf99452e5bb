#include "control/words.hpp"
#include "machine/picture.hpp"
#include "unit/control/story.hpp"

#include <reglament/control/report.hpp>
#include <reglament/control/week.hpp>

namespace reglament {
namespace {

TEST(tell, says_a_clients_way_in_both_languages) {
    const engine e = testing::story();
    for (const char* client : {"ann", "bob", "zoe"}) {
        testing::expect_golden(std::string{"tell-"} + client + ".en", tell(e, client));
        testing::expect_golden(std::string{"tell-"} + client + ".ru", tell(e, client, language::ru));
    }
    EXPECT_EQ(tell(e, "nobody"), "");
}

// Its parts are the other one's by now.
TEST(tell, of_one_who_was_merged_no_part_is_named) {
    const loaded l = load_text(
        "vocabulary: v\nsubjects:\n  deal:\n    parent: client\nevents:\n  deal.opened:\n    subject: deal\n---\n"
        "regulation: deal\nsubject: deal\ninput:\n  event: deal.opened\noutput: [done]\nsteps:\n  - task: sign\n"
        "    do: Sign\n    within: 1 day\n  - output: done\n",
        "deal.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    engine e{l.rules};
    const auto data = feel::context{{"deal", feel::value{"D-1"}}};
    EXPECT_EQ(e.post(testing::make("deal.opened", "2025-01-01", data, "c1")).status, post_status::accepted);
    EXPECT_NE(tell(e, "c1").find("D-1"), std::string::npos) << tell(e, "c1");
    EXPECT_EQ(e.complete("c1", 1, {}, testing::at("2025-01-01T10:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(e.merge("c1", "c2", testing::at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(tell(e, "c1").find("D-1"), std::string::npos) << tell(e, "c1");
    const week w = control_week(e, testing::at("2025-01-01"), testing::at("2025-01-08"));
    ASSERT_EQ(w.tasks.size(), 1U);
    EXPECT_EQ(w.tasks[0].part, "");
}

TEST(words, count_nouns_as_either_language_does) {
    const auto rules = testing::rules_of(testing::story_rules);
    const words en{*rules, language::en}, ru{*rules, language::ru};
    struct row {
        std::uint64_t n;
        const char *en, *ru;
    };
    for (const row& r : {row{0, "0 tasks", "0 задач"}, row{1, "1 task", "1 задача"}, row{2, "2 tasks", "2 задачи"},
                         row{5, "5 tasks", "5 задач"}, row{11, "11 tasks", "11 задач"}, row{12, "12 tasks", "12 задач"},
                         row{21, "21 tasks", "21 задача"}, row{24, "24 tasks", "24 задачи"},
                         row{111, "111 tasks", "111 задач"}, row{1001, "1\u202F001 tasks", "1\u202F001 задача"}}) {
        EXPECT_EQ(en.counted(r.n, task_noun), r.en);
        EXPECT_EQ(ru.counted(r.n, task_noun), r.ru);
    }
}

TEST(words, put_a_period_into_the_case_that_waiting_asks_for) {
    for (const auto& [is, becomes] : {std::pair{"1 неделя", "1 неделю"},
                                      {"21 минута", "21 минуту"},
                                      {"2 недели", "2 недели"},
                                      {"1 рабочая минута", "1 рабочую минуту"},
                                      {"1 день", "1 день"},
                                      {"5 минут", "5 минут"},
                                      {"101 секунда", "101 секунду"},
                                      {"11 недель", "11 недель"}}) {
        EXPECT_EQ(accusative(is, language::ru), becomes);
    }
    EXPECT_EQ(accusative("1 week", language::en), "1 week");
}

TEST(words, write_dates_in_the_departments_zone) {
    const auto rules =
        load_text(
            "vocabulary: v\ncalendar:\n  zone: Europe/Moscow\nevents:\n  a:\n---\nregulation: r\ninput:\n  event: a\n"
            "output: [x]\nsteps:\n  - output: x\n")
            .rules;
    ASSERT_TRUE(rules);
    const words en{*rules, language::en}, ru{*rules, language::ru};
    EXPECT_EQ(en.date(testing::at("2025-03-11T21:00:00Z")), "12 March 2025");
    EXPECT_EQ(ru.date(testing::at("2025-03-12T06:05:59Z")), "12 марта 2025, 09:05");
}

}  // namespace
}  // namespace reglament
