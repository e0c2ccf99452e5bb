"""People: who does a task, and what may be done about it."""

from __future__ import annotations

import pytest

import reglament

SUPPORT = """vocabulary: support
events:
  request.made:
    data:
      topic: text
facts:
  topic:
    type: text
    from: request.made.topic
roles:
  clerk:
    by: turn
  engineer:
    by: load
    skill: topic
---
people: support
persons:
  anna:
    title: Anna Orlova
    roles: clerk
    absent:
      - from: 2025-03-10
        to: 2025-03-14
  boris:
    roles: clerk
  clara:
    roles: engineer
    skills: network
---
regulation: answer
owner: clerk
input:
  event: request.made
output: [done]
steps:
  - task: reply
    do: Answer
  - output: done
---
regulation: repair
owner: engineer
input:
  event: request.made
  if: topic != "prices"
output: [done]
steps:
  - task: repair
    do: Repair it
  - output: done
"""


@pytest.fixture
def engine() -> reglament.Engine:
    return reglament.Engine(reglament.load(SUPPORT))


def ask(engine: reglament.Engine, client: str, time: str, topic: str = "prices") -> None:
    engine.post(type="request.made", subject=client, time=time, data={"topic": topic})


def test_tasks_go_to_people_in_turn(engine: reglament.Engine) -> None:
    for number in range(3):
        ask(engine, f"c{number}", f"2025-03-03T10:0{number}:00Z")
    assert [(task.client, task.person, task.why) for task in engine.tasks()] == [
        ("c0", "anna", "turn"),
        ("c1", "boris", "turn"),
        ("c2", "anna", "turn"),
    ]
    assert engine.loads() == {"anna": 2, "boris": 1}
    assert [task.client for task in engine.tasks(person="boris")] == ["c1"]
    (given,) = [effect for effect in engine.history("c1") if effect["kind"] == "task assigned"]
    assert (given["person"], given["why"]) == ("boris", "turn")


def test_a_task_is_given_back_and_handed_on(engine: reglament.Engine) -> None:
    ask(engine, "c0", "2025-03-03T10:00:00Z")
    (task,) = engine.tasks()
    assert engine.give_back(task, "busy", at="2025-03-03T10:05:00Z")
    assert engine.tasks()[0].person == "boris"
    assert engine.hand_on(task, "anna", "she knows him", at="2025-03-03T10:06:00Z")
    assert engine.tasks()[0].person == "anna"
    with pytest.raises(reglament.EventRejected, match="nobody|bella"):
        engine.hand_on(task, "bella", at="2025-03-03T10:07:00Z")
    with pytest.raises(reglament.EventRejected):
        engine.claim(task, "clara", at="2025-03-03T10:08:00Z")
    assert engine.tasks()[0].person == "anna"


def test_nobody_there_is_to_be_seen_and_can_be_claimed(engine: reglament.Engine) -> None:
    ask(engine, "c0", "2025-03-03T10:00:00Z", "phones")
    (task,) = engine.tasks(unassigned=True)
    assert (task.id, task.person, task.why) == ("repair", "", "no skill")
    assert not engine.claim(task, "clara", at="2025-03-03T10:05:00Z", strict=False), "she cannot do it"
    more = SUPPORT.replace("skills: network", "skills: [network, phones]")
    engine.publish(reglament.load(more))
    assert engine.tasks(unassigned=True) == []
    assert [task.person for task in engine.tasks(role="engineer")] == ["clara"]


def test_the_absent_get_nothing(engine: reglament.Engine) -> None:
    for number in range(2):
        ask(engine, f"c{number}", f"2025-03-11T10:0{number}:00Z")
    assert {task.person for task in engine.tasks()} == {"boris"}


def test_what_clients_come_to_is_known_of_whoever_has_them() -> None:
    engine = reglament.Engine(
        reglament.load(
            """vocabulary: shop
subjects:
  employee:
events:
  order.paid:
    data:
      amount: number
  client.given:
    data:
      to: text
facts:
  manager:
    type: text
    from: client.given.to
  revenue:
    sum: order.paid.amount
  turnover:
    subject: employee
    sum: revenue
    by: manager
"""
        )
    )
    for client, amount in (("c1", 100), ("c2", 20)):
        engine.post(type="client.given", subject=client, time="2025-03-03T10:00:00Z", data={"to": "Anna"})
        engine.post(type="order.paid", subject=client, time="2025-03-03T11:00:00Z", data={"amount": amount})
    assert engine.facts("employee/Anna")["turnover"] == 120
