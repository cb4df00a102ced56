use aps_runtime::prelude::*;

#[aps_runtime::main]
async fn main() -> Result<Scheduler, String> {
    Err(5)
}
