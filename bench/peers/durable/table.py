"""The table of durable.sh:  table.py RESULTS. Each engine and setting stands once, its repeated figures as their median,
and beside ours, 1,000 events a commit."""

import json
import statistics
import sys


def rows(records):
    """By engine and settings, in the order they came."""
    found = {}
    for record in records:
        if "skipped" not in record:
            found.setdefault((record["engine"], record["settings"]), []).append(record)
    return found


def median(records, name):
    return statistics.median(r[name] for r in records)


def figure(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def row(engine, settings, own, ours):
    head = f"| {engine} | {settings} | {own[0]['version']} | {own[0]['runs']:,} |"
    failed = next((r["failed"] for r in own if "failed" in r), None)
    if failed:
        return f"{head} {failed} | | | | | | |"
    rate, cpu = median(own, "runs_per_second"), median(own, "cpu_ms_per_run")
    faster = median(ours, "runs_per_second") / rate
    cheaper = cpu / median(ours, "cpu_ms_per_run")
    return (f"{head} {figure(rate)} | {figure(faster)} | {figure(cpu)} | {figure(cheaper)} | "
            f"{figure(median(own, 'most_mib'))} | {figure(median(own, 'written_bytes_per_run') / 1024)} | "
            f"{median(own, 'others_cpu_seconds') / median(own, 'wall_seconds'):.1f} |")


def main(path):
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    all_rows = rows(records)
    ours = next(own for (engine, _), own in all_rows.items() if engine == "Reglament")
    print("| engine | settings | version | runs | runs/s | ours is × | processor ms a run | ours is × | MiB at most | "
          "KiB written a run | cores others used |")
    print("|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for (engine, settings), own in all_rows.items():
        print(row(engine, settings, own, ours))
    print()
    print("Ours in the order they ran: " + ", ".join(f"{r['settings']}: {figure(r['runs_per_second'])} runs/s"
                                                    for r in records if r["engine"] == "Reglament") + ".")
    for record in records:
        if "skipped" in record:
            print(f"Skipped: {record['engine']}: {record['skipped']}.")


if __name__ == "__main__":
    main(sys.argv[1])
