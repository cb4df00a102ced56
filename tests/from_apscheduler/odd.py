"""A scheduler that was not started, with jobs of which something cannot be carried over."""

import os
from datetime import datetime, timedelta, timezone

import shop
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import AndTrigger, OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

HOURLY = CronTrigger(minute=0, timezone="UTC")


class Sunset(BaseTrigger):
    def get_next_fire_time(self, previous_fire_time, now):
        return now + timedelta(days=1)


class Odd(CronTrigger):
    """May fire when it likes."""


def catch_all(first, *rest, key=None, **others):
    pass


def on_disk(url):
    """A job that can be read, and two that cannot: APScheduler would delete them."""
    scheduler = BackgroundScheduler(timezone="UTC", jobstores={"disk": {"type": "sqlalchemy", "url": url}})
    scheduler.start(paused=True)
    scheduler.add_job(shop.report, HOURLY, id="on-disk", jobstore="disk", next_run_time=datetime(2027, 1, 1))
    store = scheduler._jobstores["disk"]
    with store.engine.begin() as connection:
        rows = {"no-module": b"cno_such_module\nThing\n.", "garbage": b"\x80\x04garbage"}
        for job_id, state in rows.items():
            connection.execute(store.jobs_t.insert().values(id=job_id, next_run_time=0.0, job_state=state))


url = "sqlite:///" + os.environ["JOBS"]
if not os.path.exists(os.environ["JOBS"]):
    on_disk(url)

scheduler = BackgroundScheduler(timezone="UTC", jobstores={"disk": {"type": "sqlalchemy", "url": url}})
add = scheduler.add_job
add(shop.report, HOURLY, id="plain")
add(shop.report, HOURLY, id="blank and / slash")
add(shop.report, HOURLY, id="sömething else")
add(shop.letter, HOURLY, args=["ann", {"when": [datetime(2027, 1, 1)]}], id="date-argument")
add(shop.letter, HOURLY, args=[float("nan")], id="not-a-number")
add(shop.letter, HOURLY, args=[2**64], id="large-number")
add(shop.letter, HOURLY, args=[{1: "one"}], id="number-as-key")
add(lambda: None, HOURLY, id="lambda")
add(shop.Till().close, HOURLY, args=["late"], id="method")
add(catch_all, HOURLY, args=[1, 2], kwargs={"key": 3}, id="keyword-only")
add(catch_all, HOURLY, args=[1, 2], kwargs={"other": 3}, id="any-keyword")
add(shop.report, Sunset(), id="own-trigger")
add(shop.report, Odd(minute=0, timezone="UTC"), id="subclass")
add(shop.report, CronTrigger(hour=9, timezone=timezone(timedelta(hours=5, minutes=30))), id="half-hour-zone")
add(shop.report, CronTrigger(month=2, day=30, timezone="UTC"), id="never")
add(shop.report, IntervalTrigger(seconds=-5, timezone="UTC"), id="backwards")
add(shop.report, CronTrigger(minute=0, jitter=-5, timezone="UTC"), id="negative-jitter")
add(shop.report, OrTrigger([]), id="nothing")
add(shop.report, AndTrigger([IntervalTrigger(hours=1, jitter=5, timezone="UTC")]), id="jitter-within")
