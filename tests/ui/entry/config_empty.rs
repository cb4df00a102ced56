#[aps_runtime::main(config = "")]
async fn main() {}
