"""Measures one durable workflow engine from outside:

    measure.py ENGINE SETTINGS RUNS WARM-UP OUT [--server PID]... -- DRIVER...

The driver is called with RUNS and WARM-UP after its own arguments' FOLDER, as `DRIVER… RUNS WARM-UP MODE` says; it prints
"ready" when it is warm and "done {…}" when all runs have finished, waits for a line after each, and then
"verified {…}": how many of the runs stand in its store with the right result. What it used between the two is the
difference of what the kernel counts: processor time, bytes written (/proc/PID/io), of the driver and of each --server,
with all their children. Memory is the most of their proportional shares, looked at each second. A record is appended
to OUT as a line of JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def tree(roots):
    """These processes and all that descend from them."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, queue = [], list(roots)
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children.get(pid, [])
    return found


def read(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


def used(roots):
    """Seconds of processor time, and bytes written, children that have ended included."""
    ticks = written = 0
    for pid in tree(roots):
        stat = read(pid, "stat")
        if stat:
            ticks += sum(int(x) for x in stat.rpartition(")")[2].split()[11:15])
        for line in read(pid, "io").splitlines():
            if line.startswith("write_bytes:"):
                written += int(line.split()[1])
    return ticks / TICKS, written


def memory(roots):
    total = 0
    for pid in tree(roots):
        for line in read(pid, "smaps_rollup").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def machine_busy():
    """Seconds of processor time that the whole machine has been busy."""
    fields = [int(x) for x in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(fields[:8]) - fields[3] - fields[4]) / TICKS


class MemoryWatch(threading.Thread):
    def __init__(self, roots):
        super().__init__(daemon=True)
        self.roots, self.most, self.over = roots, 0, threading.Event()

    def run(self):
        while True:
            self.most = max(self.most, memory(self.roots))
            if self.over.wait(1):
                return


def expect(process, word):
    """The rest of the line that begins with the word."""
    for line in process.stdout:
        if line.split(" ", 1)[0].strip() == word:
            return json.loads(line.partition(" ")[2] or "{}")
    sys.exit(f"the driver ended before it said {word!r}")


def go_on(process):
    process.stdin.write("\n")
    process.stdin.flush()


def contest(options):
    process = subprocess.Popen(options.driver, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    roots = [process.pid, *options.server]
    expect(process, "ready")
    watch = MemoryWatch(roots)
    watch.start()
    cpu, written = used(roots)
    busy, begin = machine_busy(), time.monotonic()
    go_on(process)
    told = expect(process, "done")
    wall = time.monotonic() - begin
    busy = machine_busy() - busy
    cpu_after, written_after = used(roots)
    watch.over.set()
    watch.join()
    go_on(process)
    verified = expect(process, "verified")
    if process.wait() != 0:
        sys.exit("the driver failed")
    cpu = cpu_after - cpu
    return {
        "engine": options.engine,
        "settings": options.settings,
        "version": told["version"],
        "runs": options.runs,
        "wall_seconds": round(wall, 3),
        "cpu_seconds": round(cpu, 3),
        "others_cpu_seconds": round(max(0.0, busy - cpu), 2),
        "runs_per_second": options.runs / wall,
        "cpu_ms_per_run": 1000 * cpu / options.runs,
        "most_mib": round(watch.most / 2**20),
        "written_bytes_per_run": round((written_after - written) / options.runs),
        "load": os.getloadavg()[0],
        **verified,
    }


def main():
    parser = argparse.ArgumentParser()
    for name, kind in (("engine", str), ("settings", str), ("runs", int), ("warm_up", int), ("out", str)):
        parser.add_argument(name, type=kind)
    parser.add_argument("--server", type=int, action="append", default=[])
    parser.add_argument("driver", nargs="+")
    options = parser.parse_args()
    record = contest(options)
    expected = {"right": options.runs, "delivered": delivered(options)}
    if any(record[name] != count for name, count in expected.items()):
        record["failed"] = f"{record['right']} of {options.runs} runs ended rightly"
    with open(options.out, "a", encoding="utf-8") as out:
        out.write(json.dumps(record) + "\n")
    print(f"{record['engine']}, {record['settings']}: "
          + (record.get("failed") or f"{record['runs_per_second']:,.1f} runs/s, "
             f"{record['cpu_ms_per_run']:.3f} ms of processor time a run"), file=sys.stderr)


def delivered(options):
    """Every fourth run is not approved; those measured have the numbers after the warm-up."""
    return sum(1 for number in range(options.warm_up, options.warm_up + options.runs) if number % 4 != 0)


if __name__ == "__main__":
    main()
