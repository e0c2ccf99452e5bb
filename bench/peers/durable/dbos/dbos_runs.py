"""DBOS for Python among the durable workflow engines: the regulation of durable_runs.cpp as a workflow.

    dbos_runs.py URL OPEN PROCESSES RUNS WARM-UP

Each of PROCESSES keeps OPEN runs open, each with a thread that starts it, answers as people would, by messages, and
waits for its end. What people are asked goes through a queue within the process, so nobody polls for it. It speaks with
measure.py by lines.
"""

import collections
import importlib.metadata
import multiprocessing
import queue
import sys
from concurrent.futures import ThreadPoolExecutor

from dbos import DBOS, SetWorkflowID

asked = collections.defaultdict(queue.SimpleQueue)  # by number of the run


@DBOS.step()
def reserve(amount):
    return amount + 7


@DBOS.step()
def ship(place):
    return None


@DBOS.step()
def refund(place):
    return None


@DBOS.workflow()
def order(number):
    place = reserve(number)
    asked[number].put("check")
    approved = DBOS.recv("check", timeout_seconds=3600)
    (ship if approved else refund)(place)
    asked[number].put("confirm")
    DBOS.recv("confirm", timeout_seconds=3600)
    return f"{'delivered' if approved else 'returned'} {place}"


def approves(number):
    return number % 4 != 0


def name(number):
    return f"client-{number}"


def one(number):
    """A run from its event to its end."""
    questions = asked[number]
    with SetWorkflowID(name(number)):
        handle = DBOS.start_workflow(order, number)
    for form in (approves(number), True):
        DBOS.send(name(number), form, questions.get())
    del asked[number]
    handle.get_result()


def launch(url, which, pool):
    config = {"name": "orders", "system_database_url": url, "sys_db_pool_size": pool, "executor_id": f"worker-{which}",
              "application_version": "1", "log_level": "ERROR"}
    DBOS(config=config)
    DBOS.launch()


def work(url, which, most_open, todo, done):
    """One process: ranges of numbers come by `todo`."""
    launch(url, which, min(most_open, 32))
    with ThreadPoolExecutor(most_open) as threads:
        for numbers in iter(todo.get, None):
            collections.deque(threads.map(one, numbers), maxlen=0)
            done.put(which)
    DBOS.destroy()


def verify(url, first, count):
    launch(url, "reader", 4)
    right = delivered = 0
    for run in DBOS.list_workflows(status="SUCCESS"):
        number = int(run.workflow_id.removeprefix("client-"))
        if first <= number < first + count:
            end = "delivered" if approves(number) else "returned"
            right += run.output == f"{end} {number + 7}"
            delivered += run.output.startswith("delivered")
    DBOS.destroy()
    print(f'verified {{"right":{right},"delivered":{delivered}}}', flush=True)


def main(url, most_open, processes, runs, warm_up):
    launch(url, "first", 4)  # makes the tables before others look for them
    DBOS.destroy()
    spawn = multiprocessing.get_context("spawn")
    done = spawn.Queue()
    todo = [spawn.Queue() for _ in range(processes)]
    workers = [spawn.Process(target=work, args=(url, i, most_open, todo[i], done)) for i in range(processes)]
    for worker in workers:
        worker.start()

    def together(numbers):
        for i, own in enumerate(todo):
            own.put(numbers[i::processes])
        for _ in workers:
            done.get()

    together(range(warm_up))
    print("ready", flush=True)
    sys.stdin.readline()
    together(range(warm_up, warm_up + runs))
    version = f"dbos {importlib.metadata.version('dbos')}, Python {sys.version.split()[0]}"
    print(f'done {{"version":"{version}"}}', flush=True)
    sys.stdin.readline()
    for own in todo:
        own.put(None)
    for worker in workers:
        worker.join()
    verify(url, warm_up, runs)


if __name__ == "__main__":
    main(sys.argv[1], *(int(x) for x in sys.argv[2:]))
