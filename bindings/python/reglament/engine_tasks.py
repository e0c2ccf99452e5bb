"""The engine: what people and the host are to do, and what they say of it."""

from __future__ import annotations

from typing import Any, Mapping

from .engine_core import CallKey, EngineCore, TaskKey, Time, key_of
from .told import Call, Posted, Task


class EngineTasks(EngineCore):
    def tasks(
        self,
        *,
        role: str = "",
        client: str = "",
        regulation: str = "",
        late: bool | None = None,
        person: str = "",
        unassigned: bool = False,
        version: str = "",
        step: str = "",
        due_before: Time | None = None,
    ) -> list[Task]:
        """Open tasks by (due, client, number). A role that the rules do not know is a ValueError.

        With unassigned only those that nobody is there for; `version` of the regulation; `step`: the task's id.
        """
        rows = self._handle.tasks(client, role, regulation, late, person, unassigned, version, step, due_before)
        return [Task(*row) for row in rows]

    def complete(
        self,
        task: TaskKey,
        answers: Mapping[str, Any] | None = None,
        *,
        at: Time | None = None,
        actor: str = "",
        strict: bool = True,
    ) -> Posted:
        """The task is done, with its form filled in; `at` is now unless given. `actor`, here and below: who says so."""
        return self._of_task("task.done", task, {"answers": dict(answers or {})}, at, actor, strict)

    def unanswered(
        self, task: TaskKey, *, at: Time | None = None, actor: str = "", strict: bool = True
    ) -> Posted:
        """An attempt at the task found nobody."""
        return self._of_task("task.unanswered", task, {}, at, actor, strict)

    def skipped(self, task: TaskKey, *, at: Time | None = None, actor: str = "", strict: bool = True) -> Posted:
        """An optional task is skipped; of another one this is rejected."""
        return self._of_task("task.skipped", task, {}, at, actor, strict)

    def claim(
        self, task: TaskKey, person: str, *, at: Time | None = None, actor: str = "", strict: bool = True
    ) -> Posted:
        """Somebody takes a task that nobody has; rejected without the role or the skill."""
        return self._of_task("task.claimed", task, {"person": person}, at, actor, strict)

    def give_back(
        self, task: TaskKey, reason: str = "", *, at: Time | None = None, actor: str = "", strict: bool = True
    ) -> Posted:
        """Whoever has the task gives it back: it goes to somebody else, if there is anybody."""
        return self._of_task("task.returned", task, {"reason": reason}, at, actor, strict)

    def hand_on(
        self,
        task: TaskKey,
        to: str,
        reason: str = "",
        *,
        at: Time | None = None,
        actor: str = "",
        strict: bool = True,
    ) -> Posted:
        """The task is given to somebody by name."""
        return self._of_task("task.handed", task, {"to": to, "reason": reason}, at, actor, strict)

    def _of_task(
        self, type: str, task: TaskKey, data: dict[str, Any], at: Time | None, actor: str, strict: bool
    ) -> Posted:
        client, number = key_of(task)
        return self._say(type, client, {"task": number, **data}, at, actor, strict)

    def loads(self) -> dict[str, int]:
        """How many open tasks each of the people has, by id."""
        return self._handle.loads()

    def calls(self, *, client: str = "") -> list[Call]:
        """What the host was asked to do and has not answered yet, by (client, number)."""
        return [Call(*row) for row in self._handle.calls(client)]

    def answered(
        self,
        call: CallKey,
        result: Mapping[str, Any] | None = None,
        *,
        at: Time | None = None,
        actor: str = "",
        strict: bool = True,
    ) -> Posted:
        """The host has done what it was asked for; `at` is now unless given."""
        client, number = key_of(call)
        return self._say("action.done", client, {"call": number, "result": dict(result or {})}, at, actor, strict)

    def failed(
        self,
        call: CallKey,
        error: str = "",
        *,
        final: bool = False,
        at: Time | None = None,
        actor: str = "",
        strict: bool = True,
    ) -> Posted:
        """An attempt at it failed; final: another one is of no use."""
        client, number = key_of(call)
        return self._say("action.failed", client, {"call": number, "error": error, "final": final}, at, actor, strict)

    def start(
        self,
        client: str,
        regulation: str,
        data: Mapping[str, Any] | None = None,
        *,
        at: Time | None = None,
        actor: str = "",
        strict: bool = True,
    ) -> Posted:
        """Runs a regulation for a client, or for another subject: "employee/Anna". `data` is what it is handed over.

        A warning says when it does not begin: one is running already, or its `if` does not hold.
        """
        said = {"regulation": regulation, "data": dict(data or {})}
        return self._say("run.start", client, said, at, actor, strict)

    def waiting(self) -> list[dict[str, Any]]:
        """Starts that wait for their day (`at most:`): client, regulation, person, since, place in that person's line."""
        return self._handle.waiting()

    def merge(
        self, client: str, into: str, *, at: Time | None = None, actor: str = "", strict: bool = True
    ) -> Posted:
        """A client turned out to be another one, already known or not: facts, runs and tasks go over to that one.

        Its tasks and runs go on under higher numbers, which the effect "merged" tells; the old ones are understood too.
        """
        return self._say("subject.merged", client, {"into": into}, at, actor, strict)

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
        return self._say("run.cancel", client, {"run": run, "reason": reason}, at, actor, strict)
