"""What an engine tells: tasks, runs, calls, and what became of what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .issues import Issue


@dataclass(frozen=True)
class Posted:
    """What became of an event."""

    status: str  #: "accepted", "duplicate", "rejected", or "set aside": what was fetched did not come, post it again
    issues: list[Issue] = field(default_factory=list)
    fetched: Any = None  #: what was fetched before it, to be saved as event["fetched"]; None: nobody was asked

    def __bool__(self) -> bool:
        return self.status == "accepted"


@dataclass(frozen=True)
class Task:
    """An open task, as it was when asked for. Client and number are its key."""

    client: str
    number: int
    regulation: str
    run: int
    id: str  #: the step's id
    do: str  #: the instruction, with the values that stand in it
    role: str  #: empty: nobody named
    created: datetime
    due: datetime | None
    late: bool
    attempt: int
    form: dict[str, str]  #: field: type in words
    about: str = ""  #: "deal", when the run is about a part of the client's record; else empty
    part: str = ""  #: that deal's key
    person: str = ""  #: who holds the role for this client, or was given it; empty: not known
    unassigned: bool = False  #: nobody is there for it
    why: str = ""  #: of a task that is given out: why it is them, "turn", "substitute" …, or nobody, "absent" …
    paused: bool = False  #: its run is: it cannot be done now, and `due` is when it was due
    script: str = ""  #: the script or questionnaire that it goes by; empty: none


@dataclass(frozen=True)
class Run:
    """An open run, as it was when asked for. Client and number are its key."""

    client: str
    number: int
    regulation: str
    version: str
    state: str  #: "going", "paused" or "stuck"
    started: datetime | None
    due: datetime | None  #: when its next timer fires; of a paused run: when it would have
    at: list[str]  #: the ids of the steps where it rests
    paused_since: datetime | None = None
    about: str = ""  #: "deal", when it is about a part of the client's record; else empty
    part: str = ""  #: that deal's key


@dataclass(frozen=True)
class RefusedRun:
    """A run to which an operation could not be done. Client and number are its key."""

    client: str
    number: int
    issues: list[Issue]


@dataclass(frozen=True)
class Operated:
    """What came of an operation on many runs, or would."""

    fit: int  #: runs that fit, and that it concerns: what is paused is not paused again
    done: int
    refused: list[RefusedRun]

    def __bool__(self) -> bool:
        return not self.refused


@dataclass(frozen=True)
class AuditEntry:
    """A command about a store as a whole."""

    what: str  #: "rules.publish", "subject.erase" or "history.forget"
    at: datetime | None  #: the engine's time; None: it was told none yet
    actor: str
    reason: str
    detail: str  #: what has changed in the rules; the key of the empty record; the time before which there is no history


@dataclass(frozen=True)
class Call:
    """Something the host was asked to do, as it was when asked for. Client and number are its key, at every attempt."""

    client: str
    number: int
    regulation: str
    run: int
    id: str  #: the step's id
    action: str  #: its name in the vocabulary
    data: dict[str, Any]
    created: datetime
    due: datetime | None  #: by when something must come of the attempt, or when the next one begins
    attempt: int
    waits: bool  #: for its next attempt, `attempt`


@dataclass(frozen=True)
class MovedRun:
    """What became of a run in an earlier version when rules were published."""

    client: str
    run: int
    regulation: str
    from_version: str
    to_version: str  #: the same, when it was not moved
    fate: str  #: "moved", "stays", "ended" or "needs mapping"
    step: str  #: where it rested
    to_step: str  #: where it rests now; empty: it was cancelled
    why: str = ""  #: why it was not moved: "kept", "draining", "gone", "step gone", …
    lost: list[tuple[str, str]] = field(default_factory=list)  #: what it could not take along: ("answer", "ask.reason")


@dataclass(frozen=True)
class Publication:
    """What became of open runs, or would."""

    published: bool  #: False: a dry run
    runs: list[MovedRun]  #: those in earlier versions
    lost: list[tuple[str, str, str]]  #: what records could not take along: (client, "fact", "debt")
    started: int  #: runs of clients who were in the situation already
    ignored: int  #: such situations that started nothing
    due_moved: int  #: deadlines counted anew, because a calendar has changed
    issues: list[Issue]  #: warnings
    text: str  #: all of it in words


@dataclass(frozen=True)
class Restructuring:
    """What a change of who does what does to running work, or has done."""

    applied: bool  #: False: it was only told, or somebody's event was refused, which the issues tell
    whole: bool  #: nothing stays with somebody who is gone, or comes to nobody
    people: list[dict[str, Any]]  #: "person", "gone", "before" and "after": "clients", "tasks", "planned"; "substitutes"
    clients: list[dict[str, Any]]  #: facts that name somebody else now: "client", "fact", "from", "to" (None: it stays)
    tasks: list[dict[str, Any]]  #: open tasks that change hands, or should: "client", "task", "from", "to", "how", "why" …
    roles: list[dict[str, Any]]  #: that nobody has any more: "role", "regulations"
    events: int  #: by which it is done
    issues: list[Issue]  #: warnings
    text: str  #: all of it in words
    html: str  #: all of it as a page


@dataclass(frozen=True)
class Backfill:
    """What came of counting facts from history."""

    events: int  #: that were given
    counted: int  #: that fitted; the others were rejected, or repeated
    clients: int  #: whose facts count from the beginning now
    facts: list[str]  #: which
    issues: list[Issue]  #: clients whose history has gaps: theirs count as before
