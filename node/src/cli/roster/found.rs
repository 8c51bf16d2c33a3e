//! `fanal roster found`.

use clap::ValueEnum as _;
use fanal_desk::{About, FoundOrder, Preset, RosterDraft, digest_of_code};
use fanal_protocol::Digest;

use super::sign::drafted;
use crate::cli::{Invocation, Result};
use crate::render::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct Found {
    /// The network's name for people
    name: String,
    /// The rules to begin with; each can be changed later
    #[arg(long, value_enum, default_value_t = Beginning::Plain)]
    preset: Beginning,
    /// Days until the roster has to be renewed
    #[arg(long, default_value_t = 365)]
    days: u16,
    /// Vouches that a request will need [default: as the preset says]
    #[arg(long)]
    vouches: Option<u8>,
    /// Days in which members may object [default: as the preset says]
    #[arg(long)]
    objection_days: Option<u16>,
    /// The code of practice that members keep: a file
    #[arg(long, value_name = "FILE")]
    code: Option<String>,
    /// One network more: this desk is in one already
    #[arg(long)]
    another: bool,
    #[command(flatten)]
    about: AboutArgs,
}

/// What the roster says of a desk beyond its keys.
#[derive(Debug, Default, clap::Args)]
pub(super) struct AboutArgs {
    /// The organisation that this desk belongs to: desks of one organisation count once
    #[arg(long, value_name = "NAME")]
    parent: Option<String>,
    /// The country whose law this desk is under: two letters
    #[arg(long, value_name = "CC")]
    jurisdiction: Option<String>,
    /// What this desk must report to authorities: others are warned with it before they send
    #[arg(long, value_name = "WHAT")]
    must_report: Option<String>,
}

impl From<AboutArgs> for About {
    fn from(args: AboutArgs) -> Self {
        Self {
            parent: args.parent,
            jurisdiction: args.jurisdiction,
            mandatory_reporting: args.must_report,
        }
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Beginning {
    /// Two vouches, and nobody waits
    Plain,
    /// A few desks that know each other: each coordinates, signing is vouching
    SmallCircle,
    /// Two vouches, 14 days to object
    Civicert,
    /// Two vouches, three weeks to object
    TrustedIntroducer,
}

impl From<Beginning> for Preset {
    fn from(beginning: Beginning) -> Self {
        match beginning {
            Beginning::Plain => Self::Plain,
            Beginning::SmallCircle => Self::SmallCircle,
            Beginning::Civicert => Self::Civicert,
            Beginning::TrustedIntroducer => Self::TrustedIntroducer,
        }
    }
}

impl std::fmt::Display for Beginning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.to_possible_value();
        f.write_str(
            value
                .as_ref()
                .map_or("", clap::builder::PossibleValue::get_name),
        )
    }
}

pub(super) async fn run(found: Found, here: &Invocation) -> Result {
    let order = FoundOrder {
        name: found.name,
        preset: found.preset.into(),
        days: found.days,
        vouches: found.vouches,
        objection_days: found.objection_days,
        code_of_practice: found.code.as_deref().map(digest_of_file).transpose()?,
        about: found.about.into(),
        another: found.another,
    };
    let draft: RosterDraft = here.call("roster-found", &order).await?;
    let mut page = drafted(&draft);
    page.line("Invite others with `fanal roster invite`.");
    Outcome::of("roster-found", &draft, page)
}

/// What the rules name a code of practice by.
pub(super) fn digest_of_file(file: &str) -> Result<Digest> {
    Ok(digest_of_code(&super::text_of(file)?))
}
