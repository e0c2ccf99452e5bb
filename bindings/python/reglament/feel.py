"""FEEL, the language of conditions, on its own."""

from __future__ import annotations

from typing import Any, Mapping

from . import _reglament
from .issues import RulesError, issues_of


def evaluate(text: str, names: Mapping[str, Any] | None = None, *, lang: str = "en") -> Any:
    """The value of an expression over names; None is FEEL's null. Raises RulesError when it cannot be understood."""
    value, rows, rendered = _reglament.evaluate(text, dict(names or {}), lang)
    issues = issues_of(rows)
    if any(issue.severity == "error" for issue in issues):
        raise RulesError(rendered, issues)
    return value
