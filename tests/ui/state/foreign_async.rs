use aps_runtime::prelude::*;

mod other {
    pub struct State<T>(pub T);
}

#[scheduled_job(cron = "0 0 * * *")]
async fn report(_db: other::State<u8>, _ctx: JobContext) {}

fn main() {}
