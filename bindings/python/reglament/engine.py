"""The engine: events in, tasks and effects out."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any, Callable, Iterable, Mapping, Sequence, Union, cast

from . import _reglament
from .actions import Actions, Effect, Function, awork, work
from .delivery import Delivery
from .errors import EventRejected, EventSetAside, StoreError
from .explain import Explanation, explanation_of
from .fetching import Fetch, asking
from .grouping import MOST, Grouping
from .issues import Issue, RulesError, issues_of
from .rulebook import Path, Rulebook, paths_of
from .told import Backfill, Call, MovedRun, Posted, Publication, Restructuring, Run, Task

Time = Union[datetime, str]  #: a str in the form of ISO 8601
TaskKey = Union["Task", "tuple[str, int]"]
CallKey = Union["Call", "tuple[str, int]"]
RunKey = Union["Run", "tuple[str, int]"]
EVENT_NAMES = {"id", "source", "type", "subject", "time", "data", "fetched", "actor", "traceparent", "tracestate"}


class Engine:
    """Runs a rulebook over events. Leaves no thread behind and reads no clock: time is what events and advance() tell.

    In memory; or with a `store` ("sqlite:crm.db", or the file's path), and then what a call has changed is durable when it
    returns, and StoreError means that nothing of it has happened (docs/store.md). A store keeps its rules: without `rules`
    it is under those; rules that it was never under are published in it (`published`). Close it, or use `with`.

    `zone` (a name, a ZoneInfo or a fixed timezone) is where naive datetimes are read; without it they are refused. Times come out in it,
    or else in the zone of the vocabulary's calendar. Threads may share an engine; long calls release the GIL.

    `fetch` is asked for the host's facts (`from: host`) that coming events may read, once for each post, and once for each 4096 events of
    post_many(). It is called with nothing locked, so other threads may post meanwhile. An event that was fetched for before
    (event["fetched"]) asks nobody; run() and advance() ask nobody either.

    `policy` is asked before every event that the language has itself (`task.…`, `action.…`, `run.…`, `facts.changed`, `subject.merged`),
    with its "type", "subject", "time", "data" and "actor": what it gives, unless None, is why it may not be, and the event is rejected
    for that; so it is when the policy raises. It may look at this engine, and not change it.
    """

    def __init__(
        self,
        rules: Rulebook | None = None,
        *,
        store: Path | None = None,
        zone: tzinfo | str | None = None,
        lang: str = "en",
        fetch: Fetch | None = None,
        policy: Callable[[dict[str, Any]], str | None] | None = None,
    ):
        if not (isinstance(rules, Rulebook) or (rules is None and store is not None)):
            raise TypeError(f"an engine takes a Rulebook: reglament.load(…); not {rules!r}")
        self._lang = lang
        self._given = rules
        where = None if store is None else os.fspath(store)
        self._handle = _reglament.Engine(None if rules is None else rules._handle, zone, where, lang, policy)
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
        return None if row is None else _publication(row, True)

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

    def tasks(
        self,
        *,
        role: str = "",
        client: str = "",
        regulation: str = "",
        late: bool | None = None,
        person: str = "",
        unassigned: bool = False,
    ) -> list[Task]:
        """Open tasks by (due, client, number). A role that the rules do not know is a ValueError.

        With unassigned only those that nobody is there for.
        """
        rows = self._handle.tasks(client, role, regulation, late, person, unassigned)
        return [Task(*row) for row in rows]

    def complete(
        self, task: TaskKey, answers: Mapping[str, Any] | None = None, *, at: Time | None = None, strict: bool = True
    ) -> Posted:
        """The task is done, with its form filled in; `at` is now unless given."""
        client, number = _key(task)
        return self._posted(self._handle.complete(client, number, dict(answers or {}), at, self._ask, self._lang), strict)

    def unanswered(self, task: TaskKey, *, at: Time | None = None, strict: bool = True) -> Posted:
        """An attempt at the task found nobody."""
        client, number = _key(task)
        return self._posted(self._handle.unanswered(client, number, at, self._ask, self._lang), strict)

    def skipped(self, task: TaskKey, *, at: Time | None = None, strict: bool = True) -> Posted:
        """An optional task is skipped; of another one this is rejected."""
        client, number = _key(task)
        return self._posted(self._handle.skipped(client, number, at, self._ask, self._lang), strict)

    def claim(self, task: TaskKey, person: str, *, at: Time | None = None, strict: bool = True) -> Posted:
        """Somebody takes a task that nobody has; rejected without the role or the skill."""
        client, number = _key(task)
        return self._posted(self._handle.claim(client, number, person, at, self._ask, self._lang), strict)

    def give_back(self, task: TaskKey, reason: str = "", *, at: Time | None = None, strict: bool = True) -> Posted:
        """Whoever has the task gives it back: it goes to somebody else, if there is anybody."""
        client, number = _key(task)
        return self._posted(self._handle.give_back(client, number, reason, at, self._ask, self._lang), strict)

    def hand_on(
        self, task: TaskKey, to: str, reason: str = "", *, at: Time | None = None, strict: bool = True
    ) -> Posted:
        """The task is given to somebody by name."""
        client, number = _key(task)
        return self._posted(self._handle.hand_on(client, number, to, reason, at, self._ask, self._lang), strict)

    def loads(self) -> dict[str, int]:
        """How many open tasks each of the people has, by id."""
        return self._handle.loads()

    def calls(self, *, client: str = "") -> list[Call]:
        """What the host was asked to do and has not answered yet, by (client, number)."""
        return [Call(*row) for row in self._handle.calls(client)]

    def answered(
        self, call: CallKey, result: Mapping[str, Any] | None = None, *, at: Time | None = None, strict: bool = True
    ) -> Posted:
        """The host has done what it was asked for; `at` is now unless given."""
        client, number = _key(call)
        return self._posted(self._handle.answered(client, number, dict(result or {}), at, self._ask, self._lang), strict)

    def failed(
        self, call: CallKey, error: str = "", *, final: bool = False, at: Time | None = None, strict: bool = True
    ) -> Posted:
        """An attempt at it failed; final: another one is of no use."""
        client, number = _key(call)
        return self._posted(self._handle.failed(client, number, error, final, at, self._ask, self._lang), strict)

    def start(
        self,
        client: str,
        regulation: str,
        data: Mapping[str, Any] | None = None,
        *,
        at: Time | None = None,
        strict: bool = True,
    ) -> Posted:
        """Runs a regulation for a client, or for another subject: "employee/Anna". `data` is what it is handed over.

        A warning says when it does not begin: one is running already, or its `if` does not hold.
        """
        return self._posted(self._handle.start(client, regulation, dict(data or {}), at, self._ask, self._lang), strict)

    def waiting(self) -> list[dict[str, Any]]:
        """Starts that wait for their day (`at most:`): client, regulation, person, since, place in that person's line."""
        return self._handle.waiting()

    def merge(self, client: str, into: str, *, at: Time | None = None, strict: bool = True) -> Posted:
        """A client turned out to be another one, already known or not: facts, runs and tasks go over to that one.

        Its tasks and runs go on under higher numbers, which the effect "merged" tells; the old ones are understood too.
        """
        return self._posted(self._handle.merge(client, into, at, self._ask, self._lang), strict)

    def cancel(
        self,
        client: str,
        run: int,
        reason: str = "",
        *,
        actor: str = "",
        at: Time | None = None,
        strict: bool = True,
    ) -> Posted:
        """Cancels a run, by its number, with all that is open in it. The reason stands in the history."""
        return self._posted(self._handle.cancel(client, run, reason, at, actor, self._ask, self._lang), strict)

    def runs(
        self,
        *,
        client: str = "",
        regulation: str = "",
        version: str = "",
        step: str = "",
        role: str = "",
        person: str = "",
        state: str = "",
        due_before: Time | None = None,
    ) -> list[Run]:
        """Open runs, by client in the order first seen. `step`: those that rest there; `role`, `person`: with an open task
        of theirs; `state`: "going", "paused" or "stuck".
        """
        which = {
            "client": client,
            "regulation": regulation,
            "version": version,
            "step": step,
            "role": role,
            "person": person,
            "state": state,
            "due_before": due_before,
        }
        return [Run(*row) for row in _reglament.runs(self._handle, which)]

    def pause(
        self, run: RunKey, reason: str = "", *, actor: str = "", at: Time | None = None, strict: bool = True
    ) -> Posted:
        """Stops the time of a run until it is resumed: nothing is due, what comes is held, its tasks cannot be done. What
        would end it ends it all the same. Reason and actor stand in the history.
        """
        return self._operate("run.pause", run, reason, "", actor, at, strict)

    def resume(
        self, run: RunKey, reason: str = "", *, actor: str = "", at: Time | None = None, strict: bool = True
    ) -> Posted:
        """A paused run goes on: what was due is due so much later, then what was held is heard. What was stuck is tried
        again.
        """
        return self._operate("run.resume", run, reason, "", actor, at, strict)

    def jump(
        self,
        run: RunKey,
        to: str,
        reason: str = "",
        *,
        actor: str = "",
        at: Time | None = None,
        strict: bool = True,
    ) -> Posted:
        """What is open in a run is cancelled, and it goes on at a step, or ends by an output."""
        return self._operate("run.jump", run, reason, to, actor, at, strict)

    def _operate(
        self, type: str, run: RunKey, reason: str, to: str, actor: str, at: Time | None, strict: bool
    ) -> Posted:
        client, number = _key(run)
        row = _reglament.operate(self._handle, type, client, number, reason, to, actor, at, self._ask, self._lang)
        return self._posted(row, strict)

    def export(self, client: str, *, lang: str | None = None) -> dict[str, Any]:
        """Everything that is known of a client: facts, deals and the like, runs, tasks, history in words. KeyError: nobody."""
        known = _reglament.client_file(self._handle, client, lang or self._lang)
        if known is None:
            raise KeyError(client)
        return cast("dict[str, Any]", known)

    def explain(
        self, client: str, regulation: str, *, part: str = "", at: Time | None = None, lang: str | None = None
    ) -> Explanation:
        """Why a regulation began for a client, or why not, and what is open of it. The values at the time of a start are not
        known here: reglament.explain() tells them from files of events. `at`: what the history tells of an earlier time.
        KeyError: there is no such regulation.
        """
        told, text = _reglament.explain(self._handle, client, regulation, part, at, lang or self._lang)
        return explanation_of(told, text, regulation, [])

    def erase(self, client: str, reason: str = "", *, at: Time | None = None) -> None:
        """Takes a client out of the store for good: what is open is cancelled; record and history are gone, of the file too."""
        _reglament.erase(self._handle, client, reason, at)

    def forget_history(self, before: Time) -> int:
        """Histories from before a time are told no more; how many entries of the store's journal are gone by that. Records,
        keys of events and what was not taken stay.
        """
        return _reglament.forget_history(self._handle, before)

    def metrics(self) -> dict[str, Any]:
        """What it has done since it was made, and what it holds, in numbers."""
        return _reglament.metrics(self._handle)

    def prometheus(self, labels: str = "") -> str:
        """The same in Prometheus' text format; `labels` stand in every line: 'shard="3"'."""
        return _reglament.prometheus(self._handle, labels)

    def publish(self, rules: Rulebook, *, dry_run: bool = False, lang: str | None = None) -> Publication:
        """Puts changed rules in the place of those it runs. Runs go on by the version they began in, unless the new
        one moves them (docs/versions.md). With dry_run nothing is changed, only told.

        Raises RulesError, and changes nothing, when runs are open in a version that does not fit the new vocabulary.
        """
        row = self._handle.publish(rules._handle, dry_run, lang or self._lang)
        done = _publication(row, not dry_run)
        if not dry_run:
            self._given = rules
        return done

    def restructure(
        self,
        rules: Rulebook | None = None,
        *,
        hand: Mapping[str, str | Sequence[str]] | Iterable[str] = (),
        gone: Iterable[str] = (),
        role: str = "",
        reason: str = "",
        actor: str = "",
        days: int = 30,
        apply: bool = False,
        lang: str | None = None,
    ) -> Restructuring:
        """What a change of who does what does to running work (docs/structure.md): of people and roles, told by `rules`,
        and of whose the clients are, told by `hand`: {"anna": "boris"}, {"anna": ["boris", "vera"]} in equal parts, or
        texts as the command line has them, 'anna=boris if class = "A"'. `gone`: who has left, beside those who are not
        among the people any more. `role`: only what is done in it is handed over. It is tried on a copy; with `apply`
        it is done, in a store in a commit for what the rules in force allow, one for the rules, and one for the rest.

        Raises RulesError, and changes nothing, when it cannot be done.
        """
        if isinstance(hand, Mapping):
            hands: list[Any] = [(who, [to] if isinstance(to, str) else list(to), "") for who, to in hand.items()]
        else:
            hands = list(hand)
        how = {"hand": hands, "gone": list(gone), "role": role, "reason": reason, "actor": actor, "days": days}
        given = None if rules is None else rules._handle
        row = _reglament.restructure(self._handle, given, how, apply, lang or self._lang)
        done = _restructuring(row)
        if done.applied and rules is not None:
            self._given = rules
        return done

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
        if unknown := sorted(names.keys() - EVENT_NAMES):
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

    def history(self, client: str) -> list[dict[str, Any]]:
        """Everything that came about for a client, oldest first."""
        return self._handle.history(client)

    @property
    def clients(self) -> list[str]:
        """All clients, in the order first seen."""
        return self._handle.clients()

    def facts(self, client: str) -> dict[str, Any]:
        """What is known of a client now, by name: stored, gathered from events over all time or a window, computed.

        Raises KeyError for a client that was never heard of.
        """
        known = self._handle.facts(client)
        if known is None:
            raise KeyError(client)
        return known

    def counted_since(self, client: str, fact: str) -> datetime | None:
        """Since when a fact that is gathered from events counts them; None: from the beginning.

        KeyError for a client that was never heard of, ValueError for another fact.
        """
        return self._handle.counted_since(client, fact)

    def backfill(self, events: Iterable[Mapping[str, Any]]) -> Backfill:
        """Counts facts that do not count from the beginning from history: all events up to now, in the order in which they
        were posted. What has happened stays; whatever waits for such a fact sees its new value.

        Clients whose latest event is not among them are left as they are: see `issues`.
        """
        given, counted, clients, facts, rows = self._handle.backfill(events, self._lang)
        return Backfill(given, counted, clients, facts, issues_of(rows))

    def recompute_segments(self) -> list[dict[str, Any]]:
        """Ranks all clients anew, now, and gives what segments() gives; who changes class is told by events.

        It happens by itself when the schedule of a segment says so.
        """
        self._handle.recompute_segments()
        return self.segments()

    def segments(self) -> list[dict[str, Any]]:
        """Each segment as computed last: segment, title, at (None: not yet), clients, moved, total, and for each of its
        classes, the best first: class, clients, declared, total, best, last (the values at both ends).
        """
        return self._handle.segments()

    def figures(self) -> dict[str, Any]:
        """What happened, counted: the same as the command line's `run --json`; "events" counts what run() read."""
        return self._handle.figures()

    def plan(
        self, start: Time, end: Time, *, by: str = "day", format: str = "dict", lang: str | None = None
    ) -> Any:
        """What will be due from `start` to `end`, before it happens: run forward on a copy, nothing changes here.

        Tasks are assumed done when they are due, and clients do nothing; all that is assumed is told. `by` is "day",
        "client" or "manager". The format "dict" is the command line's `plan --format json`; "table", "csv" and "ics"
        are texts.
        """
        return _reglament.plan(self._handle, start, end, by, format, lang or self._lang)

    def week(self, start: Time, end: Time) -> dict[str, Any]:
        """Of the tasks due from `start` on and before `end`, by person: made, late, missed; as now() knows."""
        return _reglament.week(self._handle, start, end)

    def performance(
        self,
        *,
        by: str = "quarter",
        classes: str = "",
        spent: str = "",
        hour_cost: Mapping[str, int | Decimal | float] | None = None,
        lang: str | None = None,
    ) -> dict[str, Any]:
        """How soon the department reacts (minutes of working time), contacts, hours and cost per client, tasks in time and
        runs kept: "all", and by "people", "classes", "periods", "people by period" (docs/planning.md). `by`: "quarter" or
        "month". `classes`: the fact that tells a client's class; without it the first segment. Hours are those of norms, or of
        the form's field `spent`, in minutes; `hour_cost` is what an hour of a person or a role costs.

        "issues" has what fits nobody. RulesError: there is no such fact.
        """
        row = _reglament.performance(self._handle, by, classes, spent, dict(hour_cost or {}), lang or self._lang)
        measured, good, rows, told = row
        issues = issues_of(rows)
        if not good:
            raise RulesError(told, issues)
        return {**measured, "issues": issues}

    def report_html(
        self,
        path: Path,
        *,
        title: str = "",
        events: Path | Sequence[Path] = (),
        map: str | None = None,
        lang: str | None = None,
    ) -> None:
        """Writes one self-contained page: overview(), then starts, tasks, outcomes, and the diagrams with counts on their arrows.

        `events`, `map`: as of overview().
        """
        page = self._read(self._handle.report_html(paths_of(events), map or "", title, lang or self._lang))
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            file.write(page)

    def overview(
        self, *, events: Path | Sequence[Path] = (), map: str | None = None, lang: str | None = None
    ) -> list[dict[str, Any]]:
        """What a head of department looks at once a month, as sections: "id", "title", "figures", "charts", "tables".

        Those of the command line's `run --report`, each when the rules have something for it: tasks, what is late, the plan, reaction times,
        contacts, classes, dossiers, what the department comes to. An engine does not keep the events: who came back, and what people are paid
        for the last closed month, are told when the files that it has run are named by `events` (and read by `map`). Raises RulesError
        when one of them cannot be read.
        """
        told: list[dict[str, Any]] = self._read(self._handle.overview(paths_of(events), map or "", lang or self._lang))
        return told

    @staticmethod
    def _read(row: tuple[Any, _reglament.IssueRows, str]) -> Any:
        told, rows, text = row
        if told is None:
            raise RulesError(text, issues_of(rows))
        return told

    def report_text(self, *, title: str = "", lang: str | None = None) -> str:
        """The same for a terminal, without the diagrams."""
        return self._handle.report_text(title, lang or self._lang)

    def tell(self, client: str, *, lang: str | None = None) -> str:
        """A client's history in words, a line an entry."""
        return self._handle.tell(client, lang or self._lang)

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

    @staticmethod
    def _posted(row: _reglament.PostedRow, strict: bool) -> Posted:
        return Engine._judged(Posted(row[0], issues_of(row[1]), row[2]), strict)

    @staticmethod
    def _judged(result: Posted, strict: bool) -> Posted:
        if strict and result.status == "rejected":
            raise EventRejected(result.issues)
        if strict and result.status == "set aside":
            raise EventSetAside(result.issues)
        return result


def _restructuring(row: tuple[Any, ...]) -> Restructuring:
    good, applied, rows, told, data, text, page = row
    issues = issues_of(rows)
    if not good:
        raise RulesError(told, issues)
    parts = {name: data[name] for name in ("whole", "people", "clients", "tasks", "roles")}
    return Restructuring(applied=applied, events=int(data["events"]), issues=issues, text=text, html=page, **parts)


def _publication(row: tuple[Any, ...], published: bool) -> Publication:
    good, rows, told, data, text = row
    issues = issues_of(rows)
    if not good:
        raise RulesError(told, issues)
    names = {"from": "from_version", "to": "to_version"}
    runs = [
        MovedRun(
            **{names.get(key, key): value for key, value in run.items() if key not in ("run", "lost")},
            run=int(run["run"]),
            lost=[(part["what"], part["name"]) for part in run.get("lost", [])],
        )
        for run in data["runs"]
    ]
    lost = [(part["client"], part["what"], part["name"]) for part in data["lost"]]
    return Publication(published, runs, lost, int(data["started"]), int(data["ignored"]), int(data["due moved"]), issues, text)


def event_rows(events: Any) -> Iterable[Mapping[str, Any]]:
    """The rows of a data frame or an Arrow table; anything else is events already. Columns of data are data."""
    if hasattr(events, "to_pylist") and hasattr(events, "schema"):  # Arrow: a table, a batch of records
        return map(_event_of, events.to_pylist())
    if hasattr(events, "to_dicts"):  # polars
        return map(_event_of, events.to_dicts())
    if hasattr(events, "to_dict") and hasattr(events, "columns"):  # pandas
        return map(_event_of, events.astype(object).where(events.notna(), None).to_dict("records"))
    return cast("Iterable[Mapping[str, Any]]", events)


_ATTRIBUTES = ("id", "source", "type", "subject", "time", "data", "fetched", "actor", "traceparent", "tracestate")


def _event_of(row: Mapping[str, Any]) -> Mapping[str, Any]:
    event = {name: row[name] for name in _ATTRIBUTES if row.get(name) is not None}
    rest = {name: value for name, value in row.items() if name not in _ATTRIBUTES and value is not None}
    if rest:
        event["data"] = {**rest, **event.get("data", {})}
    if hasattr(event.get("time"), "to_pydatetime"):
        event["time"] = event["time"].to_pydatetime()
    return event


def back_up(store: Path, to: Path) -> dict[str, int]:
    """Copies a store as it is now, whoever writes into it meanwhile, into a new one of any kind; what was copied, counted.
    StoreError: it could not be.
    """
    return _reglament.back_up(os.fspath(store), os.fspath(to))


def check_store(store: Path) -> dict[str, int]:
    """Reads all of a store; what it has, counted. StoreError: something is damaged, and its issues say what."""
    return _reglament.check_store(os.fspath(store))


def _key(of: TaskKey | CallKey | RunKey) -> tuple[str, int]:
    if isinstance(of, (Task, Call, Run)):
        return of.client, of.number
    if isinstance(of, tuple) and len(of) == 2:
        return of
    raise TypeError(f"a task, a call or a run is one of tasks(), calls() or runs(), or its (client, number); not {of!r}")
