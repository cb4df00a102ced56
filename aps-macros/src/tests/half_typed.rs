//! Whatever is half-typed, the function must survive: an editor that loses it
//! underlines every use of it.

use quote::quote;

use crate::{Expand, entry, job, scheduled_job};

fn check(expand: Expand, attr: &str, item: &str) {
    let item: proc_macro2::TokenStream = item.parse().unwrap();
    let expansion = expand(attr.parse().unwrap(), &item).to_string();
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
