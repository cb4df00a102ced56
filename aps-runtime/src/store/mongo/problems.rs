//! Jobs that cannot be read: they are kept, and not run.

use mongodb::bson::{Bson, Document, doc};

use super::job_document::{ReadJob, kind};
use super::store::{Member, Store};
use super::transaction::written;
use crate::store::StoreError;
use crate::store::written::{micros_from, shortened};

/// How long the reason may be.
const LONGEST: usize = 1_000;

impl Store {
    /// They are not found again among those that are due.
    pub(super) async fn set_problems(&self, unreadable: &[ReadJob]) -> Result<(), StoreError> {
        let updates = unreadable.iter().filter_map(|read| {
            let problem = shortened(read.job.as_ref().err()?, LONGEST);
            Some(read.update(doc! {"problem": problem, "kind": Bson::Null, "due_us": Bson::Null}))
        });
        self.update_jobs(updates.collect()).await
    }

    /// This program may be able to read what another could not.
    pub(super) async fn look_at_problems_again(&self) -> Result<(), StoreError> {
        let unreadable = doc! {"problem": {"$type": "string"}};
        let found = self.find(&self.names.jobs, unreadable, doc! {}, doc! {}, None).await?;
        let updates = found.iter().map(|document| ReadJob::of(document)).filter_map(|read| {
            let job = read.job.as_ref().ok()?;
            let due = (!job.paused).then(|| micros_from(job.due_time()));
            let kind = (!job.paused).then(|| kind(job.function.name(), &job.settings.executor));
            Some(read.update(doc! {"problem": Bson::Null, "kind": kind, "due_us": due}))
        });
        self.update_jobs(updates.collect()).await
    }

    async fn update_jobs(&self, updates: Vec<Document>) -> Result<(), StoreError> {
        if updates.is_empty() {
            return Ok(());
        }
        let write_concern = doc! {"w": "majority", "j": true};
        let command = doc! {"update": &self.names.jobs, "updates": updates, "writeConcern": write_concern};
        written(&self.connection()?.run(command).await?)?;
        Ok(())
    }

    /// Those that this node has not been told of yet.
    pub(super) async fn new_problems(&self, member: &Member) -> Result<Vec<(String, String)>, StoreError> {
        let (unreadable, fields) = (doc! {"problem": {"$type": "string"}}, doc! {"problem": 1});
        let found = self.find(&self.names.jobs, unreadable, fields, doc! {}, None).await?;
        let problems = found.iter().filter_map(|document| {
            let problem = document.get_str("problem").ok()?.to_owned();
            let id = ReadJob::of(document).id;
            member.is_news(&id).then_some((id, problem))
        });
        Ok(problems.collect())
    }
}

impl ReadJob {
    /// Of this very document, if nobody has changed it since.
    fn update(&self, fields: Document) -> Document {
        doc! {"q": {"_id": &self.key, "revision": &self.revision}, "u": {"$set": fields}}
    }
}
