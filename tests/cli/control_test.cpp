// reglament control: what it prints, what it writes, what it says of bad logs.
#include "cli/command_line.hpp"
#include "golden/golden_files.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace reglament::testing {
namespace {

const std::filesystem::path goldens = std::filesystem::path{REGLAMENT_SOURCE_DIR} / "tests" / "cli" / "golden";

constexpr std::string_view rules = R"(regulation: ticket
title: A ticket
input:
  event: ticket.opened
output: [closed]
control:
  ignore: [Note]
steps:
  - task: take
    do: Take it
    by: clerk
    within: 1 day
  - fork:
      call:
        - task: call
          do: Call the customer
          by: clerk
      look:
        - task: look
          do: Look into it
          by: engineer
        - task: mend
          do: Mend it
          by: engineer
          optional: yes
  - task: close
    do: Close it
    by: clerk
    observe: [Close, Close by phone]
  - output: closed
)";

constexpr std::string_view log = R"(case,activity,time,resource
1,take,2025-03-03 10:00,clerk
1,look,2025-03-03 11:00,engineer
1,Call the customer,2025-03-03 11:30,clerk
1,Close,2025-03-03 12:00,clerk
2,take,2025-03-03 10:00,clerk
2,Note,2025-03-03 10:01,
2,call,2025-03-03 11:30,engineer
2,Close by phone,2025-03-03 12:00,clerk
3,look,2025-03-03 09:00,engineer
3,take,2025-03-03 10:00,clerk
3,call,2025-03-03 10:30,clerk
3,Coffee,2025-03-03 10:40,clerk
3,Close,2025-03-03 12:00,clerk
)";

class control : public ::testing::Test {
protected:
    outcome run(const std::string& more, std::string_view of = log, const std::string& name = "log.csv") {
        return reglament("control " + f_.file("rules.yaml", rules) + " --log " + f_.file(name, of) + " " + more);
    }
    folder f_;
};

TEST_F(control, text_and_json) {
    expect_golden(run("--lang en").out, goldens / "control.en.txt");
    expect_golden(run("--lang ru").out, goldens / "control.ru.txt");
    expect_golden(run("--json").out, goldens / "control.json");
    EXPECT_EQ(run("--json").code, 0);
}

TEST_F(control, files_that_are_written) {
    EXPECT_EQ(
        run("--csv " + f_.path("out.csv") + " --xes " + f_.path("out.xes.gz") + " --report " + f_.path("out.html"))
            .code,
        0);
    const std::string rows = f_.text("out.csv");
    EXPECT_EQ(rows.substr(0, rows.find('\n')),
              "case,variant_cost,decided,cost,fitness,kind,step,activity,event,deviation_cost");
    EXPECT_NE(rows.find("\n1,0,yes,0,1.000000,,,,,\n"), std::string::npos) << rows;
    EXPECT_NE(rows.find(",unknown event,,Coffee,4,1\n"), std::string::npos) << rows;
    EXPECT_NE(f_.text("out.html").find("out of sequence"), std::string::npos);
    EXPECT_EQ(f_.text("out.html").find("http://"), f_.text("out.html").find("http://www.w3.org"));
    const outcome again = reglament("control " + f_.path("rules.yaml") + " --json --log " + f_.path("out.xes.gz"));
    EXPECT_EQ(again.out, run("--json").out);
}

constexpr std::string_view people_log = R"(case,activity,time,resource
1,take,2025-03-03 10:00,anna
1,look,2025-03-03 11:00,bert
1,call,2025-03-03 11:30,anna
1,Close,2025-03-03 12:00,anna
2,take,2025-03-04 10:00,anna
2,look,2025-03-06 11:00,bert
2,Coffee,2025-03-06 11:10,bert
2,call,2025-03-06 11:30,anna
2,Close,2025-03-06 12:00,anna
3,look,2025-03-11 09:00,bert
3,call,2025-03-11 10:30,anna
)";

TEST_F(control, feedback) {
    expect_golden(run("--lang en --feedback", people_log).out, goldens / "control_feedback.en.txt");
    expect_golden(run("--lang ru --feedback", people_log).out, goldens / "control_feedback.ru.txt");
    expect_golden(run("--json", people_log).out, goldens / "control_feedback.json");
    const std::string weeks = run("--lang en --by week", people_log).out;
    EXPECT_NE(weeks.find("Week by week"), std::string::npos);
    EXPECT_EQ(weeks.find("Who left it"), std::string::npos);
    EXPECT_EQ(run("--lang en", people_log).out.find("What to talk about"), std::string::npos);
}

TEST_F(control, feedback_as_rows_and_on_the_page) {
    const outcome done =
        run("--lang en --feedback-csv " + f_.path("rows.csv") + " --report " + f_.path("out.html"), people_log);
    EXPECT_EQ(done.code, 0) << done.err;
    expect_golden(f_.text("rows.csv"), goldens / "control_feedback.csv");
    const std::string page = f_.text("out.html");
    for (const char* part : {"What to talk about", "feedback-ways", "feedback-people", "feedback-steps",
                             "feedback-weeks", "class=\"chart dotted\""})
        EXPECT_NE(page.find(part), std::string::npos) << part;
    EXPECT_EQ(run("--feedback-csv " + f_.path("nowhere/rows.csv")).code, 2);
}

struct bad_log {
    const char* name;
    const char* text;
    const char* more;
    int code;
    const char* told;
};

