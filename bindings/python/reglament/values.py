"""Values that Python has no type for, and rules written as Python data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Iterator, Mapping, Sequence


@dataclass(frozen=True, order=True)
class Months:
    """A duration of years and months, which has no fixed number of days: FEEL's P1Y6M is Months(18)."""

    months: int


@dataclass(frozen=True)
class Range:
    """FEEL's interval, [1..10]. A bound that is None is none; an open bound is itself outside."""

    low: Any
    high: Any
    low_open: bool = False
    high_open: bool = False


def to_yaml(rules: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """Rules given as data, as the text that the engine reads: one document, or a list of them."""
    documents = [rules] if isinstance(rules, Mapping) else list(rules)
    return "\n---\n".join("\n".join(_block(document, 0)) for document in documents) + "\n"


def _block(value: Any, indent: int) -> Iterator[str]:
    blank = " " * indent
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{blank}{_scalar(key)}:", item, indent + 2)
    else:
        for item in value:
            lines = list(_block(item, indent + 2)) if _is_block(item) else [_scalar(item)]
            yield f"{blank}- {lines[0].lstrip(' ')}"
            yield from lines[1:]


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    if _is_block(value):
        yield key
        yield from _block(value, indent)
    else:
        yield f"{key} {_scalar(value)}".rstrip()


def _is_block(value: Any) -> bool:
    return isinstance(value, (Mapping, list, tuple)) and len(value) > 0


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal, date, datetime, time)):
        return str(value) if not isinstance(value, (date, datetime, time)) else value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value // timedelta(seconds=1)}S"
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    if isinstance(value, str):
        return _text(value)
    raise TypeError(f"a value of type {type(value).__name__} has no place in rules")


def _text(value: str) -> str:
    """Plain where plain is safe, so that conditions keep their places; else in quotes as JSON, which YAML reads too."""
    plain = value.replace(" ", "").replace("_", "").replace(".", "").isalnum() and value == value.strip()
    plain = plain and value.lower() != "null"  # which, without quotes, would be no value at all
    return value if plain else json.dumps(value, ensure_ascii=False)
