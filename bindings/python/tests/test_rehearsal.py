"""Scenarios: from a folder, a file, a text or a rulebook; what failed as objects, as data, as JUnit's XML."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

import reglament

from conftest import WELCOME

SCENARIOS = """\
---
scenario: Прощается, кто не ответил
regulation: welcome
steps:
  - event: client.registered
    at: 2025-03-03 10:00
    expect:
      task: greet
      by: manager
  - no answer: greet
  - after: 1 day
  - no answer: greet
    expect:
      output: quiet
---
scenario: Ждёт не того
regulation: welcome
steps:
  - event: client.registered
    at: 2025-03-03 10:00
    expect:
      task: greet
      due: 2025-03-06
  - event: order.paid
    after: 1 hour
    data:
      amount: 5
    expect: nothing
"""


def test_the_shipped_scenarios_pass(root: Path) -> None:
    done = reglament.rehearse(root / "rules/reactivation")
    assert done and done.passed == 5 and done.failed == 0
    steps = done.coverage["wake-up"].steps
    assert steps.covered == steps.total and steps.share == 1
    assert [result.passed for result in done.results] == [True] * 5


def test_what_came_otherwise() -> None:
    rules = reglament.load(WELCOME + SCENARIOS)
    assert [scenario.name for scenario in rules.scenarios] == ["Прощается, кто не ответил", "Ждёт не того"]
    done = reglament.rehearse(rules)
    assert not done and (done.passed, done.failed) == (1, 1)
    passed, failed = done.results
    assert passed and passed.text == "" and not failed
    assert failed.scenario == reglament.Scenario("Ждёт не того", "welcome", "text", rules.scenarios[1].line)
    due, nothing = failed.differences
    assert (due.step, due.issue.code, due.issue.file) == (1, "expected-task-detail", "text")
    assert due.expected == "“due” of the task “greet” should be 6 March 2025"
    assert due.came == "it is 5 March 2025, 10:00"
    assert due.at.isoformat() == "2025-03-03T10:00:00+03:00"
    assert nothing.step == 2 and nothing.happened[-1].startswith("finished: “bought”")
    assert "^^^^" in failed.text and due.came in failed.text
    assert done.coverage["welcome"].missed
    assert done.coverage["welcome"].rows == reglament.Covered(0, 0) and done.coverage["welcome"].rows.share == 1


def test_only_some() -> None:
    rules = reglament.load(WELCOME + SCENARIOS)
    done = reglament.rehearse(rules, only=lambda scenario: scenario.name.startswith("Прощ"), lang="ru")
    assert done and len(done.results) == 1
    assert done.coverage["welcome"].outputs == reglament.Covered(1, 2)
    assert not reglament.rehearse(rules, only=lambda scenario: False).results


def test_a_file_stands_for_its_own_scenarios(tmp_path: Path) -> None:
    (tmp_path / "welcome.yaml").write_text(WELCOME + SCENARIOS, encoding="utf-8")
    (tmp_path / "more.yaml").write_text(SCENARIOS.replace("---\n", "", 1).split("---\n")[0].replace("кто", "все"), encoding="utf-8")
    assert len(reglament.rehearse(tmp_path).results) == 3
    assert len(reglament.rehearse(tmp_path / "more.yaml").results) == 1
    assert len(reglament.rehearse([str(tmp_path / "welcome.yaml"), tmp_path / "more.yaml"]).results) == 3


def test_a_wrong_scenario_is_an_error_of_the_rules() -> None:
    with pytest.raises(reglament.RulesError) as caught:
        reglament.rehearse(WELCOME + SCENARIOS.replace("no answer: greet", "no answer: great"), lang="ru")
    assert {issue.code for issue in caught.value.issues} == {"unknown-task"}
    with pytest.raises(ValueError, match="'en' or 'ru'"):
        reglament.rehearse(WELCOME + SCENARIOS, lang="de")


def test_as_data_the_same_as_the_command_line(program: str, tmp_path: Path) -> None:
    path = tmp_path / "welcome.yaml"
    path.write_text(WELCOME + SCENARIOS, encoding="utf-8")
    done = reglament.rehearse(path, lang="ru")
    told = subprocess.run([program, "test", str(path), "--json", "--lang", "ru"], capture_output=True)
    assert told.returncode == 1 and json.loads(told.stdout) == done.to_dict()
    assert {"passed", "failed", "coverage"} <= done.to_dict().keys()
    assert "не прошли 1" in done.to_text()
    done.report_html(tmp_path / "report.html")
    assert "Ждёт не того" in (tmp_path / "report.html").read_text(encoding="utf-8")


TITLES = ['"quoted" \'twice\'', "<b> & </b> ]]> &amp;", "bell \\a tab \\t end \\e del \\x7f", "none \\uFFFE \\uFFFF", "смайл 😀"]


def test_junit_is_well_formed_whatever_the_titles(program: str, tmp_path: Path) -> None:
    steps = SCENARIOS.split("Ждёт не того\n")[1]
    written = [title if "'" not in title else title.replace('"', '\\"') for title in TITLES]
    text = WELCOME + "".join(f'---\nscenario: "{title}"\n{steps}' for title in written)
    path, out = tmp_path / "welcome.yaml", tmp_path / "out.xml"
    path.write_text(text, encoding="utf-8")
    told = subprocess.run([program, "test", str(path), "--junit", str(out)], capture_output=True, text=True)
    assert told.returncode == 1, told.stderr
    for xml in (out.read_bytes(), reglament.rehearse(path).to_junit().encode()):
        suite = ElementTree.fromstring(xml)[0]
        assert (suite.get("tests"), suite.get("failures")) == ("5", "5")
        names = [case.get("name") for case in suite]
        assert names[:2] == TITLES[:2] and names[4] == TITLES[4]
        assert all("bought" in "".join(case.itertext()) for case in suite)
