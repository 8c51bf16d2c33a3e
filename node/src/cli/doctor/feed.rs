//! The feed as its readers get it: signed by this desk, and fresh. [CLI-8]

use fanal_api::Nothing;
use fanal_desk::{Freshness, Status, Verified, verify_listed, verify_sums};
use fanal_protocol::{Code, Problem, VerifiedRoster};

use super::Report;
use crate::cli::moment::now;
use crate::cli::verify::roster_in_force;
use crate::cli::{Invocation, Result};
use crate::config::Config;

/// Each file: a list of names and digests, a signature, a few lines of JSON.
const MOST_BYTES: usize = 16 << 20;

/// A file that each feed has, and that is short.
const ONE_FILE: &str = "hosts.txt";

impl Report {
    /// Verifies what the site serves as a reader would, by the roster in force here.
    pub(super) async fn feed(&mut self, here: &Invocation, config: &Config) {
        let status: Result<Status> = here.call("status", &Nothing {}).await;
        let roster = roster_in_force(here).await;
        let (status, roster) = match (status, roster) {
            (Ok(status), Ok(roster)) => (status, roster),
            // Nothing is known of the feed by that: a desk in several networks has to say which is meant.
            (Err(problem), _) | (Ok(_), Err(problem)) => {
                return self.0.skipped("feed", format!("not verified: {problem}"));
            }
        };
        match verified(&status, &roster, config).await {
            Ok(verified) => self.0.good(
                "feed",
                format!("its list is signed by {}, and fresh", verified.by),
            ),
            Err(problem) => self.0.bad(
                "feed",
                format!("readers refuse it: {problem}"),
                "look into the node's log; `fanal feed build --out DIR`, and `fanal verify DIR/feed/SHA256SUMS`",
            ),
        }
    }
}

/// The list by this desk's own key, how fresh it is, and a file by the list.
async fn verified(status: &Status, roster: &VerifiedRoster, config: &Config) -> Result<Verified> {
    let sums = fetched(config, "SHA256SUMS").await?;
    let signature = fetched(config, "SHA256SUMS.sig").await?;
    let freshness = fetched(config, Freshness::NAME).await?;
    let verified = verify_sums(&sums, &String::from_utf8_lossy(&signature), roster)?;
    if verified.by != status.desk.as_str() {
        let text = format!("its list is signed by {}", verified.by);
        return Err(Problem::new(Code::VerifySignature, text));
    }
    let listed = String::from_utf8_lossy(&sums);
    Freshness::read(&listed, &freshness)?.is_fresh_at(now())?;
    verify_listed(&listed, ONE_FILE, &fetched(config, ONE_FILE).await?)?;
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
