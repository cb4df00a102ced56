#!/usr/bin/env python3
"""Writes the jobs of an APScheduler 3.x scheduler as a file that aps imports.

    apscheduler_export.py sqlite:///jobs.sqlite -o jobs.json      a job store, by its URL
    apscheduler_export.py shop.tasks:scheduler -o jobs.json       a scheduler, by its name
    apscheduler_export.py shop.tasks:scheduler --callables        which functions do jobs call?

or, in the process in which the scheduler runs:

    from apscheduler_export import export_jobs
    export_jobs(scheduler, "jobs.json", functions={"shop.tasks:send": "shop::send"})

It needs Python 3.8 and APScheduler 3.5, or later ones of 3.x, and reads only: it starts no
scheduler, and changes no job store. What cannot be carried over is told, and then nothing is
written, unless it is to be left out. See README.md beside this file.
"""

import argparse
import difflib
import functools
import inspect
import json
import math
import os
import pickle
import re
import sys
from datetime import datetime, timedelta, timezone

import apscheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.combining import AndTrigger, OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.cron.expressions import RangeExpression
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from apscheduler.util import get_callable_name, obj_to_ref, ref_to_obj

try:
    from apscheduler.triggers.calendarinterval import CalendarIntervalTrigger
except ImportError:  # before 3.11

    class CalendarIntervalTrigger:
        """No trigger is one."""


UTC = timezone.utc


class Refused(Exception):
    """Something cannot be carried over; the text says what, and what to do."""


class SourceError(Exception):
    """The jobs cannot be read at all."""


class NotCarried(Exception):
    """Some jobs cannot be carried over, so nothing was written. `report` says which."""

    def __init__(self, report):
        super().__init__("\n".join(report.lines()))
        self.report = report


class Report:
    """What became of the jobs: `jobs` are carried over, in our form; `left_out` and `notes`
    are pairs of a job's id and a text."""

    def __init__(self):
        self.jobs = []
        self.left_out = []
        self.notes = []

    def lines(self):
        """The report for people."""
        yield from ("left out: job `{}`: {}".format(*entry) for entry in self.left_out)
        yield from ("note: job `{}`: {}".format(*entry) for entry in self.notes)


# Triggers


class Triggers:
    """Writes triggers as data, in the words of aps. `zones` names time zones that have no
    name; what a reader should know is added to `notes`."""

    def __init__(self, zones, notes):
        self.zones = zones
        self.notes = notes

    def data(self, trigger, next_run_time=None):
        """A trigger as data. Subclasses may fire when they like, so they are refused."""
        write = {
            CronTrigger: self.cron,
            IntervalTrigger: self.interval,
            DateTrigger: self.date,
            CalendarIntervalTrigger: self.calendar_interval,
            AndTrigger: self.combined,
            OrTrigger: self.combined,
        }.get(type(trigger))
        if write is None:
            raise Refused("its trigger is of type `{}`, which aps does not have".format(type(trigger).__qualname__))
        return write(trigger, next_run_time)

    def cron(self, trigger, _):
        fields = {field.name: field_data(field) for field in trigger.fields if not field.is_default}
        # Without any field it fires each second there, and is an error here.
        fields = fields or {"second": "*"}
        fields["timezone"] = self.zone(trigger.timezone)
        return {"cron": {**fields, **span(trigger, moment), **jitter(trigger)}}

    def interval(self, trigger, next_run_time):
        data = length(trigger.interval)
        try:
            data["timezone"] = self.zone(trigger.timezone)
        except Refused:
            pass  # It is only for display: the dates are absolute.
        data.update(span(trigger, moment), **jitter(trigger))
        # There each run is one interval after the last one, here it is on the grid of the start.
        if next_run_time and not trigger.jitter and not is_on_grid(trigger, next_run_time):
            if trigger.end_date and next_run_time.astimezone(UTC) > trigger.end_date.astimezone(UTC):
                return {"date": moment(next_run_time)}
            data["start_date"] = moment(next_run_time)
        return {"interval": data}

    def date(self, trigger, _):
        return {"date": moment(trigger.run_date)}

    def calendar_interval(self, trigger, next_run_time):
        data = {unit: getattr(trigger, unit) for unit in ("years", "months", "weeks", "days")}
        if min(data.values()) < 0:
            raise Refused("its interval is negative")
        data.update((unit, getattr(trigger._time, unit)) for unit in ("hour", "minute", "second"))
        data = {unit: number for unit, number in data.items() if number}
        data["timezone"] = self.zone(trigger.timezone)
        data.update(span(trigger, lambda date: date.isoformat()[:10]), **jitter(trigger))
        # There the dates are counted from the last run, here from the start.
        if next_run_time and not trigger.jitter and not is_in_row(trigger, next_run_time):
            following = trigger.get_next_fire_time(next_run_time, next_run_time)
            if following is None:
                return {"date": moment(next_run_time)}
            data["start_date"] = following.date().isoformat()
        return {"calendar_interval": data}

    def combined(self, trigger, _):
        if not trigger.triggers:
            raise Refused("its trigger combines no triggers")
        if any(getattr(member, "jitter", None) for member in trigger.triggers):
            self.notes.append("the jitter of a trigger within `and` and `or` counts for nothing in aps")
        members = [self.data(member) for member in trigger.triggers]
        return {"and" if isinstance(trigger, AndTrigger) else "or": members, **jitter(trigger)}

    def zone(self, tzinfo):
        """The IANA name of a time zone: of zoneinfo, of pytz, or of whole hours."""
        name = getattr(tzinfo, "key", None) or getattr(tzinfo, "zone", None)
        offset = None if name else tzinfo.utcoffset(None)
        if offset is not None:
            name = offset_name(offset)
        name = self.zones.get(name or str(tzinfo), name)
        if not name or name == "local" or name[0] in "+-":
            text = name or str(tzinfo)
            raise Refused(
                "its time zone `{0}` has no name; give it one with `--zone '{0}=Europe/Berlin'`".format(text)
            )
        return name


