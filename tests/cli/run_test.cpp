#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string_view rules_text = R"(vocabulary: shop
calendar:
  zone: Europe/Moscow
events:
  order.paid:
    data:
      amount: number
  order.asked:
roles: [manager]
---
regulation: ask
input:
  event: order.paid
  if: event.amount > 10
output:
  told:
  silent:
steps:
  - task: call
    do: Позвонить <клиенту> & спросить
    by: manager
    within: 2 days
    form:
      mood: one of good, bad
    on no answer:
      then: silent
  - output: told
)";

std::string line(int id, std::string_view type, std::string_view who, std::string_view time, std::string_view data) {
    return R"({"specversion":"1.0","id":")" + std::to_string(id) + R"(","source":"test","type":")" + std::string{type} +
           R"(","subject":")" + std::string{who} + R"(","time":")" + std::string{time} + R"(","data":)" +
           std::string{data} + "}\n";
}

std::string events_text() {
    return line(1, "order.paid", "a", "2025-01-01T10:00:00Z", R"({"amount":20})") +
           line(2, "order.paid", "b", "2025-01-01T11:00:00Z", R"({"amount":5})") +
           line(3, "task.done", "a", "2025-01-02T10:00:00Z", R"({"task":"call","answers":{"mood":"good"}})") +
           line(3, "task.done", "a", "2025-01-02T10:00:00Z", R"({"task":"call","answers":{"mood":"good"}})") +
           line(4, "order.paid", "c", "2025-01-03T10:00:00Z", R"({"amount":30})") +
           line(5, "task.done", "b", "2025-01-03T10:00:00Z", R"({"task":"call"})") + "nonsense\n" +
           line(6, "order.payed", "c", "2025-01-03T10:00:00Z", "{}") +
           line(7, "order.paid", "d", "2025-02-01T10:00:00Z", R"({"amount":30})");
}

struct shop {
    folder f;
    std::string rules = f.file("rules.yaml", rules_text);
    std::string events = f.file("events.jsonl", events_text());
    [[nodiscard]] std::string run(const std::string& more = {}) const {
        return "run " + rules + " --events " + events + " --until 2025-01-10 " + more;
    }
};

TEST(run, gives_its_figures_as_json) {
    const shop s;
    const outcome o = reglament(s.run("--json"));
    EXPECT_EQ(o.code, 1) << "three of the events are wrong\n" << o.err;
    const feel::value v = o.json();
    const feel::value events = v.get("total").get("events");
    EXPECT_EQ(feel::write_json(events), R"({"read":9,"applied":4,"rejected":3,"duplicate":1,"after_until":1})");
    EXPECT_EQ(number_at(v, "total", "clients"), 3);
    EXPECT_EQ(feel::write_json(v.get("total").get("runs")),
              R"({"started":2,"open":1,"stuck":0,"finished":{"silent":0,"told":1},"cancelled":0,"waiting":0})");
    EXPECT_EQ(feel::write_json(v.get("total").get("tasks")),
              R"({"created":2,"done":1,"late":1,"open":1,"cancelled":0,"unanswered":0,"skipped":0})");
    EXPECT_EQ(number_at(v, "regulations", "ask", "runs", "finished", "told"), 1);
    EXPECT_EQ(number_at(v, "regulations", "ask", "tasks", "late"), 1);
    EXPECT_EQ(number_at(v, "regulations", "ask", "clients"), 2);
    EXPECT_EQ(number_at(v, "regulations", "ask", "refused", "condition false"), 1);
    EXPECT_EQ(v.get("until"), feel::value{"2025-01-10T00:00:00+03:00"});
}

TEST(run, reports_what_it_could_not_take_in_by_file_and_line) {
    const shop s;
    const outcome o = reglament(s.run());
    for (const char* what :
         {"events.jsonl:6: ", "events.jsonl:7: this is no JSON", "events.jsonl:8: there is no event “order.payed”"}) {
        EXPECT_NE(o.err.find(what), std::string::npos) << what << "\n" << o.err;
    }
    const outcome skipped = reglament(s.run("--bad skip"));
    EXPECT_EQ(skipped.code, 0);
    EXPECT_EQ(skipped.out, o.out);
    EXPECT_EQ(skipped.err, o.err);
    const outcome stopped = reglament(s.run("--bad stop"));
    EXPECT_EQ(stopped.code, 1);
    EXPECT_TRUE(stopped.out.empty()) << stopped.out;
}

