//! Takes the plain values out of a pattern: those that alone, without anything else, make it match.

use std::collections::HashSet;
use std::fmt;

use crate::value::{BadValue, Kind, Value};

use super::{Beyond, Check, Comparator, Expression, Literal, ObjectPath, Pattern, Step, Test};

/// What a pattern indicates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extracted {
    /// Values of which each one alone makes the pattern match, in its order, without repeats.
    pub values: Vec<Value>,
    /// The parts that are no such value. Empty when `values` says all that the pattern says.
    pub rest: Vec<NotExtracted>,
}

/// A part of a pattern that gave no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExtracted {
    /// The object path of the part; empty for a whole pattern.
    pub path: String,
    /// Why.
    pub why: WhyNot,
}

impl fmt::Display for NotExtracted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "{}", self.why)
        } else {
            write!(f, "`{}`: {}", self.path, self.why)
        }
    }
}

/// Why a part of a pattern gave no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// The pattern has several observations or a qualifier.
    #[error("{0}")]
    Beyond(Beyond),
    /// It counts only together with other conditions.
    #[error("holds only together with other conditions (AND)")]
    Conjunct,
    /// It says what must not be.
    #[error("is negated")]
    Negated,
    /// An operator other than `=` and `IN`.
    #[error("compares by {0}")]
    Operator(&'static str),
    /// No kind of value belongs to the path.
    #[error("is no path that is matched here")]
    Path,
    /// The literal is a number, a time or the like.
    #[error("is not compared with a text")]
    NotText,
    /// The text is not what the path says.
    #[error("{0}")]
    BadValue(BadValue),
}

/// The values of a pattern, and what it says beyond them.
pub fn values(pattern: &Pattern) -> Extracted {
    let mut reading = Reading::default();
    match pattern {
        Pattern::Single(expression) => reading.take(expression),
        Pattern::Beyond { because, .. } => {
            let why = WhyNot::Beyond(*because);
            reading.extracted.rest.push(NotExtracted {
                path: String::new(),
                why,
            });
        }
    }
    reading.extracted
}

/// What was taken so far.
#[derive(Default)]
struct Reading {
    extracted: Extracted,
    seen: HashSet<Value>,
}

impl Reading {
    fn take(&mut self, expression: &Expression) {
        match expression {
            Expression::Or(parts) => {
                for part in parts {
                    self.take(part);
                }
            }
            Expression::And(parts) => {
                for part in parts {
                    self.leave(part);
                }
            }
            Expression::Test(test) => self.take_test(test),
        }
    }

    fn leave(&mut self, expression: &Expression) {
        match expression {
            Expression::Or(parts) | Expression::And(parts) => {
                for part in parts {
                    self.leave(part);
                }
            }
            Expression::Test(test) => self.note(&test.path, WhyNot::Conjunct),
        }
    }

    fn take_test(&mut self, test: &Test) {
        if test.negated {
            return self.note(&test.path, WhyNot::Negated);
        }
        let Some(kind) = kind_of(&test.path) else {
            return self.note(&test.path, WhyNot::Path);
        };
        match &test.check {
            Check::Compare(Comparator::Equal, literal) => {
                self.take_literal(&test.path, kind, literal);
            }
            Check::In(literals) => literals
                .iter()
                .for_each(|literal| self.take_literal(&test.path, kind, literal)),
            // "Lies in this network" is what a network as a value means here.
            Check::IsSubset(network) if matches!(kind, Kind::Ipv4 | Kind::Ipv6) => {
                self.take_text(&test.path, kind, network);
            }
            Check::Compare(comparator, _) => {
                self.note(&test.path, WhyNot::Operator(comparator.as_str()));
            }
            Check::Like(_) => self.note(&test.path, WhyNot::Operator("LIKE")),
            Check::Matches(_) => self.note(&test.path, WhyNot::Operator("MATCHES")),
            Check::IsSubset(_) => self.note(&test.path, WhyNot::Operator("ISSUBSET")),
            Check::IsSuperset(_) => self.note(&test.path, WhyNot::Operator("ISSUPERSET")),
            Check::Exists => self.note(&test.path, WhyNot::Operator("EXISTS")),
        }
    }

    fn take_literal(&mut self, path: &ObjectPath, kind: Kind, literal: &Literal) {
        match literal {
            Literal::Text(text) => self.take_text(path, kind, text),
            // Some writers give hashes as hex literals.
            Literal::Hex(digits) => self.take_text(path, kind, digits),
            Literal::Integer(_)
            | Literal::Float(_)
            | Literal::Bool(_)
            | Literal::Binary(_)
            | Literal::Timestamp(_) => self.note(path, WhyNot::NotText),
        }
    }

    fn take_text(&mut self, path: &ObjectPath, kind: Kind, text: &str) {
        match Value::parse(kind, text) {
            Ok(value) if self.seen.insert(value.clone()) => self.extracted.values.push(value),
            Ok(_) => {}
            Err(bad) => self.note(path, WhyNot::BadValue(bad)),
        }
    }

    fn note(&mut self, path: &ObjectPath, why: WhyNot) {
        self.extracted.rest.push(NotExtracted {
            path: path.to_string(),
            why,
        });
    }
}

impl Comparator {
    /// The operator as the grammar writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::Greater => ">",
            Self::LessOrEqual => "<=",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// The kind of value at a path: the STIX vocabulary, and what mobile forensics adds to it
/// (`app:id`, `file:path`, lower-case hash names).
fn kind_of(path: &ObjectPath) -> Option<Kind> {
    let mut keys = Vec::new();
    for step in &path.steps {
        match step {
            Step::Key(key) => keys.push(key.as_str()),
            Step::Index(_) | Step::Any => return None,
        }
    }
    match (path.object_type.as_str(), keys.as_slice()) {
        ("domain-name", ["value"]) => Some(Kind::DomainName),
        ("url", ["value"]) => Some(Kind::Url),
        ("ipv4-addr", ["value"]) => Some(Kind::Ipv4),
        ("ipv6-addr", ["value"]) => Some(Kind::Ipv6),
        ("email-addr", ["value"]) => Some(Kind::EmailAddress),
        ("file", ["name"]) => Some(Kind::FileName),
        ("file", ["path"]) => Some(Kind::FilePath),
        ("file", ["hashes", name]) => file_hash_kind(name),
        ("x509-certificate", ["hashes", name]) | ("app", ["cert", name]) => {
            certificate_hash_kind(name)
        }
        ("app", ["id"]) => Some(Kind::AppId),
        ("process", ["name"]) => Some(Kind::ProcessName),
        ("configuration-profile", ["id"]) => Some(Kind::ConfigurationProfileId),
        ("android-property", ["name"]) => Some(Kind::AndroidProperty),
        _ => None,
    }
}

fn file_hash_kind(name: &str) -> Option<Kind> {
    match plain_hash_name(name).as_str() {
        "md5" => Some(Kind::Md5),
        "sha1" => Some(Kind::Sha1),
        "sha256" => Some(Kind::Sha256),
        "sha512" => Some(Kind::Sha512),
        _ => None,
    }
}

fn certificate_hash_kind(name: &str) -> Option<Kind> {
    match plain_hash_name(name).as_str() {
        "md5" => Some(Kind::CertificateMd5),
        "sha1" => Some(Kind::CertificateSha1),
        "sha256" => Some(Kind::CertificateSha256),
        _ => None,
    }
}

/// `SHA-256`, `SHA256` and `sha256` are one name.
fn plain_hash_name(name: &str) -> String {
    name.replace('-', "").to_ascii_lowercase()
}
