#include "cli/command_line.hpp"

#include <string>
#include <vector>

namespace reglament::testing {
namespace {

const std::string_view good = R"(regulation: back
input:
  silent: order.paid
  for: P90D
output:
  returned:
    when: order.paid
  lost:
steps:
  - wait: 30 days
  - output: lost
)";

TEST(command_line, is_used_wrongly_in_many_ways) {
    const folder f;
    const std::string rules = f.file("back.yaml", good);
    const std::string events = f.file("orders.csv", "who,date\na,20250101\n");
    const std::vector<std::string> wrong{
        "",
        "nonsense",
        "check",
        "check " + f.path("nothing.yaml"),
        "check " + rules + " --nonsense",
        "run " + rules,
        "run --events " + events,
        "run " + rules + " --events " + f.path("nothing.csv"),
        "run " + rules + " --events " + events + " --map type=order.paid",
        "run " + rules + " --events " + events + " --map nonsense",
        "run " + rules + " --events " + events + " --map type=order.paid,subject=client,time=date:%Y%m%d",
        "run " + rules + " --events " + events + " --map type=order.paid,subject=who,time=date:%H",
        "run " + rules + " --events " + events + " --map type=order.payed,subject=who,time=date:%Y%m%d",
        "run " + rules + " --events " + events + " --bad perhaps",
        "run " + rules + " --events " + events + " --until yesterday",
        "run " + rules + " --events " + events + " --zone Nowhere/Land",
        "run " + rules + " --events " + events + " --lang fr",
        "run " + rules + " --events " + events + " --map type=order.paid,subject=who,time=date:%Y%m%d --report " +
            f.path("no/such/folder.html"),
        "run " + rules + " --events " + events + " --map type=order.paid,subject=who,time=date:%Y%m%d --client nobody",
        "draw " + rules + " --format png",
        "draw " + rules + " --regulation front",
        "tasks " + rules,
    };
    for (const std::string& arguments : wrong) {
        const outcome o = reglament(arguments);
        EXPECT_EQ(o.code, 2) << arguments << "\n" << o.out << o.err;
        EXPECT_FALSE(o.err.empty()) << arguments;
    }
}

TEST(command_line, says_what_was_used_wrongly) {
    const auto told = [](const std::string& arguments) { return reglament(arguments).err; };
    EXPECT_EQ(told("chek"), "reglament: there is no command “chek”; did you mean “check”?\nSee --help.\n");
    EXPECT_EQ(told("check --jsn"), "reglament: there is no option “--jsn”; did you mean “--json”?\nSee --help.\n");
    EXPECT_EQ(told("check"), "reglament: not given: PATH\nSee --help.\n");
    EXPECT_EQ(told("--lang ru").substr(0, 40), std::string{"reglament: назовите команду: check"}.substr(0, 40));
    EXPECT_EQ(told("check --nope --lang ru"), "reglament: нет параметра «--nope»\nПодробности: --help.\n");
}

TEST(command_line, helps_in_russian) {
    for (const char* arguments : {"--help --lang ru", "run --help --lang ru"}) {
        const std::string help = reglament(arguments).out;
        for (const char* english : {"Usage", "Options", "Positionals", "Subcommands", "REQUIRED", "TEXT", "Print"})
            EXPECT_EQ(help.find(english), std::string::npos) << help;
    }
}

TEST(command_line, helps_and_tells_its_version) {
    EXPECT_EQ(reglament("--help").code, 0);
    EXPECT_EQ(reglament("run --help").code, 0);
    const outcome version = reglament("--version");
    EXPECT_EQ(version.code, 0);
    EXPECT_TRUE(version.out.starts_with("reglament 0.")) << version.out;
}

TEST(command_line, speaks_the_language_of_the_system_or_the_one_asked_for) {
    const folder f;
    const std::string rules = f.file("back.yaml", good);
    EXPECT_NE(reglament("check " + rules).out.find("All in order: 1 regulation"), std::string::npos);
    EXPECT_NE(reglament("check " + rules, "LC_ALL=ru_RU.UTF-8").out.find("Всё в порядке: 1 регламент"),
              std::string::npos);
    EXPECT_NE(reglament("check " + rules, "LC_ALL= LC_MESSAGES= LANG=ru_RU.UTF-8").out.find("Всё"), std::string::npos);
    EXPECT_NE(reglament("check " + rules + " --lang en", "LC_ALL=ru_RU.UTF-8").out.find("All in order"),
              std::string::npos);
    EXPECT_NE(reglament("--lang=ru check " + rules).out.find("Всё в порядке"), std::string::npos);
}

TEST(command_line, else_speaks_the_language_of_the_keywords) {
    const folder f;
    const std::string russian = f.file("спасибо.yaml",
                                       "словарь: магазин\nсобытия:\n  заказ.оплачен:\n---\nрегламент: спасибо\nвход:\n"
                                       "  событие: заказ.оплачен\nвыход: [готово]\nшаги:\n  - выход: готово\n");
    for (const std::string unset : {"LC_ALL=C", "LC_ALL= LC_MESSAGES= LANG=", "LC_ALL=C.UTF-8"}) {
        EXPECT_NE(reglament("check " + russian, unset).out.find("Всё в порядке"), std::string::npos) << unset;
        EXPECT_NE(reglament("check " + f.file("back.yaml", good), unset).out.find("All in order"), std::string::npos);
    }
    EXPECT_NE(reglament("check " + russian, "LC_ALL=en_US.UTF-8").out.find("All in order"), std::string::npos);
    EXPECT_NE(reglament("check " + russian + " --lang en", "LC_ALL=C").out.find("All in order"), std::string::npos);
}

TEST(check, tells_all_that_is_wrong_and_ends_with_one) {
    const folder f;
    const std::string rules =
        f.file("bad.yaml", "regulation: back\ninput:\n  event: a\noutput: [x]\nsteps:\n  - output: y\n  - goto: z\n");
    const outcome o = reglament("check " + rules);
    EXPECT_EQ(o.code, 1);
    EXPECT_NE(o.err.find("bad.yaml:6:"), std::string::npos) << o.err;
    EXPECT_NE(o.out.find("Nothing can run yet"), std::string::npos) << o.out;
    const feel::value json = reglament("check --json " + rules).json();
    EXPECT_EQ(json.get("ok"), feel::value{false});
    const feel::value issues = json.get("issues");
    ASSERT_EQ(issues.as_list().size(), 3U) << o.err;  // the note that names are not checked comes first
    EXPECT_EQ(issues.as_list()[1].get("code"), feel::value{"unknown-output"});
    EXPECT_EQ(number_at(issues.as_list()[1], "line"), 6);
    EXPECT_EQ(number_at(issues.as_list()[2], "line"), 7);
    EXPECT_EQ(reglament("run " + rules + " --events " + f.file("e.jsonl", "")).code, 1);
}

TEST(check, shows_some_hundred_issues_and_gives_all_as_json) {
    const folder f;
    std::string text = "regulation: back\ninput:\n  event: a\noutput: [x]\nsteps:\n";
    for (int i = 0; i < 1'000; ++i) text += "  - outpt: x\n";
    const std::string rules = f.file("bad.yaml", text);
    const outcome o = reglament("check " + rules);
    EXPECT_LT(o.err.size(), 100'000U);
    EXPECT_NE(o.err.find(" more: mend the ones above first"), std::string::npos);
    EXPECT_GE(reglament("check --json " + rules).json().get("issues").as_list().size(), 1'000U);
}

TEST(draw, draws_in_every_form) {
    const folder f;
    const std::string rules = f.file("back.yaml", good);
    EXPECT_TRUE(reglament("draw " + rules).out.starts_with("flowchart TD\n"));
    EXPECT_TRUE(reglament("draw " + rules + " --regulation back --format dot").out.starts_with("digraph"));
    EXPECT_NE(reglament("draw " + rules + " --format table").out.find("→ lost"), std::string::npos);
    const outcome svg = reglament("draw " + rules + " --format svg");
    if (svg.code == 0) {
        EXPECT_TRUE(svg.out.starts_with("<svg")) << svg.out;
    } else {
        EXPECT_EQ(svg.code, 1);
        EXPECT_NE(svg.err.find("Graphviz"), std::string::npos) << svg.err;
    }
}

TEST(keywords, are_listed_in_both_languages) {
    const outcome o = reglament("keywords");
    EXPECT_EQ(o.code, 0);
    for (const char* word : {"regulation", "регламент", "silent", "within"})
        EXPECT_NE(o.out.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace reglament::testing
