"""A process of APScheduler 3.11 with its job store for a database: peer.py ROLE WHAT N DUE URL.

The roles are those of `src/peers/mod.rs`.
"""

import itertools
import pickle
import sys
import time
from datetime import datetime, timezone
from urllib.parse import urlsplit

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.mongodb import MongoDBJobStore
from apscheduler.jobstores.redis import RedisJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import create_engine, event

DRIVERS = {"sqlite": "sqlite:", "postgres": "postgresql+psycopg2:", "mysql": "mysql+pymysql:"}
ROWS_AT_ONCE = 10_000


def nothing():
    pass


def engine_for(url):
    scheme, rest = url.split(":", 1)
    engine = create_engine(DRIVERS[scheme] + rest)
    if scheme == "sqlite":

        @event.listens_for(engine, "connect")
        def durable(connection, _):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")

    return engine


def store_for(url):
    parts = urlsplit(url)
    if parts.scheme == "redis":
        return RedisJobStore(host=parts.hostname, port=parts.port)
    if parts.scheme == "mongodb":
        # As durable as aps: by itself it asks for less.
        return MongoDBJobStore(database=parts.path[1:], host=url, w="majority", journal=True)
    return SQLAlchemyJobStore(engine=engine_for(url))


def scheduler_for(url):
    return BackgroundScheduler(
        timezone=timezone.utc,
        jobstores={"default": store_for(url)},
        job_defaults={"misfire_grace_time": None},
    )


def fill(scheduler, what, count, due):
    """One job as a user adds it, and its row as often as is wanted, for `add_job` commits each."""
    trigger = {"trigger": "date", "run_date": due}
    if what in ("steady", "sustained"):
        trigger = {"trigger": "interval", "seconds": 1}
    elif what == "idle":
        trigger = {"trigger": "interval", "days": 1}
    scheduler.start(paused=True)
    job = scheduler.add_job(nothing, next_run_time=due, **trigger)
    store = scheduler._lookup_jobstore("default")
    state = job.__getstate__()

    def row(index):
        state["id"] = f"job-{index}"
        return state["id"], pickle.dumps(state, store.pickle_protocol)

    rows = map(row, range(count - 1))
    while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
        write(store, some, due.timestamp())


def write(store, rows, due):
    if isinstance(store, RedisJobStore):
        with store.redis.pipeline() as pipe:
            pipe.hset(store.jobs_key, mapping=dict(rows))
            pipe.zadd(store.run_times_key, {id: due for id, _ in rows})
            pipe.execute()
    elif isinstance(store, MongoDBJobStore):
        store.collection.insert_many(
            {"_id": id, "next_run_time": due, "job_state": state} for id, state in rows
        )
    else:
        columns = [{"id": id, "next_run_time": due, "job_state": state} for id, state in rows]
        with store.engine.begin() as connection:
            connection.execute(store.jobs_t.insert(), columns)


def run(scheduler):
    executed = itertools.count()
    scheduler.add_listener(lambda _: next(executed), EVENT_JOB_EXECUTED)
    scheduler.start()
    print("ready", flush=True)
    for asked in itertools.count():
        if not sys.stdin.readline():
            break
        # Each question has taken one, too.
        print(next(executed) - asked, flush=True)


def query(scheduler):
    scheduler.start(paused=True)
    store = scheduler._lookup_jobstore("default")
    took = []
    for _ in range(1000):
        begun = time.perf_counter()
        store.get_due_jobs(datetime.now(timezone.utc))
        store.get_next_run_time()
        took.append(time.perf_counter() - begun)
    took.sort()
    p50, p99 = (took[(len(took) - 1) * percent // 100] * 1e6 for percent in (50, 99))
    print(f"query_p50_us={p50:.0f} query_p99_us={p99:.0f}")


def main():
    role, what, count, due, url = sys.argv[1:]
    due = datetime.fromtimestamp(int(due), timezone.utc)
    scheduler = scheduler_for(url)
    if role == "fill":
        fill(scheduler, what, int(count), due)
    else:
        {"run": run, "query": query}[role](scheduler)


if __name__ == "__main__":
    main()
