//! `fanal roster sign`, `chain`, `take`: signatures, and rosters that travel as files.

use std::path::{Path, PathBuf};

use fanal_api::{Nothing, RosterText};
use fanal_desk::{RosterDraft, Slip, sign_offline};

use super::offline::read_key;
use super::{hand_on, show, text_of};
use crate::cli::moment::now;
use crate::cli::{Invocation, Result};
use crate::render::{Outcome, Page, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Sign {
    /// The draft, or `-`
    file: String,
    /// Sign with the key in this file, without a node
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The rosters so far, as `fanal roster chain` wrote them: says what changes
    #[arg(long, value_name = "FILE", requires = "key")]
    chain: Option<String>,
    /// Write the signed draft here [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Take {
    /// The roster, or `-`
    file: String,
}

pub(super) async fn run(sign: Sign, here: &Invocation) -> Result {
    let envelope = text_of(&sign.file)?;
    let draft: RosterDraft = match &sign.key {
        Some(key) => {
            let chain = sign.chain.as_deref().map(text_of).transpose()?;
            let key = read_key(key)?;
            sign_offline(&envelope, chain.as_deref(), &key, now())
                .map_err(|error| error.problem())?
        }
        None => here.call("roster-sign", &RosterText { envelope }).await?,
    };
    give_draft("roster-sign", &draft, sign.output.as_deref())
}

pub(super) async fn chain(here: &Invocation) -> Result {
    let chain: RosterText = here.call("roster-chain", &Nothing {}).await?;
    let slip = Slip {
        slip: chain.envelope,
    };
    let then = "Hand this file to the new desk: `fanal roster take FILE`.";
    hand_on("roster-chain", &slip, then)
}

pub(super) async fn take(take: Take, here: &Invocation) -> Result {
    let order = RosterText {
        envelope: text_of(&take.file)?,
    };
    show::roster("roster-take", &here.call("roster-take", &order).await?)
}

/// The draft goes to a file or to standard output; incomplete, it waits for other coordinators.
pub(super) fn give_draft(name: &'static str, draft: &RosterDraft, output: Option<&Path>) -> Result {
    let code = if draft.in_force {
        exit::DONE
    } else {
        exit::WAITS
    };
    let mut page = drafted(draft);
    let text = format!("{}\n", draft.envelope.trim_end());
    match output {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| crate::home::failed(path, &error))?;
            page.line(format!("Written: {}", path.display()));
            Outcome::of(name, draft, page).map(|it| it.exits(code))
        }
        None => Outcome::of(name, draft, page).map(|it| it.with_raw(text).exits(code)),
    }
}

pub(super) fn drafted(draft: &RosterDraft) -> Page {
    let mut page = Page::new();
    page.heading(format!("Roster {}", draft.version));
    for change in &draft.changes {
        page.line(format!("  {change}"));
    }
    for bulletin in &draft.doubtful {
        page.line(format!("  after the key was stolen: {bulletin}"));
    }
    let own = format!("{} of {}", draft.own_signatures, draft.own_needed);
    // Who signs without the rosters so far, or founds, knows of no coordinators before.
    page.pair(
        "signatures",
        if draft.old_needed == 0 {
            format!("{own} by its own coordinators")
        } else {
            let old = format!("{} of {}", draft.old_signatures, draft.old_needed);
            format!("{old} by the coordinators so far, {own} by its own")
        },
    );
    page.line(if draft.in_force {
        "It is complete: nodes take it with `fanal roster take FILE`, or from each other."
    } else {
        "Not complete: other coordinators sign it with `fanal roster sign FILE`."
    });
    page
}
