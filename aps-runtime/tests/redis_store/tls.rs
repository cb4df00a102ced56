use std::time::Duration;

use aps_runtime::RedisStore;
use aps_runtime::prelude::*;
use test_servers::Redis;

use crate::harness::{all_of, with};

async fn starts(url: &str) -> Result<(), String> {
    let store = RedisStore::new(url).unwrap().lease(Duration::from_secs(3));
    let scheduler = with(store);
    scheduler.start().await.map_err(|error| all_of(&error))?;
    scheduler
        .add_job(crate::harness::note::job(), Now)
        .id("encrypted")
        .await
        .map_err(|error| all_of(&error))?;
    scheduler.shutdown(Wait::ForJobs).await.map(drop).map_err(|error| all_of(&error))
}

#[tokio::test]
async fn only_who_has_the_right_certificate_is_believed() {
    let server = Redis::new().every_second().with_tls().start();
    let (url, tls) = (server.fresh_database(), server.tls().unwrap());
    let trusting = |url: &str, ca: &std::path::Path| format!("{url}?sslrootcert={}", ca.display());
    let told = |result: Result<(), String>| result.unwrap_err();

    starts(&trusting(&url, tls.ca())).await.unwrap();
    let unknown = told(starts(&url).await);
    assert!(unknown.contains("certificate"), "{unknown}");
    let strange = told(starts(&trusting(&url, tls.strange_ca())).await);
    assert!(strange.contains("certificate"), "{strange}");
    let elsewhere = url.replace("127.0.0.1", "127.0.0.2");
    let other_name = told(starts(&trusting(&elsewhere, tls.ca())).await);
    assert!(other_name.contains("certificate"), "{other_name}");
    let missing = told(starts(&format!("{url}?sslrootcert=/nowhere/ca.pem")).await);
    assert!(missing.contains("`sslrootcert` cannot be read"), "{missing}");
    // Without TLS this server is not to be spoken to.
    told(starts(&url.replace("rediss:", "redis:")).await);
}
