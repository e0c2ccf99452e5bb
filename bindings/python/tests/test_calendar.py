"""Counting in the calendars of a vocabulary."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

import reglament

RULES = reglament.load(
    {
        "vocabulary": "shop",
        "calendar": {"zone": "Europe/Moscow", "hours": "09:00-18:00", "breaks": "13:00-14:00", "holidays": "Russia"},
        "calendars": {"east": {"like": "main", "zone": "Asia/Vladivostok"}},
        "events": {"order.paid": None},
    }
)


def test_adds_and_subtracts_working_time() -> None:
    c = RULES.calendar
    assert c.add("2026-12-30T15:00:00", "2 working days") == datetime.fromisoformat("2027-01-12T15:00:00+03:00")
    assert c.add(datetime(2026, 12, 30, 12, tzinfo=timezone.utc), "4 рабочих часа") == datetime.fromisoformat(
        "2027-01-11T10:00:00+03:00"
    )
    assert c.subtract("2027-01-12T15:00:00", "2 working days") == datetime.fromisoformat("2026-12-30T15:00:00+03:00")
    assert c.worked("2026-06-01T00:00:00", "2026-06-02T00:00:00") == timedelta(hours=8)
    assert c.worked("2026-06-02T00:00:00", "2026-06-01T00:00:00") == -timedelta(hours=8)
    with pytest.raises(ValueError):
        c.add("2026-12-30T15:00:00", "lunch")


def test_knows_days() -> None:
    c = RULES.calendar
    assert c.hours(date(2026, 4, 30)) == [(time(9), time(13)), (time(14), time(17))]
    assert not c.is_working_day(date(2026, 5, 1))
    assert c.known_years == {2025, 2026, 2027}
    assert RULES.calendars["east"].zone == "Asia/Vladivostok"
    assert set(RULES.calendars) == {"main", "east"}
