"""Logs compared with a regulation."""

from datetime import date, datetime

import pytest

import reglament

RULES = """
vocabulary: desk
events:
  ticket.opened:
roles: [clerk]
---
regulation: ticket
input:
  event: ticket.opened
output: [closed]
steps:
  - task: take
    do: Take it
    by: clerk
    observe: Take
  - task: wait
    do: Wait
    by: clerk
    observe: Wait
    optional: yes
  - task: close
    do: Close it
    by: clerk
    observe: Close
  - output: closed
"""

LOG = """case,activity,time
1,Take,2025-03-03T09:00:00Z
1,Close,2025-03-03T10:00:00Z
2,Take,2025-03-03T09:00:00Z
2,Take,2025-03-03T09:30:00Z
2,Close,2025-03-03T10:00:00Z
3,Close,2025-03-03T10:00:00Z
"""

OFFER = """
vocabulary: offer
events:
  client.left:
roles: [manager]
---
regulation: offer
input:
  event: client.left
output: [over]
steps:
  - task: ask
    do: Ask why
    by: manager
    form:
      reason: one of price, quality
  - if: ask.reason = "price"
    then:
      - task: discount
        do: Offer a discount
        by: manager
  - output: over
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "ticket.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_figures(rules, log):
    told = reglament.control(rules, log).to_dict()
    assert (told["cases"], told["conforming"], told["total_cost"]) == (3, 1, 2)
    assert told["cost_histogram"] == {"0": 1, "1": 2}
    assert told["fitness"]["mean"] == pytest.approx((1 + 1 - 1 / 5 + 1 - 1 / 3) / 3)


def test_rows(rules, log):
    done = reglament.control(rules, log, cases=True)
    assert [(row["case"], row["cost"]) for row in done.cases()] == [("1", 0), ("2", 1), ("3", 1)]
    assert [(d["case"], d["kind"], d["step"]) for d in done.deviations()] == [
        ("2", "too often", "take"),
        ("3", "missing", "take"),
    ]


def test_open_cases(rules, log):
    done = reglament.control(rules, log, cases=True, open_since="2025-03-03T10:00:00Z")
    assert all(row["open"] for row in done.cases())


def test_what_cannot_be_read(rules, tmp_path):
    broken = tmp_path / "log.xes"
    broken.write_text("<log><trace>", encoding="utf-8")
    with pytest.raises(reglament.EventRejected, match="XML"):
        reglament.control(rules, broken)


def test_page(rules, log, tmp_path):
    reglament.control(rules, log, lang="ru").report_html(tmp_path / "page.html")
    assert "слишком часто" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_conditions_are_looked_at_where_the_log_tells_the_values(tmp_path):
    (tmp_path / "offer.yaml").write_text(OFFER, encoding="utf-8")
    (tmp_path / "log.csv").write_text(
        "case,activity,time,reason\n1,ask,2025-03-03 10:00,quality\n1,discount,2025-03-03 11:00,\n"
        "2,ask,2025-03-03 10:00,Price\n2,discount,2025-03-03 11:00,\n",
        encoding="utf-8",
    )
    done = reglament.control(tmp_path / "offer.yaml", tmp_path / "log.csv", cases=True)
    assert done.figures["total_cost"] == 1
    assert [(d["case"], d["kind"], d["activity"]) for d in done.deviations()] == [
        ("1", "guard false", 'ask.reason = "price"')
    ]
    assert [(i.code, i.severity) for i in done.issues if i.code.startswith("control-")] == [("control-value", "warning")]


def ran(engine, who, *tasks):
    engine.post(source="desk", type="ticket.opened", subject=who, time="2025-03-03T09:00:00Z")
    for task in tasks:
        kind = "task.skipped" if task == "wait" else "task.done"
        data = {"task": task}
        if task == "jump":
            kind, data = "run.jump", {"regulation": "ticket", "to": "close"}
        engine.post(source="desk", type=kind, subject=who, time="2025-03-03T10:00:00Z", data=data)


def test_runs_of_an_engine_and_of_a_store(rules, tmp_path):
    for where in (None, tmp_path / "desk.db"):
        with reglament.Engine(reglament.load(rules), store=where) as engine:
            ran(engine, "1", "take", "wait", "close")
            ran(engine, "2", "jump", "close")
            ran(engine, "3", "take")
            ran(engine, "4")
            data = {"regulation": "ticket"}
            engine.post(source="desk", type="run.cancel", subject="4", time="2025-03-03T12:00:00Z", data=data)
            done = reglament.control(log=engine, cases=True)
        assert [(row["case"], row["cost"], row["open"]) for row in done.cases()] == [
            ("1", 0, False),
            ("2", 1, False),
            ("3", 0, True),
        ]
        assert done.left_out == {"cancelled": 1, "beheaded": 0, "others": 0}
    assert reglament.control(log=f"sqlite:{tmp_path / 'desk.db'}", regulation="ticket").to_dict() == done.to_dict()
    assert reglament.control(log=tmp_path / "desk.db").to_dict() == done.to_dict()


def test_a_store_is_given_alone(rules, tmp_path):
    engine = reglament.Engine(reglament.load(rules))
    with pytest.raises(TypeError, match="alone"):
        reglament.control(rules, engine)
    with pytest.raises(TypeError, match="alone"):
        reglament.control(log="sqlite:desk.db", open_since="2025-03-03T10:00:00Z")
    with pytest.raises(TypeError, match="rules"):
        reglament.control(log=tmp_path / "log.csv")
    with pytest.raises(TypeError, match="a log"):
        reglament.control(rules)
    with pytest.raises(reglament.StoreError):
        reglament.control(log=f"sqlite:{tmp_path / 'nowhere.db'}")
    with pytest.raises(KeyError):
        reglament.control(log=engine, regulation="tickets")


PEOPLE = """case,activity,time,resource
1,Take,2025-03-03T09:00:00Z,anna
1,Close,2025-03-03T10:00:00Z,anna
2,Take,2025-03-03T09:00:00Z,anna
2,Take,2025-03-03T11:30:00Z,bert
2,Close,2025-03-03T12:00:00Z,anna
3,Take,2025-03-10T10:00:00Z,anna
"""


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def test_feedback(rules, people):
    done = reglament.control(rules, people)
    told = done.feedback()
    assert [(p["person"], p["cases"], p["deviating"]) for p in told["people"]] == [("anna", 3, 1), ("bert", 1, 1)]
    assert told["course"]["trend"] == "unknown"
    assert told["examples"]["model"]["case"] == "1"
    assert "What to talk about" in done.to_text(feedback=True)
    assert "What to talk about" not in done.to_text()


def test_feedback_rows(rules, people):
    first, second = reglament.control(rules, people).feedback_rows()
    assert (first["week"], first["monday"], first["person"], first["kind"]) == (
        "2025-W10",
        date(2025, 3, 3),
        "bert",
        "too often",
    )
    assert (first["late_hours"], first["longer_hours"], first["reached"]) == (0.0, 2.0, 1)
    assert (second["person"], second["kind"], second["step"], second["reached"]) == ("anna", "missing", "close", 0)


def test_feedback_as_a_table_of_arrow(rules, people, tmp_path):
    arrow = pytest.importorskip("pyarrow")
    table = reglament.control(rules, people).feedback_table()
    assert table.num_rows == 2
    assert table.schema.field("monday").type == arrow.date32()
    assert table.column("times").to_pylist() == [1, 1]
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("case,activity,time\n1,Take,2025-03-03T09:00:00Z\n1,Close,2025-03-03T10:00:00Z\n", encoding="utf-8")
    assert reglament.control(rules, nothing).feedback_table().schema == table.schema


ROWS = [dict(zip(("case", "activity", "time"), line.split(","))) for line in LOG.splitlines()[1:]]


@pytest.mark.parametrize("kind", ["rows", "pandas", "polars", "arrow"])
def test_frames_are_logs(rules, log, kind):
    rows = [{**row, "time": datetime.fromisoformat(row["time"].replace("Z", "+00:00"))} for row in ROWS]
    if kind == "pandas":
        frame = pytest.importorskip("pandas").DataFrame(rows)
    elif kind == "polars":
        frame = pytest.importorskip("polars").DataFrame(rows)
    elif kind == "arrow":
        frame = pytest.importorskip("pyarrow").Table.from_pylist(rows)
    else:
        frame = rows
    assert reglament.control(rules, frame).to_dict() == reglament.control(rules, log).to_dict()


def test_columns_of_frames_are_mapped_and_tell_values(tmp_path):
    (tmp_path / "offer.yaml").write_text(OFFER, encoding="utf-8")
    rows = [
        {"кто": "1", "что": "ask", "когда": "2025-03-03 10:00", "reason": "quality"},
        {"кто": "1", "что": "discount", "когда": "2025-03-03 11:00", "reason": None},
        {"кто": "2", "что": "ask", "когда": "2025-03-03 10:00", "reason": "price"},
        {"кто": "2", "что": "discount", "когда": "2025-03-03 11:00", "reason": None},
    ]
    mapping = "case=кто,activity=что,time=когда"
    done = reglament.control(tmp_path / "offer.yaml", rows, mapping=mapping)
    assert done.figures["total_cost"] == 1
    kept = reglament.CaseLog(rows, mapping=mapping)
    assert (len(kept), kept.events, kept.issues) == (2, 4, [])
    assert reglament.control(tmp_path / "offer.yaml", kept).figures == done.figures
    spaced = reglament.CaseLog(rows, mapping="case=кто, activity=что, time=когда, data.reason = reason", values=None)
    assert reglament.control(tmp_path / "offer.yaml", spaced).figures == done.figures
    without = reglament.control(tmp_path / "offer.yaml", reglament.CaseLog(rows, mapping=mapping, values=["nothing"]))
    assert without.figures["total_cost"] == 0
    assert [(i.code, i.severity) for i in without.issues] == [("log-value-not-kept", "note")]


def test_a_log_is_read_for_rules(tmp_path):
    (tmp_path / "offer.yaml").write_text(
        OFFER.replace("roles: [manager]", "roles: [manager]\ncalendar:\n  zone: Europe/Moscow"), encoding="utf-8"
    )
    (tmp_path / "log.csv").write_text(
        "case,activity,time,reason\n1,ask,2025-03-03 23:50,quality\n1,discount,2025-03-03 23:55,\n", encoding="utf-8"
    )
    book = reglament.load(tmp_path / "offer.yaml")
    kept = reglament.CaseLog(tmp_path / "log.csv", rules=book)
    for since, count in (("2025-03-04T00:00:00", 0), ("2025-03-03T23:52:00", 1)):
        direct = reglament.control(book, tmp_path / "log.csv", open_since=since)
        assert direct.figures["total_cost"] == 1
        assert direct.figures["open"] == count
        assert reglament.control(book, kept, open_since=since).figures == direct.figures


def test_a_log_that_was_read_is_compared_again(rules, log):
    kept = reglament.CaseLog(log)
    once, twice = (reglament.control(rules, kept, cases=True) for _ in range(2))
    assert once.to_dict() == twice.to_dict() == reglament.control(rules, log).to_dict()
    assert once.cases() == twice.cases()
    with pytest.raises(TypeError, match="read already"):
        reglament.control(rules, kept, zone="Europe/Moscow")


def test_what_of_a_frame_cannot_be_read(rules):
    rows = [*ROWS, {"case": "4", "activity": "Take", "time": "yesterday"}]
    (found,) = reglament.control(rules, rows).issues
    assert (found.code, found.file, found.line) == ("line-time", "log", 8)
    assert [i.code for i in reglament.CaseLog(rows).issues] == ["line-time"]
    with pytest.raises(TypeError, match="dicts"):
        reglament.control(rules, [1, 2])
    with pytest.raises(reglament.EventRejected, match="“log”"):
        reglament.control(rules, [{"a": 1}])
    assert [i.file for i in reglament.CaseLog(rows).issues] == ["log"]


def test_odd_frames(rules):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "<id>": [1.0, None, 2.0],
            "what": ["Take", "Take", 'Close, "at once"'],
            "when": pandas.to_datetime(["2025-03-03T09:00Z", "2025-03-03T09:00Z", None]),
        }
    )
    mapping = "case=<id>,activity=what,time=when"
    done = reglament.control(rules, frame, mapping=mapping, cases=True)
    assert [row["case"] for row in done.cases()] == ["1"]
    assert [i.code for i in done.issues] == ["line-lacks", "line-lacks"]
    rows = frame.to_dict("records")
    assert reglament.control(rules, rows, mapping=mapping).to_dict() == done.to_dict()
    with pytest.raises(TypeError, match="levels"):
        reglament.control(rules, pandas.concat({"a": frame}, axis=1), mapping=mapping)
    assert len(reglament.CaseLog([{1: "x", "case": "1", "activity": "Take", "time": "2025-03-03"}])) == 1
