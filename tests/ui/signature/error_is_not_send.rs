use aps_runtime::prelude::*;

use std::error::Error;

#[job]
async fn report() -> Result<(), Box<dyn Error>> {
    Ok(())
}

fn main() {}
