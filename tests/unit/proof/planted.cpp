#include "planted.hpp"

namespace reglament::testing {

namespace {

// Each pair of conditions: with the hole, and without.
void gaps(std::vector<planted>& to) {
    const auto add = [&](const char* name, const std::string& faulty, const std::string& sound,
                         const char* step = "switch-1") {
        to.push_back({name, flaw::gap, step, steps(faulty), steps(sound)});
    };
    add("gap_at_one_number", when({"debt < 30", "debt > 30"}), when({"debt < 30", "debt >= 30"}));
    add("gap_between_numbers", when({"debt <= 30", "debt >= 31"}), when({"debt <= 30", "debt > 30"}));
    add("gap_beyond", when({"debt < 0", "debt in [0..100]"}), when({"debt < 0", "debt in [0..100]", "debt > 100"}));
    add("gap_in_a_class", when({"class = \"A\"", "class = \"B\" and debt > 90", "class = \"C\""}),
        when({"class = \"A\"", "class = \"B\"", "class = \"C\""}));
    add("gap_of_two_facts", when({"phone allowed and debt > 0", "not(phone allowed)"}),
        when({"phone allowed and debt > 0", "phone allowed and debt <= 0", "not(phone allowed)"}));
    add("gap_in_text", when({"city = \"Tver\"", "city = \"Omsk\""}), when({"city = \"Tver\"", "city != \"Tver\""}));
    add("gap_in_dates", when({"born < date(\"1990-01-01\")", "born > date(\"1990-01-01\")"}),
        when({"born < date(\"1990-01-01\")", "born >= date(\"1990-01-01\")"}));
    add("gap_in_durations", when({"pause < 5 days", "pause > 6 days"}), when({"pause < 5 days", "pause >= 5 days"}));
    add("gap_in_a_sum", when({"debt + days without an order < 10", "debt + days without an order > 10"}),
        when({"debt + days without an order < 10", "debt + days without an order >= 10"}));
    add("gap_in_a_formula", when({"half < 5", "half > 5"}), when({"half < 5", "half >= 5"}));
    add("gap_in_an_answer", ask("survey", "days: number") + when({"survey.days < 3", "survey.days > 5"}),
        ask("survey", "days: number") + when({"survey.days < 3", "survey.days >= 3"}));
    add("gap_on_one_way_only",
        ask("survey", "reason: one of x, y, z") + "  - if: survey.reason = \"x\"\n    then: good\n" +
            when({"survey.reason = \"y\"", "debt > 5"}),
        ask("survey", "reason: one of x, y, z") + "  - if: survey.reason = \"x\"\n    then: good\n" +
            when({"survey.reason = \"y\"", "survey.reason = \"z\""}));
    add("gap_in_a_table", table("class | debt || to\nA | - || x\nB | < 90 || y\nC | - || y"),
        table("class | debt || to\nA | - || x\nB | < 90 || y\nB | >= 90 || x\nC | - || y"), "d");
    add("gap_in_a_first_table", table("debt || to\n< 0 || x\n[0..10] || y", "first"),
        table("debt || to\n< 0 || x\n- || y", "first"), "d");
    add("gap_by_value", by("debt", {"< 10", "> 10"}), by("debt", {"< 10", ">= 10"}));
}

void overlaps(std::vector<planted>& to) {
    const auto add = [&](const char* name, const std::string& faulty, const std::string& sound,
                         const char* step = "switch-1") {
        to.push_back({name, flaw::overlap, step, steps(faulty), steps(sound)});
    };
    add("overlap_at_one_number", when({"debt <= 30", "debt >= 30"}), when({"debt <= 30", "debt > 30"}));
    add("overlap_of_ranges", when({"debt in [0..50]", "debt in [40..90]"}, true),
        when({"debt in [0..50]", "debt in (50..90]"}, true));
    add("overlap_of_classes", when({"class in (\"A\", \"B\")", "class in (\"B\", \"C\")"}),
        when({"class in (\"A\", \"B\")", "class = \"C\""}));
    add("overlap_of_dates", when({"born <= date(\"1990-01-01\")", "born >= date(\"1990-01-01\")"}),
        when({"born <= date(\"1990-01-01\")", "born > date(\"1990-01-01\")"}));
    add("overlap_by_value", by("debt", {"<= 10", ">= 10"}), by("debt", {"<= 10", "> 10"}));
    add("overlap_of_two_rows", table("class | debt || to\nA | - || x\n- | > 90 || y\nB, C | <= 90 || y"),
        table("class | debt || to\nA | - || x\nB, C | > 90 || y\nB, C | <= 90 || y"), "d");
    add("overlap_of_rows_at_a_bound", table("debt || to\n<= 10 || x\n>= 10 || y"),
        table("debt || to\n<= 10 || x\n> 10 || y"), "d");
    add("overlap_of_rows_that_differ", table("debt || to\n<= 10 || x\n> 5 || y", "any"),
        table("debt || to\n<= 10 || x\n> 5 || x", "any"), "d");
    add("overlap_of_answers", ask("survey", "days: number") + when({"survey.days <= 3", "survey.days >= 3"}),
        ask("survey", "days: number") + when({"survey.days < 3", "survey.days >= 3"}));
    add("overlap_of_many_rows", table("debt || to\n< 0 || x\n[0..10] || y\n[10..20] || x\n> 20 || y"),
        table("debt || to\n< 0 || x\n[0..10] || y\n(10..20] || x\n> 20 || y"), "d");
}

void dead(std::vector<planted>& to) {
    const auto add = [&](const char* name, const std::string& faulty, const std::string& sound,
                         const char* step = "switch-1") {
        to.push_back({name, flaw::dead_branch, step, steps(faulty), steps(sound)});
    };
    add("dead_behind_a_wider_one", when({"debt > 10", "debt > 20", "debt <= 10"}),
        when({"debt > 20", "debt > 10", "debt <= 10"}));
    add("dead_by_itself", when({"debt > 10 and debt < 5"}, true), when({"debt > 5 and debt < 10"}, true));
    to.push_back({"dead_by_the_start", flaw::dead_branch, "if-1",
                  started("  event: ping\n  if: class in (\"A\", \"B\")\n",
                          "  - if: class = \"C\"\n    then: good\n    else: bad\n"),
                  started("  event: ping\n  if: class in (\"A\", \"C\")\n",
                          "  - if: class = \"C\"\n    then: good\n    else: bad\n")});
    to.push_back({"dead_else_by_the_start", flaw::dead_branch, "if-1",
                  started("  event: ping\n  if: debt > 100\n", "  - if: debt > 50\n    then: good\n    else: bad\n"),
                  started("  event: ping\n  if: debt > 100\n", "  - if: debt > 500\n    then: good\n    else: bad\n")});
    add("dead_by_an_answer_before",
        ask("survey", "reason: one of x, y") + "  - if: survey.reason = \"x\"\n    then: bad\n" +
            "  - if: survey.reason = \"x\"\n    then: good\n  - output: bad\n",
        ask("survey", "reason: one of x, y") + "  - if: survey.reason = \"x\"\n    then: bad\n" +
            "  - if: survey.reason = \"y\"\n    then: good\n  - output: bad\n",
        "if-2");
    add("dead_row_behind", table("debt || to\n> 10 || x\n> 20 || y\n- || x", "first"),
        table("debt || to\n> 20 || x\n> 10 || y\n- || x", "first"), "d");
    add("dead_row_by_an_answer",
        ask("survey", "n: number") + "  - if: survey.n < 10\n    then: bad\n" +
            table("survey.n || to\n< 5 || x\n>= 5 || y"),
        ask("survey", "n: number") + "  - if: survey.n > 10\n    then: bad\n" +
            table("survey.n || to\n< 5 || x\n>= 5 || y"),
        "d");
    add("dead_after_a_table",
        "  - decide: d\n    table: |\n      first\n      debt || to\n      > 10 || x\n      > 20 || z\n      - || y\n" +
            when({"d.to = \"z\"", "d.to = \"x\""}, true),
        "  - decide: d\n    table: |\n      first\n      debt || to\n      > 20 || z\n      > 10 || x\n      - || y\n" +
            when({"d.to = \"z\"", "d.to = \"x\""}, true));
    add("dead_listen",
        ask("survey", "n: number") + "  - if: survey.n > 10\n    then: bad\n" +
            "  - listen: order.paid\n    if: event.amount > 50 and survey.n > 20\n    within: 3 days\n    on timeout: "
            "bad\n  - output: good\n",
        ask("survey", "n: number") + "  - if: survey.n > 10\n    then: bad\n" +
            "  - listen: order.paid\n    if: event.amount > 50 and survey.n > 2\n    within: 3 days\n    on timeout: "
            "bad\n  - output: good\n",
        "listen-1");
    add("dead_way_of_a_fork",
        ask("survey", "n: number") +
            "  - if: survey.n > 10\n    then: bad\n  - fork:\n      a:\n        when: survey.n > 20\n        then:\n   "
            "       - emit: pong\n      b:\n        - wait: 2 days\n  - output: good\n",
        ask("survey", "n: number") +
            "  - if: survey.n > 10\n    then: bad\n  - fork:\n      a:\n        when: survey.n > 2\n        then:\n    "
            "      - emit: pong\n      b:\n        - wait: 2 days\n  - output: good\n",
        "fork-1");
}

// A task inside a loop, so much further in.
std::string task_of(const std::string& indent, const std::string& field) {
    return indent + "    - task: again\n" + indent + "      do: Ask\n" + indent + "      by: manager\n" + indent +
           "      form:\n" + indent + "        " + field + "\n";
}

std::string decided(const std::string& rows) {
    return "  - decide: d\n    table: |\n      first\n      debt || to\n      " + rows + "\n";
}

void livelocks(std::vector<planted>& to) {
    const auto add = [&](const char* name, const std::string& faulty, const std::string& sound, const char* step) {
        to.push_back({name, flaw::livelock, step, steps(faulty), steps(sound)});
    };
    const std::string form = "reason: one of x, y";
    const auto until = [&](const std::string& condition) {
        return "  - repeat:\n      - task: again\n        do: Ask\n        by: manager\n        form:\n          n: "
               "number\n          "
               "reason: one of x, y\n    until: " +
               condition + "\n  - output: good\n";
    };
    add("livelock_until_never", until("again.n > 5 and again.n < 3"), until("again.n > 3 and again.n < 5"), "repeat-1");
    add("livelock_until_both", until("again.reason = \"x\" and again.reason = \"y\""),
        until("again.reason = \"x\" or again.reason = \"y\""), "repeat-1");
    add("livelock_of_a_goto",
        ask("survey", "n: number") + "  - if: survey.n < 10 or survey.n > 5\n    then: survey\n  - output: good\n",
        ask("survey", "n: number") + "  - if: survey.n < 10\n    then: survey\n  - output: good\n", "survey");
    add("livelock_of_a_wait",
        ask("survey", form) +
            "  - if: survey.reason = \"y\"\n    then: bad\n  - task: pause\n    do: Wait\n    by: manager\n  - if: "
            "survey.reason = \"x\"\n    then: pause\n  - output: good\n",
        ask("survey", form) +
            "  - if: survey.reason = \"y\"\n    then: bad\n  - task: pause\n    do: Wait\n    by: manager\n  - if: "
            "debt > 5\n    then: pause\n  - output: good\n",
        "pause");
    add("livelock_until_yes_and_no",
        "  - repeat:\n" + task_of("  ", "ok: boolean") + "    until: again.ok and not(again.ok)\n  - output: good\n",
        "  - repeat:\n" + task_of("  ", "ok: boolean") + "    until: again.ok\n  - output: good\n", "repeat-1");
    add("livelock_while_an_answer_stays",
        ask("survey", "n: number") + "  - if: survey.n <= 5\n    then: bad\n  - repeat:\n" +
            task_of("  ", "ok: boolean") + "    while: survey.n > 5\n  - output: good\n",
        ask("survey", "n: number") + "  - if: survey.n <= 5\n    then: bad\n  - repeat:\n" +
            task_of("  ", "ok: boolean") + "    while: debt > 5\n  - output: good\n",
        "repeat-1");
    add("livelock_of_a_table",
        "  - task: again\n    do: Ask\n    by: manager\n" + decided("- || x") +
            "  - if: d.to = \"x\"\n    then: again\n  - output: good\n",
        "  - task: again\n    do: Ask\n    by: manager\n" + decided("> 10 || x\n      - || y") +
            "  - if: d.to = \"x\"\n    then: again\n  - output: good\n",
        "again");
    add("livelock_of_an_await",
        ask("survey", "n: number") + "  - wait until: survey.n > 5 and survey.n < 3\n  - output: good\n",
        ask("survey", "n: number") +
            "  - wait until: survey.n > 5 and debt < 3\n    within: 3 days\n  - output: good\n",
        "wait-1");
}

void lost(std::vector<planted>& to) {
    const auto add = [&](const char* name, const std::string& faulty, const std::string& sound) {
        to.push_back({name, flaw::lost_output, "good", steps(faulty), steps(sound)});
    };
    add("lost_behind_a_condition", "  - if: debt > 5 and debt < 3\n    then: good\n  - output: bad\n",
        "  - if: debt > 3 and debt < 5\n    then: good\n  - output: bad\n");
    add("lost_by_an_answer",
        ask("survey", "n: number") +
            "  - if: survey.n > 10\n    then: bad\n  - if: survey.n > 20\n    then: good\n  - output: bad\n",
        ask("survey", "n: number") +
            "  - if: survey.n > 20\n    then: bad\n  - if: survey.n > 10\n    then: good\n  - output: bad\n");
    add("lost_behind_a_table",
        "  - decide: d\n    table: |\n      first\n      debt || to\n      > 10 || x\n      - || y\n" +
            when({"d.to = \"x\" and debt < 10", "d.to = \"x\""}, true),
        "  - decide: d\n    table: |\n      first\n      debt || to\n      > 10 || x\n      - || y\n" +
            when({"d.to = \"x\" and debt < 20", "d.to = \"x\""}, true));
    add("lost_behind_two_tasks",
        ask("one", "kind: one of x, y") + "  - if: one.kind = \"x\"\n    then: bad\n" +
            ask("two", "kind: one of x, y") +
            "  - if: one.kind = \"x\" and two.kind = \"y\"\n    then: good\n  - output: bad\n",
        ask("one", "kind: one of x, y") + "  - if: one.kind = \"x\"\n    then: bad\n" +
            ask("two", "kind: one of x, y") +
            "  - if: one.kind = \"y\" and two.kind = \"y\"\n    then: good\n  - output: bad\n");
    to.push_back({"lost_by_the_start", flaw::lost_output, "good",
                  started("  event: ping\n  if: debt > 10\n", "  - if: debt < 5\n    then: good\n  - output: bad\n"),
                  started("  event: ping\n  if: debt > 1\n", "  - if: debt < 5\n    then: good\n  - output: bad\n")});
    to.push_back(
        {"lost_by_the_event", flaw::lost_output, "good",
         started("  event: order.paid\n  if: event.amount > 10 and class = \"A\"\n", when({"class = \"B\""}, true)),
         started("  event: order.paid\n  if: event.amount > 10 and class != \"A\"\n", when({"class = \"B\""}, true))});
    add("lost_behind_a_loop",
        "  - repeat:\n      - task: again\n        do: Ask\n        by: manager\n        form:\n          n: number\n  "
        "  until: again.n > 5\n  - if: again.n < 3\n    then: good\n  - output: bad\n",
        "  - repeat:\n      - task: again\n        do: Ask\n        by: manager\n        form:\n          n: number\n  "
        "  until: again.n > 5\n  - if: again.n < 30\n    then: good\n  - output: bad\n");
}

void conflicts(std::vector<planted>& to) {
    const auto two = [&](const char* name, const std::string& first_input, const std::string& first_steps,
                         const std::string& second_input, const std::string& second_steps,
                         const std::string& sound_input, const char* step) {
        const std::string first = started(first_input, first_steps, "first") + "---\n";
        to.push_back({name, flaw::conflict, step, first + started(second_input, second_steps, "second"),
                      first + started(sound_input, second_steps, "second")});
    };
    const std::string ends = "  - if: city = \"Tver\"\n    then: good\n  - output: bad\n";
    const auto set = [&](const std::string& value, const std::string& fact = "stage") {
        return "  - set:\n      " + fact + ": " + value + "\n" + ends;
    };
    two("conflict_of_a_fact", "  event: ping\n", set("warm"), "  event: ping\n", set("cold"), "  event: pong\n",
        "set-1");
    two("conflict_where_conditions_meet", "  event: ping\n  if: class in (\"A\", \"B\")\n", set("warm"),
        "  event: ping\n  if: class in (\"B\", \"C\")\n", set("cold"), "  event: ping\n  if: class = \"C\"\n", "set-1");
    two("conflict_of_numbers", "  event: ping\n  if: days without an order > 30\n", set("5", "debt"),
        "  event: ping\n  if: days without an order >= 90\n", set("7", "debt"),
        "  event: ping\n  if: days without an order <= 30\n", "set-1");
    two("conflict_of_truth", "  event: ping\n", set("true", "phone allowed"), "  event: ping\n  if: class = \"C\"\n",
        set("false", "phone allowed"), "  event: pong\n", "set-1");
    two("conflict_after_a_task", "  event: ping\n", ask("survey", "n: number") + set("warm"), "  event: ping\n",
        ask("survey", "n: number") + set("cold"), "  event: pong\n", "set-1");
    two("conflict_by_event_data", "  event: order.paid\n  if: event.amount > 100\n", set("warm"),
        "  event: order.paid\n  if: event.amount > 1000\n", set("cold"),
        "  event: order.paid\n  if: event.amount <= 100\n", "set-1");
    two("conflict_of_a_silence", "  silent: order.paid\n  for: 30 days\n", set("warm"),
        "  silent: order.paid\n  for: 30 days\n", set("cold"), "  silent: order.paid\n  for: 60 days\n", "set-1");
    const std::string call = "  - task: ring\n    do: Call\n    by: manager\n    contact: phone\n" + ends;
    two("conflict_of_contacts", "  event: ping\n", call, "  event: ping\n", call, "  event: pong\n", "ring");
    two("conflict_of_contacts_in_a_class", "  event: ping\n  if: class != \"C\"\n", call,
        "  event: ping\n  if: class != \"A\"\n", call, "  event: ping\n  if: class = \"C\"\n", "ring");
    two("conflict_of_contacts_by_debt", "  event: ping\n  if: debt > 0\n", call, "  event: ping\n  if: debt > 1000\n",
        call, "  event: ping\n  if: debt <= 0\n", "ring");
}

}  // namespace

std::vector<planted> all_planted() {
    std::vector<planted> all;
    gaps(all);
    overlaps(all);
    dead(all);
    livelocks(all);
    lost(all);
    conflicts(all);
    return all;
}

}  // namespace reglament::testing
