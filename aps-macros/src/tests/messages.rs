//! What is said about mistakes, as it is read. (Where it is shown, `tests/ui` tells.)

use expect_test::{Expect, expect};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

use crate::{expression, scheduled_job};

/// The texts of all `compile_error!`s.
fn messages(expansion: TokenStream) -> String {
    let mut found = Vec::new();
    collect(expansion, &mut found);
    found.iter().map(|text| format!("{text}\n")).collect::<Vec<_>>().join("\n")
}

fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    let mut after_error = false;
    for token in tokens {
        match token {
            TokenTree::Ident(word) => after_error = word == "compile_error",
            TokenTree::Group(text) if after_error => {
                found.push(syn::parse2::<LitStr>(text.stream()).unwrap().value());
            }
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn check(attr: &str, expected: Expect) {
    check_on("fn report() {}", attr, expected);
}

fn check_on(item: &str, attr: &str, expected: Expect) {
    let expansion = scheduled_job::expand(attr.parse().unwrap(), &item.parse().unwrap());
    expected.assert_eq(&messages(expansion));
}

fn check_cron(tokens: &str, expected: Expect) {
    let expansion = expression::expand("cron!", &aps_triggers::kind::CRON, tokens.parse().unwrap());
    assert!(expansion.to_string().contains("CronTrigger :: baked"), "{expansion}");
    expected.assert_eq(&messages(expansion));
}

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
    check(
        "cron(\"@daily\", jitter = \"5\"), jitter = -5",
        expect![[r#"
        `jitter` is given inside and outside of the parentheses
          = help: keep one of the two

        invalid interval: `5` has no unit
          = help: write `5s` for seconds
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
          = note: options are `year`, `month`, `day`, `week`, `day_of_week`, `hour`, `minute`, `second`, `timezone`, `start_date`, `end_date`, `jitter`, `dst_gap`, `dst_overlap`
    "#]],
    );
    check(
        "cron(NIGHTLY)",
        expect![[r#"
        `cron` takes a crontab string such as `"0 8 * * mon-fri"`, as a literal
          = help: for what is only known at run time use `Scheduler::add_job`
          = note: macros and constants are not expanded here: the value is checked while compiling
    "#]],
    );
    check(
        "jitter = 1.5, dst_gap = \"x\"",
        expect![[r#"
        the job has no trigger
          = help: say when it runs: `cron = "…"`, `cron(…)`, `interval(…)` or `date = "…"`
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
          = note: options are `years`, `months`, `weeks`, `days`, `hour`, `minute`, `second`, `timezone`, `start_date`, `end_date`, `jitter`, `dst_gap`

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
          = help: give `years`, `months`, `weeks` or `days`, as in `calendar_interval(months = 1, hour = 15)`
    "#]],
    );
    check(
        "calendar_interval(days = 1, start_date = \"2030-01-31 08:00\", end_date = \"2029-01-31\")",
        expect![[r#"
            invalid date: this is not a date
              = help: write `2030-01-31`, `2030-01-31 08:00:00` or `2030-01-31T08:00:00+01:00`
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
          = help: a schedule needs its key, such as `cron = "0 5 * * *"`
    "#]],
    );
    check(
        "and(cron = \"0 12 * * *\", cron(minute = 30))",
        expect![[r#"
        invalid combination: this never fires: they have no minute in common
    "#]],
    );
    check(
        "and(corn = \"0 12 * * *\", cron = \"0 0 31 2 *\", interval(huors = 2))",
        expect![[r#"
        unknown option `corn` of `and(…)`
          = help: did you mean `cron`?
          = note: options are `cron`, `interval`, `date`, `calendar_interval`, `and`, `or`, `jitter`

        invalid cron expression: this never fires: february has no day 31
          |
          | 0 0 31 2 *
          |     ^^^^^^

        unknown option `huors` of `interval(…)`
          = help: did you mean `hours`?
          = note: options are `weeks`, `days`, `hours`, `minutes`, `seconds`, `timezone`, `start_date`, `end_date`, `jitter`
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

#[test]
fn options_of_the_job() {
    check(
        "cron = \"@daily\", retry = 3",
        expect![[r#"
        `retry` takes its options in parentheses
          = help: write `retry(attempts = 3)`
          = note: `attempts` counts the first one, too: 3 is one try and two more
    "#]],
    );
    check(
        "cron = \"@daily\", retry = \"often\", timeout = 0, on_node_loss = \"re-run\", paused = 1",
        expect![[r#"
            `retry` takes its options in parentheses
              = help: write for example `retry(attempts = 3, delay = "1s")`

            `timeout` is out of range: `0`
              = help: `timeout` takes seconds, or a length of time such as `"5m"`

            `re-run` is not a value of `on_node_loss`
              = help: did you mean `rerun`?
              = note: `on_node_loss` is one of `abandon`, `rerun`

            `paused` takes `true` or `false`
              = note: found `1`
        "#]],
    );
    check(
        "cron = \"@daily\", retry(delay = \"1s\")",
        expect![[r#"
        `retry(…)` does not say how often
          = help: add `attempts`, as in `retry(attempts = 3, delay = "1s")`
          = note: `attempts` counts the first one, too: 3 is one try and two more
    "#]],
    );
    check(
        "cron = \"@daily\", retry(times = 3, attempts = 0, factor = 1.5)",
        expect![[r#"
        unknown option `times` of `retry(…)`
          = help: did you mean `attempts`?
          = note: options are `attempts`, `delay`, `factor`, `max_delay`

        `factor` takes a whole number from 1
          = note: found `1.5`

        `attempts` is out of range: `0`
          = help: `attempts` takes a whole number from 1
    "#]],
    );
    check(
        "cron = \"@daily\", retry(attempts = 3, delay = \"5m\", max_delay = \"1m\")",
        expect![[r#"
        `max_delay` is shorter than `delay`
          = help: give a longer `max_delay`
    "#]],
    );
}

#[test]
fn arguments() {
    let send = "fn send(to: String, count: u32, ctx: JobContext, State(db): State<Db>) {}";
    check_on(
        send,
        "cron = \"@daily\"",
        expect![[r#"
        nothing supplies `to` when the schedule fires
          = help: give the arguments as `args = (…)`, or use `#[job]` and give them to `Scheduler::add_job`

        nothing supplies `count` when the schedule fires
          = help: give the arguments as `args = (…)`, or use `#[job]` and give them to `Scheduler::add_job`
    "#]],
    );
    check_on(send, "cron = \"@daily\", args = (\"ann\", 5)", expect![""]);
    check_on(
        send,
        "cron = \"@daily\", args = (\"ann\",)",
        expect![[r#"
        `send` takes 2 arguments, `args` has 1
          = help: the arguments are `to: String`, `count: u32`
    "#]],
    );
    check_on(
        send,
        "cron = \"@daily\", args = (5, \"5\")",
        expect![[r#"
        the argument `to` is of type `String`, this is a whole number
          = help: write `"5"`

        the argument `count` is of type `u32`, this is a string
          = help: write `5`
    "#]],
    );
    check_on(
        send,
        "cron = \"@daily\", args = ('a', -5)",
        expect![[r#"
        the argument `to` is of type `String`, this is a `char`
          = help: write `"a"`

        the argument `count` is of type `u32`, this is a negative number
    "#]],
    );
    check_on(
        send,
        "cron = \"@daily\", args = \"ann\"",
        expect![[r#"
        `args` takes a tuple of arguments
          = help: write `args = ("ann",)`
    "#]],
    );
    check_on(
        send,
        "cron = \"@daily\", args(\"ann\", 5)",
        expect![[r#"
        `args` takes a tuple of arguments
          = help: write `args = ("ann", 5)`
    "#]],
    );
    check_on(
        send,
        "cron = \"@daily\", args = (\"ann\", 5 +)",
        expect![[r#"
        `args` takes a tuple of arguments: unexpected end of input, expected an expression
    "#]],
    );
    check(
        "cron = \"@daily\", args = (5)",
        expect![[r#"
        `report` takes no arguments, `args` has 1
          = help: leave `args` out
    "#]],
    );
    check_on(
        "fn f(a: f64, b: bool, c: char) {}",
        "cron = \"@daily\", args = (1, \"true\", \"x\")",
        expect![[r#"
            the argument `a` is of type `f64`, this is a whole number
              = help: write `1.0`

            the argument `b` is of type `bool`, this is a string
              = help: write `true`

            the argument `c` is of type `char`, this is a string
              = help: write `'x'`
        "#]],
    );
    check_on(
        "fn f(db: &State<Db>) {}",
        "cron = \"@daily\"",
        expect![[r#"
        `State` is passed by value
          = help: write `State<Db>` instead of `&State<Db>`
          = note: every run gets a clone
    "#]],
    );
}

#[test]
fn arguments_of_several_schedules() {
    let below =
        |args| format!("#[scheduled_job(cron = \"@daily\", id = \"b\"{args})] fn send(to: String) {{}}");
    let above = "cron = \"@daily\", id = \"a\"";
    check_on(
        &below(", args = (\"ann\")"),
        above,
        expect![[r#"
        this schedule has no `args`, another one of the function has
          = help: the arguments are `to: String`
    "#]],
    );
    // The one below says it.
    check_on(&below(""), above, expect![""]);
    assert!(
        !scheduled_job::expand(above.parse().unwrap(), &below("").parse().unwrap())
            .to_string()
            .contains("JOB")
    );
}

#[test]
fn expressions() {
    check_cron(
        "",
        expect![[r#"
        `cron!(…)` does not say when
          = help: write for example `cron!(hour = 5)`, or for every second `second = "*"`
    "#]],
    );
    check_cron(
        "\"0 0 1-45 mai-agu *\"",
        expect![[r#"
        invalid cron expression: `45` is not in 1-31
          |
          | 0 0 1-45 mai-agu *
          |       ^^ in the `day` field
          |
          = note: days are 1-31

        invalid cron expression: `mai` is not a month
          |
          | 0 0 1-45 mai-agu *
          |          ^^^ in the `month` field
          |
          = help: did you mean `may`?
          = note: months are 1-12 or jan-dec

        invalid cron expression: `agu` is not a month
          |
          | 0 0 1-45 mai-agu *
          |              ^^^ in the `month` field
          |
          = help: did you mean `aug`?
          = note: months are 1-12 or jan-dec
    "#]],
    );
    check_cron(
        "NIGHTLY, timezone = \"Europe/Berln\"",
        expect![[r#"
        `cron!` takes a crontab string such as `"0 8 * * mon-fri"`, as a literal
          = help: for a text that is only known at run time use `CronTrigger::parse(…)?`

        `Europe/Berln` is not a time zone
          = help: did you mean `Europe/Berlin`?
    "#]],
    );
    check_cron(
        "concat!(\"0 5\", \" * * *\")",
        expect![[r#"
        `cron!` takes a crontab string such as `"0 8 * * mon-fri"`, as a literal
          = help: for a text that is only known at run time use `CronTrigger::parse(…)?`
    "#]],
    );
    check_cron(
        "hour = 25, crate = 5, huor = 7",
        expect![[r#"
        `crate` takes a path such as `::aps_runtime`
          = note: found `5`

        unknown option `huor` of `cron!(…)`
          = help: did you mean `hour`?
          = note: options are `year`, `month`, `day`, `week`, `day_of_week`, `hour`, `minute`, `second`, `timezone`, `start_date`, `end_date`, `jitter`, `dst_gap`, `dst_overlap`

        invalid cron field `hour`: `25` is not in 0-23
          = note: hours are 0-23
    "#]],
    );
    check_cron(
        "\"@daily\", id = \"x\", run_date = \"y\"",
        expect![[r#"
        `id` is an option of the job, not of `cron!(…)`
          = help: say it of the job that is added, as in `scheduler.add_job(…).id(…)`

        unknown option `run_date` of `cron!(…)`
          = note: options are `year`, `month`, `day`, `week`, `day_of_week`, `hour`, `minute`, `second`, `timezone`, `start_date`, `end_date`, `jitter`, `dst_gap`, `dst_overlap`
    "#]],
    );
    let every = expression::expand("every!", &aps_triggers::kind::INTERVAL, quote!(hour = 2));
    expect![[r#"
        unknown option `hour` of `every!(…)`
          = help: did you mean `hours`?
          = note: options are `weeks`, `days`, `hours`, `minutes`, `seconds`, `timezone`, `start_date`, `end_date`, `jitter`
    "#]].assert_eq(&messages(every));
    let at = expression::expand("at!", &aps_triggers::kind::DATE, quote!(2030 - 01 - 31));
    expect![[r#"
        `at!` takes a date such as `"2030-01-31"` or `"2030-01-31 08:30:00"`, as a literal
          = help: for a text that is only known at run time use `DateTrigger::parse(…)?`
    "#]]
    .assert_eq(&messages(at));
}
