"""Decision tables from every form they are written in, what they give, and what is said of broken ones."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List

import pytest

import reglament
from reglament import feel

BARS = """\
first
amount | city           || fee         | by
> 1000 | "Tver", "Tula" || 0           | "post" || since May
-      | "Tver"         || amount / 10 | "courier"
"""
CSV = '''\
first;;;;;;
amount;city;;fee;by;;why
> 1000;"""Tver"", ""Tula""";;0;"""post""";;since May
;"""Tver""";;amount / 10;"""courier""";;
'''
RECORD: Dict[str, Any] = {
    "hit_policy": "FIRST",
    "inputs": ["amount", "city"],
    "outputs": [{"name": "fee"}, {"name": "by"}],
    "rules": [
        {"in": ["> 1000", '"Tver", "Tula"'], "out": [0, '"post"'], "note": "since May"},
        {"in": ["-", '"Tver"'], "out": ["amount / 10", '"courier"']},
    ],
}
NAMES = {"amount": "number", "city": str}


def written(form: str, folder: Path) -> feel.Decision:
    if form == "record":
        return feel.decision(RECORD, NAMES)
    if form in ("pipes", "csv"):
        return feel.decision(CSV if form == "csv" else BARS, NAMES, format=form)
    path = folder / form
    path.write_text(CSV.replace(";", "\t") if form.endswith("tsv") else CSV if "." in form else BARS, "utf-8")
    return feel.decision(path if form.endswith("csv") else str(path), NAMES)


@pytest.mark.parametrize("form", ["pipes", "csv", "record", "fees.csv", "fees.CSV", "fees.tsv", "fees"])
def test_every_form_is_the_same_table(form: str, tmp_path: Path) -> None:
    fees = written(form, tmp_path)
    for again in (fees, pickle.loads(pickle.dumps(fees))):
        assert again({"amount": 2000, "city": "Tver"}) == {"fee": Decimal(0), "by": "post"}
        assert again.evaluate({"amount": 25, "city": "Tver"}) == {"fee": Decimal("2.5"), "by": "courier"}
        assert again.hits({"amount": 2000, "city": "Tver"}) == [0, 1]
        assert again.hits({"city": "Perm"}) == []
        assert again.policy == "first" and again.issues == []
        assert again.result_type == "context<fee: Any, by: Any>"
        assert again.names == {"amount": "number", "city": "string"}
        assert "since May" in again.why({"amount": 2000, "city": "Tula"})


def test_a_table_without_rows_that_fit_says_so() -> None:
    fees = feel.decision(BARS, NAMES)
    why: List[reglament.Issue] = []
    assert fees.evaluate({"city": "Perm"}, issues=why, lang="ru") is None
    assert (why[0].code, why[0].severity) == ("decision-no-rule", "warning")
    assert "Perm" in why[0].message
    assert fees.why({"city": "Perm"}, lang="ru") == "не подошла ни одна строка\n"
    assert fees.why({"amount": 1, "city": "Tver"}).startswith("rule 2 (table:4): - | \"Tver\" || amount / 10")


@pytest.mark.parametrize(
    "policy, text, value",
    [
        ("unique", "", None),
        ("rule order", "все по порядку", [1, 5]),
        ("collect", "C", [1, 5]),
        ("sum", "collect sum", 6),
        ("min", "C<", 1),
        ("count", "количество", 2),
    ],
)
def test_policies(policy: str, text: str, value: object) -> None:
    table = feel.decision(f"{text}\nx || y\n> 0 || 1\n> 2 || 5\n", ["x"])
    assert table.policy == policy and table({"x": 3}) == value


def test_regulations_need_no_quotes() -> None:
    text = "класс || действие\nA, B || встреча, звонок\n--- || ---\nA || встреча\nиначе || звонок\n"
    action = feel.decision(text, ["класс"], regulation=True)
    assert action({"класс": "A"}) == "встреча" and action({"класс": "B"}) == "звонок"
    assert pickle.loads(pickle.dumps(action))({"класс": "A"}) == "встреча"
    with pytest.raises(feel.FeelError, match="«A»"):
        feel.decision(text, ["класс"], lang="ru")


def test_now_and_zone() -> None:
    late = feel.decision("today() || late\n> due || true\n- || false\n", {"due": "date"}).hits
    assert late({"due": feel.evaluate('@"2025-03-01"')}, now="2025-03-01T22:00:00Z", zone="Europe/Moscow") == [0, 1]


# --- What is wrong ---


def test_everything_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "fees.csv"
    path.write_text("amount;;fee\n> 10;;amont * 2\n< ;;1\n", "utf-8")
    with pytest.raises(feel.FeelError) as caught:
        feel.decision(path, ["amount"])
    issues = caught.value.issues
    assert [(issue.code, issue.line, issue.column) for issue in issues] == [
        ("feel-unknown-name", 2, 7),
        ("feel-ends-early", 3, 2),
    ]
    assert {issue.file for issue in issues} == {str(path)} and issues[0].suggestion == "amount"
    assert "^^^^^" in str(caught.value)


@pytest.mark.parametrize(
    "text, code",
    [
        ("x | y\n1 | 2\n", "decision-no-bar"),
        ("frst\nx || y\n1 || 2\n", "decision-hit-policy"),
        ("x || y\n1 | 2 || 3\n", "decision-cell-count"),
        ("\n\n", "decision-empty"),
        ("x || y\n1 || \n", "decision-output-empty"),
    ],
)
def test_a_wrong_shape(text: str, code: str) -> None:
    with pytest.raises(feel.FeelError) as caught:
        feel.decision(text, ["x"])
    assert code in [issue.code for issue in caught.value.issues]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "nothing.csv", "no-such-file"), (tmp_path, "unreadable-file")):
        with pytest.raises(feel.FeelError) as caught:
            feel.decision(path)
        assert [issue.code for issue in caught.value.issues] == [code]


def test_warnings_are_kept() -> None:
    (issue,) = feel.decision("x || y\n[5..1] || 2\n", ["x"]).issues
    assert issue.code == "decision-cell-never" and issue.line == 2


@pytest.mark.parametrize(
    "wrong, error",
    [
        (dict(written=BARS, format="xlsx"), ValueError),
        (dict(written="fees.csv", format="csv"), ValueError),
        (dict(written=RECORD, format="csv"), ValueError),
        (dict(written={"inputs": ["x"]}), ValueError),
        (dict(written=3), TypeError),
        (dict(written=BARS, names="amount"), TypeError),
        (dict(written=BARS, names={"amount": "numbr"}), ValueError),
        (dict(written=BARS, names=NAMES, lang="fr"), ValueError),
    ],
)
def test_used_wrongly(wrong: Dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        feel.decision(**wrong)
    assert not isinstance(caught.value, feel.FeelError)


def test_threads_share_a_decision() -> None:
    fees = feel.decision(BARS, NAMES)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda n: fees({"amount": n, "city": "Tver"}), range(1, 500)))
    assert [result["fee"] for result in results] == [Decimal(n) / 10 for n in range(1, 500)]
