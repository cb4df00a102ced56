//! What stands in the keys of Redis, and whether what is kept twice agrees.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use redis::aio::MultiplexedConnection;
use redis::{Client, Script, cmd};

use super::{BAD_IDS, GOOD_ID, NO_FUNCTION, NO_JOB, Tables, of_nobody};
use crate::harness::Failure;
use crate::{JobRow, NodeRow, RunRow, RunState};

const PREFIX: &str = "{aps:default}";

pub(in super::super) struct Reader {
    connection: MultiplexedConnection,
}

/// The fields of a hash, or the members of a sorted set with their scores.
type Pairs = BTreeMap<String, String>;

/// Keys, without what all of them begin with, and what is in them.
struct Keys(BTreeMap<String, Vec<String>>);

impl Reader {
    pub(super) async fn connect(url: &str) -> Result<Self, Failure> {
        let connection = Client::open(url)?.get_multiplexed_async_connection().await?;
        Ok(Reader { connection })
    }

    /// With a write, which may have to wait for the disk.
    pub(super) async fn ask(&mut self) -> Result<(), Failure> {
        Ok(cmd("INCR").arg("{aps:witness}").exec_async(&mut self.connection).await?)
    }

    pub(super) async fn read(&mut self, since: DateTime<Utc>) -> Result<Tables, Failure> {
        let instant = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let script = Script::new(include_str!("redis.lua"));
        let keys: Vec<(String, Vec<String>)> =
            script.key(PREFIX).arg(instant).invoke_async(&mut self.connection).await?;
        let keys = Keys(keys.into_iter().collect());
        let runs = keys.runs()?;
        keys.expect_what_is_kept_twice(&runs, since == DateTime::UNIX_EPOCH)?;
        Ok((runs.into_values().collect(), keys.jobs()?, keys.nodes()?))
    }

    pub(super) async fn add_bad_jobs(&mut self) -> Result<(), Failure> {
        let good: Pairs =
            cmd("HGETALL").arg(key(&format!("job:{GOOD_ID}"))).query_async(&mut self.connection).await?;
        let (job, queue) = (field(&good, "job")?, field(&good, "queue")?);
        let function = queue.rsplit_once("default:").map(|(_, function)| function);
        let function = function.ok_or("a queue has no function")?;
        let jobs = [
            (BAD_IDS[0], NO_JOB.to_owned(), queue.to_owned()),
            (BAD_IDS[1], of_nobody(job, function), queue.replace(function, NO_FUNCTION)),
        ];
        for (id, job, queue) in jobs {
            let mut fields = good.clone();
            fields.extend([("job".to_owned(), job), ("queue".to_owned(), queue.clone())]);
            let due = field(&good, "ms")?;
            let mut commands = redis::pipe();
            commands.hset_multiple(key(&format!("job:{id}")), &Vec::from_iter(fields));
            commands.zadd(key("jobs"), id, 0).zadd(key(&format!("due:{queue}")), id, due);
            commands.cmd("ZADD").arg(key("heads")).arg("LT").arg(due).arg(queue);
            commands.exec_async(&mut self.connection).await?;
        }
        Ok(())
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}:{name}")
}

impl Keys {
    /// Those that begin with this, without it.
    fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a [String])> {
        let named = self.0.iter().filter_map(move |(key, value)| Some((key.strip_prefix(kind)?, value)));
        named.map(|(key, value)| (key, value.as_slice()))
    }

    fn pairs(&self, key: &str) -> Pairs {
        self.0.get(key).map(|values| pairs(values)).unwrap_or_default()
    }

    fn runs(&self) -> Result<BTreeMap<String, RunRow>, Failure> {
        self.of("run:").map(|(key, fields)| Ok((key.to_owned(), run(&pairs(fields))?))).collect()
    }

    fn jobs(&self) -> Result<Vec<JobRow>, Failure> {
        let problems = self.pairs("problems");
        let job = |(id, fields): (&str, &[String])| {
            let fields = pairs(fields);
            Ok(JobRow {
                id: id.to_owned(),
                next_run_time: Some(parsed(&fields, "run")?),
                paused: field(&fields, "paused")? == "1",
                revision: parsed(&fields, "revision")?,
                generation: None,
                problem: problems.get(id).cloned(),
            })
        };
        self.of("job:").map(job).collect()
    }

    fn nodes(&self) -> Result<Vec<NodeRow>, Failure> {
        let node = |(id, lease): (String, String)| {
            let name = field(&self.pairs(&format!("node:{id}")), "name")?.to_owned();
            Ok(NodeRow { id, name, lease_until: instant(&lease)? })
        };
        self.pairs("leases").into_iter().map(node).collect()
    }
}

