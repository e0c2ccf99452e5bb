"""Hosts: several programs that share the clients of one database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Any, Callable, Mapping, Sequence

from . import _reglament
from .engine import Engine
from .engine_core import milliseconds
from .event_rows import event_rows
from .errors import EventRejected
from .issues import issues_of
from .rulebook import Path, Rulebook
from .told import Posted


@dataclass(frozen=True)
class Refused:
    """An event that waits in the intake of a partition, because it was rejected there."""

    number: int
    event: dict[str, Any]
    why: str


@dataclass(frozen=True)
class PartitionView:
    """The clients of a partition as they were: what is done to them stays in this view."""

    partition: str
    engine: Engine
    #: the last commit it shows
    as_of: int


class Host:
    """One of several programs that share the work. Each partition of the clients is a store with an engine of its own, which one host
    at a time works on. Starts no thread: call tend() several times a `lease`, and work() as often as events of others may wait.

    `directory` is the database that says who has what ("postgres://…"), `store` where the partitions lie, unless there, too. `partitions`
    are names ([a-z0-9_]) or how many, the same for all hosts; `partition_of` gives an event's, from the event as a mapping, unless the
    client's key alone decides. `rules` are those of all partitions, or by name of each (tenants have their own so); one that is left
    out is under those its store keeps.

    `zone`, `lang`, `policy` and `ahead` are as for Engine. StoreError: the directory or a store failed; what it has it goes on with.
    """

    def __init__(
        self,
        directory: str,
        rules: Rulebook | Mapping[str, Rulebook] | None,
        *,
        name: str,
        partitions: int | Sequence[str],
        partition_of: Callable[[dict[str, Any]], str] | None = None,
        store: Path | None = None,
        lease: timedelta = timedelta(seconds=10),
        zone: tzinfo | str | None = None,
        lang: str = "en",
        policy: Callable[[dict[str, Any]], str | None] | None = None,
        ahead: timedelta | None = None,
    ):
        names = [str(i) for i in range(partitions)] if isinstance(partitions, int) else list(partitions)
        if not isinstance(partitions, int) and partition_of is None:
            raise TypeError("partitions that have names need partition_of")
        handles = (
            {partition: its._handle for partition, its in rules.items()}
            if isinstance(rules, Mapping)
            else None if rules is None else rules._handle
        )
        self._lang = lang
        self._handle = _reglament.Host(
            {
                "directory": directory,
                "store": directory if store is None else os.fspath(store),
                "rules": handles,
                "name": name,
                "partitions": names,
                "partition_of": partition_of,
                "lease_ms": int(lease / timedelta(milliseconds=1)),
                "zone": zone,
                "lang": lang,
                "policy": policy,
                "ahead_ms": milliseconds(ahead),
            }
        )

    def tend(self) -> list[str]:
        """Says that the host is there, takes partitions that nobody has, gives up those beyond its share. Gives what it has."""
        self._handle.tend()
        return self.partitions

    @property
    def partitions(self) -> list[str]:
        """Those it works on, by name."""
        return self._handle.partitions()

    def engine(self, partition: str) -> Engine:
        """The engine of a partition that it has: for advance(), tasks, work() … ValueError, now or later: it is not this host's."""
        return Engine._lent(self._handle.engine(partition), self._lang)

    def partition_of(self, event: Mapping[str, Any]) -> str:
        """Whose an event is: for a program that puts it into the intake by itself, in a transaction of its own (docs/store.md)."""
        return self._handle.partition_of(event)

    def post(self, event: Mapping[str, Any] | None = None, /, *, strict: bool = True, **names: Any) -> Posted:
        """As Engine.post(): an event of a partition it has is stepped and answered, any other is durable in the intake for whoever has
        it: its status is "queued". Post it again at no risk when it has an id.
        """
        (done,) = self.post_many([{**(event or {}), **names}])
        if strict and done.status == "rejected":
            raise EventRejected(done.issues)
        return done

    def post_many(self, events: Any) -> list[Posted]:
        """Many of them, also the rows of a data frame or an Arrow table; one commit for each partition."""
        return [
            Posted("queued" if queued else row[0], issues_of(row[1]), row[2])
            for _, queued, row in self._handle.post(event_rows(events))
        ]

    def work(self, at_most: int = 1000) -> int:
        """Steps what waits in the intake of its partitions, at most so many events of each. Gives how many were taken."""
        return self._handle.work(at_most)

    def refused(self, partition: str) -> list[Refused]:
        """What waits there because it was rejected, until somebody retries or drops it."""
        return [Refused(*row) for row in self._handle.refused(partition)]

    def retry(self, refused: Refused | int) -> None:
        """It waits as any other."""
        self._handle.retry(_number(refused))

    def drop(self, refused: Refused | int) -> None:
        """It is forgotten."""
        self._handle.drop(_number(refused))

    def look(self, partition: str) -> PartitionView:
        """The clients of any partition as its store has them now, whoever works on it: for lists of tasks and the like, without histories.
        It takes as long as opening the store, and the host goes on meanwhile. StoreError: it failed, or nobody has had it yet.
        """
        handle, as_of = self._handle.look(partition)
        return PartitionView(partition, Engine._lent(handle, self._lang), as_of)

    def behind(self, view: PartitionView) -> int:
        """By how many commits a view is behind its store now. ValueError: nobody has had the partition."""
        return self._handle.behind(view.partition, view.as_of)

    def metrics(self) -> dict[str, Any]:
        """What this host has done since it joined, in numbers; the "partitions", who has them, and what waits for them."""
        return self._handle.metrics()

    def prometheus(self, labels: str = "") -> str:
        """The same in Prometheus' text format; `labels` stand in every line: 'host="a"'."""
        return self._handle.prometheus(labels)

    def leave(self) -> None:
        """Writes what is pending and gives up everything, so that the others need not wait for the lease to run out."""
        self._handle.leave()

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *error: object) -> None:
        self.leave()


def _number(of: Refused | int) -> int:
    return of if isinstance(of, int) else of.number

