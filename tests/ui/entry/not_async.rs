#[aps_runtime::main]
fn main() {}
