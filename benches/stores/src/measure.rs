//! The measurements. Each prints what it found as `key=value` pairs.

use std::fmt::Write;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::database::{Database, Work};
use crate::node::{Node, Order, numbers};
use crate::peers::Recorded;
use crate::process::processor_time;
use crate::{peers, runs};

/// How long `sustained` and `idle` look, and how long they let the scheduler run before.
const SUSTAINED: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(20);
const WARM_UP: Duration = Duration::from_secs(5);

pub struct Bench {
    peer: String,
    database: Database,
    order: Order,
}

impl Bench {
    pub async fn new(peer: &str, what: &str, count: usize, url: &str) -> Bench {
        let order = Order { what: what.to_owned(), count, due: seconds() + 1, url: url.to_owned() };
        Bench { peer: peer.to_owned(), database: Database::connect(url).await, order }
    }

    /// Nothing if the peer cannot do it.
    pub async fn measure(mut self) -> Option<String> {
        let what = self.order.what.clone();
        match what.as_str() {
            // Peers have no batches, and apalis is given as much as it runs.
            _ if what.starts_with("batch-") && self.peer != "aps" => None,
            "steady" if self.peer == "apalis" => None,
            "steady" | "sustained" | "batch-1" | "batch-16" => Some(self.sustained(1).await),
            // The schedulers of APScheduler 3 know nothing of each other: each runs every job,
            // and does not see what another adds.
            _ if self.peer == "apscheduler" && what != "burst" && what != "idle" => None,
            "sustained-2" => Some(self.sustained(2).await),
            "sustained-3" => Some(self.sustained(3).await),
            "burst" => Some(self.burst().await),
            "idle" => Some(self.idle().await),
            "wake" => Some(self.wake().await),
            _ => panic!("no measurement `{what}`"),
        }
    }

    /// Jobs that do nothing, each once a second, more than can be run (`steady`: just as many): how many a
    /// second have run and are recorded, and what each costs the database and the schedulers' processes.
    /// `batch-16` the same with an executor that takes no more than 16 runs at once.
    async fn sustained(&mut self, nodes: usize) -> String {
        self.finish("fill").await;
        let mut nodes = self.start(nodes).await;
        sleep(WARM_UP).await;
        let (from, before) = self.snapshot(&mut nodes).await;
        sleep(SUSTAINED).await;
        let (to, after) = self.snapshot(&mut nodes).await;
        let fires = (to.recorded - from.recorded) as f64;
        let took = to.at.duration_since(from.at).as_secs_f64();
        let cpu = (to.cpu - from.cpu).as_secs_f64() * 1e6 / fires;
        let mut figures = format!("per_s={:.0} cpu_us_each={cpu:.0}", fires / took);
        if let (Some(from), Some(to)) = (before.cpu, after.cpu) {
            let _ = write!(figures, " server_cpu_us_each={:.0}", (to - from).as_secs_f64() * 1e6 / fires);
        }
        let bytes = (after.bytes - before.bytes) as f64 / fires;
        let _ = write!(figures, " bytes_each={bytes:.0}");
        for (name, from, to) in
            [("statements", before.statements, after.statements), ("syncs", before.syncs, after.syncs)]
        {
            if let (Some(from), Some(to)) = (from, to) {
                let _ = write!(figures, " {name}_each={:.3}", (to - from) as f64 / fires);
            }
        }
        figures
    }

    async fn snapshot(&self, nodes: &mut [Node]) -> (Moment, Work) {
        let recorded = self.recorded(nodes).await;
        let cpu = nodes.iter().map(|node| processor_time(node.id())).sum();
        (Moment { at: Instant::now(), recorded, cpu }, self.database.work(nodes).await)
    }

