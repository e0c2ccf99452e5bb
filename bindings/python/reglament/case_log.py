"""Logs of cases: read once, compared as often as one likes; data frames and rows are logs too."""

from __future__ import annotations

import contextlib
import csv
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, TextIO

from . import _reglament
from .errors import EventRejected
from .issues import Issue, issues_of
from .rulebook import Path


_DATA = re.compile(r"(?:^|,)\s*data\.([^=,]+)=")


class CaseLog:
    """What was done in each case of a process, in memory.

    `log` is a file (XES, a table, CloudEvents; also compressed by gzip), a data frame (pandas, polars, an Arrow table), or
    rows: dicts of the same names. `mapping`, `zone`: as control() takes them. `values` names what else of events and cases
    is kept, for conditions; unless said, all columns of a frame or of rows, and what the mapping calls data.NAME.
    Raises EventRejected when it cannot be read; single bad lines are issues.
    """

    issues: list[Issue]  #: what could not be read

    def __init__(
        self,
        log: Any,
        *,
        mapping: str | None = None,
        zone: tzinfo | str | None = None,
        values: Sequence[str] | None = None,
        lang: str = "en",
    ) -> None:
        with log_file(log) as (path, columns):
            told = [*columns, *_DATA.findall(mapping or "")] if values is None else list(values)
            done, issues = _reglament.keep_log(path, mapping, zone, told, lang)
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
def log_file(log: Any) -> Iterator[tuple[str, Sequence[str]]]:
    """A file that has the log, as long as it lasts, and the columns of what was none. There is one reader of tables; so a
    frame is told the same things, in the same words, as an export of it."""
    if not is_table(log):
        yield os.fspath(log), ()
        return
    descriptor, name = tempfile.mkstemp(suffix=".csv", prefix="reglament-")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            columns = _write(log, file)
        yield name, columns
    finally:
        os.unlink(name)


def _write(log: Any, file: TextIO) -> Sequence[str]:
    if hasattr(log, "to_csv") and hasattr(log, "columns"):  # pandas
        log.to_csv(file, index=False)
        return [str(name) for name in log.columns]
    columns, rows = _rows_of(log)
    out = csv.writer(file, lineterminator="\n")
    out.writerow(columns)
    out.writerows([_text_of(value) for value in row] for row in rows)
    return columns


def _rows_of(log: Any) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    if hasattr(log, "to_pylist") and hasattr(log, "schema"):  # Arrow: a table, a batch of records
        return list(log.schema.names), zip(*(column.to_pylist() for column in log.columns))
    if hasattr(log, "iter_rows") and hasattr(log, "columns"):  # polars
        return list(log.columns), log.iter_rows()
    rows = list(log)
    if not all(isinstance(row, Mapping) for row in rows):
        raise TypeError("a log is a file, a data frame, or rows that are dicts")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return columns, ([row.get(name) for name in columns] for row in rows)


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
