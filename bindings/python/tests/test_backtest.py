"""Two versions of the rules over the same history."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import reglament

RULES = """
vocabulary: shop
events:
  order.paid:
    data:
      amount: number
roles: [manager]
---
regulation: thank
input:
  event: order.paid
  if: event.amount > 100
output: [done, lost]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
    on late:
      then: lost
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
                line(1, "order.paid", "anvil", "2025-01-02T00:00:00Z", {"amount": 200}),
                line(2, "task.done", "anvil", "2025-01-03T00:00:00Z", {"task": "call"}),
                line(3, "order.paid", "birch", "2025-02-02T00:00:00Z", {"amount": 50}),
                line(4, "order.paid", "cedar", "2025-03-02T00:00:00Z", {"amount": 10}),
            ]
        )
    )
    return path


def test_what_the_log_cannot_answer_is_kept_apart(events: Path) -> None:
    old, new = reglament.load(RULES), reglament.load(RULES.replace("> 100", "> 20"))
    done = reglament.backtest(old, new, events)
    whole = done.rows[-1]
    assert (whole.period, whole.old.starts, whole.new.starts) == (None, 1, 2)
    assert whole.old.observed == {"done": 1} and whole.old.not_supported == {}
    assert whole.new.observed == {"done": 1} and whole.new.not_supported == {"lost": 1}
    assert [row.period for row in done.rows] == ["2025-01", "2025-02", None]
    assert [row.client for row in done.clients] == ["birch"] and done.changed == 1
    assert "not supported by the log" in done.text
    with pytest.raises(ValueError, match="by must be"):
        reglament.backtest(old, new, events, by="day")
    with pytest.raises(ValueError):
        reglament.backtest(old, new, "nothing.jsonl")


def test_the_command_line_tells_the_same(events: Path, tmp_path: Path, program: str) -> None:
    (tmp_path / "old.yaml").write_text(RULES)
    (tmp_path / "new.yaml").write_text(RULES.replace("> 100", "> 20"))
    words = ["backtest", "--old", str(tmp_path / "old.yaml"), "--new", str(tmp_path / "new.yaml"), "--events", str(events)]
    done = subprocess.run([program, *words, "--json"], capture_output=True, text=True, check=True)
    told = reglament.backtest(reglament.load(tmp_path / "old.yaml"), reglament.load(tmp_path / "new.yaml"), events)
    assert json.loads(done.stdout) == told.to_dict()


def test_replies_by_number_are_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(
        line(1, "order.paid", "anvil", "2025-01-02T00:00:00Z", {"amount": 200})
        + "\n"
        + line(2, "task.done", "anvil", "2025-01-03T00:00:00Z", {"task": 1})
    )
    rules = reglament.load(RULES)
    done = reglament.backtest(rules, rules, path)
    assert done.changed == 0
    assert done.rows[-1].new.observed == {"done": 1}
    assert done.to_dict()["new"]["by number"] == 0
