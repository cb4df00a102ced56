fn main() -> ::std::process::ExitCode {
    #[allow(dead_code)]
    async fn main(x: u8) -> Scheduler {
        build(x)
    }
    ::core::unreachable!()
}
::core::compile_error! {
    "`fn main` is not `async`\n  = help: write `async fn main`"
}
::core::compile_error! {
    "`main` takes no arguments\n  = help: read the command line with `std::env::args`"
}
