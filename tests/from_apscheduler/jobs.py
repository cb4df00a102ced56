"""Makes jobs of every kind in APScheduler, in a job store in memory and in one on disk.

jobs.py FOLDER writes there: `jobs.sqlite`; `live.json`, the jobs in memory as the tool writes
them; and `fires.json`, when each job runs next, by APScheduler itself.
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytz
import shop
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.calendarinterval import CalendarIntervalTrigger
from apscheduler.triggers.combining import AndTrigger, OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from apscheduler_export import export_jobs  # noqa: E402

UTC = timezone.utc
BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
# The clocks change on 2027-03-28 and 2027-10-31 in Berlin, on 2027-03-14 and 2027-11-07 in New York,
# and by half an hour on 2027-04-04 and 2027-10-03 on Lord Howe.
PLAIN, SPRING, AUTUMN = "2026-11-22T10:11:12.5+00:00", "2027-03-26T12:00:00+00:00", "2027-10-29T12:00:00+00:00"


def at(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def crontab(text, zone=BERLIN):
    return CronTrigger.from_crontab(text, zone)


def cron(zone=BERLIN, **fields):
    return CronTrigger(timezone=zone, **fields)


def every(zone="UTC", **fields):
    return IntervalTrigger(timezone=zone, **fields)


def calendar(zone=BERLIN, **fields):
    return CalendarIntervalTrigger(timezone=zone, **fields)


# The id; the trigger; the present; and the next run time, if it was set by hand.
CASES = [
    ("cron-every-second", cron(), PLAIN),
    ("cron-hour", cron(hour=4), PLAIN),
    ("cron-guide", cron(month="6-8,11-12", day="3rd fri", hour="0-3"), PLAIN),
    ("cron-weekdays", cron(day_of_week="mon-fri", hour="9,17", minute=30), PLAIN),
    ("cron-weekday-number", cron(day_of_week="0,2-4", hour=12), PLAIN),
    ("cron-week", cron(week="1,53,20-30/5", day_of_week="sun"), PLAIN),
    ("cron-last", cron(day="last", hour=23, minute=59, second=59), PLAIN),
    ("cron-last-friday", cron(day="last fri,1st mon", hour=8), PLAIN),
    ("cron-5th", cron(day="5th sun"), PLAIN),
    ("cron-steps", cron(month="*/5", day="2-28/13", hour="5/7", minute="*/20", second="10-30/10"), PLAIN),
    ("cron-names", cron(month="JAN,may-Aug", day=1), PLAIN),
    ("cron-leap", cron(month=2, day=29), PLAIN),
    ("cron-year", cron(year="2028-2032/2", month=12, day=31), PLAIN),
    ("cron-year-ends", cron(year=2027, month="1,7"), PLAIN),
    ("cron-zero-range", cron(minute="0-0/5"), PLAIN),
    ("cron-day-and-weekday", cron(day="13", day_of_week="fri", hour=13), PLAIN),
    ("cron-trailing-letters", cron(day_of_week="mon-fri/2", hour=1), PLAIN),
    ("cron-start", cron(minute="*/10", start_date="2027-01-01 00:05:00"), PLAIN),
    ("cron-start-end", cron(hour="*", start_date="2026-12-24 20:00:00", end_date="2026-12-25 03:00:00"), PLAIN),
    ("cron-end-fraction", cron(second="*/15", end_date=at("2026-11-22T10:12:00.25")), PLAIN),
    ("cron-other-offset", cron(hour=6, start_date="2026-12-01T00:00:00-08:00"), PLAIN),
    ("cron-new-york", cron(NEW_YORK, day_of_week="sat,sun", hour="*/6"), PLAIN),
    ("cron-kathmandu", cron("Asia/Kathmandu", hour="7-9", minute="0,45"), PLAIN),
    ("cron-pytz", cron(pytz.timezone("Asia/Tokyo"), hour=3), PLAIN),
    ("cron-pytz-utc", cron(pytz.utc, hour=3), PLAIN),
    ("cron-utc-object", cron(UTC, hour=3), PLAIN),
    ("cron-fixed-offset", cron(timezone(timedelta(hours=-5)), hour=3), PLAIN),
    ("cron-local-zone", CronTrigger(hour=3), PLAIN),
    ("cron-zone-of-start", CronTrigger(hour=3, start_date=at("2026-12-01", "Asia/Tokyo")), PLAIN),
    ("cron-far-future", cron(month=7, day=4, year="2100-2150/5"), PLAIN),
    ("crontab", crontab("*/15 8-10 1,15 jan-jun *"), PLAIN),
    ("crontab-weekday", crontab("0 9 * * mon-fri", NEW_YORK), PLAIN),
    ("crontab-weekday-number", crontab("0 9 * * 0"), PLAIN),
    ("crontab-both-days", crontab("30 4 1,15 * fri"), PLAIN),
    ("spring-hourly", cron(minute=30), SPRING),
    ("spring-quarters", cron(hour="1-4", minute="*/15"), SPRING),
    ("spring-before", cron(hour=1, minute=59), SPRING),
    ("spring-whole", cron(hour=2), SPRING),
    ("spring-gap", cron(hour=2, minute=30), SPRING),
    ("spring-midnight", cron(hour=0), SPRING),
    ("spring-new-york", cron(NEW_YORK, day_of_week="mon"), "2027-03-10T12:00:00+00:00"),
    ("spring-lord-howe", cron(LORD_HOWE, hour=2, minute=15), "2027-10-01T00:00:00+00:00"),
    ("spring-sao-paulo", cron("America/Sao_Paulo", hour=0), "2018-11-02T12:00:00+00:00"),
    ("autumn-hourly", cron(minute=30), AUTUMN),
    ("autumn-quarters", cron(minute="*/15"), "2027-10-30T23:30:00+00:00"),
    ("autumn-noon", cron(hour=12), AUTUMN),
    ("autumn-twice", cron(hour=2, minute=30), AUTUMN),
    ("autumn-lord-howe", cron(LORD_HOWE, hour=1, minute=45), "2027-04-02T00:00:00+00:00"),
    ("autumn-end", cron(minute="*/15", end_date=at("2027-10-31T02:30:00", BERLIN).replace(fold=1)),
     "2027-10-30T23:30:00+00:00"),
    ("interval-hours", every(hours=2, start_date="2026-11-22 09:00:00"), PLAIN),
    ("interval-start-now", every(minutes=7), None),
    ("interval-units", every(weeks=1, days=2, hours=3, minutes=4, seconds=5, start_date="2020-02-29"), PLAIN),
    ("interval-weeks", every(weeks=2, start_date="2020-01-01"), PLAIN),
    ("interval-fraction", every(seconds=1.5, start_date="2026-11-22 10:11:00"), PLAIN),
    ("interval-start-later", every(days=1, start_date="2027-01-31 08:00:00"), PLAIN),
    ("interval-end", every(hours=5, start_date="2026-11-22", end_date="2026-11-23 06:00:00"), PLAIN),
    ("interval-autumn", every(BERLIN, days=1, start_date="2027-10-01 09:00:00"), AUTUMN),
    ("interval-spring", every(BERLIN, hours=1, start_date="2027-03-27 23:30:00"), SPRING),
    ("interval-odd-offset", every(timezone(timedelta(hours=5, minutes=30)), hours=1, start_date="2026-11-22"), PLAIN),
    ("interval-zero", every(start_date="2026-11-22"), PLAIN),
    ("interval-moved", every(hours=1, start_date="2026-11-22"), PLAIN, "2026-11-22T10:20:00+00:00"),
    ("interval-at-once", every(hours=1, start_date="2026-11-22 11:30:00"), PLAIN, "2026-11-22T10:15:00+00:00"),
    ("interval-before-start", every(hours=1, start_date="2026-11-22 14:00:00"), PLAIN, "2026-11-22T11:00:00+00:00"),
    ("interval-one-left", every(hours=1, start_date="2026-11-22", end_date="2026-11-22 10:00:00"), PLAIN,
     "2026-11-22T10:20:00+00:00"),
    ("date", DateTrigger("2027-01-01 00:00:00", BERLIN), PLAIN),
    ("date-only", DateTrigger(date(2027, 6, 1), NEW_YORK), PLAIN),
    ("date-passed", DateTrigger("2020-01-01 12:30:45", "UTC"), PLAIN),
    ("date-fraction", DateTrigger(at("2027-01-01T01:02:03.456789")), PLAIN),
    ("date-in-gap", DateTrigger("2027-03-28 02:30:00", BERLIN), PLAIN),
    ("date-second-pass", DateTrigger(at("2027-10-31T02:30:00", BERLIN).replace(fold=1)), PLAIN),
    ("date-moved", DateTrigger("2027-01-01 00:00:00", BERLIN), PLAIN, "2027-02-01T00:00:00+00:00"),
    ("calendar-monthly", calendar(months=1, hour=15, start_date="2026-12-31"), PLAIN),
    ("calendar-days", calendar(days=10, hour=1, minute=2, second=3, start_date="2026-11-30"), PLAIN),
    ("calendar-weeks", calendar(NEW_YORK, weeks=2, hour=9, start_date="2027-01-04"), PLAIN),
    ("calendar-leap", calendar(years=1, start_date="2028-02-29"), PLAIN),
    ("calendar-mixed", calendar(months=1, days=3, start_date="2026-12-01"), PLAIN),
    ("calendar-end", calendar(months=1, start_date="2026-12-01", end_date="2027-03-01"), PLAIN),
    ("calendar-spring", calendar(days=1, hour=2, minute=30, start_date="2027-03-27"), SPRING),
    ("calendar-autumn", calendar(days=1, hour=2, minute=30, start_date="2027-10-30"), AUTUMN),
    ("calendar-past-start", calendar(days=3, start_date="2026-01-01"), PLAIN),
    ("calendar-late", calendar(days=3, start_date="2026-01-01"), PLAIN, "2026-11-21T00:00:00+01:00"),
    ("calendar-late-in-utc", calendar(days=3, start_date="2026-01-01"), PLAIN, "2026-11-20T23:00:00+00:00"),
    ("calendar-moved", calendar(days=3, hour=5, start_date="2026-01-01"), PLAIN, "2026-11-24T04:30:00+00:00"),
    ("calendar-one-left", calendar(days=9, start_date="2026-01-01", end_date="2026-11-30"), PLAIN,
     "2026-11-29T04:30:00+00:00"),
    ("or-cron", OrTrigger([crontab("0 8 * * mon-fri"), crontab("0 10 * * sat,sun")]), PLAIN),
    ("or-same", OrTrigger([crontab("0 8 * * *"), crontab("0 8,9 * * *")]), PLAIN),
    ("or-nested", OrTrigger([AndTrigger([cron(day=13, hour=9), cron(day=13, hour=9)]), cron(day="1st mon")]), PLAIN),
    ("or-interval", OrTrigger([every(hours=5, start_date="2026-11-22"), cron("UTC", hour="*/12")]), PLAIN),
    ("or-date", OrTrigger([DateTrigger("2026-11-22 12:30:00", "UTC"), cron("UTC", hour="*")]), PLAIN),
    ("and-equal", AndTrigger([cron(hour="8,12"), cron(hour="8,12")]), PLAIN),
    ("and-one", AndTrigger([cron(day_of_week="fri", hour=9)]), PLAIN),
]
PAUSED = cron(hour=4, minute=4)
JITTER = [
    ("jitter-cron", cron(hour=4, jitter=120)),
    ("jitter-interval", every(hours=1, start_date="2026-11-22", jitter=30)),
    ("jitter-calendar", calendar(days=1, hour=3, start_date="2026-11-22", jitter=10)),
    ("jitter-or", OrTrigger([cron(hour=4), cron(hour=5)], jitter=60)),
]


def next_ten(trigger, now, next_run_time):
    """As the scheduler asks: after each run, with the present at that time."""
    fires, fire = [], next_run_time
    while fire and len(fires) < 10:
        fires.append(fire)
        now = max(now, fire.astimezone(UTC)) + timedelta(milliseconds=1)
        fire = trigger.get_next_fire_time(fire, now)
    return [fire.astimezone(UTC).isoformat() for fire in fires]


def add_cases(scheduler, jobstore):
    fires = []
    for job_id, trigger, now, *moved in CASES:
        now = datetime.fromisoformat(now) if now else datetime.now(UTC)
        first = datetime.fromisoformat(moved[0]) if moved else trigger.get_next_fire_time(None, now)
        scheduler.add_job(shop.report, trigger, id=job_id, next_run_time=first, jobstore=jobstore)
        ten = next_ten(trigger, now, first)
        fires.append({"id": job_id, "now": now.isoformat(), "moved": bool(moved), "fires": ten})
    return fires


def add_options(scheduler, jobstore):
    options = dict(jobstore=jobstore, executor="processpool", coalesce=False, max_instances=3)
    scheduler.add_job(shop.report, PAUSED, id="paused", next_run_time=None, misfire_grace_time=None, **options)
    tomorrow = dict(next_run_time=at("2026-11-23T03:00:07"), jobstore=jobstore)
    scheduler.add_job(shop.letter, PAUSED, ["é"], {"format": "ps"}, "arguments", "Monthly letter", 60, **tomorrow)
    scheduler.add_job(shop.Till().close, PAUSED, [{"a": [1, 2.5, None]}], id="method", **tomorrow)
    for job_id, trigger in JITTER:
        scheduler.add_job(shop.report, trigger, id=job_id, **tomorrow)


def main(folder):
    url = "sqlite:///{}".format(folder / "jobs.sqlite")
    scheduler = BackgroundScheduler(timezone="UTC", jobstores={"disk": {"type": "sqlalchemy", "url": url}})
    scheduler.start(paused=True)
    for jobstore in ("disk", "default"):
        fires = add_cases(scheduler, jobstore)
        add_options(scheduler, jobstore)
    functions = {"shop:Till.close": "shop::close", "shop:letter": "shop::letter", "shop:report": "shop::report"}
    export_jobs(scheduler, folder / "live.json", functions, jobstore="default")
    (folder / "fires.json").write_text(json.dumps(fires))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
