#[aps_runtime::main]
async unsafe fn main() {}
