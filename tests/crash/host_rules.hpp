// The rules of the host that is killed: something of everything that lies in a record or leaves it as an effect.
#pragma once

#include <string>
#include <string_view>

namespace reglament::testing {

inline constexpr std::string_view host_rules = R"(vocabulary: shop
calendar:
  zone: Europe/Moscow
  hours: 09:00-18:00
subjects:
  employee:
events:
  order.paid:
    data:
      amount: number
  call.made:
    data:
      result: one of talked, refused
  client.lost:
  employee.blamed:
    subject: employee
    data:
      by: text
facts:
  orders:
    count: order.paid
  spent lately:
    sum: order.paid.amount
    over: 10 days
  manager:
    type: text
    initial: anna
  reached:
    type: boolean
    initial: false
  losses:
    count: client.lost
  blames:
    subject: employee
    count: employee.blamed
actions:
  sms:
    data:
      text: text
    result:
      receipt: text
roles:
  manager:
    person: manager
    otherwise: head
  clerk:
    by: load
  head:
    by: turn
---
people: shop
persons:
  anna:
    title: Anna Orlova
    roles: [manager, clerk]
    absent:
      - from: 2025-03-10
        to: 2025-03-14
        reason: vacation
    substitutes: [boris]
  boris:
    title: Boris Lukin
    roles: [manager, clerk]
  elena:
    title: Elena Petrova
    roles: head
---
regulation: thank
owner: manager
priority: 2
running: migrate
input:
  event: order.paid
  if: event.amount >= 300
output:
  done:
  failed:
  late:
  unreached:
  again:
    when: order.paid
    if: event.amount >= 900
steps:
  - call: text
    do: sms
    data:
      text: '"Thank you for order " + string(orders)'
    within: 2 days
    retry:
      at most: 3
      after: 6 hours
      back off: 2
    on failure: failed
    on timeout: late
  - task: ring
    do: Ring and ask how it was; {spent lately} lately
    within: 2 days
    form:
      pleased: one of yes, no
    on no answer:
      retry after: 1 day
      at most: 3
      then: unreached
    on late:
      escalate: head
  - if: ring.pleased = "no"
    then:
      - emit: employee.blamed
        to: '"boris"'
        data:
          by: text.receipt
      - run: amends
        within: 6 days
        on timeout: late
        on failure: failed
  - output: done
---
regulation: amends
owner: manager
input:
  by call: yes
output: [mended]
steps:
  - task: mend
    do: Mend it
    by: clerk
    within: 3 days
    on late:
      escalate: head
  - output: mended
---
regulation: reach
owner: clerk
input:
  event: order.paid
  again after: 5 days since start
output: [talked, silent]
steps:
  - block: attempts
    steps:
      - task: reach
        do: Reach the client
        within: 4 days
        on late:
          then: silent
    on:
      call.made:
        - set:
            reached: true
  - listen: call.made
    within: 3 days
    on timeout: talked
  - output: talked
---
regulation: wake up
owner: manager
input:
  silent: order.paid
  for: 8 days
  again after: 20 days since start
output:
  back:
    when: order.paid
  lost:
    emit: client.lost
steps:
  - wait: 3 days
  - fork:
      letter:
        - call: text
          do: sms
          data:
            text: '"We miss you"'
          within: 2 days
      word:
        - task: word
          do: Have a word
          within: 2 days
          on late:
            escalate: head
  - wait: 10 days
  - output: lost
---
regulation: weekly
owner: head
input:
  schedule: every monday at 09:00
  if: spent lately > 1500
output: [done]
steps:
  - task: praise
    do: Look at what they bought
    within: 1 day
  - output: done
---
regulation: talk
subject: employee
owner: head
input:
  event: employee.blamed
output: [done]
steps:
  - task: talk
    do: Talk about blame {blames}
    within: 5 days
  - output: done
)";

/// What is published in the middle of the story: one deadline is another one, and runs go over to it.
inline std::string changed_rules() {
    constexpr std::string_view before = "{spent lately} lately\n    within: 2 days";
    std::string text{host_rules};
    text.replace(text.find(before), before.size(), "{spent lately} of late\n    within: 3 days");
    return text;
}

}  // namespace reglament::testing
