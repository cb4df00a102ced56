//! A memory store that does something of the test's before each call, and after writes.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use aps_runtime::{
    Advance, Advanced, BoxFuture, Due, Hold, JobId, JobRecord, JobStore, JobWrite, MemoryStore, Room,
    StoreError, StoreFuture, Written,
};
use chrono::{DateTime, Utc};

type Hook = Arc<dyn Fn(&'static str) -> BoxFuture<'static, ()> + Send + Sync>;

#[derive(Clone)]
pub struct Hooked {
    store: Arc<dyn JobStore>,
    hook: Arc<Mutex<Option<Hook>>>,
    hides: Arc<AtomicBool>,
    is_generous: Arc<AtomicBool>,
    refuses: Arc<AtomicBool>,
    fails: Arc<AtomicBool>,
    keeps: Arc<Mutex<Option<JobId>>>,
}

impl Default for Hooked {
    fn default() -> Self {
        Hooked::over(MemoryStore::new())
    }
}

impl Hooked {
    /// With another store in place of the memory.
    pub fn over(store: impl JobStore) -> Self {
        Hooked {
            store: Arc::new(store),
            hook: Arc::default(),
            hides: Arc::default(),
            is_generous: Arc::default(),
            refuses: Arc::default(),
            fails: Arc::default(),
            keeps: Arc::default(),
        }
    }

    /// The next write of several jobs fails.
    #[cfg(feature = "config")]
    pub fn fail_to_write(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }

    /// Fails to remove the job of this id.
    pub fn keep(&self, id: &str) {
        *self.keeps.lock().unwrap() = Some(JobId::new(id).unwrap());
    }

    /// Waits for the future that this makes of the name of the call.
    pub fn before(&self, hook: impl Fn(&'static str) -> BoxFuture<'static, ()> + Send + Sync + 'static) {
        *self.hook.lock().unwrap() = Some(Arc::new(hook));
    }

    /// As `before`, but only for the first call of this name.
    pub fn before_the_first<F: Future<Output = ()> + Send + 'static>(
        &self,
        call: &'static str,
        hook: impl FnOnce() -> F + Send + 'static,
    ) {
        let hook = Mutex::new(Some(hook));
        self.before(move |name| match hook.lock().unwrap().take_if(|_| name == call) {
            Some(hook) => Box::pin(hook()),
            None => Box::pin(async {}),
        });
    }

    /// Says from now on that nothing is due.
    pub fn hide_what_is_due(&self) {
        self.hides.store(true, Ordering::SeqCst);
    }

    /// Heeds only whether an executor is full from now on, and not how much room it has.
    pub fn be_generous(&self) {
        self.is_generous.store(true, Ordering::SeqCst);
    }

    /// Says from now on that whatever moves on has changed, or no longer.
    pub fn refuse_to_advance(&self, refuse: bool) {
        self.refuses.store(refuse, Ordering::SeqCst);
    }

    /// Lets every call of this name wait a little.
    pub fn slow(&self, call: &'static str) {
        self.before(move |name| {
            Box::pin(async move {
                for _ in 0..if name == call { 10 } else { 0 } {
                    tokio::task::yield_now().await;
                }
            })
        });
    }

    async fn hooked(&self, name: &'static str) {
        let hook = self.hook.lock().unwrap().clone();
        if let Some(hook) = hook {
            hook(name).await;
        }
    }
}

impl fmt::Debug for Hooked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooked")
    }
}

impl JobStore for Hooked {
    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.hooked("add").await;
            let added = self.store.add_job(job).await;
            self.hooked("added").await;
            added
        })
    }
    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        Box::pin(async move {
            self.hooked("update").await;
            self.store.update_job(job).await
        })
    }
    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], hold: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        Box::pin(async move {
            self.hooked("advance").await;
            if self.refuses.load(Ordering::SeqCst) {
                return Ok(vec![Advanced::Stale; advances.len()]);
            }
            let outcomes = self.store.advance_jobs(advances, hold).await;
            self.hooked("advanced").await;
            outcomes
        })
    }
    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        Box::pin(async move {
            self.hooked("write").await;
            if self.fails.swap(false, Ordering::SeqCst) {
                return Err(StoreError::Failed("the disk is full".into()));
            }
            self.store.write_jobs(writes).await
        })
    }
    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        Box::pin(async move {
            if self.keeps.lock().unwrap().as_ref() == Some(id) {
                return Err(StoreError::Failed("the disk is full".into()));
            }
            let removed = self.store.remove_job(id).await;
            self.hooked("removed").await;
            removed
        })
    }
    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        Box::pin(async move {
            let job = self.store.job(id).await;
            self.hooked("read").await;
            job
        })
    }
    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        self.store.jobs()
    }
    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        Box::pin(async move {
            self.hooked("due").await;
            let limit = if self.hides.load(Ordering::SeqCst) { 0 } else { limit };
            let mut rooms = rooms.to_vec();
            rooms.retain(|room| room.is_full() || !self.is_generous.load(Ordering::SeqCst));
            self.store.due_jobs(now, limit, &rooms).await
        })
    }
    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        Box::pin(async move {
            self.hooked("next").await;
            self.store.next_run_time(rooms).await
        })
    }
}
