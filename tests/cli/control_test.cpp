// reglament control: what it prints, what it writes, what it says of bad logs.
#include "cli/command_line.hpp"
#include "golden/golden_files.hpp"

#include <algorithm>
#include <string>

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
    expect_golden(f_.text("out.csv"), goldens / "control.csv");
    EXPECT_NE(f_.text("out.html").find("out of sequence"), std::string::npos);
    EXPECT_EQ(f_.text("out.html").find("http://"), f_.text("out.html").find("http://www.w3.org"));
    const outcome again = reglament("control " + f_.path("rules.yaml") + " --json --log " + f_.path("out.xes.gz"));
    EXPECT_EQ(again.out, run("--json").out);
}

TEST_F(control, bad_logs) {
    const auto told = [&](std::string_view of, const std::string& name = "bad.csv", const std::string& more = {}) {
        const outcome o = run("--lang en --json " + more, of, name);
        std::string text = "exit " + std::to_string(o.code) + "\n" + o.err;
        for (std::size_t at = text.find(f_.path()); at != text.npos; at = text.find(f_.path(), at))
            text.replace(at, f_.path().size(), "");
        return text;
    };
    std::string all;
    all += "-- no column\n" + told("case,what,time\n1,take,2025-03-03 10:00\n");
    all += "-- no such column\n" +
           told("case,what,time\n1,take,2025-03-03 10:00\n", "bad.csv", "--map case=case,activity=wat,time=time");
    all += "-- rows\n" +
           told("case,activity,time\n1,take,2025-03-03 10:00\n1,call\n1,call,yesterday\n,call,2025-03-03 10:00\n");
    all += "-- skipped\n" + told("case,activity,time\n1,take,2025-03-03 10:00\n1,call\n", "bad.csv", "--bad skip");
    all += "-- twice\n" + told("case,activity,time\n1,take,2025-03-03 10:00\n1,take,2025-03-03 10:00\n");
    all += "-- empty\n" + told("\n");
    all += "-- broken\n" + told("<log>\n<trace><string key=\"concept:name\" value=\"1\"/></trace>\n<trace>", "bad.xes");
    all += "-- entities\n" + told("<!DOCTYPE log [<!ENTITY a \"aa\">]>\n<log>&a;</log>", "bad.xes");
    all += "-- no log\n" + told("<html/>", "bad.xes");
    all += "-- backwards\n" + told(
                                  "<log><trace><string key=\"concept:name\" value=\"1\"/>"
                                  "<event><string key=\"concept:name\" value=\"take\"/><date key=\"time:timestamp\" "
                                  "value=\"2025-03-03T10:00:00Z\"/></event>"
                                  "<event><string key=\"concept:name\" value=\"call\"/><date key=\"time:timestamp\" "
                                  "value=\"2025-03-02T10:00:00Z\"/></event>"
                                  "</trace></log>",
                                  "bad.xes");
    expect_golden(all, goldens / "control_bad_logs.txt");
}

TEST_F(control, wrong_use) {
    EXPECT_EQ(run("--regulation tickets").code, 2);
    EXPECT_EQ(run("--zone Mars").code, 2);
    EXPECT_EQ(run("--open-since soon").code, 2);
    EXPECT_EQ(run("--map case=a").code, 2);
    EXPECT_EQ(reglament("control " + f_.path("rules.yaml") + " --log " + f_.path("nowhere.xes")).code, 1);
}

}  // namespace
}  // namespace reglament::testing
