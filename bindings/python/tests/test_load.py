"""Loading: what is right, and what is wrong."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta
from pathlib import Path

import pytest

import reglament

AS_DATA = {
    "regulation": "welcome",
    "title": "Приветствие: «кавычки», двоеточие # и решётка",
    "input": {"event": "client.registered"},
    "output": {"bought": {"when": "order.paid"}, "quiet": None},
    "steps": [
        {"task": "greet", "do": "Позвонить: «Здравствуйте!»", "by": "manager", "within": timedelta(days=2)},
        {"wait": "30 days"},
        {"output": "quiet"},
    ],
}

VOCABULARY = {"vocabulary": "shop", "events": {"client.registered": None, "order.paid": None}, "roles": ["manager"]}


def test_a_folder_is_loaded_with_the_vocabulary_beside_it(root: Path) -> None:
    rules = reglament.load(root / "rules" / "reactivation")
    regulation = rules.regulations["wake-up"]
    assert regulation.title == "Возврат ушедших, второй звонок «Побудка»"
    assert regulation.outputs == ["returned", "lost"]
    assert rules.events["order.paid"].data == {"amount": "number", "items": "optional number", "order": "optional text"}
    assert reglament.check(str(root / "rules" / "reactivation")) == []


def test_data_is_loaded_as_text_would_be() -> None:
    rules = reglament.load(AS_DATA)
    assert rules.regulations["welcome"].title == AS_DATA["title"]
    engine = reglament.Engine(rules)
    engine.post(type="client.registered", subject="1", time="2025-03-03T10:00:00Z")
    (task,) = engine.tasks()
    assert task.do == "Позвонить: «Здравствуйте!»"
    assert task.due is not None and task.due - task.created == timedelta(days=2)


def test_several_documents_as_data() -> None:
    assert reglament.check([VOCABULARY, AS_DATA]) == []


def test_all_that_is_wrong_is_one_exception() -> None:
    broken = copy.deepcopy(AS_DATA)
    broken["steps"][0]["by"] = "manager of nothing"  # type: ignore[index]
    broken["steps"][2] = {"output": "quite"}  # type: ignore[index]
    with pytest.raises(reglament.RulesError) as caught:
        reglament.load([VOCABULARY, broken])
    errors = [issue for issue in caught.value.issues if issue.severity == "error"]
    assert len(errors) >= 2
    assert all(issue.text in str(caught.value) for issue in errors)
    assert any(issue.suggestion == "quiet" for issue in errors)
    assert pickle.loads(pickle.dumps(caught.value)).issues == caught.value.issues


def test_an_issue_has_its_place_in_characters() -> None:
    text = "regulation: п\ntitle: Привет\nвладелец: никто\ninput:\n  event: a\noutput: [b]\nsteps:\n  - output: с\n"
    (issue,) = [i for i in reglament.check(text) if i.code == "unknown-output"] or reglament.check(text)[:1]
    assert issue.file == "text"
    assert issue.line is not None and issue.column is not None
    line = text.splitlines()[issue.line - 1]
    assert issue.end_line == issue.line and issue.end_column is not None
    assert line[issue.column - 1 : issue.end_column - 1] == "с"
    assert line in issue.text


def test_messages_in_russian() -> None:
    (english, *_), (russian, *_) = reglament.check("regulation: a\nfoo: 1\n"), reglament.check("regulation: a\nfoo: 1\n", lang="ru")
    assert english.code == russian.code
    assert english.message != russian.message
    with pytest.raises(ValueError, match="'en' or 'ru'"):
        reglament.check("regulation: a\n", lang="de")


def test_what_is_no_path() -> None:
    with pytest.raises(reglament.RulesError, match="nowhere"):
        reglament.load("nowhere/at-all.yaml")
    with pytest.raises(TypeError):
        reglament.load({"regulation": object()})


@pytest.mark.parametrize("rules", [None, 5, 1.5, object(), b"regulation: a\n", {"a"}, [None], ["a.yaml", {}], [b"a"]])
def test_what_are_no_rules(rules: object) -> None:
    for function in (reglament.load, reglament.check):
        with pytest.raises(TypeError, match="rules are a path, a text, a dict, or a list"):
            function(rules)  # type: ignore[arg-type]


def test_no_rules_at_all() -> None:
    with pytest.raises(ValueError, match="empty list"):
        reglament.load([])
    with pytest.raises(ValueError, match="empty list"):
        reglament.check(())


@pytest.mark.parametrize("text", ["regulation: a\ntitle: \ud800\n", "\ud800.yaml", {"regulation": "\ud800"}])
def test_half_of_a_character_is_told(text: object) -> None:
    with pytest.raises(UnicodeEncodeError, match="surrogate"):
        reglament.load(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["null", "Null", "NULL", "~", "true", "yes", "1.0", "1e5", "0x1F", " a ", "- a", "a: b", "#a"])
def test_a_text_stays_a_text(word: str) -> None:
    data = {**AS_DATA, "title": word, "output": {"bought": {"when": "order.paid"}, "quiet": {"title": word}}}
    assert reglament.load(data).regulations["welcome"].title == word


def test_drawings(rules: reglament.Rulebook) -> None:
    assert "Позвонить" in rules.draw("welcome", "mermaid")
    assert rules.draw("welcome", "dot").startswith("digraph")
    assert "<svg" in rules.draw("welcome")
    assert "greet" in rules.draw("welcome", "table")
    with pytest.raises(ValueError, match="format"):
        rules.draw("welcome", "png")
    with pytest.raises(KeyError):
        rules.draw("wellcome")
