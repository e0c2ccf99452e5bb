"""Scenarios of Reglament as tests of pytest, one an item.

Nothing is collected, and nothing of Reglament is imported, unless a project asks for it: by `reglament_paths` in its
configuration, by `--reglament PATH`, or by a file of YAML named on the command line.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SUFFIXES = (".yaml", ".yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("reglament")
    group.addoption(
        "--reglament",
        action="append",
        default=[],
        metavar="PATH",
        dest="reglament",
        help="run the scenarios of the file or folder PATH too; may be given several times",
    )
    parser.addini(
        "reglament_paths",
        "files and folders whose scenarios are collected wherever pytest looks; relative to the configuration's folder",
        type="linelist",
        default=[],
    )
    parser.addini("reglament_lang", "language of what scenarios tell: en or ru", default="en")


def pytest_configure(config: pytest.Config) -> None:
    here = Path(str(config.invocation_params.dir))
    asked = [_absolute(here, path) for path in config.getoption("reglament")]
    roots = asked + [_absolute(_folder_of(config), path) for path in config.getini("reglament_paths")]
    arguments = [_absolute(here, str(argument).split("::")[0]) for argument in config.args]
    if not roots and not any(path.suffix in SUFFIXES for path in arguments):
        return
    missing = [path for path in roots if not path.exists()]
    if missing:
        raise pytest.UsageError(f"reglament: there is no file or folder {missing[0]}")
    for path in asked:
        if not any(path == known or known in path.parents for known in arguments):
            config.args.append(str(path))
            arguments.append(path)
    from ._collect import ScenarioCollector

    config.pluginmanager.register(ScenarioCollector(config, roots), "reglament-scenarios")


def _folder_of(config: pytest.Config) -> Path:
    return config.inipath.parent if config.inipath else Path(str(config.rootpath))


def _absolute(folder: Path, path: str) -> Path:
    return Path(os.path.abspath(folder / path))  # links as they are: pytest does not follow them either
