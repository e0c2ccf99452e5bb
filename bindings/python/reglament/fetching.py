"""Facts that live with the host, asked for before events are posted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Sequence, Union


@dataclass(frozen=True)
class FactRequest:
    """Facts that are asked for: of one client, or of a deal, request … of it."""

    client: str  #: its key; of another subject "employee/Anna"
    about: str  #: "deal"; empty: the client itself
    part: str  #: that deal's key
    facts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FactAnswer:
    """What the host says: every fact that was asked for, None when there is no value, and which revision that is."""

    facts: Mapping[str, Any]
    revision: int = 0  #: 0: none


#: Is given all that one batch needs and gives one answer a request, in their order: the facts, alone or with their
#: revision, or an exception that says why it cannot. If it raises, nothing is answered.
Fetch = Callable[[Sequence[FactRequest]], Sequence[Union[Mapping[str, Any], FactAnswer, Exception]]]

_Row = tuple[Any, int, str]


def asking(fetch: Fetch) -> Callable[[Sequence[tuple[str, str, str, list[str]]]], list[_Row]]:
    """The same as the engine calls it. What is raised becomes the answer to every request."""

    def ask(rows: Sequence[tuple[str, str, str, list[str]]]) -> list[_Row]:
        try:
            return [_row(answer) for answer in fetch([FactRequest(*row) for row in rows])]
        except Exception as error:
            return [_failure(error)] * len(rows)

    return ask


def _row(answer: Mapping[str, Any] | FactAnswer | Exception) -> _Row:
    if isinstance(answer, Exception):
        return _failure(answer)
    if isinstance(answer, FactAnswer):
        if not isinstance(answer.revision, int) or answer.revision < 0:
            return _failure(ValueError(f"a revision is a whole number, not {answer.revision!r}"))
        return dict(answer.facts), answer.revision, ""
    if isinstance(answer, Mapping):
        return dict(answer), 0, ""
    return _failure(TypeError(f"an answer is a mapping of facts, a FactAnswer or an exception, not {answer!r}"))


def _failure(error: Exception) -> _Row:
    return {}, 0, f"{type(error).__name__}: {error}"
