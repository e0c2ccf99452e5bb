"""FEEL on its own: evaluated once, compiled, with its types and what it says of mistakes. Columns: test_columns.py."""

from __future__ import annotations

import pickle
from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, List
from zoneinfo import ZoneInfo

import pytest

import reglament
from reglament import feel

MOSCOW = ZoneInfo("Europe/Moscow")
UTC = timezone.utc


@pytest.mark.parametrize(
    "text, names, value",
    [
        ("0.1 + 0.2", {}, Decimal("0.3")),
        ("a + b", {"a": 0.1, "b": 0.2}, Decimal("0.3")),
        ("a * 3 / 3", {"a": 1}, Decimal("1")),
        ("a", {"a": 2**100}, Decimal(2**100)),
        ("date of birth", {"date of birth": date(1990, 5, 17)}, date(1990, 5, 17)),
        ("доход - расход", {"доход": Decimal("100.10"), "расход": 50}, Decimal("50.10")),
        ("клиент.город", {"клиент": {"город": "Тверь"}}, "Тверь"),
        ("orders[amount > 10].amount", {"orders": [{"amount": 5}, {"amount": 15}]}, [Decimal(15)]),
        ("for x in xs return x * x", {"xs": (1, 2)}, [Decimal(1), Decimal(4)]),
        ("[1..10)", {}, feel.Range(Decimal(1), Decimal(10), False, True)),
        ("5 in r", {"r": feel.Range(1, 5, high_open=True)}, False),
        ("(< 10)", {}, feel.Range(None, Decimal(10), True, True)),
        ("d + @\"P1M\"", {"d": date(2025, 1, 31)}, date(2025, 2, 28)),
        ("a - b", {"a": datetime(2025, 3, 2), "b": datetime(2025, 3, 1)}, timedelta(days=1)),
        ("m", {"m": reglament.Months(18)}, reglament.Months(18)),
        ("nothing", {"nothing": None}, None),
    ],
)
def test_evaluate(text: str, names: Any, value: object) -> None:
    assert feel.evaluate(text, names) == value
    assert feel.compile(text, list(names)).evaluate(names) == value


def test_a_local_time_stays_local() -> None:
    back = feel.evaluate("x", {"x": datetime(2025, 1, 1, 12)})
    assert back == datetime(2025, 1, 1, 12) and back.tzinfo is None
    assert feel.evaluate("x", {"x": time(9, 30)}) == time(9, 30)


def test_a_zone_is_kept_by_its_name() -> None:
    back = feel.evaluate("x + @\"P1D\"", {"x": datetime(2025, 7, 1, 12, tzinfo=MOSCOW)})
    assert back == datetime(2025, 7, 2, 12, tzinfo=MOSCOW) and str(back.tzinfo) == "Europe/Moscow"


def test_local_and_zoned_times_meet_in_a_zone() -> None:
    names = {"local": datetime(2025, 1, 1), "zoned": datetime(2024, 12, 31, 22, tzinfo=UTC)}
    assert feel.evaluate("local < zoned", names) is None
    assert feel.evaluate("local < zoned", names, zone="Europe/Moscow") is True
    assert feel.evaluate("local < zoned", names, zone=ZoneInfo("UTC")) is False


def test_now_is_the_clock_or_what_is_said() -> None:
    before = datetime.now(UTC)
    assert before - timedelta(seconds=1) <= feel.evaluate("now()") <= datetime.now(UTC)
    at = datetime(2025, 3, 1, 22, tzinfo=UTC)
    assert feel.evaluate("now()", now=at) == at
    assert feel.evaluate("today()", now=at, zone=MOSCOW) == date(2025, 3, 2)
    assert feel.compile("today()")(now="2025-03-01T22:00:00Z") == date(2025, 3, 1)


def test_the_words_of_regulations() -> None:
    assert feel.evaluate("класс = «A» и не (лимит > 10)", {"класс": "A", "лимит": 5}, regulation=True) is True
    with pytest.raises(feel.FeelError):
        feel.evaluate("класс = «A»", {"класс": "A"})


def test_functions_go_from_text_to_text() -> None:
    add = feel.evaluate("function(a) a + limit", {"limit": 5})
    assert isinstance(add, feel.Function)
    assert feel.evaluate("add(2)", {"add": add}) == 7
    assert feel.compile("for x in xs return add(x)", ["xs", "add"])({"xs": [1, 2], "add": add}) == [6, 7]
    assert feel.evaluate("f(4)", {"f": feel.evaluate("abs")}) == 4
    with pytest.raises(TypeError):
        reglament.load({"a": add})


def test_numbers_of_numpy_are_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    names = {"i": numpy.int64(3), "f": numpy.float32(0.5), "b": numpy.bool_(True)}
    assert feel.evaluate("if b then i + f else 0", names) == Decimal("3.5")


def test_any_mapping_is_a_context() -> None:
    assert feel.evaluate("a + b", ChainMap({"a": 1}, {"b": 2})) == 3
    assert feel.compile("a + b", ["a", "b"])(ChainMap({"a": 1}, {"b": 2})) == 3
    with pytest.raises(TypeError):
        feel.evaluate("1", [1])  # type: ignore[arg-type]


