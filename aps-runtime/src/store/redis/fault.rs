use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::store::StoreError;

const FORGOTTEN: &str = "Redis has forgotten what it has told this node: has its machine lost its power, \
     or was a replica made the primary?";

const WRONG_ANSWER: &str = "Redis has answered something else than was asked";

pub(super) type Fault = crate::store::fault::Fault<FaultKind>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FaultKind {
    /// Nothing was written.
    #[default]
    Refused,
    /// The connection was lost, or nobody answered: nobody knows what was written.
    Unanswered,
    /// The node has no lease.
    LeaseLost,
    /// It has one, and not all that it had written is there.
    Forgotten,
}

impl Fault {
    /// Of what Redis says, which is no answer to what it was asked.
    pub(super) fn wrong_answer() -> Self {
        Fault::new(WRONG_ANSWER)
    }

    /// The same of an answer in JSON, with what is wrong in it.
    pub(super) fn wrong_json(error: serde_json::Error) -> Self {
        Fault::new(format!("{WRONG_ANSWER}: {error}"))
    }

    /// Of an answer, or of a connection that broke.
    pub(super) fn of(error: &RedisError) -> Self {
        match error.code() {
            Some("APSLOST") => return Fault::new("this node has no lease").of_kind(FaultKind::LeaseLost),
            Some("APSFORGOT") => return Fault::new(FORGOTTEN).of_kind(FaultKind::Forgotten),
            _ => {}
        }
        let is_answer = matches!(
            error.kind(),
            ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::UnexpectedReturnType
        );
        let kind = if is_answer { FaultKind::Refused } else { FaultKind::Unanswered };
        Fault::new(told(error)).of_kind(kind).helped(error)
    }

    fn helped(self, error: &RedisError) -> Self {
        match error.kind() {
            ErrorKind::Server(ServerErrorKind::NoPerm) => self.help(
                "the user needs `~{aps:<namespace>}* &{aps:<namespace>}:* +@read +@write +@scripting +@connection +@pubsub +info +select +time`",
            ),
            ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::ClusterDown | ServerErrorKind::CrossSlot) => {
                self.help("this is a node of a cluster, which does not have the namespace: give the URL of the one that has")
            }
            ErrorKind::Server(ServerErrorKind::ReadOnly) => self.help("this is a replica: give the URL of its primary"),
            ErrorKind::AuthenticationFailed => self.help("look at the user and the password in the URL"),
            _ => self,
        }
    }
}

/// What a server says, with its code, or what the system says of a connection. Redis quotes
/// no values; what the client's library adds of its own may have an address in it, and no more.
fn told(error: &RedisError) -> String {
    match (error.code(), error.detail()) {
        (Some(code), Some(detail)) => format!("Redis says: {code} {detail}"),
        (Some(code), None) => format!("Redis says: {code}"),
        (None, _) if error.kind() == ErrorKind::AuthenticationFailed => {
            "Redis refuses the user or the password".into()
        }
        (None, _) => format!("the connection to Redis failed: {error}"),
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault.kind() {
            FaultKind::LeaseLost => StoreError::LeaseLost,
            FaultKind::Forgotten => {
                tracing::warn!(error = %fault, "the lease is given up");
                StoreError::LeaseLost
            }
            FaultKind::Refused | FaultKind::Unanswered => StoreError::Failed(Box::new(fault)),
        }
    }
}
