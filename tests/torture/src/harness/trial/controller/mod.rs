//! Who starts the nodes, hurts them, and reads the store meanwhile.

mod outage;

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::Runtime;

use super::super::clock::{monotonic_us, pause};
use super::super::controller_log::OpenFault;
use super::super::{ControllerLog, Injury, Plan, Random, node::LEASE};
use super::agenda::Agenda;
use super::clerk::{Clerk, Order};
use super::fleet::{Findings, Fleet};
use super::loss::Loss;
use super::reader::Reader;
use super::workload::{added, removed, tasks, whole_second_after};
use super::{Failure, Trial, witness};
use crate::Moment;

/// How long all go on before the first fault, and after the last: that is more than they have for the recovery.
const PEACE: (Duration, Duration) = (Duration::from_secs(4), Duration::from_secs(16));
/// Until the last body has ended.
const REST: Duration = Duration::from_secs(4);
/// From the dumps on the way older runs are left out.
const RECENT: TimeDelta = TimeDelta::seconds(20);
const BETWEEN_DUMPS: Duration = Duration::from_millis(1_700);
/// For how long a commit of a node is waited for that is to be cut.
const CUT_WITHIN: Duration = Duration::from_secs(4);
const TICK: Duration = Duration::from_millis(10);

/// What is to be done at some time.
enum Step {
    Injure(Injury),
    GoOn(String),
    Heal(String),
    RestartStore,
    /// The machine of the store loses its power, for so long.
    LosePower(Duration),
    Dump,
}

struct Controller<'a> {
    trial: &'a Trial,
    log: &'a ControllerLog,
    runtime: Runtime,
    fleet: Fleet<'a>,
    agenda: Agenda<Step>,
    orders: Sender<Order>,
    /// The jobs that may be paused.
    job_ids: Vec<String>,
    /// The fault by which the store is away.
    away: Option<OpenFault>,
    /// What the store is told is going to be forgotten.
    loss: Option<Loss<'a>>,
    /// Held by whoever asks for something about a job, or wants that nobody does.
    calls: &'a Mutex<()>,
    /// Who starts the store again, which takes some time.
    restart: Option<JoinHandle<()>>,
}

/// Holds a trial. What nodes have done that they should not have, apart from what is judged.
pub(super) fn run(trial: &Trial) -> Result<Findings, Failure> {
    let _not_there = fs::remove_dir_all(&trial.directory);
    fs::create_dir_all(&trial.directory)?;
    let log = ControllerLog::begin(&trial.directory, trial.seed, trial.subject.notices_deaths())?;
    let calls = Mutex::new(());
    let clerk = Clerk::new(&log, &calls, &trial.directory, trial.subject.url())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (orders, ordered) = channel();
    let fleet = Fleet::new(trial, &log);
    let (agenda, job_ids) = (Agenda::new(), Vec::new());
    let (log, calls) = (&log, &calls);
    let (away, loss, restart) = (None, None, None);
    let mut controller =
        Controller { trial, log, runtime, fleet, agenda, orders, job_ids, away, loss, calls, restart };
    controller.begin(&clerk)?;
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let serving = scope.spawn(|| clerk.serve(ordered));
        let watching = scope.spawn(|| witness::watch(log, &trial.subject, &is_over));
        let healed = controller.hurt().and_then(|()| controller.heal());
        let told = controller.orders.send(Order::Stop);
        let served = serving.join();
        let ended = healed.and_then(|()| controller.end(&clerk));
        is_over.store(true, Ordering::Relaxed);
        let watched = watching.join();
        served.map_err(|_| "the clerk has panicked")??;
        watched.map_err(|_| "the witness has panicked")??;
        told?;
        ended
    })
}

