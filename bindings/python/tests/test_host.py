"""Hosts that share the clients of a database: on a server that the tests start, and stop."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Iterator

import pytest

import reglament
from reglament import EventRejected, Host, StoreError

RULES = """
vocabulary: test
events:
  order.paid:
    data:
      amount: number
facts:
  orders:
    count: order.paid
roles: [manager]
---
regulation: ask
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
  - output: done
"""

LEASE = timedelta(milliseconds=500)


def newest_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    programs = newest_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (./dev test installs it)")
    folder = Path(tempfile.mkdtemp(prefix="reglament-postgres-"))
    as_somebody = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # the server refuses root
    if as_somebody:
        shutil.chown(folder, "postgres")
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port = any_port.getsockname()[1]

    def run(*command: str) -> None:
        with open(folder / "log", "a") as log:
            subprocess.run([*as_somebody, *command], check=True, cwd="/", stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    data = str(folder / "data")
    run(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-instructions")
    options = f"-k {folder} -c listen_addresses=127.0.0.1 -p {port}"
    run(str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "server"), "-o", options, "start")
    try:
        yield f"postgres://tester@127.0.0.1:{port}/postgres"
    finally:
        run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


numbers = itertools.count(1)


@pytest.fixture
def where(server: str) -> str:
    """Tables of each test's own."""
    return f"{server}?table_prefix=t{next(numbers)}_"


def order(number: int, client: str) -> dict[str, object]:
    return {
        "id": str(number),
        "source": "test",
        "type": "order.paid",
        "subject": client,
        "time": datetime(2025, 1, 1, tzinfo=timezone.utc),
        "data": {"amount": 5},
    }


def test_hosts_divide_the_work_and_what_is_told_to_either_arrives(where: str) -> None:
    rules = reglament.load(RULES)
    with Host(where, rules, name="a", partitions=4, lease=LEASE) as a, Host(where, rules, name="b", partitions=4, lease=LEASE) as b:
        b.tend()
        a.tend()
        for _ in range(4):
            a.tend()
            b.tend()
        assert sorted(a.partitions + b.partitions) == ["0", "1", "2", "3"]
        assert len(a.partitions) == len(b.partitions) == 2
        told = a.post_many([order(i, f"c{i % 10}") for i in range(40)])
        assert {done.status for done in told} == {"accepted", "queued"}
        waiting = sum(done.status == "queued" for done in told)
        assert b.work() == waiting
        orders = {}
        for host in (a, b):
            for partition in host.partitions:
                engine = host.engine(partition)
                orders.update({client: engine.facts(client)["orders"] for client in engine.clients})
        assert orders == {f"c{i}": 4 for i in range(10)}


def test_the_engine_of_a_partition_is_an_engine_until_it_is_lost(where: str) -> None:
    rules = reglament.load(RULES)
    a = Host(where, rules, name="a", partitions=["north", "south"], partition_of=lambda event: event["subject"][:5], lease=LEASE)
    assert a.tend() == ["north", "south"]
    assert a.post(order(1, "north-1"))
    engine = a.engine("north")
    (task,) = engine.tasks()
    assert (task.client, task.do) == ("north-1", "Ask")
    engine.complete(task, {}, at="2025-01-02T00:00:00Z")
    assert engine.tasks() == []
    with pytest.raises(ValueError, match="not this host's"):
        a.engine("west")
    with pytest.raises(EventRejected, match="west-"):
        a.post(order(2, "west-1"))
    a.leave()
    with pytest.raises(ValueError, match="not this host's"):
        engine.tasks()
    with pytest.raises(ValueError, match="has left"):
        a.tend()


def test_what_is_rejected_in_an_intake_waits_for_somebody_to_look(where: str) -> None:
    rules = reglament.load(RULES)
    with Host(where, rules, name="a", partitions=1, lease=LEASE) as a:
        wrong = {**order(1, "c1"), "data": {"amount": "five"}}
        assert a.post_many([wrong])[0].status == "queued"  # nobody has the partition yet
        a.tend()
        a.work()
        (refused,) = a.refused("0")
        assert refused.event["subject"] == "c1"
        assert "amount" in refused.why
        a.retry(refused)
        a.work()
        (again,) = a.refused("0")
        a.drop(again)
        assert a.refused("0") == []


def test_any_host_looks_at_any_partition_and_counts(where: str) -> None:
    rules = reglament.load(RULES)
    with Host(where, rules, name="a", partitions=1, lease=LEASE) as a, Host(where, rules, name="b", partitions=1, lease=LEASE) as b:
        with pytest.raises(StoreError):
            b.look("0")  # nobody has had it yet
        a.tend()
        a.post(order(1, "c1"))
        view = b.look("0")
        assert [task.client for task in view.engine.tasks()] == ["c1"] and b.behind(view) == 0
        b.post(order(2, "c2"))
        told = b.metrics()
        assert (told["queued"], told["hosts"]) == (1, 2)
        assert told["partitions"] == [{"partition": "0", "host": "a", "epoch": 1, "waiting": 1, "refused": 0}]
        assert a.work() == 1 and b.behind(view) == 1
        assert 'reglament_intake_waiting{host="b",partition="0"} 0' in b.prometheus('host="b"')
        same = Host(where, rules, name="a", partitions=1, lease=LEASE)
        with pytest.raises(StoreError, match="another host came under the name"):
            a.tend()
        assert same.tend() == ["0"] and a.partitions == []
        same.leave()


def test_tenants_have_rules_of_their_own(where: str) -> None:
    rules = {"north": reglament.load(RULES), "south": reglament.load(RULES.replace("do: Ask", "do: Thank"))}
    how = {"partitions": ["north", "south"], "partition_of": lambda event: event["subject"][:5], "lease": LEASE}
    with Host(where, rules, name="a", **how) as a:
        a.tend()
        a.post_many([order(1, "north-1"), order(1, "south-1")])
    with Host(where, None, name="b", **how) as b:
        b.tend()
        assert [b.engine(name).tasks()[0].do for name in ("north", "south")] == ["Ask", "Thank"]


def test_the_example_runs(where: str) -> None:
    example = Path(__file__).parents[3] / "docs/examples/hosts.py"
    done = subprocess.run([sys.executable, str(example), where], check=True, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert sorted(lines) == [f"client {i}: Ring up and thank for {100 + i}" for i in range(10)]


def test_a_host_on_the_same_database_posts_in_its_own_transaction(server: str) -> None:
    example = Path(__file__).parents[3] / "docs/examples/same_database.py"
    done = subprocess.run([sys.executable, str(example), server], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "client 1: not enough in stock",
        "client 0: Ring up and say thank you",
        "client 2: Ring up and say thank you",
    ]


def test_without_a_server_there_is_no_host() -> None:
    with pytest.raises(StoreError):
        Host("postgres://nobody@127.0.0.1:1/none", None, name="a", partitions=1)
    with pytest.raises(TypeError, match="partition_of"):
        Host("postgres://nobody@127.0.0.1:1/none", None, name="a", partitions=["north"])
