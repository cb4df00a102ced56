use aps_runtime::prelude::*;

#[job]
async fn report() -> Result<u32, std::io::Error> {
    Ok(7)
}

fn main() {}
