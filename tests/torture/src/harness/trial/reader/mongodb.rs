//! What stands in the collections of MongoDB.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use mongodb::bson::{Document, doc};
use mongodb::options::{Acknowledgment, ClientOptions, SessionOptions, WriteConcern};
use mongodb::{Client, ClientSession, Database};

use super::{BAD_IDS, GOOD_ID, NO_FUNCTION, NO_JOB, Tables, of_nobody};
use crate::harness::Failure;
use crate::{JobRow, NodeRow, RunRow};

/// One that is away is not waited for.
const PATIENCE: Duration = Duration::from_secs(1);

pub(in super::super) struct Reader {
    client: Client,
    database: Database,
}

impl Reader {
    pub(super) async fn connect(url: &str) -> Result<Self, Failure> {
        let mut options = ClientOptions::parse(url).await?;
        options.server_selection_timeout = Some(PATIENCE);
        let majority = WriteConcern::builder().w(Acknowledgment::Majority).journal(true).build();
        options.write_concern = Some(majority);
        let client = Client::with_options(options)?;
        let database = client.default_database().ok_or("the URL has no database")?;
        Ok(Reader { client, database })
    }

    /// With a write, which has to wait for the disk.
    pub(super) async fn ask(&mut self) -> Result<(), Failure> {
        let witness = self.database.collection::<Document>("witness");
        witness.update_one(doc! {"_id": 1}, doc! {"$inc": {"asked": 1}}).upsert(true).await?;
        Ok(())
    }

    pub(super) async fn read(&mut self, since: DateTime<Utc>) -> Result<Tables, Failure> {
        let options = SessionOptions::builder().snapshot(true).build();
        let mut snapshot = self.client.start_session().with_options(options).await?;
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let asked = doc! {"$or": [
            {"slot": {"$exists": true}},
            {"state": {"$in": ["running", "pending"]}},
            {"through_at": {"$gte": since}},
        ]};
        let runs = self.all(&mut snapshot, "aps_runs", asked).await?;
        let jobs = self.all(&mut snapshot, "aps_jobs", doc! {}).await?;
        let nodes = self.all(&mut snapshot, "aps_nodes", doc! {}).await?;
        Ok((
            runs.iter().map(run).collect::<Result<_, _>>()?,
            jobs.iter().map(job).collect::<Result<_, _>>()?,
            nodes.iter().map(node).collect::<Result<_, _>>()?,
        ))
    }

    async fn all(
        &self,
        snapshot: &mut ClientSession,
        collection: &str,
        filter: Document,
    ) -> Result<Vec<Document>, Failure> {
        let collection = self.database.collection::<Document>(collection);
        let mut found = collection.find(filter).session(&mut *snapshot).await?;
        let mut documents = Vec::new();
        while let Some(document) = found.next(snapshot).await {
            documents.push(document?);
        }
        Ok(documents)
    }

    pub(super) async fn add_bad_jobs(&mut self) -> Result<(), Failure> {
        let jobs = self.database.collection::<Document>("aps_jobs");
        let good = jobs.find_one(doc! {"_id": GOOD_ID}).await?;
        let good = good.ok_or("there is no job to make a bad one of")?;
        let mut unreadable = good.clone();
        unreadable.extend(doc! {"_id": BAD_IDS[0], "job": NO_JOB});
        let mut unknown = good.clone();
        let job = of_nobody(good.get_str("job")?, good.get_str("function")?);
        unknown.extend(doc! {"_id": BAD_IDS[1], "job": job, "function": NO_FUNCTION});
        unknown.get_document_mut("kind")?.insert("function", NO_FUNCTION);
        jobs.insert_many([unreadable, unknown]).await?;
        Ok(())
    }
}

fn run(document: &Document) -> Result<RunRow, Failure> {
    let slot = document.get_i64("slot").ok();
    Ok(RunRow {
        job_id: document.get_str("job_id")?.to_owned(),
        scheduled_at: document.get_str("scheduled_at")?.parse()?,
        through_at: document.get_str("through_at")?.parse()?,
        generation: Some(document.get_document("_id")?.get_i64("generation")?.cast_unsigned()),
        manual: document.get_bool("manual")?,
        state: serde_json::from_value(document.get_str("state")?.into())?,
        slot: slot.map(u32::try_from).transpose()?,
        node_id: document.get_str("node").ok().map(str::to_owned),
        token: document.get_i64("token").unwrap_or_default().cast_unsigned(),
        fence: document.get_i64("fence")?.cast_unsigned(),
        started_at: document.get_str("started_at").ok().map(str::parse).transpose()?,
        ended_at: document.get_str("ended_at").ok().map(str::parse).transpose()?,
    })
}

fn job(document: &Document) -> Result<JobRow, Failure> {
    Ok(JobRow {
        id: document.get_str("_id")?.to_owned(),
        next_run_time: Some(document.get_str("next_run_time")?.parse()?),
        paused: document.get_bool("paused")?,
        revision: document.get_i64("revision")?.cast_unsigned(),
        generation: Some(document.get_i64("generation")?.cast_unsigned()),
        problem: document.get_str("problem").ok().map(str::to_owned),
    })
}

fn node(document: &Document) -> Result<NodeRow, Failure> {
    let lease = DateTime::from_timestamp_micros(document.get_i64("lease_us")?);
    Ok(NodeRow {
        id: document.get_str("_id")?.to_owned(),
        name: document.get_str("name")?.to_owned(),
        lease_until: lease.ok_or("no instant")?,
    })
}
