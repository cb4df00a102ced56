#[aps_runtime::main]
async fn main<'a>() {}
