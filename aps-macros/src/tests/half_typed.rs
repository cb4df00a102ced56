//! Whatever is half-typed, the function must survive: an editor that loses it
//! underlines every use of it.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;

use crate::{Expand, entry, job, scheduled_job};

fn check(expand: Expand, attr: &str, item: &str) {
    check_tokens(expand, attr.parse().unwrap(), &item.parse().unwrap());
}

#[track_caller]
fn check_tokens(expand: Expand, attr: TokenStream, item: &TokenStream) {
    let expansion = expand(attr.clone(), item).to_string();
    assert!(expansion.starts_with(&item.to_string()), "`{attr}` on `{item}` became `{expansion}`");
}

#[test]
fn half_typed_attributes_leave_the_function() {
    let attributes = [
        "",
        ",",
        ",,",
        "=",
        "c",
        "cron",
        "cron =",
        "cron = ,",
        "cron = , id = \"a\"",
        "cron = \"* * * * *\" id",
        "cron = \"* * * * *\", i",
        "cron = \"* * * * *\", id =",
        "cron = \"* * * * *\", id = x.",
        "cron = \"\"",
        "cron = \"é\"",
        "cron = \"\\u{e9} * * *\"",
        "cron = r#\"0 0 * * é\"#",
        "cron = -",
        "cron = -5",
        "cron = '5'",
        "cron()",
        "cron(hour)",
        "cron(hour =)",
        "cron(hour = , minute = 5)",
        "cron(hour = 99999999999999999999999999)",
        "cron[hour = 5]",
        "cron { hour = 5 }",
        "interval(hours)",
        "interval(hours = -)",
        "interval(hours = 1e400)",
        "interval(hours = 1.)",
        "date",
        "date()",
        "date = \"2030\"",
        "max_instances = 99999999999",
        "misfire_grace_time = -1",
        "crate =",
        "crate = 5",
        "crate = ::",
        "trigger",
        "trigger = cron",
        "id = b\"bytes\"",
        "\"* * * * *\"",
        "5",
        "#[x]",
        "::a::b = 5",
        "flavor",
        "flavor = ",
        "worker_threads = 0",
        "name",
        "name = \"\"",
    ];
    for attr in attributes {
        check(scheduled_job::expand, attr, "async fn report (ctx : JobContext) { body . }");
        check(job::expand, attr, "async fn report (ctx : JobContext) ;");
    }
}

/// Everything that stands there while `tokens` are typed, one token after the other; the
/// editor closes parentheses.
fn prefixes(tokens: TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut all = Vec::new();
    for end in 0..=trees.len() {
        let head = || trees[..end].iter().cloned();
        all.push(head().collect());
        if let Some(TokenTree::Group(group)) = trees.get(end) {
            let closed = |inside| TokenTree::from(Group::new(group.delimiter(), inside));
            all.extend(
                prefixes(group.stream()).into_iter().map(|inside| head().chain([closed(inside)]).collect()),
            );
        }
    }
    all
}

#[test]
fn every_prefix_of_an_attribute_leaves_the_function() {
    let schedules = [
        "cron = \"0 0 1-15 may-aug *\", id = \"summer\", timezone = \"Europe/Berlin\", misfire_grace_time = 30",
        "cron(month = \"6-8\", day = \"3rd fri\", hour = \"0-3\", timezone = \"UTC\"), coalesce = false, crate = ::aps",
        "interval(hours = 2, minutes = 0.5, start_date = \"2030-01-31\"), max_instances = 3, executor = \"threads\"",
        "interval = \"1h 30m\", end_date = \"2030-01-31 08:00:00\", jobstore = \"durable\", name = \"Tidy up\"",
        "date(run_date = \"2030-01-31T08:00:00+01:00\"), misfire_grace_time = none",
        "\"cron\", hour = 3, job_id = \"x\"",
        "cron: \"0 0 * * *\"; every = \"2h\", id == \"y\"",
        "trigger = CronTrigger::new(hour = [9, 17]), kwargs = { \"a\": 1 }, interval = Duration::from_secs(5)",
    ];
    for schedule in schedules {
        for attr in prefixes(schedule.parse().unwrap()) {
            check(scheduled_job::expand, &attr.to_string(), "async fn report (ctx : JobContext) { body . }");
            check(job::expand, &attr.to_string(), "fn report () -> Result < (), Box < dyn Error > > { }");
        }
    }
    for attr in prefixes("name = \"mail\", crate = ::aps_runtime".parse().unwrap()) {
        check(job::expand, &attr.to_string(), "async fn mail (to : String , ctx : JobContext) { }");
    }
}

#[test]
fn every_prefix_of_a_function_is_left_alone() {
    let function = "# [doc = \"x\"] pub async fn report < 'a , T > (ctx : JobContext , to : & 'a str) -> Result < () , Box < dyn Error > > where T : Copy { body . }";
    for item in prefixes(function.parse().unwrap()) {
        check_tokens(scheduled_job::expand, quote!(cron = "* * * * *"), &item);
        check_tokens(job::expand, quote!(), &item);
    }
}

#[test]
fn every_prefix_of_its_options_leaves_a_main() {
    let options =
        "flavor = \"multi_thread\", worker_threads = 4, crate = ::aps_runtime, config = \"aps.toml\"";
    for attr in prefixes(options.parse().unwrap()) {
        let expansion =
            entry::expand(attr.clone(), &quote!(async fn main() -> Scheduler { body. })).to_string();
        assert!(expansion.starts_with("fn main ()"), "`{attr}` became `{expansion}`");
    }
}

#[test]
fn half_typed_functions_are_left_alone() {
    let items = [
        "",
        "fn",
        "fn report",
        "fn report ()",
        "fn report () ->",
        "fn report (a)",
        "fn report (a :) { }",
        "fn report < > () { }",
        "async",
        "pub",
        "pub async fn report (ctx : JobContext) { let x = ; }",
        "fn report () { report . }",
        "fn report () { } fn other () { }",
        "# [doc = \"x\"]",
        "struct Report ;",
        "impl Report { }",
        "let x = 5 ;",
        "5",
    ];
    for item in items {
        check(scheduled_job::expand, "cron = \"* * * * *\"", item);
        check(job::expand, "", item);
    }
}

#[test]
fn a_panic_leaves_the_function() {
    let item = quote!(
        fn report() {}
    );
    let expansion = crate::guarded(|_, _| panic!("a bug"), quote!(), &item).to_string();
    assert!(expansion.starts_with(&item.to_string()), "{expansion}");
    assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
}

#[test]
fn there_is_always_a_main() {
    let mains = [
        "fn main () { }",
        "async fn main (x : u8) { }",
        "async fn main < T > () { }",
        "async fn main () -> Result < Scheduler > { let x = ; }",
        "async fn main () ;",
        "async fn main () { loop { } }",
    ];
    for attr in ["", "flavor", "flavor = \"x\"", "flavor = \"current_thread\", worker_threads = 2"] {
        for item in mains {
            let expansion = entry::expand(attr.parse().unwrap(), &item.parse().unwrap()).to_string();
            let outer = quote!(fn main()).to_string();
            assert!(expansion.starts_with(&outer), "`{attr}` on `{item}` became `{expansion}`");
        }
    }
}
