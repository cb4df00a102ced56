use aps_runtime::prelude::*;

#[job]
fn report() -> Result<(), ()> {
    Ok(())
}

fn main() {}