# --- What is wrong ---


def test_a_wrong_text_says_where() -> None:
    with pytest.raises(reglament.FeelError) as caught:
        feel.compile("income > 10 and\n  limt > 1", ["income", "limit"])
    (issue,) = caught.value.issues
    assert (issue.code, issue.severity, issue.suggestion) == ("feel-unknown-name", "error", "limit")
    assert (issue.file, issue.line, issue.column, issue.end_line, issue.end_column) == ("expression", 2, 3, 2, 7)
    assert "^^^^" in str(caught.value) and isinstance(caught.value, reglament.RulesError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is feel.FeelError and again.issues == caught.value.issues


def test_a_wrong_text_in_russian() -> None:
    with pytest.raises(feel.FeelError, match="неизвестн"):
        feel.evaluate("дохд > 1", {"доход": 1}, lang="ru")


def test_why_it_is_null() -> None:
    why: List[reglament.Issue] = []
    assert feel.evaluate("1 + a * 2", {"a": "x"}, issues=why) is None
    assert [(issue.severity, issue.column) for issue in why if issue.code == "feel-type-mismatch"] == [("warning", 5)]
    compiled = feel.compile("1 + a * 2", ["a"])
    assert compiled.issues == []
    why = []
    assert compiled.evaluate({"a": "x"}, issues=why, lang="ru") is None
    assert why[0].code == "feel-type-mismatch" and why[0].end_column == 10
    why = []
    assert compiled({"a": 1}, issues=why) == 3 and why == []


def test_why_it_has_its_value() -> None:
    told = "amount > 100 and vip — no\n  amount > 100 — no\n    amount — 50\n  vip — not needed\n"
    names = {"amount": 50, "vip": True}
    assert feel.why("amount > 100 and vip", names) == told
    compiled = feel.compile("amount > 100 and vip", ["amount", "vip"])
    assert compiled.why(names) == told and compiled.why() != told
    assert feel.why("класс = «A»", {"класс": "B"}, regulation=True, lang="ru") == "класс = «A» — нет\n  класс — \"B\"\n"
    assert feel.why("today()", now="2025-03-01T22:00:00Z", zone=MOSCOW).startswith("today() — 2025-03-02")
    with pytest.raises(feel.FeelError, match="неизвестн"):
        feel.why("amont > 1", {"amount": 1}, lang="ru")
    with pytest.raises(ValueError):
        compiled.why(names, lang="fr")


def test_what_a_context_lacks_is_null() -> None:
    assert feel.compile("a = null", ["a"])() is True
    assert feel.compile("a = null", ["a"])({"b": 1}) is True


def test_what_a_program_does_not_read_is_not_converted() -> None:
    assert feel.compile("a", ["a", "b"])({"a": 1, "b": object()}) == 1


# --- Types ---


def test_types_find_more() -> None:
    assert feel.compile("a > 5", {"a": "date"}).issues[0].severity == "warning"
    assert feel.compile("a > 5", ["a"]).issues == []


@pytest.mark.parametrize(
    "python, text",
    [
        (int, "number"),
        (float, "number"),
        (Decimal, "number"),
        (str, "string"),
        (bool, "boolean"),
        (date, "date"),
        (time, "time"),
        (datetime, "date and time"),
        (timedelta, "days and time duration"),
        (feel.Months, "years and months duration"),
        (list, "list"),
        (List[int], "list<number>"),
        (dict, "context"),
        (Any, "Any"),
        ("context<a: number, b b: list<date>>", "context<a: number, b b: list<date>>"),
        ("function<number> -> string", "function<number> -> string"),
        ("range<date>", "range<date>"),
        ("dateTime", "date and time"),
    ],
    ids=str,
)
def test_a_type_and_its_text(python: Any, text: str) -> None:
    assert feel.compile("x", {"x": python}).result_type == text


@pytest.mark.parametrize(
    "wrong, error", [("numbr", ValueError), ("list<", ValueError), (set, TypeError), (3, TypeError)]
)
def test_what_is_no_type(wrong: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        feel.compile("x", {"x": wrong})


def test_one_text_is_not_names() -> None:
    with pytest.raises(TypeError):
        feel.compile("x", "x")


@pytest.mark.parametrize("value", ["a", True, date(2025, 1, 1), [1], {"a": 1}, None, feel.Range(1, 2)], ids=str)
def test_a_value_of_another_type_than_declared(value: object) -> None:
    assert feel.compile("x > 5", {"x": "number"})({"x": value}) is None
    assert feel.compile("x + 5", {"x": "number"})({"x": value}) is None


def test_an_expression_shows_itself_and_is_pickled() -> None:
    compiled = feel.compile("доход > 10", {"доход": int})
    assert repr(compiled) == "<Expression 'доход > 10': boolean>"
    again = pickle.loads(pickle.dumps(compiled))
    assert again.names == {"доход": "number"} and again.text == compiled.text and again({"доход": 11}) is True


def test_threads_share_an_expression() -> None:
    compiled = feel.compile("sum(for i in 1..n return i)", {"n": int})
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda n: compiled({"n": n}), range(1, 200)))
    assert results == [Decimal(n * (n + 1) // 2) for n in range(1, 200)]
