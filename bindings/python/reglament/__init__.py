"""Reglament: regulations in YAML, run over the events of a client department.

    rules = reglament.load("rules/reactivation")
    engine = reglament.Engine(rules)
    engine.post(id="1", type="order.paid", subject="client 7", time="2025-01-15T10:00:00+03:00", data={"amount": 12500})
    engine.advance("2025-04-20T09:00:00+03:00")
    for task in engine.tasks(role="client manager"):
        ...

Numbers come out as ``decimal.Decimal``, times as datetimes with a zone. A naive datetime is refused unless the engine
was given a zone. What is finer than a microsecond is cut off on the way out; a date that Python has no year for is a
ValueError, a duration beyond timedelta's an OverflowError.
"""

from . import feel
from .actions import GiveUp
from .backtest import Backtest, BacktestCounts, BacktestRow, backtest
from .calendar import Calendar
from .case_log import CaseLog
from .control import Control, control
from .delivery import Delivery, SetAside
from .engine import Engine, back_up, check_store
from .errors import EventRejected, EventSetAside, StoreError
from .explain import (
    ExplainedRun,
    ExplainedTask,
    Explanation,
    FactChange,
    StartAttempt,
    StartOutlook,
    StartReason,
    TestedCondition,
    explain,
)
from .feel import FeelError
from .fetching import FactAnswer, FactRequest, Fetch
from .host import Host, PartitionView, Refused
from .issues import Issue, RulesError
from .pay import Payroll, statement, statement_text
from .proof import ExampleStep, Finding, Proof, can_prove, prove
from .rehearsal import Coverage, Covered, Difference, Rehearsal, ScenarioResult, rehearse
from .rulebook import EventType, Regulation, Rulebook, Scenario, check, load, schema
from .scripts import AnswerUse, LineUse, Script, ScriptLine, ScriptPlay, ScriptUse, Turn, script_use
from .told import (
    AuditEntry,
    Backfill,
    Call,
    MovedRun,
    Operated,
    Posted,
    Publication,
    RefusedRun,
    Restructuring,
    Run,
    Task,
)
from .training import (
    Accreditation,
    Drill,
    DrillDeviation,
    DrillResult,
    DrillStep,
    Rollout,
    Taken,
    accreditation,
    drill,
    rollout,
)
from .values import Months

__all__ = [
    "Accreditation",
    "AnswerUse",
    "AuditEntry",
    "Backfill",
    "Backtest",
    "BacktestCounts",
    "BacktestRow",
    "Calendar",
    "CaseLog",
    "Control",
    "Coverage",
    "Covered",
    "Delivery",
    "Difference",
    "Call",
    "Drill",
    "DrillDeviation",
    "DrillResult",
    "DrillStep",
    "Engine",
    "EventRejected",
    "EventSetAside",
    "EventType",
    "FactAnswer",
    "FactRequest",
    "ExampleStep",
    "ExplainedRun",
    "ExplainedTask",
    "Explanation",
    "FactChange",
    "FeelError",
    "Fetch",
    "Finding",
    "GiveUp",
    "Host",
    "Issue",
    "LineUse",
    "Months",
    "MovedRun",
    "Operated",
    "PartitionView",
    "Payroll",
    "Posted",
    "Proof",
    "Publication",
    "Refused",
    "RefusedRun",
    "Regulation",
    "Rehearsal",
    "Restructuring",
    "Rollout",
    "Rulebook",
    "RulesError",
    "Run",
    "Scenario",
    "ScenarioResult",
    "Script",
    "ScriptLine",
    "ScriptPlay",
    "ScriptUse",
    "SetAside",
    "StartAttempt",
    "StartOutlook",
    "StartReason",
    "StoreError",
    "Taken",
    "Task",
    "accreditation",
    "TestedCondition",
    "Turn",
    "back_up",
    "backtest",
    "can_prove",
    "check",
    "check_store",
    "control",
    "drill",
    "explain",
    "feel",
    "load",
    "prove",
    "rehearse",
    "rollout",
    "schema",
    "script_use",
    "statement",
    "statement_text",
]
