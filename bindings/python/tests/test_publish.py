"""Publishing changed rules to a running engine."""

from __future__ import annotations

import pytest

import reglament

WORDS = """vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  debt: number
roles: [manager]
---
"""


def rules(version: str, task: str = "ask", more: str = "", condition: str = "", words: str = WORDS) -> reglament.Rulebook:
    text = f"""regulation: feedback
version: {version}
running: migrate
input:
  event: order.paid
{condition}output: [done]
steps:
  - task: {task}
    do: Ask
    by: manager
    form:
      liked: boolean
  - task: last
    do: Last
    by: manager
  - output: done
"""
    return reglament.load(words + text + more)


@pytest.fixture
def engine() -> reglament.Engine:
    engine = reglament.Engine(rules("1.0.0"))
    engine.post(type="order.paid", subject="c1", time="2025-01-01T10:00:00Z", data={"amount": 1})
    return engine


def test_runs_are_moved(engine: reglament.Engine) -> None:
    done = engine.publish(rules("2.0.0"))
    assert done.published
    assert done.runs == [reglament.MovedRun("c1", 1, "feedback", "1.0.0", "2.0.0", "moved", "ask", "ask")]
    moved = engine.history("c1")[-1]
    assert (moved["kind"], moved["from"], moved["to"], moved["step"]) == ("run migrated", "1.0.0", "2.0.0", "ask")
    engine.complete(("c1", 1), {"liked": True}, at="2025-01-02T10:00:00Z")
    assert [task.id for task in engine.tasks()] == ["last"]
    figures = engine.figures()["regulations"]["feedback"]
    assert (figures["version"], figures["runs"]["moved"], figures["earlier"][0]["runs"]["started"]) == ("2.0.0", 1, 1)
    assert "goes on by version 2.0.0 (before: 1.0.0)" in engine.tell("c1")


def test_a_dry_run_changes_nothing(engine: reglament.Engine) -> None:
    before = engine.rules
    told = engine.publish(rules("2.0.0", "call"), dry_run=True)
    assert not told.published
    assert [(run.fate, run.why, run.to_version) for run in told.runs] == [("needs mapping", "step gone", "1.0.0")]
    assert "1 run needs a mapping" in told.text
    assert engine.rules is before
    assert [task.id for task in engine.tasks()] == ["ask"]


def test_what_is_lost_is_told(engine: reglament.Engine) -> None:
    engine.complete(("c1", 1), {"liked": True}, at="2025-01-02T10:00:00Z")
    engine.post(type="facts.changed", subject="c1", time="2025-01-03T10:00:00Z", data={"debt": 5})
    words = WORDS.replace("  debt: number\n", "  other: number\n")
    more = "---\nmigration: feedback\nfrom: 1.0.0\nmap:\n  ask.liked: call.liked\n"
    kept = engine.publish(rules("2.0.0", "call", more, words=words), dry_run=True)
    assert (kept.runs[0].lost, kept.lost) == ([], [("c1", "fact", "debt")])
    assert engine.publish(rules("2.0.0", "call", words=words)).runs[0].lost == [("answer", "ask.liked")]


def test_a_version_with_runs_must_fit(engine: reglament.Engine) -> None:
    engine.publish(rules("1.1.0", condition="  if: debt = null\n"))
    with pytest.raises(reglament.RulesError) as refused:
        engine.publish(rules("2.0.0", "call", words=WORDS.replace("  debt: number\n", "  other: number\n")))
    assert "version-not-fitting" in [issue.code for issue in refused.value.issues]
    assert engine.rules.regulations["feedback"].version == "1.1.0"
