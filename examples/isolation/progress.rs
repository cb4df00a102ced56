use std::io::{IsTerminal, stdout};

/// How far each pool is: bars that are drawn again in a terminal, and lines elsewhere.
pub struct Progress {
    bars: [Bar; 2],
    of: u32,
    /// Whether the bars stand on the last lines of a terminal.
    drawn: bool,
}

struct Bar {
    name: &'static str,
    done: u32,
    primes: u64,
}

impl Progress {
    pub fn new(names: [&'static str; 2], of: u32) -> Self {
        let mut progress =
            Progress { bars: names.map(|name| Bar { name, done: 0, primes: 0 }), of, drawn: false };
        progress.draw();
        progress
    }

    pub fn is_complete(&self) -> bool {
        self.bars.iter().all(|bar| bar.done == self.of)
    }

    /// A job that is called `threads-3` belongs to the bar `threads`.
    pub fn one_more(&mut self, job_id: &str, primes: u64) {
        let Some(bar) = self.bars.iter_mut().find(|bar| job_id.starts_with(bar.name)) else { return };
        bar.done += 1;
        bar.primes += primes;
        if stdout().is_terminal() {
            self.draw();
        } else {
            println!("{}: {} of {}, {} primes", bar.name, bar.done, self.of, bar.primes);
        }
    }

    /// Says something above the bars.
    pub fn say(&mut self, text: &str) {
        self.clear();
        println!("{text}");
        self.draw();
    }

    fn draw(&mut self) {
        if !stdout().is_terminal() {
            return;
        }
        self.clear();
        for bar in &self.bars {
            let (done, rest) = (bar.done as usize, self.of.saturating_sub(bar.done) as usize);
            println!("{:<10} [{}{}] {} primes", bar.name, "#".repeat(done), ".".repeat(rest), bar.primes);
        }
        self.drawn = true;
    }

    /// Goes back to where the bars begin, and empties the screen from there.
    fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            print!("\x1b[{}A\x1b[J", self.bars.len());
        }
    }
}
