"""Engines whose clients outlive them."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest

import reglament
from conftest import WELCOME

PAY = """vocabulary: shop
events:
  order.paid:
    data:
      amount: number
  thanked:
facts:
  amount:
    type: number
    from: order.paid.amount
actions:
  charge:
    data:
      sum: number
    result:
      receipt: text
---
regulation: pay
input:
  event: order.paid
output: [done, lost]
steps:
  - call: charging
    do: charge
    data:
      sum: amount
    within: 1 day
    retry:
      at most: 2
      after: 1 minute
    on failure: lost
  - emit: thanked
  - output: done
"""


def registered(number: int, client: str = "", **data: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "source": "crm",
        "type": "client.registered",
        "subject": client or f"c{number}",
        "time": f"2025-01-{1 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}:00Z",
        "data": data,
    }


def paid(client: str, time: str) -> dict[str, Any]:
    return {"type": "order.paid", "subject": client, "time": time, "data": {"amount": 5}}


def test_what_is_answered_is_there_after_it(rules: reglament.Rulebook, tmp_path: Path) -> None:
    with reglament.Engine(rules, store=tmp_path / "a.db") as engine:
        assert engine.post(registered(1))
        assert engine.last_commit == 1
        assert engine.published is None
    with reglament.Engine(rules, store=f"sqlite:{tmp_path / 'a.db'}") as engine:
        assert [task.client for task in engine.tasks()] == ["c1"]
        assert engine.post(registered(1), strict=False).status == "duplicate"
        assert [effect["kind"] for effect in engine.history("c1")][0] == "run started"
        assert engine.figures()["total"]["clients"] == 1
        assert "познакомиться" in engine.tell("c1", lang="ru")
    with pytest.raises(ValueError, match="closed"):
        engine.tasks()


def test_killed_between_and_within_calls(tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import os, reglament
        from test_store import registered
        engine = reglament.Engine(reglament.load({WELCOME!r}), store={str(tmp_path / "a.db")!r})
        engine.post(registered(0))
        print("kept", flush=True)
        def events():
            for number in range(1, 2501):
                yield registered(number)
            os.kill(os.getpid(), 9)
        engine.post_many(events(), commit_every=1000)
        """
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parent, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "kept\n"), ended.stderr
    with reglament.Engine(store=tmp_path / "a.db") as engine:
        assert len(engine.clients) == 2001
        results = engine.post_many(registered(number) for number in range(2501))
        assert [result.status for result in results] == ["duplicate"] * 2001 + ["accepted"] * 500
        assert len(engine.tasks()) == 2501


def test_the_same_as_in_memory(rules: reglament.Rulebook, tmp_path: Path) -> None:
    dice = random.Random(7)
    plain = reglament.Engine(rules)
    kept = reglament.Engine(rules, store=tmp_path / "a.db")
    told: tuple[list[Any], list[Any]] = ([], [])
    for step in range(300):
        what = dice.random()
        number = dice.randrange(2**30)
        for at, engine in enumerate((plain, kept)):
            pick = random.Random(number)
            time = f"2025-{2 + step // 28 % 11:02}-{1 + step % 28:02}T10:00:00Z"
            tasks = engine.tasks()
            if what < 0.5:
                engine.post({**registered(step, f"c{pick.randrange(40)}"), "time": time})
            elif what < 0.6:
                engine.post(paid(f"c{pick.randrange(40)}", time))
            elif what < 0.8 and tasks:
                engine.complete(pick.choice(tasks), {"interest": "high"}, at=time, strict=False)
            elif what < 0.9:
                engine.advance(time)
            told[at].extend(engine.effects())
        if dice.random() < 0.1:
            kept.close()
            kept = reglament.Engine(rules, store=tmp_path / "a.db")
    assert kept.tasks() == plain.tasks()
    assert kept.figures() == plain.figures()
    assert {client: kept.history(client) for client in plain.clients} == {
        client: plain.history(client) for client in plain.clients
    }
    once = {(effect["client"], effect["sequence"]): effect for effect in told[1]}
    assert list(once.values()) == told[0], "at least once, and the same under its key"
    assert len(told[1]) >= len(told[0]) > 100


