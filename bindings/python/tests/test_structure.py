"""What a change of who does what does to running work, told and done."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Mapping

import pytest

import reglament

RULES = """vocabulary: shop
events:
  client.came:
    data:
      manager: text
facts:
  manager:
    type: text
    from: client.came.manager
roles:
  manager:
    person: manager
---
regulation: greeting
owner: manager
input:
  event: client.came
output: [done]
steps:
  - task: ring
    do: Ring
    within: 3 days
  - output: done
---
people: shop
persons:
  boris:
    roles: manager
  vera:
    roles: manager
"""
ANNA = "  anna:\n    title: Anna Orlova\n    roles: manager\n    substitutes: [vera]\n"


def fill(engine: reglament.Engine) -> reglament.Engine:
    for client in ("Anvil", "Bolt"):
        engine.post(type="client.came", subject=client, time="2025-03-03T10:00:00Z", data={"manager": "anna"})
    return engine


@pytest.fixture
def engine() -> reglament.Engine:
    return fill(reglament.Engine(reglament.load(RULES + ANNA)))


def test_it_is_told_before_it_is_done(engine: reglament.Engine) -> None:
    told = engine.restructure(reglament.load(RULES))
    assert not told.applied
    assert not told.whole
    assert [(task["client"], task["how"], task["why"]) for task in told.tasks] == [
        ("Anvil", "nobody", "unknown person"),
        ("Bolt", "nobody", "unknown person"),
    ]
    assert [(client["from"], client["to"]) for client in told.clients] == [("anna", None), ("anna", None)]
    gone = next(person for person in told.people if person["gone"])
    assert (gone["person"], gone["before"]["clients"], gone["substitutes"]) == ("anna", 2, ["vera"])
    assert "Anna Orlova, gone" in told.text
    assert "<h1>" in told.html
    assert {task.person for task in engine.tasks()} == {"anna"}


def test_it_is_done(engine: reglament.Engine) -> None:
    rules = reglament.load(RULES)
    done = engine.restructure(rules, hand={"anna": ["boris", "vera"]}, reason="leaves", actor="Olga", apply=True)
    assert done.applied
    assert done.whole
    assert done.events == 2
    assert engine.rules is rules
    assert [(task.client, task.person) for task in engine.tasks()] == [("Anvil", "boris"), ("Bolt", "vera")]
    assert engine.facts("Bolt")["manager"] == "vera"
    assert engine.restructure(rules, hand={"anna": "boris"}, apply=True).events == 0


def test_it_is_done_in_a_store(tmp_path: Path) -> None:
    with reglament.Engine(reglament.load(RULES + ANNA), store=tmp_path / "shop.db") as engine:
        fill(engine)
        engine.restructure(reglament.load(RULES), hand=['anna=vera if manager = "anna"'], apply=True)
    with reglament.Engine(store=tmp_path / "shop.db") as engine:
        assert {task.person for task in engine.tasks()} == {"vera"}


def test_who_is_not_known_is_told(engine: reglament.Engine) -> None:
    told = engine.restructure(hand={"anna": "bors"}, lang="ru")
    assert [issue.code for issue in told.issues] == ["hand-over-stranger"]
    assert "Может быть, «boris»?" in told.issues[0].advice


@pytest.mark.parametrize("hand", [["anna"], ["anna=boris if klass = 1"]])
def test_what_cannot_be_done_changes_nothing(engine: reglament.Engine, hand: list[str]) -> None:
    with pytest.raises(reglament.RulesError):
        engine.restructure(reglament.load(RULES), hand=hand, apply=True)
    assert {task.person for task in engine.tasks()} == {"anna"}


def test_a_policy_that_refuses_leaves_everything_as_it_is() -> None:
    engine = fill(reglament.Engine(reglament.load(RULES + ANNA), policy=lambda event: "not today"))
    with pytest.raises(reglament.RulesError) as refused:
        engine.restructure(reglament.load(RULES), hand={"anna": "boris"}, apply=True)
    assert "not today" in refused.value.issues[0].message
    assert {task.person for task in engine.tasks()} == {"anna"}
    assert engine.facts("Bolt")["manager"] == "anna"


def test_others_use_the_engine_while_a_policy_is_asked() -> None:
    seen: list[str] = []
    waited: list[str] = []

    def policy(event: Mapping[str, Any]) -> str | None:
        other = threading.Thread(target=lambda: engine.tasks())
        other.start()
        other.join(timeout=20)
        seen.append(event["type"])
        if other.is_alive():
            waited.append(event["type"])
        return None

    engine = fill(reglament.Engine(reglament.load(RULES + ANNA), policy=policy))
    engine.post(type="client.came", subject="Cog", time="2025-03-03T10:00:00Z", data={"manager": "boris"})  # whose task stays
    done = engine.restructure(reglament.load(RULES), hand={"anna": "boris"}, apply=True)
    assert done.applied and {"rules.publish", "facts.changed"} <= set(seen)
    assert waited == []


def test_what_is_refused_in_the_midst_is_told() -> None:
    def policy(event: Mapping[str, Any]) -> str | None:
        return "not this one" if event["type"] == "facts.changed" and seen.add(len(seen)) is None and len(seen) > 2 else None

    seen: set[int] = set()
    engine = fill(reglament.Engine(reglament.load(RULES + ANNA), policy=policy))
    done = engine.restructure(hand={"anna": "boris"}, apply=True)
    assert not done.applied
    assert "not this one" in done.issues[0].message
