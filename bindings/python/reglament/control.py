"""Control: what was done, as a log tells it, compared with what a regulation asks for."""

from __future__ import annotations

import importlib
import json
import os
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from . import _reglament
from .case_log import CaseLog, is_table, log_file
from .engine import Engine
from .errors import EventRejected
from .issues import Issue, issues_of
from .rulebook import Path, Rulebook, Rules, load


@dataclass(frozen=True)
class Control:
    """What came of all cases of a log together."""

    figures: dict[str, Any]  #: as `reglament control --json` prints them
    issues: list[Issue]  #: what could not be read, and what of the regulation is not treated
    _handle: _reglament.Control = field(repr=False, compare=False)

    @property
    def left_out(self) -> dict[str, int]:
        """Runs of a store that are no cases: "cancelled"; "others", of other versions of the regulation; "beheaded", whose
        beginning its history no longer has."""
        return self._handle.left_out()

    def to_dict(self) -> dict[str, Any]:
        return self.figures

    def cases(self) -> list[dict[str, Any]]:
        """A row a case, for a data frame: case, decided, open, cost, lower, upper, fitness.

        Empty unless control() was called with cases=True. The cost of a case that is not decided is None.
        """
        names = ("case", "decided", "open", "cost", "lower", "upper", "fitness")
        return [dict(zip(names, row)) for row in self._handle.cases()]

    def deviations(self) -> list[dict[str, Any]]:
        """A row a deviation of a case, for a data frame: case, kind, step, activity, event (from 0, or None), cost."""
        names = ("kind", "step", "activity", "event", "cost")
        return [{"case": row[0], **dict(zip(names, d))} for row in self._handle.cases() for d in row[7]]

    def feedback(self) -> dict[str, Any]:
        """Where people left the regulation: "people", "steps", "deviations" with what they cost, "course" by week with its
        trend, "arrows" of the machine with times, three "examples" worth talking about, and "rows"."""
        told: dict[str, Any] = self.figures["feedback"]
        return told

    def feedback_rows(self) -> list[dict[str, Any]]:
        """A row for each week, person, kind of deviation and step, for a data frame: week ("2025-W10"), monday (a date),
        person, kind, step, activity, cases, times, cost, late_hours, longer_hours, over, reached.

        `late_hours` are beyond the due time, all together; `longer_hours` is the mean duration of the row's cases that
        are over, less the median of those that went by the regulation. What is not known is None.
        """
        return [
            {
                **row,
                "monday": date.fromisoformat(row["monday"]) if row["monday"] else None,
                "late_hours": float(row["late_hours"]),
                "longer_hours": None if row["longer_hours"] is None else float(row["longer_hours"]),
            }
            for row in self.feedback()["rows"]
        ]

    def feedback_table(self) -> Any:
        """The rows as a pyarrow.Table; takes pyarrow. Types are the same whether or not there are rows."""
        arrow = importlib.import_module("pyarrow")
        texts = ("person", "kind", "step", "activity")
        whole = ("cases", "times", "cost")
        schema = arrow.schema(
            [("week", arrow.string()), ("monday", arrow.date32())]
            + [(name, arrow.string()) for name in texts]
            + [(name, arrow.int64()) for name in whole]
            + [(name, arrow.float64()) for name in ("late_hours", "longer_hours")]
            + [(name, arrow.int64()) for name in ("over", "reached")]
        )
        return arrow.Table.from_pylist(self.feedback_rows(), schema=schema)

    def to_text(self, *, feedback: bool = False) -> str:
        """The figures for people; with feedback=True also who left the regulation where, and what it cost."""
        return self._handle.text() + (self._handle.feedback_text() if feedback else "")

    def report_html(self, path: Path) -> None:
        """Writes one self-contained page; its diagram takes Graphviz."""
        text = self._handle.html()
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            file.write(text)


def control(
    rules: Rulebook | Rules | None = None,
    log: Any = None,
    *,
    regulation: str | None = None,
    mapping: str | None = None,
    zone: tzinfo | str | None = None,
    open_since: datetime | str | None = None,
    budget: int = 2_000_000,
    cases: bool = False,
    lang: str = "en",
) -> Control:
    """Compares a log with a regulation: a file (XES, a table, CloudEvents; also compressed by gzip), a data frame (pandas,
    polars, an Arrow table), rows that are dicts, or a CaseLog, which was read before.

    `mapping` tells the columns of a table: "case=…,activity=…,time=…". Cases with an event at `open_since` or later are
    still going on. Raises EventRejected when the log cannot be read; single bad lines are issues of the result.

    The log may be an Engine, or a store ("sqlite:crm.db", "postgres://…"): its runs are the cases then, its rules those
    they are compared with, and it knows which are open, so it is given alone: control(log=engine).
    """
    if log is None:
        raise TypeError("control() takes a log, or an engine")
    of_store = isinstance(log, Engine) or (not is_table(log) and _reglament.names_store(os.fspath(log)))
    if of_store and not (rules is None and mapping is None and zone is None and open_since is None):
        raise TypeError("a store has rules and times of its own, and knows which runs are open: control(log=…) alone")
    if isinstance(log, Engine):
        done, issues, _ = _reglament.control_runs(log._handle, regulation, budget, cases, lang)
    elif of_store:
        done, issues, _ = _reglament.control_store(os.fspath(log), regulation, budget, cases, lang)
    elif rules is None:
        raise TypeError("a log that is no store is compared with rules: control(rules, log)")
    elif isinstance(log, CaseLog):
        if mapping is not None or zone is not None:
            raise TypeError("a CaseLog was read already: give mapping and zone to it")
        book = rules if isinstance(rules, Rulebook) else load(rules, lang=lang)
        done, issues, _ = _reglament.control_kept(book._handle, log._handle, open_since, regulation, budget, cases, lang)
    else:
        book = rules if isinstance(rules, Rulebook) else load(rules, lang=lang)
        with log_file(log) as (path, name, _):
            done, issues, _ = _reglament.control(
                book._handle, path, name, mapping, zone, open_since, regulation, budget, cases, lang
            )
    if done is None:
        raise EventRejected(issues_of(issues))
    return Control(json.loads(done.json()), issues_of(issues), done)
