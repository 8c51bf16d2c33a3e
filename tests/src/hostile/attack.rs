//! A row of the tables.

use std::future::Future;
use std::pin::Pin;

use fanal_protocol::Code;

use super::Siege;

/// What somebody tries, and how the node has to take it.
pub struct Attack {
    /// What is tried, as a sentence about the attacker.
    pub name: &'static str,
    /// The requirement of SPEC that it goes against.
    pub tag: &'static str,
    /// What the node has to have to show for it.
    pub mark: Mark,
    /// Does it.
    pub act: fn(&Siege) -> Deed<'_>,
}

/// An attack on its way.
pub type Deed<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// How a node shows that it said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A refusal with this code, of that attacker, for people to see.
    Refusal(Code),
    /// The listener counted it under this name, and people see that too.
    TurnedAway(&'static str),
    /// There is nothing to refuse, and it leaves no trace at all: why not.
    PassedOver(&'static str),
    /// The attack itself looks how it ends, and there is nothing to note of it: why not.
    Cut(&'static str),
}

/// `attack!("name", "TAG-1", Mark, |siege| { ... })`
macro_rules! attack {
    ($name:literal, $tag:literal, $mark:expr, |$siege:ident| $act:block) => {
        $crate::hostile::attack::Attack {
            name: $name,
            tag: $tag,
            mark: $mark,
            act: |$siege| Box::pin(async move { $act }),
        }
    };
}
pub(super) use attack;
