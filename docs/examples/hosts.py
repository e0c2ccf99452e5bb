"""Two programs that share the clients of a database: python hosts.py postgres://…

Here both are in one process; in life each is a program of its own, and calls tend() and work() again and again.
"""

import sys

import reglament

RULES = """
vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  last amount:
    type: number
    from: order.paid.amount
roles: [manager]
---
regulation: thanks
input:
  event: order.paid
output: [done]
steps:
  - task: ring
    do: Ring up and thank for {last amount}
    by: manager
  - output: done
"""


def main(database: str) -> None:
    rules = reglament.load(RULES)
    how = {"partitions": 4}
    with reglament.Host(database, rules, name="first", **how) as first, reglament.Host(database, rules, name="second", **how) as second:
        for _ in range(2):  # the one that came first gives up its surplus, then the other takes it
            first.tend()
            second.tend()
        for number in range(10):
            event = {"id": str(number), "source": "shop", "type": "order.paid", "subject": f"client {number}"}
            first.post(event, time="2025-01-15T10:00:00+03:00", data={"amount": 100 + number})
        second.work()  # what belongs to its partitions waited in their intakes
        for host in (first, second):
            for partition in host.partitions:
                for task in host.engine(partition).tasks():
                    print(f"{task.client}: {task.do}")


if __name__ == "__main__":
    main(sys.argv[1])
