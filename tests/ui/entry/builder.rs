use aps_runtime::SchedulerBuilder;
use aps_runtime::prelude::*;

#[aps_runtime::main]
async fn main() -> SchedulerBuilder {
    Scheduler::builder()
}
