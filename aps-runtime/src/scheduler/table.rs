use std::fmt;

use aps_triggers::{AnyTrigger, TimeZone};

use super::job::Job;

/// Jobs, laid out for people: one line each, columns aligned.
///
/// What [`Scheduler::job_table`](crate::Scheduler::job_table) returns; print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobTable {
    rows: Vec<[String; 5]>,
}

const HEADINGS: [&str; 5] = ["ID", "TRIGGER", "NEXT RUN TIME", "EXECUTOR", "STORE"];

impl JobTable {
    pub(super) fn new(jobs: &[Job], timezone: TimeZone) -> Self {
        let row = |job: &Job| {
            let next = job.next_run_text(timezone);
            [
                job.id().to_string(),
                trigger_text(job.trigger(), timezone),
                next,
                job.executor().into(),
                job.jobstore().into(),
            ]
        };
        JobTable { rows: jobs.iter().map(row).collect() }
    }
}

impl fmt::Display for JobTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.is_empty() {
            return f.write_str("no scheduled jobs");
        }
        let mut widths = HEADINGS.map(str::len);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        write_row(f, &widths, HEADINGS)?;
        for row in &self.rows {
            writeln!(f)?;
            write_row(f, &widths, row.each_ref().map(String::as_str))?;
        }
        Ok(())
    }
}

/// With the zone, if it is not that of the next run time beside it.
fn trigger_text(trigger: &AnyTrigger, timezone: TimeZone) -> String {
    match trigger {
        AnyTrigger::Cron(cron) if cron.zone().is_some_and(|zone| zone != timezone) => {
            format!("{cron} {}", cron.zone().unwrap_or(timezone))
        }
        other => other.to_string(),
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, widths: &[usize; 5], row: [&str; 5]) -> fmt::Result {
    let line: Vec<_> = widths.iter().zip(row).map(|(width, cell)| format!("{cell:width$}")).collect();
    f.write_str(line.join("  ").trim_end())
}
