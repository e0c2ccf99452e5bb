"""Scripts and questionnaires: looked at, played, printed, counted."""

from __future__ import annotations

import pytest

import reglament

RULES = """\
vocabulary: shop
events:
  order.paid:
roles: [manager]
---
regulation: calls
input:
  event: order.paid
output: [met, gone]
steps:
  - task: talk
    do: Talk
    by: manager
    script: first call
  - if: talk.outcome = "meeting"
    then: met
    else: gone
---
script: first call
title: The first call
version: 1.1.0
form:
  outcome: one of meeting, no
  days: optional number
lines:
  greet:
    say: Good morning.
    hint: Smile
    replies:
      Go on: agreed
      Not now: later
  later:
    say: When shall I call?
    fill: {outcome: no}
    ask: days
    next: end
  agreed:
    say: See you.
    fill: {outcome: meeting}
    next: end
"""


@pytest.fixture
def rules() -> reglament.Rulebook:
    return reglament.load(RULES)


def test_scripts_are_told(rules):
    script = rules.scripts["first call"]
    assert (script.title, script.version, script.kind) == ("The first call", "1.1.0", "script")
    assert script.form == {"outcome": "one of meeting, no", "days": "optional number"}
    assert script.lines[0]["answers"] == [{"words": "Go on", "next": "agreed"}, {"words": "Not now", "next": "later"}]
    assert script.lines[1]["ask"] == "days"
    assert script.lines[1]["answers"] == [{"next": None}]


def test_a_script_is_played(rules):
    play = rules.play_script("first call")
    assert play.line == reglament.ScriptLine("greet", "Good morning.", "Smile", "", ["Go on", "Not now"])
    assert not play.answer("What?")
    assert play.answer("2")
    assert play.line.asks == "days"
    assert play.answer("3")
    assert play.over and play.line is None
    assert play.form == {"outcome": "no", "days": 3}
    assert play.talk == [reglament.Turn("greet", "Not now", None), reglament.Turn("later", "", 3)]
    assert play.back() and not play.over


def test_a_script_is_printed(rules):
    assert "## 1. greet\n\n> Good morning.\n" in rules.script_page("first call")
    assert "<blockquote>See you.</blockquote>" in rules.script_page("The first call", "html")
    with pytest.raises(ValueError):
        rules.script_page("first call", "pdf")
    with pytest.raises(KeyError):
        rules.script_page("second call")


def test_talks_of_scenarios_are_told():
    scenario = """---
scenario: A meeting
regulation: calls
steps:
  - event: order.paid
    at: 2025-03-03 10:00
  - done: talk
    form:
      outcome: meeting
"""
    use = reglament.load(RULES + scenario).rehearsed_talks("first call")
    assert (use.forms, use.unlike) == (1, 0)
    assert "The first call: answers 2 of 4" in use.text


def test_talks_are_counted(rules):
    engine = reglament.Engine(rules)
    for number, answers in enumerate([{"outcome": "no", "days": 2}, {"outcome": "meeting"}, {"outcome": "meeting", "days": 1}]):
        client = f"C-{number}"
        engine.post(id=str(number), type="order.paid", subject=client, time="2025-03-03T10:00:00+00:00", data={})
        (task,) = engine.tasks(client=client)
        assert task.script == "first call"
        engine.complete(task, answers, at="2025-03-03T10:00:00+00:00")
    use = reglament.script_use(engine, "first call")
    assert (use.forms, use.unlike, use.unclear, use.others) == (3, 1, 0, 0)
    assert use.lines[0].answers == [reglament.AnswerUse("Go on", 1, 1), reglament.AnswerUse("Not now", 1, 1)]
    assert use.lines[1].answers == [reglament.AnswerUse("", 1, 1)]
    assert "1. greet" in str(use)
