//! A scheduler that is going to be killed: started by the controller of a trial.
#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use aps_torture::harness::{NodeOptions, run_node};

    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(run_node(NodeOptions::from_environment()?))
}

#[cfg(not(target_os = "linux"))]
fn main() {}
