"""Values go to the engine and come back the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

import reglament

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        Decimal("0.1"),
        Decimal("-12345678901234567890.12345678901234"),
        "",
        "Тверь «центр» 👋",
        date(2025, 2, 28),
        time(9, 30),
        time(9, 30, 15, 250, tzinfo=timezone.utc),
        datetime(2025, 3, 1, 12, 30, 0, 5, tzinfo=timezone.utc),
        datetime(2025, 7, 1, 12, 30, tzinfo=MOSCOW),
        datetime(2025, 7, 1, 12, 30, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        timedelta(days=3, seconds=7, microseconds=11),
        timedelta(days=-1),
        timedelta(microseconds=-1),
        timedelta.min,
        timedelta.max,
        date.min,
        date.max,
        reglament.Months(18),
        [Decimal(1), "a", [None]],
        {"a": Decimal(1), "b b": {"в": [True]}},
    ],
    ids=repr,
)
def test_a_value_comes_back(value: object) -> None:
    back = reglament.feel.evaluate("x", {"x": value})
    assert back == value and type(back) is type(value)
    if isinstance(value, (datetime, time)):
        assert value.utcoffset() == back.utcoffset() and str(value.tzinfo) == str(back.tzinfo)


@pytest.mark.parametrize("given, back", [(1, Decimal(1)), (0.1, Decimal("0.1")), (10**20, Decimal(10**20)), ((1,), [Decimal(1)])])
def test_a_value_comes_back_as_its_like(given: object, back: object) -> None:
    assert reglament.feel.evaluate("x", {"x": given}) == back


def nested(depth: int) -> object:
    return [nested(depth - 1)] if depth else 1


@pytest.mark.parametrize(
    "value, error",
    [
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (Decimal("NaN"), ValueError),
        (10**7000, ValueError),
        (object(), TypeError),
        ({1: 2}, TypeError),
        ({1, 2}, TypeError),
        (b"bytes", TypeError),
        (nested(500), ValueError),
    ],
    ids=lambda v: type(v).__name__,
)
def test_what_has_no_counterpart(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        reglament.feel.evaluate("x", {"x": value})


@pytest.mark.parametrize(
    "text, value",
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("customer class in (\"A\", \"B\")", True),
        ("if limit > 100 then \"big\" else \"small\"", "big"),
        ("last order + duration(\"P1D\")", datetime(2025, 3, 2, 10, tzinfo=timezone.utc)),
    ],
)
def test_expressions(text: str, value: object) -> None:
    names = {"customer class": "A", "limit": 150, "last order": datetime(2025, 3, 1, 10, tzinfo=timezone.utc)}
    assert reglament.feel.evaluate(text, names) == value


@pytest.mark.parametrize(
    "text, value",
    [
        ("@\"23:59:59.987654321\"", time(23, 59, 59, 987654)),
        ("@\"2025-03-01T10:00:00.000001999Z\"", datetime(2025, 3, 1, 10, 0, 0, 1, tzinfo=timezone.utc)),
        ("@\"PT4.123456789S\"", timedelta(seconds=4, microseconds=123456)),
        ("@\"-PT4.123456789S\"", -timedelta(seconds=4, microseconds=123456)),
        ("@\"-PT0.000000001S\"", timedelta()),
    ],
)
def test_finer_than_a_microsecond_is_cut_off(text: str, value: object) -> None:
    assert reglament.feel.evaluate(text, {}) == value


@pytest.mark.parametrize(
    "text, error",
    [
        ("@\"10000-01-01\"", ValueError),
        ("@\"-999999999-01-01\"", ValueError),
        ("@\"0000-12-31T23:59:59Z\"", ValueError),
        ("@\"999999999-12-31T23:59:59.999999999@Europe/Paris\"", ValueError),
        ("@\"P1000000000D\"", OverflowError),
    ],
)
def test_what_python_has_no_value_for(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        reglament.feel.evaluate(text, {})


def test_a_wrong_expression() -> None:
    with pytest.raises(reglament.RulesError) as caught:
        reglament.feel.evaluate("limt > 100", {"limit": 1})
    assert caught.value.issues[0].suggestion == "limit"
