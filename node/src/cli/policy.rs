//! `fanal policy`: an information management policy on paper that says what this node really does.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::{RosterShown, Status};
use fanal_protocol::{Code, DeskId, DeskStatus, Digest, Label, Problem, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::moment::{moment, now};
use super::{Invocation, Result, input};
use crate::config::{AtRest, Config};
use crate::home::Home;
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Write a policy, filled with this node's settings: to read, to mend, to sign
    Print,
    /// Note that this desk adopted a text, and when it is to be read again; `fanal doctor` reminds
    Adopt(Adopt),
}

#[derive(Debug, clap::Args)]
struct Adopt {
    /// The text that was adopted
    file: PathBuf,
    /// When it is to be read again: a day, or `180d`
    #[arg(long, value_name = "WHEN", default_value = "365d", value_parser = moment)]
    review_by: Timestamp,
}

/// What was adopted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Adopted {
    /// The text's digest.
    pub(super) digest: Digest,
    /// When it was adopted.
    pub(super) at: Timestamp,
    /// When it is to be read again.
    pub(super) review_by: Timestamp,
}

#[derive(Serialize)]
struct Printed {
    policy: String,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Print => {
            let config = here.configuration()?;
            let status: Status = here.call("status", &Nothing {}).await?;
            let roster: Option<RosterShown> = here.call("roster", &Nothing {}).await.ok();
            let policy = written(&config, &status, roster.as_ref(), now());
            let raw = policy.clone();
            let page = Page::new();
            Outcome::of("policy-print", &Printed { policy }, page).map(|it| it.with_raw(raw))
        }
        Act::Adopt(adopt) => {
            let text = input::file(&adopt.file)?;
            let adopted = Adopted {
                digest: Digest::from_bytes(Sha256::digest(text.content.as_bytes()).into()),
                at: now(),
                review_by: adopt.review_by,
            };
            let bytes = serde_json::to_vec_pretty(&adopted).map_err(|error| {
                Problem::new(Code::Broken, format!("the note cannot be written: {error}"))
            })?;
            here.home.write_private(&here.home.policy(), &bytes)?;
            let mut page = Page::new();
            page.line(format!("Adopted: {}", adopted.digest));
            page.line(format!("To be read again by {}.", adopted.review_by.date()));
            Outcome::of("policy-adopt", &adopted, page)
        }
    }
}

/// What was adopted here, if anything was.
pub(super) fn adopted(home: &Home) -> Option<Adopted> {
    let bytes = std::fs::read(home.policy()).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Who may have what, in the words of the standard.
const fn may_have(label: Label) -> &'static str {
    match label {
        Label::Red => "the named people alone; sealed to their own keys, never in a list or a file",
        Label::AmberStrict => "the people of the named desks who need it, and nobody beyond",
        Label::Amber => {
            "the named desks, and those of their clients who need it to protect themselves"
        }
        Label::Green => "the community of the network; no public place",
        Label::Clear => "everybody, once a second person has reviewed it",
    }
}

