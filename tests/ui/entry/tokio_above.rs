#[tokio::main]
#[aps_runtime::main]
async fn main() {}
