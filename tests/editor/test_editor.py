"""The JSON Schema in the language server that editors use. Run by `./dev editor`, which installs the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from language_server import LanguageServer

ROOT = Path(__file__).parents[2]
PROGRAM = Path(os.environ.get("YAML_LANGUAGE_SERVER", ROOT / "build/editor/node_modules/.bin/yaml-language-server"))


@pytest.fixture(scope="module", params=["en"])
def server(request: pytest.FixtureRequest) -> Iterator[LanguageServer]:
    with LanguageServer(PROGRAM, ROOT / "schema/reglament.en.json") as one:
        yield one


@pytest.fixture(scope="module")
def russian() -> Iterator[LanguageServer]:
    with LanguageServer(PROGRAM, ROOT / "schema/reglament.ru.json") as one:
        yield one


def test_the_root_offers_the_kinds_of_documents(server: LanguageServer) -> None:
    kinds = {"regulation", "vocabulary", "scenario", "migration", "people", "statement", "script", "questionnaire"}
    assert set(server.completions("root.yaml", "|")) == kinds


def test_a_script_offers_its_keys_and_those_of_its_lines(server: LanguageServer) -> None:
    assert {"title", "form", "lines"} <= set(server.completions("script.yaml", "script: first call\n|"))
    offered = set(server.completions("lines.yaml", "script: first call\nlines:\n  greet:\n    |"))
    assert offered == {"say", "hint", "ask", "replies", "fill", "next"}


def test_a_regulation_offers_its_keys_and_no_others(server: LanguageServer) -> None:
    offered = set(server.completions("keys.yaml", "regulation: wake-up\n|"))
    assert {"title", "input", "output", "steps", "owner"} <= offered
    assert not {"events", "facts", "given"} & offered


def test_an_input_offers_what_starts_a_run(server: LanguageServer) -> None:
    offered = set(server.completions("input.yaml", "regulation: wake-up\ninput:\n  |"))
    assert {"event", "silent", "for", "if", "again after"} <= offered
    assert "task" not in offered


def test_a_step_offers_kinds_of_steps_and_what_goes_with_a_task(server: LanguageServer) -> None:
    offered = set(server.completions("step.yaml", "regulation: wake-up\nsteps:\n  - task: call\n    |"))
    assert {"do", "by", "within", "form", "on no answer"} <= offered


def test_a_new_step_offers_the_kinds(server: LanguageServer) -> None:
    offered = set(server.completions("kind.yaml", "regulation: wake-up\nsteps:\n  - |"))
    assert {"task", "if", "wait", "output"} <= offered


def test_a_vocabulary_offers_what_a_fact_may_be(server: LanguageServer) -> None:
    offered = set(server.completions("fact.yaml", "vocabulary: shop\nfacts:\n  revenue:\n    |"))
    assert {"sum", "count", "over", "formula", "type"} <= offered


def test_people_offer_what_a_person_has(server: LanguageServer, russian: LanguageServer) -> None:
    offered = set(server.completions("person.yaml", "people: support\npersons:\n  anna:\n    |"))
    assert {"title", "roles", "skills", "absent", "substitutes"} <= offered
    offered = set(russian.completions("люди.yaml", "люди: поддержка\nсотрудники:\n  анна:\n    |"))
    assert {"роли", "умения", "отсутствует", "заменяют"} <= offered


def test_a_word_is_offered_as_a_value(server: LanguageServer) -> None:
    assert {"keep", "migrate", "drain"} <= set(server.completions("word.yaml", "regulation: wake-up\nrunning: |"))


def test_a_key_is_explained(server: LanguageServer) -> None:
    assert "how long the work itself takes" in server.hover(
        "hover.yaml", "regulation: a\nsteps:\n  - task: call\n    no|rm: 15 min\n")


def test_russian_keys_are_offered_and_explained_in_russian(russian: LanguageServer) -> None:
    offered = set(russian.completions("шаг.yaml", "регламент: звонок\nшаги:\n  - задача: позвонить\n    |"))
    assert {"сделать", "исполнитель", "срок", "анкета"} <= offered
    assert "within" not in offered
    assert "сколько занимает сама работа" in russian.hover(
        "норма.yaml", "регламент: а\nшаги:\n  - задача: звонок\n    но|рма: 15 минут\n")


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda p: p.name)
def test_nothing_is_wrong_with_what_is_shipped(server: LanguageServer, russian: LanguageServer, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    modeline, rest = text.split("\n", 1)
    assert modeline.startswith("# yaml-language-server: $schema=")
    assert server.problems(path.as_uri(), text) == []  # where it stands, so that its first line finds the schema
    for one in (server, russian):
        assert one.problems("shipped-" + path.name, rest) == []


@pytest.mark.parametrize(
    "text",
    [
        "regulation: a\ninputt:\n  event: b\n",
        "regulation: a\nsteps:\n  - task: call\n    withn: 2 days\n",
        "regulation: a\nevents:\n  order.paid:\n",
        "vocabulary: a\nfacts:\n  b:\n    type: number\n    sums: c.d\n",
        "регламент: а\nшаги:\n  - задача: звонок\n    срокк: 2 дня\n",
        "regulation: a\nrunning: stop\n",
        "regulation: a\ntitle: [a, b]\n",
        "regulation: a\npriority: 7\n",
        "regulation: a\ninput: by cal\n",
        "regulation: a\nsteps: lost\n",
        "regulation: a\nsteps:\n  - wait: 2 days\n    form:\n      a: text\n",
        "regulation: a\nsteps:\n  - wait: 5\n",
        "regulation: a\nsteps:\n  - within: 2 days\n",
        "regulation: a\nsteps:\n  - fork:\n      b:\n    join: most\n",
        "scenario: a\nsteps:\n  - expect: nothin\n",
        "title: a\ninput:\n  event: b\n",
    ],
)
def test_slips_are_underlined(server: LanguageServer, text: str) -> None:
    assert server.problems(f"bad-{abs(hash(text))}.yaml", text) != []
