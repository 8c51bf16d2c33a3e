//! `fanal doctor --posture`: eight questions about what threatens this desk, what follows from the answers for
//! this node, and the settings that can be set at once. Whoever does not know answers yes.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use fanal_api::{Nothing, WhichDesk};
use fanal_desk::{Check, CheckState, DeskProfile, Status};
use serde::Serialize;

use super::Report;
use crate::cli::{Invocation, Result, usage};
use crate::config::{AtRest, Config};
use crate::render::{Outcome, Page, asked, confirmed, show_preview};
use crate::rewrite::{Change, change_file};

/// A question, by the word that answers it on the command line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
enum About {
    /// Could somebody take this machine away, or make its hoster hand it over?
    Seizure,
    /// Could it harm somebody if who watches the network sees which desks you talk to?
    Network,
    /// Would it do if this desk calls the others, and nobody calls it?
    Callers,
    /// Do people at risk read your public feed?
    Readers,
    /// Could somebody else look at the telephones or mailboxes of your people?
    Phones,
    /// Do your people use computers that others use, too?
    Computers,
    /// Does a law make you report cases, or hand over what you hold?
    Law,
    /// Does one person alone run this desk?
    Alone,
}

/// `KEY=yes` or `KEY=no`.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Answer(About, bool);

/// What was answered, what follows, and what was set.
#[derive(Serialize)]
struct Told<'a> {
    answers: &'a BTreeMap<About, bool>,
    checks: &'a [Check],
    set: Vec<String>,
}

/// Days that a backup is kept where the machine may be taken away.
const FEW_DAYS: u32 = 14;
/// Tor's own default.
const TOR: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9050);

impl About {
    const ALL: [Self; 8] = [
        Self::Seizure,
        Self::Network,
        Self::Callers,
        Self::Readers,
        Self::Phones,
        Self::Computers,
        Self::Law,
        Self::Alone,
    ];

    fn question(self) -> String {
        let value = clap::ValueEnum::to_possible_value(&self);
        let help = value.and_then(|value| value.get_help().map(ToString::to_string));
        help.unwrap_or_default()
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Seizure => "seizure",
            Self::Network => "network",
            Self::Callers => "callers",
            Self::Readers => "readers",
            Self::Phones => "phones",
            Self::Computers => "computers",
            Self::Law => "law",
            Self::Alone => "alone",
        }
    }
}

/// Reads `KEY=yes`.
pub(in crate::cli) fn answer(text: &str) -> Result<Answer, String> {
    let (key, said) = text.split_once('=').ok_or("write KEY=yes or KEY=no")?;
    let about = <About as clap::ValueEnum>::from_str(key, true);
    let about = about.map_err(|_| {
        let known = About::ALL.map(About::name);
        format!("`{key}` is none of {}", known.join(", "))
    })?;
    match said {
        "yes" => Ok(Answer(about, true)),
        "no" => Ok(Answer(about, false)),
        other => Err(format!("`{other}` is neither yes nor no")),
    }
}

/// What follows from one answer.
struct Step {
    state: CheckState,
    text: String,
    fix: Option<String>,
    changes: Vec<Change>,
}

impl Step {
    fn good(text: &str) -> Self {
        Self::of(CheckState::Good, text, None)
    }

    fn advice(text: &str) -> Self {
        Self::of(CheckState::Advice, text, None)
    }

    fn warning(text: &str, fix: &str) -> Self {
        Self::of(CheckState::Warning, text, Some(fix))
    }

    /// Settings mend it.
    fn set(text: &str, changes: Vec<Change>) -> Self {
        let wanted: Vec<String> = changes.iter().map(said).collect();
        let fix = format!("in fanal.toml: {}", wanted.join(", "));
        Self {
            changes,
            ..Self::of(CheckState::Warning, text, Some(&fix))
        }
    }

    fn of(state: CheckState, text: &str, fix: Option<&str>) -> Self {
        Self {
            state,
            text: text.to_owned(),
            fix: fix.map(str::to_owned),
            changes: Vec::new(),
        }
    }
}

