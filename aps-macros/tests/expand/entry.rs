#[allow(unused)]
fn main() -> ::aps_runtime::__private::std::process::ExitCode {
    async fn main() -> Result<Scheduler, Fault> {
        Scheduler::builder().build()
    }
    ::aps_runtime::__private::run_main(
        ::aps_runtime::__private::MainConfig {
            ..::aps_runtime::__private::MainConfig::DEFAULT
        },
        main,
    )
}
