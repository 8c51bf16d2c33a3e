//! Whose public site a desk makes, where it is in several networks: each has a log of its own, and a site is of one.

use fanal_protocol::{Code, Digest, NetworkId, StreamName, Timestamp};
use fanal_store::{StreamRow, Unit};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::error::{Result, problem};

impl Desk {
    /// The same desk, speaking in the network whose public site it makes: the one that is named; else its only one, or
    /// the only one in which it ever published. Where it published in several, it goes on with the one whose site it
    /// made last: what is withdrawn has to leave that. Else somebody has to say which. [PUB-21]
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
        let made = site_made(unit.as_mut()).await?;
        let made = made.map(|made| made.network);
        let made = made.filter(|made| published.contains(made));
        match (published.as_slice(), made) {
            ([], _) => Ok(self.clone()),
            ([network], _) => self.in_network(&network.to_string()),
            (_, Some(network)) => self.in_network(&network.to_string()),
            _ => Err(problem(
                Code::Misconfigured,
                "this desk has published in several networks, and a public site is of one: say which with \
                 `network` in [public]",
            )),
        }
    }

    /// The site that was made last, if it was of this network.
    pub async fn site_made(&self) -> Result<Option<SiteMade>> {
        let (network, _) = self.membership(None)?;
        let made = site_made(self.read().await?.as_mut()).await?;
        Ok(made.filter(|made| made.network == network))
    }

    /// Notes that a site was made of what has this fingerprint, and when the next value of it is over.
    pub async fn note_site_made(
        &self,
        fingerprint: Digest,
        made: Timestamp,
        due: Option<Timestamp>,
    ) -> Result<()> {
        let (network, _) = self.membership(None)?;
        let now = SiteMade {
            network,
            fingerprint,
            made,
            due,
        };
        let before = site_made(self.read().await?.as_mut()).await?;
        if before.as_ref() == Some(&now) {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&now).unwrap_or_default();
        let mut unit = self.begin().await?;
        unit.put_setting(SITE_MADE, &bytes).await?;
        Ok(unit.commit().await?)
    }
}

/// The public site that was made last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SiteMade {
    /// Whose it was.
    pub network: NetworkId,
    /// What it was made of.
    pub fingerprint: Digest,
    /// The time that it tells.
    pub made: Timestamp,
    /// When the time of the next value in it is over. [PUB-28]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
}

/// The site that was made last.
const SITE_MADE: &str = "public.made";

async fn site_made(unit: &mut dyn Unit) -> Result<Option<SiteMade>> {
    let kept = unit.setting(SITE_MADE).await?;
    Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}
