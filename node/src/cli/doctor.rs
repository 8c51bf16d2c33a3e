//! `fanal doctor`: each check with its state, one sentence, and how to mend it.

mod backups;
mod machine;
mod posture;

use std::path::Path;

use fanal_api::Nothing;
use fanal_desk::{NetworkStatus, Status};
use fanal_protocol::Timestamp;
use serde::Serialize;

use super::moment::now;
use super::status::source_in_words;
use super::{Invocation, Result};
use crate::config::{AtRest, Config, environment};
use crate::home::Home;
use crate::render::{Outcome, Page, count, exit};
use crate::running::Opened;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Ask eight questions about what threatens this desk, and set what follows from the answers
    #[arg(long)]
    posture: bool,
    /// Answer one of them: seizure, network, callers, readers, phones, computers, law, alone
    #[arg(long, value_name = "KEY=yes|no", value_parser = posture::answer, requires = "posture")]
    answer: Vec<posture::Answer>,
    /// Write the settings that follow from the answers into fanal.toml
    #[arg(long, requires = "posture")]
    set: bool,
}

/// How a check ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Good,
    Skipped,
    Advice,
    Warning,
    Bad,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    state: State,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

#[derive(Default, Serialize)]
struct Report {
    checks: Vec<Check>,
}

/// Seconds that the clock may be behind what peers signed.
const CLOCK_SLACK: i64 = 300;
/// Days before its end in which a roster should be renewed.
const ROSTER_DAYS: i64 = 30;
/// The day on which nothing else matters.
const LAST_DAY: i64 = 1;
/// Days without contact after which a peer is worth a word.
const SILENT_DAYS: i64 = 3;

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    if args.posture {
        return posture::run(&args.answer, args.set, here).await;
    }
    let mut report = Report::default();
    report.who_runs_it();
    report.folder(here);
    report.disk(&here.home.dir);
    report.clock_keeper();
    report.policy(&here.home);
    let config = here.configuration();
    report.configuration(here, &config);
    if let Ok(config) = &config {
        report.master_key(here, config);
        report.files(here, config);
        report.proxy(here, config).await;
        report.database(here, config).await;
        report.public_site(config).await;
    }
    match here.call::<_, Status>("status", &Nothing {}).await {
        Ok(status) => {
            report.backups(&status);
            report.leap(&status);
            report.copies(&status);
            report.sources(&status);
            report.network(&status);
        }
        Err(problem) => report.bad(
            "desk",
            problem.to_string(),
            problem.hint.as_deref().unwrap_or("fanal init"),
        ),
    }
    let code = report.exit();
    let page = report.page();
    Outcome::of("doctor", &report, page).map(|it| it.listing("checks").exits(code))
}

impl Report {
    fn good(&mut self, name: &'static str, text: impl Into<String>) {
        self.checks.push(Check {
            name,
            state: State::Good,
            text: text.into(),
            fix: None,
        });
    }

    fn skipped(&mut self, name: &'static str, text: impl Into<String>) {
        self.checks.push(Check {
            name,
            state: State::Skipped,
            text: text.into(),
            fix: None,
        });
    }

    fn warning(&mut self, name: &'static str, text: impl Into<String>, fix: &str) {
        self.checks.push(Check {
            name,
            state: State::Warning,
            text: text.into(),
            fix: Some(fix.into()),
        });
    }

    fn bad(&mut self, name: &'static str, text: impl Into<String>, fix: &str) {
        self.checks.push(Check {
            name,
            state: State::Bad,
            text: text.into(),
            fix: Some(fix.into()),
        });
    }

    fn exit(&self) -> u8 {
        let is = |state: State| self.checks.iter().any(|check| check.state == state);
        if is(State::Bad) {
            exit::FAILED
        } else if is(State::Warning) {
            exit::PARTLY
        } else {
            exit::DONE
        }
    }

