use aps_runtime::prelude::*;

struct Oops;

#[aps_runtime::main]
async fn main() -> Result<Scheduler, Oops> {
    Err(Oops)
}
