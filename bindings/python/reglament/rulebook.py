"""Rules: loading them, and what is in them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, Mapping, Sequence, Union

from . import _reglament
from .calendar import Calendar
from .issues import Issue, RulesError, issues_of
from .scripts import Script, ScriptPlay, ScriptUse, use_of
from .values import to_yaml

Path = Union[str, "os.PathLike[str]"]
Rules = Union[Path, Mapping[str, Any], Sequence[Union[Path, Mapping[str, Any]]]]


def paths_of(files: Path | Sequence[Path]) -> list[str]:
    """One path or several, as texts."""
    return [os.fspath(file) for file in ([files] if isinstance(files, (str, os.PathLike)) else files)]


@dataclass(frozen=True)
class Regulation:
    id: str
    title: str
    version: str
    priority: int
    subject: str
    owner: str  #: a role, or empty
    outputs: list[str]


@dataclass(frozen=True)
class EventType:
    name: str
    title: str
    data: dict[str, str]  #: attribute: type in words


@dataclass(frozen=True)
class Scenario:
    """A rehearsal written beside the regulations. Regulation and name are its key."""

    name: str
    regulation: str  #: its id
    file: str  #: as it was loaded
    line: int  #: of its name, from 1


class Rulebook:
    """A vocabulary and its regulations, checked and compiled. Immutable; engines and threads share it."""

    def __init__(self, handle: _reglament.Rulebook, issues: Sequence[Issue] = ()):
        self._handle = handle
        self.issues = list(issues)  #: warnings and notes of loading

    @property
    def regulations(self) -> dict[str, Regulation]:
        return {row[0]: Regulation(*row) for row in self._handle.regulations()}

    @property
    def events(self) -> dict[str, EventType]:
        return {row[0]: EventType(*row) for row in self._handle.events()}

    @property
    def scenarios(self) -> list[Scenario]:
        """The scenarios loaded with the regulations, in the order read; rehearse() runs them."""
        return [Scenario(*row) for row in _reglament.scenarios(self._handle)]

    @property
    def calendar(self) -> Calendar:
        """When the department works: what waits, silences and roles without a calendar of their own are counted in."""
        return self.calendars["main"]

    @property
    def calendars(self) -> dict[str, Calendar]:
        """All calendars of the vocabulary, by name; "main" is the one that has none."""
        return {name: Calendar(handle) for name, handle in _reglament.calendars(self._handle).items()}

    def draw(self, regulation: str, format: str = "svg", *, lang: str = "en") -> str:
        """The regulation as a diagram: "svg" (takes Graphviz), "mermaid", "dot", or "table"."""
        return self._handle.draw(regulation, format, lang)

    def job(self, role: str, format: str = "md", *, lang: str = "en") -> str:
        """A role's job description out of the regulations: "md" or "html"."""
        return self._handle.job(role, format, lang)

    @property
    def scripts(self) -> dict[str, Script]:
        """The scripts and questionnaires, by name."""
        return {row[0]: Script(*row) for row in _reglament.scripts(self._handle)}

    def play_script(self, script: str, *, lang: str = "en") -> ScriptPlay:
        """Begins a talk along a script or a questionnaire."""
        return ScriptPlay(_reglament.play_script(self._handle, script, lang))

    def rehearsed_talks(self, script: str, *, lang: str = "en") -> ScriptUse:
        """Which answers the scenarios give that were loaded with the regulations."""
        return use_of(_reglament.rehearsed_talks(self._handle, script, lang))

    def script_page(self, script: str, format: str = "md", *, lang: str = "en") -> str:
        """A script or a questionnaire as a document to print: "md", "html" or "text"."""
        return _reglament.script_page(self._handle, script, format, lang)

    def __repr__(self) -> str:
        return f"<Rulebook of {', '.join(self.regulations)}>"


def load(rules: Rules, *, lang: str | None = None) -> Rulebook:
    """Loads rules: a file or folder (or a list of them), a text of YAML (a str of several lines), or the same as dicts.

    Raises RulesError with all its issues when anything is wrong; nothing is ever half-loaded. An empty list is a
    ValueError: most often a search that found nothing.
    """
    handle, rows, text = _load(rules, lang or "en")
    issues = issues_of(rows)
    if handle is None:
        raise RulesError(text, issues)
    return Rulebook(handle, issues)


def check(rules: Rules, *, lang: str | None = None) -> list[Issue]:
    """Everything that is wrong or doubtful in rules; empty when all is well."""
    return issues_of(_load(rules, lang or "en")[1])


def schema(lang: str = "en") -> dict[str, Any]:
    """A JSON Schema (2020-12) of all documents: keys of that language are offered, those of the other one understood."""
    return dict(json.loads(_reglament.schema(lang)))


def _load(rules: Rules, lang: str) -> _reglament.Loaded:
    if isinstance(rules, str) and "\n" in rules:
        return _load_text(rules, "text", lang)
    if isinstance(rules, (str, os.PathLike)):
        return _load_files([rules], lang)
    if isinstance(rules, Mapping):
        return _load_text(to_yaml(rules), "dict", lang)
    if isinstance(rules, Sequence) and not isinstance(rules, (bytes, bytearray, memoryview)):
        if not rules:
            raise ValueError("there are no rules in an empty list")
        paths = [item for item in rules if isinstance(item, (str, os.PathLike))]
        if len(paths) == len(rules):
            return _load_files(paths, lang)
        documents = [item for item in rules if isinstance(item, Mapping)]
        if len(documents) == len(rules):
            return _load_text(to_yaml(documents), "dict", lang)
    raise TypeError(f"rules are a path, a text, a dict, or a list of paths or of dicts, not {_kind(rules)}")


def _load_text(text: str, name: str, lang: str) -> _reglament.Loaded:
    text.encode()  # half of a surrogate pair raises UnicodeEncodeError here
    return _reglament.load_text(text, name, lang)


def _load_files(paths: Sequence[Path], lang: str) -> _reglament.Loaded:
    names = [os.fspath(path) for path in paths]
    for name in names:
        name.encode()
    return _reglament.load_files(names, lang)


def _kind(rules: object) -> str:
    if rules is None:
        return "None"
    if isinstance(rules, (list, tuple)):
        return f"a {type(rules).__name__} of " + ", ".join(sorted({type(item).__name__ for item in rules}))
    return f"a {type(rules).__name__}"
