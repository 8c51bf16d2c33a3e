//! The node's configuration: one TOML file with a default for everything, and the few settings
//! that come from the environment. The desk's own name is not here: it lives in the database.

// By their paths: the fuzzer reads this file from elsewhere.
#[path = "config/faults.rs"]
mod faults;
#[path = "config/rules.rs"]
mod rules;
#[path = "config/sources.rs"]
pub(crate) mod sources;

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use fanal_jobs::Job;
use fanal_protocol::checkpoint::CosignerKey;
use fanal_protocol::{Code, Problem};
use serde::{Deserialize, Serialize};
use toml::de::DeTable;
use zeroize::Zeroizing;

use self::sources::Source;

/// Everything that `fanal.toml` can say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The node itself.
    pub(crate) node: Node,
    /// Where the master key lives.
    pub(crate) at_rest: AtRest,
    /// Where it listens.
    pub(crate) listen: Listen,
    /// How it reaches its peers.
    pub(crate) sync: Sync,
    /// When it does what nobody asks for.
    pub(crate) jobs: Jobs,
    /// The public site.
    pub(crate) public: Public,
    /// The TAXII server.
    pub(crate) taxii: Taxii,
    /// RED, where a desk opens it on its server.
    pub(crate) red: Red,
    /// Mail server and webhooks.
    pub(crate) notify: Notify,
    /// Where backups go.
    pub(crate) backup: Backup,
    /// What others publish, and this node asks for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sources: BTreeMap<String, Source>,
}

/// `[node]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Node {
    /// Language of messages, and of the console before anybody has signed in.
    pub(crate) lang: String,
    /// `sqlite:PATH` or `postgres://...`.
    pub(crate) database: String,
    /// What is logged: error, warn, info, debug.
    pub(crate) log: String,
}

/// `[at_rest]`: exactly one of the three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AtRestTable", into = "AtRestTable")]
pub(crate) enum AtRest {
    /// 32 bytes in a file that only the node's account can read.
    KeyFile(PathBuf),
    /// A systemd credential of this name.
    Credential(String),
    /// Asked for at every start.
    Passphrase,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AtRestTable {
    #[serde(skip_serializing_if = "Option::is_none")]
    key_file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    passphrase: bool,
}

/// `[listen]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Listen {
    /// Mutual TLS between nodes.
    pub(crate) sync: SocketAddr,
    /// The public site.
    pub(crate) public: SocketAddr,
    /// The JSON API, for one's own programs and command lines.
    pub(crate) api: SocketAddr,
    /// The console, for one's own people.
    pub(crate) console: SocketAddr,
    /// healthz, readyz, metrics: this machine only.
    pub(crate) ops: SocketAddr,
    /// TAXII clients; nobody, if it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) taxii: Option<SocketAddr>,
    /// Names under which it is reached through a proxy, beside those of the addresses of readers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) names: Vec<String>,
}

/// `[sync]`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sync {
    /// Tor's SOCKS port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) socks5: Option<SocketAddr>,
    /// Nothing goes over the clear network, not even to desks that have an address there.
    pub(crate) tor_only: bool,
}

/// `[jobs]`: second, minute, hour, day, month, weekday, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Jobs {
    /// Ask the peers what is new.
    pub(crate) sync: String,
    /// Purge what has reached its end.
    pub(crate) retention: String,
    /// Coordinators: sign that the roster is current.
    pub(crate) heartbeat: String,
    /// Warn of what grows old.
    pub(crate) freshness: String,
    /// Write a backup, read it again, and look the database over.
    pub(crate) backup: String,
    /// Put the newest backup together in a scratch place.
    pub(crate) drill: String,
    /// Fetch again what is kept to be looked up and came from an address.
    pub(crate) look_ups: String,
}

/// `[public]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Public {
    /// The address that readers use; without it there is no public site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base_url: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// How to reach the desk, in one line: owners of wrongly listed sites read it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<String>,
    /// Which network the site is of, by its name or a beginning of its id, where the desk has published in several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<String>,
    /// Where the link leads by which readers leave; empty for no such link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) leave_to: Option<String>,
    /// Beside the desk's own feed, that of the whole network: what the desks publish that agreed to it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) network_feed: bool,
    /// Hours of the day, in UTC, at which what is approved becomes public; none: at once.
    pub(crate) publish_hours: Vec<u8>,
    /// Witnesses of the public log: `https://ADDRESS NAME+ID+KEY` each. They get sizes and hashes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) witnesses: Vec<String>,
    /// Copies that the node keeps in step: a folder, or `s3://BUCKET/PREFIX ENDPOINT [REGION]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) push: Vec<String>,
}