def test_effects_are_given_until_they_are_taken(rules: reglament.Rulebook, tmp_path: Path) -> None:
    for store in (None, tmp_path / "a.db"):
        engine = reglament.Engine(rules, store=store)
        engine.post_many([registered(1), registered(2)])
        first = engine.outbox(1)
        assert engine.outbox(1) == first
        assert first[0]["number"] == 1
        numbers = [effect["number"] for effect in engine.outbox()]
        assert numbers == list(range(1, len(numbers) + 1))
        engine.taken(first[0])
        assert engine.outbox(1)[0]["number"] == 2
        engine.taken(numbers[-1])
        assert engine.outbox() == []
        engine.post(registered(3))
        assert engine.outbox(1)[0]["number"] == numbers[-1] + 1
        engine.close()
    with reglament.Engine(store=tmp_path / "a.db") as engine:
        assert engine.outbox(1)[0]["number"] == numbers[-1] + 1


def test_rules_are_kept_and_published(tmp_path: Path) -> None:
    changed = WELCOME.replace("Позвонить и познакомиться", "Написать")
    with pytest.raises(reglament.StoreError, match="store-no-rules"):
        reglament.Engine(store=tmp_path / "a.db")
    with reglament.Engine(reglament.load(WELCOME), store=tmp_path / "a.db") as engine:
        engine.post(registered(1))
    with reglament.Engine(reglament.load(changed), store=tmp_path / "a.db") as engine:
        assert engine.published is not None
        assert [run.fate for run in engine.published.runs] == ["stays"]
        engine.post(registered(2))
    with reglament.Engine(store=tmp_path / "a.db") as engine:
        assert [task.do for task in engine.tasks()] == ["Позвонить и познакомиться", "Написать"]
        assert list(engine.rules.regulations) == ["welcome"]
    with reglament.Engine(reglament.load(WELCOME), store=tmp_path / "a.db") as engine:
        assert [issue.code for issue in engine.issues] == ["store-newer-rules"]
        assert engine.publish(reglament.load(WELCOME)).published
    with reglament.Engine(reglament.load(WELCOME), store=tmp_path / "a.db") as engine:
        assert engine.issues == []


def test_a_store_that_fails(rules: reglament.Rulebook, tmp_path: Path) -> None:
    with pytest.raises(reglament.StoreError, match="store-cannot-open") as error:
        reglament.Engine(rules, store=tmp_path / "nowhere" / "a.db")
    assert isinstance(error.value, OSError)
    assert error.value.issues[0].code == "store-cannot-open"
    (tmp_path / "text.db").write_text("not a database at all\n" * 100)
    with pytest.raises(reglament.StoreError, match="store-not-ours"):
        reglament.Engine(rules, store=tmp_path / "text.db")
    with pytest.raises(reglament.StoreError, match="store-unknown"):
        reglament.Engine(rules, store="mysql://host")
    with pytest.raises(TypeError):
        reglament.Engine(None)  # no rules, no store


def test_a_second_writer_is_noticed(rules: reglament.Rulebook, tmp_path: Path) -> None:
    one = reglament.Engine(rules, store=tmp_path / "a.db")
    two = reglament.Engine(rules, store=tmp_path / "a.db")
    one.post(registered(1))
    with pytest.raises(reglament.StoreError, match="store-shared"):
        two.post(registered(2))
    assert two.post(registered(2)), "it has read what the other one wrote"
    assert two.clients == ["c1", "c2"]
    with pytest.raises(reglament.StoreError) as error:
        one.post_many((registered(number) for number in range(3, 9)), commit_every=2)
    assert error.value.posted == []
    two.close()


def test_a_lock_in_the_middle_tells_what_was_kept(rules: reglament.Rulebook, tmp_path: Path) -> None:
    engine = reglament.Engine(rules, store=tmp_path / "a.db")
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)

    def events() -> Any:
        for number in range(6):
            if number == 4:
                other.execute("BEGIN IMMEDIATE")
            yield registered(number)

    with pytest.raises(reglament.StoreError, match="store-locked") as error:
        engine.post_many(events(), commit_every=2)
    assert [posted.status for posted in error.value.posted] == ["accepted"] * 4
    other.execute("ROLLBACK")
    assert engine.clients == ["c0", "c1", "c2", "c3"]
    assert [posted.status for posted in engine.post_many(registered(number) for number in range(6))][4:] == ["accepted"] * 2


