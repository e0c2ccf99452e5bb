"""Files, scenarios and what is told of them; imported only where scenarios were asked for."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Optional

import pytest

import reglament

from . import SUFFIXES

BEGINS = re.compile(rb"^(?:scenario|\xd1\x81\xd1\x86\xd0\xb5\xd0\xbd\xd0\xb0\xd1\x80\xd0\xb8\xd0\xb9)[ \t]*:", re.MULTILINE)


class ScenarioWarning(pytest.PytestWarning):
    """A condition of a regulation that was neither true nor false."""


class ScenarioFailed(Exception):
    def __init__(self, result: reglament.ScenarioResult):
        super().__init__(result.text)
        self.result = result


@dataclass(frozen=True)
class Crash:
    """What pytest puts on one line: of the first difference."""

    path: str
    lineno: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.lineno}: {self.message}"


class Told:
    """A failed scenario as pytest shows it."""

    def __init__(self, result: reglament.ScenarioResult):
        self.text = result.text.rstrip()
        issue = result.differences[0].issue
        self.reprcrash = Crash(issue.file or "", issue.line or 0, issue.message)

    def __str__(self) -> str:
        return self.text

    def toterminal(self, terminal: Any) -> None:
        for line in self.text.splitlines():
            terminal.line(line)


class ScenarioCollector:
    """The hook, and the rulebooks it has loaded: a folder is loaded once, however many files of it hold scenarios."""

    def __init__(self, config: pytest.Config, roots: list[Path]):
        self.here = Path.cwd()
        self.lang = config.getini("reglament_lang")
        if self.lang not in ("en", "ru"):
            raise pytest.UsageError(f"reglament_lang is en or ru, not {self.lang!r}")
        self.roots = sorted({root.resolve() for root in roots}, key=lambda path: len(path.parts))
        self._loaded: dict[Path, Any] = {}
        self._paths: dict[str, Path] = {}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> Optional[pytest.Collector]:
        if file_path.suffix not in SUFFIXES:
            return None
        path = file_path.resolve()
        root = next((root for root in self.roots if root == path or root in path.parents), None)
        if root is None:
            if not parent.session.isinitpath(file_path) or not BEGINS.search(file_path.read_bytes()):
                return None
            root = path
        file: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
        file.root, file.real, file.loader = root, path, self
        return file

    def load(self, root: Path) -> reglament.Rulebook | reglament.RulesError:
        """The rules of a file or folder, or why there are none."""
        if root not in self._loaded:
            try:
                self._loaded[root] = reglament.load(self.shown(root), lang=self.lang)
            except reglament.RulesError as error:
                self._loaded[root] = error
        return self._loaded[root]  # type: ignore[no-any-return]

    def shown(self, path: Path) -> str:
        """As people see it: from where pytest was called, if it lies there."""
        return os.path.relpath(path) if self.here in path.parents and self.here == Path.cwd() else str(path)

    def is_same(self, name: str, path: Path) -> bool:
        """Whether a file's name in an issue or a scenario is this path, all links followed."""
        if name not in self._paths:
            self._paths[name] = (self.here / name).resolve()
        return self._paths[name] == path


class ScenarioFile(pytest.File):
    root: Path
    real: Path  #: links followed
    loader: ScenarioCollector

    def collect(self) -> Iterator[pytest.Item]:
        rules = self.loader.load(self.root)
        if isinstance(rules, reglament.RulesError):
            raise self.CollectError(self._why(rules))
        mine = [scenario for scenario in rules.scenarios if self.loader.is_same(scenario.file, self.real)]
        names = [scenario.name for scenario in mine]
        for scenario in mine:
            name = scenario.name if names.count(scenario.name) == 1 else f"{scenario.name}[{scenario.regulation}]"
            item: ScenarioItem = ScenarioItem.from_parent(self, name=_printable(name))
            item.rules, item.scenario = rules, scenario
            yield item

    def _why(self, error: reglament.RulesError) -> str:
        """The errors of this file; of a sound one, where those are for which it cannot be run."""
        errors = [issue for issue in error.issues if issue.severity == "error"]
        mine = [issue for issue in errors if issue.file and self.loader.is_same(issue.file, self.real)]
        if mine:
            return "\n".join(issue.text.rstrip() for issue in mine)
        places = sorted({issue.file for issue in errors if issue.file})
        if not places:
            return str(error)
        if self.loader.lang == "ru":
            return "не исполнить, пока есть ошибки в " + ", ".join(places)
        return "cannot run while there are errors in " + ", ".join(places)


class ScenarioItem(pytest.Item):
    rules: reglament.Rulebook
    scenario: reglament.Scenario

    def runtest(self) -> None:
        done = reglament.rehearse(self.rules, only=lambda s: s == self.scenario, lang=self.config.getini("reglament_lang"))
        for result in done.results:
            for issue in result.issues:
                self.warn(ScenarioWarning(issue.text.rstrip()))
            if not result:
                raise ScenarioFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, ScenarioFailed):
            return Told(excinfo.value.result)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.scenario.line - 1, f"{self.scenario.regulation}: {self.name}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
