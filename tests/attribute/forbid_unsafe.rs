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
    for id in ["crontab", "keyed", "stacked.a", "stacked.b", "no_prelude"] {
        let id = format!("strict.{id}");
        assert_eq!(crate::scheduled(&id).id, id);
    }
    for name in [interval::NAME, date::NAME, deprecated_name(), public::NAME] {
        assert_eq!(crate::scheduled(name).function, name);
    }
    let call = data::job("ann".into(), (1, 2));
    assert_eq!(call.function(), "strict.data");
}

#[expect(deprecated, reason = "the type is as deprecated as its function")]
fn deprecated_name() -> &'static str {
    deprecated::NAME
}
