"""Control: what was done, as a log tells it, compared with what a regulation asks for."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from . import _reglament
from .errors import EventRejected
from .issues import Issue, issues_of
from .rulebook import Path, Rulebook, Rules, load


@dataclass(frozen=True)
class Control:
    """What came of all cases of a log together."""

    figures: dict[str, Any]  #: as `reglament control --json` prints them
    issues: list[Issue]  #: what could not be read, and what of the regulation is not treated
    _handle: _reglament.Control = field(repr=False, compare=False)

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
    rules: Rulebook | Rules,
    log: Path,
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
    """
    book = rules if isinstance(rules, Rulebook) else load(rules, lang=lang)
    done, issues, _ = _reglament.control(
        book._handle, os.fspath(log), regulation, mapping, zone, open_since, budget, cases, lang
    )
    if done is None:
        raise EventRejected(issues_of(issues))
    return Control(json.loads(done.json()), issues_of(issues), done)
