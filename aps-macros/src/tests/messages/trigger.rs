//! Triggers and their options.

use expect_test::expect;

use super::check;

#[test]
fn what_a_trigger_does_not_have() {
    check(
        "interval(hours = 2, dst_gap = \"skip\"), dst_overlap = \"both\"",
        expect![[r#"
        `interval` has no `dst_gap`
          = help: leave it out
          = note: an interval is elapsed time: changes of the clocks do not touch it

        `interval` has no `dst_overlap`
          = help: leave it out
          = note: an interval is elapsed time: changes of the clocks do not touch it
    "#]],
    );
    check(
        "date = \"2030-01-31\", jitter = 5, end_date = \"2031-01-31\"",
        expect![[r#"
        `date` has no `jitter`
          = help: leave it out
          = note: a date is one moment

        a `date` trigger fires once, it has neither `start_date` nor `end_date`
          = help: leave it out
    "#]],
    );
    check(
        "calendar_interval(days = 1, dst_overlap = \"both\")",
        expect![[r#"
        `calendar_interval` has no `dst_overlap`
          = help: leave it out
          = note: a time that the clocks repeat fires the first time
    "#]],
    );
    check(
        "and(cron = \"@daily\", cron = \"@hourly\", timezone = \"UTC\"), dst_gap = \"skip\"",
        expect![[r#"
        `and` has no `timezone`
          = help: write it with each of the triggers, as in `cron(…, timezone = "UTC")`

        `and` has no `dst_gap`
          = help: write it with each of the triggers, as in `cron(…, dst_gap = "skip")`
    "#]],
    );
    check(
        "or(cron = \"@daily\", id = \"x\")",
        expect![[r#"
        `id` is an option of the job, not of `or(…)`
          = help: move it out of the parentheses: `or(…), id = "x"`
    "#]],
    );
}

#[test]
fn options_of_triggers() {
    check(
        "cron = \"@daily\", dst_gap = \"nxet\", dst_overlap = 5, jitter = 0",
        expect![[r#"
        `nxet` is not a value of `dst_gap`
          = help: did you mean `next`?
          = note: `dst_gap` is one of `next`, `skip`

        `dst_overlap` takes `"first"`, `"last"` or `"both"`
          = note: found `5`

        `jitter` is out of range: `0`
          = help: `jitter` takes seconds, or a length of time such as `"2m"`
    "#]],
    );
    // Beyond what can be written down.
    check(
        "cron = \"@daily\", jitter = 316_224_000_001",
        expect![[r#"
            `jitter` is out of range: `316224000001`
              = help: `jitter` takes seconds, or a length of time such as `"2m"`
        "#]],
    );
    check(
        "cron(\"@daily\", jitter = \"5\"), jitter = -5",
        expect![[r#"
            `jitter` is given inside and outside of the parentheses
              = help: keep one of the two

            invalid `jitter`: `5` has no unit
              = help: write `5s` for seconds, `5m` for minutes, `5h` for hours
              = note: units are weeks, days, hours, minutes, seconds and ms
        "#]],
    );
    check(
        "cron(\"0 5 * * *\", hour = 5, huor = 6)",
        expect![[r#"
            `hour` is given beside a text that says when
              = help: keep one of the two

            unknown option `huor` of `cron(…)`
              = help: did you mean `hour`?
        "#]],
    );
    check(
        "cron(NIGHTLY)",
        expect![[r#"
            `cron` takes a crontab string such as `"0 8 * * mon-fri"`, as a literal
              = help: write the value itself; what is only known at run time is given to `Scheduler::add_job`
              = note: macros and constants are not expanded here: the value is checked while compiling
        "#]],
    );
    check(
        "jitter = 1.5, dst_gap = \"x\"",
        expect![[r#"
        the job has no trigger
          = help: say when it runs: `cron = "…"`, `cron(…)`, `interval(…)`, `date = "…"`, `calendar_interval(…)`, `and(…)` or `or(…)`
          = note: a function that is only called by jobs added at run time takes `#[job]`

        `x` is not a value of `dst_gap`
          = note: `dst_gap` is one of `next`, `skip`
    "#]],
    );
}

#[test]
fn calendar_intervals() {
    check(
        "calendar_interval = \"1 month\"",
        expect![[r#"
        `calendar_interval` takes its options in parentheses
          = help: write for example `calendar_interval(months = 1, hour = 15)`
    "#]],
    );
    check(
        "calendar_interval(hour = 24)",
        expect![[r#"
        `hour` is out of range: `24`
          = help: `hour` takes a whole number from 0 to 23
    "#]],
    );
    check(
        "calendar_interval(hours = 5, months = 1.5)",
        expect![[r#"
            unknown option `hours` of `calendar_interval(…)`
              = help: did you mean `hour`?

            `months` takes a whole number
              = note: found `1.5`
        "#]],
    );
    check(
        "calendar_interval(start_date = \"2030-01-31\")",
        expect![[r#"
        `calendar_interval(…)` does not say when
          = help: write for example `calendar_interval(months = 1, hour = 15)`
    "#]],
    );
    check(
        "calendar_interval(hour = 5)",
        expect![[r#"
            invalid calendar interval: the length is zero
              = help: give `years`, `months`, `weeks` or `days`
        "#]],
    );
    check(
        "calendar_interval(days = 1, start_date = \"2030-01-31 08:00\", end_date = \"2029-01-31\")",
        expect![[r#"
            invalid date: this is more than a date
              = help: write the date alone, such as `2030-01-31`
        "#]],
    );
    check(
        "calendar_interval(days = 1, start_date = \"2030-01-31\", end_date = \"2029-01-31\")",
        expect![[r#"
        `start_date` is after `end_date`, so the job would never run
          = help: give a later `end_date`
    "#]],
    );
}

#[test]
fn combinations() {
    check(
        "and = \"0 5 * * *\"",
        expect![[r#"
        `and` takes its options in parentheses
          = help: write for example `and(cron = "0 8 13 * *", cron = "0 8 * * fri")`
    "#]],
    );
    check(
        "or()",
        expect![[r#"
        `or(…)` does not say when
          = help: write for example `or(cron = "0 8 * * *", cron = "30 17 * * fri")`
    "#]],
    );
    check(
        "or(\"0 5 * * *\", cron = \"0 6 * * *\")",
        expect![[r#"
            expected an option, found `"0 5 * * *"`
              = help: a schedule needs its key: `cron = "0 5 * * *"`
        "#]],
    );
    check(
        "and(cron = \"0 12 * * *\", cron(minute = 30))",
        expect![[r#"
            invalid combination: this never fires: they have no minute in common
              = help: an `and` fires when all of its members do; if one of them is enough, write `or`
        "#]],
    );
    check(
        "and(corn = \"0 12 * * *\", cron = \"0 0 31 2 *\", interval(huors = 2))",
        expect![[r#"
            unknown option `corn` of `and(…)`
              = help: did you mean `cron`?

            invalid cron expression: this never fires: february has no day 31
              |
              | 0 0 31 2 *
              |     ^^^^^^
              |
              = help: for the last day of a month write `L`

            unknown option `huors` of `interval(…)`
              = help: did you mean `hours`?
        "#]],
    );
    check(
        "cron = \"@daily\", interval = \"2h\"",
        expect![[r#"
        the job has 2 triggers: `cron` and `interval`
          = help: keep one, combine them as `or(cron = "@daily", interval = "2h")`, or put a `#[scheduled_job(…)]` with its own `id` on the function for each
    "#]],
    );
}

/// At 02:30 and at 03:00 the clocks of Berlin can show the same instant.
#[test]
fn members_that_meet_where_the_clocks_change_are_let_through() {
    let berlin = "timezone = \"Europe/Berlin\"";
    check(&format!("and(cron(\"30 2 * * *\", {berlin}), cron(\"0 3 * * *\", {berlin}))"), expect![""]);
    check(&format!("and(cron(\"30 2 * * *\", {berlin}), cron = \"0 3 * * *\")"), expect![""]);
    check("and(cron = \"0 12 13 * *\", cron = \"0 12 * * fri\", interval = \"2h\")", expect![""]);
}