def test_a_store_and_rules_as_one_says_it(rules: reglament.Rulebook, tmp_path: Path) -> None:
    with reglament.Engine(f"sqlite:{tmp_path / 'a.db'}", rules) as engine:
        engine.post(registered(1))
    with reglament.Engine(f"sqlite:{tmp_path / 'a.db'}") as engine:
        assert engine.clients == ["c1"]
    with pytest.raises(TypeError, match="load"):
        reglament.Engine("rules/")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="a store and rules"):
        reglament.Engine(rules, rules)  # type: ignore[call-overload]


def test_what_is_remembered_and_kept_is_up_to_the_host(rules: reglament.Rulebook, tmp_path: Path) -> None:
    with reglament.Engine(rules, store=tmp_path / "a.db", keep_history=False, remembered_events=1) as engine:
        for number in range(3):
            engine.post({**registered(number), "subject": "c"})
        assert engine.post({**registered(2), "subject": "c"}).status == "duplicate"
        with pytest.raises(reglament.EventRejected):
            engine.post({**registered(9), "subject": "c", "time": "2020-01-01T00:00:00Z"})
    with pytest.raises(ValueError, match="negative"):
        reglament.Engine(rules, remembered_events=-1)


def test_who_says_so_is_carried_on() -> None:
    engine = reglament.Engine(reglament.load(PAY))
    engine.post(paid("c", "2025-03-03T10:00:00Z"))
    call = engine.calls()[0]
    engine.answered(call, {"receipt": "R"}, actor="boss")
    assert any("boss" in str(effect.get("actor", "")) for effect in engine.history("c"))


def test_bytes_of_the_host(rules: reglament.Rulebook, tmp_path: Path) -> None:
    with reglament.Engine(rules, store=tmp_path / "a.db") as engine:
        engine.keep("offset", b"17\0")
        assert engine.kept("offset") == b"17\0"
    with reglament.Engine(store=tmp_path / "a.db") as engine:
        assert engine.kept("offset") == b"17\0"
        assert engine.kept("nothing") == b""
    with pytest.raises(ValueError, match="in memory"):
        reglament.Engine(rules).keep("offset", b"")


@pytest.mark.parametrize("stored", [False, True])
def test_actions_are_called(stored: bool, tmp_path: Path) -> None:
    engine = reglament.Engine(reglament.load(PAY), store=tmp_path / "a.db" if stored else None)
    seen: list[Any] = []

    @engine.action("charge")
    def charge(sum: Any, call: dict[str, Any]) -> dict[str, Any]:
        seen.append((call["client"], call["call"], call["attempt"], sum))
        if call["client"] == "poor":
            raise reglament.GiveUp("no money")
        if call["client"] == "late" and call["attempt"] == 1:
            raise ConnectionError("try again")
        return {"receipt": f"R{call['client']}"} if call["client"] != "odd" else {"receipt": 5}

    others: list[str] = []
    engine.on_effect(lambda effect: others.append(effect["kind"]))
    for client in ("good", "poor", "late", "odd"):
        engine.post(paid(client, "2025-03-03T10:00:00Z"))
    assert engine.work(2) == 2
    engine.work()
    engine.advance("2025-03-03T11:00:00Z")
    engine.work()
    assert engine.outbox() == []
    assert [one[:3] for one in seen if one[0] != "odd"] == [("good", 1, 1), ("poor", 1, 1), ("late", 1, 1), ("late", 1, 2)]
    ends = {client: engine.history(client)[-1]["kind"] for client in engine.clients}
    outputs = {client: engine.history(client)[-1].get("state") for client in engine.clients}
    assert ends["good"] == ends["poor"] == ends["late"] == "run finished"
    assert (outputs["good"], outputs["poor"], outputs["late"], outputs["odd"]) == ("done", "lost", "done", "lost")
    assert others.count("event emitted") == 2
    engine.close()


def test_an_action_that_nobody_knows_stays() -> None:
    engine = reglament.Engine(reglament.load(PAY))
    engine.post(paid("c", "2025-03-03T10:00:00Z"))
    with pytest.raises(LookupError, match="charge"):
        engine.work()
    assert "action requested" in [effect["kind"] for effect in engine.outbox()]

    @engine.action("charge")
    async def charge(sum: Any) -> None: ...

    with pytest.raises(TypeError, match="awork"):
        engine.work()


