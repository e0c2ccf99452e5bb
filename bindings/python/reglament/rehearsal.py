"""Rehearsal: scenarios run on the engine, and how much of the regulations they went through."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Callable, Mapping, Sequence

from . import _reglament
from .issues import Issue, issues_of
from .rulebook import Path, Rulebook, Rules, Scenario, load


@dataclass(frozen=True)
class Difference:
    """An expectation that was not met, or a step that the engine refused."""

    issue: Issue  #: at the expectation, or at what the step does
    step: int  #: from 1; 0: the facts given
    at: datetime  #: when, in the zone of the vocabulary's calendar
    expected: str  #: in words; empty when a step was refused
    came: str  #: in words
    happened: list[str]  #: what came about for the client since the step before, a sentence each, oldest first


@dataclass(frozen=True)
class ScenarioResult:
    """What became of one scenario. True when it passed."""

    scenario: Scenario
    differences: list[Difference]
    issues: list[Issue]  #: warnings of conditions that were neither true nor false
    text: str  #: the differences for people, their places underlined; empty when it passed

    @property
    def passed(self) -> bool:
        return not self.differences

    def __bool__(self) -> bool:
        return self.passed


@dataclass(frozen=True)
class Covered:
    """So many of so many."""

    covered: int
    total: int

    @property
    def share(self) -> float:
        """Between 0 and 1; of nothing 1."""
        return self.covered / self.total if self.total else 1.0


@dataclass(frozen=True)
class Coverage:
    """What the scenarios together went through of one regulation."""

    steps: Covered  #: those that a run rests in or decides at
    branches: Covered  #: ways from step to step, and outputs that hold at every step
    outputs: Covered
    rows: Covered  #: of the decision tables of its steps
    missed: list[str]  #: the ways never taken and the rows that never fitted, in words


@dataclass(frozen=True)
class Rehearsal:
    """The scenarios that were run, and what they went through. True when all of them passed."""

    results: list[ScenarioResult]
    coverage: dict[str, Coverage]  #: by regulation; each of the rulebook is there
    _handle: _reglament.Rehearsal = field(repr=False, compare=False)

    @property
    def passed(self) -> int:
        return len(self.results) - self.failed

    @property
    def failed(self) -> int:
        return sum(not result.passed for result in self.results)

    def __bool__(self) -> bool:
        return self.failed == 0

    def to_dict(self) -> dict[str, Any]:
        """The same as the command line's `test --json`: "passed", "failed", "coverage", "scenarios"."""
        return self._handle.to_dict()

    def to_text(self) -> str:
        """For a terminal: the scenarios, what failed, and what was not gone through."""
        return self._handle.text()

    def to_junit(self) -> str:
        """JUnit's XML, as build servers read it."""
        return self._handle.junit()

    def report_html(self, path: Path) -> None:
        """Writes one self-contained page: figures, diagrams of what was gone through (these take Graphviz), differences."""
        text = self._handle.html()
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            file.write(text)


def rehearse(
    rules: Rulebook | Rules, *, only: Callable[[Scenario], bool] | None = None, lang: str = "en"
) -> Rehearsal:
    """Runs scenarios: of a rulebook all, of a folder all in it, of a file its own; of these, those for which `only` is true.

    `rules` is a Rulebook or what load() takes; texts of the results are in `lang`, "en" or "ru". Raises RulesError when
    anything is wrong in the rules, the scenarios included. A scenario that fails raises nothing.
    """
    book = rules if isinstance(rules, Rulebook) else load(rules, lang=lang)
    named = _named_files(rules)
    which = [
        number
        for number, scenario in enumerate(book.scenarios)
        if (named is None or scenario.file in named) and (only is None or only(scenario))
    ]
    return _rehearsal(_reglament.rehearse(book._handle, which, lang))


def _named_files(rules: Rulebook | Rules) -> set[str] | None:
    """The files that were named; None: whatever was loaded."""
    if isinstance(rules, (Rulebook, Mapping)):
        return None
    items = [rules] if isinstance(rules, (str, os.PathLike)) else list(rules)
    names = [os.fspath(item) for item in items if isinstance(item, (str, os.PathLike))]
    if len(names) < len(items) or not all(os.path.isfile(name) for name in names):
        return None
    return {name.replace(os.sep, "/") for name in names}


def _rehearsal(done: _reglament.Rehearsal) -> Rehearsal:
    coverage = {
        regulation: Coverage(
            steps=Covered(**told["steps"]),
            branches=Covered(**told["branches"]),
            outputs=Covered(**told["outputs"]),
            rows=Covered(**told["rows"]),
            missed=told["missed"],
        )
        for regulation, told in done.to_dict()["coverage"].items()
    }
    return Rehearsal([_result(row) for row in done.results()], coverage, done)


def _result(row: _reglament.ResultRow) -> ScenarioResult:
    scenario, differences, issues, text = row
    return ScenarioResult(Scenario(*scenario), [_difference(d) for d in differences], issues_of(issues), text)


def _difference(row: _reglament.DifferenceRow) -> Difference:
    issue, step, at, expected, came, happened = row
    return Difference(Issue(*issue), step, at, expected, came, happened)