    /// Jobs that do nothing, all due at one instant: seconds from then until all have run and
    /// are recorded.
    async fn burst(&mut self) -> String {
        self.order.due = seconds() + 8 + i64::try_from(self.order.count / 2500).expect("few");
        self.finish("fill").await;
        let mut nodes = self.start(1).await;
        let wait = self.order.due * 1_000_000_000 - runs::now();
        sleep(Duration::from_nanos(wait.try_into().expect("all were added in time"))).await;
        let count = i64::try_from(self.order.count).expect("few");
        let start = Instant::now();
        while self.recorded(&mut nodes).await < count {
            assert!(start.elapsed() < Duration::from_secs(120), "some are lost");
            sleep(Duration::from_millis(20)).await;
        }
        let took = start.elapsed().as_secs_f64();
        format!("all_s={took:.3} per_s={:.0}", count as f64 / took)
    }

    /// Jobs that are due tomorrow: what it costs to look for due ones, how often that is done,
    /// and how busy the scheduler is.
    async fn idle(&mut self) -> String {
        self.order.due = seconds() + 86_400;
        let start = Instant::now();
        self.finish("fill").await;
        let fill = start.elapsed().as_secs_f64();
        let size = self.database.size().await / i64::try_from(self.order.count).expect("few");
        let query = self.finish("query").await;
        let mut nodes = self.start(1).await;
        sleep(WARM_UP).await;
        let (from, before) = self.snapshot(&mut nodes).await;
        sleep(IDLE).await;
        let (to, after) = self.snapshot(&mut nodes).await;
        let cpu = (to.cpu - from.cpu).as_secs_f64() * 1e3 / IDLE.as_secs_f64();
        let mut figures = format!("{query} cpu_ms_per_s={cpu:.3} fill_s={fill:.1} bytes_a_job={size}");
        if let (Some(from), Some(to)) = (before.statements, after.statements) {
            // Not counting those that count them.
            let statements = to - from - peers::STATEMENTS_TO_MEASURE;
            let _ = write!(figures, " statements_per_min={}", statements.max(0) * 60 / IDLE.as_secs() as i64);
        }
        figures
    }

    /// Jobs that another process adds and that are due at once: milliseconds from before it adds
    /// one until that begins.
    async fn wake(&mut self) -> String {
        let count = std::mem::take(&mut self.order.count);
        self.finish("fill").await;
        let mut nodes = self.start(1).await;
        sleep(WARM_UP).await;
        self.order.count = count;
        let added = numbers(&self.finish("add").await);
        sleep(WARM_UP).await;
        let mut begun = nodes[0].begun().await;
        begun.sort_unstable();
        let mut late: Vec<i64> = begun.iter().zip(&added).map(|(begun, added)| begun - added).collect();
        late.sort_unstable();
        let at = |percent: usize| {
            late.get((late.len() - 1) * percent / 100).map_or(f64::NAN, |late| *late as f64 / 1e6)
        };
        format!("ran={} of={count} p50_ms={:.2} p99_ms={:.2}", begun.len(), at(50), at(99))
    }

    async fn finish(&self, role: &str) -> String {
        Node::finish(&self.peer, role, &self.order).await
    }

    async fn start(&self, count: usize) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(count);
        for _ in 0..count {
            nodes.push(Node::start(&self.peer, "run", &self.order).await);
        }
        nodes
    }

    /// How many runs are recorded as done.
    async fn recorded(&self, nodes: &mut [Node]) -> i64 {
        let running = match peers::recorded(&self.peer, &self.order.what, &self.order.url) {
            Recorded::Counted(query) => return self.database.number(query).await,
            Recorded::BegunBut(running) => Some(running),
            Recorded::Begun => None,
        };
        let mut begun = 0;
        for node in nodes {
            begun += node.count().await;
        }
        // Asked last: so none is counted that is still to be recorded.
        match running {
            Some(query) => begun - self.database.number(query).await,
            None => begun,
        }
    }
}

struct Moment {
    at: Instant,
    recorded: i64,
    cpu: Duration,
}

fn seconds() -> i64 {
    runs::now() / 1_000_000_000
}
