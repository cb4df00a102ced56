use aps_runtime::prelude::*;

use std::sync::Mutex;

static ROWS: Mutex<u8> = Mutex::new(0);

#[scheduled_job(cron = "0 0 * * *")]
async fn report() {
    let rows = ROWS.lock();
    std::future::ready(()).await;
    drop(rows);
}

fn main() {}
