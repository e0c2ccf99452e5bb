"""The engine: events, time, tasks."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import reglament
from conftest import registered

MOSCOW = ZoneInfo("Europe/Moscow")


def paid(id: str, time: str, amount: object = 10) -> dict[str, object]:
    return {"id": id, "source": "test", "type": "order.paid", "subject": "К-1", "time": time, "data": {"amount": amount}}


def test_an_event_makes_a_task(engine: reglament.Engine) -> None:
    assert engine.now is None and engine.next_due is None
    posted = engine.post(registered())
    assert posted and posted.status == "accepted" and posted.issues == []
    (task,) = engine.tasks(role="manager")
    assert (task.client, task.regulation, task.id, task.do) == ("К-1", "welcome", "greet", "Позвонить и познакомиться")
    assert task.created == datetime(2025, 3, 3, 10, tzinfo=MOSCOW)
    assert task.due == engine.next_due == datetime(2025, 3, 5, 10, tzinfo=MOSCOW)
    assert task.created.tzinfo == MOSCOW
    assert list(task.form) == ["interest", "budget", "call back"]
    assert engine.tasks(role="head") == engine.tasks(client="К-2") == engine.tasks(late=True) == []
    assert engine.clients == ["К-1"]


def test_a_repeated_event_changes_nothing(engine: reglament.Engine) -> None:
    assert engine.post(registered())
    again = engine.post(registered())
    assert not again and again.status == "duplicate"
    assert len(engine.tasks()) == 1


@pytest.mark.parametrize(
    "change, code",
    [
        ({"type": "client.registred"}, "event-unknown"),
        ({"subject": ""}, "event-no-subject"),
        ({"data": {"limit": "much"}}, "event-attribute-wrong"),
        ({"data": 5}, "event-data"),
        ({"data": ["limit"]}, "event-data"),
    ],
)
def test_what_the_rules_do_not_allow_is_rejected(engine: reglament.Engine, change: dict[str, object], code: str) -> None:
    event = {**registered(), **change}
    with pytest.raises(reglament.EventRejected) as caught:
        engine.post(event)
    assert [issue.code for issue in caught.value.issues] == [code]
    assert caught.value.issues[0].message in str(caught.value)
    posted = engine.post(event, strict=False)
    assert posted.status == "rejected" and posted.issues[0].code == code
    assert engine.tasks() == []


@pytest.mark.parametrize("time", [datetime(2025, 3, 3, 10), "2025-03-03T10:00:00"])
def test_a_naive_time_is_refused_unless_a_zone_was_given(rules: reglament.Rulebook, time: object) -> None:
    with pytest.raises(ValueError, match="zone"):
        reglament.Engine(rules).post(registered(time=time))
    engine = reglament.Engine(rules, zone="Asia/Yekaterinburg")
    engine.post(registered(time=time))
    assert engine.now == datetime(2025, 3, 3, 8, tzinfo=MOSCOW)
    assert engine.now is not None and engine.now.utcoffset() == timedelta(hours=5)


def test_a_zone_is_a_name_or_a_tzinfo(rules: reglament.Rulebook) -> None:
    for zone in (MOSCOW, "Europe/Moscow", timezone(timedelta(hours=3)), "+03:00"):
        engine = reglament.Engine(rules, zone=zone)
        engine.post(registered(time="2025-03-03T10:00:00"))
        assert engine.now == datetime(2025, 3, 3, 7, tzinfo=timezone.utc)
        assert engine.now is not None and engine.now.utcoffset() == timedelta(hours=3)
    assert reglament.Engine(rules, zone=timezone.utc).advance(datetime(2025, 1, 1)) == 0
    with pytest.raises(ValueError, match="Mars"):
        reglament.Engine(rules, zone="Mars/Base")


def test_what_is_no_zone(rules: reglament.Rulebook) -> None:
    class Wandering(tzinfo):
        def utcoffset(self, _: object) -> None:
            return None

        tzname = dst = utcoffset

    for zone in (5, Wandering(), timedelta(hours=3)):
        with pytest.raises(TypeError, match="a zone is a name"):
            reglament.Engine(rules, zone=zone)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["id", "source", "type", "subject", "time"])
def test_half_of_a_character_is_told(engine: reglament.Engine, name: str) -> None:
    with pytest.raises(UnicodeEncodeError, match="surrogate"):
        engine.post({**registered(), name: "\ud83d"})
    with pytest.raises(UnicodeEncodeError, match="surrogate"):
        engine.post(registered(city="\ud83d"))


@pytest.mark.parametrize(
    "end",
    [
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        datetime.max.replace(tzinfo=timezone.utc),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        datetime.max.replace(tzinfo=ZoneInfo("America/New_York")),
    ],
)
def test_time_ends(engine: reglament.Engine, end: object) -> None:
    engine.advance(end)  # type: ignore[arg-type]
    assert engine.now == datetime(9999, 12, 31, tzinfo=timezone.utc)
    engine.post(registered())
    (task,) = engine.tasks()
    assert task.due is None and task.created == engine.now and engine.next_due is None
    assert [entry["at"] for entry in engine.history("К-1")] == [engine.now] * len(engine.history("К-1"))
    assert engine.advance(end) == 0  # type: ignore[arg-type]
    assert "9999" in engine.tell("К-1") and engine.report_text()


@pytest.mark.parametrize(
    "time",
    [
        datetime(2025, 3, 3, 10, 0, 0, 123456, tzinfo=MOSCOW),
        datetime(2025, 3, 3, 7, 0, 0, 123456, tzinfo=timezone.utc),
        datetime(2025, 3, 3, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        "2025-03-03T07:00:00.123456Z",
    ],
)
def test_one_instant_in_many_zones(engine: reglament.Engine, time: object) -> None:
    engine.post(registered(time=time))
    assert engine.now == datetime(2025, 3, 3, 7, 0, 0, 123456, tzinfo=timezone.utc)


@pytest.mark.parametrize("event", [{}, {"type": 1}, {"type": "a", "subject": "b"}, {"type": "a", "subject": "b", "time": "soon"}])
def test_what_is_no_event(engine: reglament.Engine, event: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        engine.post(event)


def test_a_task_is_completed_with_its_form(engine: reglament.Engine) -> None:
    engine.post(registered())
    (task,) = engine.tasks()
    with pytest.raises(reglament.EventRejected, match="interest"):
        engine.complete(task, {}, at="2025-03-03T11:00:00+03:00")
    answers = {"interest": "high", "budget": Decimal("0.10"), "call back": datetime(2025, 3, 9, 12, tzinfo=MOSCOW)}
    engine.complete(task, answers, at="2025-03-03T11:00:00+03:00")
    assert engine.tasks() == []
    (done,) = [entry for entry in engine.history("К-1") if entry["kind"].replace(" ", "_") == "task_done"]
    assert done["data"] == answers
    assert isinstance(done["data"]["budget"], Decimal)
    with pytest.raises(reglament.EventRejected):
        engine.complete(("К-1", task.number), answers)


def test_nobody_answers(engine: reglament.Engine) -> None:
    engine.post(registered())
    engine.unanswered(engine.tasks()[0], at="2025-03-03T11:00:00+03:00")
    assert engine.tasks() == [] or engine.tasks()[0].attempt == 1
    engine.advance("2025-03-04T11:00:00+03:00")
    (again,) = engine.tasks()
    assert again.attempt == 2
    engine.unanswered(again)
    runs = engine.figures()["regulations"]["welcome"]["runs"]
    assert runs["finished"] == {"bought": 0, "quiet": 1}


def test_time_goes_on(engine: reglament.Engine) -> None:
    engine.post(registered())
    assert engine.advance(datetime(2025, 3, 6, tzinfo=MOSCOW)) == 1
    assert [task.late for task in engine.tasks(late=True)] == [True]
    engine.post(paid("2", "2025-03-06T12:00:00+03:00"))
    assert engine.tasks() == []
    total = engine.figures()["total"]
    assert total["runs"]["finished"] == {"bought": 1, "quiet": 0} or total["runs"]["finished"]["bought"] == 1
    assert total["tasks"]["late"] == 1


def test_effects_are_taken_once(engine: reglament.Engine) -> None:
    engine.post(registered())
    (first, *others) = engine.effects(1)
    assert others == [] and first["client"] == "К-1"
    rest = engine.effects()
    assert "task" in rest[-1] and rest[-1]["due"] == datetime(2025, 3, 5, 10, tzinfo=MOSCOW)
    keys = [(effect["client"], effect["sequence"]) for effect in [first, *rest]]
    assert len(set(keys)) == len(keys)
    assert engine.effects() == []
    assert len(engine.history("К-1")) >= len(keys)


def test_many_events(engine: reglament.Engine) -> None:
    events = [registered(str(i % 5000), f"К-{i % 5000}") for i in range(6000)]
    events.append(registered("x", type_is_wrong := "К-0", time="2025-03-03T10:00:00Z", limit="much"))
    results = engine.post_many(event for event in events)
    assert [sum(r.status == s for r in results) for s in ("accepted", "duplicate", "rejected")] == [5000, 1000, 1]
    assert results[-1].issues and type_is_wrong in engine.clients
    with pytest.raises(reglament.EventRejected):
        engine.post_many([registered("y", limit="much")], strict=True)


def test_threads_share_an_engine(engine: reglament.Engine) -> None:
    def work(name: str) -> None:
        engine.post_many(registered(f"{name}{i}", f"{name}{i}") for i in range(2000))
        engine.tasks()
        engine.figures()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engine.figures()["total"]["clients"] == len(engine.tasks()) == 8000


def test_other_threads_run_while_it_works(engine: reglament.Engine, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    rows = (f"{i % 20000},2025{1 + i % 12:02}{1 + i % 28:02},{i}\n" for i in range(200_000))
    table.write_text("who,when,sum\n" + "".join(rows), encoding="utf-8")
    ticks, stop = [], threading.Event()

    def tick() -> None:
        while not stop.wait(0.001):
            ticks.append(1)

    thread = threading.Thread(target=tick)
    thread.start()
    before = len(ticks)
    engine.run(table, map="type=order.paid,subject=who,time=when:%Y%m%d,data.amount=sum", until="2025-12-31")
    during = len(ticks) - before
    stop.set()
    thread.join()
    assert during > 5


def test_reports(engine: reglament.Engine, tmp_path: Path) -> None:
    engine.post(registered())
    engine.report_html(tmp_path / "report.html", title="Отчёт")
    assert "Отчёт" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "К-1" in engine.report_text() and "К-1" in engine.report_text(lang="ru")
    assert engine.tell("К-1") != engine.tell("К-1", lang="ru")


def test_dates_and_facts(engine: reglament.Engine) -> None:
    engine.post(registered())
    engine.post(type="facts.changed", subject="К-1", time="2025-03-03T11:00:00Z", data={"city": "Тверь"})
    with pytest.raises(reglament.EventRejected):
        engine.post(type="facts.changed", subject="К-1", time="2025-03-03T11:00:00Z", data={"city": date(2025, 1, 1)})


def test_wrong_arguments_are_named(engine: reglament.Engine) -> None:
    for rules in ("rules", None):
        with pytest.raises(TypeError, match="takes a Rulebook"):
            reglament.Engine(rules)  # type: ignore[arg-type]
    for task in (99, "survey", ("К-1",)):
        with pytest.raises(TypeError, match="a task, a call or a run is one of"):
            engine.complete(task, {})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="when"):
        engine.post(type="order.paid", when="2025-01-01")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="no role .menager"):
        engine.tasks(role="menager")
    with pytest.raises(TypeError, match="value of type object"):
        engine.post({**registered(), "data": {"limit": object()}})


CALLS = """vocabulary: shop
events:
  order.paid:
    data:
      amount: number
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
  - decide: fee
    table: |
      first
      amount || fee
      > 100  || 0
      -      || 5
  - call: payment
    do: charge
    data:
      sum: amount + fee.fee
    within: 1 minute
    retry:
      at most: 2
      after: 1 minute
    on failure: lost
  - output: done
