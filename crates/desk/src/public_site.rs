//! Whose public site a desk makes, where it is in several networks: each has a log of its own, and a site is of one.

use fanal_protocol::{Code, StreamName};
use fanal_store::StreamRow;

use crate::desk::Desk;
use crate::error::{Result, problem};

impl Desk {
    /// The same desk, speaking in the network whose public site it makes: the one that is named; else its only one, or
    /// the only one in which it ever published. Where it published in several, somebody has to say which. [PUB-21]
    pub async fn that_publishes(&self, named: Option<&str>) -> Result<Self> {
        if let Some(named) = named {
            return self.in_network(named);
        }
        let networks = self.networks();
        if networks.len() < 2 {
            return Ok(self.clone());
        }
        let mut published = Vec::new();
        let mut unit = self.read().await?;
        for (network, ..) in &networks {
            let rows = unit.streams(*network).await?;
            let is_public = |row: &StreamRow| {
                row.stream.origin == *self.id() && row.stream.name == StreamName::Clear
            };
            if rows.iter().any(is_public) {
                published.push(*network);
            }
        }
        match published.as_slice() {
            [] => Ok(self.clone()),
            [network] => self.in_network(&network.to_string()),
            _ => Err(problem(
                Code::Misconfigured,
                "this desk has published in several networks, and a public site is of one: say which with \
                 `network` in [public]",
            )),
        }
    }
}