def test_what_is_raised_is_not_what_is_given() -> None:
    engine = reglament.Engine(reglament.load(PAY))
    engine.post(paid("c", "2025-03-03T10:00:00Z"))
    engine.action("charge")(lambda sum: None)
    engine.on_effect(lambda effect: ValueError("given"))
    all_of_them = len(engine.outbox())
    assert engine.work() >= all_of_them

    engine.post(paid("d", "2025-03-03T10:00:00Z"))

    @engine.on_effect
    def fails(effect: dict[str, Any]) -> None:
        raise ValueError("raised")

    for do in (engine.work, lambda: asyncio.run(engine.awork())):
        with pytest.raises(ValueError, match="raised"):
            do()
    assert engine.outbox() != []


def test_awaited(tmp_path: Path) -> None:
    async def go() -> None:
        async with reglament.Engine(reglament.load(PAY), store=tmp_path / "a.db") as engine:

            @engine.action("charge")
            async def charge(sum: Any) -> dict[str, Any]:
                await asyncio.sleep(0.01)
                return {"receipt": "R"}

            assert await engine.apost(paid("c", "2025-03-03T10:00:00Z"))
            await engine.apost_many([paid("d", "2025-03-03T10:00:00Z")])
            assert await engine.awork() > 0
            assert [engine.history(client)[-1].get("state") for client in "cd"] == ["done", "done"]

    asyncio.run(go())


def test_what_many_tasks_post_at_once_shares_a_commit(rules: reglament.Rulebook, tmp_path: Path) -> None:
    async def go() -> None:
        async with reglament.Engine(rules, store=tmp_path / "a.db") as engine:
            answers = await asyncio.gather(
                *(engine.apost(registered(n)) for n in range(100)),
                engine.apost(registered(3)),
                engine.apost({"id": "x", "type": 5}),
                engine.apost(id="y", type="nobody.knows", subject="a", time="2025-03-03T10:00:00Z"),
                return_exceptions=True,
            )
            assert all(isinstance(answer, reglament.Posted) for answer in answers[:101])
            assert [answer.status for answer in answers[:101]].count("duplicate") == 1
            assert isinstance(answers[101], (TypeError, ValueError))
            assert isinstance(answers[102], reglament.EventRejected)
            assert engine.last_commit < 100
            with pytest.raises(TypeError, match="not both"):
                await engine.apost(registered(1), id="z")
            with pytest.raises(TypeError, match="dta"):
                await engine.apost(id="z", dta={})

    asyncio.run(go())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_does_not_share_it(rules: reglament.Rulebook, tmp_path: Path) -> None:
    engine = reglament.Engine(rules, store=tmp_path / "a.db")
    engine.post(registered(1))
    child = os.fork()
    if child == 0:
        try:
            engine.post(registered(2))
        except RuntimeError as error:
            os._exit(0 if "fork" in str(error) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert engine.post(registered(3))
    engine.close()


def test_threads_share_it(rules: reglament.Rulebook, tmp_path: Path) -> None:
    engine = reglament.Engine(rules, store=tmp_path / "a.db")
    threads = [
        threading.Thread(target=lambda part=part: [engine.post(registered(part * 100 + i)) for i in range(20)])
        for part in range(4)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        engine.tasks()
        engine.history("c1")
    assert len(engine.tasks()) == 80
    engine.close()


def test_rows_of_frames_are_events(rules: reglament.Rulebook) -> None:
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    columns = {
        "type": ["client.registered", "order.paid"],
        "subject": ["c1", "c1"],
        "time": ["2025-01-01T10:00:00Z", "2025-01-02T10:00:00Z"],
        "city": ["Омск", None],
        "amount": [None, 5],
    }
    plain = reglament.Engine(rules)
    plain.post_many(
        [
            {"type": "client.registered", "subject": "c1", "time": "2025-01-01T10:00:00Z", "data": {"city": "Омск"}},
            {"type": "order.paid", "subject": "c1", "time": "2025-01-02T10:00:00Z", "data": {"amount": 5}},
        ],
        strict=True,
    )
    for frame in (pandas.DataFrame(columns), polars.DataFrame(columns), pyarrow.table(columns)):
        engine = reglament.Engine(rules)
        engine.post_many(frame, strict=True)
        assert engine.history("c1") == plain.history("c1")
    times = pandas.DataFrame({**columns, "time": pandas.to_datetime(columns["time"])})
    engine = reglament.Engine(rules)
    engine.post_many(times, strict=True)
    assert engine.history("c1") == plain.history("c1")
