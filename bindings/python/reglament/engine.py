"""The engine: events in, tasks and effects out."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Sequence, overload

from . import _reglament
from .actions import Actions, Function, awork, work
from .delivery import Delivery
from .engine_core import CallKey as CallKey, RunKey as RunKey, TaskKey as TaskKey, Time as Time, milliseconds
from .engine_operations import EngineOperations, publication_of
from .engine_reports import EngineReports
from .engine_tasks import EngineTasks
from .errors import EventRejected, EventSetAside, StoreError
from .event_rows import ATTRIBUTES, event_rows
from .fetching import Fetch, asking
from .grouping import MOST, Grouping
from .issues import Issue, RulesError, issues_of
from .rulebook import Path, Rulebook, paths_of
from .told import Backfill, Posted, Publication

Policy = Callable[[Dict[str, Any]], Optional[str]]  #: why an event may not be; None: it may


class Engine(EngineTasks, EngineOperations, EngineReports):
    """Runs a rulebook over events. Leaves no thread behind and reads no clock: time is what events and advance() tell.

    In memory; or with a `store` ("sqlite:crm.db", or the file's path; Engine("sqlite:crm.db", rules) is the same), and then what a call has changed is durable when it
    returns, and StoreError means that nothing of it has happened (docs/store.md). A store keeps its rules: without `rules`
    it is under those; rules that it was never under are published in it (`published`). Close it, or use `with`.

    `zone` (a name, a ZoneInfo or a fixed timezone) is where naive datetimes are read; without it they are refused. Times come out in it,
    or else in the zone of the vocabulary's calendar. Threads may share an engine; long calls release the GIL.

    `fetch` is asked for the host's facts (`from: host`) that coming events may read, once for each post, and once for each 4096 events of
    post_many(). It is called with nothing locked, so other threads may post meanwhile. An event that was fetched for before
    (event["fetched"]) asks nobody; run() and advance() ask nobody either.

    `policy` is asked before every event that the language has itself (`task.…`, `action.…`, `run.…`, `facts.changed`, `subject.merged`),
    and before publish(), erase() and forget_history() ("rules.publish", "subject.erase", "history.forget"), with "type", "subject",
    "time" (of a command None, before any is known), "data" and "actor": what it gives, unless None, is why it may not be, and the event is rejected
    for that; so it is when the policy raises. It is called with nothing locked (but by a Host): it may look at this engine, and not
    change it; other threads may do both. About events that are posted together it is asked before the first of them;
    about rules that opening a store publishes, before there is an engine to look at.

    `remembered_events`: so many keys of events a client are kept, 16 bytes each, to recognise those that come again; what is older than the
    oldest that was dropped is refused. keep_history=False drops from the store what neither recovery nor the outbox needs. `actor`: who opens
    the store, and publishes by that. `ahead`: no event may be later than the machine's clock by more than that, because a mistyped year would
    move the time of all clients for good.
    """

    @overload
    def __init__(
        self,
        rules: Rulebook | None = None,
        *,
        store: Path | None = None,
        zone: tzinfo | str | None = None,
        lang: str = "en",
        fetch: Fetch | None = None,
        policy: Policy | None = None,
        keep_history: bool = True,
        remembered_events: int = 256,
        actor: str = "",
        ahead: timedelta | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        store: str,
        rules: Rulebook | None = None,
        /,
        *,
        zone: tzinfo | str | None = None,
        lang: str = "en",
        fetch: Fetch | None = None,
        policy: Policy | None = None,
        keep_history: bool = True,
        remembered_events: int = 256,
        actor: str = "",
        ahead: timedelta | None = None,
    ) -> None: ...
    def __init__(
        self,
        rules: Rulebook | str | None = None,
        under: Rulebook | None = None,
        *,
        store: Path | None = None,
        zone: tzinfo | str | None = None,
        lang: str = "en",
        fetch: Fetch | None = None,
        policy: Policy | None = None,
        keep_history: bool = True,
        remembered_events: int = 256,
        actor: str = "",
        ahead: timedelta | None = None,
    ) -> None:
        if isinstance(rules, str) and store is None and _reglament.names_store(rules):
            place, rules = rules, under
            store = place
        elif under is not None:
            raise TypeError("an engine takes rules, or a store and rules: Engine(\"sqlite:crm.db\", rules)")
        if remembered_events < 0:
            raise ValueError("remembered_events is not negative")
        if not (isinstance(rules, Rulebook) or (rules is None and store is not None)):
            raise TypeError(f"an engine takes a Rulebook: reglament.load(…); not {rules!r}")
        self._lang = lang
        self._given = rules
        where = None if store is None else os.fspath(store)
        its = None if rules is None else rules._handle
        self._handle = _reglament.Engine(its, zone, where, lang, policy, keep_history, remembered_events, actor, milliseconds(ahead))
        self._ask = None if fetch is None else asking(fetch)
        self._actions = Actions()
        self._grouping = Grouping()
        #: warnings of opening the store, as that it has gone on to newer rules than these
        self.issues = issues_of(self._handle.opening(lang))

    @classmethod
    def _lent(cls, handle: _reglament.Engine, lang: str) -> Engine:
        """One of a host's, which has it only for a while."""
        made = cls.__new__(cls)
        made._lang = lang
        made._given = None
        made._handle = handle
        made._ask = None
        made._actions = Actions()
        made._grouping = Grouping()
        made.issues = []
        return made

    @property
    def rules(self) -> Rulebook:
        """Those in force."""
        handle = self._handle.rules()
        given = self._given
        return given if given is not None and self._rules_are(given) else Rulebook(handle)

    def _rules_are(self, rules: Rulebook) -> bool:
        return self._handle.has_rules(rules._handle)

    @property
    def published(self) -> Publication | None:
        """What opening the store has published, because it was never under these rules; None: nothing."""
        row = self._handle.published(self._lang)
        return None if row is None else publication_of(row, True)

    def close(self) -> None:
        """Writes what is pending and lets the store go; without a store it does nothing."""
        self._handle.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def post(
        self,
        event: Mapping[str, Any] | None = None,
        /,
        *,
        strict: bool = True,
        id: str | None = None,
        source: str | None = None,
        type: str | None = None,
        subject: str | None = None,
        time: Time | None = None,
        data: Any = None,
        fetched: Any = None,
        actor: str | None = None,
        traceparent: str | None = None,
        tracestate: str | None = None,
    ) -> Posted:
        """Takes in an event with CloudEvents' names: id, source, type, subject, time, data; as a mapping or by name. `fetched`
        is what was fetched when it was posted first. `actor`, who says it, and the trace context of OpenTelemetry
        (`traceparent`, `tracestate`) are carried by the effects it causes.

        A repeated event (same source and id) changes nothing. Raises EventRejected for one that the rules do not allow, EventSetAside
        when what it needs cannot be fetched, or, with strict=False, only says so.
        """
        given = {"id": id, "source": source, "type": type, "subject": subject, "time": time, "data": data}
        given |= {"fetched": fetched, "actor": actor, "traceparent": traceparent, "tracestate": tracestate}
        names = {name: value for name, value in given.items() if value is not None}
        if event is not None and names:
            raise TypeError("an event is a mapping or keyword arguments, not both")
        return self._posted(self._handle.post(names if event is None else event, self._ask, self._lang), strict)

    def post_many(
        self, events: Iterable[Mapping[str, Any]] | Any, *, strict: bool = False, commit_every: int = 1000
    ) -> list[Posted]:
        """Posts events in the order given: mappings, or the rows of a data frame (pandas, polars) or an Arrow table with
        columns of these names. strict=True raises, after the last one, when any of them was rejected or set aside.

        In a store they are kept `commit_every` at a time; StoreError.posted are the results of those that were.
        """
        if commit_every < 1:
            raise ValueError("commit_every is at least 1")
        rows: list[_reglament.PostedRow] = []
        try:
            self._handle.post_many(event_rows(events), rows, commit_every, self._ask, self._lang)
        except StoreError as error:
            error.posted = [Posted(status, issues_of(found), fetched) for status, found, fetched in rows]
            raise
        results = [Posted(status, issues_of(found), fetched) for status, found, fetched in rows]
        for status, error_type in (("rejected", EventRejected), ("set aside", EventSetAside)):
            wrong = [issue for result in results if result.status == status for issue in result.issues]
            if strict and wrong:
                raise error_type(wrong)
        return results

    def advance(self, now: Time) -> int:
        """Moves time on and fires every timer due by then; the number of clients that had something due.

        Time ends with the beginning of 31 December 9999 (UTC): what would be due later has no due time.
        """
        return self._handle.advance(now)

    @property
    def now(self) -> datetime | None:
        """The latest time the engine was told of."""
        return self._handle.now()

    @property
    def next_due(self) -> datetime | None:
        """When the next timer is due."""
        return self._handle.next_due()

    def effects(self, at_most: int | None = None) -> list[dict[str, Any]]:
        """What came about for the host and was not taken yet, in its order; the call takes what the one before gave.

        So what is not carried out because of a crash is given again by a store. (client, sequence) is each one's stable key.
        """
        return self._handle.effects(_reglament.all_effects if at_most is None else at_most)

    def outbox(self, at_most: int | None = None) -> list[dict[str, Any]]:
        """The same, but nothing is taken: each has a "number", in their order, for taken()."""
        return self._handle.outbox(_reglament.all_effects if at_most is None else at_most)

    def taken(self, effect: Mapping[str, Any] | int) -> None:
        """An effect of outbox(), or its number, and all before it have been carried out. Durable with the next commit."""
        self._handle.taken(effect if isinstance(effect, int) else effect["number"])

    def action(self, name: str) -> Callable[[Function], Function]:
        """Registers a function for an action of the vocabulary; work() calls it with the call's data as keyword arguments
        (blanks in names become underscores), and with the effect itself if it has a parameter `call`.

        What it gives is the call's result, a mapping or None; an exception is a failed attempt, GiveUp the last one. After
        a crash it may be called again: (client, call) of the effect is the key by which the other side knows that.

            @engine.action("sms")
            def send(text, call): ...
        """
        return self._actions.action(name)

    def on_effect(self, function: Function) -> Function:
        """Registers a function for all other effects. What it raises comes out of work(), and the effect is given again."""
        return self._actions.on_effect(function)

    def work(self, limit: int | None = None, *, at: Time | None = None) -> int:
        """Carries out what is in the outbox, at most `limit` effects: calls functions, posts what came of it (at `at`; the
        engine's now unless given), takes the effect. Gives how many.

        LookupError: a regulation calls an action that no function is registered for; it stays in the outbox.
        """
        return work(self, self._actions, limit, at)

    async def awork(self, limit: int | None = None, *, at: Time | None = None) -> int:
        """The same with coroutine functions, too; others, and the store, run in threads, so that nothing waits for them."""
        return await awork(self, self._actions, limit, at)

    def delivery(
        self,
        function: Callable[[dict[str, Any]], Any] | None = None,
        *,
        pause: timedelta = timedelta(seconds=1),
        longest_pause: timedelta = timedelta(minutes=5),
        attempts: int = 10,
    ) -> Delivery:
        """Begins to hand over effects so that one that fails holds back no other client: it is tried again after `pause`, doubled each time
        up to `longest_pause`, and set aside after `attempts`. In place of work(), outbox() and taken(); the engine must have a store.

        `function` is called with each effect; without one it is the functions registered by action() and on_effect().
        """
        if function is not None and not callable(function):
            raise TypeError(f"delivery takes a function that is called with each effect; not {function!r}")
        if not (isinstance(pause, timedelta) and isinstance(longest_pause, timedelta)):
            raise TypeError("pauses are timedeltas, as timedelta(seconds=10)")
        first, longest = (round(p / timedelta(milliseconds=1)) for p in (pause, longest_pause))
        if attempts < 1 or first < 0 or longest < 0:
            raise ValueError("attempts are one or more, and pauses not negative")
        _reglament.open_delivery(self._handle, first, longest, attempts)
        return Delivery(self, self._actions, function)

    async def apost(self, event: Mapping[str, Any] | None = None, /, *, strict: bool = True, **names: Any) -> Posted:
        """As post(), in a thread. What many tasks post at once shares a commit."""
        if event is not None and names:
            raise TypeError("an event is a mapping or keyword arguments, not both")
        if unknown := sorted(names.keys() - ATTRIBUTES):
            raise TypeError(f"an event has no {', '.join(unknown)}")
        given = {name: value for name, value in names.items() if value is not None} if event is None else event
        return self._judged(await self._grouping.post(partial(self.post_many, commit_every=MOST), given), strict)

    async def apost_many(self, events: Any, *, strict: bool = False, commit_every: int = 1000) -> list[Posted]:
        """As post_many(), in a thread."""
        return await asyncio.to_thread(lambda: self.post_many(events, strict=strict, commit_every=commit_every))

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self.close)

    def keep(self, name: str, value: bytes) -> None:
        """Bytes of the host's own, as how far it has read its queue: in the store with the next commit, or with none of it."""
        self._handle.keep(name, value)

    def kept(self, name: str) -> bytes:
        """What was kept under a name; empty: nothing."""
        return self._handle.kept(name)

    @property
    def last_commit(self) -> int:
        """How many commits the store has."""
        return self._handle.last_commit()

    def backfill(self, events: Iterable[Mapping[str, Any]]) -> Backfill:
        """Counts facts that do not count from the beginning from history: all events up to now, in the order in which they
        were posted. What has happened stays; whatever waits for such a fact sees its new value.

        Clients whose latest event is not among them are left as they are: see `issues`.
        """
        given, counted, clients, facts, rows = self._handle.backfill(events, self._lang)
        return Backfill(given, counted, clients, facts, issues_of(rows))

    def run(
        self,
        events: Path | Sequence[Path],
        *,
        map: str | None = None,
        until: Time | None = None,
        on_issue: Callable[[Issue], object] | None = None,
    ) -> dict[str, Any]:
        """Reads event files, posts their events in the order of time, then advances to `until`; gives figures().

        Malformed lines and rejected events are counted, told to `on_issue`, and skipped. A file that cannot be read, or
        a wrong `map`, raises RulesError and nothing is run.
        """
        how = {"events": paths_of(events), "map": map, "until": until, "lang": self._lang}
        figures, rows, text = self._handle.run(how)
        issues = issues_of(rows)
        if figures is None:
            raise RulesError(text, issues)
        if on_issue is not None:
            for issue in issues:
                on_issue(issue)
        return figures


def back_up(store: Path, to: Path) -> dict[str, int]:
    """Copies a store as it is now, whoever writes into it meanwhile, into a new one of any kind; what was copied, counted.
    StoreError: it could not be.
    """
    return _reglament.back_up(os.fspath(store), os.fspath(to))


def check_store(store: Path) -> dict[str, int]:
    """Reads all of a store; what it has, counted. StoreError: something is damaged, and its issues say what."""
    return _reglament.check_store(os.fspath(store))
