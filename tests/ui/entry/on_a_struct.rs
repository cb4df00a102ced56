#[aps_runtime::main]
struct Main;
