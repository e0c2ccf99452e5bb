"""The clients: when they order, ask, complain, fall asleep, and what the department's work does to that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from answers import COMPLAINTS, NEEDS, PLANS, WHY_US
from world import BEGIN, CONSULTANT, DEVELOPER, LEADER, MANAGERS, NAMES, Chance, in_hours, moment, working_day

if TYPE_CHECKING:
    from make import Department

# Class: per cent of the clients, days between orders, rubles an order, per cent that fall asleep after any one order.
RHYTHMS = {"A": (14, 20, 185_000, 3), "B": (32, 34, 62_000, 7), "C": (36, 48, 19_000, 9), "D": (18, 54, 7_500, 18)}
SALES = {"transactional": 70, "project": 15, "consultative": 15}
STAGES = ("contact", "need", "offer", "contract", "delivery", "won")
EXPERIENCED = MANAGERS[0]  # keeps those whom a consultant sells to
REQUESTS = {"order": 30, "delivery": 30, "certificate": 15, "technical": 17, "project": 8}


class Client:
    """One client's life, as far as the CRM sees it."""

    def __init__(self, crm: Department, number: int):
        self.crm = crm
        self.key = NAMES[(number * 83) % len(NAMES)]
        self.chance = Chance(self.key)
        c = self.chance
        self.group = c.weighed({name: row[0] for name, row in RHYTHMS.items()})
        self.sale = c.weighed(SALES)
        self.manager = EXPERIENCED if self.sale == "consultative" else MANAGERS[number % len(MANAGERS)]
        self.reason = c.weighed({"offended": 40, "forgot": 50, "closed": 10})
        self.share = c.whole(15, 85)  # of what they spend, per cent that could be ours
        _, self.rhythm, self.bill, self.sleepiness = RHYTHMS[self.group]
        self.potential = round(self.bill * 365 // self.rhythm * 100 // self.share, -4)
        self.is_new = number % 5 == 4
        self.last_order = BEGIN
        self.asleep = False
        self.orders = self.deals = self.requests = 0
        self.unknown: dict[str, Any] = {}
        self.waits_for = 0  # the latest plan of an order is the one that counts

    def begin(self) -> None:
        c = self.chance
        start = BEGIN + timedelta(minutes=c.whole(0, 300))
        if self.is_new:
            start = in_hours(BEGIN + timedelta(days=c.whole(10, 600), hours=c.whole(0, 8)))
        self.crm.at(start, self.appear)

    def tell(self, kind: str, /, **data: Any) -> bool:
        return self.crm.tell(kind, self.key, data)

    def later(self, low: int, high: int, action: Any) -> None:
        """Within so many days, in working hours."""
        day = self.crm.now.date() + timedelta(days=self.chance.whole(low, high))
        self.crm.at(max(self.crm.now, moment(working_day(day, 0), self.chance.whole(33_000, 63_000))), action)

    # --- What the CRM knows on the first day

    def appear(self) -> None:
        if self.is_new:
            self.tell("client.registered", sale=self.sale)
        self.tell("facts.changed", **self.card())
        self.later(0 if self.is_new else 1, 30 if self.is_new else 20, self.order)
        self.later(20, 200, self.ask_support)
        self.later(30, 400, self.say_something)
        self.later(60, 400, self.change_class)
        if self.sale != "transactional" or self.is_new:
            self.later(3, 240, self.open_deal)
        if self.is_new or self.chance.happens(12):
            self.later(2, 60, lambda: self.tell("maturity.changed", maturity=self.chance.pick(("unaware", "wondering", "choosing"))))
        for half in range(1, 5):
            self.crm.at(self.crm.now + timedelta(days=half * 160 - self.chance.whole(0, 60)), self.poll_loyalty)

    def card(self) -> dict[str, Any]:
        c = self.chance
        cycle = {"transactional": c.whole(3, 40), "project": c.whole(60, 260), "consultative": c.whole(40, 200)}[self.sale]
        out: dict[str, Any] = {"manager": self.manager, "type of sale": self.sale, "cycle": cycle, "loyalty": c.whole(5, 10)}
        if not self.is_new:
            out["class"] = self.group
        if self.sale == "project":
            out["project lead"] = LEADER
        if self.sale == "consultative":
            out["consultant"] = CONSULTANT
        if self.is_new or c.happens(10):
            out["hunter"] = DEVELOPER
        self.unknown = self.dossier()
        for name in list(self.unknown):
            if c.happens(self.share):  # who buys more of us is better known
                out[name] = self.unknown.pop(name)
        return out

    def dossier(self) -> dict[str, Any]:
        c = self.chance
        born = date(1960 + c.whole(0, 35), 1, 1) + timedelta(days=c.whole(0, 364))
        return {
            "decision maker": c.pick(("Главный механик", "Директор", "Снабженец", "Главный инженер")),
            "suppliers": c.some(("Мы", "Соседи", "Завод напрямую", "Оптовик"), 3),
            "needs": c.pick(NEEDS),
            "birthday": born.isoformat(),
            "potential": self.potential,
            "reason to buy": c.pick(WHY_US),
            "investment plans": c.pick(PLANS),
            "convenient way": c.pick(("phone", "mobile", "e-mail")),
            "hobby": c.pick(("рыбалка", "хоккей", "дача", "горы", "старые машины")),
            "dog birthday": date(2014 + c.whole(0, 8), 1 + c.whole(0, 11), 1 + c.whole(0, 27)).isoformat(),
        }

    def find_out(self, most: int) -> None:
        """What a manager who asked has learnt goes into the card."""
        if learnt := list(self.unknown)[:most]:
            self.tell("facts.changed", **{name: self.unknown.pop(name) for name in learnt})

    # --- Orders

    def plan_order(self, low: int, high: int) -> None:
        self.waits_for += 1
        mine = self.waits_for
        self.later(low, high, lambda: self.order() if mine == self.waits_for else None)

    def order(self) -> None:
        c = self.chance
        self.orders += 1
        amount = self.bill * c.whole(40, 160) // 100 // 10 * 10
        number = f"З-{self.crm.count('order')}"
        if self.asleep and self.crm.now - self.last_order > timedelta(days=90) and c.happens(8):
            self.tell("client.returned", by="developer")
        self.tell("order.paid", amount=amount, items=c.whole(1, 12), order=number)
        self.last_order, self.asleep = self.crm.now, False
        if c.happens(2):
            self.later(3, 20, lambda: self.tell("order.refunded", order=number))
        if c.happens(20):
            self.later(1, 4, lambda: self.tell("call.made", result="talked" if c.happens(75) else "no answer"))
        if c.happens(self.sleepiness):
            self.asleep = True
            return self.plan_order(95, 420)  # comes back alone, if ever
        self.plan_order(self.rhythm * 4 // 10, self.rhythm * 16 // 10)

    def won_back(self, percent: int) -> None:
        """Somebody of ours has talked to them: those who sleep may wake up."""
        if self.asleep and self.reason != "closed" and self.chance.happens(percent):
            self.plan_order(1, 22)

    # --- What else they do

    def ask_support(self) -> None:
        self.requests += 1
        key = f"О-{self.crm.count('request')}"
        kind = self.chance.weighed(REQUESTS)
        data: dict[str, Any] = {"request": key, "kind": kind}
        if kind == "technical":
            data["topic"] = self.chance.pick(("pumps", "automation"))
        self.tell("request.received", **data)
        if self.chance.happens(3):
            self.crm.at(self.crm.now + timedelta(minutes=self.chance.whole(5, 90)), lambda: self.tell("request.withdrawn", request=key))
        operator = self.crm.operator()
        correct = self.chance.happens(99 if operator == "irina" else 95)
        self.later(3, 9, lambda: self.tell("request.checked", request=key, operator=operator, correct=correct))
        self.later(40, 300, self.ask_support)

    def say_something(self) -> None:
        c = self.chance
        today = self.crm.now.date()
        kind = c.weighed({"complaint": 22, "wish": 25, "discount": 25, "conference": 14, "calls": 8, "consent": 6})
        if kind == "complaint":
            self.tell("complaint.made", what=c.pick(COMPLAINTS))
        elif kind == "wish":
            self.tell("wish.expressed", wish=c.pick(NEEDS), when=(today + timedelta(days=c.whole(30, 150))).isoformat())
        elif kind == "discount":
            self.tell("discount.asked", percent=c.whole(2, 12))
        elif kind == "conference":
            self.tell("facts.changed", conference=working_day(today + timedelta(days=c.whole(10, 60)), 0).isoformat())
        elif kind == "calls":
            for day in range(3):
                self.later(day * 2, day * 2, lambda: self.tell("call.made", result="no answer"))
        else:
            self.tell("client.consented", phone=c.happens(40))
        self.later(60, 420, self.say_something)

    def change_class(self) -> None:
        """The CRM classes a client anew."""
        if self.is_new and self.orders < 2:
            return self.later(30, 60, self.change_class)
        ranks = "ABCD"
        at = ranks.index(self.group) + self.chance.weighed({-1: 20, 0: 60, 1: 20})
        self.group = ranks[min(max(at, 0), 3)]
        _, self.rhythm, self.bill, self.sleepiness = RHYTHMS[self.group]
        self.tell("client.classified", **{"class": self.group})
        self.later(250, 500, self.change_class)

    def poll_loyalty(self) -> None:
        self.tell("facts.changed", loyalty=self.chance.whole(5, 10))

    # --- Deals

    def open_deal(self) -> None:
        key = f"С-{self.crm.count('deal')}"
        self.tell("deal.opened", deal=key, sale=self.sale)
        self.move_deal(key, 0)

    def move_deal(self, key: str, stage: int) -> None:
        c = self.chance
        name = "lost" if stage > 1 and c.happens(9) else STAGES[stage]
        self.tell("deal.moved", deal=key, stage=name)
        if name in ("won", "lost"):
            return self.later(120, 400, self.open_deal)
        if stage >= 3 and c.happens(12):
            self.later(2, 6, lambda: self.tell("conflict.raised", deal=key, what=c.pick(COMPLAINTS)))
        slow = 1 if self.sale == "transactional" else 4
        self.later(3 * slow, 9 * slow, lambda: self.move_deal(key, stage + 1))
