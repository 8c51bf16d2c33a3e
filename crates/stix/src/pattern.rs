//! STIX 2.1 patterns: the whole grammar is recognised, level 1 (one observation) is read, and the
//! plain values in it are taken out. What is not understood is said, never dropped in silence.

mod extract;
mod lexer;
mod parser;
mod write;

pub use extract::{Extracted, NotExtracted, WhyNot, values};
pub use write::{mvt_pattern_for, pattern_for};

use std::fmt;

/// How deep parentheses may be nested; people write two or three.
pub const MAX_PATTERN_DEPTH: usize = 32;

/// The longest pattern that is read, in bytes.
pub const MAX_PATTERN_BYTES: usize = 256 * 1024;

/// A pattern that the grammar allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// One observation without qualifiers: conformance level 1.
    Single(Expression),
    /// Several observations or a qualifier. Well formed, kept as text, not read further.
    Beyond {
        /// The pattern as it came.
        text: String,
        /// The first thing in it that goes beyond level 1.
        because: Beyond,
    },
}

impl Pattern {
    /// Reads a pattern of `pattern_type` `stix`.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parser::parse(text)
    }
}

/// What makes a pattern more than one observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// `[..] AND [..]`
    And,
    /// `[..] OR [..]`
    Or,
    /// `[..] FOLLOWEDBY [..]`
    FollowedBy,
    /// `WITHIN 5 SECONDS`
    Within,
    /// `REPEATS 5 TIMES`
    Repeats,
    /// `START t'..' STOP t'..'`
    StartStop,
}

impl fmt::Display for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::And => "observations joined by AND",
            Self::Or => "observations joined by OR",
            Self::FollowedBy => "observations joined by FOLLOWEDBY",
            Self::Within => "a WITHIN qualifier",
            Self::Repeats => "a REPEATS qualifier",
            Self::StartStop => "a START STOP qualifier",
        })
    }
}

/// What stands between the square brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// At least two alternatives.
    Or(Vec<Self>),
    /// At least two conditions that must hold together.
    And(Vec<Self>),
    /// One comparison.
    Test(Test),
}

/// One comparison: a path, perhaps `NOT`, and what it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What is compared.
    pub path: ObjectPath,
    /// Whether `NOT` stands before the operator.
    pub negated: bool,
    /// The operator with its right side.
    pub check: Check,
}

/// An operator with its right side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// `=`, `!=`, `<`, `>`, `<=`, `>=`
    Compare(Comparator, Literal),
    /// `IN (..)`
    In(Vec<Literal>),
    /// `LIKE '..'`
    Like(String),
    /// `MATCHES '..'`
    Matches(String),
    /// `ISSUBSET '..'`
    IsSubset(String),
    /// `ISSUPERSET '..'`
    IsSuperset(String),
    /// `EXISTS path`
    Exists,
}

/// The operators that compare with one literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// `=` or `==`
    Equal,
    /// `!=` or `<>`
    NotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    LessOrEqual,
    /// `>=`
    GreaterOrEqual,
}

/// A literal. Numbers keep their text: nothing here counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `'..'`, escapes undone.
    Text(String),
    /// `12`, `-3`
    Integer(String),
    /// `7.5`
    Float(String),
    /// `true`, `false`
    Bool(bool),
    /// `h'ffd8'`, the digits.
    Hex(String),
    /// `b'..'`, the base64 text.
    Binary(String),
    /// `t'..'`, the time.
    Timestamp(String),
}

/// `file:hashes.'SHA-256'` and the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectPath {
    /// Before the colon.
    pub object_type: String,
    /// After it; the first step is always a key.
    pub steps: Vec<Step>,
}

/// One step of an [`ObjectPath`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A property, quotes removed.
    Key(String),
    /// `[0]`
    Index(String),
    /// `[*]`
    Any,
}

impl fmt::Display for ObjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.object_type)?;
        for (position, step) in self.steps.iter().enumerate() {
            match step {
                Step::Key(key) => {
                    let dot = if position == 0 { "" } else { "." };
                    if lexer::is_plain_key(key) {
                        write!(f, "{dot}{key}")?;
                    } else {
                        write!(f, "{dot}'{}'", write::escaped(key))?;
                    }
                }
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Any => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

/// A text that is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("pattern, byte {offset}: {what}")]
pub struct PatternError {
    /// Where, in bytes from the start.
    pub offset: usize,
    /// What was wrong or expected there.
    pub what: &'static str,
}

#[cfg(test)]
mod tests;
