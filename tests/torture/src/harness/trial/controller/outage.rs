//! The store is killed, loses its power, and is started again.

use std::thread;
use std::time::Duration;

use super::super::loss::Loss;
use super::{Controller, Failure, PEACE, Step};
use crate::FaultKind;
use crate::harness::{Injury, Random};

/// How often a store loses its power that may forget something by that.
const BETWEEN_LOSSES: Duration = Duration::from_secs(5);

impl Controller<'_> {
    pub(super) fn crash_store(&mut self, length: Duration, tells: bool) -> Result<(), Failure> {
        let server = self.trial.subject.as_server().filter(|_| self.away.is_none() && self.loss.is_none());
        let Some(server) = server else { return Ok(()) };
        if !self.trial.subject.may_forget() {
            return self.crash(length, tells, None);
        }
        let loss = Loss::begin(self.log, server, self.calls)?;
        if tells {
            return self.crash(length, tells, Some(loss));
        }
        // Time in which it is told something.
        self.loss = Some(loss);
        self.agenda.add(length, Step::LosePower(length));
        Ok(())
    }

    pub(super) fn crash(
        &mut self,
        length: Duration,
        tells: bool,
        loss: Option<Loss<'_>>,
    ) -> Result<(), Failure> {
        let Some(server) = self.trial.subject.as_server() else { return Ok(()) };
        let fault = self.log.fault(FaultKind::Store, None)?;
        if tells {
            server.stop_immediately();
        } else {
            server.kill();
        }
        match loss {
            None => {}
            Some(loss) if tells => loss.end(self.log)?,
            // As good as drawn.
            Some(loss) => loss.end_without_power(self.log, u64::try_from(length.as_millis() % 101)?)?,
        }
        self.away = Some(fault);
        self.agenda.add(length, Step::RestartStore);
        Ok(())
    }

    /// The nodes are looked after meanwhile.
    pub(super) fn restart_store(&mut self) {
        if let Some(server) = self.trial.subject.as_server().cloned() {
            let mend = self.trial.subject.mend();
            self.restart = Some(thread::spawn(move || {
                mend(&server);
                server.restart();
            }));
        }
    }

    pub(super) fn look_at_restart(&mut self) -> Result<(), Failure> {
        if let Some(restart) = self.restart.take_if(|restart| restart.is_finished()) {
            restart.join().map_err(|_| "the store does not start again")?;
            self.away.take().map_or(Ok(()), |fault| self.log.healed(fault))?;
        }
        Ok(())
    }

    /// It is to forget something in each trial.
    pub(super) fn plan_losses(&mut self, random: &mut Random) {
        let mut at = PEACE.0 + BETWEEN_LOSSES;
        while at < PEACE.0 + self.trial.faults_for {
            let length = random.between(BETWEEN_LOSSES / 20, BETWEEN_LOSSES / 4);
            self.agenda.add(at, Step::Injure(Injury::CrashStore { length, tells: false }));
            at += BETWEEN_LOSSES;
        }
    }
}
