#include "unit/control/page.hpp"
#include "unit/control/story.hpp"

#include <reglament/control/report.hpp>

#include <string>

namespace reglament {
namespace {

figures told(const engine& e) {
    figures f = count(e);
    f.events = {11, 10, 1, 0, 0};
    return f;
}

report_options in(language lang) {
    report_options o;
    o.lang = lang;
    o.title = "Отдел <x>";
    return o;
}

TEST(report, in_text_says_all_of_it) {
    const engine e = testing::story();
    testing::expect_golden("report.en", to_text(e, told(e), in(language::en)));
    testing::expect_golden("report.ru", to_text(e, told(e), in(language::ru)));
}

TEST(report, chooses_the_client_asked_for_and_shortens_lists) {
    const engine e = testing::story();
    report_options o = in(language::en);
    o.example_client = "bob";
    o.starts_shown = 1;
    const std::string text = to_text(e, told(e), o);
    EXPECT_NE(text.find("The way of one client: bob"), std::string::npos) << text;
    EXPECT_NE(text.find("… and 2 more"), std::string::npos) << text;
}

TEST(report, in_html_is_one_page_with_everything_escaped) {
    const engine e = testing::story();
    for (const language lang : {language::en, language::ru}) {
        const std::string page = to_html(e, told(e), in(lang));
        std::string why;
        EXPECT_TRUE(testing::well_formed(page, why)) << why;
        EXPECT_NE(page.find("Отдел &lt;x&gt;"), std::string::npos);
        EXPECT_NE(page.find("Вернуть &lt;ушедших&gt; &amp; &quot;забытых&quot;"), std::string::npos);
        EXPECT_EQ(page.find("<ушедших>"), std::string::npos);
        EXPECT_NE(page.find(lang == language::ru ? "<html lang=\"ru\">" : "<html lang=\"en\">"), std::string::npos);
        EXPECT_NE(page.find(lang == language::ru ? "Путь одного клиента: " : "The way of one client: "),
                  std::string::npos);
    }
}

// Each kind of effect that there is, as that somebody of the people gets a task.
TEST(report, tells_of_tasks_that_are_given_out) {
    engine e{testing::rules_alone(R"(vocabulary: v
events:
  asked:
roles:
  clerk:
    by: turn
---
people: v
persons:
  anna:
    roles: clerk
---
regulation: r
owner: clerk
input:
  event: asked
output: [end]
steps:
  - task: answer
    do: Answer
  - output: end
)")};
    EXPECT_EQ(e.post(testing::make("asked", "2025-01-01")).status, post_status::accepted);
    EXPECT_EQ(e.pause("c1", 1, "so", testing::at("2025-01-02")).status, post_status::accepted);
    EXPECT_NE(to_text(e, count(e)).find("given to anna"), std::string::npos) << to_text(e, count(e));
    std::string why;
    EXPECT_TRUE(testing::well_formed(to_html(e, count(e)), why)) << why;
}

TEST(report, of_nothing_is_still_a_page) {
    const engine e{testing::rules_of(testing::story_rules)};
    std::string why;
    EXPECT_TRUE(testing::well_formed(to_html(e, count(e)), why)) << why;
    EXPECT_NE(to_text(e, count(e)).find("0 clients"), std::string::npos);
}

}  // namespace
}  // namespace reglament
