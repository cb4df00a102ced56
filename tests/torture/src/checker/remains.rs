//! What is left in the store.

use super::life::Mode;
use super::view::{View, short, show_bodies, show_rows};
use super::{Invariant, Violation};
use crate::history::{Dump, NodeRow};
use crate::oracle::Schedule;

/// I11: at rest no run is under way or waits, no slot is taken, no node is there whose lease has run
/// out, and no body goes on.
pub(super) fn nothing_leaks(view: &View<'_>) -> Vec<Violation> {
    let Some(dump) = view.last_dump() else {
        return vec![at_rest(None, "the store was never read".into())];
    };
    let rows = dump.runs.iter().filter(|row| !row.state.is_terminal() || row.slot.is_some());
    let leaks = rows.map(|row| Violation {
        job_id: Some(row.job_id.clone()),
        at: Some(row.scheduled_at),
        ..at_rest(Some(dump), format!("still under way: {}", show_rows([row])))
    });
    let is_dead = |node: &&NodeRow| node.lease_until < dump.began;
    let nodes = dump.nodes.iter().filter(is_dead).map(|node| {
        let until = short(node.lease_until);
        at_rest(Some(dump), format!("node {} ({}) is dead since {until}", node.id, node.name))
    });
    let open = view.history.bodies.iter().filter(|body| body.ended.is_none());
    let bodies = open.map(|body| at_rest(Some(dump), format!("still running: {}", show_bodies([body]))));
    leaks.chain(nodes).chain(bodies).collect()
}

fn at_rest(dump: Option<&Dump>, text: String) -> Violation {
    Violation { invariant: Invariant::I11, job_id: None, at: dump.map(|dump| dump.began), text }
}

/// I12: a job that no node can run is kept and not run; and no job is gone that nobody has removed. (That
/// others go on beside it is I1 and I9.)
pub(super) fn what_is_bad_is_kept(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        let kept = |mode| matches!(mode, Mode::Active | Mode::Paused | Mode::Held);
        let is_kept = |dump: &&Dump| kept(job.life.at(dump.began)) && kept(job.life.at(dump.ended));
        let is_there = |dump: &&Dump| dump.jobs.iter().any(|stored| stored.id == job.job.id);
        let without = view.history.dumps.iter().filter(is_kept).filter(|dump| !is_there(dump));
        violations.extend(
            without.map(|dump| job.violation(Invariant::I12, dump.began, "gone, and nobody has removed it")),
        );
        let never = job.job.schedule == Schedule::Never;
        violations.extend(job.records.bodies.iter().filter(|_| never).map(|body| {
            let text = format!("cannot be run, and has been: {}", show_bodies([*body]));
            job.violation(Invariant::I12, body.scheduled_run_time, text)
        }));
    }
    violations
}
