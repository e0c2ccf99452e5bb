"""Why a task is there, why a regulation began, and why it did not."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import pytest

import reglament

RULES = """
vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  class: one of A, B, C
  manager: text
roles:
  manager:
    person: manager
---
regulation: wake-up
input:
  silent: order.paid
  for: 90 days
  if: class in ("A", "B")
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
  - output: done
"""


def line(id: int, type: str, subject: str, time: str, data: dict[str, object]) -> str:
    return json.dumps({"id": str(id), "source": "test", "type": type, "subject": subject, "time": time, "data": data})


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_text(
        "\n".join(
            [
                line(1, "facts.changed", "anvil", "2025-01-01T00:00:00Z", {"class": "A", "manager": "Anna"}),
                line(2, "facts.changed", "birch", "2025-01-01T00:00:00Z", {"class": "C"}),
                line(3, "order.paid", "anvil", "2025-01-02T00:00:00Z", {"amount": 1}),
                line(4, "order.paid", "birch", "2025-01-02T00:00:00Z", {"amount": 1}),
                line(5, "facts.changed", "birch", "2025-05-01T00:00:00Z", {"class": "B"}),
            ]
        )
    )
    return path


def test_a_refusal_comes_with_the_values_then(events: Path) -> None:
    told = reglament.explain(reglament.load(RULES), events, "birch", "wake-up")
    (start,) = told.starts
    assert (start.kind, start.refusal, start.values_told) == ("start refused", "condition false", True)
    assert start.at == datetime(2025, 4, 2, tzinfo=timezone.utc)
    assert start.why_not is not None and start.why_not.condition is not None
    assert start.why_not.condition.came is False
    assert start.why_not.condition.changes == [[reglament.FactChange("class", "C", ["A", "B"], False)]]
    assert told.next[0].trigger.kind == "silence over" and told.next[0].in_the_way == []
    assert told.untold == []
    assert "would have started if" in told.text


def test_a_task_says_whose_it_is_and_why(events: Path) -> None:
    told = reglament.explain(reglament.load(RULES), [events], "anvil", "wake-up", at="2025-04-03T00:00:00Z", lang="ru")
    (run,) = told.runs
    (task,) = run.tasks
    assert (task.step, task.person, run.state) == ("call", "Anna", "going")
    assert "так говорит факт «manager»" in task.why
    assert any("order.paid" in cause for cause in task.cause)
    assert task.due == datetime(2025, 4, 4, tzinfo=timezone.utc)


def test_an_engine_tells_what_it_knows(events: Path, tmp_path: Path) -> None:
    for store in (None, tmp_path / "crm.db"):
        with reglament.Engine(reglament.load(RULES), store=store) as engine:
            engine.run([events])
            told = engine.explain("birch", "wake-up")
            assert told.untold == ["values then"]
            assert not told.starts[0].values_told
            earlier = engine.explain("birch", "wake-up", at="2025-03-01T00:00:00Z")
            assert earlier.starts == [] and "state then" in earlier.untold
            assert not engine.explain("nobody", "wake-up").known
            with pytest.raises(KeyError):
                engine.explain("birch", "nothing")


def test_the_command_line_tells_the_same(events: Path, tmp_path: Path, program: str) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    words = [program, "explain", str(tmp_path / "rules.yaml"), "--events", str(events), "--client", "birch"]
    done = subprocess.run([*words, "--regulation", "wake-up", "--json"], capture_output=True, text=True, check=True)
    told = reglament.explain(reglament.load(tmp_path / "rules.yaml"), events, "birch", "wake-up")
    assert json.loads(done.stdout) == told.to_dict()


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        reglament.explain(reglament.load(RULES), tmp_path / "nothing.jsonl", "birch", "wake-up")
