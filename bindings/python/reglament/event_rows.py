"""Events as data frames and Arrow tables have them."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, cast

#: of an event, as CloudEvents name them and as this library adds
ATTRIBUTES = ("id", "source", "type", "subject", "time", "data", "fetched", "actor", "traceparent", "tracestate")


def event_rows(events: Any) -> Iterable[Mapping[str, Any]]:
    """The rows of a data frame or an Arrow table; anything else is events already. Columns of data are data."""
    if hasattr(events, "to_pylist") and hasattr(events, "schema"):  # Arrow: a table, a batch of records
        return map(_event_of, events.to_pylist())
    if hasattr(events, "to_dicts"):  # polars
        return map(_event_of, events.to_dicts())
    if hasattr(events, "to_dict") and hasattr(events, "columns"):  # pandas
        return map(_event_of, events.astype(object).where(events.notna(), None).to_dict("records"))
    return cast("Iterable[Mapping[str, Any]]", events)


def _event_of(row: Mapping[str, Any]) -> Mapping[str, Any]:
    event = {name: row[name] for name in ATTRIBUTES if row.get(name) is not None}
    rest = {name: value for name, value in row.items() if name not in ATTRIBUTES and value is not None}
    if rest:
        event["data"] = {**rest, **event.get("data", {})}
    if hasattr(event.get("time"), "to_pydatetime"):
        event["time"] = event["time"].to_pydatetime()
    return event
