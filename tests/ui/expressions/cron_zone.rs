use aps_runtime::prelude::*;

fn trigger() -> impl Trigger {
    cron!("0 0 * * *", timezone = "Europe/Berln")
}

fn main() {}
