use aps_runtime::prelude::*;

struct Reports;

impl Reports {
    #[job]
    async fn report(self) {}
}

fn main() {}
