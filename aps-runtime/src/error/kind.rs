/// The kinds of [`Error`](super::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An id is empty, too long, or has characters that are not allowed.
    InvalidId,
    /// An option has a value that it cannot have.
    InvalidOption,
    /// There is no job by this id (APScheduler's `JobLookupError`).
    #[doc(alias = "JobLookupError")]
    JobLookup,
    /// There is a job by this id already (APScheduler's `ConflictingIdError`).
    #[doc(alias = "ConflictingIdError")]
    ConflictingId,
    /// No function is registered under this name.
    UnknownFunction,
    /// No executor has this alias.
    UnknownExecutor,
    /// No job store has this alias.
    UnknownJobStore,
    /// An executor or a job store has this alias already.
    ConflictingAlias,
    /// A trigger, a date or a time zone is misspelt; the text shows where.
    Parse,
    /// A configuration cannot be read, or something in it is wrong; the text shows where.
    Config,
    /// The trigger has no fire time left.
    TriggerFinished,
    /// The arguments of a job cannot be written as JSON.
    Arguments,
    /// The job's store cannot keep what the job calls.
    #[doc(alias = "TransientJobError")]
    NotStorable,
    /// The job's executor runs jobs elsewhere, where what the job calls does not exist.
    NotExecutable,
    /// A function needs shared state that the scheduler was not given.
    MissingState,
    /// The functions and jobs linked into the program contradict each other.
    Registry,
    /// As many runs of the job as `max_instances` allows are under way.
    #[doc(alias = "MaxInstancesReachedError")]
    MaxInstances,
    /// The scheduler is running already.
    #[doc(alias = "SchedulerAlreadyRunningError")]
    AlreadyRunning,
    /// The scheduler is not running.
    #[doc(alias = "SchedulerNotRunningError")]
    NotRunning,
    /// The call was made in a worker process, which has no scheduler.
    WorkerProcess,
    /// The call needs a tokio runtime around it.
    NoRuntime,
    /// The call would block async code, or wait for the run that it is made in.
    WouldBlock,
    /// A job cannot be written to a file.
    NotExportable,
    /// A file of jobs cannot be read, or something in it is wrong; the text shows where.
    Import,
    /// A job store failed.
    Store,
    /// An executor cannot start.
    Executor,
    /// A signal has ended the program while jobs or a listener were still running.
    Interrupted,
    /// The operating system refused something.
    System,
}
