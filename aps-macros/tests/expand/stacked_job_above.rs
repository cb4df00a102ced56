#[scheduled_job(interval = "2h", id = "b")]
#[must_use]
fn report() {}