/// `URL VKEY`, as witnesses publish them: the prefix in front of `/add-checkpoint`, and the key.
pub(crate) fn witness(text: &str) -> Result<(String, CosignerKey), String> {
    let wanted = || "a witness is `https://ADDRESS NAME+ID+KEY`".to_owned();
    let (url, key) = text.trim().split_once(' ').ok_or_else(wanted)?;
    if !is_web_address(url) {
        return Err(wanted());
    }
    let key = key
        .trim()
        .parse()
        .map_err(|error| format!("{}: {error}", wanted()))?;
    Ok((url.trim_end_matches('/').to_owned(), key))
}

/// A place where a copy of the public site is kept.
pub(crate) enum CopyAt<'a> {
    /// A folder, by its whole path.
    Folder(&'a str),
    /// A bucket: address, endpoint, region.
    Bucket(&'a str, &'a str, &'a str),
}

/// `/FOLDER`, or `s3://BUCKET/PREFIX ENDPOINT [REGION]`.
pub(crate) fn copy_at(text: &str) -> Result<CopyAt<'_>, String> {
    if text.starts_with('/') {
        return Ok(CopyAt::Folder(text));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (address, endpoint, region) = match words.as_slice() {
        [address, endpoint] => (*address, *endpoint, "us-east-1"),
        [address, endpoint, region] => (*address, *endpoint, *region),
        _ => ("", "", ""),
    };
    let bucket = address.strip_prefix("s3://").unwrap_or_default();
    if bucket.trim_matches('/').is_empty() || !is_web_address(endpoint) {
        return Err(format!(
            "`{text}` is neither the whole path of a folder nor `s3://BUCKET/PREFIX ENDPOINT [REGION]`"
        ));
    }
    Ok(CopyAt::Bucket(address, endpoint, region))
}

/// `[taxii]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Taxii {
    /// The certificate and those between it and its authority, as PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<PathBuf>,
    /// Its private key, as PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<PathBuf>,
    /// The address that TAXII clients use, if it is not that of the public site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base_url: Option<String>,
    /// Plain, though others could reach the address: a proxy in front of it has the certificate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) behind_proxy: bool,
}

/// `[red]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Red {
    /// An identity file on this machine: `fanal open` here opens with it. Whoever takes the machine
    /// then reads what was sealed to it; without it RED is opened on people's own machines alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<PathBuf>,
}

/// `[notify]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Notify {
    /// `HOST:PORT` of the mail server, which speaks STARTTLS; without it there is no mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) smtp: Option<String>,
    /// Whom mail is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// The name that the mail server knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    /// A file with its password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password_file: Option<PathBuf>,
    /// Hosts that webhooks may be on; no other is ever called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) hosts: Vec<String>,
    /// A certificate authority of one's own, in PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca_file: Option<PathBuf>,
}

/// `[backup]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Backup {
    /// The folder; best on another disk.
    pub(crate) dir: PathBuf,
    /// Days that a backup is kept.
    pub(crate) keep_days: u32,
}

/// Where the value of a key comes from.
pub(crate) struct Origin {
    /// `section.key`.
    pub(crate) key: String,
    /// Its value, as TOML.
    pub(crate) value: String,
    /// `default`, or `FILE:LINE`.
    pub(crate) from: String,
}

/// The languages that the texts exist in.
const LANGS: [&str; 4] = ["en", "fr", "es", "ar"];
/// How much is logged, from the least to the most.
const LOG_LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];
/// A new passphrase has so many characters at least.
const PASSPHRASE_CHARS: usize = 12;
/// Fields of a schedule, with the seconds.
const CRON_FIELDS: usize = 6;

impl Default for Node {
    fn default() -> Self {
        Self {
            lang: "en".into(),
            database: "sqlite:fanal.db".into(),
            log: "info".into(),
        }
    }
}

impl Default for AtRest {
    fn default() -> Self {
        Self::KeyFile("master.key".into())
    }
}

