fn main() -> ::aps_runtime::__private::std::process::ExitCode {
    async fn main() {}
    ::aps_runtime::__private::run_main(
        ::aps_runtime::__private::MainConfig {
            flavor: ::aps_runtime::__private::Flavor::MultiThread,
            worker_threads: ::aps_runtime::__private::core::option::Option::Some(2usize),
            config: ::aps_runtime::__private::core::option::Option::Some(
                "deploy/aps.toml",
            ),
            ..::aps_runtime::__private::MainConfig::DEFAULT
        },
        main,
    )
}
