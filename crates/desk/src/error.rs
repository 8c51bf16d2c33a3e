//! Why a use case did not do it: a problem that the caller can read, or a database that did not.

use fanal_policy::Reason;
use fanal_protocol::{Code, Problem, RosterError, StatementError};
use fanal_store::StoreError;

/// Why a use case did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The caller, a peer or the policy: told as it is.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The result of every use case.
pub type Result<T, E = DeskError> = std::result::Result<T, E>;

impl DeskError {
    /// What the doors tell; the inside of a database's message stays inside.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Problem(problem) => problem.clone(),
            Self::Store(StoreError::Conflict(_)) => {
                Problem::new(Code::Conflict, "it changed meanwhile").with_hint("try again")
            }
            Self::Store(StoreError::Unavailable(_)) => {
                Problem::new(Code::Busy, "the database is busy, full or away")
                    .with_hint("try again; see `fanal doctor`")
            }
            Self::Store(StoreError::Damaged(_)) => {
                Problem::new(Code::Broken, "stored data cannot be read")
                    .with_hint("see `fanal doctor`")
            }
            Self::Store(StoreError::Misconfigured(_)) => {
                Problem::new(Code::Misconfigured, "the database does not fit")
                    .with_hint("see `fanal doctor`")
            }
        }
    }

    /// The same, with how to mend it.
    pub(crate) fn hinted(self, hint: &str) -> Self {
        match self {
            Self::Problem(problem) => Self::Problem(problem.with_hint(hint)),
            Self::Store(error) => Self::Store(error),
        }
    }

    /// The code of [`DeskError::problem`].
    pub fn code(&self) -> Code {
        self.problem().code
    }
}

impl From<Reason> for DeskError {
    fn from(reason: Reason) -> Self {
        Self::Problem(reason.into_problem())
    }
}

impl From<StatementError> for DeskError {
    fn from(error: StatementError) -> Self {
        Self::Problem(Problem::new(Code::VerifyFormat, error.to_string()))
    }
}

impl From<RosterError> for DeskError {
    fn from(error: RosterError) -> Self {
        let code = match &error {
            RosterError::Threshold { .. } | RosterError::Envelope(_) => Code::VerifySignature,
            RosterError::Malformed(_) | RosterError::Rule { .. } => Code::VerifyFormat,
            RosterError::NotNext { .. } | RosterError::OtherNetwork => Code::VerifyPlace,
            RosterError::Fork(_) => Code::PolicyRoster,
        };
        Self::Problem(Problem::new(code, error.to_string()))
    }
}

/// A refusal in one line.
pub(crate) fn problem(code: Code, text: impl Into<String>) -> DeskError {
    DeskError::Problem(Problem::new(code, text))
}

/// There is no such thing here, or not for this caller: the two are one answer.
pub(crate) fn not_found(what: &str) -> DeskError {
    problem(Code::NotFound, format!("no such {what} here"))
}

/// The request is not what the call takes.
pub(crate) fn invalid(text: impl Into<String>) -> DeskError {
    problem(Code::UsageInvalid, text)
}
