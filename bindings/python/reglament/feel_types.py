"""Names with the types of what they name, FEEL's or Python's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Iterable, Mapping, Type, Union, get_args, get_origin

from ._reglament import Function
from .values import Months, Range

TypeOf = Union[str, Type[Any], Any]  #: "list<number>", or a Python type: Decimal, list[str]
Names = Union[Mapping[str, TypeOf], Iterable[str], None]  #: what may be named, with types as far as they are known

_TYPES: Mapping[Any, str] = {
    Any: "Any",
    object: "Any",
    None: "Null",
    type(None): "Null",
    bool: "boolean",
    int: "number",
    float: "number",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    list: "list",
    tuple: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def types_of(names: Names) -> Mapping[str, str]:
    if isinstance(names, str):
        raise TypeError("names are a mapping or an iterable of names, not one text")
    if isinstance(names, Mapping):
        return {name: _type_text(type_) for name, type_ in names.items()}
    return {name: "Any" for name in names or ()}


def _type_text(type_: TypeOf) -> str:
    if isinstance(type_, str):
        return type_
    if get_origin(type_) in (list, dict):
        items = get_args(type_)
        return f"list<{_type_text(items[0])}>" if get_origin(type_) is list else "context"
    try:
        return _TYPES[type_]
    except (KeyError, TypeError):
        raise TypeError(f"{type_!r} is no type that FEEL has") from None
