"""What the sample department is made of: time, chance, people, names."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

RULES = Path(__file__).resolve().parents[2]
SEED = 7
MOSCOW = timezone(timedelta(hours=3))
BEGIN = datetime(2024, 1, 9, 9, 0, tzinfo=MOSCOW)
END = datetime(2025, 12, 30, 18, 0, tzinfo=MOSCOW)
OPENS, CLOSES = 9 * 3600, 18 * 3600  # seconds of the day


class Chance:
    """A stream of chance of its own for each name, so that a change in one life leaves the others as they were.

    Only Random.random() is drawn from, which gives the same on every Python.
    """

    def __init__(self, name: str):
        self._random = random.Random(f"{SEED} {name}")

    def happens(self, percent: float) -> bool:
        return self._random.random() * 100 < percent

    def whole(self, low: int, high: int) -> int:
        """From low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, items):
        return items[self.whole(0, len(items) - 1)]

    def weighed(self, weights: dict):
        """One of the keys, as often as its whole number says."""
        at = self.whole(1, sum(weights.values()))
        for item, weight in weights.items():
            at -= weight
            if at <= 0:
                return item
        raise AssertionError("weights are whole numbers")

    def some(self, items, most: int) -> list:
        """Between one and `most` of the items, in their order."""
        left = list(items)
        while len(left) > most:
            left.pop(self.whole(0, len(left) - 1))
        return left[: self.whole(1, len(left))]


def holidays() -> frozenset[date]:
    """The days off of the vocabulary's calendar."""
    text = (RULES / "vocabulary.yaml").read_text(encoding="utf-8")
    listed = re.search(r"holidays: \[(.*)\]", text)
    assert listed, "the vocabulary lists its holidays on one line"
    return frozenset(date.fromisoformat(day.strip()) for day in listed[1].split(","))


HOLIDAYS = holidays()


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def working_day(start: date, number: int) -> date:
    """The number-th working day after `start`; 0 is `start` itself or the first working day after it."""
    while number > 0 or not is_working(start):
        start += timedelta(days=1)
        number -= is_working(start) and number > 0
    return start


def moment(day: date, second: int) -> datetime:
    return datetime.combine(day, time(), MOSCOW) + timedelta(seconds=second)


def in_hours(when: datetime) -> datetime:
    """The moment itself when somebody is at work then, else the next morning's first half-hour."""
    second = when.hour * 3600 + when.minute * 60 + when.second
    early = (when.minute * 60 + when.second) % 1800
    if not is_working(when.date()) or second >= CLOSES:
        return moment(working_day(when.date() + timedelta(days=1), 0), OPENS + early)
    return when if second >= OPENS else moment(when.date(), OPENS + early)


@dataclass(frozen=True)
class Person:
    """How somebody of the department works: in per cent of their tasks."""

    name: str
    position: str = ""
    late: int = 8
    forgets: int = 1
    slips: int = 3  #: takes another branch than the truth
    away: list[tuple[date, date]] = field(default_factory=list)

    def there(self, day: date) -> bool:
        return not any(first <= day <= last for first, last in self.away)


def days(*spans: str) -> list[tuple[date, date]]:
    return [tuple(date.fromisoformat(day) for day in span.split("..")) for span in spans]  # type: ignore[misc]


def absences(person: str) -> list[tuple[date, date]]:
    """When somebody of the document `people` is away."""
    text = (RULES / "people.yaml").read_text(encoding="utf-8")
    theirs = re.search(rf"^  {person}:\n((?:    .*\n)+)", text, re.M)
    assert theirs, f"{person} is one of rules/people.yaml"
    spans = re.findall(r"- from: (\S+)\n +to: (\S+)", theirs[1])
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]


HEAD, DEVELOPER, LEADER, CONSULTANT = "Павел Ершов", "Денис Кравцов", "Роман Титов", "Лидия Мельник"
# Those whom the facts of a client name are in no document `people`: with their roles there, the desk would give tasks out to whoever has few,
# and without roles, pay and control would take them for strangers to theirs. So when they are away is told here.
MANAGERS = ("Ольга Белова", "Артём Лисин", "Вера Крылова")
PEOPLE = {
    person.name: person
    for person in (
        Person(HEAD, late=18, forgets=2, away=days("2024-08-05..2024-08-18", "2025-07-14..2025-07-27")),
        Person("Ольга Белова", "client manager", late=4, forgets=1, slips=1,
               away=days("2024-06-17..2024-06-30", "2025-06-16..2025-06-29")),
        Person("Артём Лисин", "client manager", late=12, forgets=3, slips=4,
               away=days("2024-07-15..2024-07-28", "2025-02-10..2025-02-21", "2025-08-04..2025-08-17")),
        Person("Вера Крылова", "client manager", late=24, forgets=8, slips=9,
               away=days("2024-09-09..2024-09-22", "2025-09-01..2025-09-14", "2025-11-24..2025-12-05")),
        Person(DEVELOPER, "developer", late=14, forgets=3, slips=5, away=days("2024-07-01..2024-07-14", "2025-08-18..2025-08-31")),
        Person(LEADER, late=10, forgets=2, away=days("2024-08-19..2024-09-01", "2025-07-28..2025-08-10")),
        Person(CONSULTANT, "consultant", late=6, forgets=1, away=days("2024-05-13..2024-05-26", "2025-05-19..2025-06-01")),
        Person("irina", "support operator", late=5, forgets=0, slips=1),
        Person("gleb", "support operator", late=15, forgets=1, slips=3, away=absences("gleb")),
        Person("timur", late=9, forgets=1),
        Person("nina", late=7, forgets=1),
        Person("lead", late=10, forgets=1),
    )
}  # fmt: skip

HOLDERS = {  # of roles that nobody holds for the client in hand
    "client manager": MANAGERS[0], "developer": DEVELOPER, "project manager": LEADER, "consultant": CONSULTANT,
    "support operator": "irina", "technical support": "timur", "head of support": "lead",
}  # fmt: skip

TOWNS = ("Омск", "Тверь", "Пермь", "Казань", "Тула")
WORDS = ("Кедр", "Сосна", "Ольха", "Ясень", "Клён", "Рябина", "Ива", "Дуб", "Липа", "Тополь", "Снегирь", "Сокол", "Кречет", "Стриж",
         "Грач", "Журавль", "Чайка", "Филин", "Щегол", "Дрозд", "Гранит", "Базальт", "Яшма", "Агат", "Опал", "Кварц", "Слюда", "Мрамор",
         "Нефрит", "Берилл", "Якорь", "Парус", "Компас", "Маяк", "Причал", "Штурвал", "Вымпел", "Румб", "Фрегат", "Шлюз")  # fmt: skip
NAMES = [f"{word}-{town}" for town in TOWNS for word in WORDS]