TEST(run, shows_at_most_twenty_bad_lines) {
    const shop s;
    std::string bad;
    for (int i = 0; i < 50; ++i) bad += "x\n";
    const outcome o = reglament("run " + s.rules + " --json --events " + s.f.file("bad.jsonl", bad));
    EXPECT_EQ(o.code, 1);
    EXPECT_NE(o.err.find("bad.jsonl:20:"), std::string::npos) << o.err;
    EXPECT_EQ(o.err.find("bad.jsonl:21:"), std::string::npos) << o.err;
    EXPECT_NE(o.err.find("and 30 more"), std::string::npos) << o.err;
    EXPECT_EQ(number_at(o.json(), "total", "events", "rejected"), 50);
    EXPECT_EQ(number_at(o.json(), "total", "events", "read"), 50);
}

TEST(run, tells_people_what_happened) {
    const shop s;
    const outcome o = reglament(s.run("--client a"));
    for (const char* what : {"“order.paid” came", "manager — 1 task", "The way of one client: a", "mood — good"}) {
        EXPECT_NE(o.out.find(what), std::string::npos) << what << "\n" << o.out;
    }
    const outcome russian = reglament(s.run("--client a --lang ru"));
    for (const char* what :
         {"пришло событие «order.paid»", "3 клиента · 2 запуска · 2 задачи", "Путь одного клиента: a"}) {
        EXPECT_NE(russian.out.find(what), std::string::npos) << what << "\n" << russian.out;
    }
}

TEST(run, writes_a_page_that_needs_nothing_else) {
    const shop s;
    const outcome o = reglament(s.run("--bad skip --json --report " + s.f.path("report.html")));
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_NE(o.err.find("report.html"), std::string::npos);
    (void)o.json();
    const std::string page = s.f.text("report.html");
    EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
    EXPECT_NE(page.find("Позвонить &lt;клиенту&gt; &amp; спросить"), std::string::npos);
    EXPECT_EQ(page.find("<клиенту>"), std::string::npos);
    for (const char* outside : {"<script", "<link", "src=\"http", "@import"})
        EXPECT_EQ(page.find(outside), std::string::npos) << outside;
}

TEST(run, reads_several_files_and_standard_input_in_one_order) {
    const shop s;
    const std::string first =
        s.f.file("1.jsonl", line(1, "order.paid", "a", "2025-01-05T00:00:00Z", R"({"amount":20})"));
    const std::string second =
        s.f.file("2.jsonl", line(2, "order.paid", "b", "2025-01-01T00:00:00Z", R"({"amount":20})"));
    const outcome o = reglament("run " + s.rules + " --json --events " + first + " - <" + second);
    EXPECT_EQ(number_at(o.json(), "total", "runs", "started"), 2) << o.err;
    EXPECT_EQ(o.json().get("until"), feel::value{"2025-01-05T03:00:00+03:00"});
}

TEST(run, ends_with_one_when_an_event_is_refused_and_with_zero_when_all_were_taken_in) {
    const shop s;
    const std::string common = "run " + s.rules + " --json --events ";
    const std::string good =
        s.f.file("good.jsonl", line(1, "order.paid", "a", "2025-01-05T00:00:00Z", R"({"amount":20})"));
    const outcome o = reglament(common + good + " " + good);
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(number_at(o.json(), "total", "events", "duplicate"), 1);
    const outcome refused = reglament(
        common + s.f.file("task.jsonl", line(1, "task.done", "a", "2025-01-05T00:00:00Z", R"({"task":"call"})")));
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(number_at(refused.json(), "total", "events", "rejected"), 1);
    EXPECT_EQ(reglament("run " + s.rules + " --events " + s.f.file("none.csv", "who,at\nx\n") +
                        " --map type=order.asked,subject=who,time=at")
                  .code,
              1)
        << "every line is malformed";
}

TEST(run, reads_tables_and_json_lines_in_one_go) {
    const shop s;
    const std::string table = s.f.file("e.csv", "who,at,sum\na,1735689600,20\n");
    const std::string json = line(2, "order.paid", "b", "2025-01-01T00:00:01Z", R"({"amount":20})");
    const outcome o =
        reglament("run " + s.rules + " --json --map type=order.paid,subject=who,time=at:%s,data.amount=sum --events " +
                  table + " " + s.f.file("e.jsonl", json) + " " + s.f.file("empty.jsonl", "") + " - <" +
                  s.f.file("piped", line(3, "order.paid", "c", "2025-01-01T00:00:02Z", R"({"amount":20})")));
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(number_at(o.json(), "total", "events", "applied"), 3);
    EXPECT_EQ(number_at(o.json(), "total", "clients"), 3);
}

