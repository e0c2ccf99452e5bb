"""Events that many tasks post at once share a commit."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from threading import Lock
from typing import Any, Callable, Mapping

from .errors import StoreError
from .told import Posted

Event = Mapping[str, Any]
PostMany = Callable[[list[Event]], list[Posted]]
MOST = 1000  # events that share a commit


class Grouping:
    """While one group is being committed, the next one comes together. An answer is given when what it says is durable."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[tuple[Event, Future[Posted]]] = []
        self._works = False

    async def post(self, post_many: PostMany, event: Event) -> Posted:
        """The answer to the event; what posting it alone would raise is raised."""
        answer: Future[Posted] = Future()
        with self._lock:
            self._waiting.append((event, answer))
            begins, self._works = not self._works, True
        if begins:
            try:
                asyncio.get_running_loop().run_in_executor(None, self._work, post_many)
            except RuntimeError as error:  # it takes no more work
                self._give_up(error)
        return await asyncio.wrap_future(answer)

    def _give_up(self, error: BaseException) -> None:
        with self._lock:
            group, self._waiting, self._works = self._waiting, [], False
        for _, answer in group:
            if answer.set_running_or_notify_cancel():
                answer.set_exception(error)

    def _work(self, post_many: PostMany) -> None:
        while True:
            with self._lock:
                group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                if not group:
                    self._works = False
                    return
            self._commit(post_many, [(event, answer) for event, answer in group if answer.set_running_or_notify_cancel()])

    def _commit(self, post_many: PostMany, group: list[tuple[Event, Future[Posted]]]) -> None:
        done: list[Posted] = []
        try:
            done = post_many([event for event, _ in group])
        except BaseException as error:
            if len(group) > 1 and not isinstance(error, StoreError):  # one of them is no event: it alone is to hear that
                middle = len(group) // 2
                self._commit(post_many, group[:middle])
                self._commit(post_many, group[middle:])
                return
            done = getattr(error, "posted", [])
            for _, answer in group[len(done) :]:
                answer.set_exception(error)
        for (_, answer), posted in zip(group, done):
            answer.set_result(posted)
