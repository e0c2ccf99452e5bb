"""All that is shipped in rules/: it is right without a warning, in either language, and the scenarios of each folder take
every step, branch, output and row of its regulations, by themselves and beside all the others."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
PROGRAM = os.environ.get("REGLAMENT_PROGRAM", str(ROOT / "build/release/src/cli/reglament"))
FOLDERS = sorted(p for p in RULES.iterdir() if p.is_dir() and any(p.glob("*.yaml")))
EVERYTHING = [*FOLDERS, RULES]
LEAST_SCENARIOS = 5


def reglament(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *map(str, args)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def answer(*args: str | Path) -> dict[str, Any]:
    done = reglament(*args, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == "", "something was said beside the answer"
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("folder", EVERYTHING, ids=lambda p: p.name)
def test_nothing_is_wrong(folder: Path) -> None:
    told = answer("check", folder)
    assert told["ok"] is True
    assert told["issues"] == told.get("findings", []) == []  # a build without the solver looks for none


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_all_of_it_is_in_order(lang: str) -> None:
    done = reglament("check", "rules/", "--lang", lang)
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1, done.stdout


@pytest.mark.parametrize("folder", EVERYTHING, ids=lambda p: p.name)
def test_every_way_is_gone(folder: Path) -> None:
    done = answer("test", folder)
    assert done["failed"] == 0
    assert done["passed"] >= LEAST_SCENARIOS
    missed = {name: regulation["missed"] for name, regulation in done["coverage"].items() if regulation["missed"]}
    assert missed == {}
    for name, regulation in done["coverage"].items():
        for what in ("steps", "branches", "outputs", "rows"):
            assert regulation[what]["covered"] == regulation[what]["total"], f"{name}: {what}"


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.yaml")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_editors_find_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.split("=", 1)[1]).is_file()


# By hand, line by line: what the example of rules/pay comes to.
PAID = {
    "2025-03": {
        "Ольга Белова": {
            "повторные продажи": "7000.01",  # 350 000,50 by 2 %
            "шире ассортимент": "3000",  # 4 goods an order after 2
            "средний чек": "3000",
            "чаще": "3000",
            "лояльность": "12000",
            "регламенты": "0",
            "касания": "5000",  # 3 of 4
            "отчёты": "2000",
            "досье": "7500",  # 6 fields of 10
            "разряд": "5000",
        },
        "Пётр Ильин": {"новые клиенты": "2000.01", "возвращённые": "5000"},  # 40 000,10 by 5 %: 2 000,005
        "Марина Кей": {"действующие": "0", "первые полгода": "3600", "первый проект": "18000"},
        "Лев Орлов": {"действующие": "0", "первые полгода": "0", "первый проект": "12000"},
        "Света Нова": {"точность": "7500"},  # 39 of 40
    },
    # A refund of 50 000,50 leaves 300 000 by 2 %; an order of March that was written down in April is 60 roubles.
    "2025-04": {
        "Ольга Белова": {"повторные продажи 2025-03": "-1000.01"},
        "Марина Кей": {"первые полгода 2025-03": "60"},
    },
    # The half-year from 13 March ends with 12 September.
    "2025-09": {"Марина Кей": {"первые полгода": "6", "действующие": "0.5"}},
}


@pytest.mark.parametrize("month", PAID)
def test_the_statements_come_to_what_they_should(month: str) -> None:
    done = reglament(
        "statement", "rules/pay", "--events", "rules/pay/example/events.jsonl", "--month", month, "--format", "json"
    )
    assert done.returncode == 0, done.stderr
    slips = {slip["person"]: slip for slip in json.loads(done.stdout)["slips"]}
    for person, lines in PAID[month].items():
        came = {line["line"]: line["pay"] for line in slips[person]["lines"]}
        came |= {f"{line['line']} {line['month']}": line["pay"] for line in slips[person]["adjustments"]}
        for name, pay in lines.items():
            assert came[name] == pytest.approx(float(pay)), (person, name)