TEST(run, loses_nothing_of_files_of_one_name_and_doubles_nothing_of_one_file) {
    const shop s;
    const std::string rows = "who,at,sum\na,2025-01-01,20\na,2025-01-01,20\n";
    for (const char* folder : {"1", "2"}) std::filesystem::create_directories(s.f.path(folder));
    const std::string first = s.f.file("1/orders.csv", rows), second = s.f.file("2/orders.csv", rows);
    const auto applied = [&](const std::string& files, const std::string& more = {}) {
        const outcome o =
            reglament("run " + s.rules + " --json --map 'type=order.paid,subject=who,time=at,data.amount=sum" + more +
                      "' --events " + files);
        return number_at(o.json(), "total", "events", "applied");
    };
    EXPECT_EQ(applied(first), 2);
    EXPECT_EQ(applied(first + " " + second), 4);
    EXPECT_EQ(applied(first + " " + second + " " + s.f.path("2/../1/./orders.csv")), 4);
    EXPECT_EQ(applied(first + " " + second, ",source=\"shop\""), 2);
}

TEST(run, reads_times_without_a_zone_in_the_one_given) {
    const shop s;
    const std::string events = s.f.file("e.csv", "who;at;sum\na;01.01.2025 10:00;20\n");
    const std::string common =
        "run " + s.rules +
        " --json --map 'type=order.paid,subject=who,time=at:%d.%m.%Y %H:%M,data.amount=sum' --events " + events;
    EXPECT_EQ(reglament(common).json().get("until"), feel::value{"2025-01-01T10:00:00+03:00"});
    EXPECT_EQ(reglament(common + " --zone UTC").json().get("until"), feel::value{"2025-01-01T13:00:00+03:00"});
    EXPECT_EQ(number_at(reglament(common + " --until 2025-01-01T09:59").json(), "total", "events", "after_until"), 1);
    EXPECT_EQ(number_at(reglament(common + " --until 2025-01-01T10:00").json(), "total", "events", "applied"), 1);
}

TEST(tasks, lists_what_is_open) {
    const shop s;
    const std::string common = "tasks " + s.rules + " --events " + s.events + " --until 2025-01-10";
    const outcome o = reglament(common);
    EXPECT_EQ(o.code, 1) << "three of the events are wrong\n" << o.err;
    EXPECT_EQ(reglament(common + " --bad skip").code, 0);
    EXPECT_NE(o.out.find("! 2025-01-05 13:00  manager  c  Позвонить <клиенту> & спросить (task 1)"), std::string::npos)
        << o.out;
    const feel::value v = reglament(common + " --json --late --role manager").json();
    ASSERT_EQ(v.as_list().size(), 1U);
    EXPECT_EQ(v.as_list()[0].get("client"), feel::value{"c"});
    EXPECT_TRUE(reglament(common + " --json --client a").json().as_list().empty());
    EXPECT_EQ(reglament(common + " --role director").code, 2);
    EXPECT_EQ(reglament(common + " --client nobody").code, 2);
    EXPECT_EQ(reglament("tasks " + s.rules + " --events " + s.events + " --until 10.01.2025").out, o.out);
}

TEST(tasks, lists_what_other_programs_were_asked_for) {
    const folder f;
    const std::string rules = f.file("r.yaml", R"(vocabulary: v
events:
  hello:
actions:
  book:
    title: Book a seat
    data:
      seat: number
---
regulation: r
input:
  event: hello
output: [done]
steps:
  - call: booking
    do: book
    data:
      seat: 2 + 3
    within: 1 day
    retry:
      at most: 2
      after: 2 days
    on failure: done
  - output: done
)");
    const std::string events =
        f.file("e.jsonl", R"({"id":"1","source":"s","type":"hello","subject":"Ann","time":"2025-01-01T10:00:00Z"})");
    const std::string common = "tasks " + rules + " --events " + events + " --calls --lang en";
    const outcome o = reglament(common + " --until 2025-01-01T12:00");
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_NE(o.out.find("Ann  Book a seat (call 1, attempt 1)\nOpen calls: 1"), std::string::npos) << o.out;
    const outcome later = reglament(common + " --until 2025-01-03");
    EXPECT_NE(later.out.find("Book a seat (call 1, attempt 2, after a pause)"), std::string::npos) << later.out;
    const feel::value one = reglament(common + " --until 2025-01-01T12:00 --json --client Ann").json().as_list().at(0);
    EXPECT_EQ(one.get("action"), feel::value{"book"});
    EXPECT_EQ(one.get("data").get("seat"), feel::value{feel::number{5}});
}

