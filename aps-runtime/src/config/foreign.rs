//! Keys that other programs have, and what to write here. Spelling alone would not lead there.

use super::document::{Entry, Fault, Faults, Node, Value};

/// Where (`*` is any alias, or any place in a list), which keys, and what to write.
const KEYS: [(&str, &[&str], &str); 14] = [
    ("", &["logger"], "leave it out: what happens is told with `tracing`, under the target `aps_runtime`"),
    (
        "",
        &["daemon"],
        "leave it out: `Scheduler::run_in_background` and `run_blocking` choose between the two",
    ),
    (
        "",
        &["event_loop", "io_loop", "reactor"],
        "leave it out: the scheduler runs in the tokio runtime in which it is started",
    ),
    ("", &["stores"], "write `jobstores`"),
    ("", &["tz"], "write `timezone`"),
    ("", &["defaults"], "write `job_defaults`"),
    ("executors.*", &["workers", "threads", "processes", "pool_size"], "write `max_workers`"),
    ("executors.*", &["pool_kwargs"], "write its options themselves, such as `max_queue`"),
    ("jobs.*", &["func", "task"], "write `function`"),
    ("jobs.*", &["kwargs"], "write the arguments into `args`, in the order of the parameters"),
    (
        "jobs.*",
        &["next_run_time"],
        "leave it out: its trigger says when it runs, and `paused` that it does not",
    ),
    (
        "jobs.*",
        &["replace_existing"],
        "leave it out: a job of a configuration always replaces what an earlier run has left",
    ),
    (
        "jobs.*",
        &["cron", "interval", "date", "calendar_interval", "and", "or"],
        "write it into the trigger, as in `trigger = { cron = \"0 3 * * *\" }`",
    ),
    (
        "jobs.*",
        &[
            "year",
            "month",
            "day",
            "week",
            "day_of_week",
            "hour",
            "minute",
            "second",
            "years",
            "months",
            "weeks",
            "days",
            "hours",
            "minutes",
            "seconds",
            "run_date",
            "start_date",
            "end_date",
            "timezone",
            "jitter",
        ],
        "write it into the trigger, as in `trigger = { cron = { hour = 3 }, timezone = \"UTC\" }`",
    ),
];

/// Tells such keys, and takes them out.
pub(super) fn take_out(root: &mut Node, faults: &mut Faults) {
    take_out_under(root, "", "", faults);
}

/// `pattern` is `path`, with `*` for aliases and places in lists.
fn take_out_under(node: &mut Node, pattern: &str, path: &str, faults: &mut Faults) {
    match &mut node.value {
        Value::Map(entries) => {
            entries.retain(|entry| {
                let is_known = |keys: &[&str]| keys.contains(&entry.key.as_str());
                let known = KEYS.iter().find(|(at, keys, _)| *at == pattern && is_known(keys));
                faults.extend(known.map(|(_, _, help)| unknown(entry, path, help)));
                known.is_none()
            });
            for Entry { key, value, .. } in entries {
                let step = if pattern.is_empty() { key.as_str() } else { ANY };
                take_out_under(value, &joined(pattern, step), &joined(path, key), faults);
            }
        }
        Value::List(members) => {
            for (index, member) in members.iter_mut().enumerate() {
                take_out_under(member, &joined(pattern, ANY), &format!("{path}[{index}]"), faults);
            }
        }
        _ => {}
    }
}

const ANY: &str = "*";

fn joined(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

fn unknown(entry: &Entry, path: &str, help: &str) -> Fault {
    let headline = format!("unknown key `{}`", entry.key);
    Fault::in_key(entry, path, headline).help(help)
}
