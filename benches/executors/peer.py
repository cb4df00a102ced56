"""As the program beside this file, with APScheduler 3.11: peer.py EXECUTOR WHAT N."""

import queue
import sys
import time
from datetime import datetime, timedelta, timezone

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
from apscheduler.executors.pool import ProcessPoolExecutor, ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

PROCESSES = 2
THREADS = 10


def nothing():
    pass


def compute(rounds):
    state = 88172645463325252
    for _ in range(rounds):
        state ^= (state << 13) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 7
        state ^= (state << 17) & 0xFFFFFFFFFFFFFFFF
    return state


def start(executor):
    pools = {"threads": lambda: ThreadPoolExecutor(THREADS), "processes": lambda: ProcessPoolExecutor(PROCESSES)}
    scheduler = BackgroundScheduler(
        timezone=timezone.utc,
        executors={"default": pools[executor]()},
        job_defaults={"misfire_grace_time": None},
    )
    ended = queue.SimpleQueue()
    scheduler.add_listener(ended.put, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
    scheduler.start()
    for _ in range(4 * PROCESSES):
        scheduler.add_job(nothing)
    wait(ended, 4 * PROCESSES)
    return scheduler, ended


def wait(ended, count):
    for _ in range(count):
        event = ended.get()
        assert event.code == EVENT_JOB_EXECUTED, event.exception


def round_trip(scheduler, ended, count):
    took = []
    for _ in range(count):
        begun = time.perf_counter()
        scheduler.add_job(nothing)
        wait(ended, 1)
        took.append(time.perf_counter() - begun)
    took.sort()
    p50, p99 = (took[(count - 1) * percent // 100] * 1e6 for percent in (50, 99))
    return f"p50_us={p50:.0f} p99_us={p99:.0f}"


def throughput(scheduler, ended, count):
    due = datetime.now(timezone.utc) + timedelta(milliseconds=500 + count)
    for _ in range(count):
        scheduler.add_job(nothing, "date", run_date=due)
    assert datetime.now(timezone.utc) < due, "not all were added in time"
    wait(ended, count)
    seconds = (datetime.now(timezone.utc) - due).total_seconds()
    return f"per_s={count / seconds:.0f} us_each={seconds * 1e6 / count:.1f}"


def of_computing(scheduler, ended, millions):
    seconds = []
    for jobs in (1, 4):
        begun = time.perf_counter()
        for _ in range(jobs):
            # A hundredth of the rounds, as Python needs about a hundred times as long.
            scheduler.add_job(compute, args=[millions * 10_000])
        wait(ended, jobs)
        seconds.append(time.perf_counter() - begun)
    one, four = seconds
    return f"one_s={one:.3f} four_s={four:.3f} four_to_one={four / one:.2f}"


def main():
    executor, what, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    measure = {"round-trip": round_trip, "throughput": throughput, "compute": of_computing}[what]
    scheduler, ended = start(executor)
    print(f"apscheduler {executor},{what},{count},{measure(scheduler, ended, count)}")
    scheduler.shutdown()


if __name__ == "__main__":
    main()
