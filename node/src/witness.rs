//! Witnesses of the public log: others who sign each checkpoint that they found to grow out of the one before, so that
//! the desk cannot show one log to one reader and another to the next. (C2SP tlog-witness, `add-checkpoint`.)
//!
//! They are the operator's choice and get sizes and hashes, nothing else. A witness that is silent delays nothing for
//! long: the checkpoint goes out without it. [PUB-12]

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use fanal_protocol::checkpoint::{CosignerKey, cosignature_in};
use fanal_protocol::tree::{MemoryTree, prove_consistency};
use fanal_protocol::{Code, Digest, Problem};
use fanal_public::Log;
use tokio::task::JoinSet;

/// All are asked at once, and waited for this long: a withdrawal waits behind them.
const PATIENCE: Duration = Duration::from_secs(5);
/// A signature line has less than 5 KB, whatever its algorithm.
const ANSWER_BYTES: usize = 16 << 10;

/// Where a witness is asked, and by which key its word is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Witness {
    /// The prefix in front of `/add-checkpoint`, without a slash at the end.
    url: String,
    key: CosignerKey,
}

impl Witness {
    /// The witness at this prefix, with this key.
    pub(crate) fn new(url: String, key: CosignerKey) -> Self {
        Self { url, key }
    }
}

/// Asks the witnesses, and remembers what they said of the newest checkpoint.
#[derive(Default)]
pub(crate) struct Cosigning {
    witnesses: Vec<Witness>,
    socks5: Option<SocketAddr>,
    said: Option<Said>,
}

struct Said {
    bare: String,
    cosigned: String,
}

/// Why a witness did not sign.
#[derive(Debug)]
enum Unsigned {
    NotReached(String),
    Status(u16),
    LargerLog(u64),
    NoCosignature,
    NoProof(String),
}

impl fmt::Display for Unsigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReached(why) => write!(f, "not reached: {why}"),
            Self::Status(status) => write!(f, "it answered with status {status}"),
            Self::LargerLog(size) => write!(
                f,
                "it holds a larger log, of {size} entries: this desk's log went back"
            ),
            Self::NoCosignature => {
                f.write_str("its answer is no cosignature of its key on this checkpoint")
            }
            Self::NoProof(why) => write!(f, "no proof can be made: {why}"),
        }
    }
}

impl Cosigning {
    pub(crate) const fn of(witnesses: Vec<Witness>, socks5: Option<SocketAddr>) -> Self {
        Self {
            witnesses,
            socks5,
            said: None,
        }
    }

    /// The checkpoint with the lines of all witnesses that signed it. Without witnesses, or if none answers, as it is.
    pub(crate) async fn cosigned(&mut self, log: &Log) -> String {
        if let Some(said) = self
            .said
            .as_ref()
            .filter(|said| said.bare == log.checkpoint)
        {
            return said.cosigned.clone();
        }
        let mut cosigned = log.checkpoint.clone();
        let mut is_whole = true;
        for (url, line) in self.ask_all(log).await {
            match line {
                Ok(line) => cosigned.push_str(&line),
                Err(error) => {
                    is_whole = false;
                    tracing::warn!(witness = url, %error, "a witness did not sign the checkpoint");
                }
            }
        }
        // Who was silent is asked again with the next build.
        if is_whole {
            self.said = Some(Said {
                bare: log.checkpoint.clone(),
                cosigned: cosigned.clone(),
            });
        }
        cosigned
    }

    async fn ask_all(&self, log: &Log) -> Vec<(String, Result<String, Unsigned>)> {
        if self.witnesses.is_empty() {
            return Vec::new();
        }
        let client = match client(self.socks5) {
            Ok(client) => client,
            Err(problem) => {
                tracing::error!(code = %problem.code, "no client for witnesses");
                return Vec::new();
            }
        };
        let tree: MemoryTree = log.leaves.iter().map(Digest::as_bytes).collect();
        let tree = std::sync::Arc::new(tree);
        let size = u64::try_from(log.leaves.len()).unwrap_or(u64::MAX);
        let mut asked = JoinSet::new();
        for witness in self.witnesses.clone() {
            let (client, tree) = (client.clone(), std::sync::Arc::clone(&tree));
            let checkpoint = log.checkpoint.clone();
            asked.spawn(async move {
                let asking = ask(&client, &witness, &checkpoint, &tree, size);
                let line = tokio::time::timeout(PATIENCE, asking).await;
                let line =
                    line.unwrap_or_else(|_| Err(Unsigned::NotReached("no answer in time".into())));
                (witness.url, line)
            });
        }
        let mut said = asked.join_all().await;
        said.sort_by(|one, two| one.0.cmp(&two.0));
        said
    }
}

