"""FEEL on its own: a text over values, a compiled text over many, a text over columns."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy

from reglament import feel


def main() -> None:
    # 1. A text over a context. Numbers are exact; names may have blanks, in any script.
    client = {"сумма заказов": Decimal("12500.10"), "date of birth": date(1990, 5, 17), "visits": [3, 8, 1]}
    print(feel.evaluate("сумма заказов * 0.1", client))
    assert feel.evaluate("0.1 + 0.2 = 0.3") is True
    print(feel.evaluate("years and months duration(date of birth, today()).years", client, now="2025-03-01T09:00:00Z"))
    print(feel.evaluate("{big: visits[item > 2], most: max(visits)}", client))

    # 2. What cannot be computed is None, and says why when asked; a text that is wrong raises, and says where.
    why: list[feel.Issue] = []
    assert feel.evaluate("visits + 1", client, issues=why) is None
    print(why[-1])
    try:
        feel.evaluate("visit[1]", client)
    except feel.FeelError as error:
        print(error)

    # 3. Compiled for names and their types, to be run often. Threads may share it.
    worth = feel.compile('amount > 1000 and city = "Тверь"', {"amount": Decimal, "city": str})
    print(worth.result_type, worth.evaluate({"amount": 1200, "city": "Тверь"}))

    # 4. Over columns, in one call: numpy here; Arrow, pandas and polars as well. A null stays null.
    amounts = numpy.array([1200.0, 900.0, numpy.nan, 3100.5])
    cities = numpy.array(["Тверь", "Тверь", "Тверь", "Москва"])
    picked = worth.columns({"amount": amounts, "city": cities})
    print(picked.to_list(), amounts[picked])

    # 5. Times: local ones and those of a zone; ranges and functions are values too.
    moscow = ZoneInfo("Europe/Moscow")
    opened = datetime(2025, 3, 7, 18, 30, tzinfo=moscow)
    print(feel.evaluate('opened + @"P3D"', {"opened": opened}))
    discount = feel.evaluate("function(sum) if sum > limit then sum * 0.95 else sum", {"limit": 100})
    print(feel.evaluate("for s in sums return discount(s)", {"sums": [50, 200], "discount": discount}))


if __name__ == "__main__":
    main()
