use aps_runtime::prelude::*;

struct Row;

#[job]
async fn report() -> Json<Row> {
    Json(Row)
}

fn main() {}
