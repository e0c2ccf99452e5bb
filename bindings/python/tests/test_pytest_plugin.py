"""The plugin of pytest: collected only where asked for, one item a scenario, errors with their place."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from conftest import WELCOME
from test_rehearsal import SCENARIOS

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    rules = pytester.mkdir("rules")
    (rules / "welcome.yaml").write_text(WELCOME, encoding="utf-8")
    (rules / "scenarios.yaml").write_text(SCENARIOS.replace("---\n", "", 1), encoding="utf-8")
    (pytester.mkdir("other") / "compose.yaml").write_text("services: {\n", encoding="utf-8")
    (pytester.mkdir("tests") / "test_it.py").write_text("def test_it(): pass\n")
    return pytester


def test_nothing_is_collected_or_imported_unasked(project: pytest.Pytester) -> None:
    project.makeconftest("import sys\ndef pytest_unconfigure():\n    assert 'reglament' not in sys.modules\n")
    result = project.runpytest_subprocess("-q")
    result.assert_outcomes(passed=1)
    assert result.ret == 0, result.stderr.str()


def test_a_path_on_the_command_line(project: pytest.Pytester) -> None:
    result = project.runpytest("--reglament", "rules", "-v")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "rules/scenarios.yaml::Прощается, кто не ответил PASSED*",
            "rules/scenarios.yaml::Ждёт не того FAILED*",
            "*welcome: Ждёт не того*",
            "rules/scenarios.yaml:*: error: “due” of the task “greet” should be 6 March 2025; it is 5 March 2025, 10:00*",
            "*^^^*",
            "*What came about in step 1*",
            "FAILED rules/scenarios.yaml::Ждёт не того - “due” of the task*",
        ]
    )


def test_a_line_a_failure_and_junit(project: pytest.Pytester) -> None:
    result = project.runpytest("--reglament", "rules", "--tb=line", "--junitxml=out.xml")
    result.stdout.fnmatch_lines(["rules/scenarios.yaml:*: “due” of the task “greet” should be*"])
    case = ElementTree.parse(project.path / "out.xml").getroot()[0][1]
    assert case.get("name") == "Ждёт не того"
    assert str(case[0].get("message")).startswith("“due” of the task") and "step 1" in str(case[0].text)


def test_beside_the_tests_that_were_named(project: pytest.Pytester) -> None:
    project.runpytest("tests", "--reglament", "rules").assert_outcomes(passed=2, failed=1)
    project.runpytest("rules", "--reglament", "rules").assert_outcomes(passed=1, failed=1)
    project.runpytest("tests", "--reglament", "rules/scenarios.yaml").assert_outcomes(passed=2, failed=1)
    project.runpytest("--reglament", "rules", "-k", "Прощается").assert_outcomes(passed=1, deselected=2)


def test_a_project_that_says_where(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nreglament_paths = rules\nreglament_lang = ru\n")
    result = project.runpytest()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*ошибка: задача «greet», срок: ожидаем 6 марта 2025; на деле 5 марта 2025, 10:00*"])
    project.runpytest("tests").assert_outcomes(passed=1)
    project.runpytest("rules/scenarios.yaml::Прощается, кто не ответил").assert_outcomes(passed=1)


def test_a_folder_that_is_a_link_is_collected_once(project: pytest.Pytester) -> None:
    (project.path / "rules").rename(project.path.parent / f"{project.path.name}-real")
    (project.path / "linked").symlink_to(project.path.parent / f"{project.path.name}-real")
    project.runpytest("--reglament", "linked").assert_outcomes(passed=2, failed=1)
    project.runpytest("tests", "--reglament", "linked").assert_outcomes(passed=2, failed=1)


def test_a_file_that_is_named(project: pytest.Pytester) -> None:
    project.runpytest("rules/scenarios.yaml").assert_outcomes(passed=1, failed=1)
    assert project.runpytest("other/compose.yaml").ret != 0


def test_errors_of_files_are_told_where_they_are(project: pytest.Pytester) -> None:
    (project.path / "rules/welcome.yaml").write_text(WELCOME.replace("by: manager", "by: manger"), encoding="utf-8")
    result = project.runpytest("--reglament", "rules")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        [
            "*ERROR collecting rules/scenarios.yaml*",
            "cannot run while there are errors in rules/welcome.yaml",
            "*ERROR collecting rules/welcome.yaml*",
            "rules/welcome.yaml:*: error: there is no role “manger” in the vocabulary*",
            "*^^^^^^*",
        ]
    )


def test_one_name_under_two_regulations(project: pytest.Pytester) -> None:
    other = "---\nregulation: two\ninput:\n  event: client.registered\noutput: [done]\nsteps:\n  - wait: 1 day\n  - output: done\n"
    scenario = "---\nscenario: Same\nregulation: {}\nsteps:\n  - event: client.registered\n    at: 2025-03-03\n    expect: started\n"
    text = other + scenario.format("welcome") + scenario.format("two")
    (project.path / "rules/scenarios.yaml").write_text(text[4:], encoding="utf-8")
    result = project.runpytest("--reglament", "rules", "-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*::Same[[]welcome] PASSED*", "*::Same[[]two] PASSED*"])


@pytest.mark.parametrize("option", ["--reglament=nowhere", "-oreglament_paths=nowhere", "-oreglament_lang=de"])
def test_what_cannot_be_asked_for(project: pytest.Pytester, option: str) -> None:
    result = project.runpytest("--reglament", "rules", option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*nowhere*" if "nowhere" in option else "*en or ru*"])