impl Default for Listen {
    fn default() -> Self {
        let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Self {
            sync: SocketAddr::from(([0, 0, 0, 0], 9443)),
            public: local(9480),
            api: local(9460),
            console: local(9470),
            ops: local(9461),
            taxii: None,
            names: Vec::new(),
        }
    }
}

impl Default for Public {
    fn default() -> Self {
        Self {
            base_url: None,
            title: None,
            contact: None,
            network: None,
            leave_to: None,
            network_feed: false,
            // Once a day: whoever reads the feed learns of no shift.
            publish_hours: vec![6],
            witnesses: Vec::new(),
            push: Vec::new(),
        }
    }
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            sync: "0 */5 * * * *".into(),
            retention: "0 17 3 * * *".into(),
            heartbeat: "0 0 6 * * *".into(),
            freshness: "0 */10 * * * *".into(),
            backup: "0 40 2 * * *".into(),
            drill: "0 30 4 1 * *".into(),
            look_ups: "0 43 2 * * *".into(),
        }
    }
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            dir: "backups".into(),
            keep_days: 30,
        }
    }
}

impl TryFrom<AtRestTable> for AtRest {
    type Error = String;

    fn try_from(table: AtRestTable) -> Result<Self, String> {
        match (table.key_file, table.credential, table.passphrase) {
            (Some(file), None, false) => Ok(Self::KeyFile(file)),
            (None, Some(name), false) if !name.is_empty() && !name.contains('/') => {
                Ok(Self::Credential(name))
            }
            (None, Some(_), false) => Err("`credential` is a name, not a path".into()),
            (None, None, true) => Ok(Self::Passphrase),
            (None, None, false) => Ok(Self::default()),
            _ => Err("choose one of `key_file`, `credential`, `passphrase`".into()),
        }
    }
}

impl From<AtRest> for AtRestTable {
    fn from(at_rest: AtRest) -> Self {
        match at_rest {
            AtRest::KeyFile(file) => Self {
                key_file: Some(file),
                ..Self::default()
            },
            AtRest::Credential(name) => Self {
                credential: Some(name),
                ..Self::default()
            },
            AtRest::Passphrase => Self {
                passphrase: true,
                ..Self::default()
            },
        }
    }
}

impl Config {
    /// Reads a file; one that does not exist has nothing but defaults.
    pub(crate) fn load(path: &Path) -> Result<Self, Problem> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, &path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(wrong(format!("{}: {error}", path.display()))),
        }
    }

    /// Reads a text; `name` is the file's, for messages. Of several faults the first is told, and how many there are.
    pub(crate) fn parse(text: &str, name: &str) -> Result<Self, Problem> {
        let (config, faults) = faults::read(text);
        match (config, faults.as_slice()) {
            (Some(config), []) => Ok(config),
            (Some(_) | None, faults) => Err(faults::first_of(faults, name)),
        }
    }

    /// Reads a file for its faults: all that can be found at once, each with its place and how to mend it.
    pub(crate) fn look_at(path: &Path) -> Result<Self, Problem> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(wrong(format!("{}: {error}", path.display()))),
        };
        let (config, faults) = faults::read(&text);
        match (config, faults.as_slice()) {
            (Some(config), []) => Ok(config),
            (Some(_) | None, faults) => Err(faults::all_of(faults, &path.display().to_string())),
        }
    }

    /// Each job, its key, its schedule.
    pub(crate) fn schedules(&self) -> [(Job, &'static str, &str); 7] {
        [
            (Job::Sync, "jobs.sync", &self.jobs.sync),
            (Job::Retention, "jobs.retention", &self.jobs.retention),
            (Job::Heartbeat, "jobs.heartbeat", &self.jobs.heartbeat),
            (Job::Freshness, "jobs.freshness", &self.jobs.freshness),
            (Job::Backup, "jobs.backup", &self.jobs.backup),
            (Job::Drill, "jobs.drill", &self.jobs.drill),
            (Job::LookUps, "jobs.look_ups", &self.jobs.look_ups),
        ]
    }

    /// The passphrase, if this node needs one: of the environment, or typed now.
    pub(crate) fn passphrase(&self) -> Result<Option<Zeroizing<String>>, Problem> {
        match self.at_rest {
            AtRest::Passphrase => passphrase("Passphrase of this node: ").map(Some),
            AtRest::KeyFile(_) | AtRest::Credential(_) => Ok(None),
        }
    }

    /// Each key with its value, and where that comes from.
    pub(crate) fn origins(&self, file: &Path) -> Vec<Origin> {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let places = places(&text);
        let shown = toml::Table::try_from(self).unwrap_or_default();
        let mut origins = Vec::new();
        for (section, table) in shown {
            let toml::Value::Table(table) = table else {
                continue;
            };
            for (key, value) in table {
                let key = format!("{section}.{key}");
                let place = places.iter().find(|(known, _)| *known == key);
                let from = match place {
                    Some((_, line)) => format!("{}:{line}", file.display()),
                    None => "default".into(),
                };
                origins.push(Origin {
                    key,
                    value: value.to_string(),
                    from,
                });
            }
        }
        origins
    }

    /// The file that `init` writes: what was answered, the rest as comments with the defaults.
    pub(crate) fn to_file(&self) -> Result<String, Problem> {
        let written = toml::to_string_pretty(self)
            .map_err(|error| Problem::new(Code::Broken, format!("configuration: {error}")))?;
        let head = "# The configuration of this Fanal node, written by `fanal init`.\n\
                    # After a change: `fanal config check`. Every key is explained in \
                    deploy/fanal.toml.sample.\n\n";
        Ok(format!("{head}{written}"))
    }
}

