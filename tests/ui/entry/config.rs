#[aps_runtime::main(config = "aps.toml")]
async fn main() -> aps_runtime::Result<aps_runtime::Scheduler> {
    aps_runtime::Scheduler::builder().build()
}
