"""Control: what was done, as a log tells it, compared with what a regulation asks for."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from . import _reglament
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

    def to_text(self) -> str:
        return self._handle.text()

    def report_html(self, path: Path) -> None:
        """Writes one self-contained page; its diagram takes Graphviz."""
        text = self._handle.html()
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            file.write(text)


def control(
    rules: Rulebook | Rules | None = None,
    log: Path | Engine | None = None,
    *,
    regulation: str | None = None,
    mapping: str | None = None,
    zone: tzinfo | str | None = None,
    open_since: datetime | str | None = None,
    budget: int = 2_000_000,
    cases: bool = False,
    lang: str = "en",
) -> Control:
    """Compares a log (XES, a table, CloudEvents; also compressed by gzip) with a regulation.

    `mapping` tells the columns of a table: "case=…,activity=…,time=…". Cases with an event at `open_since` or later are
    still going on. Raises EventRejected when the log cannot be read; single bad lines are issues of the result.

    The log may be an Engine, or a store ("sqlite:crm.db", "postgres://…"): its runs are the cases then, its rules those
    they are compared with, and it knows which are open, so it is given alone: control(log=engine).
    """
    if log is None:
        raise TypeError("control() takes a log, or an engine")
    of_store = isinstance(log, Engine) or _reglament.names_store(os.fspath(log))
    if of_store and not (rules is None and mapping is None and zone is None and open_since is None):
        raise TypeError("a store has rules and times of its own, and knows which runs are open: control(log=…) alone")
    if isinstance(log, Engine):
        done, issues, _ = _reglament.control_runs(log._handle, regulation, budget, cases, lang)
    elif of_store:
        done, issues, _ = _reglament.control_store(os.fspath(log), regulation, budget, cases, lang)
    elif rules is None:
        raise TypeError("a log that is no store is compared with rules: control(rules, log)")
    else:
        book = rules if isinstance(rules, Rulebook) else load(rules, lang=lang)
        done, issues, _ = _reglament.control(
            book._handle, os.fspath(log), mapping, zone, open_since, regulation, budget, cases, lang
        )
    if done is None:
        raise EventRejected(issues_of(issues))
    return Control(json.loads(done.json()), issues_of(issues), done)
