"""Delivery: effects handed to functions of the host, again after a pause where that failed, and set aside where it keeps failing."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Optional, Set, Tuple, Union

from . import _reglament
from .actions import Actions, Effect, Raised, UnknownAction, awaited, called, tell

if TYPE_CHECKING:
    from .engine import Engine
    from .engine_core import Time


@dataclass(frozen=True)
class SetAside:
    """An effect that was tried in vain too often. Its client went on; it is in their history still."""

    #: for retry() and drop()
    number: int
    client: str
    #: of the effect, in the client's history
    sequence: int
    #: it failed the last time
    why: str


def _number(of: Union[SetAside, int]) -> int:
    if isinstance(of, SetAside):
        return of.number
    if isinstance(of, int) and not isinstance(of, bool):
        return of
    raise TypeError(f"what was set aside is one of `aside`, or its number; not {of!r}")


class _Round:
    """What one call of work() has done so far."""

    def __init__(self, limit: Optional[int]):
        self.left = limit
        self.tried: Set[int] = set()
        self.done = 0
        self.error: Optional[UnknownAction] = None
        self.begin()

    def begin(self) -> None:
        self.told: List[Tuple[int, str]] = []
        self.held: Set[str] = set()

    def takes(self, effect: Effect) -> bool:
        if self.left == 0 or effect["client"] in self.held:
            return False
        if effect["number"] in self.tried:
            self.held.add(effect["client"])
            return False
        self.tried.add(effect["number"])
        return True

    @contextmanager
    def unknown(self, effect: Effect) -> Iterator[None]:
        """An action that no function is registered for stays, and holds back its client; whoever works is told in the end."""
        try:
            yield
        except UnknownAction as error:
            self.error = self.error or error
            self.held.add(effect["client"])

    def outcome(self) -> int:
        if self.error is not None:
            raise self.error
        return self.done

    def note(self, effect: Effect, why: str) -> None:
        self.told.append((effect["number"], why))
        self.left = None if self.left is None else self.left - 1
        if why:
            self.held.add(effect["client"])
        else:
            self.done += 1


class Delivery:
    """Of one engine with a store, made by Engine.delivery(). How far it is lies in the store, so it goes on after a crash; what
    was handed over just before may come again, with the same number, client and sequence. Functions are called while nothing is
    locked, so other threads may use the engine meanwhile; work() itself is for one thread."""

    def __init__(self, engine: Engine, actions: Actions, function: Optional[Callable[[Effect], Any]]):
        self._engine = engine
        self._actions = actions
        self._function = function

    def work(self, limit: Optional[int] = None, *, at: Optional[Time] = None) -> int:
        """Hands over what is due at `at` (the engine's now unless given), at most `limit` effects. Gives how many were done.

        An effect whose function raised holds back those behind it that are told of the same client, and nothing else: it is due
        again after the pause. What an action's function raises is told to the regulation instead, which has attempts of its own.

        LookupError: a regulation calls an action that no function is registered for. All other clients' effects have been handed
        over then, and that one stays.
        """
        so_far = _Round(limit)
        while True:
            so_far.begin()
            try:
                for effect in self._due(so_far, at):
                    if so_far.takes(effect):
                        with so_far.unknown(effect):
                            so_far.note(effect, self._came_of(effect, called(self._todo(effect)), at))
            finally:
                self._told(so_far, at)
            if not so_far.told or so_far.left == 0:
                return so_far.outcome()

    async def awork(self, limit: Optional[int] = None, *, at: Optional[Time] = None) -> int:
        """The same with coroutine functions, too; others, and the store, run in threads, so that nothing waits for them."""
        so_far = _Round(limit)
        while True:
            so_far.begin()
            try:
                for effect in await asyncio.to_thread(self._due, so_far, at):
                    if so_far.takes(effect):
                        with so_far.unknown(effect):
                            result = await awaited(self._todo(effect))
                            so_far.note(effect, await asyncio.to_thread(self._came_of, effect, result, at))
            finally:
                await asyncio.to_thread(self._told, so_far, at)
            if not so_far.told or so_far.left == 0:
                return so_far.outcome()

    @property
    def next_due(self) -> Optional[datetime]:
        """When there is something to try again; None: not before something new is told."""
        return _reglament.next_delivery(self._engine._handle)

    @property
    def aside(self) -> List[SetAside]:
        """What was tried so often in vain, the oldest first."""
        return [SetAside(*row) for row in _reglament.set_aside(self._engine._handle)]

    def retry(self, which: Union[SetAside, int]) -> bool:
        """It is tried again by the next work(), once. False: none of that number was set aside."""
        return _reglament.retry(self._engine._handle, _number(which))

    def drop(self, which: Union[SetAside, int]) -> bool:
        """It is forgotten. False: none of that number was set aside."""
        return _reglament.drop(self._engine._handle, _number(which))

    def metrics(self) -> Dict[str, int]:
        """Attempts that were "done" or "failed" since it was opened; effects that are "failing", and those set "aside"."""
        return _reglament.delivery_metrics(self._engine._handle)

    def prometheus(self, labels: str = "") -> str:
        """The same in Prometheus' text format; `labels` stand in every line: 'shard="3"'."""
        return _reglament.delivery_prometheus(self._engine._handle, labels)

    def _due(self, so_far: _Round, at: Optional[Time]) -> List[Effect]:
        most = 1000 if so_far.left is None else so_far.left
        return _reglament.due(self._engine._handle, most + len(so_far.tried), at)

    def _told(self, so_far: _Round, at: Optional[Time]) -> None:
        _reglament.delivered(self._engine._handle, so_far.told, at)

    def _todo(self, effect: Effect) -> Optional[Callable[[], Any]]:
        function = self._function
        return self._actions.of(effect) if function is None else lambda: function(effect)

    def _came_of(self, effect: Effect, result: Any, at: Optional[Time]) -> str:
        if self._function is None and effect["kind"] == "action requested":
            tell(self._engine, effect, result, at)
            return ""
        return f"{type(result.error).__name__}: {result.error}" if isinstance(result, Raised) else ""