impl Controller<'_> {
    /// All nodes start at one instant, in a store in which nothing is yet.
    fn begin(&mut self, clerk: &Clerk<'_>) -> Result<(), Failure> {
        for _ in 0..self.trial.nodes {
            self.fleet.start()?;
        }
        let start = whole_second_after(Moment::now().wall, TimeDelta::seconds(2));
        let mut tasks = tasks(start);
        self.job_ids = tasks.iter().map(|task| task.job.id.clone()).collect();
        tasks.push(removed(start));
        clerk.add(&tasks)
    }

    fn hurt(&mut self) -> Result<(), Failure> {
        self.plan();
        self.go_on_for(PEACE.0 + self.trial.faults_for)?;
        Ok(())
    }

    /// What is done, from the seed.
    fn plan(&mut self) {
        let Trial { seed, faults_for, every, ref subject, .. } = *self.trial;
        let count = usize::try_from(faults_for.as_millis() / every.as_millis().max(1)).unwrap_or(usize::MAX);
        let is_server = subject.as_server().is_some();
        let plan = Plan::draw(&mut Random::new(seed), count, every, LEASE, is_server);
        let mut at = PEACE.0;
        for planned in plan.injuries {
            at += planned.after;
            if at < PEACE.0 + faults_for {
                self.agenda.add(at, Step::Injure(planned.injury));
            }
        }
        self.agenda.add(BETWEEN_DUMPS, Step::Dump);
        if subject.may_forget() {
            self.plan_losses(&mut Random::new(!seed));
        }
    }

    fn go_on_for(&mut self, length: Duration) -> Result<(), Failure> {
        let until = monotonic_us() + i64::try_from(length.as_micros())?;
        while monotonic_us() < until {
            self.fleet.watch()?;
            self.look_at_restart()?;
            while let Some(step) = self.agenda.due() {
                self.take(step)?;
            }
            pause(TICK);
        }
        Ok(())
    }

    fn take(&mut self, step: Step) -> Result<(), Failure> {
        match step {
            Step::Injure(injury) => self.injure(injury),
            Step::GoOn(name) => Ok(self.fleet.go_on(&name)?),
            Step::Heal(name) => Ok(self.fleet.heal(&name)?),
            Step::LosePower(length) => {
                let loss = self.loss.take();
                self.crash(length, false, loss)
            }
            Step::RestartStore => {
                self.restart_store();
                Ok(())
            }
            Step::Dump => {
                self.agenda.add(BETWEEN_DUMPS, Step::Dump);
                self.dump(Moment::now().wall - RECENT)
            }
        }
    }

    fn injure(&mut self, injury: Injury) -> Result<(), Failure> {
        match injury {
            Injury::Kill(node) => self.fleet.kill(node)?,
            Injury::KillAll => self.fleet.kill_all()?,
            Injury::FailAt { point, passes } => self.fleet.doom(point, passes)?,
            Injury::Stop(node) => self.fleet.stop(node)?,
            Injury::Suspend(node, length) => {
                if let Some(name) = self.fleet.suspend(node)? {
                    self.agenda.add(length, Step::GoOn(name));
                }
            }
            Injury::Partition(node, length) => {
                if let Some(name) = self.fleet.partition(node)? {
                    self.agenda.add(length, Step::Heal(name));
                }
            }
            Injury::CutCommit(node, delivery) => {
                if let Some(name) = self.fleet.cut_commit(node, delivery)? {
                    self.agenda.add(CUT_WITHIN, Step::Heal(name));
                }
            }
            Injury::PauseJob { job, length, catch_up } => self.pause_job(job, length, catch_up)?,
            Injury::CrashStore { length, tells } => self.crash_store(length, tells)?,
        }
        Ok(())
    }

    /// Now and then a job is added or removed instead.
    fn pause_job(&mut self, job: u64, length: Duration, catch_up: bool) -> Result<(), Failure> {
        let count = u64::try_from(self.job_ids.len())?;
        self.orders.send(match job % (count + 2) {
            index if index < count => {
                let job_id = self.job_ids[usize::try_from(index)?].clone();
                Order::Pause { job_id, length, catch_up }
            }
            index if index == count => Order::Remove("removed".into()),
            _ => {
                let task = added(job, whole_second_after(Moment::now().wall, TimeDelta::seconds(1)));
                Order::Add(task)
            }
        })?;
        Ok(())
    }

    /// Not of a store that is away.
    fn dump(&self, since: DateTime<Utc>) -> Result<(), Failure> {
        if self.away.is_some() {
            return Ok(());
        }
        let url = self.trial.subject.url();
        let read = async { Reader::connect(&url).await?.read(since).await };
        self.log.dump(since, || self.runtime.block_on(read))
    }

    /// There are no more faults from here on.
    fn heal(&mut self) -> Result<(), Failure> {
        self.agenda = Agenda::new();
        self.loss.take().map_or(Ok(()), |loss| loss.end(self.log))?;
        if self.away.is_some() && self.restart.is_none() {
            self.restart_store();
        }
        while self.away.is_some() {
            self.go_on_for(TICK)?;
        }
        Ok(self.fleet.heal_all()?)
    }

    /// All come to rest, and are judged by what they leave behind.
    fn end(mut self, clerk: &Clerk<'_>) -> Result<Findings, Failure> {
        self.agenda.add(BETWEEN_DUMPS, Step::Dump);
        self.go_on_for(PEACE.1)?;
        // Else runs that are claimed while the last node stops are left to be run again, as they should be.
        clerk.pause_all()?;
        self.go_on_for(REST)?;
        self.fleet.leave()?;
        self.dump(DateTime::UNIX_EPOCH)?;
        Ok(self.fleet.into_findings())
    }
}
