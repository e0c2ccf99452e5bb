"""Columns: every row as it would be evaluated alone, whatever the column is made of."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Callable, Dict, List

import pytest

from reglament import feel

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")

UTC = timezone.utc
CITIES = ["Тверь", "Москва", "", "a", "Ö\U0001f44b", "long" * 50]


def column(data: Any) -> List[Any]:
    """What FEEL sees of a column."""
    return feel.compile("x", ["x"]).columns({"x": data}).to_list()


# --- numpy ---


@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_whole_numbers_of_numpy(kind: str) -> None:
    limits = np.iinfo(kind)
    assert column(np.array([limits.min, 0, limits.max], kind)) == [limits.min, 0, limits.max]


@pytest.mark.parametrize(
    "array, values",
    [
        (np.array([0.1, -2.5, 1e300, np.nan, np.inf]), [Decimal("0.1"), Decimal("-2.5"), Decimal("1e300"), None, None]),
        (np.array([0.1, np.nan], "f4"), [Decimal("0.1"), None]),
        (np.array([0.5], "f2"), [Decimal("0.5")]),
        (np.array([True, False]), [True, False]),
        (np.array([1, 2], ">i4"), [1, 2]),
        (np.arange(10)[::-3], [9, 6, 3, 0]),
        (np.array(CITIES), CITIES),
        (np.array(["a", "\ud83d", "b"]), ["a", None, "b"]),
        (np.array(["a", None, 1, float("nan"), Decimal("0.1")], object), ["a", None, 1, None, Decimal("0.1")]),
        (np.array(["2025-02-28", "NaT"], "M8[D]"), [date(2025, 2, 28), None]),
        (np.array(["1960-02-28T10:00:00.5", "NaT"], "M8[ms]"), [datetime(1960, 2, 28, 10, 0, 0, 500_000), None]),
        (np.array(["2025-02-28T10:30:00.000001"], "M8[ns]"), [datetime(2025, 2, 28, 10, 30, 0, 1)]),
        (np.array(["2025-02-28T10"], "M8[h]"), [datetime(2025, 2, 28, 10)]),
        (np.array([-1, "NaT"], "m8[us]"), [timedelta(microseconds=-1), None]),
        (np.ma.array([1, 2, 3], mask=[0, 1, 0]), [1, None, 3]),
        (np.ma.array([1, 2]), [1, 2]),
    ],
    ids=str,
)
def test_numpy(array: Any, values: List[Any]) -> None:
    assert column(array) == values


@pytest.mark.parametrize(
    "data, error",
    [
        (np.zeros((2, 2)), ValueError),
        (np.array([1j]), TypeError),
        (np.array([b"a"]), TypeError),
        (np.array(["2025"], "M8[Y]"), TypeError),
        (np.array([(1, 2)], "i4,i4"), TypeError),
        (pa.array([[1]]), TypeError),
        (pa.array([{"a": 1}]), TypeError),
        (pa.array([b"a"]), TypeError),
    ],
    ids=str,
)
def test_what_is_no_column(data: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        column(data)


# --- Arrow ---

ARROW: List[Any] = [
    pa.array([1, None, -3], kind) for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64())
] + [
    pa.array([1, None, 3], kind) for kind in (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())
] + [
    pa.array([True, None, False] * 9),
    pa.array([None, None]),
    pa.array([], pa.string()),
    pa.array(CITIES + [None]),
    pa.array(CITIES + [None], pa.large_string()),
    pa.array(CITIES + [None], pa.string_view()),
    pa.array(["a", None, "b", "a"]).dictionary_encode(),
    pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.uint8()), pa.array([Decimal("0.5"), None])),
    pa.array([date(2025, 2, 28), None, date(1, 1, 1)], pa.date32()),
    pa.array([date(2025, 2, 28), None, date(1960, 1, 1)], pa.date64()),
    pa.array([datetime(2025, 2, 28, 10, 30), None], pa.timestamp("s")),
    pa.array([datetime(1960, 2, 28, 10, 30, 0, 5), None], pa.timestamp("us")),
    pa.array([datetime(2025, 2, 28, 10, 30, tzinfo=UTC)], pa.timestamp("ms", "UTC")),
    pa.array([datetime(2025, 7, 28, 10, 30, 0, 7, tzinfo=UTC)], pa.timestamp("us", "Europe/Moscow")),
    pa.array([datetime(2025, 7, 28, 10, 30, tzinfo=UTC)], pa.timestamp("us", "+03:00")),
    pa.array([time(9, 30), None], pa.time32("s")),
    pa.array([time(9, 30, 0, 5), None], pa.time64("us")),
    pa.array([timedelta(days=-1, microseconds=5), None], pa.duration("us")),
    pa.array([Decimal("0.10"), None, Decimal("-12.5")], pa.decimal128(20, 2)),
    pa.array([Decimal("-1234567890123456789012345678901.234")], pa.decimal128(34, 3)),
    pa.array([Decimal("1200"), Decimal("-100")], pa.decimal128(4, -2)),
    pa.chunked_array([[1, 2], [], [None, 4]]),
]


@pytest.mark.parametrize("array", ARROW, ids=lambda a: f"{a.type}-{len(a)}")
def test_arrow(array: Any) -> None:
    values = array.to_pylist()
    assert column(array) == values
    assert column(array.slice(1)) == values[1:]


def test_floats_of_arrow() -> None:
    assert column(pa.array([0.1, None, float("nan")])) == [Decimal("0.1"), None, None]
    assert column(pa.array([0.1, None], pa.float32())) == [Decimal("0.1"), None]


def test_a_text_seen_long_ago() -> None:
    texts = [f"text {i % 3000}" for i in range(9000)]
    assert column(pa.array(texts)) == texts and column(np.array(texts)) == texts


# --- Tables, lists, constants ---


def test_lists_and_constants() -> None:
    compiled = feel.compile("a > limit", ["a", "limit"])
    assert compiled.columns({"a": [1, None, Decimal("10.5")], "limit": 10}).to_list() == [False, None, True]
    assert compiled.columns({"a": (1,), "limit": np.float64(0.5)}).to_list() == [True]


def test_tables() -> None:
    compiled = feel.compile('amount > 10 and city = "a"', ["amount", "city", "other"])
    data = {"amount": [5.0, 15.0, None], "city": ["a", "a", "b"]}
    assert compiled.columns(pa.table(data)).to_list() == [False, True, False]
    assert compiled.columns(pa.record_batch(data)).to_list() == [False, True, False]


def test_frames_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    data = {
        "n": pandas.array([1, None], dtype="Int64"),
        "t": pandas.to_datetime(["2025-01-01", None]).tz_localize("UTC"),
        "s": pandas.Categorical(["a", None]),
    }
    both = feel.compile("[n, t, s]", ["n", "t", "s"]).columns(pandas.DataFrame(data)).to_list()
    assert both == [[1, datetime(2025, 1, 1, tzinfo=UTC), "a"], [None, None, None]]


def test_frames_of_polars() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"n": [0.1, None], "s": ["a", None], "d": [date(2025, 1, 1), None]})
    assert feel.compile("[n, s, d]", ["n", "s", "d"]).columns(frame).to_list() == [
        [Decimal("0.1"), "a", date(2025, 1, 1)],
        [None, None, None],
    ]


def test_how_many_rows() -> None:
    constant = feel.compile("1 + 1")
    assert constant.columns({"x": np.zeros(3)}).to_list() == [2, 2, 2]
    assert constant.columns(pa.table({"x": [1, 2]})).to_list() == [2, 2]
    assert len(feel.compile("x", ["x"]).columns({"x": []})) == 0
    with pytest.raises(ValueError):
        constant.columns({"x": 5})
    with pytest.raises(ValueError, match="column 'b' has 3 rows"):
        feel.compile("a + b", ["a", "b"]).columns({"a": [1, 2], "b": [1, 2, 3]})
    with pytest.raises(KeyError):
        feel.compile("a + b", ["a", "b"]).columns({"a": [1, 2]})


# --- Results ---


@pytest.mark.parametrize(
    "text, type_, arrow, numpy",
    [
        ("x > 1", "boolean", pa.bool_(), [False, False, True]),
        ("x * 2", "number", pa.float64(), [2.0, np.nan, 4.0]),
        ("string(x)", "string", pa.string(), ["1", None, "2"]),
        ('date("2025-01-01") + x * @"P1D"', "date", pa.date32(), ["2025-01-02", "NaT", "2025-01-03"]),
        (
            'date and time("2025-01-01T00:00:00Z") + x * @"PT1H"',
            "date and time",
            pa.timestamp("us", "UTC"),
            ["2025-01-01T01", "NaT", "2025-01-01T02"],
        ),
        ('x * @"PT1S"', "days and time duration", pa.duration("us"), [10**6, "NaT", 2 * 10**6]),
        ("if x = 1 then null else null", "Any", pa.null(), [None, None, None]),
    ],
)
def test_what_arrays_become_of_results(text: str, type_: str, arrow: Any, numpy: List[Any]) -> None:
    result = feel.compile(text, ["x"]).columns({"x": [1, None, 2]})
    assert result.type == type_ and pa.array(result).type == arrow
    made = np.asarray(result)
    assert np.array_equal(made, np.array(numpy, made.dtype), equal_nan=made.dtype.kind in "fMm")
    values = result.to_list()
    assert pa.array(result).to_pylist() == values
    assert list(result.is_null()) == [v is None for v in values] and result.null_count == values.count(None)


def test_results_of_several_kinds() -> None:
    result = feel.compile("x", ["x"]).columns({"x": [1, "a", [1, 2]]})
    assert result.type == "Any" and result.to_numpy().tolist() == [1, "a", [1, 2]]
    with pytest.raises(TypeError):
        pa.array(result)


def test_a_result_is_a_sequence() -> None:
    result = feel.compile("x", ["x"]).columns({"x": [1, None, 3]})
    assert (result[0], result[-1], result[1:], len(result), list(result)) == (1, 3, [None, 3], 3, [1, None, 3])
    assert 3 in result and repr(result) == "<Column of 3, number: Decimal('1'), None, Decimal('3')>"
    with pytest.raises(IndexError):
        result[3]


def test_a_condition_picks_rows() -> None:
    amounts = np.array([5.0, np.nan, 20.0])
    assert amounts[feel.compile("a > 10", ["a"]).columns({"a": amounts})].tolist() == [20.0]


def test_a_result_goes_on_exactly() -> None:
    third = feel.compile("x / 3", ["x"]).columns({"x": [1]})
    assert feel.compile("y * 3 = 1", ["y"]).columns({"y": third}).to_list() == [False]
    assert feel.compile("y", ["y"]).columns({"y": third})[0] == Decimal("0." + "3" * 34)


def test_decimals_that_are_asked_for() -> None:
    result = feel.compile("x * 0.1", ["x"]).columns({"x": [1, -25, None, 12345]})
    assert pa.array(result, pa.decimal128(10, 2)).to_pylist() == [
        Decimal("0.10"),
        Decimal("-2.50"),
        None,
        Decimal("1234.50"),
    ]
    assert pa.array(result, pa.decimal128(10, 0)).to_pylist() == [0, -2, None, 1234]
    with pytest.raises(ValueError, match="does not fit"):
        pa.array(result, pa.decimal128(4, 2))


# --- Random data against a row at a time ---


def random_rows(n: int) -> Dict[str, List[Any]]:
    rng = random.Random(7)
    maybe: Callable[[Any], Any] = lambda v: None if rng.random() < 0.1 else v
    return {
        "доход": [maybe(round(rng.uniform(-1e4, 1e4), rng.randrange(9))) for _ in range(n)],
        "city": [maybe(rng.choice(CITIES)) for _ in range(n)],
        "vip": [maybe(rng.random() < 0.5) for _ in range(n)],
        "visits": [maybe(rng.randrange(100)) for _ in range(n)],
        "since": [maybe(date(2020, 1, 1) + timedelta(days=rng.randrange(2000))) for _ in range(n)],
        "at": [maybe(datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(10**7))) for _ in range(n)],
    }


def as_numpy(values: List[Any]) -> Any:
    kind = type(next(v for v in values if v is not None))
    if kind is float:
        return np.array([np.nan if v is None else v for v in values])
    if kind is date:
        return np.array(values, "M8[D]")
    if kind is int:
        return np.ma.array([v or 0 for v in values], mask=[v is None for v in values])
    return np.array(values, object)


@pytest.mark.parametrize("make", [as_numpy, pa.array, list], ids=["numpy", "arrow", "list"])
@pytest.mark.parametrize(
    "text",
    [
        'доход > 1000 and city = "Тверь"',
        "доход * visits + 0.1",
        'if vip then city else "none"',
        "visits in [10..20] or not(vip)",
        'since + @"P1M" > date("2022-01-01")',
        'at > date and time("2025-02-01T00:00:00Z")',
        "count([доход, visits][item != null])",
    ],
)
def test_as_row_by_row(text: str, make: Callable[[List[Any]], Any]) -> None:
    data = random_rows(500)
    compiled = feel.compile(text, list(data))
    rows = [compiled(dict(zip(data, row))) for row in zip(*data.values())]
    assert compiled.columns({name: make(values) for name, values in data.items()}).to_list() == rows


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="signals of POSIX")
def test_a_long_call_can_be_interrupted() -> None:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(TimeoutError):
            feel.compile("sum(for i in 1..100000 return i + x)", ["x"]).columns({"x": np.arange(100_000)})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_nothing_is_imported_that_is_not_given() -> None:
    code = """
