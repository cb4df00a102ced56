#[aps_runtime::main(config = aps.toml)]
async fn main() {}
