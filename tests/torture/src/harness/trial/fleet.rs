//! The nodes of a trial, and what is done to them.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::time::Duration;

use rustix::process::Signal;
use test_servers::{Mode, Proxy, When};

use super::super::clock::{monotonic_us, pause};
use super::super::controller_log::OpenFault;
use super::super::{ControllerLog, Delivery, Failpoint, NodeOptions, NodeProcess, Point};
use super::Trial;
use crate::FaultKind;

/// How long a node may take to stop: bodies come to their end, and the store may be away.
const LONGEST_STOP_US: i64 = 30_000_000;
/// How long after one has ended by itself another is started in its place.
const BEFORE_THE_NEXT: Duration = Duration::from_millis(100);
/// How many that are to kill themselves are waited for at a time.
const MOST_DOOMED: usize = 3;

pub(super) struct Fleet<'a> {
    trial: &'a Trial,
    log: &'a ControllerLog,
    members: Vec<Member>,
    started: u64,
    /// How many commits were cut off, of nodes that are gone.
    commits_cut: usize,
    complaints: Vec<String>,
}

/// What nothing else tells of.
#[derive(Debug)]
pub(super) struct Findings {
    /// What nodes did that they should not have.
    pub(super) complaints: Vec<String>,
    /// How many commits were cut off.
    pub(super) commits_cut: usize,
}

struct Member {
    process: NodeProcess,
    proxy: Option<Proxy>,
    role: Role,
    /// An open fault of its connections.
    cut: Option<OpenFault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Serving,
    /// It is to stop, and was told so then.
    Leaving(i64),
    /// It is going to kill itself.
    Doomed,
}

impl<'a> Fleet<'a> {
    pub(super) fn new(trial: &'a Trial, log: &'a ControllerLog) -> Self {
        Fleet { trial, log, members: Vec::new(), started: 0, commits_cut: 0, complaints: Vec::new() }
    }

    /// Starts one more node.
    pub(super) fn start(&mut self) -> io::Result<()> {
        self.start_as(Role::Serving, None)
    }

    fn start_as(&mut self, role: Role, failpoint: Option<Failpoint>) -> io::Result<()> {
        self.started += 1;
        let (process, proxy) = (format!("n{}", self.started), self.trial.subject.proxy());
        let url = self.trial.subject.url();
        let store = proxy.as_ref().map_or_else(|| url.clone(), |proxy| proxy.url_through(&url));
        let directory = self.trial.directory.clone();
        let mut command = Command::new(&self.trial.program);
        command.stderr(File::create(directory.join(format!("{process}.log")))?);
        let flaw = self.trial.flaw;
        NodeOptions { directory, process: process.clone(), store, failpoint, flaw }.tell(&mut command);
        let process = NodeProcess::start(process, &mut command)?;
        self.members.push(Member { process, proxy, role, cut: None });
        Ok(())
    }

    /// Looks who has ended, and starts others in their places.
    pub(super) fn watch(&mut self) -> io::Result<()> {
        let mut index = 0;
        while let Some(member) = self.members.get_mut(index) {
            if member.process.ended(self.log)?.is_some() {
                self.has_ended(index)?;
                continue;
            }
            let is_late = |since: i64| monotonic_us() - since > LONGEST_STOP_US;
            if matches!(member.role, Role::Leaving(since) if is_late(since)) {
                self.complaints.push(format!("{} does not stop", member.process.name()));
                self.remove(index)?;
                continue;
            }
            index += 1;
        }
        Ok(())
    }

    fn has_ended(&mut self, index: usize) -> io::Result<()> {
        let mut member = self.take(index);
        let Some(status) = member.process.ended(self.log)? else { return Ok(()) };
        member.heal(self.log)?;
        if !self.is_as_it_should_be(&member, status) {
            let name = member.process.name();
            self.complaints.push(format!("{name} ({:?}) has ended: {status}; see {name}.log", member.role));
        }
        if member.role != Role::Serving {
            return Ok(());
        }
        // Else many would be started, and would end, while the server is away.
        pause(BEFORE_THE_NEXT);
        self.start()
    }