TEST_F(control, bad_logs) {
    const std::vector<bad_log> all{
        {"a.csv", "case,what,time\n1,take,2025-03-03 10:00\n", "", 1, "holds the activity is not clear"},
        {"b.csv", "case,what,time\n1,take,2025-03-03 10:00\n", "--map case=case,activity=wat,time=time", 1, "wat"},
        {"c.csv", "case,activity,time\n1,take,2025-03-03 10:00\n1,call\n", "", 1, "c.csv:3: fields in this line: 2"},
        {"d.csv", "case,activity,time\n1,take,2025-03-03 10:00\n1,call\n", "--bad skip", 0, "d.csv:3: "},
        {"e.csv", "case,activity,time\n1,take,2025-03-03 10:00\n1,take,2025-03-03 10:00\n", "", 0, "stand there twice"},
        {"f.csv", "\n", "", 1, "there is nothing in"},
        {"g.xes", "<log>\n<trace>", "", 1, "this is no XML"},
        {"h.xes", "<!DOCTYPE log [<!ENTITY a \"aa\">]>\n<log>&a;</log>", "", 1, "a DOCTYPE is not read"},
        {"i.xes", "<html/>", "", 1, "no log"},
        {"j.xes",
         "<log><trace><string key=\"concept:name\" value=\"1\"/>"
         "<event><string key=\"concept:name\" value=\"take\"/>"
         "<date key=\"time:timestamp\" value=\"2025-03-03T10:00:00Z\"/></event>"
         "<event><string key=\"concept:name\" value=\"call\"/>"
         "<date key=\"time:timestamp\" value=\"2025-03-02T10:00:00Z\"/></event></trace></log>",
         "", 0, "time runs backwards"},
    };
    for (const bad_log& b : all) {
        const outcome o = run("--lang en --json " + std::string{b.more}, b.text, b.name);
        EXPECT_EQ(o.code, b.code) << b.name << o.err;
        EXPECT_NE(o.err.find(b.told), std::string::npos) << b.name << "\n" << o.err;
    }
}

TEST_F(control, wrong_use) {
    EXPECT_EQ(run("--regulation tickets").code, 2);
    EXPECT_EQ(run("--zone Mars").code, 2);
    EXPECT_EQ(run("--open-since soon").code, 2);
    EXPECT_EQ(run("--map case=a").code, 2);
    EXPECT_EQ(run("--by client").code, 2);
    EXPECT_EQ(run("--bad stop").code, 2) << "a log is read to its end";
    EXPECT_EQ(run("--json --by week").code, 2);
    EXPECT_EQ(reglament("control " + f_.path("rules.yaml") + " --week 2025-03-03 --feedback").code, 2);
    EXPECT_EQ(reglament("control " + f_.path("rules.yaml") + " --log " + f_.path("nowhere.xes")).code, 1);
}

std::string line_of(int id, const std::string& type, const std::string& who, const std::string& data = "{}") {
    return R"({"id": ")" + std::to_string(id) + R"(", "source": "desk", "type": ")" + type + R"(", "subject": ")" +
           who + R"(", "time": "2025-03-03T1)" + std::to_string(id % 10) + R"(:00:00Z", "data": )" + data + "}\n";
}

TEST_F(control, the_runs_of_a_store) {
    const auto done = [](int id, const char* task, const char* who = "1") {
        return line_of(id, "task.done", who, R"({"task": ")" + std::string{task} + "\"}");
    };
    const std::string events =
        line_of(0, "ticket.opened", "1") + done(1, "take") + done(2, "look") + done(3, "call") +
        line_of(4, "task.skipped", "1", R"({"task": "mend"})") + done(5, "close") + line_of(6, "ticket.opened", "2") +
        line_of(7, "run.jump", "2", R"({"regulation": "ticket", "to": "close"})") + done(8, "close", "2") +
        line_of(9, "ticket.opened", "3") + line_of(10, "ticket.opened", "4") +
        line_of(11, "run.cancel", "4", R"({"regulation": "ticket", "reason": "a mistake"})");
    const std::string in = f_.path("desk.db"), text = f_.file("rules.yaml", rules);
    ASSERT_EQ(reglament("run " + text + " --events " + f_.file("e.jsonl", events) + " --store " + in).code, 0);
    const outcome o = reglament("control --json --lang en --log sqlite:" + in + " --csv " + f_.path("out.csv") +
                                " --xes " + f_.path("out.xes"));
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(number_at(o.json(), "cases"), 3) << o.out;
    EXPECT_EQ(number_at(o.json(), "conforming"), 2) << o.out;
    EXPECT_EQ(number_at(o.json(), "open"), 1) << o.out;
    EXPECT_EQ(number_at(o.json(), "total_cost"), 3) << "take, call and look were jumped over: " << o.out;
    EXPECT_EQ(o.err, "reglament: left out, runs that were cancelled: 1\n");
    EXPECT_EQ(reglament("control --json --lang en --log " + in).out, o.out) << "the file's name is enough";
    EXPECT_NE(f_.text("out.csv").find("2,3,yes,3,"), std::string::npos) << f_.text("out.csv");
    const outcome copied = reglament("control " + text + " --json --log " + f_.path("out.xes"));
    EXPECT_EQ(number_at(copied.json(), "events"), number_at(o.json(), "events")) << copied.err;
    for (const std::string& more :
         {text, std::string{"--map case=a,activity=b,time=c"}, std::string{"--zone UTC"}, std::string{"--bad skip"},
          std::string{"--open-since 2025-03-03"}, std::string{"--regulation tickets"}})
        EXPECT_EQ(reglament("control " + more + " --log sqlite:" + in).code, 2) << more;
    EXPECT_EQ(reglament("control --log sqlite:" + f_.path("nowhere.db")).code, 1);
}

}  // namespace
}  // namespace reglament::testing
