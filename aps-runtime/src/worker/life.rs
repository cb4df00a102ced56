use std::convert::Infallible;
use std::io::{self, Write};
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

use super::limits::{limit_cpu_time, limit_memory};
use super::link::{Link, take_stdin};
use super::log::RemoteLog;
use crate::executor::program;
use crate::executor::protocol::{
    CallMessage, FRAME_LIMIT, FromWorker, Hello, Instant, Outcome, ToWorker, Unsendable, VERSION,
};
use crate::job::{Attempt, Cancellation, JobBody, JobContext, JobError, JobErrorKind, JobId, JobResult};
use crate::panics::contain;
use crate::registry::Registry;
use crate::scheduler::Scheduler;

/// Works for the pool that has started this process until that is gone.
#[expect(clippy::print_stderr, reason = "the pool shows it")]
pub(super) fn live() -> ! {
    program::note_worker();
    match work_anywhere() {
        Ok(never) => match never {},
        Err(error) => eprintln!("error: this worker process cannot work: {error}"),
    }
    std::process::exit(1)
}

/// How large the stack of a main thread is, as a rule.
const AS_OF_MAIN: usize = 8 << 20;

/// A thread that drives an async `main` can drive no job: then another one works, and this one stays
/// where it is, so that `main` does not go on.
fn work_anywhere() -> io::Result<Infallible> {
    if Handle::try_current().is_err() {
        return work();
    }
    let worker = thread::Builder::new().name("aps-worker-runs".into()).stack_size(AS_OF_MAIN);
    let worker = worker.spawn(work)?;
    worker.join().unwrap_or_else(|_panic| Err(io::Error::other("it panicked")))
}

fn work() -> io::Result<Infallible> {
    let (link, mut incoming) = take_stdin()?;
    let ToWorker::Hello(hello) = incoming.next()? else { return Err(io::Error::other("called too early")) };
    let Hello { version, memory_limit, cpu_time_limit, log_level } = hello;
    if version != VERSION {
        return Err(io::Error::other("the program's file was replaced; start the program anew"));
    }
    memory_limit.map_or(Ok(()), limit_memory)?;
    // Somebody else's is as good.
    let _ = tracing::subscriber::set_global_default(RemoteLog::new(link.clone(), &log_level));
    let worker = Worker::new()?;
    let calls = incoming.calls()?;
    flush();
    send(&link, &FromWorker::Hello(VERSION))?;
    loop {
        // The thread that reads them ends with the process.
        let call = calls.recv().map_err(io::Error::other)?;
        cpu_time_limit.map_or(Ok(()), limit_cpu_time)?;
        send(&link, &FromWorker::Begun)?;
        let result = worker.execute(call);
        flush();
        finish(&link, result)?;
    }
}

/// What all runs in this process share.
struct Worker {
    runtime: Runtime,
    registry: Registry,
    scheduler: Scheduler,
}

impl Worker {
    fn new() -> io::Result<Self> {
        // The thread of its own drives what a plain `fn` waits for by the runtime's handle.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let registry = Registry::linked().map_err(io::Error::other)?;
        let scheduler = Scheduler::builder().registry(registry.clone().without_jobs()).build();
        Ok(Worker { runtime, registry, scheduler: scheduler.map_err(io::Error::other)? })
    }

    fn execute(&self, call: CallMessage) -> JobResult {
        let Some(function) = self.registry.function(&call.function) else {
            let reason = format!("no function `{}` is registered in the worker process", call.function);
            return Err(JobError::not_started(reason));
        };
        let context = self.context(&call).map_err(|error| JobError::not_started(error.to_string()))?;
        let called = contain(|| match function.body {
            JobBody::Async(body) => self.runtime.block_on(async { body(context, &call.arguments).await }),
            JobBody::Blocking(body) => {
                let _around = self.runtime.enter();
                body(context, &call.arguments)
            }
        });
        called.unwrap_or_else(|message| Err(JobError::panicked(message)))
    }

    fn context(&self, call: &CallMessage) -> io::Result<JobContext> {
        let job_id = JobId::new(&*call.job_id).map_err(io::Error::other)?;
        let deadline = call.deadline.map(Instant::time).transpose()?;
        let cancellation = Cancellation::default();
        let attempt = Attempt { number: call.attempt, deadline, fence: call.fence, cancellation };
        Ok(JobContext::new(job_id, call.scheduled_run_time.time()?, attempt, self.scheduler.clone()))
    }
}

/// Tells the outcome; of one that cannot be sent, that.
fn finish(link: &Link, result: JobResult) -> io::Result<()> {
    let reason = match link.send(&FromWorker::Done(Outcome::from(result))) {
        Ok(()) => return Ok(()),
        Err(Unsendable::TooLarge(size)) => {
            format!("it has {size} bytes, and {FRAME_LIMIT} at most can leave a worker process")
        }
        Err(Unsendable::NoJson(error)) => error.to_string(),
    };
    let error = JobError::new(JobErrorKind::Output, reason);
    send(link, &FromWorker::Done(Outcome::from(Err(error))))
}

fn send(link: &Link, message: &FromWorker) -> io::Result<()> {
    link.send(message).map_err(|unsendable| io::Error::other(format!("{unsendable:?}")))
}

/// What was written is with the pool before it learns of the end.
fn flush() {
    // Where nobody reads, nothing is missed.
    let _ = (io::stdout().flush(), io::stderr().flush());
}
