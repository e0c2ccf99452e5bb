"""Training: a person plays a role through a regulation, results accredit, and a department sees how far it is."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Iterable, Mapping

from . import _reglament
from .engine import Engine
from .issues import Issue, RulesError, issues_of
from .rulebook import Path, Rulebook


@dataclass(frozen=True)
class DrillStep:
    """A step that can be chosen, of any role."""

    id: str
    do: str  #: its instruction
    role: str


@dataclass(frozen=True)
class DrillDeviation:
    """In which way somebody has left the regulation."""

    kind: str  #: "too early", "again", "wrong branch", "not yours", "left out", "wrong answer", "late" or "slow"
    step: str  #: that was chosen, done, or left out
    meant: str  #: the one that was to be done instead; empty: none
    field: str  #: of a wrong answer
    told: Any  #: likewise
    written: Any  #: likewise
    at: datetime  #: in the regulation's time
    text: str  #: in words

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Taken:
    """What came of choosing a step. True when it is the person's to do now."""

    begun: bool
    unanswered: bool  #: nobody is there: no form is filled in
    told: dict[str, Any]  #: what the person learns, by field of the form
    due: datetime | None
    deviations: list[DrillDeviation]

    def __bool__(self) -> bool:
        return self.begun


@dataclass(frozen=True)
class DrillResult:
    """What a repetition has come to."""

    story: str  #: the scenario's name; empty: none
    complete: bool  #: it was played to the end
    clean: bool  #: and without a deviation
    output: str  #: which the regulation ended with
    seconds: int  #: that the steps with a norm took
    norm: int  #: that they may take, in seconds
    steps: list[str]  #: that were done, each once
    deviations: list[DrillDeviation]


@dataclass(frozen=True)
class Accreditation:
    """How far somebody is with a role in a regulation as it is now."""

    level: str  #: "none", "knows", "can", or "changed": accredited for an earlier version
    in_a_row: int  #: clean repetitions, up to the last
    needed: int
    repetitions: int  #: of the steps as they are now
    version: str  #: for which they were accredited last; empty: none
    since: datetime | None
    asked: list[str]  #: of "changed": the steps that are new, or not as they were
    not_met: list[str]  #: steps that no repetition went through
    text: str  #: in words
    issues: list[Issue] = field(compare=False)  #: lines of the results that could not be read


class Drill:
    """One repetition: see drill()."""

    def __init__(self, handle: _reglament.Drill):
        self._handle = handle
        #: The steps of the regulation, by their instructions.
        self.steps = [DrillStep(*row) for row in handle.steps()]

    @property
    def now(self) -> datetime:
        """The regulation's time."""
        return self._handle.now()

    @property
    def over(self) -> bool:
        return self._handle.over()

    def news(self) -> list[str]:
        """What has happened since this was asked last, a sentence each."""
        return self._handle.news()

    def wait(self, so_long: str = "") -> list[DrillDeviation]:
        """It is somebody else's turn: time goes on until there is something to do, or so long ("2 days")."""
        return _deviations(self._handle.wait(so_long))

    def take(self, step: str) -> Taken:
        """This is done now: finish() comes next, if it was right."""
        begun, unanswered, told, due, wrong = self._handle.take(step)
        return Taken(begun, unanswered, told or {}, due, _deviations(wrong))

    def told(self, answers: Mapping[str, Any] | None) -> list[Issue]:
        """What a second player says as the client, instead of the story; None: nobody answers. Issues: it does not fit."""
        return issues_of(self._handle.told(None if answers is None else dict(answers)))

    def finish(self, answers: Mapping[str, Any] | None = None, seconds: int = 0) -> list[DrillDeviation]:
        """What was taken is done, written down so, and took so long."""
        return _deviations(self._handle.finish(dict(answers or {}), seconds))

    def skip(self, step: str) -> list[DrillDeviation]:
        """An optional step is passed over."""
        return _deviations(self._handle.skip(step))

    @property
    def result(self) -> DrillResult:
        story, complete, clean, output, seconds, norm, steps, wrong = self._handle.result()
        return DrillResult(story, complete, clean, output, seconds, norm, steps, _deviations(wrong))

    def save(self, results: Path, person: str, at: datetime | None = None) -> None:
        """Adds it to a file of results, as somebody's; `at`: when it was over, by default now."""
        line = self._handle.line(person, at or datetime.now(timezone.utc))
        with open(os.fspath(results), "a", encoding="utf-8") as file:
            file.write(line)


def drill(
    rules: Rulebook,
    regulation: str,
    role: str,
    *,
    seed: int = 1,
    through: Iterable[str] = (),
    story: str = "",
    pace: int = 1,
    lang: str = "en",
) -> Drill:
    """Begins a repetition in which somebody plays `role`; the engine plays the client and all others.

    `seed` chooses the scenario and what none tells; `through`: steps that it should go through; `story`: a scenario by
    its name; `pace`: how much faster time goes in the regulation than for the person. Raises ValueError for unknown
    names, RulesError when no run can be begun.
    """
    handle, rows, text = _reglament.drill(rules._handle, regulation, role, seed, list(through), story, pace, lang)
    if handle is None:
        raise RulesError(text, issues_of(rows))
    return Drill(handle)


def accreditation(
    rules: Rulebook, regulation: str, role: str, person: str, results: Path, *, needed: int = 20, lang: str = "en"
) -> Accreditation:
    """How far somebody is, out of a file of results. Raises ValueError for unknown names, or when it cannot be read."""
    level, in_a_row, of, repetitions, version, since, asked, not_met, text, rows = _reglament.accreditation(
        rules._handle, regulation, role, person, os.fspath(results), needed, lang
    )
    return Accreditation(
        level, in_a_row, of, repetitions, version, since, asked, not_met, text, issues_of(rows)
    )


class Rollout:
    """How far a department is with its regulations, and what comes next."""

    def __init__(self, told: dict[str, Any], text: str, page: str, issues: list[Issue]):
        self._told, self._text, self._page = told, text, page
        self.issues = issues  #: lines of the results that could not be read

    def to_dict(self) -> dict[str, Any]:
        """The same as the command line's `rollout --json`: "as of", "people", "sprints" and "headquarters"."""
        return self._told

    def to_text(self) -> str:
        return self._text

    def report_html(self, path: Path) -> None:
        """Writes one self-contained page."""
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            file.write(self._page)


def rollout(
    rules: Rulebook,
    results: Path,
    *,
    engine: Engine | None = None,
    as_of: datetime | str | None = None,
    needed: int = 20,
    at_once: int = 3,
    weeks: int = 4,
    share: int = 90,
    headquarters: str = "",
    lang: str = "en",
) -> Rollout:
    """Who knows, can and does which regulation habitually, out of a file of results and, with `engine`, of what was done.

    `needed`: clean repetitions in a row that accredit; `at_once`: regulations in a sprint; a habit is `share` per cent of
    the tasks of the last `weeks` made in time. Raises ValueError when the results cannot be read.
    """
    how = {"needed": needed, "at_once": at_once, "weeks": weeks, "share": share, "headquarters": headquarters}
    handle = None if engine is None else engine._handle
    told, text, page, rows = _reglament.rollout(rules._handle, os.fspath(results), handle, as_of, how, lang)
    return Rollout(told, text, page, issues_of(rows))


def _deviations(rows: list[tuple[Any, ...]]) -> list[DrillDeviation]:
    return [DrillDeviation(*row) for row in rows]
