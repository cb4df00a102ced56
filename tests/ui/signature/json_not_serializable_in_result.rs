use aps_runtime::prelude::*;

struct Row;

#[job]
fn report() -> Result<Json<Row>, std::io::Error> {
    Ok(Json(Row))
}

fn main() {}
