"""Logs of cases: read once, compared as often as one likes; data frames and rows are logs too."""

from __future__ import annotations

import contextlib
import csv
import math
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, TextIO

from . import _reglament
from .errors import EventRejected
from .issues import Issue, issues_of
from .rulebook import Rulebook, Rules, load


_DATA = re.compile(r"(?:^|,)\s*data\.([^=,]+)=")


class CaseLog:
    """What was done in each case of a process, in memory.

    `log` is a file (XES, a table, CloudEvents; also compressed by gzip), a data frame (pandas, polars, an Arrow table), or
    rows: dicts of the same names. It is read for `rules`: in the zone of their department, unless `zone` says another, and with
    what their conditions read of cases and events. Without rules times that have no zone are UTC, and kept are `values`:
    unless said, all columns of a frame or of rows, and what the mapping (as control() takes it) calls data.NAME. Raises
    EventRejected when it cannot be read; single bad lines are issues.
    """

    issues: list[Issue]  #: what could not be read

    def __init__(
        self,
        log: Any,
        *,
        rules: Rulebook | Rules | None = None,
        mapping: str | None = None,
        zone: tzinfo | str | None = None,
        values: Sequence[str] | None = None,
        lang: str = "en",
    ) -> None:
        book = rules if rules is None or isinstance(rules, Rulebook) else load(rules, lang=lang)
        with log_file(log) as (path, name, columns):
            told = list(values or ())
            if values is None and book is None:
                told = [*columns, *(name.strip() for name in _DATA.findall(mapping or ""))]
            handle = None if book is None else book._handle
            done, issues = _reglament.keep_log(path, name, handle, mapping, zone, told, lang)
        if done is None:
            raise EventRejected(issues_of(issues))
        self._handle = done
        self.issues = issues_of(issues)

    def __len__(self) -> int:
        return self._handle.cases()

    @property
    def events(self) -> int:
        return self._handle.events()

    def __repr__(self) -> str:
        return f"<CaseLog: {len(self)} cases, {self.events} events>"


def is_table(log: Any) -> bool:
    """Whether it is a data frame or rows, and no name of a file."""
    return not isinstance(log, (str, bytes, os.PathLike))


@contextlib.contextmanager
def log_file(log: Any) -> Iterator[tuple[str, str, Sequence[str]]]:
    """A file that has the log, as long as it lasts, what people call it, and the columns of what was none. There is one
    reader of tables; so a frame is told the same things, in the same words, as an export of it."""
    if not is_table(log):
        path = os.fspath(log)
        yield path, path, ()
        return
    descriptor, file_name = tempfile.mkstemp(suffix=".csv", prefix="reglament-")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            columns = _write(log, file)
        yield file_name, "log", columns
    finally:
        os.unlink(file_name)


def _write(log: Any, file: TextIO) -> Sequence[str]:
    is_pandas = hasattr(log, "to_csv") and hasattr(log, "columns")
    if is_pandas and getattr(log.columns, "nlevels", 1) > 1:
        raise TypeError("a log has one line of column names: this frame has several levels of them")
    names, rows = (list(log.columns), None) if is_pandas else _rows_of(log)
    columns = [str(name) for name in names]
    # Quoted, so that no first character is taken for that of XML or JSON.
    csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(columns)
    if rows is None:
        _whole_numbers(log).to_csv(file, index=False, header=False)
    else:
        csv.writer(file, lineterminator="\n").writerows([_text_of(value) for value in row] for row in rows)
    return columns


def _whole_numbers(frame: Any) -> Any:
    """A column of whole numbers with a gap is one of floats in pandas, and nobody is called 12.0."""
    whole = [
        name
        for name in frame.columns
        if getattr(frame[name].dtype, "kind", "") == "f" and (frame[name].dropna() % 1 == 0).all()
    ]
    return frame.astype({name: "Int64" for name in whole}) if whole else frame


def _rows_of(log: Any) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
    if hasattr(log, "to_pylist") and hasattr(log, "schema"):  # Arrow: a table, a batch of records
        batches = log.to_batches() if hasattr(log, "to_batches") else [log]
        return list(log.schema.names), (row for b in batches for row in zip(*(c.to_pylist() for c in b.columns)))
    if hasattr(log, "iter_rows") and hasattr(log, "columns"):  # polars
        return list(log.columns), log.iter_rows()
    rows = list(log)
    if not all(isinstance(row, Mapping) for row in rows):
        raise TypeError("a log is a file, a data frame, or rows that are dicts")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return columns, ([row.get(name) for name in columns] for row in rows)


def _text_of(value: Any) -> str:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):  # pandas' own nothing
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)
