"""Drills, accreditation and rollout."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

import reglament

RULES = """\
vocabulary: shop
events:
  order.paid:
roles:
  manager:
    by: turn
  headquarters:
---
people: shop
persons:
  anna:
    title: Anna
    roles: [manager, headquarters]
---
regulation: greet
input:
  event: order.paid
output: [good, bad]
steps:
  - task: call
    do: Call
    by: manager
    within: 1 day
    norm: 5 min
    form:
      mood: one of glad, cross
  - task: thank
    do: Thank
    by: manager
    optional: yes
    within: 1 day
  - if: call.mood = "glad"
    then: good
    else: bad
---
scenario: A glad one
regulation: greet
steps:
  - event: order.paid
    at: 2025-03-03 10:00
  - done: call
    form:
      mood: glad
"""


@pytest.fixture
def rules() -> reglament.Rulebook:
    return reglament.load(RULES)


def play(rules: reglament.Rulebook, mood: str = "glad") -> reglament.Drill:
    drill = reglament.drill(rules, "greet", "manager")
    taken = drill.take("call")
    assert taken and taken.told == {"mood": "glad"}
    drill.finish({"mood": mood}, seconds=12)
    drill.skip("thank")
    return drill


def test_a_clean_repetition(rules: reglament.Rulebook) -> None:
    drill = reglament.drill(rules, "greet", "manager")
    assert [step.id for step in drill.steps] == ["call", "thank"]
    assert drill.steps[0] == reglament.DrillStep("call", "Call", "manager")
    assert drill.now == datetime(2025, 3, 3, 10, tzinfo=timezone.utc)
    assert len(drill.news()) == 2 and drill.news() == []
    drill = play(rules)
    assert drill.over
    result = drill.result
    assert (result.clean, result.complete, result.output, result.story) == (True, True, "good", "A glad one")
    assert (result.seconds, result.norm, result.steps) == (12, 300, ["call"])


def test_deviations_are_told_at_once(rules: reglament.Rulebook) -> None:
    drill = reglament.drill(rules, "greet", "manager", lang="ru")
    (left,) = drill.wait()
    assert (left.kind, left.step, left.meant, str(left)) == ("left out", "call", "call", "не сделано: «Call»")
    early = drill.take("thank")
    assert not early and early.deviations[0].kind == "too early"
    (late,) = drill.wait("2 days")
    assert late.kind == "late"
    assert drill.take("call")
    wrong, slow = drill.finish({"mood": "cross"}, seconds=301)
    assert (wrong.kind, wrong.field, wrong.told, wrong.written) == ("wrong answer", "mood", "glad", "cross")
    assert slow.kind == "slow"
    assert not drill.result.clean


def test_a_second_player(rules: reglament.Rulebook) -> None:
    drill = reglament.drill(rules, "greet", "manager")
    assert drill.take("call")
    assert [issue.code for issue in drill.told({"mood": "blue"})] == ["drill-answer"]
    assert drill.told({"mood": "cross"}) == []
    assert drill.finish({"mood": "cross"}) == []
    drill.skip("thank")
    assert drill.result.output == "bad"


def test_wrong_use_is_refused(rules: reglament.Rulebook) -> None:
    for names in (("greet", "boss"), ("great", "manager"), ("greet", "headquarters")):
        with pytest.raises(ValueError):
            reglament.drill(rules, *names)
    with pytest.raises(ValueError, match="no such story"):
        reglament.drill(rules, "greet", "manager", story="none")
    drill = reglament.drill(rules, "greet", "manager")
    with pytest.raises(ValueError, match="no step 'write'"):
        drill.take("write")
    with pytest.raises(RuntimeError, match="take"):
        drill.finish()
    drill.take("call")
    with pytest.raises(RuntimeError, match="finish"):
        drill.wait()


def test_results_accredit_and_show_the_rollout(rules: reglament.Rulebook, tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    for day in (3, 4):
        play(rules).save(results, "anna", datetime(2025, 3, day, tzinfo=timezone.utc))
    told = reglament.accreditation(rules, "greet", "manager", "anna", results, needed=3)
    assert (told.level, told.in_a_row, told.not_met, told.text) == ("knows", 2, ["thank"], "2 of 3 clean in a row")
    assert reglament.accreditation(rules, "greet", "manager", "anna", results, needed=2).level == "can"
    results.write_text(results.read_text() + "oops\n")
    rollout = reglament.rollout(rules, results, needed=3)
    assert [issue.code for issue in rollout.issues] == ["drill-line"]
    (row,) = rollout.to_dict()["people"]
    assert (row["person"], row["stage"], row["in a row"]) == ("anna", "knows", 2)
    assert "Anna" in rollout.to_text()
    rollout.report_html(tmp_path / "page.html")
    assert "Anna" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_habit_is_seen_in_what_was_done(rules: reglament.Rulebook, tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    play(rules).save(results, "anna", datetime(2025, 3, 1, tzinfo=timezone.utc))
    engine = reglament.Engine(rules)
    for n in range(6):
        engine.post(type="order.paid", subject=f"c{n}", time=f"2025-03-0{n + 1}T10:00:00Z")
        (task,) = [t for t in engine.tasks(client=f"c{n}") if t.id == "call"]
        engine.complete(task, {"mood": "glad"})
    engine.advance("2025-03-20T10:00:00Z")
    (row,) = reglament.rollout(rules, results, engine=engine, needed=1).to_dict()["people"]
    assert (row["stage"], row["due"], row["made"]) == ("habit", 6, 6)
