"""Makes events.jsonl: two years of a client department, as its CRM would tell them.

    python3 rules/sample/department/make.py         writes events.jsonl beside this file
    python3 rules/sample/department/make.py -       writes to standard output

Two hundred clients live by chance (clients.py), and the regulations of rules/ run over what they do, in the engine itself: it gives the
tasks, and twelve people do them (world.py, answers.py), late now and then, with a slip, or not at all while they are away. What they
answer changes what the clients do next. The same seed and the same rules give the same bytes everywhere. Needs the package `reglament`.
"""

from __future__ import annotations

import heapq
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Callable

import reglament
from answers import Answers
from clients import Client
from world import BEGIN, DEVELOPER, END, HEAD, HOLDERS, PEOPLE, RULES, Chance, Person, in_hours, is_working, moment, working_day

HERE = Path(__file__).parent
CLIENTS = 200
REACHED = {  # of tasks that may find nobody: those that do, in per cent
    "survey": 70, "ask": 70, "reconcile": 75, "offer only": 75, "ring": 80, "ask client": 85, "call": 78, "confirm": 85, "ask why": 85,
    "ask again": 85, "talk": 70, "договориться": 80, "напомнить звонком": 75, "расспросить": 80,
}  # fmt: skip
OPTIONAL = {"clean list": 20, "adjust": 65, "ask if enough": 45, "подарок": 40, "пожелать удачи": 40, "подойти": 50}  # skipped, per cent
WAKES = {"reconcile": 62, "offer": 58, "offer only": 50, "go there": 65, "call": 12, "visit": 20}  # brings back who sleeps, per cent
LEARNS = {"find out": 2, "learn": 1, "go together": 2, "visit": 1, "визит": 1, "interview": 2, "show interest": 1}  # fields of the dossier


class Department:
    def __init__(self) -> None:
        self.rules = reglament.load(RULES)
        self.scripts = self.rules.scripts
        self.engine = reglament.Engine(self.rules)
        self.now = BEGIN
        self.agenda: list[tuple[datetime, int, Callable[[], Any]]] = []
        self.counters: dict[str, int] = {}
        self.lines: list[str] = []
        self.known: set[tuple[str, int]] = set()
        self.chances = {name: Chance(name) for name in PEOPLE}
        self.clients = {c.key: c for c in (Client(self, number) for number in range(CLIENTS))}
        self.lists: dict[str, list[str]] = {}

    def count(self, what: str) -> int:
        self.counters[what] = self.counters.get(what, 0) + 1
        return self.counters[what]

    def at(self, when: datetime, action: Callable[[], Any]) -> None:
        if when <= END:
            heapq.heappush(self.agenda, (when, self.count("action"), action))

    def operator(self) -> str:
        return ("irina", "gleb")[self.count("checked") % 2]

    def tell(self, kind: str, subject: str, data: dict[str, Any]) -> bool:
        """An event, later than all before it; whether the engine has taken it."""
        event = {"id": str(len(self.lines) + 1), "source": "crm", "type": kind, "subject": subject, "time": self.now.isoformat(), "data": data}
        taken = self.engine.post(event, strict=False)
        if taken.status != "accepted":
            if kind not in ("task.done", "task.unanswered", "task.skipped", "request.withdrawn", "request.checked"):
                raise SystemExit(f"{event}: {taken.issues}")
            return False
        self.lines.append(json.dumps(event, ensure_ascii=False, separators=(",", ":")))
        self.now += timedelta(seconds=1)
        self.notice()
        return True

    def live(self) -> str:
        for client in self.clients.values():
            client.begin()
        self.plan_year()
        while self.agenda:
            when, _, action = heapq.heappop(self.agenda)
            self.now = max(when, self.now)
            self.engine.advance(self.now)
            self.notice()
            action()
        return "\n".join(self.lines) + "\n"

    def notice(self) -> None:
        """Everybody looks at what is new in their lists."""
        whose = sorted({e["client"] for e in self.engine.effects() if e["kind"] in ("task created", "task assigned")})
        for subject in whose:
            for task in self.engine.tasks(client=subject):
                if (task.client, task.number) not in self.known:
                    self.known.add((task.client, task.number))
                    Work(self, task).plan()

    # --- The department's year

    def plan_year(self) -> None:
        for name, person in PEOPLE.items():
            if person.position:
                self.at(BEGIN, lambda n=name, p=person: self.tell("facts.changed", f"employee/{n}", {"position": p.position, "grade": 2}))
        day = BEGIN.date()
        while day <= END.date():
            if is_working(day):
                for hour in (9, 13, 16):
                    self.at(moment(day, hour * 3600 + 60), lambda: None)  # somebody looks
            if day.day == 1:
                self.at(moment(working_day(day, 2), 36_000), self.close_month)
            day += timedelta(days=1)
        for when, action in (
            ("2024-01-22", lambda: self.tell("rollout.begun", "department/клиентский отдел",
                                             {"regulations": ["возврат ушедших", "касания", "поддержка", "досье"]})),
            ("2024-02-12", lambda: self.train("возврат ушедших")), ("2024-09-16", lambda: self.train("касания")),
            ("2025-03-17", lambda: self.train("первый разговор")),
            ("2024-03-04", lambda: self.interview("2024")), ("2025-02-03", lambda: self.interview("2025")),
            ("2024-05-20", lambda: self.script("весна")), ("2025-09-22", lambda: self.script("осень")),
            ("2024-07-22", lambda: self.wake_all("лето 2024")), ("2025-06-02", lambda: self.wake_all("лето 2025")),
        ):  # fmt: skip
            self.at(moment(datetime.fromisoformat(when).date(), 36_600), action)

    def close_month(self) -> None:
        for name, person in PEOPLE.items():
            if person.position == "client manager":
                self.tell("report.given", f"employee/{name}", {"in time": not self.chances[name].happens(person.late)})

    def train(self, regulation: str) -> None:
        for name, person in PEOPLE.items():
            if person.position in ("client manager", "developer"):
                self.tell("training.begun", f"employee/{name}", {"regulation": regulation, "minutes": 4})

    def interview(self, year: str) -> None:
        best = [c.key for c in self.clients.values() if c.group == "A" and c.orders > 3][:15]
        self.campaign("programme.begun", f"campaign/интервью {year}", "clients", best)

    def script(self, season: str) -> None:
        unknown = [c.key for c in self.clients.values() if c.orders < 2][:6]
        self.campaign("script.written", f"campaign/скрипт, {season}", "first", unknown)

    def wake_all(self, season: str) -> None:
        silent = self.now - timedelta(days=90)
        gone = [c.key for c in self.clients.values() if c.orders and c.last_order < silent][:40]
        self.campaign("campaign.begun", f"campaign/возврат, {season}", "clients", gone)

    def campaign(self, kind: str, subject: str, name: str, clients: list[str]) -> None:
        self.lists[subject] = clients
        self.tell(kind, subject, {name: clients})