/// Asks, tells, and sets what it may.
pub(super) async fn run(given: &[Answer], set: bool, here: &Invocation) -> Result {
    let config = here.configuration()?;
    let said_so = given.iter().map(|Answer(about, said)| (*about, *said));
    let mut answers: BTreeMap<About, bool> = said_so.collect();
    for about in About::ALL.into_iter().filter(|_| here.asks()) {
        if !answers.contains_key(&about) {
            let question = format!("{} [Y/n] ", about.question());
            let no = ["n", "no", "non"].contains(&asked(&question)?.to_lowercase().as_str());
            answers.insert(about, !no);
        }
    }
    if set && answers.is_empty() {
        let text = "settings follow from answers, like `--answer network=yes`";
        return Err(usage(text));
    }
    let own = own_profile(here).await;
    let mut report = Report::default();
    let mut changes = Vec::new();
    for about in About::ALL {
        let answered = answers.get(&about).copied();
        if answered == Some(false) {
            continue;
        }
        for step in steps(about, &config, own.as_ref()) {
            // What nobody answered is looked at with care, and never set.
            if answered.is_some() {
                changes.extend(step.changes);
            }
            report
                .0
                .add(about.name(), step.state, step.text, step.fix.as_deref());
        }
    }
    let mut page = report.page();
    let sets = set
        || !changes.is_empty() && here.asks() && {
            show_preview(&page, here.manner);
            page = Page::new();
            confirmed("Write these settings into fanal.toml now?")?
        };
    let done: Vec<String> = if sets && !changes.is_empty() {
        change_file(&here.home, &here.config, &changes)?;
        changes.iter().map(said).collect()
    } else {
        Vec::new()
    };
    for line in &done {
        page.line(format!("set      {line}"));
    }
    if !done.is_empty() {
        page.line("It counts from the next start: systemctl restart fanal");
    }
    let code = report.exit();
    let told = Told {
        answers: &answers,
        checks: &report.0.checks,
        set: done,
    };
    Outcome::of("doctor-posture", &told, page).map(|it| it.exits(code))
}

async fn own_profile(here: &Invocation) -> Option<DeskProfile> {
    let status: Status = here.call("status", &Nothing {}).await.ok()?;
    let order = WhichDesk {
        desk: Some(status.desk),
    };
    let shown: Vec<DeskProfile> = here.call("profile", &order).await.ok()?;
    shown.into_iter().next()
}

fn said(change: &Change) -> String {
    match change.line() {
        Some(line) => format!("[{}] {line}", change.section),
        None => format!("[{}] without `{}`", change.section, change.key),
    }
}

/// What follows for this node from a yes.
fn steps(about: About, config: &Config, own: Option<&DeskProfile>) -> Vec<Step> {
    match about {
        About::Seizure => seizure(config),
        About::Network => vec![network(config)],
        About::Callers => vec![callers(config)],
        About::Readers => readers(config),
        About::Phones => vec![phones(config)],
        About::Computers => vec![Step::advice(
            "sign in in a private window and sign out after it; a second factor for each account: `fanal me totp`",
        )],
        About::Law => law(own),
        About::Alone => vec![Step::advice(
            "what becomes public needs a second person: let another desk review, `fanal review endorse` there",
        )],
    }
}

fn seizure(config: &Config) -> Vec<Step> {
    let key = match config.at_rest {
        AtRest::KeyFile(_) => Step::warning(
            "the master key lies on the machine that would be taken",
            "fanal key seal passphrase",
        ),
        AtRest::Credential(_) => Step::warning(
            "the master key is sealed to the machine that would be taken: it opens there for whoever starts it",
            "fanal key seal passphrase",
        ),
        AtRest::Passphrase => Step::good("the master key is behind a passphrase"),
    };
    let backups = if config.backup.keep_days > FEW_DAYS {
        Step::set(
            "old backups hold what was purged since",
            vec![Change::to("backup", "keep_days", i64::from(FEW_DAYS))],
        )
    } else {
        Step::good("backups are kept for few days")
    };
    let panic =
        "agree who presses it, and try it once: `fanal panic lock`, deploy/runbooks/panic.md";
    vec![key, backups, Step::advice(panic)]
}

