"""Proof: what is wrong with rules before anybody works by them, each with a client it happens to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator

from . import _reglament
from .issues import Issue
from .rulebook import Rulebook, Rules, load


@dataclass(frozen=True)
class ExampleStep:
    """One thing that happens on the way of an example."""

    what: str  #: "start", or what the run rested for: "done", "timer", "event" …
    name: str  #: of the event, else the id of the step
    data: dict[str, Any]  #: of the event; the answers of a form, the result of a call
    facts: dict[str, Any]  #: what has to be known of the client just before


@dataclass(frozen=True)
class Finding:
    kind: str  #: "gap", "overlap", "conflict", "dead branch", "lost output", "livelock", "late" or "unknown"
    regulation: str  #: its id
    step: str  #: the id of the step or output it is at; empty: of the whole
    issue: Issue  #: in words, at its place
    others: list[tuple[str, int, int]]  #: further places: file, line, column
    client: dict[str, Any]  #: the example: what the conditions there read; None: not known
    way: list[ExampleStep]  #: what leads the example there
    scenario: str  #: the same as a scenario that can be run; empty: it cannot be told as one


@dataclass(frozen=True)
class Proof:
    findings: list[Finding]
    complete: bool  #: nothing was left out: see the findings that are "unknown"

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)


def can_prove() -> bool:
    """Whether the library was built with the solver."""
    return bool(_reglament.can_prove())


def prove(rules: Rulebook | Rules, *, lang: str | None = None) -> Proof:
    """Looks at every way through every regulation, with all that may be known of a client. Raises RulesError when the
    rules cannot be loaded; without the solver nothing is found, and the proof is not complete."""
    book = rules if isinstance(rules, Rulebook) else load(rules, lang=lang)
    rows, complete = _reglament.prove(book._handle, lang or "en")
    return Proof(
        [
            Finding(kind, regulation, step, Issue(*issue), others, client, [ExampleStep(*s) for s in way], scenario)
            for kind, regulation, step, issue, others, client, way, scenario in rows
        ],
        complete,
    )
