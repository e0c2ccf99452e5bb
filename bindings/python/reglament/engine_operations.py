"""The engine: what whoever looks after it does: with runs, with clients, with the rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Iterable, Mapping, Sequence, cast

from . import _reglament
from .engine_core import EngineCore, RunKey, Time, key_of
from .errors import EventRejected
from .explain import Explanation, explanation_of
from .issues import RulesError, issues_of
from .rulebook import Rulebook
from .told import AuditEntry, MovedRun, Operated, Posted, Publication, RefusedRun, Restructuring, Run


class EngineOperations(EngineCore):
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
        which = _filter(client, regulation, version, step, role, person, state, due_before)
        return [Run(*row) for row in _reglament.runs(self._handle, which)]

    def operate(
        self,
        what: str,
        *,
        client: str = "",
        regulation: str = "",
        version: str = "",
        step: str = "",
        role: str = "",
        person: str = "",
        state: str = "",
        due_before: Time | None = None,
        run: int | None = None,
        to: str = "",
        reason: str = "",
        actor: str = "",
        at: Time | None = None,
        dry_run: bool = False,
        at_most: int | None = None,
        commit_every: int = 1000,
        pause: timedelta = timedelta(0),
    ) -> Operated:
        """"pause", "resume", "cancel" or "jump" (`to` a step) done to all runs that fit, as runs() has them; with no filter to
        every one. With dry_run nothing is changed, only told. Throttled by `at_most` runs, `commit_every` so many, and a
        `pause` between two commits, in which others have the engine.
        """
        which = {**_filter(client, regulation, version, step, role, person, state, due_before), "run": run}
        if commit_every < 1 or (at_most is not None and at_most < 0) or pause < timedelta(0):
            raise ValueError("commit_every is at least 1, at_most and pause are not negative")
        if run is not None and not client:
            raise ValueError("each client's runs have numbers of their own: run goes with client")
        if what == "jump" and not to:
            raise ValueError("a jump needs the step: to=…")
        how = {
            "what": what,
            "to": to,
            "reason": reason,
            "actor": actor,
            "at": at,
            "dry_run": dry_run,
            "at_most": at_most,
            "commit_every": commit_every,
            "pause_ms": round(pause / timedelta(milliseconds=1)),
        }
        fit, done, refused = _reglament.operate_many(self._handle, which, how, self._ask, self._lang)
        return Operated(fit, done, [RefusedRun(who, number, issues_of(rows)) for who, number, rows in refused])

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
        client, number = key_of(run)
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

    def erase(self, client: str, reason: str = "", *, actor: str = "", at: Time | None = None) -> None:
        """Takes a client out of the store for good: what is open is cancelled; record and history are gone, of the file too.
        Reason and actor are kept in audit(), and should not name them. EventRejected: the policy refuses it.
        """
        refused = _reglament.erase(self._handle, client, reason, at, actor, self._lang)
        if refused:
            raise EventRejected(issues_of(refused))

    def forget_history(self, before: Time, reason: str = "", *, actor: str = "") -> int:
        """Histories from before a time are told no more; how many entries of the store's journal are gone by that. Records,
        keys of events and what was not taken stay. EventRejected: the policy refuses it.
        """
        gone, refused = _reglament.forget_history(self._handle, before, reason, actor, self._lang)
        if refused:
            raise EventRejected(issues_of(refused))
        return gone

    def audit(self) -> list[AuditEntry]:
        """What was done to the store as a whole, by whom and why, the oldest first: rules published, somebody erased, histories dropped."""
        return [AuditEntry(*row) for row in _reglament.audit(self._handle)]

    def metrics(self) -> dict[str, Any]:
        """What it has done since it was made, and what it holds, in numbers."""
        return _reglament.metrics(self._handle)

    def prometheus(self, labels: str = "") -> str:
        """The same in Prometheus' text format; `labels` stand in every line: 'shard="3"'."""
        return _reglament.prometheus(self._handle, labels)

    def publish(
        self, rules: Rulebook, *, dry_run: bool = False, actor: str = "", reason: str = "", lang: str | None = None
    ) -> Publication:
        """Puts changed rules in the place of those it runs. Runs go on by the version they began in, unless the new
        one moves them (docs/versions.md). With dry_run nothing is changed, only told.

        Raises RulesError, and changes nothing, when runs are open in a version that does not fit the new vocabulary, or the
        policy refuses it. A store keeps actor and reason: see audit().
        """
        row = self._handle.publish(rules._handle, dry_run, lang or self._lang, actor, reason)
        done = publication_of(row, not dry_run)
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


def _filter(
    client: str,
    regulation: str,
    version: str,
    step: str,
    role: str,
    person: str,
    state: str,
    due_before: Time | None,
) -> dict[str, Any]:
    return {
        "client": client,
        "regulation": regulation,
        "version": version,
        "step": step,
        "role": role,
        "person": person,
        "state": state,
        "due_before": due_before,
    }


def _restructuring(row: tuple[Any, ...]) -> Restructuring:
    good, applied, rows, told, data, text, page = row
    issues = issues_of(rows)
    if not good:
        raise RulesError(told, issues)
    parts = {name: data[name] for name in ("whole", "people", "clients", "tasks", "roles")}
    return Restructuring(applied=applied, events=int(data["events"]), issues=issues, text=text, html=page, **parts)


def publication_of(row: tuple[Any, ...], published: bool) -> Publication:
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