/// Asks from the empty log on; the witness answers which size it holds, if it holds one.
async fn ask(
    client: &reqwest::Client,
    witness: &Witness,
    checkpoint: &str,
    tree: &MemoryTree,
    size: u64,
) -> Result<String, Unsigned> {
    let first = post(client, witness, checkpoint, tree, (0, size)).await?;
    let held = match first {
        Answer::Signed(text) => return line_of(witness, checkpoint, &text),
        Answer::Holds(held) if held <= size => held,
        Answer::Holds(held) => return Err(Unsigned::LargerLog(held)),
    };
    match post(client, witness, checkpoint, tree, (held, size)).await? {
        Answer::Signed(text) => line_of(witness, checkpoint, &text),
        // Another process of this desk came between: the next build asks again.
        Answer::Holds(_) => Err(Unsigned::Status(409)),
    }
}

enum Answer {
    Signed(String),
    Holds(u64),
}

async fn post(
    client: &reqwest::Client,
    witness: &Witness,
    checkpoint: &str,
    tree: &MemoryTree,
    (old, size): (u64, u64),
) -> Result<Answer, Unsigned> {
    let url = format!("{}/add-checkpoint", witness.url);
    let body = request(checkpoint, tree, (old, size))?;
    let failed = |error: reqwest::Error| Unsigned::NotReached(error.without_url().to_string());
    let mut answer = client.post(url).body(body).send().await.map_err(failed)?;
    let status = answer.status().as_u16();
    let mut text = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        text.extend_from_slice(&chunk);
        if text.len() > ANSWER_BYTES {
            return Err(Unsigned::NoCosignature);
        }
    }
    let text = String::from_utf8(text).map_err(|_| Unsigned::NoCosignature)?;
    match status {
        200 => Ok(Answer::Signed(text)),
        409 => size_of(&text)
            .map(Answer::Holds)
            .ok_or(Unsigned::Status(409)),
        other => Err(Unsigned::Status(other)),
    }
}

/// A size of a tree as C2SP tlog-witness has it: decimal digits, and nothing else but a line's end.
fn size_of(text: &str) -> Option<u64> {
    let digits = text.trim_end();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// `old N`, the proof, an empty line, the checkpoint.
fn request(
    checkpoint: &str,
    tree: &MemoryTree,
    (old, size): (u64, u64),
) -> Result<String, Unsigned> {
    let proof = if old == 0 || old == size {
        Vec::new()
    } else {
        prove_consistency(old, size, tree).map_err(|error| Unsigned::NoProof(error.to_string()))?
    };
    let mut body = format!("old {old}\n");
    for hash in proof {
        body.push_str(&data_encoding::BASE64.encode(&hash));
        body.push('\n');
    }
    body.push('\n');
    body.push_str(checkpoint);
    Ok(body)
}

/// The line of this witness in its answer; lines of others are not taken over.
fn line_of(witness: &Witness, checkpoint: &str, answer: &str) -> Result<String, Unsigned> {
    let line = cosignature_in(answer, checkpoint, &witness.key).ok_or(Unsigned::NoCosignature)?;
    Ok(format!("{line}\n"))
}

/// Through Tor where the node goes through Tor, and never around it.
fn client(socks5: Option<SocketAddr>) -> Result<reqwest::Client, Problem> {
    let wrong = |error: reqwest::Error| Problem::new(Code::Broken, error.to_string());
    // As for every other client of this node.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE);
    let builder = match socks5 {
        Some(address) => {
            let proxy = reqwest::Proxy::all(format!("socks5h://{address}")).map_err(wrong)?;
            builder.proxy(proxy)
        }
        None => builder.no_proxy(),
    };
    builder.build().map_err(wrong)
}

#[cfg(test)]
#[path = "witness/tests.rs"]
mod tests;
