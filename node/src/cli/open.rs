//! `fanal open`: RED, opened on this machine; the node hands over what it cannot read. [RED-6]

use std::path::{Path, PathBuf};

use fanal_api::Nothing;
use fanal_desk::{
    CardShown, OpenedRed, SealedFile, SealedShown, Status, WhichSealed, open_red, read_sealed,
    writer_still_signs,
};
use fanal_protocol::{Bulletin, Code, DeskId, Problem, Timestamp, VerifiedRoster};
use serde::Serialize;

use super::contact::identities;
use super::verify::{roster_in_force, trusted_roster};
use super::{Invocation, Result, usage};
use crate::home::failed;
use crate::render::{Outcome, Page, names};

/// The largest file that is read: a sealed statement in its envelope.
const FILE_BYTES: u64 = 6 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// DESK/ID, a beginning of the id, or a file; none: list what is sealed and kept here
    #[arg(value_name = "ID|FILE")]
    what: Option<String>,
    /// Your identity file [default: `red.identity` of the configuration, if this desk opens RED on
    /// its server]
    #[arg(
        long,
        value_name = "FILE",
        env = "FANAL_IDENTITY",
        hide_env_values = true
    )]
    identity: Option<PathBuf>,
    /// Trust this chain of rosters, one a line [default: the one in force here]
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
}

/// What was opened: the label comes first.
#[derive(Serialize)]
struct Opened<'a> {
    label: &'static str,
    by: &'a str,
    written: Timestamp,
    people: Vec<&'a str>,
    bulletin: &'a Bulletin,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let Some(what) = args.what else {
        let list: Vec<SealedShown> = here.call("sealed", &Nothing {}).await?;
        return Outcome::of("sealed", &list, list_page(&list));
    };
    let with = identities(&identity_file(args.identity, here)?)?;
    let roster = match args.roster {
        Some(path) => trusted_roster(&path)?,
        None => roster_in_force(here).await?,
    };
    let (sender, file) = fetched(&what, &roster, here).await?;
    let me = own_desk(here).await?;
    let opened = open_red(&file, &with, &roster, sender.as_ref(), me.as_ref())
        .map_err(|error| error.problem())?;
    // What came in its desk's own statement was held to the card of that moment, by two nodes.
    let by_itself = sender.is_none();
    let doubt = if by_itself {
        doubt_of(&opened, here).await?
    } else {
        None
    };
    Ok(match doubt {
        Some(doubt) => shown(&opened)?.warns("card_unknown", doubt),
        None => shown(&opened)?,
    })
}

/// What nobody here can say of the writer's card; one that is over is refused. [RED-8]
async fn doubt_of(opened: &OpenedRed, here: &Invocation) -> Result<Option<String>> {
    if !here.token.is_file() {
        let text = "no node is here that knows whether the writer's card still counts: ask them";
        return Ok(Some(text.to_owned()));
    }
    let cards: Vec<CardShown> = here.call("contacts", &Nothing {}).await?;
    let known = writer_still_signs(opened, &cards).map_err(|error| error.problem())?;
    let text = "no card of its writer is known to this desk: ask them whether they wrote it";
    Ok((!known).then(|| text.to_owned()))
}

/// What the person says, else what the desk has opted for.
fn identity_file(given: Option<PathBuf>, here: &Invocation) -> Result<PathBuf> {
    if let Some(path) = given {
        return Ok(path);
    }
    here.configuration()?.red.identity.ok_or_else(|| {
        usage("name your identity file with `--identity`")
            .with_hint("RED is opened on your own machine; a desk may set `red.identity` instead")
    })
}

/// Which desk sent it, if that is known, and the age file.
async fn fetched(
    what: &str,
    roster: &VerifiedRoster,
    here: &Invocation,
) -> Result<(Option<DeskId>, Vec<u8>)> {
    let path = Path::new(what);
    let bytes = if path.is_file() {
        let length = std::fs::metadata(path)
            .map_err(|error| failed(path, &error))?
            .len();
        if length > FILE_BYTES {
            return Err(Problem::new(
                Code::LimitSize,
                format!("`{what}` is too large"),
            ));
        }
        std::fs::read(path).map_err(|error| failed(path, &error))?
    } else {
        let which = WhichSealed {
            sealed: what.to_owned(),
        };
        let file: SealedFile = here.call("sealed-fetch", &which).await?;
        file.envelope.into_bytes()
    };
    if bytes.starts_with(fanal_seal::FIRST_LINE) {
        return Ok((None, bytes));
    }
    let (sender, file) =
        read_sealed(bytes.trim_ascii(), roster).map_err(|error| error.problem())?;
    Ok((Some(sender), file))
}

/// The desk here, if there is one.
async fn own_desk(here: &Invocation) -> Result<Option<DeskId>> {
    if !here.token.is_file() {
        return Ok(None);
    }
    let status: Status = here.call("status", &Nothing {}).await?;
    Ok(Some(status.desk))
}

fn shown(opened: &OpenedRed) -> Result {
    let bulletin = &opened.bulletin;
    let people: Vec<String> = opened.people.iter().cloned().collect();
    let mut page = Page::new();
    page.heading("TLP:RED: for the people named, and for nobody else");
    page.pair("for", names(&people));
    page.pair("written by", &opened.by);
    page.pair("on", opened.written.to_string());
    page.pair_if("please", bulletin.marking.also_please.as_deref());
    if let Some(end) = bulletin.marking.retain_until {
        page.pair("destroy by", end.to_string());
    }
    page.gap();
    page.heading(&bulletin.title);
    for line in bulletin.summary.iter().flat_map(|text| text.lines()) {
        page.line(line);
    }
    if !bulletin.objects.is_empty() {
        page.gap();
        page.line(format!(
            "{} STIX objects: see them with --json",
            bulletin.objects.len()
        ));
    }
    let data = Opened {
        label: "TLP:RED",
        by: &opened.by,
        written: opened.written,
        people: opened.people.iter().map(String::as_str).collect(),
        bulletin,
    };
    Outcome::of("open", &data, page)
}

fn list_page(list: &[SealedShown]) -> Page {
    let mut page = Page::new();
    if list.is_empty() {
        page.line("Nothing sealed is kept here.");
        return page;
    }
    let rows: Vec<[String; 4]> = list
        .iter()
        .map(|one| {
            let to = one
                .to
                .as_ref()
                .map_or_else(String::new, ToString::to_string);
            let origin = one.origin.to_string();
            [one.reference.clone(), origin, to, one.received.to_string()]
        })
        .collect();
    page.table(["id", "from", "for people of", "since"], &rows);
    page
}
