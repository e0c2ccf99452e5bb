"""What is wrong in what came from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence


@dataclass(frozen=True)
class Issue:
    """One finding. Lines and columns count from 1, columns in characters; the end is exclusive."""

    code: str  #: stable and searchable, "unknown-fact"
    severity: str  #: "error", "warning" or "note"
    message: str
    advice: str  #: what to do about it; may be empty
    file: str | None  #: None when it speaks of no text
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    suggestion: str  #: a known word near to the one found, or the corrected line; may be empty
    text: str  #: all of it for people, with the place underlined

    def __str__(self) -> str:
        return self.text


class RulesError(ValueError):
    """Rules, or an expression, with errors in them: nothing was loaded. The message shows every issue."""

    def __init__(self, text: str, issues: Sequence[Issue]):
        super().__init__(text)
        self.issues = list(issues)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.args[0], self.issues)


class FeelError(RulesError):
    """A text that is no expression, or a decision table with errors in it. The message shows every issue, with its place."""


def issues_of(rows: Sequence[tuple[Any, ...]]) -> list[Issue]:
    return [Issue(*row) for row in rows]
