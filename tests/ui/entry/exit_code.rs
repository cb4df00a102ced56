use std::process::ExitCode;

#[aps_runtime::main]
async fn main() -> ExitCode {
    ExitCode::SUCCESS
}
