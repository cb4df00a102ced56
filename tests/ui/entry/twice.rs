#[aps_runtime::main]
#[aps_runtime::main]
async fn main() {}
