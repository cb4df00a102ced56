#[aps_runtime::main(flavor = "multithread")]
async fn main() {}
