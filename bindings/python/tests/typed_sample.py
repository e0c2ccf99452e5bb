"""What a typed host writes; mypy --strict reads it."""

from __future__ import annotations

import pathlib
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import reglament
from reglament import feel


def remind(engine: reglament.Engine) -> list[tuple[str, datetime | None]]:
    return [(task.client, task.due) for task in engine.tasks(role="manager", late=True)]


def conditions() -> list[bool | None]:
    why: list[reglament.Issue] = []
    sum_: Any = feel.evaluate("a + b", {"a": Decimal("0.1"), "b": 0.2}, zone="UTC", issues=why)
    large: feel.Expression = feel.compile("amount > 1000", {"amount": Decimal, "cities": list[str], "at": "date"})
    feel.compile("a + b", ["a", "b"], regulation=True)
    found: feel.Column = large.columns({"amount": [1, sum_, None]}, now=datetime.now(timezone.utc))
    types: tuple[str, int, list[Any]] = (large.result_type, found.null_count, found[1:])
    print(types, large({"amount": 1}), feel.Range(1, None, high_open=True), why)
    told: str = large.why({"amount": 1}, lang="ru") + feel.why("a + 1", {"a": 1}, zone="UTC")
    print(told)
    return found.to_list()


def tables(path: pathlib.Path) -> list[int]:
    why: list[reglament.Issue] = []
    fees: feel.Decision = feel.decision(path, {"amount": Decimal})
    feel.decision("x || y\n> 1 || 2\n", ["x"], format="pipes", regulation=True, lang="ru")
    feel.decision({"inputs": ["x"], "outputs": [{"name": "y"}], "rules": [{"in": ["1"], "out": [2]}]}, ["x"])
    what: Any = fees({"amount": 1}, now=datetime.now(timezone.utc), issues=why)
    texts: tuple[str, str, str] = (fees.policy, fees.result_type, fees.why({"amount": 1}))
    print(what, texts, fees.issues, fees.names)
    return fees.hits({"amount": 1})


def rehearsed(rules: reglament.Rulebook, page: pathlib.Path) -> dict[str, float]:
    done: reglament.Rehearsal = reglament.rehearse(rules, only=lambda scenario: scenario.regulation == "a", lang="ru")
    differences: list[reglament.Difference] = [d for result in done.results for d in result.differences]
    print(bool(done), done.passed, [(d.issue.line, d.expected, d.came, d.at) for d in differences], done.to_junit())
    done.report_html(page)
    reglament.rehearse(only=5, rules="rules")  # type: ignore[arg-type]
    return {name: of.steps.share for name, of in done.coverage.items()}


def explained(rules: reglament.Rulebook, engine: reglament.Engine) -> list[str]:
    told: reglament.Explanation = reglament.explain(
        rules, ["events.jsonl"], "7", "a", at=datetime.now(timezone.utc), lang="ru"
    )
    refused: list[reglament.StartReason] = [start.why_not for start in told.starts if start.why_not is not None]
    tasks: list[reglament.ExplainedTask] = [task for run in told.runs for task in run.tasks]
    changes: list[reglament.FactChange] = [c for r in refused if r.condition for s in r.condition.changes for c in s]
    print(engine.explain("7", "a").untold, [(task.why, task.due) for task in tasks], [change.to for change in changes])
    engine.explain("7")  # type: ignore[call-arg]
    return [reason.words for outlook in told.next for reason in outlook.in_the_way]


def compared(old: reglament.Rulebook, new: reglament.Rulebook) -> dict[str, int]:
    done: reglament.Backtest = reglament.backtest(old, new, "events.jsonl", by="quarter", until="2025-12-31")
    last: reglament.BacktestRow = done.rows[-1]
    starts: tuple[int, int] = (last.old.starts, last.new.starts)
    print(starts, done.changed, [row.client for row in done.clients], done.text)
    return last.new.not_supported