/// The line on which each `section.key` of a text stands.
fn places(text: &str) -> Vec<(String, usize)> {
    let table = DeTable::parse(text);
    table.map_or_else(
        |_| Vec::new(),
        |table| faults::places(table.get_ref(), text),
    )
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text
        .bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
}

fn wrong(text: String) -> Problem {
    Problem::new(Code::UsageInvalid, text).with_hint(
        "mend the file and ask `fanal config check`; deploy/fanal.toml.sample has all keys",
    )
}

fn is_web_address(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace))
}

/// The passphrase of the environment, or the one that a person types.
pub(crate) fn passphrase(question: &str) -> Result<Zeroizing<String>, Problem> {
    if let Some(given) = environment("FANAL_PASSPHRASE") {
        return Ok(Zeroizing::new(given.to_string_lossy().into_owned()));
    }
    if !std::io::stdin().is_terminal() {
        let text = "the node is locked: nobody is here to type its passphrase";
        return Err(Problem::new(Code::AccountLocked, text).with_hint("set FANAL_PASSPHRASE"));
    }
    let typed = rpassword::prompt_password(question);
    let typed = typed.map_err(|error| Problem::new(Code::AccountLocked, error.to_string()))?;
    Ok(Zeroizing::new(typed))
}

/// A passphrase that is new: of the environment, or typed twice. Whoever mistypes it once is locked out for good.
pub(crate) fn new_passphrase(question: &str) -> Result<Zeroizing<String>, Problem> {
    let new = match environment("FANAL_NEW_PASSPHRASE") {
        Some(given) => Zeroizing::new(given.to_string_lossy().into_owned()),
        None if std::io::stdin().is_terminal() => {
            let typed = |question: &str| {
                let typed = rpassword::prompt_password(question).map(Zeroizing::new);
                typed.map_err(|error| Problem::new(Code::AccountLocked, error.to_string()))
            };
            let new = typed(question)?;
            if *new != *typed("The same again: ")? {
                return Err(Problem::new(Code::UsageInvalid, "the two are not the same"));
            }
            new
        }
        None => {
            let text = "nobody is here to type a new passphrase";
            let hint = "set FANAL_NEW_PASSPHRASE";
            return Err(Problem::new(Code::UsageInvalid, text).with_hint(hint));
        }
    };
    if new.chars().count() < PASSPHRASE_CHARS {
        let text = format!("a passphrase has {PASSPHRASE_CHARS} characters or more: five words do");
        return Err(Problem::new(Code::UsageInvalid, text));
    }
    Ok(new)
}

