"""Control beside pm4py: the same net, the same log, the same costs, in one run. Costs are compared before times.

    python measure.py PROGRAM HELPDESK.xes.gz [CLAIMS.xes]     # PROGRAM: reglament_bench_control

pm4py comes from PyPI. Each of its exact variants is tried in a process of its own, for so long as LIMIT says; what is
shown is the quickest. Reading is measured apart.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
LIMIT = float(os.environ.get("CONTROL_LIMIT", "500"))
VARIANTS = (
    "VERSION_STATE_EQUATION_A_STAR",
    "VERSION_TWEAKED_STATE_EQUATION_A_STAR",
    "VERSION_DIJKSTRA_NO_HEURISTICS",
    "VERSION_DIJKSTRA_LESS_MEMORY",
)


def net_of(regulation):
    """The regulations of this folder as Petri nets, written down by hand."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    net = PetriNet(regulation)
    places = {}

    def place(name):
        if name not in places:
            places[name] = PetriNet.Place(name)
            net.places.add(places[name])
        return places[name]

    def step(label, before, after):
        transition = PetriNet.Transition(f"{label}/{before}/{after}", label)
        net.transitions.add(transition)
        for name in before if isinstance(before, list) else [before]:
            add_arc_from_to(place(name), transition, net)
        for name in after if isinstance(after, list) else [after]:
            add_arc_from_to(transition, place(name), net)

    if regulation == "helpdesk":
        step("Assign seriousness", "start", "1")
        step("Take in charge ticket", "1", "2")
        step("Wait", "2", "3")
        step(None, "2", "3")
        step("Resolve ticket", "3", "4")
        step("Closed", "4", "end")
    else:
        step("Register", "start", ["a1", "b1", "c1", "d1"])
        step("Ask for papers", "a1", "a2")
        step("Remind", "a2", "a3")
        step(None, "a2", "a3")
        step("Papers came", "a3", "a4")
        step("Plan visit", "b1", "b2")
        step("Visit", "b2", "b3")
        step("Write report", "b3", "b4")
        step("Look up policy", "c1", "c2")
        step("Confirm cover", "c2", "c4")
        step("Ask lawyer", "c2", "c3")
        step("Lawyer answers", "c3", "c4")
        step("Look up past claims", "d1", "d2")
        step(None, ["a4", "b4", "c4", "d2"], "e1")
        step("Estimate", "e1", "e2")
        step("Discuss", "e2", "e3")
        step(None, "e3", "e1")
        step("Pay", "e3", "end")
    return net, Marking({place("start"): 1}), Marking({place("end"): 1})


def align(regulation, file, variant, out):
    import pm4py
    from pm4py.algo.conformance.alignments.petri_net import algorithm

    log = pm4py.convert_to_event_log(pm4py.read_xes(file))
    net, start, end = net_of(regulation)
    began = time.perf_counter()
    found = algorithm.apply_log(log, net, start, end, variant=getattr(algorithm, variant).value
                                if hasattr(getattr(algorithm, variant), "value") else getattr(algorithm, variant),
                                parameters={"show_progress_bar": False})
    took = time.perf_counter() - began
    out.put((took, sum(a["cost"] // 10_000 for a in found)))


def best_of(regulation, file):
    from pm4py.algo.conformance.alignments.petri_net import algorithm

    best = None
    for variant in VARIANTS:
        if not hasattr(algorithm, variant):
            continue
        out = multiprocessing.Queue()
        process = multiprocessing.Process(target=align, args=(regulation, file, variant, out))
        process.start()
        try:
            took, cost = out.get(timeout=LIMIT)
            print(f"    {variant}: {took:.3f} s, cost {cost}")
            if best is None or took < best[0]:
                best = (took, cost, variant)
        except Exception:  # noqa: BLE001  what it raises when the time is over is queue.Empty
            print(f"    {variant}: not in {LIMIT:.0f} s")
        process.kill()
        process.join()
    return best


def reading(file):
    import pm4py

    began = time.perf_counter()
    pm4py.read_xes(file)
    return time.perf_counter() - began


def main():
    program, helpdesk = sys.argv[1], sys.argv[2]
    claims = sys.argv[3] if len(sys.argv) > 3 else os.path.join(os.path.dirname(sys.argv[1]), "claims.xes")
    if not os.path.exists(claims):
        subprocess.run([sys.executable, HERE / "make_log.py", "13000", claims], check=True)
    for regulation, file in (("helpdesk", helpdesk), ("claims", claims)):
        print(f"{regulation}: {file}")
        ours = json.loads(subprocess.check_output([program, HERE / f"{regulation}.yaml", file], text=True))
        print(f"  Reglament: {ours}")
        took = min(reading(file) for _ in range(2))
        print(f"  reading: pm4py {took:.3f} s, Reglament {ours['read']:.4f} s: x {took / ours['read']:.1f}")
        best = best_of(regulation, file)
        if best is None:
            print("  aligning: pm4py did not come to an end")
            continue
        same = "the same cost" if best[1] == ours["total_cost"] else f"OTHER COST {best[1]}"
        print(f"  aligning: pm4py {best[0]:.3f} s, Reglament {ours['align']:.4f} s: x {best[0] / ours['align']:.1f}; {same}")


if __name__ == "__main__":
    main()
