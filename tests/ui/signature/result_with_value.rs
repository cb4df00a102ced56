use aps_runtime::prelude::*;

#[job]
fn report() -> Result<u32, std::io::Error> {
    Ok(7)
}

fn main() {}