    /// [PUB-22] A copy that is behind shows what somebody took back.
    fn copies(&mut self, status: &Status) {
        for (place, copy) in &status.copies {
            match copy.behind {
                Some(since) => self.bad(
                    "public copy",
                    format!(
                        "`{place}` is behind since {since}, and may show what was withdrawn: {}",
                        copy.why.as_deref().unwrap_or_default()
                    ),
                    "mend the place; the node tries again within the hour, `fanal feed push` at once",
                ),
                None => self.good("public copy", format!("`{place}` is in step")),
            }
        }
    }

    /// [IMP-11] A source that nobody hears of any more warns of nothing new.
    fn sources(&mut self, status: &Status) {
        for (name, source) in &status.sources {
            let text = source_in_words(name, source);
            match (source.failing, source.asked) {
                (Some(_), _) => self.warning(
                    "source",
                    text,
                    "look at its address in fanal.toml; the same by hand says more: `fanal import`, `fanal lookup add`",
                ),
                (None, None) => self.skipped("source", text),
                (None, Some(_)) => self.good("source", text),
            }
        }
    }

    /// Is what was adopted on paper to be read again?
    fn policy(&mut self, home: &Home) {
        match super::policy::adopted(home) {
            None => self.skipped(
                "policy",
                "none was adopted here: `fanal policy print` writes one to begin with",
            ),
            Some(adopted) if adopted.review_by < now() => self.warning(
                "policy",
                format!("it was to be read again by {}", adopted.review_by.date()),
                "read it, mend it, and say so: `fanal policy adopt FILE`",
            ),
            Some(adopted) => self.good(
                "policy",
                format!("it is to be read again by {}", adopted.review_by.date()),
            ),
        }
    }

    fn who_runs_it(&mut self) {
        use std::os::unix::fs::MetadataExt as _;
        // This process's own entry belongs to the account that it runs as.
        match std::fs::metadata("/proc/self") {
            Ok(own) if own.uid() == 0 => {
                self.warning(
                    "account",
                    "it runs as root",
                    "run it as an account of its own; the systemd unit does",
                );
            }
            Ok(_) => self.good("account", "it does not run as root"),
            Err(_) => self.skipped("account", "this system does not say who runs it"),
        }
    }

    fn folder(&mut self, here: &Invocation) {
        let dir = here.home.dir.display();
        if !here.home.dir.is_dir() {
            self.bad(
                "folder",
                format!("{dir} does not exist"),
                "run `fanal init`, or name it with `--dir`",
            );
        } else if here.home.is_open_to_others() {
            self.bad(
                "folder",
                format!("others on this machine can look into {dir}"),
                &format!("chmod 700 {dir}"),
            );
        } else {
            self.good("folder", format!("{dir} is for its owner alone"));
        }
    }

    fn configuration(&mut self, here: &Invocation, config: &Result<Config>) {
        match config {
            Ok(_) if here.config.is_file() => self.good(
                "configuration",
                format!("{} is right", here.config.display()),
            ),
            Ok(_) => {
                let text = format!(
                    "{} does not exist: defaults are in force",
                    here.config.display()
                );
                self.warning(
                    "configuration",
                    text,
                    "fanal init, or copy deploy/fanal.toml.sample",
                );
            }
            Err(problem) => self.bad(
                "configuration",
                &problem.text,
                "mend the line that it names",
            ),
        }
    }

    fn master_key(&mut self, here: &Invocation, config: &Config) {
        match &config.at_rest {
            AtRest::KeyFile(path) => {
                let path = here.home.dir.join(path);
                if path.starts_with(&here.home.dir) {
                    self.warning(
                        "master key",
                        "it lies beside the database: who copies the folder has both",
                        "keep it on another disk (`at_rest.key_file`) or as a systemd credential",
                    );
                } else {
                    self.good("master key", "it lies elsewhere than the database");
                }
            }
            AtRest::Credential(_) => {
                if here.home.master_key().exists() {
                    let fix = format!("shred -u {}", here.home.master_key().display());
                    self.warning("master key", "the file that was sealed is still here", &fix);
                } else {
                    self.good("master key", "it is a systemd credential");
                }
            }
            AtRest::Passphrase => self.good("master key", "it is a passphrase"),
        }
    }

