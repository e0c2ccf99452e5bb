"""Files of events: the same figures as the command line; the sample as its script makes it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import reglament

UNTIL = "2025-12-31"


def figures_of_sample(root: Path) -> dict[str, Any]:
    engine = reglament.Engine(reglament.load(root / "rules/reactivation"))
    return engine.run(root / "rules/sample/events.jsonl", until=UNTIL)


def test_the_sample_is_what_its_script_makes(root: Path) -> None:
    script = root / "rules/sample/make_sample.py"
    made = subprocess.run([sys.executable, str(script), "-"], check=True, capture_output=True).stdout
    assert made == (root / "rules/sample/events.jsonl").read_bytes()


def test_the_sample_is_true_to_life(root: Path) -> None:
    figures = figures_of_sample(root)
    total = figures["total"]
    assert total["events"]["rejected"] == total["events"]["duplicate"] == 0
    assert total["events"]["applied"] == total["events"]["read"] > 2000
    assert total["clients"] == 200
    runs = figures["regulations"]["wake-up"]["runs"]
    assert runs["finished"]["returned"] > 5 and runs["finished"]["lost"] > 5 and runs["open"] > 0
    assert total["tasks"]["late"] > 5 and total["tasks"]["open"] > 0


def test_the_same_figures_as_the_command_line(root: Path, program: str) -> None:
    command = [program, "run", str(root / "rules/reactivation"), "--events", str(root / "rules/sample/events.jsonl")]
    told = subprocess.run([*command, "--until", UNTIL, "--json"], check=True, capture_output=True).stdout
    figures = json.loads(told)
    assert figures.pop("until").startswith(UNTIL)
    assert figures == figures_of_sample(root)


def test_a_table_with_a_mapping(rules: reglament.Rulebook, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text("who,when,how much\n7,20250304,12.50\n8,someday,1\n7,20250301,99\n", encoding="utf-8")
    found: list[reglament.Issue] = []
    figures = reglament.Engine(rules).run(
        table,
        map="type=order.paid,subject=who,time=when:%Y%m%d,data.amount=how much",
        until="2025-04-01",
        on_issue=found.append,
    )
    assert figures["total"]["events"]["read"] == 3
    assert figures["total"]["events"]["applied"] == 2
    assert figures["total"]["events"]["rejected"] == 1
    assert [issue.line for issue in found] == [3]


def test_what_cannot_be_read(rules: reglament.Rulebook, tmp_path: Path) -> None:
    with pytest.raises(reglament.RulesError, match="nowhere"):
        reglament.Engine(rules).run(tmp_path / "nowhere.jsonl")
    with pytest.raises(reglament.RulesError):
        reglament.Engine(rules).run(tmp_path / "nowhere.jsonl", map="subject=who")
