"""FEEL, the language of conditions, on its own.

    >>> feel.evaluate("0.1 + 0.2 = 0.3")
    True
    >>> large = feel.compile("amount > 1000 and city = \\"Tver\\"", {"amount": "number", "city": "string"})
    >>> large.evaluate({"amount": 1200, "city": "Tver"})
    True
    >>> large.columns({"amount": numpy.array([1200.0, 900.0]), "city": numpy.array(["Tver", "Tver"])}).to_numpy()
    array([ True, False])

Python's values are FEEL's: int, Decimal and float (by its shortest decimal) are numbers, a naive datetime is a local
date and time, None is null. Numbers come back as Decimal, ranges as Range, functions as Function. What cannot be computed is
None; a list given as `issues` takes the reasons.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, List, Mapping, Optional, Protocol, Tuple, Union

from . import _reglament
from ._reglament import Function
from .columns import Column
from .decisions import Decision, decision
from .feel_types import Names, TypeOf, types_of
from .issues import FeelError, Issue, issues_of
from .values import Months, Range

__all__ = [
    "Column",
    "Decision",
    "Expression",
    "FeelError",
    "Function",
    "Issue",
    "Months",
    "Names",
    "Range",
    "Table",
    "TypeOf",
    "compile",
    "decision",
    "evaluate",
    "why",
]

class Table(Protocol):
    """Columns by their names: a dict of arrays, a DataFrame, a pyarrow.Table."""

    def __getitem__(self, name: Any, /) -> Any: ...


class Expression:
    """A compiled expression. Immutable: threads share it, and calls do not hold the GIL while they compute."""

    def __init__(
        self, text: str, names: Mapping[str, str], handle: _reglament.Expression, issues: List[Issue], regulation: bool
    ):
        self.text = text
        self.names = dict(names)  #: what it may name: FEEL's type
        self.issues = issues  #: warnings: what is bound to be null
        self._handle = handle
        self._regulation = regulation

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
        """The value over a context; a name that the context lacks is null. The rest is as for evaluate()."""
        if issues is None:
            return self._handle.evaluate(context, now, zone)
        value, rows = self._handle.explain(context, now, zone, lang)
        issues.extend(issues_of(rows))
        return value

    __call__ = evaluate

    def why(
        self,
        context: Optional[Mapping[str, Any]] = None,
        *,
        now: Union[datetime, str, None] = None,
        zone: Union[tzinfo, str, None] = None,
        lang: str = "en",
    ) -> str:
        """Why it has its value over a context: each part with its own, a line each, as why() tells it."""
        return self._handle.why(context, now, zone, lang)

    def columns(
        self, data: Table, *, now: Union[datetime, str, None] = None, zone: Union[tzinfo, str, None] = None
    ) -> Column:
        """The values over rows: one a row, in one call.

        A column is a numpy array (masked ones too), an Arrow array or stream (pyarrow, polars, pandas; read where it
        lies), a list or tuple, or a Column; anything else is the same value in every row. A name that the expression
        reads must be there. In columns NaN and infinities are null, as None, NaT and NA are; floats are taken by their
        shortest decimal. numpy's datetime64[D] are dates, its finer ones local dates and times.

        To learn why a row is null, evaluate() it with `issues`.
        """
        return Column(self._handle.columns(data, now, zone))

    def __reduce__(self) -> Tuple[Any, ...]:
        return _compiled, (self.text, self.names, self._regulation)

    def __repr__(self) -> str:
        return f"<Expression {self.text!r}: {self.result_type}>"


def evaluate(
    text: str,
    context: Optional[Mapping[str, Any]] = None,
    *,
    now: Union[datetime, str, None] = None,
    zone: Union[tzinfo, str, None] = None,
    regulation: bool = False,
    issues: Optional[List[Issue]] = None,
    lang: str = "en",
) -> Any:
    """The value of a text over a context of names; None is FEEL's null. Raises FeelError for a text that is wrong.

    `now` is what now() and today() give; the clock's time unless given. `zone` is theirs, and that of local times that
    meet zoned ones, which without it cannot be compared. With `regulation` the text is read as conditions in
    regulations are: Russian words, « » quotes and durations in words. `issues`: a list that takes the reasons why
    something was null, in the language `lang`, "en" or "ru".
    """
    value, rows, wrong = _reglament.evaluate(text, context, now, zone, regulation, lang)
    found = issues_of(rows)
    if wrong:
        raise FeelError(wrong, found)
    if issues is not None:
        issues.extend(found)
    return value


def why(
    text: str,
    context: Optional[Mapping[str, Any]] = None,
    *,
    now: Union[datetime, str, None] = None,
    zone: Union[tzinfo, str, None] = None,
    regulation: bool = False,
    lang: str = "en",
) -> str:
    """Why a text has its value: a line a part, parts of a part indented, in the language `lang`, "en" or "ru".

        >>> print(feel.why("amount > 100 and vip", {"amount": 50, "vip": True}))
        amount > 100 and vip — no
          amount > 100 — no
            amount — 50
          vip — not needed

    The rest is as for evaluate(), FeelError for a text that is wrong too.
    """
    told, rows, wrong = _reglament.why(text, context, now, zone, regulation, lang)
    if wrong:
        raise FeelError(wrong, issues_of(rows))
    return told


def compile(
    text: str,
    names: Names = None,
    *,
    regulation: bool = False,
    lang: str = "en",
) -> Expression:
    """An expression over names, to be evaluated often. Raises FeelError for a text that is wrong.

    `names` are what the text may name, with types as far as they are known: FEEL's, as text, or Python's. With types
    more is found wrong before anything is evaluated.
    """
    types = types_of(names)
    handle, rows, wrong = _reglament.compile(text, list(types.items()), regulation, lang)
    issues = issues_of(rows)
    if handle is None:
        raise FeelError(wrong, issues)
    return Expression(text, types, handle, issues, regulation)


def _compiled(text: str, names: Mapping[str, str], regulation: bool) -> Expression:
    return compile(text, names, regulation=regulation)
