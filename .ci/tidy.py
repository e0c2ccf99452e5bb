#!/usr/bin/env python3
"""Runs clang-tidy over src/, but not again over what has passed as it is now.

A file has passed as it stands and as it is preprocessed, comments included, with its flags, the checks and the version of
clang-tidy; what has passed is remembered in the user's cache, so that a fresh clone need not begin anew.

    tidy.py FOLDER    the folder of compile_commands.json
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TIDY = "clang-tidy-16"
PASSED = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "reglament" / "tidy"
MONTHS = 60 * 60 * 24 * 60  # what nobody asked for in two months is forgotten


def flags_of(entry: dict[str, str]) -> tuple[list[str], list[str]]:
    """The compiler and its flags, without the launcher, the output, the input and what is precompiled: that apart."""
    words = shlex.split(entry["command"])
    first = next(i for i, word in enumerate(words) if "clang" in word)
    flags: list[str] = []
    precompiled: list[str] = []
    rest = iter(words[first : words.index("-o")])
    for word in rest:
        if word != "-Xclang":
            flags.append(word)
        elif (option := next(rest)) in ("-include", "-include-pch"):
            next(rest)  # another -Xclang
            precompiled.append(next(rest))
        else:
            flags += [word, option]
    return flags, [name for name in precompiled if not name.endswith(".pch")]


def preprocessed(flags: list[str], name: str, folder: str) -> bytes:
    command = [*flags, f"-ffile-prefix-map={ROOT}=.", "-E", "-P", "-C", "-x", "c++", name]
    return subprocess.run(command, cwd=folder, capture_output=True).stdout


def key_of(entry: dict[str, str], rules: bytes) -> str:
    flags, before = flags_of(entry)
    texts = [preprocessed(flags, name, entry["directory"]) for name in [*before, entry["file"]]]
    words = shlex.join(flags).replace(str(ROOT), ".").encode()
    return hashlib.sha256(b"\0".join((rules, words, Path(entry["file"]).read_bytes(), *texts))).hexdigest()


def check(entry: dict[str, str], folder: str, rules: bytes) -> tuple[str, str]:
    """"passed", "known" or "wrong", and what clang-tidy says."""
    mark = PASSED / key_of(entry, rules)
    if mark.exists():
        mark.touch()
        return "known", ""
    done = subprocess.run([TIDY, "-quiet", "-p", folder, entry["file"]], capture_output=True, text=True)
    if done.returncode != 0:
        return "wrong", done.stdout + done.stderr
    mark.touch()
    return "passed", ""


def forget_old() -> None:
    newest = max((mark.stat().st_mtime for mark in PASSED.iterdir()), default=0.0)
    for mark in PASSED.iterdir():
        if mark.stat().st_mtime < newest - MONTHS:
            mark.unlink()


def main() -> int:
    folder = sys.argv[1]
    PASSED.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    rules = version + (ROOT / ".clang-tidy").read_bytes()
    entries = [
        entry
        for entry in json.loads((Path(folder) / "compile_commands.json").read_text("utf-8"))
        if Path(entry["file"]).is_relative_to(ROOT / "src")
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(lambda entry: check(entry, folder, rules), entries))
    forget_old()
    for _, said in outcomes:
        print(said, end="")
    count = {word: sum(outcome == word for outcome, _ in outcomes) for word in ("passed", "known", "wrong")}
    print(f"clang-tidy: {count['known']} files as they passed before, {count['passed']} pass, {count['wrong']} do not")
    return 1 if count["wrong"] else 0


sys.exit(main())
