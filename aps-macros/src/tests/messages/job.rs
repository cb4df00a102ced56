//! Options of the job, and arguments.

use expect_test::expect;

use super::{check, check_on};
use crate::scheduled_job;

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
              = help: `timeout` takes seconds, a length of time such as `"5m"`, or `none`

            `re-run` is not a value of `on_node_loss`
              = help: did you mean `rerun`?
              = note: `on_node_loss` is one of `abandon`, `rerun`

            `paused` takes `true` or `false`
              = help: write `paused = true`
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
