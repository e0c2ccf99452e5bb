"""Explain: why a task is there, why a regulation began for a client, and why it did not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Mapping, Sequence, Union

from . import _reglament
from .issues import Issue, issues_of
from .rulebook import Path, Rulebook, paths_of

Time = Union[datetime, str]


@dataclass(frozen=True)
class FactChange:
    """A name that would have to have another value: any of `to`."""

    name: str
    value: Any  #: as it is, or was
    to: list[Any]
    derived: bool  #: nobody sets it: it follows from events and other facts


@dataclass(frozen=True)
class TestedCondition:
    """A condition as it came out."""

    text: str
    came: bool | None  #: None: too little was known
    parts: dict[str, Any]  #: "text", "what", "value", "needed", "parts"
    changes: list[list[FactChange]]  #: each would let it begin by itself
    all_tried: bool

    __test__ = False  # pytest: no test


@dataclass(frozen=True)
class StartReason:
    """What would start it, or what is in the way."""

    kind: str  #: "silence lasts", "already running", … (docs/explain.md)
    words: str
    since: datetime | None
    until: datetime | None
    run: int | None
    place: int | None
    names: list[str]
    condition: TestedCondition | None


@dataclass(frozen=True)
class StartAttempt:
    """One time that it came to a start."""

    at: datetime | None
    kind: str  #: "run started", "start refused" or "start queued"
    words: str
    part: str | None
    run: int | None
    event: str | None  #: what caused it; None: time or facts
    refusal: str | None
    why_not: StartReason | None
    condition: TestedCondition | None  #: of one that began: its `if`, with the values then
    values_told: bool  #: False: there was a condition, and the values then are not known any more


@dataclass(frozen=True)
class ExplainedTask:
    """An open task."""

    number: int
    step: str
    do: str
    role: str | None
    person: str | None
    why: str  #: for whom it is, and why that person, in words
    created: datetime | None
    due: datetime | None
    late: bool
    cause: list[str]  #: what led to it, in words, the oldest first


@dataclass(frozen=True)
class ExplainedRun:
    """A run: where it rests, or how it ended."""

    number: int
    version: str
    part: str | None
    started: datetime | None
    ended: datetime | None
    output: str | None
    state: str | None  #: of an open one "going", "paused" or "stuck"
    words: str
    rests: list[dict[str, Any]]
    tasks: list[ExplainedTask]


@dataclass(frozen=True)
class StartOutlook:
    """Of the client, or of one of its deals, requests …: what would start it next, and what would be in the way."""

    part: str | None
    trigger: StartReason
    in_the_way: list[StartReason]


@dataclass(frozen=True)
class Explanation:
    """Why it is as it is with a client and a regulation."""

    client: str  #: who is left, should it have been merged
    regulation: str
    version: str
    known: bool  #: something was heard of the client
    as_of: datetime | None
    runs: list[ExplainedRun]
    starts: list[StartAttempt]  #: the oldest first
    next: list[StartOutlook]
    untold: list[str]  #: what cannot be told: "values then", "state then", "history gone", "no part"
    text: str  #: all of it in words
    issues: list[Issue]  #: what was wrong with files of events
    _told: dict[str, Any] = field(repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The same as the command line's `explain --json`."""
        return self._told


def explain(
    rules: Rulebook,
    events: Path | Sequence[Path],
    client: str,
    regulation: str,
    *,
    at: Time | None = None,
    part: str = "",
    map: str | None = None,
    lang: str = "en",
) -> Explanation:
    """Out of files of events, as the command line reads them: also the values at the time of each start.

    `at`: as of that time; what came later is not heard. Raises KeyError when there is no such regulation, ValueError
    when a file cannot be read.
    """
    told, text, rows, wrong = _reglament.explain_files(
        rules._handle, paths_of(events), client, regulation, part, at, map or "", lang
    )
    if wrong:
        raise ValueError(wrong.strip())
    return explanation_of(told, text, regulation, issues_of(rows))


def explanation_of(told: dict[str, Any] | None, text: str, regulation: str, issues: list[Issue]) -> Explanation:
    """What the extension tells, with types. KeyError: there is no such regulation."""
    if told is None:
        raise KeyError(regulation)
    return Explanation(
        client=told["client"],
        regulation=told["regulation"],
        version=told["version"],
        known=told["known"],
        as_of=_time(told["as of"]),
        runs=[_run(x) for x in told["runs"]],
        starts=[_start(x) for x in told["starts"]],
        next=[_outlook(x) for x in told["next"]],
        untold=list(told["untold"]),
        text=text,
        issues=issues,
        _told=told,
    )


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    whole = re.sub(r"\.(\d+)", lambda m: "." + m[1].ljust(6, "0"), text)
    return datetime.fromisoformat(whole.replace("Z", "+00:00"))


def _condition(x: Mapping[str, Any] | None) -> TestedCondition | None:
    if x is None:
        return None
    changes = [[FactChange(c["name"], c["is"], list(c["to"]), c["derived"]) for c in s] for s in x["changes"]]
    return TestedCondition(x["text"], x["came"], x["parts"], changes, x["all tried"])


def _reason(x: Mapping[str, Any]) -> StartReason:
    return StartReason(
        kind=x["kind"],
        words=x["words"],
        since=_time(x["since"]),
        until=_time(x["until"]),
        run=x["run"],
        place=x["place"],
        names=list(x["names"]),
        condition=_condition(x["condition"]),
    )


def _start(x: Mapping[str, Any]) -> StartAttempt:
    return StartAttempt(
        at=_time(x["at"]),
        kind=x["kind"],
        words=x["words"],
        part=x["part"],
        run=x["run"],
        event=x["event"],
        refusal=x["refusal"],
        why_not=None if x["why not"] is None else _reason(x["why not"]),
        condition=_condition(x["condition"]),
        values_told=x["values told"],
    )


def _task(x: Mapping[str, Any]) -> ExplainedTask:
    return ExplainedTask(
        number=x["task"],
        step=x["step"],
        do=x["do"],
        role=x["role"],
        person=x["person"],
        why=x["for"],
        created=_time(x["created"]),
        due=_time(x["due"]),
        late=x["late"],
        cause=list(x["cause"]),
    )


def _run(x: Mapping[str, Any]) -> ExplainedRun:
    return ExplainedRun(
        number=x["run"],
        version=x["version"],
        part=x["part"],
        started=_time(x["started"]),
        ended=_time(x["ended"]),
        output=x["output"],
        state=x["state"],
        words=x["words"],
        rests=list(x["rests"]),
        tasks=[_task(t) for t in x["tasks"]],
    )


def _outlook(x: Mapping[str, Any]) -> StartOutlook:
    return StartOutlook(x["part"], _reason(x["trigger"]), [_reason(r) for r in x["in the way"]])
