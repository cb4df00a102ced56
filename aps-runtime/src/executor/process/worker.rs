//! A worker process, seen from the pool.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream as BlockingStream;
use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::channel::Channel;
use super::options::Options;
use super::output::{Pipe, Stream, Transcript};
use super::program::{self, Program};
use super::protocol::{FromWorker, Hello, ToWorker, VERSION, frame};
use crate::job::JobResult;
use crate::race::{Winner, race};

/// Dropped, it is killed with all that its jobs have started.
#[derive(Debug)]
pub(super) struct Worker {
    process: Process,
    channel: Channel,
    stdout: Pipe,
    stderr: Pipe,
    /// How many it has begun.
    pub(super) runs: u32,
}

/// How a call ended.
#[derive(Debug)]
pub(super) enum Ending {
    Done(JobResult),
    /// The process has died, and `begun` says whether the function may have run.
    Died {
        status: ExitStatus,
        begun: bool,
    },
    /// What it said was no answer.
    Broken(io::Error),
}

impl Worker {
    /// Starts the program once more. It is not ready before [`greet`](Self::greet) says so.
    pub(super) fn spawn(options: &Options, program: &Program, runtime: &Handle) -> io::Result<Self> {
        let (ours, its) = BlockingStream::pair()?;
        let socket = program::identity(its.as_fd())?.ok_or_else(|| io::Error::other("a socket is none"))?;
        let (stdout, its_stdout) = io::pipe()?;
        let (stderr, its_stderr) = io::pipe()?;
        let mut command = Command::new(&program.path);
        command.arg0(&program.name).args(&program.arguments);
        command.env_clear().envs(options.environment()).env(program::VARIABLE, socket);
        command.stdin(Stdio::from(OwnedFd::from(its))).stdout(its_stdout).stderr(its_stderr);
        command.process_group(0).kill_on_drop(true);
        // Our copies of its ends are closed with the command.
        let process = Process::new(command.spawn()?, runtime)?;
        drop(command);
        Ok(Worker {
            process,
            channel: Channel::new(ours)?,
            stdout: Pipe::new(Stream::Stdout, stdout)?,
            stderr: Pipe::new(Stream::Stderr, stderr)?,
            runs: 0,
        })
    }

    /// Tells it how to live, and waits until it is ready.
    pub(super) async fn greet(&mut self, options: &Options, transcript: &Transcript) -> Result<(), Ending> {
        let hello = ToWorker::Hello(Hello {
            version: VERSION,
            memory_limit: options.memory_limit,
            cpu_time_limit: options.cpu_seconds(),
            log_level: tracing::level_filters::LevelFilter::current().to_string(),
        });
        let greeting = frame(&hello).unwrap_or_default();
        match self.converse(&greeting, transcript).await? {
            FromWorker::Hello(VERSION) => Ok(()),
            other => Err(Ending::Broken(io::Error::other(format!("unexpected answer: {other:?}")))),
        }
    }

    /// Lets it execute a call. Dropping the future leaves it at work: it must be dropped as well.
    pub(super) async fn call(&mut self, call: &[u8], transcript: &Transcript) -> Ending {
        self.runs += 1;
        match self.converse(call, transcript).await {
            Ok(FromWorker::Done(outcome)) => Ending::Done(outcome.into()),
            Ok(other) => Ending::Broken(io::Error::other(format!("unexpected answer: {other:?}"))),
            Err(ending) => ending,
        }
    }

    pub(super) fn is_alive(&self) -> bool {
        self.process.is_alive()
    }

    /// Says something, and waits for the answer, while it tells all that the worker writes.
    async fn converse(&mut self, message: &[u8], transcript: &Transcript) -> Result<FromWorker, Ending> {
        let Worker { process, channel, stdout, stderr, .. } = self;
        let mut begun = false;
        let answer = answer(channel, process, message, transcript, &mut begun);
        let output = race(stdout.follow(transcript), stderr.follow(transcript));
        let answer = match race(answer, output).await {
            Winner::First(answer) => answer.map_err(Ending::Broken)?,
            Winner::Second(Winner::First(never) | Winner::Second(never)) => match never {},
        };
        if let Some(answer) = answer {
            return Ok(answer);
        }
        process.kill();
        let status = process.status().await.map_err(Ending::Broken)?;
        Err(Ending::Died { status, begun })
    }
}

/// The answer; `None` if it has died instead.
async fn answer(
    channel: &mut Channel,
    process: &mut Process,
    message: &[u8],
    transcript: &Transcript,
    begun: &mut bool,
) -> io::Result<Option<FromWorker>> {
    let conversation = async {
        if !channel.send(message).await {
            return Ok(None);
        }
        channel.answer(transcript, begun).await
    };
    if let Winner::First(answer) = race(conversation, process.status()).await {
        return answer;
    }
    // It has died, and what it has said before is still to be read. (What it has forked keeps
    // its socket open, perhaps for ever.)
    channel.close();
    channel.answer(transcript, begun).await
}

/// A process and the group that it leads.
#[derive(Debug)]
struct Process {
    group: Pid,
    exited: watch::Receiver<Option<ExitStatus>>,
}

impl Process {
    /// The process is reaped as soon as it ends, whoever waits for it or not.
    fn new(child: Child, runtime: &Handle) -> io::Result<Self> {
        let id = child.id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        let group = id.ok_or_else(|| io::Error::other("a process without an id"))?;
        let (tell, exited) = watch::channel(None);
        let mut leader = Leader { child, group };
        runtime.spawn(async move {
            let status = leader.child.wait().await;
            // What its jobs have started goes with it.
            kill_group(group);
            if let Ok(status) = status {
                tell.send_replace(Some(status));
            }
        });
        Ok(Process { group, exited })
    }

    /// Whether its end is still to come. (It was brought about where nobody waits for it.)
    fn is_alive(&self) -> bool {
        self.exited.has_changed().is_ok() && self.exited.borrow().is_none()
    }

    async fn status(&mut self) -> io::Result<ExitStatus> {
        let status = self.exited.wait_for(Option::is_some).await.map_err(io::Error::other)?;
        status.ok_or_else(|| io::Error::other("a process without a status"))
    }

    /// Of what has ended the id may be another one's by and by.
    fn kill(&self) {
        if self.is_alive() {
            kill_group(self.group);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A process that is waited for. Where the runtime ends before it does, it ends as well.
struct Leader {
    child: Child,
    group: Pid,
}

impl Drop for Leader {
    fn drop(&mut self) {
        if self.child.id().is_some() {
            kill_group(self.group);
        }
    }
}

/// There may be nobody left in it, which is as good.
fn kill_group(group: Pid) {
    let _ = kill_process_group(group, Signal::KILL);
}
