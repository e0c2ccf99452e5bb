from __future__ import annotations

import os
from pathlib import Path

import pytest

import reglament

ROOT = Path(__file__).parents[3]

WELCOME = """\
vocabulary: shop
calendar:
  zone: Europe/Moscow
events:
  client.registered:
    data:
      city: optional text
      limit: optional number
  order.paid:
    data:
      amount: number
  client.quiet:
facts:
  city: text
  limit:
    type: number
    from: client.registered.limit
  last order:
    type: date and time
    from: order.paid.time
roles: [manager, head]
---
regulation: welcome
title: Приветствие
input:
  event: client.registered
output:
  bought:
    when: order.paid
  quiet:
    emit: client.quiet
steps:
  - task: greet
    do: Позвонить и познакомиться
    by: manager
    within: 2 days
    form:
      interest: one of high, low
      budget: optional number
      call back: optional date and time
    on no answer:
      retry after: 1 day
      at most: 2
      then: quiet
  - wait: 30 days
  - output: quiet
"""


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def rules() -> reglament.Rulebook:
    return reglament.load(WELCOME)


@pytest.fixture
def engine(rules: reglament.Rulebook) -> reglament.Engine:
    return reglament.Engine(rules)


@pytest.fixture
def program() -> str:
    """The command line, for comparing with; `./dev test` says where it is."""
    path = os.environ.get("REGLAMENT_PROGRAM", str(ROOT / "build/release/src/cli/reglament"))
    assert Path(path).is_file(), f"the command line is not built: {path} (./dev test builds it)"
    return path


def registered(id: str = "1", client: str = "К-1", time: object = "2025-03-03T10:00:00+03:00", **data: object) -> dict[str, object]:
    return {"id": id, "source": "test", "type": "client.registered", "subject": client, "time": time, "data": data}
