"""Facts that are gathered and computed, and segments."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, Sequence

import pytest

import reglament

RULES = """
vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  revenue:
    sum: order.paid.amount
  revenue of a week:
    sum: order.paid.amount
    over: 7 days
  large:
    formula: revenue > 100
segments:
  class:
    by: revenue
    classes:
      A: 80 %
      B: rest
"""


def engine() -> reglament.Engine:
    e = reglament.Engine(reglament.load(RULES))
    for client, day, amount in [("c1", 1, 90), ("c1", 5, 20), ("c2", 2, 10)]:
        e.post(type="order.paid", subject=client, time=f"2025-03-0{day}T10:00:00Z", data={"amount": amount})
    return e


def test_facts_are_those_of_now() -> None:
    e = engine()
    assert e.facts("c1") == {"revenue": 110, "revenue of a week": 110, "large": True, "class": "A"}
    e.advance("2025-03-08T10:00:00Z")
    assert e.facts("c1")["revenue of a week"] == Decimal(20)
    with pytest.raises(KeyError):
        e.facts("nobody")


def test_segments_are_computed_on_demand_and_every_night() -> None:
    e = engine()
    [segment] = e.recompute_segments()
    assert [(c["class"], c["clients"], c["total"]) for c in segment["classes"]] == [("A", 1, 110), ("B", 1, 10)]
    assert e.facts("c2")["class"] == "B"
    e.post(type="order.paid", subject="c2", time="2025-03-05T11:00:00Z", data={"amount": 10_000})
    e.advance("2025-03-06T03:00:00Z")
    assert e.facts("c2")["class"] == "A"
    assert e.segments()[0]["moved"] == 2


HOST = """
vocabulary: shop
subjects:
  deal:
    parent: client
events:
  ping:
  deal.moved:
    subject: deal
facts:
  debt:
    type: number
    from: host
  price:
    subject: deal
    type: number
    from: host
roles: [manager]
---
regulation: ask
owner: manager
input:
  event: ping
  if: debt > 100
output: [done]
steps:
  - task: ask
    do: Ask for the money
  - if: debt > 200
    then:
      - task: insist
        do: Ask again
  - output: done
---
regulation: look
owner: manager
subject: deal
input:
  event: deal.moved
  if: price > 10
output: [done]
steps:
  - task: look
    do: Look
  - output: done
"""

PING = {"type": "ping", "subject": "c1", "time": "2025-03-01T10:00:00Z"}


def test_facts_of_the_host_are_pushed_with_a_revision() -> None:
    e = reglament.Engine(reglament.load(HOST))

    def push(debt: object, revision: int) -> reglament.Posted:
        data = {"facts": {"debt": debt}, "revision": revision}
        return e.post(type="facts.changed", subject="c1", time="2025-03-01T10:00:00Z", data=data, strict=False)

    assert push(5, 7).status == "accepted"
    assert push(5, 7).status == "duplicate"
    older = push(4, 6)
    assert older.status == "rejected" and older.issues[0].code == "revision-older"
    assert e.facts("c1")["debt"] == 5
    assert e.post(PING).fetched is None


def test_facts_of_the_host_are_fetched_and_recorded() -> None:
    asked: list[list[reglament.FactRequest]] = []

    def crm(requests: Sequence[reglament.FactRequest]) -> list[Any]:
        asked.append(list(requests))
        e.facts("c0")  # nothing is locked
        return [reglament.FactAnswer({name: 150 + 100 * len(asked) for name in r.facts}, len(asked)) for r in requests]

    rules = reglament.load(HOST)
    e = reglament.Engine(rules, fetch=crm)
    e.post(type="facts.changed", subject="c0", time="2025-03-01T09:00:00Z", data={"debt": 1})
    log: list[dict[str, Any]] = [PING, {"type": "deal.moved", "subject": "c1", "time": "2025-03-01T10:00:00Z", "data": {"deal": "D-1"}}]
    results = e.post_many(log)
    assert [p.status for p in results] == ["accepted", "accepted"]
    log = [{**event, "fetched": posted.fetched} for event, posted in zip(log, results)]
    assert asked == [
        [reglament.FactRequest("c1", "", "", ["debt"]), reglament.FactRequest("c1", "deal", "D-1", ["price"])]
    ]
    task = e.tasks(client="c1")[0]
    e.complete(task, at="2025-03-01T11:00:00Z")
    assert len(asked) == 2 and asked[1] == [reglament.FactRequest("c1", "", "", ["debt"])]
    assert {task.id for task in e.tasks()} == {"look", "insist"}

    def nobody(requests: Sequence[reglament.FactRequest]) -> list[Any]:
        raise AssertionError("a replay asks nobody")

    replayed = reglament.Engine(rules, fetch=nobody)
    assert [p.status for p in replayed.post_many(log)] == ["accepted", "accepted"]
    assert replayed.facts("c1")["debt"] == 250


@pytest.mark.parametrize(
    "answer, code, words",
    [
        (ConnectionError("no connection"), "fetch-failed", "ConnectionError: no connection"),
        ([TimeoutError("too slow")], "fetch-failed", "TimeoutError: too slow"),
        ([], "fetch-unanswered", "nothing came back"),
        ([{}], "fetch-incomplete", "debt"),
        ([{"debt": "many"}], "fact-wrong", "debt"),
        (["debt"], "fetch-failed", "TypeError"),
        ([reglament.FactAnswer({"debt": 1}, -1)], "fetch-failed", "ValueError"),
    ],
)
def test_what_cannot_be_fetched_sets_the_event_aside(answer: object, code: str, words: str) -> None:
    def crm(requests: Sequence[reglament.FactRequest]) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    e = reglament.Engine(reglament.load(HOST), fetch=crm)
    with pytest.raises(reglament.EventSetAside, match=words) as told:
        e.post(PING)
    assert told.value.issues[0].code == code
    assert e.clients == []
    results = e.post_many([PING, {**PING, "subject": "c2", "fetched": [{"facts": {"debt": 300}}]}])
    assert [p.status for p in results] == ["set aside", "accepted"]
    assert [task.client for task in e.tasks()] == ["c2"]


def test_facts_that_are_added_are_counted_from_history() -> None:
    words = "vocabulary: v\nevents:\n  paid:\n    data:\n      amount: number\n"
    e = reglament.Engine(reglament.load(words))
    log = [
        {"id": str(i), "source": "s", "type": "paid", "subject": "c1", "time": f"2025-03-0{i}T10:00:00Z", "data": {"amount": i}}
        for i in (1, 2, 3)
    ]
    e.post_many(log)
    e.publish(reglament.load(words + "facts:\n  revenue:\n    sum: paid.amount\n  note: text\n"))
    assert e.facts("c1")["revenue"] == 0
    assert e.counted_since("c1", "revenue") == datetime(2025, 3, 3, 10, tzinfo=timezone.utc)
    assert [issue.code for issue in e.backfill(log[:2]).issues] == ["history-incomplete"]
    assert e.backfill(log) == reglament.Backfill(3, 3, 1, ["revenue"], [])
    assert e.facts("c1")["revenue"] == 6
    assert e.counted_since("c1", "revenue") is None
    with pytest.raises(KeyError):
        e.counted_since("nobody", "revenue")
    with pytest.raises(ValueError):
        e.counted_since("c1", "note")