def field_data(field):
    """A field of cron: what was given, in APScheduler's spelling."""
    text = ",".join(map(expression_text, field.expressions))
    return int(text) if text.isdigit() else text


def expression_text(expression):
    """`0-0/5` is 0 and nothing else, though APScheduler shows it as `0/5`."""
    if type(expression) is RangeExpression and expression.first == expression.last:
        return str(expression.first)
    return str(expression)


def span(trigger, write):
    """From when to when a trigger fires."""
    dates = {name: getattr(trigger, name) for name in ("start_date", "end_date")}
    return {name: write(date) for name, date in dates.items() if date is not None}


def jitter(trigger):
    """The jitter, in seconds."""
    seconds = trigger.jitter
    if not seconds:
        return {}
    if not isinstance(seconds, (int, float)) or not math.isfinite(seconds) or seconds < 0:
        raise Refused("its jitter `{}` is no length of time".format(seconds))
    return {"jitter": seconds}


def length(interval):
    """A timedelta in units, to the microsecond."""
    if interval <= timedelta(0):
        raise Refused("its interval `{}` is not positive".format(interval))
    days, minutes = interval.days, interval.seconds // 60
    units = {"days": days, "hours": minutes // 60, "minutes": minutes % 60}
    if not days % 7 and interval == timedelta(days=days):
        units = {"weeks": days // 7}
    seconds = interval.seconds % 60
    units["seconds"] = seconds + interval.microseconds / 1e6 if interval.microseconds else seconds
    return {unit: number for unit, number in units.items() if number}


def moment(time):
    """A time with a zone in RFC 3339. Times that the clocks skip are put right on the way."""
    if time.utcoffset() is None:
        raise Refused("the time `{}` has no time zone".format(time))
    try:
        time = time.astimezone(UTC)
    except OverflowError:
        pass  # The last hours of the year 9999.
    return time.isoformat().replace("+00:00", "Z")


def offset_name(offset):
    """The zone of an offset: a name for whole hours, and `+05:30` for others."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if rest or not -12 <= hours <= 14:
        return datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:]
    return "Etc/GMT{:+}".format(-hours) if hours else "UTC"


def is_on_grid(trigger, time):
    """Whether an interval fires at that time, counted from its start."""
    # In UTC, since Python subtracts times of one zone by their clocks.
    passed = time.astimezone(UTC) - trigger.start_date.astimezone(UTC)
    return passed >= timedelta(0) and not passed % trigger.interval


def is_in_row(trigger, time):
    """Whether a calendar interval fires at that time, and then goes on as counted from its start."""
    fire = None
    while fire is None or fire < time:
        fire = trigger.get_next_fire_time(fire, time)
        if fire is None:
            return False
    # It counts from the date of a run, which is another one in another time zone.
    return fire == time and fire.date() == time.date()


def has_ended(trigger):
    """Whether a trigger that is asked for its first fire time has none. Combinations are not
    asked: they may search for ever."""
    single = isinstance(trigger, (CronTrigger, IntervalTrigger))
    return single and trigger.get_next_fire_time(None, datetime.now(UTC)) is None


# What is called


class Call:
    """What a job calls: a `name` as `module:function`, the function if it is at hand, and the
    arguments. A method's object is its first argument, as in APScheduler's job stores."""

    def __init__(self, state):
        function, args, kwargs = state["func"], list(state["args"]), dict(state["kwargs"])
        while isinstance(function, functools.partial):
            args = list(function.args) + args
            kwargs = {**function.keywords, **kwargs}
            function = function.func
        if isinstance(function, str):
            self.name, self.function = function, None
        else:
            bound = inspect.ismethod(function) and not inspect.isclass(function.__self__)
            if not (inspect.isroutine(function) or inspect.isclass(function)):
                function, bound = function.__call__, True
            self.name = callable_name(function)
            if bound:
                args.insert(0, function.__self__)
                function = function.__func__
            self.function = function
        self.args, self.kwargs = args, kwargs

    def positional(self):
        """The arguments by position, in the order of the function's parameters."""
        if not self.kwargs:
            return self.args
        names = ", ".join("`{}`".format(name) for name in self.kwargs)
        try:
            parameters = inspect.signature(self.function or ref_to_obj(self.name)).parameters
            return by_position(parameters, self.args, self.kwargs)
        except Refused:
            raise
        except Exception as error:
            text = "its keyword arguments {} have no place, since `{}` cannot be inspected: {}"
            raise Refused(text.format(names, self.name, error)) from error

    def has_object(self):
        """Whether the first argument is the object whose method is called."""
        owner = self.name.partition(":")[2].rpartition(".")[0]
        classes = type(self.args[0]).__mro__ if self.args else ()
        return bool(owner) and any(owner == each.__qualname__ for each in classes)

    def data(self, functions, notes):
        """The function's name here, and the arguments as JSON."""
        args = self.positional()
        if self.name not in functions:
            if self.has_object():
                text = "`{}` is a method of an object; map it to a function that finds the object by itself"
                raise Refused(text.format(self.name))
            if "<" in self.name:
                text = "`{}` is a lambda or within a function, so others may be called the same; map it if none is"
                raise Refused(text.format(self.name))
        if self.has_object():
            notes.append("the object whose method `{}` it called is left out".format(self.name))
            args = args[1:]
        check_json(args, "args")
        return {"function": functions.get(self.name, self.name), "args": args}


def callable_name(function):
    """`module:function`, also of a lambda or of a function within a function."""
    try:
        return obj_to_ref(function)
    except ValueError:
        return "{}:{}".format(function.__module__, get_callable_name(function))


def by_position(parameters, args, kwargs):
    """Arguments in the order of parameters; gaps before the last that is given take defaults."""
    signature = inspect.Signature(list(parameters.values()))
    given = signature.bind(*args, **kwargs).arguments
    last = max(place for place, name in enumerate(parameters) if name in given)
    values = []
    for parameter in list(parameters.values())[: last + 1]:
        if parameter.kind == parameter.VAR_KEYWORD:
            names = ", ".join("`{}`".format(name) for name in given[parameter.name])
            raise Refused("its keyword arguments {} are not parameters by name".format(names))
        if parameter.kind == parameter.VAR_POSITIONAL:
            values.extend(given.get(parameter.name, ()))
        else:
            values.append(given.get(parameter.name, parameter.default))
    return values


def check_json(value, place):
    """Whether a value is in JSON what it is here. Values themselves are not shown."""
    kind = type(value)
    if kind in (list, tuple):
        for index, member in enumerate(value):
            check_json(member, "{}[{}]".format(place, index))
    elif kind is dict:
        for key, member in value.items():
            if type(key) is not str:
                raise Refused("{} has a key of type `{}`, not text".format(place, type(key).__qualname__))
            check_json(key, "a key of " + place)
            check_json(member, "{}[{!r}]".format(place, key))
    elif kind is str:
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Refused("{} is text with half a character".format(place))
    elif kind is int:
        if not -(2**63) <= value < 2**64:
            raise Refused("{} is a whole number of more than 64 bits".format(place))
    elif kind is float:
        if not math.isfinite(value):
            raise Refused("{} is not a finite number".format(place))
    elif value is not None and kind is not bool:
        raise Refused("{} is of type `{}`, which JSON does not have".format(place, kind.__qualname__))


# Jobs

ID = re.compile(r"[A-Za-z0-9._:-]{1,191}\Z")


def check_id(job_id):
    """Ids need no quoting in a log, a URL or a shell."""
    if not ID.match(job_id):
        raise Refused("an id has 1 to 191 of `A-Z a-z 0-9 . _ : -`; rename it, or have it done by `--fix-ids`")


def fixed_id(job_id):
    """The nearest text that may be an id."""
    return re.sub(r"[^A-Za-z0-9._:-]", "_", job_id)[:191] or "_"


class Exporter:
    """Turns states of jobs, as in APScheduler's job stores, into our form."""

    def __init__(self, functions, zones, fix_ids):
        self.functions = functions
        self.zones = zones
        self.fix_ids = fix_ids
        self.ids = set()
        self.report = Report()

    def add(self, job_id, state):
        """Adds a job; `state` may be the reason why there is none."""
        faults, notes = [], []
        job = {}

        def put(make):
            try:
                job.update(make())
            except Refused as fault:
                faults.append(str(fault))

        if isinstance(state, Refused):
            faults.append(str(state))
        else:
            put(lambda: {"id": self.id(job_id, state.get("jobstore"), notes)})
            put(lambda: Call(state).data(self.functions, notes))
            put(lambda: self.schedule(state, notes))
            job.update(options(state))
        self.report.notes.extend((job_id, text) for text in notes)
        if faults:
            self.report.left_out.extend((job_id, text) for text in faults)
        else:
            self.report.jobs.append(job)

    def id(self, job_id, jobstore, notes):
        if self.fix_ids and fixed_id(job_id) != job_id:
            notes.append("its id is `{}` now".format(fixed_id(job_id)))
            job_id = fixed_id(job_id)
        check_id(job_id)
        if (jobstore, job_id) in self.ids:
            raise Refused("there is another job by this id in its store")
        self.ids.add((jobstore, job_id))
        return job_id

    def schedule(self, state, notes):
        """The trigger and the next run time. Without one, a job is paused or not begun."""
        trigger, next_run_time = state["trigger"], state.get("next_run_time")
        data = {"trigger": Triggers(self.zones, notes).data(trigger, next_run_time)}
        if next_run_time:
            data["next_run_time"] = moment(next_run_time)
        elif has_ended(trigger):
            raise Refused("its trigger does not fire any more")
        if "next_run_time" in state:
            data["paused"] = next_run_time is None
        return data


def options(state):
    """Where the job is kept, and how it is run. The names are the same."""
    names = ("jobstore", "name", "executor", "coalesce", "max_instances", "misfire_grace_time")
    return {name: state[name] for name in names if name in state}


# Where jobs come from

OPTIONS = ("misfire_grace_time", "coalesce", "max_instances")
STATE = ("id", "func", "trigger", "executor", "args", "kwargs", "name", *OPTIONS)


def states_of(source, jobstore=None):
    """Pairs of an id and a state: the jobs of a scheduler, or `Job`s in a list."""
    if not isinstance(source, BaseScheduler):
        return [(job.id, state_of(job, job._jobstore_alias or "default")) for job in source]
    with source._jobstores_lock:
        stores = dict(source._jobstores)
        pending = list(source._pending_jobs)
        known = {"default", *stores, *(alias for _, alias, _ in pending)}
        if jobstore is not None and jobstore not in known:
            raise SourceError("there is no job store `{}`, but {}".format(jobstore, ", ".join(sorted(known))))
        chosen = known if jobstore is None else {jobstore}
        stored = [(alias, *entry) for alias in stores if alias in chosen for entry in stored_states(stores[alias])]
    # When the scheduler starts, these come into their stores.
    waiting = [(job, alias, replace) for job, alias, replace in pending if alias in chosen]
    replaced = {(alias, job.id) for job, alias, replace in waiting if replace}
    states = [(job_id, kept_in(alias, state)) for alias, job_id, state in stored if (alias, job_id) not in replaced]
    return states + [(job.id, state_of(job, alias)) for job, alias, _ in waiting]


def kept_in(jobstore, state):
    return state if isinstance(state, Refused) else {**state, "jobstore": jobstore}


def state_of(job, jobstore):
    """As in a job store, but with the callable itself. A job that waits for the start of its
    scheduler has no next run time, and will take on the defaults."""
    state = {name: getattr(job, name) for name in (*STATE, "next_run_time") if hasattr(job, name)}
    defaults = job._scheduler._job_defaults if job._scheduler else {}
    return kept_in(jobstore, {**defaults, **state})


def stored_states(store):
    """The jobs of a store. Not by its `get_all_jobs`, which deletes what it cannot read."""
    kinds = {kind.__name__ for kind in type(store).__mro__}
    if "MemoryJobStore" in kinds:
        return [(job.id, state_of(job, store._alias)) for job in store.get_all_jobs()]
    if "SQLAlchemyJobStore" in kinds:
        return table_states(store.engine, store.jobs_t)
    if "MongoDBJobStore" in kinds:
        return [(row["_id"], unpickled(row["job_state"])) for row in store.collection.find()]
    if "RedisJobStore" in kinds:
        rows = store.redis.hgetall(store.jobs_key).items()
        return [(key.decode() if isinstance(key, bytes) else key, unpickled(state)) for key, state in rows]
    raise SourceError(
        "jobs in a `{}` are not read; call `export_jobs(scheduler.get_jobs(), …)` in your program, "
        "but know that it deletes jobs that it cannot read".format(type(store).__qualname__)
    )


def table_states(engine, table):
    """The rows of a table of jobs, if there is one."""
    if not has_table(engine, table):
        return []
    with engine.connect() as connection:
        query = table.select().order_by(table.c.next_run_time, table.c.id)
        return [(row.id, unpickled(row.job_state)) for row in connection.execute(query)]


def has_table(engine, table):
    """Whether the database has the table. To ask SQLite would make the file if it is not there."""
    from sqlalchemy import inspect as inspector

    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and file != ":memory:" and not file.startswith("file:") and not os.path.exists(file):
        return False
    return table.name in inspector(engine).get_table_names(schema=table.schema)


def database_states(url, table, schema):
    """The jobs in a database, by a URL of SQLAlchemy."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from sqlalchemy.exc import ArgumentError

    try:
        store = SQLAlchemyJobStore(url, tablename=table, tableschema=schema)
    except (ArgumentError, ValueError):
        raise SourceError("SQLAlchemy cannot read this URL") from None  # Its error may show the password.
    if not has_table(store.engine, store.jobs_t):
        raise SourceError("there is no table `{}` in `{}`".format(table, store.engine.url.database))
    return stored_states(store)


def unpickled(row):
    """The state of a job in a store, or why it cannot be read."""
    try:
        state = pickle.loads(row)
        missing = {*STATE, "next_run_time"} - set(state)
    except Exception as error:
        return Refused("it cannot be read: {}: {}".format(type(error).__name__, error))
    if missing or state.get("version", 1) != 1:
        return Refused("it was not written by APScheduler 3")
    return state


# The export


def export_jobs(source, outfile, functions=None, zones=None, jobstore=None, skip=False, fix_ids=False):
    """Writes jobs to a path or a text file, and returns a `Report`.

    `source` is a scheduler, running, paused or not started, or a list of its jobs. `functions`
    maps callables (`module:function`) to names of functions in aps; `zones` maps zones that have
    no name to one. `jobstore` names one store. With `skip`, jobs that cannot be carried over
    are left out; without it they raise `NotCarried`, and nothing is written. With `fix_ids`,
    letters that an id must not have become `_`.
    """
    return write(states_of(source, jobstore), outfile, functions or {}, zones or {}, skip, fix_ids)


def write(states, outfile, functions, zones, skip, fix_ids):
    """Writes states of jobs as a file of jobs."""
    exporter = Exporter(functions, zones, fix_ids)
    for job_id, state in states:
        exporter.add(job_id, state)
    report = exporter.report
    if report.left_out and not skip:
        raise NotCarried(report)
    document = {
        "format": "aps-jobs",
        "version": 1,
        "exported_by": "APScheduler " + apscheduler.version,
        "jobs": report.jobs,
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if hasattr(outfile, "write"):
        outfile.write(text)
    else:
        replace_file(outfile, text)
    return report


def replace_file(path, text):
    """Writes a file whole or not at all."""
    partial = "{}.partial".format(path)
    with open(partial, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(partial, path)


# The command


def callables_of(states):
    """A map of callables to be edited: how a function of this name is called in Rust."""
    names = {Call(state).name for _, state in states if not isinstance(state, Refused)}
    return {name: re.sub(r"[:.]+", "::", name) for name in sorted(names)}


def arguments():
    parser = argparse.ArgumentParser(
        description="Writes the jobs of an APScheduler 3.x scheduler as a file that aps imports.",
        epilog="Exit code: 0 all jobs are written; 1 the jobs cannot be read; 2 wrong usage; 3 some jobs "
        "cannot be carried over, and nothing is written, or all others with --skip.",
    )
    add = parser.add_argument
    add("source", help="module:scheduler, a URL of SQLAlchemy, or env:NAME for a variable that has one of them")
    add("-o", "--output", metavar="FILE", help="where to write; standard output if it is not given")
    add("--callables", action="store_true", help="list the functions that jobs call, as a map to be edited")
    add("--functions", metavar="FILE", help="a map of callables to names of functions in aps, in JSON")
    add("--zone", action="append", default=[], metavar="OLD=NEW", help="a name for a time zone that has none")
    add("--fix-ids", action="store_true", help="put `_` for letters that an id must not have")
    add("--skip", action="store_true", help="leave out what cannot be carried over")
    add("--jobstore", metavar="ALIAS", help="of a scheduler: only this job store")
    add("--table", default="apscheduler_jobs", help="of a database: its table (default: %(default)s)")
    add("--schema", help="of a database: the schema of the table")
    return parser


def load_states(options):
    """The jobs that the command line names."""
    sys.path.insert(0, os.getcwd())
    source = options.source
    if source.startswith("env:"):
        source = os.environ.get(source[4:], "")
    if "://" in source:
        return database_states(source, options.table, options.schema)
    try:
        scheduler = ref_to_obj(source)
    except (ValueError, LookupError) as error:
        raise SourceError("`{}`: {}".format(options.source, error.__cause__ or error)) from error
    if not isinstance(scheduler, BaseScheduler):
        kind = type(scheduler).__qualname__
        raise SourceError("`{}` is not a scheduler of APScheduler 3 but a `{}`".format(source, kind))
    return states_of(scheduler, options.jobstore)


def load_functions(path, states):
    """The map of callables. An entry that no job needs is told: it may be misspelt."""
    if path is None:
        return {}
    with open(path, encoding="utf-8") as file:
        functions = json.load(file)
    if not isinstance(functions, dict) or not all(name and isinstance(name, str) for name in functions.values()):
        raise SourceError('{}: an object is expected, such as {{"shop.tasks:send": "shop::send"}}'.format(path))
    called = callables_of(states)
    for name in sorted(set(functions) - set(called)):
        near = difflib.get_close_matches(name, called, 1)
        tell("note: {}: no job calls `{}`{}".format(path, name, "; is it `{}`?".format(near[0]) if near else ""))
    return functions


def tell(text):
    print(text, file=sys.stderr)


def run(options):
    """Does what the command line says; the exit code."""
    states = load_states(options)
    if options.callables:
        print(json.dumps(callables_of(states), indent=2, ensure_ascii=False))
        return 0
    functions = load_functions(options.functions, states)
    zones = dict(entry.partition("=")[::2] for entry in options.zone)
    outfile = options.output or sys.stdout
    try:
        report = write(states, outfile, functions, zones, options.skip, options.fix_ids)
    except NotCarried as error:
        tell(error)
        tell("nothing is written; `--skip` leaves out what cannot be carried over")
        return 3
    for line in report.lines():
        tell(line)
    left_out = len({job_id for job_id, _ in report.left_out})
    tell("{} jobs written, {} left out".format(len(report.jobs), left_out))
    unmapped = sorted({job["function"] for job in report.jobs} - set(functions.values()))
    if unmapped:
        tell("not mapped, so paused until functions have these names: " + ", ".join(unmapped))
    return 3 if left_out else 0


def main():
    options = arguments().parse_args()
    try:
        return run(options)
    except (SourceError, ImportError, OSError, ValueError) as error:
        tell("error: {}".format(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
