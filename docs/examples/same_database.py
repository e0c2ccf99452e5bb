"""A CRM that keeps orders in the database where the engine keeps clients: python same_database.py postgres://…

An order and the event it causes are one transaction of the CRM's, by way of the intake. What the engine tells is carried out in a
transaction that remembers by which key, so that nothing is done twice, however often it is told.
"""

import json
import sys

import psycopg

import reglament

RULES = """
vocabulary: shop
events:
  order.paid:
    data:
      amount: number
roles: [manager]
---
regulation: thanks
input:
  event: order.paid
output: [done]
steps:
  - task: ring
    do: Ring up and say thank you
    by: manager
  - output: done
"""

TABLES = """
CREATE TABLE IF NOT EXISTS orders (number int PRIMARY KEY, client text, amount int);
CREATE TABLE IF NOT EXISTS todo (client text, sequence bigint, what text, PRIMARY KEY (client, sequence));
"""


def pay(database: psycopg.Connection, host: reglament.Host, number: int, client: str, amount: int) -> None:
    event = {
        "id": f"order {number}",
        "source": "shop",
        "type": "order.paid",
        "subject": client,
        "time": "2025-01-15T10:00:00+03:00",
        "data": {"amount": amount},
    }
    with database.transaction():
        database.execute("INSERT INTO orders VALUES (%s, %s, %s)", (number, client, amount))
        database.execute(
            "INSERT INTO reglament_intake (partition, bytes) VALUES (%s, %s)",
            (host.partition_of(event), json.dumps(event).encode()),
        )
        if amount > 1000:
            raise ValueError("not enough in stock")  # then there is no event, either


def carry_out(database: psycopg.Connection, engine: reglament.Engine) -> None:
    for effect in engine.outbox():
        if effect["kind"] == "task created":
            with database.transaction():
                database.execute(
                    "INSERT INTO todo VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                    (effect["client"], effect["sequence"], effect["do"]),
                )
        engine.taken(effect)


def main(where: str) -> None:
    with psycopg.connect(where, autocommit=True) as database, reglament.Host(
        where, reglament.load(RULES), name="crm", partitions=2
    ) as host:
        database.execute(TABLES)
        host.tend()
        for number, amount in enumerate([500, 2000, 700]):
            try:
                pay(database, host, number, f"client {number}", amount)
            except ValueError as why:
                print(f"client {number}: {why}")
        host.work()
        for partition in host.partitions:
            carry_out(database, host.engine(partition))
        for client, what in database.execute("SELECT client, what FROM todo ORDER BY client"):
            print(f"{client}: {what}")


if __name__ == "__main__":
    main(sys.argv[1])
