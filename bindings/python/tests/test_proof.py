"""Proof: holes in rules, found before anybody falls through them."""

from __future__ import annotations

import pytest

import reglament

RULES = """vocabulary: shop
events:
  ping:
facts:
  class: one of A, B
  days without an order: number
roles: [manager]
---
regulation: r
input:
  event: ping
output:
  good:
steps:
  - switch:
    cases:
      - when: class = "A"
        then: good
      - when: class = "B" and days without an order < 90
        then: good
"""

needs_solver = pytest.mark.skipif(not reglament.can_prove(), reason="built without Z3")


@needs_solver
def test_a_gap_has_a_client_and_a_scenario_that_falls_through_it() -> None:
    found = reglament.prove(RULES)
    assert found.complete
    gap = found.findings[0]
    assert (gap.kind, gap.regulation, gap.step) == ("gap", "r", "switch-1")
    assert gap.client == {"class": "B", "days without an order": 90}
    assert gap.issue.message == "class B, days without an order 90: no branch fits"
    assert reglament.rehearse(reglament.load(RULES + "---\n" + gap.scenario))


@needs_solver
def test_sound_rules_have_no_findings() -> None:
    assert len(reglament.prove(RULES.replace(" and days without an order < 90", ""))) <= 1  # what is not known


def test_rules_that_cannot_be_loaded_are_refused() -> None:
    with pytest.raises(reglament.RulesError):
        reglament.prove("regulation: r\nsteps:\n  - output: x\n")
