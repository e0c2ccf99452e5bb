"""Effects are tried again after a pause, hold back only their client's, and are set aside."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import reglament

RULES = """vocabulary: shop
events:
  order.paid:
  order.told:
actions:
  charge:
    result:
      receipt: text
roles: [manager]
---
regulation: tell
input:
  event: order.paid
output: [done, lost]
steps:
  - emit: order.told
  - call: charging
    do: charge
    on failure: lost
  - output: done
"""
NOON = datetime(2025, 3, 3, 12, tzinfo=timezone.utc)


def pay(engine: reglament.Engine, client: str) -> None:
    engine.post(id=client, source="t", type="order.paid", subject=client, time=NOON)


@pytest.fixture
def engine(tmp_path: Path) -> Any:
    with reglament.Engine(reglament.load(RULES), store=tmp_path / "a.db") as made:
        yield made


def test_one_that_fails_holds_back_its_own_client_only(engine: reglament.Engine) -> None:
    told: list[tuple[str, str]] = []
    down = {"a"}

    def tell(effect: dict[str, Any]) -> None:
        if effect["client"] in down:
            raise ConnectionError("no answer")
        told.append((effect["client"], effect["kind"]))

    post = engine.delivery(tell, pause=timedelta(seconds=2), longest_pause=timedelta(seconds=3), attempts=4)
    pay(engine, "a")
    pay(engine, "b")
    done = post.work(at=NOON)
    assert done == len(told) > 0 and {client for client, _ in told} == {"b"}
    pauses = []
    now = NOON
    for _ in range(2):
        due = post.next_due
        assert due is not None and post.work(at=due - timedelta(milliseconds=1)) == 0
        pauses.append((due - now).total_seconds())
        now = due
        assert post.work(at=now) == 0
    assert pauses == [2, 3]
    down.clear()
    assert post.next_due is not None and post.work(at=post.next_due) == done
    assert [kind for client, kind in told if client == "a"] == [kind for client, kind in told if client == "b"]
    assert engine.outbox() == [] and post.next_due is None


def test_what_keeps_failing_is_set_aside(engine: reglament.Engine, tmp_path: Path) -> None:
    def tell(effect: dict[str, Any]) -> None:
        raise ValueError("no such number")

    post = engine.delivery(tell, pause=timedelta(0), attempts=1)
    pay(engine, "a")
    assert post.work() == 0
    assert {(one.client, one.why) for one in post.aside} == {("a", "ValueError: no such number")}
    assert engine.outbox() == []
    engine.close()
    with reglament.Engine(store=tmp_path / "a.db") as again:
        seen: list[int] = []
        post = again.delivery(lambda effect: seen.append(effect["number"]))
        first, *others = post.aside
        assert post.retry(first) and not post.retry(99)
        assert all(post.drop(one) for one in others)
        assert [one.number for one in post.aside] == [first.number]
        assert post.work() == 1 and seen == [first.number]
        assert post.aside == []
        assert post.metrics()["failing"] == post.metrics()["aside"] == 0
        assert 'reglament_effects_aside{shard="3"} 0' in post.prometheus('shard="3"')


def test_registered_functions_are_called_and_answer_calls(engine: reglament.Engine) -> None:
    heard: list[str] = []

    @engine.on_effect
    def tell(effect: dict[str, Any]) -> None:
        heard.append(effect["kind"])

    with pytest.raises(LookupError, match="charge"):
        pay(engine, "a")
        engine.delivery().work()

    @engine.action("charge")
    def charge() -> dict[str, str]:
        return {"receipt": "R1"}

    engine.delivery().work()
    assert engine.history("a")[-1].get("state") == "done"
    assert "event emitted" in heard and engine.outbox() == []


def test_a_wrong_function_or_none_stops_nobody_else(engine: reglament.Engine) -> None:
    heard: list[str] = []
    engine.on_effect(lambda effect: heard.append(effect["client"]))
    for client in ("a", "b", "c"):
        pay(engine, client)
    with pytest.raises(LookupError, match="charge"):
        engine.delivery().work()
    assert {effect["client"] for effect in engine.outbox()} == {"a", "b", "c"}

    called: list[str] = []

    @engine.action("charge")
    def charge(call: dict[str, Any]) -> Any:
        called.append(call["client"])
        return "msg-17" if call["client"] == "a" else {"receipt": object()} if call["client"] == "b" else {"receipt": "R"}

    assert engine.delivery().work() > 0
    assert called == ["a", "b", "c"]
    assert engine.history("c")[-1].get("state") == "done"
    told = [str(effect) for client in "ab" for effect in engine.history(client)]
    assert any("msg-17" in effect for effect in told)


def test_others_use_the_engine_meanwhile(engine: reglament.Engine) -> None:
    def tell(effect: dict[str, Any]) -> None:
        if effect["client"] == "a":
            other = threading.Thread(target=pay, args=(engine, "b"))
            other.start()
            other.join(10)
            assert not other.is_alive()

    pay(engine, "a")
    engine.delivery(tell).work()
    assert engine.clients == ["a", "b"] and engine.outbox() == []


def test_awaited(engine: reglament.Engine) -> None:
    heard: list[str] = []

    async def tell(effect: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        heard.append(effect["client"])

    pay(engine, "a")
    with pytest.raises(TypeError, match="awork"):
        engine.delivery(tell).work()
    assert asyncio.run(engine.delivery(tell).awork(1)) == 1
    assert asyncio.run(engine.delivery(tell).awork()) == len(heard) - 1


def test_what_it_is_given_is_looked_at_first(engine: reglament.Engine) -> None:
    with pytest.raises(TypeError, match="a function"):
        engine.delivery("tell")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="timedelta"):
        engine.delivery(pause=5)  # type: ignore[arg-type]
    delivery = engine.delivery(print)
    for wrong in ("1", None, True):
        with pytest.raises(TypeError, match="its number"):
            delivery.retry(wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="its number"):
            delivery.drop(wrong)  # type: ignore[arg-type]


def test_an_engine_in_memory_has_none() -> None:
    with pytest.raises(ValueError, match="in memory"):
        reglament.Engine(reglament.load(RULES)).delivery()
    with pytest.raises(ValueError, match="attempts"):
        reglament.Engine(reglament.load(RULES)).delivery(attempts=0)
