"""Decision tables: many conditions in rows (docs/decisions.md)."""

from __future__ import annotations

import os
from datetime import datetime, tzinfo
from typing import Any, List, Mapping, Optional, Tuple, Union

from . import _reglament
from .feel_types import Names, types_of
from .issues import FeelError, Issue, issues_of

Written = Union[str, "os.PathLike[str]", Mapping[str, Any]]  #: a text, a file, a record


class Decision:
    """A compiled decision table. Immutable: threads share it, and calls do not hold the GIL while they compute."""

    def __init__(
        self,
        written: Tuple[str, Any, str],
        names: Mapping[str, str],
        handle: _reglament.Decision,
        issues: List[Issue],
        regulation: bool,
    ):
        self.names = dict(names)  #: what it may name: FEEL's type
        self.issues = issues  #: warnings: rules that never fit, cells that are bound to be null
        self._written = written
        self._handle = handle
        self._regulation = regulation

    @property
    def policy(self) -> str:
        """Which rule counts when several fit: "unique", "first", "rule order", "sum"."""
        return self._handle.policy()

    @property
    def result_type(self) -> str:
        """FEEL's text of what is known of the result's type; "Any" when nothing is."""
        return self._handle.result_type()

    def evaluate(
        self,
        context: Optional[Mapping[str, Any]] = None,
        *,
        now: Union[datetime, str, None] = None,
        zone: Union[tzinfo, str, None] = None,
        issues: Optional[List[Issue]] = None,
        lang: str = "en",
    ) -> Any:
        """The result over a context: of one column its value, of several a dict of them; None when no rule fits and
        the table has no row for that. A name that the context lacks is null. The rest is as for feel.evaluate()."""
        if issues is None:
            return self._handle.evaluate(context, now, zone)
        value, rows = self._handle.explain(context, now, zone, lang)
        issues.extend(issues_of(rows))
        return value

    __call__ = evaluate

    def hits(
        self,
        context: Optional[Mapping[str, Any]] = None,
        *,
        now: Union[datetime, str, None] = None,
        zone: Union[tzinfo, str, None] = None,
    ) -> List[int]:
        """The rules that fit, whichever counts, in the order of the table. The first rule is 0."""
        return self._handle.hits(context, now, zone)

    def why(
        self,
        context: Optional[Mapping[str, Any]] = None,
        *,
        now: Union[datetime, str, None] = None,
        zone: Union[tzinfo, str, None] = None,
        lang: str = "en",
    ) -> str:
        """The rules that fit in words, a line each, with their places and their authors' remarks; there rules count
        from 1, as people count them."""
        return self._handle.why(context, now, zone, lang)

    def __reduce__(self) -> Tuple[Any, ...]:
        return _decided, (self._written, self.names, self._regulation)

    def __repr__(self) -> str:
        return f"<Decision {self.policy} of {', '.join(self.names)}: {self.result_type}>"


def decision(
    written: Written,
    names: Names = None,
    *,
    format: Optional[str] = None,
    regulation: bool = False,
    lang: str = "en",
) -> Decision:
    """A decision table over names, to be evaluated often. Raises FeelError with everything that is wrong in it.

    `written`: a text of several lines; a file (comma-separated values when its name ends in .csv or .tsv, else columns
    divided by bars); or a record {"hit_policy", "inputs", "input_types", "input_values", "outputs": [{"name", "type",
    "values", "default"}], "rules": [{"in", "out", "note"}]}. `format` says what a text is: "pipes" (unless given) or
    "csv". `names` and `regulation` are as for feel.compile(); with `regulation` the values of an enumeration need no
    quotes.
    """
    return _decided(_form_of(written, format), types_of(names), regulation, lang)


def _decided(written: Tuple[str, Any, str], names: Mapping[str, str], regulation: bool, lang: str = "en") -> Decision:
    handle, rows, wrong = _reglament.decision(*written, list(names.items()), regulation, lang)
    issues = issues_of(rows)
    if handle is None:
        raise FeelError(wrong, issues)
    return Decision(_as_text(written, handle), names, handle, issues, regulation)


def _form_of(written: Written, format: Optional[str]) -> Tuple[str, Any, str]:
    """What it is, itself, and the name it has in issues."""
    if format not in (None, "pipes", "csv"):
        raise ValueError(f"format is 'pipes' or 'csv', not {format!r}")
    if isinstance(written, str) and "\n" in written:
        return format or "pipes", written, "table"
    if format is not None:
        raise ValueError("format is for texts: of a file its name tells, of a record nothing has to")
    if isinstance(written, Mapping):
        return "record", dict(written), "table"
    if isinstance(written, (str, os.PathLike)):
        path = os.fspath(written)
        path.encode()  # half of a surrogate pair raises UnicodeEncodeError here
        return "file", path, path
    raise TypeError(f"a decision table is a text, a path or a dict, not a {type(written).__name__}")


def _as_text(written: Tuple[str, Any, str], handle: _reglament.Decision) -> Tuple[str, Any, str]:
    """A file as the text it was read as: pickled, it is the same table elsewhere."""
    form, _, name = written
    if form != "file":
        return written
    return "csv" if name.lower().endswith((".csv", ".tsv")) else "pipes", handle.text(), name