def fed_back(rules: reglament.Rulebook) -> list[dict[str, Any]]:
    done: reglament.Control = reglament.control(rules, "log.xes.gz", open_since="2025-03-01", lang="ru")
    course: dict[str, Any] = done.feedback()["course"]
    print(course["trend"], done.feedback_table(), done.to_text(feedback=True))
    done.to_text(True)  # type: ignore[call-arg]
    return done.feedback_rows()


def drilled(rules: reglament.Rulebook) -> list[str]:
    drill: reglament.Drill = reglament.drill(rules, "greet", "manager", through=["call"], pace=60)
    taken: reglament.Taken = drill.take("call")
    wrong: list[reglament.DrillDeviation] = drill.finish(taken.told, seconds=30)
    result: reglament.DrillResult = drill.result
    drill.save("results.jsonl", "anna")
    told: reglament.Accreditation = reglament.accreditation(rules, "greet", "manager", "anna", "results.jsonl")
    rollout: reglament.Rollout = reglament.rollout(rules, "results.jsonl", as_of="2025-03-12", at_once=2)
    print(told.level, result.clean, rollout.to_dict())
    return [deviation.kind for deviation in wrong]


def talk(rules: reglament.Rulebook, engine: reglament.Engine) -> dict[str, Any]:
    play: reglament.ScriptPlay = rules.play_script("first call", lang="ru")
    while not play.over:
        line: reglament.ScriptLine | None = play.line
        assert line is not None
        answered: bool = play.answer(line.choices[0] if line.choices else "")
        print(line.say, answered, [turn.words for turn in play.talk])
    page: str = rules.script_page("first call", "html")
    use: reglament.ScriptUse = reglament.script_use(engine, "first call")
    print(page, use.forms, use.lines[0].answers[0].sure, rules.scripts["first call"].form)
    play.answer(1)  # type: ignore[arg-type]
    return play.form


def main() -> None:
    try:
        rules: reglament.Rulebook = reglament.load({"regulation": "a", "steps": []}, lang="ru")
    except reglament.RulesError as error:
        lines: list[int | None] = [issue.line for issue in error.issues]
        raise SystemExit(str(lines)) from error
    engine = reglament.Engine(rules, zone="Europe/Moscow")
    posted: reglament.Posted = engine.post(
        type="order.paid", subject="7", time=datetime.now(timezone.utc), data={"amount": Decimal("12.50")}
    )
    engine.post(subject=7)  # type: ignore[arg-type]
    if posted.status == "rejected":
        codes: list[str] = [issue.code for issue in posted.issues]
        print(codes)
    many: list[reglament.Posted] = engine.post_many([{"type": "order.paid"}])
    published: reglament.Publication = engine.publish(rules, dry_run=True)
    moved: list[reglament.MovedRun] = [run for run in published.runs if run.fate == "moved"]
    print(moved, published.text, published.lost)
    engine.publish("rules")  # type: ignore[arg-type]
    figures: dict[str, Any] = engine.run(["events.jsonl"], until="2025-12-31")
    print(remind(engine), many, figures, engine.next_due)


def restructured(engine: reglament.Engine, rules: reglament.Rulebook) -> list[str]:
    told: reglament.Restructuring = engine.restructure(rules, hand={"anna": "boris", "vera": ["boris", "olga"]}, days=7)
    engine.restructure(hand=["anna=boris if class = 1"], gone=["vera"], role="manager", apply=True, lang="ru")
    engine.restructure("rules")  # type: ignore[arg-type]
    print(told.applied, told.whole, told.text)
    return [task["to"] for task in told.tasks]


def measured(engine: reglament.Engine) -> list[str]:
    told: dict[str, Any] = engine.performance(by="month", classes="class", hour_cost={"manager": Decimal(1200), "anna": 1500})
    engine.performance(hour_cost=[5])  # type: ignore[arg-type]
    return [row["name"] for row in told["people"]]
