use aps_runtime::prelude::*;

#[job]
fn report() -> Result<(), Box<dyn std::error::Error + Send>> {
    Ok(())
}

fn main() {}
