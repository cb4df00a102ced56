use std::fmt;

use super::Event;
use crate::job::Hidden;

/// Of the result of a run only whether there is one, since it may be a secret.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut event = f.debug_struct("Event");
        event.field("told", &format_args!("{self}"));
        if let Some((jobstore, job_id)) = self.job() {
            event.field("job_id", job_id).field("jobstore", jobstore);
        }
        match self {
            Event::JobSubmitted { scheduled_run_times: times, .. }
            | Event::JobMaxInstances { scheduled_run_times: times, .. }
            | Event::JobCoalesced { scheduled_run_times: times, .. } => {
                event.field("scheduled_run_times", times);
            }
            Event::JobExecuted { scheduled_run_time: time, result, .. } => {
                event.field("scheduled_run_time", time).field("result", &Hidden(result));
            }
            Event::JobRetrying { scheduled_run_time: time, .. }
            | Event::JobOverdue { scheduled_run_time: time, .. }
            | Event::JobError { scheduled_run_time: time, .. }
            | Event::JobMissed { scheduled_run_time: time, .. } => {
                event.field("scheduled_run_time", time);
            }
            // Its text says all there is.
            _ => {}
        }
        event.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;

    use super::*;
    use crate::job::JobId;

    #[test]
    fn a_result_is_not_shown() {
        let event = Event::JobExecuted {
            job_id: JobId::new("job").unwrap(),
            jobstore: Arc::from("default"),
            scheduled_run_time: DateTime::UNIX_EPOCH,
            result: Some(Arc::new("secret".into())),
        };
        assert_eq!(
            format!("{event:?}"),
            "Event { told: `job` executed, job_id: \"job\", jobstore: \"default\", \
             scheduled_run_time: 1970-01-01T00:00:00Z, result: Some(..) }"
        );
    }
}
