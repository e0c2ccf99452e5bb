"""The sample department: it is what its script makes with these rules, and true to life."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import reglament

UNTIL = "2025-12-31"


@pytest.fixture(scope="module")
def department(root: Path) -> tuple[reglament.Engine, dict[str, Any]]:
    engine = reglament.Engine(reglament.load(root / "rules"))
    return engine, engine.run(root / "rules/sample/department/events.jsonl", until=UNTIL)


def test_it_is_what_its_script_makes(root: Path) -> None:
    script = root / "rules/sample/department/make.py"
    made = subprocess.run([sys.executable, str(script), "-"], check=True, capture_output=True).stdout
    kept = (root / "rules/sample/department/events.jsonl").read_bytes()
    assert made == kept, "run rules/sample/department/make.py: the rules, or the engine, have changed what happens"


def test_nothing_in_it_is_refused(department: tuple[reglament.Engine, dict[str, Any]]) -> None:
    events = department[1]["total"]["events"]
    assert events["rejected"] == events["duplicate"] == 0
    assert events["applied"] == events["read"] > 10_000


def test_it_is_true_to_life(department: tuple[reglament.Engine, dict[str, Any]]) -> None:
    total = department[1]["total"]
    assert total["clients"] == 200
    tasks = total["tasks"]
    assert 0.05 < tasks["late"] / tasks["created"] < 0.4
    assert tasks["unanswered"] > 0 and tasks["skipped"] > 0 and tasks["cancelled"] > 0 and tasks["open"] > 0
    assert total["runs"]["stuck"] == 0


def test_every_regulation_has_run(department: tuple[reglament.Engine, dict[str, Any]]) -> None:
    idle = [name for name, of in department[1]["regulations"].items() if of["runs"]["started"] == 0]
    assert idle == []


def test_its_overview_has_every_section(department: tuple[reglament.Engine, dict[str, Any]]) -> None:
    sections = {section["id"]: section for section in department[0].overview(lang="ru")}
    talks = ["script-ideal-supplier", "script-first-call"]
    assert list(sections) == ["tasks", "late", "plan", "reaction", "contacts", "classes", "dossier", *talks, "performance"]
    assert sections["plan"]["charts"][0]["items"]
    for talk in talks:
        assert all("не по скрипту" not in figure["word"] for figure in sections[talk]["figures"]), "people talk by the script"
    people = [row[0] for row in sections["tasks"]["tables"][0]["rows"]]
    assert "Вера Крылова" in people and "Ирина Соколова" in people


def test_its_performance_is_measured(department: tuple[reglament.Engine, dict[str, Any]]) -> None:
    measured = department[0].performance(classes="class", hour_cost={"client manager": 1500, "manger": 1})
    assert [issue.code for issue in measured["issues"]] == ["hour-cost-of-nobody"]
    assert [row["name"] for row in measured["classes"]][:2] == ["A", "A+"]
    assert len(measured["periods"]) == 8
    worst = min(measured["people"], key=lambda row: row["in time"] / max(row["due"], 1))
    assert worst["name"] == "Вера Крылова"
    everything = measured["all"]
    assert 0 < everything["in time"] < everything["due"] and 0 < everything["kept"] < everything["runs"]
    assert everything["cost"] == sum(row["cost"] or 0 for row in measured["people"])
    assert everything["tasks"] == everything["by norm"] + everything["told"] + everything["timeless"]
    with pytest.raises(reglament.RulesError):
        department[0].performance(classes="klass")
    with pytest.raises(ValueError):
        department[0].performance(by="year")


def test_its_page_has_the_measures(department: tuple[reglament.Engine, dict[str, Any]], tmp_path: Path) -> None:
    department[0].report_html(tmp_path / "page.html", lang="ru")
    assert "Чего отдел добивается" in (tmp_path / "page.html").read_text(encoding="utf-8")


def sections_of(page: Path) -> dict[str, str]:
    return dict(re.findall(r'<section id="([\w-]+)">(.*?)</section>', page.read_text(encoding="utf-8"), re.S))


def test_files_of_events_tell_what_the_command_line_does(
    department: tuple[reglament.Engine, dict[str, Any]], root: Path, tmp_path: Path, program: str
) -> None:
    events = root / "rules/sample/department/events.jsonl"
    sections = department[0].overview(events=events, lang="ru")
    talks = ["script-ideal-supplier", "script-first-call"]
    ids = ["tasks", "late", "plan", "reaction", "returns", "contacts", "classes", "dossier", *talks, "performance", "pay"]
    assert [section["id"] for section in sections] == ids
    assert "Вера Крылова" in str(sections[-1])
    ours, theirs = tmp_path / "ours.html", tmp_path / "theirs.html"
    department[0].report_html(ours, events=[events], lang="ru")
    how = ["--events", str(events), "--until", UNTIL, "--report", str(theirs), "--lang", "ru"]
    subprocess.run([program, "run", str(root / "rules"), *how], check=True, capture_output=True)
    assert sorted(sections_of(theirs)) == sorted(ids)
    assert sections_of(ours) == sections_of(theirs)


def test_files_that_cannot_be_read_are_told(department: tuple[reglament.Engine, dict[str, Any]], root: Path, tmp_path: Path) -> None:
    with pytest.raises(reglament.RulesError):
        department[0].overview(events=root / "rules/none.jsonl")
    with pytest.raises(reglament.RulesError):
        department[0].report_html(tmp_path / "page.html", events=root / "rules/sample/department/events.jsonl", map="type=1")
    assert not (tmp_path / "page.html").exists()
