"""What is done to runs by hand, and to a store as a whole."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
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


def test_others_use_the_engine_while_a_policy_is_asked_about_a_store(rules: reglament.Rulebook, tmp_path: Path) -> None:
    asked: list[str] = []
    refused: set[str] = set()

    def policy(event: dict[str, object]) -> str | None:
        other = threading.Thread(target=lambda: engine.post(paid(f"of {len(asked)}")))
        other.start()
        other.join(timeout=20)
        asked.append(f"{event['type']} {event['subject']}" if "subject" in event else str(event["type"]))
        if other.is_alive():
            return "somebody waits"
        return "ask the head" if event["type"] in refused else None

    events = tmp_path / "events.jsonl"
    events.write_text(
        '{"id": "0", "source": "t", "type": "task.done", "subject": "c1", "time": "2025-01-02T10:00:00Z", "data": {"task": 1}}\n'
        '{"id": "1", "source": "t", "type": "task.done", "subject": "c1", "time": "2025-01-02T11:00:00Z", "data": {"task": 2}}\n'
    )
    with Engine(rules, store=tmp_path / "a.db", policy=policy) as engine:
        engine.post(paid("c1"))
        assert engine.run(events)["total"]["events"]["applied"] == 2
        assert engine.publish(reglament.load(RULES.replace("1.1.0", "1.2.0"))).published
        engine.erase("c1", at=day(3))
        engine.forget_history(day(3))
        assert asked == ["task.done c1", "task.done c1", "rules.publish", "subject.erase c1", "history.forget"]
        assert {f"of {number}" for number in range(5)} <= set(engine.clients)
        refused |= {"rules.publish", "subject.erase", "history.forget"}
        asked.clear()
        with pytest.raises(EventRejected, match="ask the head"):
            engine.erase("of 0", at=day(3))
        with pytest.raises(EventRejected, match="ask the head"):
            engine.forget_history(day(3))
        with pytest.raises(reglament.RulesError, match="ask the head"):
            engine.publish(rules)
        assert asked == ["subject.erase of 0", "history.forget", "rules.publish"], "asked once each"


def test_a_policy_sees_what_came_before_an_event_of_a_file(rules: reglament.Rulebook, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    line = '{"id": "%d", "source": "t", "type": "%s", "subject": "c1", "time": "2025-01-02T1%d:00:00Z", "data": {%s}}\n'
    paid_and_done = [(1, "order.paid", '"amount": 7'), (2, "task.done", '"task": 1'), (3, "order.paid", '"amount": 8'), (4, "task.done", '"task": 2')]
    events.write_text("".join(line % (number, kind, number, data) for number, kind, data in paid_and_done))
    seen: list[object] = []

    def policy(event: dict[str, object]) -> str | None:
        seen.append(engine.facts("c1")["last amount"])
        return None

    engine = Engine(rules, policy=policy)
    assert engine.run(events)["total"]["events"]["applied"] == 4
    assert seen == [7, 8]


def test_a_policy_that_cannot_say_what_it_raises_allows_nothing_and_is_over(rules: reglament.Rulebook) -> None:
    class Dumb(Exception):
        def __str__(self) -> str:
            raise ValueError

    def policy(event: dict[str, object]) -> str | None:
        raise Dumb

    engine = Engine(rules, policy=policy)
    engine.post(paid())
    done = engine.pause(engine.runs()[0], at=day(2), strict=False)
    assert "it could not be asked: Dumb: …" in done.issues[0].message
    assert engine.post(paid("c2"))


def test_a_policy_is_asked_again_when_other_rules_were_published_meanwhile(rules: reglament.Rulebook) -> None:
    def version(number: str) -> reglament.Rulebook:
        return reglament.load(RULES.replace("1.1.0", number))

    def policy(event: dict[str, object]) -> str | None:
        seen.append(engine.rules.regulations["wake"].version)
        if len(seen) == 1:
            other = threading.Thread(target=lambda: engine.publish(version("1.3.0")))
            other.start()
            other.join(timeout=20)
        return "not back" if seen[-1] == "1.3.0" else None

    seen: list[str] = []
    engine = Engine(rules, policy=policy)
    with pytest.raises(reglament.RulesError, match="not back"):
        engine.publish(version("1.2.0"))
    assert engine.rules.regulations["wake"].version == "1.3.0"


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


def test_many_runs_are_taken_in_hand_at_once(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    engine.post_many([paid(f"client-{number}") for number in range(5)])
    engine.pause(("client-1", 1), at=day(2))
    told = engine.operate("pause", regulation="wake", dry_run=True, at=day(2))
    assert (told.fit, told.done, told.refused) == (4, 4, []) and len(engine.runs(state="paused")) == 1
    some = engine.operate("pause", reason="holiday", actor="boss", at_most=3, commit_every=2, pause=timedelta(milliseconds=1), at=day(2))
    assert some and (some.fit, some.done) == (4, 3)
    assert engine.history("client-0")[-1]["actor"] == "boss"
    assert "holiday" in engine.tell("client-0", run=1) and engine.tell("client-0", run=2) == ""
    one = engine.operate("cancel", client="client-4", run=1, at=day(2))
    assert (one.fit, one.done) == (1, 1)
    still = len(engine.runs(state="paused"))
    assert engine.operate("resume", at=day(2)).done == still == 4
    nowhere = engine.operate("jump", to="nowhere", at=day(2))
    assert not nowhere and nowhere.done == 0
    assert [(one.client, one.number, bool(one.issues)) for one in nowhere.refused][0] == ("client-0", 1, True)
    for wrong in ({"what": "stop"}, {"what": "jump"}, {"what": "pause", "run": 1}, {"what": "pause", "commit_every": 0}):
        with pytest.raises(ValueError):
            engine.operate(**wrong)  # type: ignore[arg-type]


def test_tasks_are_found_by_version_step_and_time(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    engine.post_many([paid("client-1"), paid("client-2", on=3)])
    engine.complete(("client-2", 1), at=day(3))
    assert [task.client for task in engine.tasks(step="thank")] == ["client-2"]
    assert [task.client for task in engine.tasks(version="1.1.0", due_before=day(4))] == ["client-1"]
    assert engine.tasks(version="1.0.0") == []


def test_commands_about_a_store_are_kept_and_may_be_refused(rules: reglament.Rulebook, tmp_path: Path) -> None:
    asked: list[str] = []
    refused = {"subject.erase"}

    def policy(event: dict[str, object]) -> str | None:
        asked.append(f"{event['type']} {event.get('actor')}")
        return "ask the head" if event["type"] in refused else None

    other = reglament.load(RULES.replace("1.1.0", "1.2.0"))
    with Engine(rules, store=tmp_path / "a.db", policy=policy, actor="anna") as engine:
        engine.post_many([paid("client-1"), paid("client-2")])
        with pytest.raises(EventRejected, match="ask the head"):
            engine.erase("client-1", actor="boris", at=day(2))
        assert len(engine.tasks()) == 2
        refused.clear()
        engine.erase("client-1", "asked for it", actor="boris", at=day(2))
        engine.publish(other, actor="vera", reason="new season")
        refused |= {"rules.publish", "history.forget"}
        with pytest.raises(reglament.RulesError, match="ask the head"):
            engine.publish(rules)
        with pytest.raises(EventRejected, match="history.forget"):
            engine.forget_history(day(3))
        assert asked[0] == "subject.erase boris" and "rules.publish vera" in asked
        told = [(entry.what, entry.actor, entry.reason, entry.detail) for entry in engine.audit()]
        assert told == [
            ("rules.publish", "anna", "", "+wake 1.1.0"),
            ("subject.erase", "boris", "asked for it", "erased/0"),
            ("rules.publish", "vera", "new season", "wake 1.1.0 → 1.2.0"),
        ]
        assert engine.audit()[0].at is None and engine.audit()[1].at == day(2)


def test_many_runs_are_asked_about_and_fetched_for_as_one_is(tmp_path: Path) -> None:
    rules = reglament.load(RULES.replace("facts:", "facts:\n  debt:\n    type: number\n    from: host").replace("do: Thank", 'do: "Thank {debt}"'))
    engine: Engine
    seen: list[int] = []

    def policy(event: dict[str, object]) -> None:
        if event["type"] == "rules.publish":
            assert event["time"] is None  # none is known yet
            return
        other = threading.Thread(target=lambda: seen.append(len(engine.runs())))
        other.start()
        other.join(timeout=20)

    def fetch(asked: list[reglament.FactRequest]) -> list[reglament.FactAnswer]:
        return [reglament.FactAnswer({"debt": 500}) for _ in asked]

    with Engine(rules, store=tmp_path / "a.db", policy=policy, fetch=fetch) as engine:
        assert engine.publish(reglament.load(RULES.replace("do: Ask", "do: Write"))).published  # before any time is known
        assert engine.publish(rules).published
        engine.post_many([paid(f"client-{number}") for number in range(2)])
        seen.clear()
        assert engine.operate("jump", to="thank", at=day(2), dry_run=True).done == 2
        assert engine.operate("jump", to="thank", at=day(2)).done == 2
        assert seen == [2, 2, 2, 2], "others used it meanwhile"
        assert [task.do for task in engine.tasks()] == ["Thank 500", "Thank 500"]


def test_an_event_of_a_mistyped_year_is_refused(rules: reglament.Rulebook) -> None:
    engine = Engine(rules, ahead=timedelta(days=1))
    engine.post(paid())
    with pytest.raises(EventRejected, match="9025"):
        engine.post({**paid("client-2"), "time": "9025-01-01T00:00:00Z"})
    assert engine.now == day(1)


def test_what_is_done_before_any_time_is_known_says_when(rules: reglament.Rulebook) -> None:
    engine = Engine(rules)
    with pytest.raises(ValueError, match="at=…"):
        engine.start("client-1", "wake")
    assert engine.start("client-1", "wake", at=day(1))
    engine.pause(("client-1", 1))