    async fn database(&mut self, here: &Invocation, config: &Config) {
        if config.at_rest == AtRest::Passphrase && environment("FANAL_PASSPHRASE").is_none() {
            return self.skipped("database", "locked: set FANAL_PASSPHRASE to look inside");
        }
        if matches!(config.at_rest, AtRest::Credential(_))
            && environment("CREDENTIALS_DIRECTORY").is_none()
        {
            return self.skipped(
                "database",
                "sealed: only the unit can open it; `systemctl status fanal`",
            );
        }
        let opened = match config.passphrase() {
            Ok(passphrase) => crate::serve::open_home(&here.home, config, passphrase).await,
            Err(problem) => Err(problem),
        };
        match opened {
            Ok(opened) => {
                self.integrity(&opened).await;
                self.own_entry(&opened);
            }
            Err(problem) => {
                let fix = problem
                    .hint
                    .clone()
                    .unwrap_or_else(|| "restore the newest backup".into());
                self.bad("database", problem.to_string(), &fix);
            }
        }
    }

    async fn integrity(&mut self, opened: &Opened) {
        match opened.database.integrity().await {
            Ok(findings) if findings.is_empty() => self.good("database", "it opens, and is sound"),
            Ok(findings) => {
                let first = findings.first().cloned().unwrap_or_default();
                let text = format!("{} faults; first: {first}", findings.len());
                self.bad(
                    "database",
                    text,
                    "stop the node and restore the newest backup",
                );
            }
            Err(error) => self.bad(
                "database",
                error.to_string(),
                "stop the node and restore the newest backup",
            ),
        }
    }

    /// Does the roster name the keys that this node really has?
    fn own_entry(&mut self, opened: &Opened) {
        let desk = &opened.desk;
        let Ok((_, membership)) = desk.membership(None) else {
            return;
        };
        let Some(entry) = membership.roster.desk(desk.id()) else {
            return self.bad(
                "own entry",
                "the roster does not name this desk",
                "ask a coordinator",
            );
        };
        let statement = desk.keys().statement.public();
        let moment = now();
        if !entry.tls.contains(&desk.tls_pin()) {
            self.bad(
                "own entry",
                "the roster has another TLS pin: peers refuse this node",
                "ask a coordinator",
            );
        } else if !entry.statement_keys_at(moment).contains(&statement) {
            self.bad(
                "own entry",
                "the roster has another signing key: peers refuse what it says",
                "ask a coordinator",
            );
        } else {
            self.good("own entry", "the roster names this node's keys");
        }
    }

    fn network(&mut self, status: &Status) {
        let Some(network) = &status.network else {
            if status.networks.len() > 1 {
                let text = "this desk is in several networks: each is looked at by itself";
                return self.skipped("network", text);
            }
            let fix = "found one with `fanal roster found NAME`, or join one with `fanal roster join SLIP`";
            return self.warning("network", "this desk is in no network yet", fix);
        };
        self.coming_back(network);
        self.roster(network);
        self.ends(network);
        self.clock(network);
        self.peers(network);
    }

    fn roster(&mut self, network: &NetworkStatus) {
        let days = (network.expires.unix() - now().unix()).div_euclid(86_400);
        let name = format!("roster {} of {}", network.roster, network.name);
        match network.state.as_str() {
            "current" if days < LAST_DAY => {
                let fix = "coordinators: `fanal roster draft --days 365`, then sign it, today";
                self.bad("roster", format!("{name} ends within a day"), fix);
            }
            "current" if days < ROSTER_DAYS => {
                let fix = "coordinators: `fanal roster draft --days 365`, then sign it";
                self.warning("roster", format!("{name} ends in {days} days"), fix);
            }
            "current" => self.good(
                "roster",
                format!("{name} is current, and ends in {days} days"),
            ),
            "stale" => {
                let fix = "reach a coordinator's node: `fanal sync`";
                self.warning(
                    "roster",
                    format!("{name} is stale: no coordinator was heard, AMBER and RED wait"),
                    fix,
                );
            }
            other => self.bad(
                "roster",
                format!("{name} is {other}"),
                "ask the coordinators before you share anything",
            ),
        }
    }