"""


def test_what_the_host_is_asked_to_do(tmp_path: Path) -> None:
    path = tmp_path / "pay.yaml"
    path.write_text(CALLS, encoding="utf-8")
    engine = reglament.Engine(reglament.load(path))
    engine.post(paid("1", "2025-03-03T10:00:00Z"))
    assert [effect["rows"] for effect in engine.history("К-1") if "rows" in effect] == [[1]]
    (call,) = engine.calls(client="К-1")
    assert (call.action, call.data, call.attempt, call.waits) == ("charge", {"sum": Decimal(15)}, 1, False)
    assert engine.tasks() == []
    engine.failed(call, "no connection", at="2025-03-03T10:00:10Z")
    assert engine.calls()[0].waits
    with pytest.raises(reglament.EventRejected, match="attempt"):
        engine.failed(call, at="2025-03-03T10:00:20Z")
    engine.advance("2025-03-03T10:01:10Z")
    with pytest.raises(reglament.EventRejected, match="receipt"):
        engine.answered(call, at="2025-03-03T10:01:20Z")
    assert engine.answered((call.client, call.number), {"receipt": "R1"}, at="2025-03-03T10:01:20Z")
    assert engine.calls() == []
    told = [effect for effect in engine.effects() if "call" in effect]
    assert [(effect["kind"], effect.get("attempt")) for effect in told] == [
        ("action requested", 1),
        ("action failed", 1),
        ("action requested", 2),
        ("action done", 2),
    ]
    assert told[0]["data"] == told[2]["data"] == {"sum": Decimal(15)}
    assert told[1]["error"] == "no connection"
    assert told[3]["data"] == {"receipt": "R1"}
