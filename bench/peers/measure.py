"""Runs the contestants that run.sh lists, one after the other on one core, compares their answers with the floor's and
writes what they did:  measure.py FOLDER

Reads FOLDER/contestants.tsv (engine, facts, clients, mode, command…; or engine, five tabs, why it was skipped),
writes FOLDER/results.jsonl and FOLDER/table.md and prints the table. The floor, first of the list, runs again at the
end: its figure is of both runs, and the difference between them tells how far the ratios can be trusted.
"""

import collections
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path


def pin():
    """To one core: PEERS_CPU, or the last that may be used. The children inherit it."""
    if not hasattr(os, "sched_setaffinity"):
        return "any core"
    cpu = int(os.environ.get("PEERS_CPU") or max(os.sched_getaffinity(0)))
    os.sched_setaffinity(0, {cpu})
    return f"core {cpu}"


class Contestant:
    def __init__(self, line, folder):
        self.engine, self.facts, self.clients, self.mode, *rest = line.rstrip("\n").split("\t")
        self.skipped = rest[1] if not rest[0] else None
        self.command = rest
        self.folder = folder
        self.answers = folder / "answers.bin"

    def run(self):
        """Its own figures, with the memory it took at most; or {"failed": why}."""
        self.answers.unlink(missing_ok=True)
        arguments = [str(self.folder / "workload"), str(self.answers), self.clients, self.mode]
        log = open(self.folder / "contest.log", "ab")
        with log, subprocess.Popen([*self.command, *arguments], stdout=subprocess.PIPE, stderr=log) as process:
            printed = process.stdout.read().decode().splitlines()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0 or not printed or not self.answers.exists():
            return {"failed": f"ended with {process.returncode}; see {log.name}"}
        return {**json.loads(printed[-1]), "peak_mib": round(used.ru_maxrss / 1024)}


def rates(figures):
    done = figures["clients"] * figures["rounds"]
    return [done / seconds for seconds in figures["cpu_seconds"]]


def compare(found, expected):
    """Nothing when all answers are the floor's; else what differs, in words."""
    if len(found) > len(expected) or not found:
        return "no answers"
    differing = [i for i, answer in enumerate(found) if answer != expected[i]]
    if not differing:
        return None
    i = differing[0]
    return (f"{len(differing):,} of {len(found):,} answers differ; the first: client {i}, rule {found[i]} where the "
            f"floor has {expected[i]}")


def take_part(contestant, expected):
    """One contestant's record: what it did, or why it has no speed."""
    record = {"engine": contestant.engine, "facts": contestant.facts}
    if contestant.skipped:
        return {**record, "skipped": contestant.skipped}, None
    figures = contestant.run()
    record.update(figures)
    if "failed" in figures:
        return record, None
    found = contestant.answers.read_bytes()
    record["histogram"] = [collections.Counter(found)[rule] for rule in range(max(found) + 1)]
    mismatch = compare(found, expected or found)
    if mismatch:
        record["differs"] = mismatch
    else:
        record["clients_per_second"] = round(statistics.median(rates(figures)))
    return record, found


def times(ratio):
    if ratio is None:
        return "–"
    if ratio < 0.01:
        return f"1 / {1 / ratio:,.0f}"
    return f"× {ratio:,.0f}" if ratio >= 10 else f"× {ratio:.2g}" if ratio < 1 else f"× {ratio:.1f}"


def rate_text(rate):
    return f"{rate / 1e6:.{1 if rate >= 10e6 else 2}f} M" if rate >= 1e6 else f"{float(f'{rate:.3g}'):,.0f}"


def row(record, floor, clips):
    name = f"**{record['engine']}**" if record["engine"].startswith("Reglament") else record["engine"]
    if "clients_per_second" not in record:
        why = record.get("failed") or record["differs"]
        return f"| {name} | {record.get('version', '–')} | {why} | – | – | – | – | – |"
    rate = record["clients_per_second"]
    ratio_to_clips = times(rate / clips) if clips else "–"
    return (f"| {name} | {record['version']} | {record['facts']} | {record['clients']:,} | {rate_text(rate)} | "
            f"{times(rate / floor)} | {ratio_to_clips} | {record['peak_mib']:,} |")


def table(records, last_floor):
    rate_of = {r["engine"]: r.get("clients_per_second") for r in records}
    floor, clips = records[0]["clients_per_second"], rate_of.get("CLIPS")
    lines = ["| engine | version | facts, ready beforehand | clients | clients/s | to C++ | to CLIPS | MiB |",
             "|---|---|---|---:|---:|---:|---:|---:|"]
    lines += [row(r, floor, clips) for r in records if "skipped" not in r]
    lines += ["", f"Rules hit, of {records[0]['clients']:,} clients: "
              + ", ".join(f"{n:,}" for n in records[0]["histogram"]) + "."]
    lines += [f"C++ by hand before and after all others: {rate_text(last_floor[0])} and {rate_text(last_floor[1])}."]
    lines += [f"Skipped: {r['engine']}: {r['skipped']}." for r in records if "skipped" in r]
    return "\n".join(lines) + "\n"


def main(folder):
    where = pin()
    contestants = [Contestant(line, folder) for line in open(folder / "contestants.tsv", encoding="utf-8")]
    (folder / "contest.log").unlink(missing_ok=True)
    floor, expected = take_part(contestants[0], None)
    if expected is None:
        sys.exit(f"the floor did not run: {floor}")
    records = [floor]
    for contestant in contestants[1:]:
        record, _ = take_part(contestant, expected)
        records.append(record)
        if "skipped" not in record:
            rate = record.get("clients_per_second")
            outcome = f"{rate_text(rate)}/s" if rate else record.get("failed") or record["differs"]
            print(f"{record['engine']}: {outcome}", file=sys.stderr, flush=True)
    again, _ = take_part(contestants[0], expected)
    both = [floor["clients_per_second"], again["clients_per_second"]]
    floor["clients_per_second"] = round(statistics.median(rates(floor) + rates(again)))
    text = table(records, both)
    with open(folder / "results.jsonl", "w", encoding="utf-8") as out:
        again["engine"] += ", again"
        out.writelines(json.dumps({**r, "on": where}) + "\n" for r in [*records, again])
    (folder / "table.md").write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]).resolve())