fn network(config: &Config) -> Step {
    if config.sync.tor_only {
        return Step::good("other desks are called over Tor alone");
    }
    let mut changes = Vec::new();
    if config.sync.socks5.is_none() {
        changes.push(Change::to("sync", "socks5", TOR.to_string()));
    }
    changes.push(Change::to("sync", "tor_only", true));
    let text = "other desks are called over the open network: whoever watches it sees which";
    Step::set(text, changes)
}

fn callers(config: &Config) -> Step {
    let at = config.listen.sync;
    if at.ip().is_loopback() {
        return Step::good("nobody reaches this node from outside: it calls the others");
    }
    let local = SocketAddr::from((Ipv4Addr::LOCALHOST, at.port()));
    let mut step = Step::set(
        "anybody who finds its address can knock at this node",
        vec![Change::to("listen", "sync", local.to_string())],
    );
    step.fix = step
        .fix
        .map(|fix| format!("{fix}; then `fanal roster move --no-address`"));
    step
}

fn readers(config: &Config) -> Vec<Step> {
    let Some(url) = &config.public.base_url else {
        return vec![Step::good("there is no public site")];
    };
    let onion = if url.contains(".onion") {
        Step::good("the public site is read over Tor")
    } else {
        Step::warning(
            "who reads the public site is seen by their network and by the proxy in front of it",
            "an onion service beside it: deploy/tor",
        )
    };
    let leaves = if config.public.leave_to.as_deref() == Some("") {
        Step::set(
            "readers have no link by which they leave at once",
            vec![Change::away("public", "leave_to")],
        )
    } else {
        Step::good("readers leave at once by a link")
    };
    vec![onion, leaves]
}

fn phones(config: &Config) -> Step {
    if config.notify.smtp.is_none() && config.notify.hosts.is_empty() {
        return Step::good("nobody is sent mail or chat messages");
    }
    Step::warning(
        "messages say no more than that there is something, but they come at telling hours",
        "each for themselves: `fanal me notify --when daily --quiet-hours 20-8`",
    )
}

fn law(own: Option<&DeskProfile>) -> Vec<Step> {
    let says = own.is_some_and(|own| own.mandatory_reporting.is_some());
    let duty = if says {
        Step::good("the roster says what this desk must report: others are warned before they send")
    } else {
        Step::warning(
            "others are not warned before they send to this desk",
            "fanal roster duties --must-report \"WHAT\" --jurisdiction CC",
        )
    };
    let keep = "keep less: `--retain` on what you share, and no names in consent records";
    vec![duty, Step::advice(keep)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cautious_node_is_told_nothing_and_a_fresh_one_what_to_set() {
        let fresh = Config {
            listen: Default::default(),
            ..Config::default()
        };
        let set = |config: &Config| -> Vec<String> {
            let all = About::ALL
                .into_iter()
                .flat_map(|about| steps(about, config, None));
            all.flat_map(|step| step.changes)
                .map(|it| said(&it))
                .collect()
        };
        assert_eq!(
            set(&fresh),
            [
                "[backup] keep_days = 14",
                "[sync] socks5 = \"127.0.0.1:9050\"",
                "[sync] tor_only = true",
                "[listen] sync = \"127.0.0.1:9443\"",
            ]
        );
        let text = "[at_rest]\npassphrase = true\n[backup]\nkeep_days = 7\n[sync]\nsocks5 = \"127.0.0.1:9050\"\ntor_only = true\n[listen]\nsync = \"127.0.0.1:9443\"\n";
        let careful = Config::parse(text, "careful").unwrap();
        assert_eq!(set(&careful), Vec::<String>::new());
        for about in [
            About::Seizure,
            About::Network,
            About::Callers,
            About::Readers,
            About::Phones,
        ] {
            let warned = steps(about, &careful, None);
            assert!(
                warned.iter().all(|step| step.state != CheckState::Warning),
                "{about:?}"
            );
        }
    }
}