import sys
from reglament import feel
assert feel.compile("a + 1", ["a"]).columns({"a": [1, 2]}).to_list() == [2, 3]
assert not {"numpy", "pandas", "pyarrow", "polars"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("text", [
    "m > 0.1", "m <= 0.3", "m in [0.1..2.5)", "m != 1", "n >= 9007199254740993", "n = 9223372036854775807", "n < -1.5",
    "w in (1, 2.5, 3)", "b and m > 0", "not(b) or n > 5", 'c in ("A", "B")', 'c != "A" and w > 1', "m + n > 3 and b",
    "n > 2 and modulo(n, 2) = 0", "c = null or m = null", 'n > 3 and s = "x"',
])
def test_buffers_give_what_values_do(text: str) -> None:
    draw = np.random.default_rng(5)
    size = 3_000
    edges = [0.1, 0.3, 0.30000000000000004, 2.5, 1.0, -0.0, np.nan, np.inf, 1e308]
    wholes = [0, 3, 4, 9007199254740992, 9007199254740993, 2**63 - 1, -(2**63), -2]
    columns: Dict[str, Any] = {
        "m": draw.choice(edges, size),
        "n": draw.choice(np.array(wholes, dtype="int64"), size),
        "w": draw.integers(0, 5, size, dtype="int32"),
        "b": draw.random(size) < 0.5,
        "s": "x",
    }
    words = draw.choice(["A", "B", "C", None], size)
    texts = pa.array(words.tolist()).dictionary_encode()
    nulls = pa.array(columns["n"], mask=draw.random(size) < 0.2)
    compiled = feel.compile(text, ["m", "n", "w", "b", "c", "s"])
    for n, c in [(columns["n"], words.tolist()), (columns["n"], texts), (nulls, texts), (nulls.slice(0), texts.slice(0))]:
        lists = {name: column.tolist() if hasattr(column, "tolist") else column for name, column in columns.items()}
        lists |= {"n": n.tolist(), "c": words.tolist()}
        assert compiled.columns({**columns, "n": n, "c": c}).to_list() == compiled.columns(lists).to_list()
    half = {name: column[7:1_001] if hasattr(column, "tolist") else column for name, column in columns.items()}
    sliced = {**half, "n": nulls.slice(7, 994), "c": texts.slice(7, 994)}
    assert compiled.columns(sliced).to_list() == compiled.columns({**columns, "n": nulls, "c": texts}).to_list()[7:1_001]
    every_second = {name: column[::2] if hasattr(column, "tolist") else column for name, column in columns.items()}
    found = compiled.columns({**every_second, "c": texts.take(pa.array(range(0, size, 2)))}).to_list()
    assert found == compiled.columns({**columns, "c": texts}).to_list()[::2]
