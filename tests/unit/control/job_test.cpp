#include "support/rules.hpp"

#include <reglament/control/job.hpp>

#include <string>

namespace reglament {
namespace {

const std::string text = R"(vocabulary: job
events:
  order.paid:
roles:
  manager:
    title: Client manager
    otherwise: head
  head:
channels: [phone]
---
people: everybody
persons:
  anna:
    title: Anna
    roles: manager
    substitutes: boris
  boris:
    roles: head
---
regulation: touch
title: A touch
owner: manager
input:
  event: order.paid
output:
  done:
    title: All is well
steps:
  - task: call
    do: Call <them>
    by: manager
    contact: phone
    within: 2 days
    norm: 10 min
    form:
      mood: one of glad, cross
      note: optional text
    on late:
      escalate: head
  - task: file
    do: File
    by: head
  - output: done
---
statement: pay
for: head
never for: volume
lines:
  fixed:
    title: Everything right
    tasks: all
    pay: 100
)";

std::string job(std::string_view role) {
    const loaded l = load_text(text, "job.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return job_in_markdown(*l.rules, static_cast<std::uint16_t>(*l.rules->vocabulary().find_role(role)));
}

TEST(job, tells_who_does_what_by_when_and_what_is_asked) {
    EXPECT_EQ(job("manager"), R"(# Client manager

## Who

- Anna; stands in: boris
- When nobody is there: head

## Answers for

- A touch

## A touch

Starts when: order.paid

- Call \<them>
  - within 2 days
  - norm: 10 minutes
  - by phone
  - asks and fills in mood — one of glad, cross
  - asks and fills in note — text, if known
  - late: told to head

Ends with: All is well
)");
}

TEST(job, tells_what_comes_to_a_role_from_others_and_what_it_is_paid_for) {
    const std::string head = job("head");
    for (const char* told :
         {"- Call \\<them>\n  - when nobody is there of: Client manager", "- File\n  - without a deadline",
          "## Paid for — pay\n\n- Everything right\n\nNever paid for: volume"})
        EXPECT_NE(head.find(told), std::string::npos) << told << "\n" << head;
}

}  // namespace
}  // namespace reglament
