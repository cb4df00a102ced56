use aps_runtime::prelude::*;

#[aps_runtime::main]
async fn main() -> SchedulerBuilder {
    Scheduler::builder()
}
