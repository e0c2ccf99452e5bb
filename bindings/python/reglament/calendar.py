"""Calendars: when a department works, and when a period is over in it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Union

from . import _reglament

Time = Union[datetime, str]


class Calendar:
    """A calendar of a vocabulary. Times without an offset are read in its zone."""

    def __init__(self, handle: _reglament.Calendar):
        self._handle = handle

    @property
    def zone(self) -> str:
        """The name of its time zone: "Europe/Moscow", "Z"."""
        return self._handle.zone()

    def add(self, start: Time, period: str) -> datetime | None:
        """When a period is over that begins then: "2 working days", "4 working hours", «2 рабочих дня», "90 days".

        None when that is never. A text that is no period is a ValueError.
        """
        return self._handle.add(start, period)

    def subtract(self, end: Time, period: str) -> datetime:
        """When a period begins that is over then."""
        return self._handle.subtract(end, period)

    def worked(self, start: Time, end: Time) -> timedelta:
        """How much is worked between two times; below zero when the second is earlier."""
        return self._handle.worked(start, end)

    def hours(self, day: date) -> list[tuple[time, time]]:
        """What is worked of a day; nothing on a day off. A day that is worked to its end ends at time.max."""
        return [(_time(opens), _time(closes)) for opens, closes in self._handle.hours(day)]

    def is_working_day(self, day: date) -> bool:
        return bool(self._handle.hours(day))

    @property
    def known_years(self) -> set[int]:
        """The years whose holidays it knows; empty when it does not say."""
        return self._handle.known_years()

    def __repr__(self) -> str:
        return f"<Calendar in {self.zone}>"


def _time(minutes: int) -> time:
    return time.max if minutes == 24 * 60 else time(minutes // 60, minutes % 60)
