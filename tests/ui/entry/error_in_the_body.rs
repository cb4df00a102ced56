use aps_runtime::prelude::*;

#[aps_runtime::main]
async fn main() -> aps_runtime::Result<Scheduler> {
    Scheduler::builder().build().unwrap()
}
