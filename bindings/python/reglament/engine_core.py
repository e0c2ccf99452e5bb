"""What all parts of an engine stand on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Tuple, Union

from . import _reglament
from .errors import EventRejected, EventSetAside
from .issues import issues_of
from .rulebook import Rulebook
from .told import Call, Posted, Run, Task

Time = Union[datetime, str]  #: a str in the form of ISO 8601
TaskKey = Union[Task, Tuple[str, int]]
CallKey = Union[Call, Tuple[str, int]]
RunKey = Union[Run, Tuple[str, int]]


class EngineCore:
    _handle: _reglament.Engine
    _lang: str
    _given: Rulebook | None
    _ask: _reglament.Ask | None

    def _say(
        self, type: str, client: str, data: dict[str, Any], at: Time | None, actor: str, strict: bool
    ) -> Posted:
        """What the host or somebody has done, as an event that the language has itself."""
        return self._posted(self._handle.say(type, client, data, at, actor, self._ask, self._lang), strict)

    @staticmethod
    def _posted(row: _reglament.PostedRow, strict: bool) -> Posted:
        return EngineCore._judged(Posted(row[0], issues_of(row[1]), row[2]), strict)

    @staticmethod
    def _judged(result: Posted, strict: bool) -> Posted:
        if strict and result.status == "rejected":
            raise EventRejected(result.issues)
        if strict and result.status == "set aside":
            raise EventSetAside(result.issues)
        return result


def key_of(of: TaskKey | CallKey | RunKey) -> tuple[str, int]:
    if isinstance(of, (Task, Call, Run)):
        return of.client, of.number
    if isinstance(of, tuple) and len(of) == 2 and isinstance(of[0], str) and isinstance(of[1], int):
        return of
    raise TypeError(f"a task, a call or a run is one of tasks(), calls() or runs(), or its (client, number); not {of!r}")


def milliseconds(of: timedelta | None) -> int | None:
    return None if of is None else round(of / timedelta(milliseconds=1))
