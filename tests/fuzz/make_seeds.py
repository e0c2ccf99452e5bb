#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets, one file each, under FOLDER: expressions from the tables, rules from goldens."""

import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXTRA = [
    "for i in 1..20 return if i = 1 then [1] else append(partial[-1], partial)",
    "{ f: function(f, n) if n = 0 then [] else [f(f, n - 1)], r: f(f, 500) }.r",
    "sort(numbers, function(p, q) p != q)",
    "list replace(numbers, function(p, q) p < q, 10 ** 10 ** 10)",
    "{ d: [1, 1], e: [d, d], g: [e, e], h: flatten([g, g, g]) }",
    "context put(context put({}, \"k\", 1), [\"k\", \"l\"], {})",
    "people[age > 30 and full name != \"Bob\"].full name",
    "string join(for i in 1..9 return string(i) + s, \", \")",
]


def cells(name):
    """The rows of a table of tests/tables, as lists of cells."""
    for line in (ROOT / "tests/tables" / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split(";")]


def decisions():
    """The tables of tests/tables/decisions.txt: what stands between a case's names and its evaluations."""
    cases = re.split("^= .*$", (ROOT / "tests/tables/decisions.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]
    ours = re.compile("^(names: |dialect: |.* => ).*\n", re.MULTILINE)
    return [ours.sub("", case).strip() + "\\n" for case in cases]


def write(folder, texts):
    folder.mkdir(parents=True, exist_ok=True)
    for text in sorted(set(texts)):
        data = text.replace("\\n", "\n").encode()
        (folder / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)


def main():
    to = Path(sys.argv[1])
    rows = [row for table in ("feel_expressions.csv", "feel_names.csv", "feel_errors.csv") for row in cells(table)]
    expressions = [row[0] for row in rows] + [cell for row in rows for cell in row[1:]] + EXTRA
    write(to / "feel_parse", expressions)
    write(to / "feel_evaluate", expressions)
    tables = sorted(ROOT.glob("tests/golden/tables/*.table")) + sorted(ROOT.glob("tests/golden/tables/*.csv"))
    write(to / "decision", [path.read_text("utf-8", "replace") for path in tables] + decisions())
    write(to / "json", ['{"a": [1, -2.5e3, "\\u0416"], "b": null}', "[[], {}, true, 1e6144]"])
    write(to / "yaml", [path.read_text("utf-8", "replace") for path in sorted(ROOT.glob("tests/golden/files/*.yaml"))]
          + [path.read_text("utf-8") for path in sorted(ROOT.glob("rules/**/*.yaml"))])


main()
