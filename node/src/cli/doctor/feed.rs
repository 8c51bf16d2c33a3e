//! The feed as its readers get it: signed by this desk, and fresh. [CLI-8]

use fanal_desk::{Freshness, Verified, verify_sums};
use fanal_protocol::{Code, Problem};

use super::Report;
use crate::cli::moment::now;
use crate::cli::verify::roster_in_force;
use crate::cli::{Invocation, Result};
use crate::config::Config;

/// Each file: a list of names and digests, a signature, a few lines of JSON.
const MOST_BYTES: usize = 16 << 20;

impl Report {
    /// Verifies what the site serves as a reader would, by the roster in force here.
    pub(super) async fn feed(&mut self, here: &Invocation, config: &Config) {
        match verified(here, config).await {
            Ok(verified) => self
                .0
                .good("feed", format!("its list is signed by {}, and fresh", verified.by)),
            Err(problem) => self.0.bad(
                "feed",
                format!("readers refuse it: {problem}"),
                "look into the node's log; `fanal feed build --out DIR`, and `fanal verify DIR/feed/SHA256SUMS`",
            ),
        }
    }
}

async fn verified(here: &Invocation, config: &Config) -> Result<Verified> {
    let sums = fetched(config, "SHA256SUMS").await?;
    let signature = fetched(config, "SHA256SUMS.sig").await?;
    let freshness = fetched(config, Freshness::NAME).await?;
    let roster = roster_in_force(here).await?;
    let verified = verify_sums(&sums, &String::from_utf8_lossy(&signature), &roster)?;
    Freshness::read(&String::from_utf8_lossy(&sums), &freshness)?.is_fresh_at(now())?;
    Ok(verified)
}

async fn fetched(config: &Config, name: &str) -> Result<Vec<u8>> {
    let unreachable = |why: String| Problem::new(Code::PeerUnreachable, format!("`{name}`: {why}"));
    let url = format!("http://{}/feed/{name}", config.listen.public);
    let answer = crate::local::client()?.get(&url).send().await;
    let mut answer = answer
        .and_then(reqwest::Response::error_for_status)
        .map_err(|error| unreachable(error.without_url().to_string()))?;
    let mut bytes = Vec::new();
    while let Some(piece) = answer
        .chunk()
        .await
        .map_err(|error| unreachable(error.without_url().to_string()))?
    {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MOST_BYTES {
            return Err(unreachable("larger than any such file".to_owned()));
        }
    }
    Ok(bytes)
}