class Work:
    """One task in the hands of one person."""

    def __init__(self, crm: Department, task: Any):
        self.crm, self.task = crm, task
        self.person = self.holder()
        self.chance = crm.chances[self.person.name]

    def holder(self) -> Person:
        task = self.task
        return PEOPLE.get(task.person) or PEOPLE[HOLDERS.get(task.role, HEAD)]

    def plan(self) -> None:
        if not self.chance.happens(self.person.forgets):
            self.crm.at(self.when(), self.do)

    def when(self) -> datetime:
        """Mostly in time, soon rather than at the last minute; sometimes late; never while they are away."""
        begins, c = in_hours(self.crm.now), self.chance
        due = self.task.due or begins + timedelta(days=1)
        span = max(int((due - begins).total_seconds()), 600)
        if c.happens(self.person.late):
            out = due + timedelta(seconds=c.whole(600, max(span, 7200)))
        else:
            out = begins + timedelta(seconds=min(c.whole(span // 20, span * 9 // 10), c.whole(span // 20, span * 9 // 10)))
        while not self.person.there(out.date()):
            out = moment(out.date() + timedelta(days=1), c.whole(33_000, 40_000))
        return max(in_hours(out), self.crm.now)

    def do(self) -> None:
        task, c = self.task, self.chance
        client = self.crm.clients.get(task.client)
        reached = c.happens(REACHED.get(task.id, 100))
        if task.id in OPTIONAL and c.happens(OPTIONAL[task.id]):
            self.tell("task.skipped")
        elif not reached:
            if self.tell("task.unanswered") and client and task.id in ("survey", "ask", "call"):
                client.tell("call.made", result="no answer")
        else:
            listed = self.crm.lists.get(task.client, [])
            form = Answers(c, task, client, c.happens(self.person.slips), self.crm.now.date(), listed)
            script = self.crm.scripts.get(task.script)
            is_talk = script is not None and script.kind == "script"
            answers = form.talk(self.crm.rules.play_script(task.script)) if is_talk else form.fill()
            if self.tell("task.done", answers) and client:
                self.change(client)

    def change(self, client: Client) -> None:
        """What the work does to the client."""
        if self.task.id in LEARNS:
            client.find_out(LEARNS[self.task.id])
        if self.task.id in WAKES:
            client.won_back(WAKES[self.task.id])

    def tell(self, kind: str, answers: dict[str, Any] | None = None) -> bool:
        """By the name of the step, as people would; by number when another one of that name is open."""
        task = self.task
        alike = [t for t in self.crm.engine.tasks(client=task.client) if t.id == task.id]
        if all(t.number != task.number for t in alike):
            return False  # called off meanwhile
        data: dict[str, Any] = {"task": task.id if len(alike) == 1 else task.number}
        if answers:
            data["answers"] = answers
        return self.crm.tell(kind, task.client, data)


def main() -> None:
    text = Department().live()
    if sys.argv[1:] == ["-"]:
        sys.stdout.buffer.write(text.encode())
    else:
        (HERE / "events.jsonl").write_bytes(text.encode())


if __name__ == "__main__":
    main()
