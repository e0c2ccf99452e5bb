"""Pay: what people are paid for a month, by the statements of a rulebook."""

from __future__ import annotations

import re
from typing import Any, Sequence

from . import _reglament
from .engine import Engine
from .issues import Issue, issues_of
from .rulebook import Path, Rulebook, paths_of


class Payroll:
    """What everybody is paid for a month, and what could not be paid."""

    def __init__(self, told: dict[str, Any], issues: Sequence[Issue]):
        self._told = told
        self.issues = list(issues)  #: what is wrong with the files, and what could not be paid

    @property
    def slips(self) -> list[dict[str, Any]]:
        """A slip a person: "person", "total", "lines" and "adjustments", each with the events behind it."""
        return list(self._told["slips"])

    @property
    def is_open(self) -> bool:
        """The events end before the month is closed: it may change yet."""
        return bool(self._told["open"])

    def to_dict(self) -> dict[str, Any]:
        """The same as the command line's `statement --format json`."""
        return self._told


def statement(
    rules: Rulebook | Engine,
    events: Path | Sequence[Path],
    month: str,
    *,
    map: str | None = None,
    person: str | None = None,
    lang: str = "en",
) -> Payroll:
    """What people are paid for a month ("2025-03"), out of files of events as the command line reads them.

    The files hold everything from the beginning on. A closed month comes to the same however many later events there
    are. Raises ValueError when a file cannot be read.

    With an Engine, in memory or in a store, its rules are taken, and an issue tells when it has taken events that the files
    lack. An engine keeps what came of events and not the events, so the files are needed all the same.
    """
    told, issues = _statement(rules, events, month, map, person, "dict", lang)
    return Payroll(told, issues)


def statement_text(
    rules: Rulebook | Engine,
    events: Path | Sequence[Path],
    month: str,
    *,
    format: str = "text",
    map: str | None = None,
    person: str | None = None,
    lang: str = "en",
) -> str:
    """The same for people: "text", "html" or "csv"."""
    if format not in ("text", "html", "csv"):
        raise ValueError(f"format must be 'text', 'html' or 'csv', not {format!r}")
    return str(_statement(rules, events, month, map, person, format, lang)[0])


def _statement(
    rules: Rulebook | Engine,
    events: Path | Sequence[Path],
    month: str,
    map: str | None,
    person: str | None,
    format: str,
    lang: str,
) -> tuple[Any, list[Issue]]:
    read = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", month)
    if read is None:
        raise ValueError(f"a month is written as '2025-03', not {month!r}")
    how = {
        "events": paths_of(events),
        "year": int(read[1]),
        "month": int(read[2]),
        "map": map or "",
        "person": person or "",
        "format": format,
        "lang": lang,
    }
    if isinstance(rules, Engine):
        told, rows, text = _reglament.statement_beside(rules._handle, how)
    else:
        told, rows, text = _reglament.statement(rules._handle, how)
    if told is None:
        raise ValueError(text.strip())
    return told, issues_of(rows)
