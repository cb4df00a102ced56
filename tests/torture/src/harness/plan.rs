use std::time::Duration;

use super::Random;

/// What is going to be done to a trial, and when: all of it from one seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In the order in which it is done.
    pub injuries: Vec<Planned>,
}

/// Something that is going to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// After the last one.
    pub after: Duration,
    /// What.
    pub injury: Injury,
}

/// What can be done. A node is given by a number, of which the remainder counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Injury {
    /// A node is killed, and another takes its place.
    Kill(u64),
    /// All nodes are killed, and as many take their places, at one instant.
    KillAll,
    /// One more node starts, which kills itself at a point of failure, of which the remainder counts.
    FailAt {
        /// The point of failure.
        point: u64,
        /// How often it comes by there before.
        passes: u64,
    },
    /// A node stands still for so long.
    Suspend(u64, Duration),
    /// A node is asked to stop, and another takes its place.
    Stop(u64),
    /// A job is paused by another node, and resumed after so long; some make up for the pause.
    PauseJob {
        /// The job.
        job: u64,
        /// How long.
        length: Duration,
        /// Whether what was due is made up for.
        catch_up: bool,
    },
    /// A node cannot reach the store for so long.
    Partition(u64, Duration),
    /// The next commit of a node is cut off.
    CutCommit(u64, Delivery),
    /// The store ends in disorder, and is started again after so long.
    CrashStore {
        /// How long it is away.
        length: Duration,
        /// Whether it says a last word to its clients.
        tells: bool,
    },
}

/// What becomes of a commit that is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The store never gets it.
    Never,
    /// It gets it so much later.
    Late(Duration),
    /// It has got it.
    Before,
}

impl Plan {
    /// Draws so many injuries, one every so often, for leases of this length. Of a store that is no server
    /// none is drawn that needs one.
    pub fn draw(
        random: &mut Random,
        injuries: usize,
        every: Duration,
        lease: Duration,
        server: bool,
    ) -> Plan {
        let draw = |_| {
            let after = random.between(every / 2, every * 3 / 2);
            Planned { after, injury: Injury::draw(random, lease, server) }
        };
        Plan { injuries: (0..injuries).map(draw).collect() }
    }
}

impl Injury {
    fn draw(random: &mut Random, lease: Duration, server: bool) -> Injury {
        let node = random.below(1 << 16);
        match random.below(if server { 100 } else { 70 }) {
            0..13 => Injury::Kill(node),
            13..15 => Injury::KillAll,
            15..35 => Injury::FailAt { point: random.below(1 << 16), passes: random.below(12) },
            35..50 => Injury::Suspend(node, random.between(lease / 2, lease * 2)),
            50..60 => Injury::Stop(node),
            60..70 => {
                let length = random.between(Duration::from_millis(500), Duration::from_secs(4));
                Injury::PauseJob { job: random.below(1 << 16), length, catch_up: random.below(2) == 0 }
            }
            70..80 => Injury::Partition(node, random.between(lease / 2, lease * 2)),
            80..95 => Injury::CutCommit(node, Delivery::draw(random, lease)),
            _ => {
                let length = random.between(Duration::from_millis(50), lease);
                Injury::CrashStore { length, tells: random.below(2) == 0 }
            }
        }
    }
}

impl Delivery {
    fn draw(random: &mut Random, lease: Duration) -> Delivery {
        match random.below(3) {
            0 => Delivery::Never,
            1 => Delivery::Late(random.between(Duration::from_millis(10), lease)),
            _ => Delivery::Before,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(seed: u64, server: bool) -> Plan {
        let second = Duration::from_secs(1);
        Plan::draw(&mut Random::new(seed), 400, second, second * 2, server)
    }

    #[test]
    fn one_seed_gives_one_plan() {
        assert_eq!(plan(7, true), plan(7, true));
        assert_ne!(plan(7, true), plan(8, true));
    }

    #[test]
    fn what_needs_a_server_is_done_only_to_servers() {
        let needs_server = |planned: &Planned| {
            matches!(
                planned.injury,
                Injury::Partition(..) | Injury::CutCommit(..) | Injury::CrashStore { .. }
            )
        };
        assert!(!plan(7, false).injuries.iter().any(needs_server));
        assert!(plan(7, true).injuries.iter().filter(|planned| needs_server(planned)).count() > 80);
    }
}
