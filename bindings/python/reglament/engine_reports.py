"""The engine: what it knows of clients, and what it tells of the department."""

from __future__ import annotations

import os
from datetime import datetime
from decimal import Decimal
from typing import Any, Mapping, Sequence

from . import _reglament
from .engine_core import EngineCore, Time
from .issues import RulesError, issues_of
from .rulebook import Path, paths_of


class EngineReports(EngineCore):
    def history(self, client: str) -> list[dict[str, Any]]:
        """Everything that came about for a client, oldest first."""
        return self._handle.history(client)

    @property
    def clients(self) -> list[str]:
        """All clients, in the order first seen."""
        return self._handle.clients()

    def facts(self, client: str) -> dict[str, Any]:
        """What is known of a client now, by name: stored, gathered from events over all time or a window, computed.

        Raises KeyError for a client that was never heard of.
        """
        known = self._handle.facts(client)
        if known is None:
            raise KeyError(client)
        return known

    def counted_since(self, client: str, fact: str) -> datetime | None:
        """Since when a fact that is gathered from events counts them; None: from the beginning.

        KeyError for a client that was never heard of, ValueError for another fact.
        """
        return self._handle.counted_since(client, fact)

    def segments(self) -> list[dict[str, Any]]:
        """Each segment as computed last: segment, title, at (None: not yet), clients, moved, total, and for each of its
        classes, the best first: class, clients, declared, total, best, last (the values at both ends).
        """
        return self._handle.segments()

    def recompute_segments(self) -> list[dict[str, Any]]:
        """Ranks all clients anew, now, and gives what segments() gives; who changes class is told by events.

        It happens by itself when the schedule of a segment says so.
        """
        self._handle.recompute_segments()
        return self.segments()

    def figures(self) -> dict[str, Any]:
        """What happened, counted: the same as the command line's `run --json`; "events" counts what run() read."""
        return self._handle.figures()

    def plan(
        self, start: Time, end: Time, *, by: str = "day", format: str = "dict", lang: str | None = None
    ) -> Any:
        """What will be due from `start` to `end`, before it happens: run forward on a copy, nothing changes here.

        Tasks are assumed done when they are due, and clients do nothing; all that is assumed is told. `by` is "day",
        "client" or "manager". The format "dict" is the command line's `plan --format json`; "table", "csv" and "ics"
        are texts.
        """
        return _reglament.plan(self._handle, start, end, by, format, lang or self._lang)

    def week(self, start: Time, end: Time) -> dict[str, Any]:
        """Of the tasks due from `start` on and before `end`, by person: made, late, missed; as now() knows."""
        return _reglament.week(self._handle, start, end)

    def performance(
        self,
        *,
        by: str = "quarter",
        classes: str = "",
        spent: str = "",
        hour_cost: Mapping[str, int | Decimal | float] | None = None,
        lang: str | None = None,
    ) -> dict[str, Any]:
        """How soon the department reacts (minutes of working time), contacts, hours and cost per client, tasks in time and
        runs kept: "all", and by "people", "classes", "periods", "people by period" (docs/planning.md). `by`: "quarter" or
        "month". `classes`: the fact that tells a client's class; without it the first segment. Hours are those of norms, or of
        the form's field `spent`, in minutes; `hour_cost` is what an hour of a person or a role costs.

        "issues" has what fits nobody. RulesError: there is no such fact.
        """
        row = _reglament.performance(self._handle, by, classes, spent, dict(hour_cost or {}), lang or self._lang)
        measured, good, rows, told = row
        issues = issues_of(rows)
        if not good:
            raise RulesError(told, issues)
        return {**measured, "issues": issues}

    def report_html(
        self,
        path: Path,
        *,
        title: str = "",
        events: Path | Sequence[Path] = (),
        map: str | None = None,
        lang: str | None = None,
    ) -> None:
        """Writes one self-contained page: overview(), then starts, tasks, outcomes, and the diagrams with counts on their arrows.

        `events`, `map`: as of overview().
        """
        page = self._read(self._handle.report_html(paths_of(events), map or "", title, lang or self._lang))
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            file.write(page)

    def overview(
        self, *, events: Path | Sequence[Path] = (), map: str | None = None, lang: str | None = None
    ) -> list[dict[str, Any]]:
        """What a head of department looks at once a month, as sections: "id", "title", "figures", "charts", "tables".

        Those of the command line's `run --report`, each when the rules have something for it: tasks, what is late, the plan, reaction times,
        contacts, classes, dossiers, what the department comes to. An engine does not keep the events: who came back, and what people are paid
        for the last closed month, are told when the files that it has run are named by `events` (and read by `map`). Raises RulesError
        when one of them cannot be read.
        """
        told: list[dict[str, Any]] = self._read(self._handle.overview(paths_of(events), map or "", lang or self._lang))
        return told

    @staticmethod
    def _read(row: tuple[Any, _reglament.IssueRows, str]) -> Any:
        told, rows, text = row
        if told is None:
            raise RulesError(text, issues_of(rows))
        return told

    def report_text(self, *, title: str = "", lang: str | None = None) -> str:
        """The same for a terminal, without the diagrams."""
        return self._handle.report_text(title, lang or self._lang)

    def tell(self, client: str, *, run: int | None = None, lang: str | None = None) -> str:
        """A client's history in words, a line an entry; with a `run` what happened in that one alone."""
        return self._handle.tell(client, run or 0, lang or self._lang)
