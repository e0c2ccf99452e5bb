"""Back-test: two versions of the rules over the same history, and what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Mapping, Sequence, Union

from . import _reglament
from .issues import Issue, issues_of
from .rulebook import Path, Rulebook, paths_of

Time = Union[datetime, str]


@dataclass(frozen=True)
class BacktestCounts:
    """What one version did with one regulation."""

    starts: int
    tasks: int
    contacts: int  #: of the tasks: those that contact the client
    observed: dict[str, int]  #: outputs that followed from events of the log
    not_supported: dict[str, int]  #: outputs behind a task that only the new version makes, so that no reply is known


@dataclass(frozen=True)
class BacktestRow:
    """One regulation in one period, or of one client."""

    regulation: str
    period: str | None  #: "2025-03"; None: all together
    client: str | None  #: None: of all
    old: BacktestCounts
    new: BacktestCounts


@dataclass(frozen=True)
class Backtest:
    """What changed."""

    events: int
    changed: int  #: clients with whom something differs
    rows: list[BacktestRow]
    clients: list[BacktestRow]  #: where the versions differ, who changed most first
    text: str  #: all of it in words
    issues: list[Issue]  #: what was wrong with the files of events
    _told: dict[str, Any] = field(repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The same as the command line's `backtest --json`."""
        return self._told


def backtest(
    old: Rulebook,
    new: Rulebook,
    events: Path | Sequence[Path],
    *,
    until: Time | None = None,
    by: str = "month",
    map: str | None = None,
    most_clients: int = 1_000,
    lang: str = "en",
) -> Backtest:
    """Runs both versions over files of events, as the command line reads them. `old` is the one they came about under.

    `by`: "week", "month", "quarter" or "year". Raises ValueError when a file cannot be read.
    """
    told, text, rows, wrong = _reglament.backtest(
        old._handle, new._handle, paths_of(events), until, by, map or "", most_clients, lang
    )
    if told is None:
        raise ValueError(wrong.strip())
    return Backtest(
        events=told["events"],
        changed=told["changed"],
        rows=[_row(x) for x in told["rows"]],
        clients=[_row(x) for x in told["clients"]],
        text=text,
        issues=issues_of(rows),
        _told=told,
    )


def _row(x: Mapping[str, Any]) -> BacktestRow:
    return BacktestRow(x["regulation"], x.get("period"), x.get("client"), _counts(x["old"]), _counts(x["new"]))


def _counts(x: Mapping[str, Any]) -> BacktestCounts:
    decided = x["decided"]
    return BacktestCounts(
        decided["starts"], decided["tasks"], decided["contacts"], dict(x["observed"]), dict(x["not supported"])
    )
