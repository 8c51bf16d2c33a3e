//! Streams: one desk's append-only log for one audience and one relay rule. [STR-1]

use std::fmt;
use std::str::FromStr;

use crate::ids::{ParseIdError, serde_as_text};
use crate::{DeskId, GroupId, NetworkId};

/// Which of a desk's logs, named by audience and relay rule.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StreamName {
    /// `clear`: published, for anyone.
    Clear,
    /// `green/NETWORK`: for every active member; any member relays it.
    Green(NetworkId),
    /// `group/NAME/green`: for the group's members, who relay it among themselves.
    GroupGreen(GroupId),
    /// `group/NAME/amber`: for the group's members, from the origin only.
    GroupAmber(GroupId),
    /// `direct/DESK`: for one desk, from the origin only.
    Direct(DeskId),
}

impl StreamName {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str =
        "^(clear|green/[0-9a-f]{64}|group/[a-z0-9-]{2,32}/(green|amber)|direct/[a-z0-9-]{2,32})$";

    /// May a desk that is not the origin serve it?
    pub const fn is_relayed(&self) -> bool {
        match self {
            Self::Clear | Self::Green(_) | Self::GroupGreen(_) => true,
            Self::GroupAmber(_) | Self::Direct(_) => false,
        }
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear => f.write_str("clear"),
            Self::Green(network) => write!(f, "green/{network}"),
            Self::GroupGreen(group) => write!(f, "group/{group}/green"),
            Self::GroupAmber(group) => write!(f, "group/{group}/amber"),
            Self::Direct(desk) => write!(f, "direct/{desk}"),
        }
    }
}

impl FromStr for StreamName {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = |_| ParseIdError::new(text, "a stream name");
        let parts: Vec<&str> = text.split('/').collect();
        match *parts.as_slice() {
            ["clear"] => Ok(Self::Clear),
            ["green", network] => network.parse().map(Self::Green).map_err(refused),
            ["group", name, "green"] => name.parse().map(Self::GroupGreen).map_err(refused),
            ["group", name, "amber"] => name.parse().map(Self::GroupAmber).map_err(refused),
            ["direct", desk] => desk.parse().map(Self::Direct).map_err(refused),
            _ => Err(ParseIdError::new(text, "a stream name")),
        }
    }
}
serde_as_text!(StreamName);

/// One stream of one desk in one epoch: the thing that has a size, a root and checkpoints.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StreamRef {
    /// Whose log it is.
    pub origin: DeskId,
    /// Which one.
    pub name: StreamName,
    /// A restore, clone or move opens a new one. [R9]
    pub epoch: u32,
}

impl StreamRef {
    /// The origin line of this stream's checkpoints: `fanal/v1/NETWORK/DESK/EPOCH/NAME`. [STR-4]
    pub fn checkpoint_origin(&self, network: NetworkId) -> String {
        format!(
            "fanal/v1/{network}/{}/{}/{}",
            self.origin, self.epoch, self.name
        )
    }
}

impl fmt::Display for StreamRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}:{}", self.origin, self.epoch, self.name)
    }
}