fn written(
    config: &Config,
    status: &Status,
    roster: Option<&RosterShown>,
    now: Timestamp,
) -> String {
    let mut text = String::new();
    let mut say = |line: &str| {
        let _ = writeln!(text, "{line}");
    };
    say(&format!(
        "# Information management policy of {}\n",
        status.name
    ));
    say(&format!(
        "Filled by `fanal policy print` from the settings of this node (fanal {}) on {}. Sections end with a \
         line for what only people know.\n",
        status.version,
        now.date()
    ));
    say("## 1. Who we are, and with whom we share\n");
    match roster {
        Some(roster) => {
            say(&format!(
                "We are the desk `{}` of the network {}, whose roster {} is in force until {}. {} coordinators are \
                 named in it, and {} of them must sign each change. We share with {} other desks.",
                status.desk,
                roster.name,
                roster.version,
                roster.expires.date(),
                roster.coordinators.len(),
                roster.threshold,
                others_of(roster, &status.desk),
            ));
        }
        None => say(&format!(
            "We are the desk `{}`, and share with no network yet.",
            status.desk
        )),
    }
    say("\nResponsible for this policy: ______________________\n");
    say("## 2. Labels\n");
    say(
        "Each bulletin has a label of the Traffic Light Protocol 2.0. Nothing is sent without one.\n",
    );
    say("| label | who may have it |\n| --- | --- |");
    for label in Label::ALL.iter().rev() {
        say(&format!("| {label} | {} |", may_have(*label)));
    }
    say("\n## 3. Consent\n");
    say(
        "What people agreed to is recorded by an alias in a ledger that never leaves this desk. No bulletin goes \
         further than its person agreed. Who takes consent back needs no approval: every copy that we reach is \
         purged, and the desks that had one answer with signed receipts.",
    );
    say("\nWho records consent, and in which words we ask: ______________________\n");
    say("## 4. Review\n");
    say(
        "What becomes public is read and approved by a person who did not write it. Names, contact data, case \
         numbers and places of people are looked for before anything leaves.\n",
    );
    say("## 5. Where it rests\n");
    say(&format!(
        "All content is encrypted at rest, with a key of its own for each bulletin, which is destroyed when the \
         bulletin ends. The database is {}. The master key {}.\n",
        if config.node.database.starts_with("sqlite:") {
            "a file on the node"
        } else {
            "a PostgreSQL server"
        },
        match config.at_rest {
            AtRest::KeyFile(_) => "is a file that only the node's account can read",
            AtRest::Credential(_) => "is sealed to the machine by systemd",
            AtRest::Passphrase => "is behind a passphrase that a person types at each start",
        }
    ));
    say("## 6. How long\n");
    say(
        "Each bulletin may say until when it is kept, and every desk that has it purges it then. The log of the \
         program holds no content and no address of people.\n",
    );
    for label in Label::ALL {
        let rules = roster.map(|roster| &roster.rules);
        if let Some(days) = rules.and_then(|rules| rules.kept_days(label)) {
            say(&format!(
                "- {label}: {days} days, by the rules of the network or the bound of the program"
            ));
        }
    }
    say("");
    say("## 7. Backups\n");
    backups(&mut say, config, status);
    say("## 8. Roads out\n");
    roads(&mut say, config);
    say("## 9. When something goes wrong\n");
    say(
        "`fanal breach` tells each origin what of its own somebody may have had. `fanal panic lock` ends every \
         session and asks the others to send nothing. `fanal panic shred` destroys what this node holds.\n",
    );
    say("Whom we call, day and night: ______________________\n");
    say("## 10. This policy\n");
    say(&format!(
        "It is read again by {}. Adopted by: ______________________ on ______________________",
        now.plus_days(365).date()
    ));
    text
}

fn backups(say: &mut impl FnMut(&str), config: &Config, status: &Status) {
    let newest = status.backups.newest.as_ref();
    let drill = status.backups.drill.as_ref();
    say(&format!(
        "Backups are sealed files, kept for {} days. The newest is {}; the last rehearsal of a restore was {}. \
         {}\n",
        config.backup.keep_days,
        newest.map_or_else(
            || "still to be made".to_owned(),
            |it| format!("of {}", it.at.date())
        ),
        drill.map_or_else(|| "never".to_owned(), |it| format!("on {}", it.at.date())),
        if status.backups.recovery_key {
            "A recovery key on paper opens them elsewhere."
        } else {
            "Only this machine opens them: a recovery key was not made."
        }
    ));
    say("Where the recovery key is kept: ______________________\n");
}

fn roads(say: &mut impl FnMut(&str), config: &Config) {
    let sync = if config.sync.tor_only {
        "Other desks are called over Tor alone."
    } else {
        "Other desks are called over the open network, where they have an address there."
    };
    say(&format!(
        "- {sync} Both sides prove who they are by keys of the roster."
    ));
    match &config.public.base_url {
        Some(url) => say(&format!(
            "- What is TLP:CLEAR and reviewed is public at {url}."
        )),
        None => say("- There is no public site."),
    }
    if !config.public.push.is_empty() {
        say(&format!(
            "- Copies of the public site are kept at {} other places.",
            config.public.push.len()
        ));
    }
    let told = config.notify.smtp.is_some() || !config.notify.hosts.is_empty();
    say(if told {
        "- People are told by mail or chat that there is something, never what."
    } else {
        "- Nobody is sent mail or chat messages."
    });
    say(
        "- Files for other tools are written by accounts with the right to do so, and each is in the audit trail.\n",
    );
}

/// Desks that something may be shared with.
fn others_of(roster: &RosterShown, own: &DeskId) -> usize {
    let others = roster.desks.iter().filter(|desk| desk.id != *own);
    others
        .filter(|desk| desk.status == DeskStatus::Active)
        .count()
}
