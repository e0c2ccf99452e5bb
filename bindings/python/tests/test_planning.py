"""What will be due, what became of a week, and what people are paid."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import reglament

RULES = """
vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  manager: text
roles:
  manager:
    person: manager
---
regulation: call
input:
  event: order.paid
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
  - task: write
    do: Write
    by: manager
    within: 5 days
  - output: done
---
statement: manager
for: manager
lines:
  sales:
    event: order.paid
    amount: event.amount
    pay: total * 0.05
"""


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2025, 3, day, hour, tzinfo=timezone.utc)


@pytest.fixture
def engine() -> reglament.Engine:
    e = reglament.Engine(reglament.load(RULES))
    e.post(type="facts.changed", subject="c1", time=at(3), data={"manager": "Anna"})
    e.post(type="order.paid", subject="c1", time=at(3, 10), data={"amount": 10})
    return e


def test_a_plan_tells_what_is_due_and_changes_nothing(engine: reglament.Engine) -> None:
    plan = engine.plan(at(3), at(31))
    assert [(t["task"], t["due"][:10], t["person"], t["open"]) for t in plan["tasks"]] == [
        ("call", "2025-03-05", "Anna", True),
        ("write", "2025-03-10", "Anna", False),
    ]
    assert plan["groups"] == [
        {"name": "2025-03-05", "tasks": 1, "mandatory": 1},
        {"name": "2025-03-10", "tasks": 1, "mandatory": 1},
    ]
    assert engine.now == at(3, 10) and len(engine.tasks()) == 1
    assert "BEGIN:VEVENT" in engine.plan(at(3), at(31), format="ics")
    assert engine.plan(at(3), at(31), by="client", format="csv").count("\n") == 3
    with pytest.raises(ValueError, match="by must be"):
        engine.plan(at(3), at(31), by="week")


def test_a_week_is_judged_by_person(engine: reglament.Engine) -> None:
    engine.complete(engine.tasks()[0], {}, at=at(6))
    engine.advance(at(20))
    week = engine.week(at(3), at(17))
    assert [(t["task"], t["end"]) for t in week["tasks"]] == [("call", "late"), ("write", "missed")]
    assert week["people"][0]["person"] == "Anna" and week["people"][0]["missed"] == 1


def test_a_statement_pays_for_a_month(tmp_path: Path) -> None:
    rows = [
        ("facts.changed", "2025-03-01T09:00:00Z", {"manager": "Anna"}),
        ("order.paid", "2025-03-02T09:00:00Z", {"amount": 100.1}),
        ("order.paid", "2025-04-02T09:00:00Z", {"amount": 1}),
    ]
    file = tmp_path / "events.jsonl"
    file.write_text(
        "".join(
            json.dumps({"id": str(i), "source": "t", "type": kind, "subject": "c1", "time": time, "data": data}) + "\n"
            for i, (kind, time, data) in enumerate(rows)
        )
    )
    rules = reglament.load(RULES)
    paid = reglament.statement(rules, file, "2025-03")
    assert [(s["person"], s["total"]) for s in paid.slips] == [("Anna", Decimal("5.01"))]
    assert not paid.is_open and paid.issues == []
    assert reglament.statement(rules, file, "2025-04").is_open
    assert "Anna: 5.01" in reglament.statement_text(rules, file, "2025-03")
    with pytest.raises(ValueError, match="a month is written"):
        reglament.statement(rules, file, "March")
    with pytest.raises(ValueError):
        reglament.statement(rules, tmp_path / "none.jsonl", "2025-03")


def test_a_statement_beside_an_engine_tells_which_events_the_files_lack(tmp_path: Path) -> None:
    rows = [
        ("facts.changed", "2025-03-01T09:00:00Z", {"manager": "Anna"}),
        ("order.paid", "2025-03-02T09:00:00Z", {"amount": 100.1}),
        ("order.paid", "2025-04-02T09:00:00Z", {"amount": 1}),
    ]
    events = [
        {"id": str(i), "source": "t", "type": kind, "subject": "c1", "time": time, "data": data}
        for i, (kind, time, data) in enumerate(rows)
    ]
    whole, half = tmp_path / "whole.jsonl", tmp_path / "half.jsonl"
    whole.write_text("".join(json.dumps(event) + "\n" for event in events))
    half.write_text(json.dumps(events[0]) + "\n")
    with reglament.Engine(reglament.load(RULES), store=tmp_path / "crm.db") as engine:
        engine.run(whole)
    with reglament.Engine(store=tmp_path / "crm.db") as kept:
        paid = reglament.statement(kept, whole, "2025-03")
        assert [(s["person"], s["total"]) for s in paid.slips] == [("Anna", Decimal("5.01"))] and paid.issues == []
        assert [i.code for i in reglament.statement(kept, half, "2025-03").issues] == ["statement-events-untold"]
        assert reglament.statement(kept, half, "2025-02").issues == []
        assert "Anna: 5.01" in reglament.statement_text(kept, whole, "2025-03")
        with pytest.raises(ValueError):
            reglament.statement(kept, tmp_path / "none.jsonl", "2025-03")


def test_a_job_is_written_out_of_the_regulations() -> None:
    rules = reglament.load(RULES)
    job = rules.job("manager")
    assert job.startswith("# manager\n") and "- Call\n  - within 2 days\n" in job and "## Paid for — manager" in job
    assert rules.job("manager", "html").startswith("<!DOCTYPE html>")
    with pytest.raises(KeyError):
        rules.job("nobody")
