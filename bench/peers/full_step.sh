#!/usr/bin/env bash
# A full step (bench/full_step.cpp) beside XState's actors doing the same, in one run on one core. PEERS_CPU=… chooses it.
# REQUIRES: build/release/bench/reglament_bench; node and npm.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=build/peers/xstate
mkdir -p "$out"
cp bench/peers/node/package.json bench/peers/node/xstate.mjs "$out"
(cd "$out" && npm install --silent --no-audit --no-fund >/dev/null)
on_one() { taskset -c "${PEERS_CPU:-0}" "$@"; }
ours() {
    on_one build/release/bench/reglament_bench --benchmark_filter=full_step --benchmark_repetitions=5 \
        --benchmark_report_aggregates_only=true --benchmark_out="$out/ours.json" --benchmark_out_format=json >/dev/null 2>&1
}
ours
on_one node "$out/xstate.mjs" 1 | tee "$out/theirs.jsonl"
on_one node --max-old-space-size=8192 "$out/xstate.mjs" 100000 | tee -a "$out/theirs.jsonl"
python3 - "$out" <<'PY'
import json, sys
out = sys.argv[1]
theirs = {x["actors"]: x["steps_per_second"] for x in map(json.loads, open(out + "/theirs.jsonl"))}
for b in json.load(open(out + "/ours.json"))["benchmarks"]:
    if b.get("aggregate_name") == "median":
        rate = b["items_per_second"]
        to = ", ".join(f"× {rate / r:.1f} of XState with {n:,}" for n, r in theirs.items())
        print(f"{b['run_name']} clients: {rate / 1e6:.2f} M/s, {to}")
PY
