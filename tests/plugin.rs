//! A scheduler is told by a file to use a job store and an executor of another crate's.

use std::fs;

use aps_runtime::prelude::*;
use aps_runtime::{Config, StoredJob};
use plugin as _;

#[job]
fn whereabouts() -> Json<Option<String>> {
    Json(std::thread::current().name().map(str::to_owned))
}

#[tokio::test]
async fn types_of_another_crate_are_found_by_their_names() {
    let folder = std::env::temp_dir().join(format!("aps-plugin-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (file, journal) = (folder.join("aps.toml"), folder.join("journal"));
    let text = format!(
        "[jobstores.default]\ntype = 'journal'\njournal = '{}'\n\n\
         [executors.default]\ntype = 'named_threads'\nname = 'from-a-file'\n",
        journal.display()
    );
    fs::write(&file, text).unwrap();

    let scheduler = Scheduler::builder().config(Config::from_file(&file).unwrap()).build().unwrap();
    scheduler.start().await.unwrap();
    let mut events = scheduler.events(EventMask::JOB_EXECUTED);
    scheduler.add_job(whereabouts::job(), Now).id("where").await.unwrap();
    let Some(Ok(Event::JobExecuted { result, .. })) = events.next().await else { panic!("it has not run") };
    scheduler.shutdown(Wait::ForJobs).await.unwrap();

    assert_eq!(result.unwrap().as_str(), Some("from-a-file"));
    let journal = fs::read_to_string(&journal).unwrap();
    let stored: Vec<StoredJob> = journal.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [stored] = stored.try_into().unwrap();
    let job = stored.clone().into_record().unwrap();
    assert_eq!((job.id.as_str(), job.function.name()), ("where", "plugin::whereabouts"));
    assert_eq!(StoredJob::new(&job).unwrap(), stored);
    fs::remove_dir_all(&folder).unwrap();
}
