use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *")]
async fn report() -> Result<(), std::io::Error> {
    Ok(5)
}

fn main() {}
