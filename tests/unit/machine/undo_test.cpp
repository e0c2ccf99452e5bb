// What undoes steps: in what order, of which block, and what each knows.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::last_line;
using testing::make;

const std::string vocabulary = R"(vocabulary: test
events:
  ping:
  trouble:
  booked:
    data:
      what: text
  freed:
    data:
      what: text
actions:
  book:
    data:
      what: text
    result:
      number: text
  free:
    data:
      number: text
roles: [manager]
---
)";

std::shared_ptr<const rulebook> rules_of(const std::string& steps, const std::string& more = {}) {
    const loaded l =
        load_text(vocabulary + "regulation: r\nowner: manager\ninput:\n  event: ping\noutput:\n  done:\n  lost:\n" +
                      more + "steps:\n" + steps,
                  "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

engine started(const std::string& steps, const std::string& more = {}) {
    engine e{rules_of(steps, more)};
    EXPECT_EQ(e.post(make("ping", "2025-01-01")).status, post_status::accepted);
    return e;
}

// What was told, by the texts of its events.
std::vector<std::string> told(const engine& e) {
    std::vector<std::string> out;
    for (const effect& x : e.history("c1")) {
        if (x.kind != effect_kind::event_emitted) continue;
        const bool freed = e.rules().vocabulary().events[x.event].name.value == "freed";
        out.push_back((freed ? "-" : "+") + std::string{x.data[0].as_string()});
    }
    return out;
}

std::string book(const std::string& what, const std::string& indent = "  ") {
    const std::string quoted = "'\"" + what + "\"'\n";
    return indent + "- emit: booked\n" + indent + "  data:\n" + indent + "    what: " + quoted + indent + "  undo:\n" +
           indent + "    - emit: freed\n" + indent + "      data:\n" + indent + "        what: " + quoted;
}

TEST(compensate, undoes_the_last_step_first_and_goes_on) {
    const engine e = started(book("car") + book("room") + "  - compensate:\n  - output: lost\n");
    EXPECT_THAT(told(e), ElementsAre("+car", "+room", "-room", "-car"));
    EXPECT_EQ(last_line(e), "2025-01-01 run finished lost");
    EXPECT_THAT(tell(e, "c1"), HasSubstr("undone: “booked”"));
}

TEST(compensate, only_what_was_done_and_each_only_once) {
    const engine e = started(book("car") + "  - compensate:\n" + book("room") + "  - compensate:\n  - output: lost\n");
    EXPECT_THAT(told(e), ElementsAre("+car", "-car", "+room", "-room"));
}

TEST(compensate, one_block_or_the_one_it_stands_in) {
    const engine one = started(book("visa") + "  - block: trip\n    steps:\n" + book("car", "      ") +
                               book("room", "      ") + "  - compensate:\n    block: trip\n  - output: lost\n");
    EXPECT_THAT(told(one), ElementsAre("+visa", "+car", "+room", "-room", "-car"));
    const engine inner = started(book("visa") + "  - block: trip\n    steps:\n" + book("car", "      ") +
                                 "      - compensate:\n  - output: lost\n");
    EXPECT_THAT(told(inner), ElementsAre("+visa", "+car", "-car"));
}

const std::string trip = "  - block: trip\n    steps:\n" + book("car", "      ") +
                         R"(      - call: flight
        do: book
        data:
          what: '"flight"'
        on failure: lost
        undo:
          - call: back
            do: free
            data:
              number: flight.number
            on failure: lost
      - task: call
        do: Call
    on:
      trouble:
        - compensate:
        - output: lost
  - output: done
)";

TEST(compensate, a_handler_undoes_its_block_with_steps_that_rest) {
    engine e = started(trip);
    EXPECT_EQ(e.answered("c1", 1, feel::context{{"number", "F7"}}, at("2025-01-02")).status, post_status::accepted);
    e.post(make("trouble", "2025-01-03"));
    ASSERT_EQ(e.calls().size(), 1U);
    EXPECT_EQ(e.calls()[0].what->id, "back");
    EXPECT_EQ(e.calls()[0].data[0], feel::value{"F7"});
    EXPECT_TRUE(e.tasks().empty()) << "what was open is cancelled";
    EXPECT_THAT(told(e), ElementsAre("+car"));
    e.answered("c1", e.calls()[0].number, {}, at("2025-01-04"));
    EXPECT_THAT(told(e), ElementsAre("+car", "-car"));
    EXPECT_EQ(last_line(e), "2025-01-04 run finished lost");
}

TEST(compensate, is_saved_in_the_middle) {
    engine e = started(trip);
    e.answered("c1", 1, feel::context{{"number", "F7"}}, at("2025-01-02"));
    e.post(make("trouble", "2025-01-03"));
    const std::string bytes = encode(e.rules(), e.state(0));
    auto again = decode(e.rules(), bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(encode(e.rules(), *again), bytes);
    ASSERT_EQ(again->runs[0].details()->done.size(), 1U) << "the car";
    const auto done = static_cast<event_index>(reserved_event::action_done);
    step_output out;
    step_event(e.rules(), *again, {done, at("2025-01-04"), {}, e.calls()[0].number, {}}, at("2025-01-04"), out);
    EXPECT_EQ(testing::line(e.rules(), out.effects.back()), "2025-01-04 run finished lost");
}

TEST(compensate, in_a_loop_each_item_undoes_what_it_did) {
    engine e = started(R"(  - for each: city
    in: [Omsk, Tver]
    at once: true
    steps:
      - emit: booked
        data:
          what: city
        undo:
          - emit: freed
            data:
              what: city
      - if: city = "Tver"
        then:
          - compensate:
  - compensate:
  - output: lost
)");
    EXPECT_THAT(told(e), ElementsAre("+Omsk", "+Tver", "-Tver", "-Omsk"));
}

TEST(compensate, nothing_is_remembered_without_it) {
    engine e = started(book("car") + "  - wait: P1D\n  - output: done\n");
    const run_details* details = e.state(0).runs[0].details();
    EXPECT_TRUE(details == nullptr || details->done.empty());
}

TEST(compensate, wrong_ones_are_told) {
    const auto wrong = [](const std::string& steps) {
        try {
            return render(load_text(vocabulary + "regulation: r\ninput:\n  event: ping\noutput:\n  done:\nsteps:\n" +
                                        steps + "  - output: done\n",
                                    "test.yaml")
                              .found);
        } catch (const std::runtime_error& error) {
            return std::string{error.what()};
        }
    };
    EXPECT_THAT(wrong("  - compensate:\n"), HasSubstr("nothing-to-undo"));
    EXPECT_THAT(wrong("  - block: trip\n    steps:\n" + book("car", "      ") + "  - compensate:\n    block: tripp\n"),
                HasSubstr("Did you mean “trip”?"));
    EXPECT_THAT(wrong(book("car") + "        undo:\n          - wait: P1D\n  - compensate:\n"),
                HasSubstr("undo-inside-undo"));
    EXPECT_THAT(wrong(book("car") + "  - compensate: trip\n"), HasSubstr("no-value-here"));
}

}  // namespace
}  // namespace reglament