TEST(tasks, lists_who_waits_for_their_turn) {
    const folder f;
    const std::string rules = f.file("r.yaml", R"(vocabulary: v
calendar:
  zone: UTC
events:
  hello:
roles: [boss]
---
regulation: r
title: A word of thanks
owner: boss
input:
  event: hello
  at most: 1 a working day
output: [done]
steps:
  - task: thank
    do: Say thanks
  - output: done
)");
    std::string events;
    for (const char* const who : {"Ann", "Bob", "Cid"})
        events += R"({"id":")" + std::string{who} + R"(","source":"s","type":"hello","subject":")" + who +
                  R"(","time":"2025-01-10T10:00:00Z"})" + "\n";
    const std::string common = "tasks " + rules + " --events " + f.file("e.jsonl", events) + " --waiting --lang en";
    const outcome o = reglament(common);
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_NE(o.out.find("A word of thanks: 1. Bob, since 2025-01-10 10:00\n"), std::string::npos) << o.out;
    EXPECT_NE(o.out.find("2. Cid"), std::string::npos) << o.out;
    EXPECT_EQ(reglament(common + " --json").json().as_list().at(1).get("client"), feel::value{"Cid"});
    EXPECT_EQ(reglament(common + " --json --client Bob").json().as_list().size(), 1U);
    EXPECT_NE(reglament(common + " --until 2025-01-15").out.find("Waiting for their turn: 0"), std::string::npos);
}

TEST(run, says_that_there_is_nothing_to_run) {
    const folder f;
    const std::string words =
        f.file("v.yaml", "vocabulary: v\nroles:\n  boss:\n    title: The boss\nevents:\n  hello:\n");
    const std::string none = f.file("none.jsonl", "");
    const outcome o = reglament("run " + words + " --events " + none);
    EXPECT_NE(o.err.find("no regulation here"), std::string::npos) << o.err;
    EXPECT_NE(o.err.find("no event in the files"), std::string::npos) << o.err;
    EXPECT_EQ(reglament("tasks " + words + " --events " + none + " --role 'The boss'").code, 0);
}

TEST(run, measures_what_the_department_comes_to) {
    const folder at;
    const std::string rules = at.file("r.yaml", R"(vocabulary: shop
events:
  asked:
roles: [manager]
---
regulation: answer
owner: manager
input:
  event: asked
output: [done]
steps:
  - task: reply
    do: Reply
    within: 1 day
    norm: 30 min
    form:
      minutes: number
  - output: done
)");
    const std::string events =
        at.file("e.jsonl",
                R"({"id": "1", "source": "t", "type": "asked", "subject": "c", "time": "2025-03-03T10:00:00Z"}
{"id": "2", "source": "t", "type": "task.done", "subject": "c", "time": "2025-03-03T12:00:00Z", "data": {"task": "reply", "answers": {"minutes": 90}}}
)");
    const std::string run = "run " + rules + " --events " + events + " ";
    const outcome o = reglament(run + "--hour-cost manager=1000 --spent minutes --json");
    EXPECT_EQ(o.code, 0) << o.err;
    const feel::value all = o.json().get("performance").get("all");
    EXPECT_EQ(number_at(all, "cost"), 1500);
    EXPECT_EQ(number_at(all, "kept"), 1);
    EXPECT_TRUE(reglament(run + "--json").json().get("performance").is_null()) << "only when it is asked for";
    EXPECT_NE(reglament(run + "--hour-cost manager=1000 --lang ru").out.find("500 на клиента по норме"),
              std::string::npos);
    EXPECT_NE(reglament(run + "--hour-cost manger=1").err.find("[hour-cost-of-nobody]"), std::string::npos);
    EXPECT_EQ(reglament(run + "--hour-cost manager").code, 2);
    EXPECT_EQ(reglament(run + "--class klass").code, 1);
    EXPECT_EQ(reglament(run + "--period year").code, 2);
}

}  // namespace
}  // namespace reglament::testing
