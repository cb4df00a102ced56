use aps_runtime::prelude::*;

struct Oops;

#[job]
fn report() -> Result<(), Oops> {
    Ok(())
}

fn main() {}
