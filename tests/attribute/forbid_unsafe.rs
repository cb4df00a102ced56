//! Every form compiles in the strictest crate. (The inner attributes of this
//! module are those of such a crate, as far as a module can have them.)

#![forbid(unsafe_code, missing_docs)]
#![deny(warnings, missing_debug_implementations, missing_copy_implementations)]
#![deny(unreachable_pub, unused, nonstandard_style, rust_2018_idioms)]
#![deny(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::allow_attributes_without_reason)]

use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 1-15 may-aug *", id = "strict.crontab")]
fn crontab() {}

#[scheduled_job(
    cron(month = "6-8,11-12", day = "3rd fri", hour = "0-3"),
    id = "strict.keyed",
    name = "Strict",
    coalesce = true,
    max_instances = 2,
    misfire_grace_time = 30,
    executor = "threads",
    jobstore = "durable"
)]
fn keyed() {}

#[scheduled_job(interval(hours = 2, start_date = "2030-01-01"), timezone = "Europe/Berlin")]
fn interval() {}

#[scheduled_job(date = "2030-01-31 08:00:00")]
async fn date(context: JobContext) -> Result<(), std::io::Error> {
    std::future::ready(context).await;
    Ok(())
}

#[scheduled_job(interval = "1h", id = "strict.stacked.a")]
#[scheduled_job(interval = "2h", id = "strict.stacked.b")]
#[job]
fn stacked() {}

#[job(name = "strict.data")]
async fn data(to: String, (width, height): (u8, u8), _: JobContext) {
    std::future::ready((to, width, height)).await;
}

#[scheduled_job(
    and(cron("0 12 13 * *", timezone = "UTC"), or(cron(day_of_week = "fri", hour = 12), date = "2030-01-31")),
    id = "strict.combined",
    jitter = "1m",
    args = ("ann", 5),
    timeout = 30,
    retry(attempts = 3, delay = "1s", factor = 3, max_delay = "5m"),
    on_node_loss = "rerun",
    paused = true
)]
fn combined(to: String, count: u32, State(limit): State<u32>) -> Json<u32> {
    drop(to);
    Json(count.min(limit))
}

#[scheduled_job(calendar_interval(months = 1, hour = 15, start_date = "2030-01-31"), dst_gap = "next")]
async fn calendar(state: State<u32>) {
    std::future::ready(state).await;
}

const NIGHTLY: CronTrigger = cron!("30 2 * * *", timezone = "Europe/Berlin", dst_overlap = "last");

fn expressions() -> (CronTrigger, IntervalTrigger, DateTrigger) {
    (NIGHTLY, every!("2h", jitter = 5), at!("2030-01-31", timezone = "UTC"))
}

#[deprecated]
#[scheduled_job(interval = "1h")]
fn deprecated() {}

/// A public job.
#[scheduled_job(interval = "1h")]
pub(crate) fn public() {}

/// Where not even `Option` and `Some` are in scope, and the names of everything
/// are taken.
mod without_prelude {
    #![no_implicit_prelude]

    mod core {}
    mod std {}
    mod aps_runtime {}

    #[::aps_runtime::scheduled_job(
        cron(year = "2030-2040/2", hour = 5),
        id = "strict.no_prelude",
        timezone = "UTC",
        start_date = "2030-01-01",
        misfire_grace_time = "30s",
        max_instances = 2,
        coalesce = false
    )]
    async fn scheduled(_: ::aps_runtime::JobContext) -> ::core::result::Result<(), ::std::io::Error> {
        ::std::future::ready(()).await;
        ::core::result::Result::Ok(())
    }

    #[::aps_runtime::job]
    fn blocking(_: ::std::string::String) {}

    #[::aps_runtime::main]
    async fn entry() {}

    #[expect(dead_code, reason = "it only has to compile")]
    fn both_are_used() {
        let _ = blocking::job(::std::string::String::new());
        let _ = entry;
    }
}

#[test]
fn they_are_all_registered() {
    let (nightly, often, once) = expressions();
    assert_eq!(
        [nightly.text(), often.describe().as_str()],
        ["30 2 * * *", "every 2 hours, each run delayed by up to 5 seconds"]
    );
    assert!(once.zone().is_some());
    for id in ["crontab", "keyed", "combined", "stacked.a", "stacked.b", "no_prelude"] {
        let id = format!("strict.{id}");
        assert_eq!(crate::scheduled(&id).id, id);
    }
    for name in [interval::NAME, calendar::NAME, date::NAME, deprecated_name(), public::NAME] {
        assert_eq!(crate::scheduled(name).function, name);
    }
    let call = data::job("ann".into(), (1, 2));
    assert_eq!(call.function(), "strict.data");
}

#[expect(deprecated, reason = "the type is as deprecated as its function")]
fn deprecated_name() -> &'static str {
    deprecated::NAME
}
