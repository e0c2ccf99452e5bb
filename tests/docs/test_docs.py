"""What the README, the pages on FEEL, decision tables, scenarios, versions and stores, the Russian guide and the examples promise is
run here, in both editions.

In these pages a fenced block after a line that ends in a file's name (`first/vocabulary.yaml`:) is that file; a
`console` block is commands after `$ ` and what they print, `…` standing for what is left out; Python and C++ blocks are
whole.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import reglament

ROOT = Path(__file__).parents[2]
BOTH = ("decisions", "scenarios", "proof", "versions", "store", "operations", "control", "planning", "explain", "backtest", "drill", "scripts", "structure", "language/pay")
ENGLISH = ["README.md", "docs/feel.md"] + [f"docs/{page}.md" for page in BOTH]
RUSSIAN = [f"docs/ru/{page}.md" for page in ("first", "conditions", *BOTH)]
GUIDE = sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs/ru/guide").glob("*.md"))
PAGES = ENGLISH + RUSSIAN + GUIDE + ["rules/README.md"]
PROGRAM = os.environ.get("REGLAMENT_PROGRAM", str(ROOT / "build/release/src/cli/reglament"))
BLOCK = re.compile(r"(?:^|\n)(?P<before>[^\n]*)\n+```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL)


def blocks_of(page: str) -> list[dict[str, str]]:
    return [match.groupdict() for match in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))]


def blocks(kind: str) -> list[str]:
    return [block["text"] for page in PAGES for block in blocks_of(page) if block["kind"] == kind]


def write_file(block: dict[str, str], folder: Path) -> None:
    """Writes the block, if the line before it names a file."""
    named = re.search(r"`([\w./-]+)`:$", block["before"].strip())
    if named:
        path = folder / named[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["text"], encoding="utf-8")


def run(command: str, folder: Path) -> str:
    """A command of a page, as typed; `./dev reglament` is the command line itself, so that it sees `folder`."""
    command = command.replace("./dev reglament", PROGRAM).replace("./dev run", f"cd {ROOT} && ./dev run")
    env = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.stdout


def commands(block: str) -> list[tuple[str, str]]:
    """Commands of a console block with what they print."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2]))


def pattern(printed: str) -> str:
    """The lines as they stand; `…` is anything, alone on a line any number of lines."""
    lines = [re.escape(line).replace("…", ".*") + "\n" for line in printed.strip("\n").split("\n")]
    return "".join("(?:.*\n)*?" if line.strip("\\ \n") == ".*" else line for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").symlink_to(ROOT / "rules")
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_a_page_from_top_to_bottom(page: str, folder: Path) -> None:
    ran = 0
    for block in blocks_of(page):
        write_file(block, folder)
        for command, printed in commands(block["text"]) if block["kind"] == "console" else ():
            actual = "".join(line.rstrip() + "\n" for line in run(command, folder).split("\n"))
            assert re.search(pattern(printed), actual), f"$ {command}\nprints now:\n{actual}"
            ran += 1
    assert ran >= 1, "a page that shows no command"


@pytest.mark.parametrize("page", GUIDE)
def test_a_paragraph_of_prose_is_forty_lines_at_most(page: str) -> None:
    (regulation,) = (b["text"] for b in blocks_of(page) if b["text"].startswith("регламент:"))
    assert len(regulation.splitlines()) <= 40


@pytest.mark.parametrize("block", [text for text in blocks("yaml") if text.startswith("regulation: wake-up")])
def test_yaml(block: str, tmp_path: Path) -> None:
    (tmp_path / "wake-up.yaml").write_text(block, encoding="utf-8")
    assert reglament.check([ROOT / "rules/vocabulary.yaml", tmp_path / "wake-up.yaml"]) == []


@pytest.mark.parametrize(
    ("page", "block"), [(page, b["text"]) for page in PAGES for b in blocks_of(page) if b["kind"] == "python"]
)
def test_python(page: str, block: str, folder: Path) -> None:
    for other in blocks_of(page):
        write_file(other, folder)
    done = subprocess.run([sys.executable, "-c", block], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks("cpp"))
def test_cpp(block: str, folder: Path) -> None:
    (folder / "main.cpp").write_text(block, encoding="utf-8")
    build = ROOT / "build"
    prefix = build / "install/static"
    assert prefix.is_dir(), "install the library first: ./dev test install"
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(page LANGUAGES CXX)\nfind_package(reglament REQUIRED)\n"
        "add_executable(page main.cpp)\ntarget_link_libraries(page PRIVATE reglament::reglament)\n"
    )
    for command in (
        ["cmake", "-S", ".", "-B", "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}"],
        ["cmake", "--build", "build"],
        ["build/page"],
    ):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


# Those that need a database are run where there is one: bindings/python/tests/test_host.py.
ON_A_SERVER = {"hosts.py", "same_database.py"}
EXAMPLES = [path for path in sorted((ROOT / "docs/examples").glob("*.py")) if path.name not in ON_A_SERVER]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_python_examples(example: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(example)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("first", "language", "files"),
    [
        ("README.md", "docs/language.md", "first/events.jsonl"),
        ("docs/ru/first.md", "docs/ru/language.md", "первый/события.jsonl"),
    ],
)
def test_the_built_in_events_of_the_page_are_taken_in(first: str, language: str, files: str, folder: Path) -> None:
    for block in blocks_of(first):
        write_file(block, folder)
    events = next(b["text"] for b in blocks_of(language) if b["kind"] == "json")
    run("sed -i s/manger/manager/ first/welcome.yaml; sed -i s/менежер/менеджер/ первый/знакомство.yaml", folder)
    early = (folder / files).read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "e.jsonl").write_text(early[0] + early[3] + events, encoding="utf-8")
    told = run(f"./dev reglament run {Path(files).parent} --events e.jsonl --lang en", folder)
    assert "5 events: applied 5" in told


LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", sorted([ROOT / "README.md", ROOT / "rules/README.md", *(ROOT / "docs").rglob("*.md")]), ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for path, anchor in LINK.findall(text):
        target = (page.parent / path) if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def figures(page: Path) -> list[str]:
    """The numbers of three digits and more that its text names, as limits are, without the signs between thousands."""
    text = re.sub(r"```.*?```|\]\([^)]*\)", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"(?<=\d)[,\u202f\u00a0 ](?=\d{3}\b)", "", text)
    return sorted(re.findall(r"\b\d{3,}\b", text))


@pytest.mark.parametrize("page", sorted((ROOT / "docs/ru").rglob("*.md")), ids=str)
def test_both_editions_name_the_same_figures(page: Path) -> None:
    english = ROOT / "docs" / page.relative_to(ROOT / "docs/ru")
    if english.exists():  # some pages are of one edition
        assert figures(page) == figures(english)


@pytest.mark.skipif(not PROGRAM.startswith(str(ROOT / "build/release")), reason="./dev builds what it runs")
def test_dev_means_the_folder_it_is_called_from(folder: Path) -> None:
    (folder / "mine.yaml").write_text("vocabulary: mine\nevents:\n  hello:\n", encoding="utf-8")
    assert "All in order: 0 regulations, 1 event" in run(f"{ROOT}/dev reglament check mine.yaml", folder)
    assert "Report: mine.html" in run(f"{ROOT}/dev run --report mine.html", folder)
    assert (folder / "mine.html").is_file()
