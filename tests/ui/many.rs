//! All mistakes of an attribute are shown at once, and the function stays.

use aps_runtime::prelude::*;

#[scheduled_job(
    cron = "60 0 1-45 mai-agu *",
    idd = "summer",
    coalese = true,
    max_instances = 0,
    misfire_grace_time = true,
    timezone = "Europe/Berln",
    executor =,
    jobstore = STORE,
    start_date = "tomorrow",
    interval(hours = 0, days = "2"),
)]
fn summer_report(_to: &str) {}

fn main() {
    summer_report("ann@example.org");
    let _ = summer_report::job("ann@example.org");
    let _ = summer_report::NAME;
}
