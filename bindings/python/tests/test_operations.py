"""What is done to runs by hand, and to a store as a whole."""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from pathlib import Path

import pytest

import reglament
from reglament import Engine, EventRejected, StoreError

RULES = """
vocabulary: test
events:
  order.paid:
    data:
      amount: number
facts:
  last amount:
    type: number
    from: order.paid.amount
roles: [manager]
---
regulation: wake
version: 1.1.0
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 2 days
  - task: thank
    do: Thank
    by: manager
  - output: done
"""


def day(n: int) -> datetime:
    return datetime(2025, 1, n, tzinfo=timezone.utc)


@pytest.fixture
def rules() -> reglament.Rulebook:
    return reglament.load(RULES)


def paid(client: str = "c1", on: int = 1) -> dict[str, object]:
    return {"id": client, "source": "t", "type": "order.paid", "subject": client, "time": day(on), "data": {"amount": 5}}


def test_a_run_is_paused_and_resumed(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    engine.post(paid())
    (run,) = engine.runs()
    assert (run.client, run.number, run.regulation, run.version) == ("c1", 1, "wake", "1.1.0")
    assert (run.state, run.started, run.due, run.at) == ("going", day(1), day(3), ["ask"])
    assert engine.pause(run, "on holiday", actor="boss", at=day(2))
    assert engine.runs(state="paused")[0].paused_since == day(2)
    assert engine.tasks()[0].paused
    with pytest.raises(EventRejected, match="is paused"):
        engine.complete(engine.tasks()[0], at=day(5))
    engine.resume(run, at=day(9))
    assert engine.tasks()[0].due == day(10)
    told = engine.history("c1")
    assert [effect["kind"] for effect in told if effect["kind"].startswith("run ")] == ["run started", "run paused", "run resumed"]
    paused = next(effect for effect in told if effect["kind"] == "run paused")
    assert (paused["reason"], paused["actor"]) == ("on holiday", "boss")


def test_a_run_is_moved(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    engine.post(paid())
    engine.jump(("c1", 1), "thank", "asked by phone")
    assert [task.id for task in engine.tasks()] == ["thank"]
    with pytest.raises(EventRejected, match="no step"):
        engine.jump(("c1", 1), "thnk")
    engine.jump(("c1", 1), "done")
    assert engine.runs() == []


def test_runs_are_found_by_what_they_are(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    for number in (1, 2, 3):
        engine.post(paid(f"c{number}", number))
    engine.complete(("c2", 1))
    assert [run.client for run in engine.runs(step="ask")] == ["c1", "c3"]
    assert [run.client for run in engine.runs(due_before=day(4))] == ["c1"]
    assert engine.runs(role="manager", client="c2")[0].at == ["thank"]
    assert engine.runs(version="2") == []
    with pytest.raises(ValueError, match="going"):
        engine.runs(state="over")


def test_a_trace_is_carried(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    engine.post(paid() | {"traceparent": trace, "actor": "web"})
    assert {effect["traceparent"] for effect in engine.history("c1")} == {trace}
    assert engine.effects()[0]["actor"] == "web"


def test_metrics(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    engine.post(paid())
    engine.post(paid())
    assert engine.metrics()["events"] == {"accepted": 1, "duplicate": 1, "rejected": 0, "set aside": 0}
    assert 'reglament_events_total{shard="3",status="accepted"} 1' in engine.prometheus('shard="3"')


def test_a_store_is_copied_checked_and_somebody_taken_out(rules: reglament.Rulebook, tmp_path: Path) -> None:
    store, copy = tmp_path / "crm.db", tmp_path / "copy.db"
    with Engine(rules, store=store) as engine:
        engine.post_many([paid(f"client-{number}") for number in range(10)])
        engine.complete(("client-7", 1))
        assert reglament.back_up(store, copy)["last"] == engine.last_commit
        file = engine.export("client-7")
        assert file["facts"] == {"last amount": 5}
        assert file["tasks"][0]["step"] == "thank"
        assert "Ask" in file["history"][2]["words"]
        assert engine.forget_history(day(1)) == 0
        engine.erase("client-7", "asked for it")
        assert "client-7" not in engine.clients
        with pytest.raises(KeyError):
            engine.export("client-7")
    assert b"client-7" not in store.read_bytes()
    assert reglament.check_store(store)["clients"] == 10
    with Engine(store=copy) as engine:
        assert "client-7" in engine.clients
    with pytest.raises(StoreError, match="no new store"):
        reglament.back_up(store, copy)


def test_a_damaged_store_is_found(rules: reglament.Rulebook, tmp_path: Path) -> None:
    store = tmp_path / "crm.db"
    with Engine(rules, store=store) as engine:
        engine.post_many([paid(f"client-{number}") for number in range(500)], commit_every=100)
    whole = bytearray(store.read_bytes())
    at = whole.rindex(b"client-123")
    whole[at] ^= 4
    store.write_bytes(whole)
    with pytest.raises(StoreError, match="damaged"):
        reglament.check_store(store)


def test_a_policy_refuses_what_is_done_by_hand(rules: reglament.Rulebook) -> None:
    seen: list[dict[str, object]] = []

    def policy(event: dict[str, object]) -> str | None:
        seen.append(event)
        known = engine.facts(str(event["subject"]))["last amount"]
        return None if event.get("actor") == "Anna" else f"only Anna may ({known})"

    engine = Engine(rules, policy=policy)
    engine.post(paid())
    assert seen == []  # an event of the vocabulary is nobody's to forbid
    (run,) = engine.runs()
    with pytest.raises(EventRejected, match="only Anna may \\(5\\)"):
        engine.pause(run, "a mistake", at=day(2))
    assert engine.runs()[0].state == "going"
    engine.pause(run, actor="Anna", at=day(2))
    assert engine.runs()[0].state == "paused"
    assert [(event["type"], event["data"]) for event in seen][0] == ("run.pause", {"run": 1, "reason": "a mistake"})


def test_others_use_the_engine_while_a_policy_is_asked(rules: reglament.Rulebook) -> None:
    heard: list[int] = []

    def policy(event: dict[str, object]) -> str | None:
        other = threading.Thread(target=lambda: (engine.post(paid("c2")), heard.append(len(engine.runs()))))
        other.start()
        other.join(timeout=20)
        return "no" if other.is_alive() else None

    engine = Engine(rules, policy=policy)
    engine.post(paid())
    assert engine.pause(engine.runs()[0], at=day(2)).status == "accepted"
    assert heard == [2]


def test_a_policy_that_fails_allows_nothing(rules: reglament.Rulebook, tmp_path: Path) -> None:
    def policy(event: dict[str, object]) -> str | None:
        engine.post(paid("c2"))
        return None

    with Engine(rules, store=f"sqlite:{tmp_path / 'crm.db'}", policy=policy) as engine:
        engine.post(paid())
        done = engine.pause(engine.runs()[0], at=day(2), strict=False)
        assert done.status == "rejected"
        assert "RuntimeError: what an engine calls may look at it, and not change it" in done.issues[0].message
        assert engine.clients == ["c1"]


def test_a_task_says_what_stands_in_its_braces() -> None:
    rules = reglament.load(
        RULES
        + """---
regulation: mend
input:
  event: order.paid
output: [done]
steps:
  - for each: fault
    in: '["price", "delivery"]'
    at once: true
    steps:
      - task: correct
        do: "Correct the {fault} of an order of {last amount}, today {date(2025, 3, 9)}"
        by: manager
  - output: done
"""
    )
    engine = Engine(rules, lang="ru")
    engine.post(paid())
    texts = [task.do for task in engine.tasks(regulation="mend")]
    assert texts == [f"Correct the {fault} of an order of 5, today 9 марта 2025" for fault in ("price", "delivery")]
    created = [effect["do"] for effect in engine.effects() if effect["kind"] == "task created" and "do" in effect]
    assert created == ["Ask", *texts] or created == [*texts, "Ask"]
    assert texts[1] in engine.tell("c1", lang="ru")
