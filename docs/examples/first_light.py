"""The first road in Python: load, post, advance, tasks, complete, report."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import reglament

RULES = Path(__file__).parents[2] / "rules" / "reactivation"
MOSCOW = ZoneInfo("Europe/Moscow")


PAID = {
    "id": "2",
    "source": "crm",
    "type": "order.paid",
    "subject": "client 7",
    "time": datetime(2025, 1, 15, 12, 30, tzinfo=MOSCOW),
    "data": {"amount": 12500},
}


def post_events(engine: reglament.Engine) -> None:
    engine.post(
        id="1",
        source="crm",
        type="client.classified",
        subject="client 7",
        time="2025-01-09T10:00:00+03:00",
        data={"class": "A"},
    )
    engine.post(PAID)
    assert engine.post(PAID).status == "duplicate"


def answer(engine: reglament.Engine, survey: reglament.Task) -> None:
    at = datetime(2025, 4, 16, 11, tzinfo=MOSCOW)
    try:
        engine.complete(survey, {"reason": "forgotten"}, at=at)
    except reglament.EventRejected as rejected:
        print(rejected)
    engine.complete(survey, {"reason": "forgot"}, at=at)


def main() -> None:
    # 1. Rules: a folder, and the vocabulary beside it. Anything wrong raises RulesError with every issue in it.
    rules = reglament.load(RULES)

    # 2. Events in. An engine keeps the records of all clients; it starts no thread and reads no clock.
    engine = reglament.Engine(rules)
    post_events(engine)

    # 3. Time goes on: ninety days of silence are over on 15 April, and the regulation starts.
    engine.advance(datetime(2025, 4, 16, 9, tzinfo=MOSCOW))

    # 4. Tasks out: to whom, what, by when.
    (survey,) = engine.tasks(role="client manager")
    print(f"{survey.role}: {survey.do}, due {survey.due}")

    # 5. A person answers. What a form does not allow is rejected, and says why.
    answer(engine, survey)

    # 6. The client orders again: the run ends `returned`, and its open task is cancelled.
    engine.post({**PAID, "id": "3", "time": datetime(2025, 4, 20, 15, tzinfo=MOSCOW)})
    print(engine.tell("client 7"))

    # 7. What it came to.
    print(engine.figures()["regulations"]["wake-up"]["runs"])
    engine.report_html("first_light.html")


if __name__ == "__main__":
    main()
