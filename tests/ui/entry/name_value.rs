#[aps_runtime::main = "aps.toml"]
async fn main() {}