    fn clock(&mut self, network: &NetworkStatus) {
        let contacts = network.peers.iter().filter_map(|peer| peer.contact);
        let newest = contacts
            .chain(network.heartbeat)
            .map(Timestamp::unix)
            .max()
            .unwrap_or(0);
        let behind = newest - now().unix();
        if behind > CLOCK_SLACK {
            let text = format!("this machine's clock is {behind} s behind what others signed");
            self.bad(
                "clock",
                text,
                "let NTP keep the clock: `timedatectl set-ntp true`",
            );
        } else {
            self.good("clock", "it is not behind what others signed");
        }
    }

    fn peers(&mut self, network: &NetworkStatus) {
        for peer in network.peers.iter().filter(|peer| peer.gaps > 0) {
            let text = format!(
                "{}: nobody gave {} of its entries yet: withheld, taken back for it, or refused for now",
                peer.desk, peer.gaps
            );
            self.warning("gaps", text, "fanal refusals");
        }
        for peer in network.peers.iter().filter(|peer| peer.reachable_by_us) {
            let silent = peer
                .contact
                .is_none_or(|at| at.plus_days(SILENT_DAYS) < now());
            if peer.failures > 0 {
                let why = peer
                    .error
                    .map_or_else(String::new, |code| format!(": {code}"));
                let failures = usize::try_from(peer.failures).unwrap_or(usize::MAX);
                let failures = count(failures, "round", "rounds");
                let text = format!("{}: {failures} failed{why}", peer.desk);
                self.warning("peer", text, &format!("fanal sync --peer {}", peer.desk));
            } else if let Some(at) = peer.signed.filter(|_| peer.unheard) {
                let text = format!(
                    "nothing that {} signed after {at} came here: it is silent, or kept from you",
                    peer.desk
                );
                self.warning("peer", text, &format!("fanal peer test {}", peer.desk));
            } else if silent {
                let text = format!("{} was not heard for {SILENT_DAYS} days or more", peer.desk);
                self.warning("peer", text, &format!("fanal sync --peer {}", peer.desk));
            } else {
                self.good("peer", format!("{} was heard", peer.desk));
            }
        }
    }

    /// Does the site answer where the proxy looks for it?
    async fn public_site(&mut self, config: &Config) {
        if config.public.base_url.is_none() {
            return self.skipped(
                "public site",
                "it has no address: nothing is meant for the public",
            );
        }
        let url = format!("http://{}/.well-known/fanal.json", config.listen.public);
        let answer = match crate::local::client() {
            Ok(client) => client.get(&url).send().await,
            Err(problem) => return self.bad("public site", problem.to_string(), "report this"),
        };
        match answer {
            Ok(answer) if answer.status().is_success() => self.good("public site", "it answers"),
            // [PUB-9] Made, or not to be made: where a desk published in several networks, it waits to be told which.
            Ok(answer) if answer.status() == reqwest::StatusCode::SERVICE_UNAVAILABLE => self
                .warning(
                    "public site",
                    format!("{url} answers that the site is being made"),
                    "wait a moment; if it stays so, look into the node's log: a desk that published in several \
                     networks has to say which with `network` in [public]",
                ),
            Ok(answer) => {
                let text = format!("{url} answers {}", answer.status());
                self.warning(
                    "public site",
                    text,
                    "publish something, or look into the node's log",
                );
            }
            Err(_) => self.warning(
                "public site",
                format!("{url} does not answer"),
                "start the node: `fanal serve`",
            ),
        }
    }

    fn page(&self) -> Page {
        let mut page = Page::new();
        for check in &self.checks {
            let state = match check.state {
                State::Good => "good",
                State::Skipped => "skipped",
                State::Advice => "advice",
                State::Warning => "warning",
                State::Bad => "BAD",
            };
            page.line(format!("{state:<8} {:<14} {}", check.name, check.text));
            if let Some(fix) = &check.fix {
                page.line(format!("{:<23} mend: {fix}", ""));
            }
        }
        page
    }
}

fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}
