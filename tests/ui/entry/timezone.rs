#[aps_runtime::main(timezone = "UTC")]
async fn main() {}
