"""A log of claims: CASES cases of bench/control/claims.yaml, with things left out, done twice, and out of turn.

    python make_log.py CASES FILE
"""

import datetime
import random
import sys


def shuffled(dice, parts):
    """The parts side by side, each in its own order."""
    out, parts = [], [list(part) for part in parts if part]
    while parts:
        part = dice.choices(parts, weights=[len(p) for p in parts])[0]
        out.append(part.pop(0))
        parts = [p for p in parts if p]
    return out


def run(dice):
    papers = ["Ask for papers"] + (["Remind"] if dice.random() < 0.3 else []) + ["Papers came"]
    policy = ["Look up policy"] + (["Confirm cover"] if dice.random() < 0.7 else ["Ask lawyer", "Lawyer answers"])
    steps = ["Register"]
    steps += shuffled(dice, [papers, ["Plan visit", "Visit", "Write report"], policy, ["Look up past claims"]])
    while True:
        steps += ["Estimate", "Discuss"]
        if dice.random() < 0.75:
            return steps + ["Pay"]


def disturbed(dice, steps):
    for _ in range(dice.choices([0, 1, 2, 3, 5], weights=[55, 20, 12, 8, 5])[0]):
        at = dice.randrange(len(steps)) if steps else 0
        what = dice.random()
        if what < 0.35 and steps:
            del steps[at]
        elif what < 0.6 and steps:
            steps.insert(at, steps[dice.randrange(len(steps))])
        elif what < 0.85 and len(steps) > 1:
            steps.insert(dice.randrange(len(steps)), steps.pop(at))
        else:
            steps.insert(at, "Phone call")
    return steps


def main():
    cases, path = int(sys.argv[1]), sys.argv[2]
    dice = random.Random(13_000)
    start = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2016">\n')
        for case in range(1, cases + 1):
            file.write(f'<trace>\n<string key="concept:name" value="claim {case}"/>\n')
            for number, step in enumerate(disturbed(dice, run(dice))):
                when = start + datetime.timedelta(hours=case + number)
                file.write(f'<event><string key="concept:name" value="{step}"/>')
                file.write(f'<date key="time:timestamp" value="{when.isoformat()}"/></event>\n')
            file.write("</trace>\n")
        file.write("</log>\n")


if __name__ == "__main__":
    main()