/// What stands in sets beside the hashes.
impl Keys {
    fn expect_what_is_kept_twice(
        &self,
        runs: &BTreeMap<String, RunRow>,
        are_all: bool,
    ) -> Result<(), Failure> {
        let in_state = |is: fn(&RunRow) -> bool| {
            runs.iter().filter(move |(_, run)| is(run)).map(|(key, _)| key.clone()).collect::<BTreeSet<_>>()
        };
        let running = in_state(|run| run.slot.is_some());
        let has_slot = self.of("slots:").flat_map(|(_, slots)| pairs(slots).into_values()).collect();
        expect("slots", &has_slot, &running)?;
        let with_runs = self.of("node:").filter(|(key, _)| key.ends_with(":runs"));
        let of_nodes = with_runs.flat_map(|(_, runs)| runs.iter().cloned()).collect();
        expect("runs of nodes", &of_nodes, &running)?;
        let pending = self.of("pending:").flat_map(|(_, runs)| pairs(runs).into_keys()).collect();
        expect("runs that wait", &pending, &in_state(|run| run.state == RunState::Pending))?;
        if are_all {
            let ended = self.pairs("ended").into_keys().collect();
            expect("runs that are over", &ended, &in_state(|run| run.state.is_terminal()))?;
        }
        self.expect_queues()
    }

    fn expect_queues(&self) -> Result<(), Failure> {
        let (mut due, problems) = (BTreeSet::new(), self.pairs("problems"));
        for (id, fields) in self.of("job:") {
            let fields = pairs(fields);
            if field(&fields, "paused")? == "0" && !problems.contains_key(id) {
                due.insert((
                    field(&fields, "queue")?.to_owned(),
                    id.to_owned(),
                    field(&fields, "ms")?.to_owned(),
                ));
            }
        }
        let mut queued = BTreeSet::new();
        let mut heads = Pairs::new();
        for (queue, jobs) in self.of("due:") {
            heads.extend(jobs.get(1).map(|first| (queue.to_owned(), first.clone())));
            queued.extend(pairs(jobs).into_iter().map(|(id, due)| (queue.to_owned(), id, due)));
        }
        expect("jobs by when they are due", &queued, &due)?;
        let first: BTreeSet<_> = heads.into_iter().collect();
        expect("queues", &self.pairs("heads").into_iter().collect(), &first)?;
        let jobs = self.of("job:").map(|(id, _)| id.to_owned()).collect();
        expect("ids", &self.pairs("jobs").into_keys().collect(), &jobs)
    }
}

fn expect<T: Ord + std::fmt::Debug>(
    what: &str,
    found: &BTreeSet<T>,
    expected: &BTreeSet<T>,
) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    let (more, less): (Vec<_>, Vec<_>) =
        (found.difference(expected).collect(), expected.difference(found).collect());
    Err(format!("what is kept twice does not agree: {what} has {more:?}, and has not {less:?}").into())
}

fn run(fields: &Pairs) -> Result<RunRow, Failure> {
    let maybe = |name: &str| fields.get(name).map(String::as_str);
    let state = serde_json::from_value(field(fields, "state")?.into())?;
    // It is left standing when the run ends.
    let slot = maybe("slot").filter(|_| state == RunState::Running);
    Ok(RunRow {
        job_id: field(fields, "id")?.to_owned(),
        scheduled_at: parsed(fields, "at")?,
        through_at: parsed(fields, "through")?,
        generation: None,
        manual: maybe("manual") == Some("1"),
        state,
        slot: slot.map(str::parse).transpose()?,
        node_id: maybe("node").map(str::to_owned),
        token: maybe("token").map_or(Ok(0), str::parse)?,
        fence: parsed(fields, "fence")?,
        started_at: maybe("started").map(str::parse).transpose()?,
        ended_at: maybe("ended_ms").map(instant).transpose()?,
    })
}

/// Of milliseconds, which may have a fraction.
fn instant(millis: &str) -> Result<DateTime<Utc>, Failure> {
    let whole = millis.split('.').next().unwrap_or(millis).parse()?;
    Ok(DateTime::from_timestamp_millis(whole).ok_or("no instant")?)
}

fn pairs(values: &[String]) -> Pairs {
    values.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

fn field<'a>(fields: &'a Pairs, name: &str) -> Result<&'a str, Failure> {
    fields.get(name).map(String::as_str).ok_or_else(|| format!("no field {name} in {fields:?}").into())
}

fn parsed<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    fields: &Pairs,
    name: &str,
) -> Result<T, Failure> {
    Ok(field(fields, name)?.parse()?)
}
