//! The expansions, one file each in `tests/expand`. `UPDATE_EXPECT=1 cargo test`
//! records them.

use aps_triggers::kind::{self, Kind};
use expect_test::expect_file;
use quote::quote;

use crate::{Expand, entry, expression, job, scheduled_job};

fn check(name: &str, expand: Expand, attr: &str, item: &str) {
    let expansion = expand(attr.parse().unwrap(), &item.parse().unwrap());
    let file = syn::parse2(expansion.clone()).unwrap_or_else(|error| panic!("{error} in {expansion}"));
    expect_file![format!("../../tests/expand/{name}.rs")].assert_eq(&prettyplease::unparse(&file));
}

fn check_expression(name: &str, called: &'static str, kind: &'static Kind, tokens: &str) {
    let expansion = expression::expand(called, kind, tokens.parse().unwrap());
    let file = syn::parse2(quote!(const TRIGGER: Trigger = #expansion;)).unwrap();
    expect_file![format!("../../tests/expand/{name}.rs")].assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn triggers() {
    let triggers = [
        ("crontab", "cron = \"0 0 1-15 may-aug *\""),
        ("keyed", "cron(year = \"2030-2039/2, 2050\", month = \"6-8,11-12\", day = \"3rd fri\", hour = 5)"),
        (
            "cron_window",
            "cron(hour = 5, start_date = \"2030-01-31\"), end_date = \"2031-01-31T08:00:00Z\", timezone = \"UTC\"",
        ),
        ("interval", "interval(hours = 2, minutes = 0.5, start_date = \"2030-01-31 08:00\")"),
        ("interval_text", "interval = \"1h 30m\", end_date = \"2030-01-31T08:00:00.5Z\""),
        (
            "cron_options",
            "cron(\"30 2 * * *\", dst_gap = \"skip\", dst_overlap = \"both\"), timezone = \"Europe/Berlin\", jitter = 120",
        ),
        ("interval_jitter", "interval(\"2h\", jitter = \"1m\")"),
        (
            "calendar_interval",
            "calendar_interval(months = 1, hour = 15, start_date = \"2030-01-31\"), dst_gap = \"next\", jitter = 60",
        ),
        ("combined", "or(and(interval = \"2h\", date = \"2030-01-31\"), interval = \"3h\"), jitter = 30"),
        ("date", "date = \"2030-01-31 08:00:00\", timezone = \"europe/berlin\""),
    ];
    for (name, trigger) in triggers {
        check(name, scheduled_job::expand, trigger, "fn report() {}");
    }
}

#[test]
fn options() {
    let all = "interval = \"5m\", id = \"monthly.report\", name = \"Monthly report\", coalesce = false, max_instances = 3, \
               misfire_grace_time = 30, timeout = \"5m\", retry(attempts = 3, delay = 2, factor = 3, max_delay = \"1h\"), \
               on_node_loss = \"rerun\", executor = \"threads\", jobstore = \"durable\", paused = true";
    check(
        "all_options",
        scheduled_job::expand,
        all,
        "pub(crate) async fn report(ctx: JobContext) -> Result<(), Fault> { work().await }",
    );
    check("other_crate", job::expand, "crate = ::other", "fn report() {}");
    for zero in ["0", "0.0", "\"0s\"", "\"0m\"", "\"0 hours 0s\""] {
        let attr = format!("interval = \"5m\", misfire_grace_time = {zero}");
        check("no_grace_time", scheduled_job::expand, &attr, "fn report() {}");
    }
    check(
        "some_options",
        scheduled_job::expand,
        "interval = \"5m\", misfire_grace_time = none",
        "fn report() {}",
    );
}

#[test]
fn functions() {
    check(
        "job_async",
        job::expand,
        "",
        "/// Sends.\npub async fn send_mail(to: String, ctx: JobContext, (a, b): (u8, u8)) -> Result<(), Fault> { send(to).await }",
    );
    check("job_blocking", job::expand, "name = \"mail\"", "fn send_mail(mut to: String) { send(to) }");
    check(
        "state",
        job::expand,
        "",
        "fn count(State(db): State<Db>, to: String, limit: aps_runtime::State<u32>) {}",
    );
    check("state_async", job::expand, "", "async fn count(ctx: JobContext, State(db): State<Db>) {}");
    check("never_returns", job::expand, "", "async fn watch() -> ! { loop {} }");
    check(
        "arguments",
        scheduled_job::expand,
        "interval = \"1h\", args = (\"ann\", 5 + 1, Size::default())",
        "fn resize(to: String, factor: u32, size: Size) {}",
    );
    check("raw_identifier", job::expand, "", "fn r#type(r#in: u8) {}");
    check("deprecated", job::expand, "", "#[deprecated] pub fn old() {}");
}

#[test]
fn stacked() {
    let item = "#[scheduled_job(interval = \"2h\", id = \"b\")] #[must_use] fn report() {}";
    check("stacked_above", scheduled_job::expand, "interval = \"1h\", id = \"a\"", item);
    check("stacked_job_above", job::expand, "", item);
}

/// The function and its type stay, nothing is registered.
#[test]
fn errors() {
    let many = "cron = \"0 0 1-45 mai-agu *\", idd = \"x\", coalese = true";
    check("error_options", scheduled_job::expand, many, "fn report() {}");
    check("error_signature", job::expand, "", "unsafe fn report<T>(a: T, b: &str, c: String) {}");
    check("error_parameter", job::expand, "", "fn report(a: u8, b: &str) {}");
    check("error_method", job::expand, "", "fn report(&self) {}");
    check("error_struct", job::expand, "", "struct Report;");
}

#[test]
fn expressions() {
    check_expression(
        "expression_cron",
        "cron!",
        &kind::CRON,
        "\"30 2 * * *\", timezone = \"UTC\", crate = ::other",
    );
    check_expression("expression_every", "every!", &kind::INTERVAL, "hours = 2, jitter = 60");
    check_expression("expression_at", "at!", &kind::DATE, "\"2030-01-31 08:00:00\"");
    check_expression("expression_error", "every!", &kind::INTERVAL, "\"2\"");
}

#[test]
fn entry() {
    let item =
        "#[allow(unused)] async fn main() -> Result<Scheduler, Fault> { Scheduler::builder().build() }";
    check("entry", entry::expand, "", item);
    check(
        "entry_options",
        entry::expand,
        "flavor = \"multi_thread\", worker_threads = 2, config = \"deploy/aps.toml\"",
        "async fn main() {}",
    );
    check("entry_error", entry::expand, "", "fn main(x: u8) -> Scheduler { build(x) }");
}
