"""The workload all engines share: 8 facts, 12 rules of which the first that holds counts, and seeded random clients.

One table says it all; forms.py writes it in each engine's own language, so that nobody has an easier job.
"""

import random

SEED = 20261125
CLIENTS = 200_000

# Facts in the order of their slots. A tuple of texts is an enumeration; "whole" and "money" are numbers.
FACTS = {
    "client_class": ("A", "B", "C", "D"),
    "sale_kind": ("stock", "order", "project", "online"),
    "region": ("north", "south", "east", "west", "centre"),
    "order_days": "whole",  # days since the last order
    "revenue": "money",  # of the last twelve months
    "complaints": "whole",  # open ones
    "phone_allowed": "boolean",
    "debt_overdue": "boolean",
}

# Each rule is a conjunction of terms (fact, operator, value); the last one catches all.
RULES = [
    ("settle complaints", [("client_class", "in", ("A", "B")), ("complaints", ">=", 2)]),
    ("stop deliveries", [("debt_overdue", "is", True), ("revenue", "<", "50000.50"), ("order_days", ">", 30)]),
    ("call today", [("client_class", "in", ("A",)), ("order_days", "within", (45, 90)), ("phone_allowed", "is", True)]),
    ("visit", [("client_class", "in", ("A", "B")), ("sale_kind", "in", ("order", "project")),
               ("order_days", "within", (91, 180)), ("complaints", "=", 0)]),
    ("call this week", [("client_class", "in", ("B",)), ("order_days", "within", (60, 180)),
                        ("phone_allowed", "is", True), ("debt_overdue", "is", False)]),
    ("write a letter", [("client_class", "in", ("A", "B", "C")), ("order_days", ">", 60),
                        ("phone_allowed", "is", False)]),
    ("reactivate", [("client_class", "in", ("C",)), ("order_days", "within", (90, 270)),
                    ("revenue", ">=", "20000")]),
    ("remind online", [("sale_kind", "in", ("online",)), ("region", "in", ("north", "west")),
                       ("order_days", "within", (30, 120))]),
    ("offer of the region", [("sale_kind", "in", ("stock", "online")), ("region", "in", ("south", "east", "centre")),
                             ("revenue", "within", ("10000", "120000")), ("complaints", "<=", 1)]),
    ("give up", [("client_class", "in", ("C", "D")), ("order_days", ">", 270)]),
    ("watch", [("complaints", ">", 0), ("revenue", ">", "1000.25")]),
    ("nothing", []),
]


def _pick(draw, values, weights):
    at = draw() * sum(weights)
    for value, weight in zip(values, weights):
        at -= weight
        if at < 0:
            return value
    return values[-1]


def _client(draw):
    """One client's facts as texts, in the order of FACTS. No mathematics but products: any Python makes the same."""
    richness, trouble = draw(), draw()
    return (
        _pick(draw, FACTS["client_class"], (1, 2, 4, 3)),
        _pick(draw, FACTS["sale_kind"], (4, 3, 1, 2)),
        _pick(draw, FACTS["region"], (2, 2, 1, 2, 3)),
        str(int(draw() * 400)),
        f"{int(richness * richness * richness * 30_000_000) / 100:.2f}",
        str(int(trouble * trouble * trouble * trouble * 5)),
        "true" if draw() < 0.75 else "false",
        "true" if draw() < 0.15 else "false",
    )


def clients(count=CLIENTS):
    draw = random.Random(SEED).random
    for _ in range(count):
        yield _client(draw)
