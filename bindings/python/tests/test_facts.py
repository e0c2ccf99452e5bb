"""Facts that are gathered and computed, and segments."""

from decimal import Decimal

import pytest

import reglament

RULES = """
vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  revenue:
    sum: order.paid.amount
  revenue of a week:
    sum: order.paid.amount
    over: 7 days
  large:
    formula: revenue > 100
segments:
  class:
    by: revenue
    classes:
      A: 80 %
      B: rest
"""


def engine() -> reglament.Engine:
    e = reglament.Engine(reglament.load(RULES))
    for client, day, amount in [("c1", 1, 90), ("c1", 5, 20), ("c2", 2, 10)]:
        e.post(type="order.paid", subject=client, time=f"2025-03-0{day}T10:00:00Z", data={"amount": amount})
    return e


def test_facts_are_those_of_now() -> None:
    e = engine()
    assert e.facts("c1") == {"revenue": 110, "revenue of a week": 110, "large": True, "class": "A"}
    e.advance("2025-03-08T10:00:00Z")
    assert e.facts("c1")["revenue of a week"] == Decimal(20)
    with pytest.raises(KeyError):
        e.facts("nobody")


def test_segments_are_computed_on_demand_and_every_night() -> None:
    e = engine()
    [segment] = e.recompute_segments()
    assert [(c["class"], c["clients"], c["total"]) for c in segment["classes"]] == [("A", 1, 110), ("B", 1, 10)]
    assert e.facts("c2")["class"] == "B"
    e.post(type="order.paid", subject="c2", time="2025-03-05T11:00:00Z", data={"amount": 10_000})
    e.advance("2025-03-06T03:00:00Z")
    assert e.facts("c2")["class"] == "A"
    assert e.segments()[0]["moved"] == 2
