"""Makes events.jsonl: a year of a small client department, as its CRM would tell it.

    python3 rules/sample/make_sample.py            writes events.jsonl beside this file
    python3 rules/sample/make_sample.py -          writes to standard output

Two hundred clients order in the rhythm of their class. Some fall asleep; then the people of the department do the
tasks of rules/reactivation/wake-up.yaml (or put them off, or forget them), and some of the clients come back. The same
seed gives the same bytes on every Python from 3.9 on: only Random.random() is drawn from.
"""

from __future__ import annotations

import json
import random
import re
import sys
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).parent
SEED = 15
CLIENTS = 200
MOSCOW = timezone(timedelta(hours=3))
YEAR_START = datetime(2025, 1, 9, 9, 0, tzinfo=MOSCOW)  # the first working day
YEAR_END = datetime(2025, 12, 30, 18, 0, tzinfo=MOSCOW)  # the last one

# What the regulation says.
SILENCE = timedelta(days=90)
AGAIN_AFTER = timedelta(days=180)
WAIT = timedelta(days=30)
CLASSES = ("A", "B")
ATTEMPTS = 3

# Class: share of the clients, days between orders, rubles an order, chance to fall asleep after any one order.
RHYTHMS = {
    "A": (0.16, 13, 185_000, 0.028),
    "B": (0.34, 24, 62_000, 0.075),
    "C": (0.33, 38, 19_000, 0.10),
    "D": (0.17, 55, 7_500, 0.20),
}
COMPLAINTS = (
    "Дважды привезли не тот товар",
    "Долго не отвечали на рекламацию",
    "Подняли цену и не предупредили",
    "Сорвали срок отгрузки",
    "Сменился менеджер, условия забыли",
    "Нет нужного ассортимента",
)

rng = random.Random(SEED)


def chance(probability: float) -> bool:
    return rng.random() < probability


def between(low: float, high: float) -> float:
    return low + (high - low) * rng.random()


def around(mean: float) -> float:
    """Near the mean more often than far from it; never below a quarter of it."""
    return mean * (0.25 + 1.5 * (rng.random() + rng.random()) / 2)


def pick(items):
    return items[int(rng.random() * len(items))]


def holidays() -> frozenset[date]:
    """The days off of the vocabulary's calendar."""
    text = (HERE.parent / "vocabulary.yaml").read_text(encoding="utf-8")
    listed = re.search(r"holidays: \[(.*)\]", text)
    assert listed, "the vocabulary lists its holidays on one line"
    return frozenset(date.fromisoformat(day.strip()) for day in listed[1].split(","))


HOLIDAYS = holidays()


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def working_day(start: date, number: int) -> date:
    """The number-th working day after `start`; 0 is `start` itself."""
    while number > 0:
        start += timedelta(days=1)
        number -= is_working(start)
    return start


def add_working_days(start: datetime, number: int) -> datetime:
    return datetime.combine(working_day(start.date(), number), start.timetz())


def in_hours(day: date, opens: float, closes: float) -> datetime:
    return datetime.combine(day, time(), MOSCOW) + timedelta(seconds=int(between(opens, closes) * 3600))


def at_work(after: datetime, days: int) -> datetime:
    """A moment in working hours on the days-th working day after `after`; never before it."""
    if days == 0 and is_working(after.date()) and after.hour < 16:
        return in_hours(after.date(), max(9.2, after.hour + 1), 17.8)
    return in_hours(working_day(after.date(), max(days, 1)), 9.2, 17.8)


