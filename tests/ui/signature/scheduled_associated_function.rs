use aps_runtime::prelude::*;

struct Reports;

impl Reports {
    #[scheduled_job(cron = "0 0 * * *")]
    fn report() {}
}

fn main() {}
