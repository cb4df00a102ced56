//! The expansions, one file each in `tests/expand`. `UPDATE_EXPECT=1 cargo test`
//! records them.

use expect_test::expect_file;

use crate::{Expand, entry, job, scheduled_job};

fn check(name: &str, expand: Expand, attr: &str, item: &str) {
    let expansion = expand(attr.parse().unwrap(), &item.parse().unwrap());
    let file = syn::parse2(expansion.clone()).unwrap_or_else(|error| panic!("{error} in {expansion}"));
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
        ("date", "date = \"2030-01-31 08:00:00\", timezone = \"europe/berlin\""),
    ];
    for (name, trigger) in triggers {
        check(name, scheduled_job::expand, trigger, "fn report() {}");
    }
}

#[test]
fn options() {
    let all = "interval = \"5m\", id = \"monthly.report\", name = \"Monthly report\", coalesce = false, max_instances = 3, \
               misfire_grace_time = 30, executor = \"threads\", jobstore = \"durable\"";
    check(
        "all_options",
        scheduled_job::expand,
        all,
        "pub(crate) async fn report(ctx: JobContext) -> Result<(), Fault> { work().await }",
    );
    check("other_crate", job::expand, "crate = ::other", "fn report() {}");
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
fn entry() {
    let item =
        "#[allow(unused)] async fn main() -> Result<Scheduler, Fault> { Scheduler::builder().build() }";
    check("entry", entry::expand, "", item);
    check(
        "entry_options",
        entry::expand,
        "flavor = \"multi_thread\", worker_threads = 2",
        "async fn main() {}",
    );
    check("entry_error", entry::expand, "", "fn main(x: u8) -> Scheduler { build(x) }");
}