/// One variable of the environment. The only door to it, besides those that clap shows in `--help`.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the node's one door to the environment"
)]
pub(crate) fn environment(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../deploy/fanal.toml.sample");

    #[test]
    fn the_sample_is_read_and_says_what_it_says() {
        let config = Config::parse(SAMPLE, "sample").unwrap();
        assert_eq!(config.at_rest, AtRest::Credential("master-key".into()));
        assert_eq!(config.listen, Listen::default());
        assert_eq!(config.jobs, Jobs::default());
        assert_eq!(
            config.public.base_url.as_deref(),
            Some("https://feed.example.org")
        );
    }

    #[test]
    fn a_witness_is_an_address_and_a_key() {
        for wrong in [
            "",
            "https://w.example",
            "w.example x+y+z",
            "https://w.example nothing",
        ] {
            assert!(witness(wrong).is_err(), "{wrong}");
        }
    }

    // [PUB-22]
    #[test]
    fn a_copy_is_a_folder_or_a_bucket_with_its_endpoint() {
        for right in [
            "/srv/site",
            "s3://site https://s3.example",
            "s3://site/a https://s3.example eu",
        ] {
            assert!(copy_at(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "site",
            "s3://site",
            "s3:// https://s3.example",
            "s3://site ftp://x",
            "s3://s https://x a b",
        ] {
            let text = format!("[public]\npush = [\"{wrong}\"]\n");
            let problem = Config::parse(&text, "x").unwrap_err();
            assert!(problem.text.contains("public.push"), "{wrong}: {problem}");
        }
    }

    #[test]
    fn an_empty_file_has_nothing_but_defaults() {
        assert_eq!(Config::parse("", "x").unwrap(), Config::default());
    }

    #[test]
    fn an_unknown_key_is_told_with_its_line_and_name() {
        let problem = Config::parse("[node]\nlang = \"en\"\ncolour = 1\n", "x.toml").unwrap_err();
        assert!(problem.text.contains("x.toml, line 3"), "{problem}");
        assert!(problem.text.contains("colour"), "{problem}");
    }

    #[test]
    fn a_schedule_with_five_fields_is_refused_with_its_line() {
        let problem = Config::parse("[jobs]\nsync = \"* * * * *\"\n", "x").unwrap_err();
        assert!(problem.text.contains("line 2: `jobs.sync`"), "{problem}");
    }

    // [TAX-9]
    #[test]
    fn taxii_is_off_and_never_plain_where_others_reach_it() {
        assert_eq!(Config::default().listen.taxii, None);
        let parse = |taxii: &str| {
            let text = format!("[listen]\ntaxii = \"0.0.0.0:9475\"\n[taxii]\n{taxii}");
            Config::parse(&text, "x")
        };
        let plain = parse("").unwrap_err().text;
        assert!(plain.contains("line 2: `listen.taxii`"), "{plain}");
        assert!(parse("behind_proxy = true").is_ok());
        assert!(parse("certificate = \"a.pem\"").is_err());
        assert!(parse("certificate = \"a.pem\"\nkey = \"b.pem\"").is_ok());
        assert!(Config::parse("[listen]\ntaxii = \"127.0.0.1:9475\"\n", "x").is_ok());
    }

    #[test]
    fn two_places_for_one_key_are_refused() {
        let text = "[at_rest]\nkey_file = \"k\"\npassphrase = true\n";
        assert!(
            Config::parse(text, "x")
                .unwrap_err()
                .text
                .contains("choose one")
        );
    }

    #[test]
    fn a_fault_does_not_repeat_the_line_it_stands_on() {
        let text = "[node]\ndatabase = postgres://fanal:hunter2@db/fanal\n";
        assert!(
            !Config::parse(text, "x")
                .unwrap_err()
                .text
                .contains("hunter2")
        );
    }

    #[test]
    fn what_init_writes_is_read_back_the_same() {
        let config = Config {
            at_rest: AtRest::Passphrase,
            ..Config::default()
        };
        assert_eq!(
            Config::parse(&config.to_file().unwrap(), "x").unwrap(),
            config
        );
    }

    #[test]
    fn each_key_knows_where_it_comes_from() {
        let file = std::env::temp_dir().join(format!("fanal-origins-{}", std::process::id()));
        std::fs::write(&file, "[node]\nlang = \"fr\"\n").unwrap();
        let origins = Config::load(&file).unwrap().origins(&file);
        std::fs::remove_file(&file).unwrap();
        let of = |key: &str| origins.iter().find(|o| o.key == key).unwrap().from.clone();
        assert!(of("node.lang").ends_with(":2"));
        assert_eq!(of("listen.sync"), "default");
    }
}