class Client:
    """One client's year; its events as (time, type, data)."""

    def __init__(self, number: int):
        self.key = f"К-{number:03}"
        self.events: list[tuple[datetime, str, dict]] = []
        self.last_start: datetime | None = None
        self.begin = YEAR_START if number <= CLIENTS * 4 // 5 else at_work(YEAR_START, int(between(10, 180)))
        self.classes = [(self.begin + timedelta(seconds=17 * number), self.draw_class())]
        self.consents: list[tuple[datetime, bool]] = []

    @staticmethod
    def draw_class() -> str:
        x = rng.random()
        for name, (share, *_) in RHYTHMS.items():
            x -= share
            if x < 0:
                return name
        return "D"

    def add(self, when: datetime, kind: str, **data) -> None:
        if when <= YEAR_END:
            self.events.append((when, kind, data))

    def class_at(self, when: datetime) -> str:
        return [name for since, name in self.classes if since <= when][-1]

    def phone_allowed(self, when: datetime) -> bool:
        return ([True] + [allowed for since, allowed in self.consents if since <= when])[-1]

    def live(self) -> list[tuple[datetime, str, dict]]:
        self.change_class_and_consent()
        order = at_work(self.begin, int(between(1, 20)))
        while order <= YEAR_END:
            self.order(order)
            order = self.next_order(order)
        return self.events

    def change_class_and_consent(self) -> None:
        if chance(0.12):
            self.classes.append((at_work(self.begin, int(between(60, 160))), self.draw_class()))
        if chance(0.10):
            self.consents.append((at_work(self.begin, int(between(15, 90))), False))
            if chance(0.5):
                self.consents.append((at_work(self.consents[-1][0], int(between(20, 90))), True))
        for when, name in self.classes:
            self.add(when, "client.classified", **{"class": name})
        for when, allowed in self.consents:
            self.add(when, "client.consented", phone=allowed)

    def order(self, when: datetime) -> None:
        amount = around(RHYTHMS[self.class_at(when)][2])
        self.add(when, "order.paid", amount=round(amount / 10) * 10, items=1 + int(between(0, 12)))
        if chance(0.2):  # the manager thanks, or asks how it went
            result = "talked" if chance(0.8) else "no answer"
            self.add(at_work(when, int(between(1, 4))), "call.made", result=result)

    def next_order(self, last: datetime) -> datetime:
        """When the client orders next, after whatever the department did about a silence."""
        _, rhythm, _, sleepiness = RHYTHMS[self.class_at(last)]
        if chance(sleepiness):
            own = last + timedelta(days=between(95, 400))  # comes back alone, if ever in this year
        else:
            own = last + timedelta(days=around(rhythm))
        own = in_hours(own.date(), 9, 20)
        fires = last + SILENCE
        if own <= fires or fires > YEAR_END or not self.starts(fires):
            return own
        self.last_start = fires
        won = self.wake_up(fires, own)
        return min(own, won) if won else own

    def starts(self, when: datetime) -> bool:
        rested = self.last_start is None or self.last_start + AGAIN_AFTER <= when
        return self.class_at(when) in CLASSES and self.phone_allowed(when) and rested

    def wake_up(self, start: datetime, own: datetime) -> datetime | None:
        """The department's work on one sleeping client, until its own next order; the order it was won back with."""
        asked = self.survey(start, own)
        if asked is None:
            return None
        when, reason = asked
        steps = [("mend", 5), ("reconcile", 2)] if reason == "offended" else [("offer", 2)]
        for task, norm in steps:
            done = self.when_done(when, norm)
            if done is None or done >= own:
                return None
            self.add(done, "task.done", task=task, answers={})
            when = done
        if not chance(0.62):
            return None
        return at_work(when, 1 + int(between(0, 17)))  # within the thirty days that the regulation waits

    def survey(self, created: datetime, own: datetime) -> tuple[datetime, str] | None:
        for _ in range(ATTEMPTS):
            when = self.when_done(created, 2)
            if when is None or when >= own:
                return None
            if chance(0.68):
                self.add(when, "call.made", result="talked")
                reason = "offended" if chance(0.4) else "forgot"
                answers = {"reason": reason}
                if reason == "offended":
                    answers["complaint"] = pick(COMPLAINTS)
                self.add(when, "task.done", task="survey", answers=answers)
                return when, reason
            self.add(when, "call.made", result="no answer")
            self.add(when, "task.unanswered", task="survey")
            created = add_working_days(when, 1)  # when the next attempt is due to begin
        return None

    @staticmethod
    def when_done(created: datetime, norm: int) -> datetime | None:
        """Mostly in time, sometimes late, now and then never."""
        x = rng.random()
        if x < 0.05:
            return None
        if x < 0.20:
            return at_work(created, norm + 1 + int(between(0, 4)))
        return at_work(created, int(between(0, norm)))


def make() -> str:
    told = []
    for number in range(1, CLIENTS + 1):
        client = Client(number)
        told += [(when, client.key, kind, data) for when, kind, data in client.live()]
    told.sort(key=lambda event: event[:2])  # stable: what a client did in one moment keeps its order
    lines = []
    for number, (when, key, kind, data) in enumerate(told, 1):
        event = {"specversion": "1.0", "id": f"{number:05}", "source": "crm.sample", "type": kind,
                 "subject": key, "time": when.isoformat(), "data": data}  # fmt: skip
        lines.append(json.dumps(event, ensure_ascii=False, separators=(",", ":")))
    return "\n".join(lines) + "\n"


def main() -> None:
    text = make()
    if sys.argv[1:] == ["-"]:
        sys.stdout.buffer.write(text.encode())
    else:
        (HERE / "events.jsonl").write_bytes(text.encode())


if __name__ == "__main__":
    main()
