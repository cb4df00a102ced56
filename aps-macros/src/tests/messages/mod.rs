//! What is said about mistakes, as it is read. (Where it is shown, `tests/ui` tells.)

#![allow(clippy::needless_raw_string_hashes, reason = "the form in which expect-test records")]

mod job;
mod trigger;

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
fn expressions() {
    check_cron(
        "",
        expect![[r#"
            `cron!(…)` does not say when
              = help: write for example `cron!(hour = 5)`, or for every second `cron!(second = "*")`
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
    "#]]
    .assert_eq(&messages(every));
    let at = expression::expand("at!", &aps_triggers::kind::DATE, quote!(2030 - 01 - 31));
    expect![[r#"
        `at!` takes a date such as `"2030-01-31"` or `"2030-01-31 08:30:00"`, as a literal
          = help: for a text that is only known at run time use `DateTrigger::parse(…)?`
    "#]]
    .assert_eq(&messages(at));
}
