use aps_runtime::prelude::*;

struct Row;

#[job]
fn report() -> Result<Row, std::io::Error> {
    Ok(Row)
}

fn main() {}