    /// Who has not begun yet may be ended by the signal, and by a server that is away.
    fn is_as_it_should_be(&self, member: &Member, status: ExitStatus) -> bool {
        let has_not_begun = || {
            let log = self.trial.directory.join(format!("node-{}.jsonl", member.process.name()));
            !fs::read_to_string(log).is_ok_and(|log| log.contains(r#""event":"start""#))
        };
        let cannot_start =
            || self.trial.subject.as_server().is_some() && status.code() == Some(1) && has_not_begun();
        let is_killed = status.signal() == Some(Signal::KILL.as_raw());
        let is_ended = || status.signal() == Some(Signal::TERM.as_raw()) && has_not_begun();
        match member.role {
            Role::Serving => cannot_start(),
            Role::Leaving(_) => status.success() || is_ended() || cannot_start(),
            Role::Doomed => is_killed || cannot_start(),
        }
    }

    /// Kills it.
    fn remove(&mut self, index: usize) -> io::Result<()> {
        let mut member = self.take(index);
        member.heal(self.log)?;
        member.process.kill(self.log)
    }

    fn take(&mut self, index: usize) -> Member {
        let member = self.members.remove(index);
        self.commits_cut += member.proxy.as_ref().map_or(0, Proxy::cuts);
        member
    }

    /// A node that serves and is not suspended, by its number.
    fn some(&mut self, node: u64) -> Option<usize> {
        let serving: Vec<_> = (0..self.members.len())
            .filter(|index| {
                let member = self.members.get(*index);
                member.is_some_and(|member| member.role == Role::Serving && !member.process.is_suspended())
            })
            .collect();
        let count = u64::try_from(serving.len()).ok().filter(|count| *count > 0)?;
        serving.get(usize::try_from(node % count).ok()?).copied()
    }
}

/// What is done to them.
impl Fleet<'_> {
    pub(super) fn kill(&mut self, node: u64) -> io::Result<()> {
        let Some(index) = self.some(node) else { return Ok(()) };
        self.remove(index)?;
        self.start()
    }

    pub(super) fn kill_all(&mut self) -> io::Result<()> {
        let serving = self.members.iter().filter(|member| member.role == Role::Serving).count();
        while !self.members.is_empty() {
            self.remove(0)?;
        }
        (0..serving).try_for_each(|_| self.start())
    }

    pub(super) fn doom(&mut self, point: u64, passes: u64) -> io::Result<()> {
        let doomed = self.members.iter().enumerate().filter(|(_, member)| member.role == Role::Doomed);
        let doomed: Vec<_> = doomed.map(|(index, _)| index).collect();
        if doomed.len() >= MOST_DOOMED
            && let Some(oldest) = doomed.first()
        {
            self.remove(*oldest)?;
        }
        self.start_as(Role::Doomed, Some(Failpoint::new(Point::of_number(point), passes)))
    }

    /// The name of the one that stands still from now on.
    pub(super) fn suspend(&mut self, node: u64) -> io::Result<Option<String>> {
        let Some(index) = self.some(node) else { return Ok(None) };
        let Some(member) = self.members.get_mut(index) else { return Ok(None) };
        member.process.suspend(self.log)?;
        Ok(Some(member.process.name().to_owned()))
    }

    pub(super) fn go_on(&mut self, name: &str) -> io::Result<()> {
        let log = self.log;
        self.named(name).map_or(Ok(()), |member| member.process.go_on(log))
    }

    pub(super) fn stop(&mut self, node: u64) -> io::Result<()> {
        let Some(index) = self.some(node) else { return Ok(()) };
        if let Some(member) = self.members.get_mut(index) {
            member.process.stop(self.log)?;
            member.role = Role::Leaving(monotonic_us());
        }
        self.start()
    }

    /// The name of the one that does not reach the store from now on.
    pub(super) fn partition(&mut self, node: u64) -> io::Result<Option<String>> {
        let Some(index) = self.some(node) else { return Ok(None) };
        let Some(member) = self.members.get_mut(index) else { return Ok(None) };
        member.begin_cut(self.log)?;
        if let Some(proxy) = &member.proxy {
            proxy.set(Mode::BlackHole);
        }
        Ok(Some(member.process.name().to_owned()))
    }

    pub(super) fn cut_commit(&mut self, node: u64, delivery: Delivery) -> io::Result<Option<String>> {
        let Some(index) = self.some(node) else { return Ok(None) };
        let Some(member) = self.members.get_mut(index) else { return Ok(None) };
        member.begin_cut(self.log)?;
        if let Some(proxy) = &member.proxy {
            proxy.cut_at_commit(
                match delivery {
                    Delivery::Never => When::BeforeDelivery,
                    Delivery::Late(length) => When::LateDelivery(length),
                    Delivery::Before => When::AfterDelivery,
                },
                1,
            );
        }
        Ok(Some(member.process.name().to_owned()))
    }

    /// Its connections are as they should be again.
    pub(super) fn heal(&mut self, name: &str) -> io::Result<()> {
        let log = self.log;
        self.named(name).map_or(Ok(()), |member| member.heal(log))
    }

    /// Nothing bad goes on any more, and nobody is going to kill itself.
    pub(super) fn heal_all(&mut self) -> io::Result<()> {
        for member in &mut self.members {
            member.heal(self.log)?;
            if member.process.is_suspended() {
                member.process.go_on(self.log)?;
            }
        }
        while let Some(index) = self.members.iter().position(|member| member.role == Role::Doomed) {
            self.remove(index)?;
        }
        while self.members.iter().any(|member| member.role != Role::Serving) {
            self.watch()?;
            pause(Duration::from_millis(20));
        }
        Ok(())
    }

    /// All of them stop, and that is no fault.
    pub(super) fn leave(&mut self) -> io::Result<()> {
        for member in &mut self.members {
            member.process.leave()?;
            member.role = Role::Leaving(monotonic_us());
        }
        while !self.members.is_empty() {
            self.watch()?;
            pause(Duration::from_millis(20));
        }
        Ok(())
    }

    pub(super) fn into_findings(self) -> Findings {
        Findings { complaints: self.complaints, commits_cut: self.commits_cut }
    }

    fn named(&mut self, name: &str) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.process.name() == name)
    }
}

impl Member {
    fn begin_cut(&mut self, log: &ControllerLog) -> io::Result<()> {
        self.heal(log)?;
        self.cut = Some(log.fault(FaultKind::Cut, Some(self.process.name()))?);
        Ok(())
    }

    fn heal(&mut self, log: &ControllerLog) -> io::Result<()> {
        if let Some(proxy) = &self.proxy {
            proxy.set(Mode::Pass);
            proxy.cut_at_commit(When::BeforeDelivery, 0);
        }
        self.cut.take().map_or(Ok(()), |fault| log.healed(fault))
    }
}
