#[aps_runtime::main(crate = ::nope)]
async fn main() {}
