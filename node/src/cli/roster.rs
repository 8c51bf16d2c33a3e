//! `fanal roster`: membership, by slips of text and files that people hand to each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use fanal_api::{Nothing, RosterText, VouchOrder};
use fanal_desk::{FoundOrder, RosterChange, RosterDraft, RosterShown, Slip};
use fanal_protocol::{DeskId, DeskStatus, GroupId};

use super::compose::page_of_state;
use super::show::word;
use super::{Invocation, Result, input, usage};
use crate::render::{Outcome, Page, exit, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// The roster in force
    Show,
    /// Found a network, with this desk as its first member and coordinator
    Found(Found),
    /// An invitation, as one line of text: it holds nothing secret
    Invite,
    /// Take an invitation; the answer is a request, as one line of text
    Join(SlipArg),
    /// Vouch for a desk that asks to join
    Vouch(VouchArgs),
    /// Draft the next roster, and sign it as one coordinator
    Draft(Box<Draft>),
    /// Sign a draft as a coordinator
    Sign(Sign),
    /// All versions of the roster, one a line: what a new desk takes
    Chain,
    /// Take complete rosters from a file, one a line
    Take(File),
}

#[derive(Debug, clap::Args)]
struct Found {
    /// The network's name for people
    name: String,
    /// Days until the roster has to be renewed
    #[arg(long, default_value_t = 365)]
    days: u16,
    /// Vouches that a request will need
    #[arg(long, default_value_t = 2)]
    vouches: u8,
}

#[derive(Debug, clap::Args)]
struct SlipArg {
    /// The invitation: the text itself, @FILE, or `-`
    #[arg(value_name = "SLIP|@FILE|-")]
    slip: String,
}

#[derive(Debug, clap::Args)]
struct VouchArgs {
    /// The request: the text itself, @FILE, or `-`
    #[arg(value_name = "SLIP|@FILE|-")]
    request: String,
    /// How the two know each other: all members see it
    #[arg(long)]
    how: String,
}

#[derive(Debug, clap::Args)]
struct Draft {
    /// Admit the desk of this request
    #[arg(long, value_name = "SLIP|@FILE")]
    admit: Vec<String>,
    /// Make this desk's key a coordinator's
    #[arg(long, value_name = "DESK")]
    coordinator: Vec<DeskId>,
    /// Signatures that a change will need
    #[arg(long, value_name = "N")]
    threshold: Option<u8>,
    /// Neither sends nor receives until it is settled
    #[arg(long, value_name = "DESK")]
    suspend: Vec<DeskId>,
    /// Put out
    #[arg(long, value_name = "DESK")]
    expel: Vec<DeskId>,
    /// In again
    #[arg(long, value_name = "DESK")]
    readmit: Vec<DeskId>,
    /// Went by itself
    #[arg(long, value_name = "DESK")]
    leave: Vec<DeskId>,
    /// The desk joins a group
    #[arg(long, value_name = "DESK=GROUP", value_parser = desk_and_group)]
    group: Vec<(DeskId, GroupId)>,
    /// The desk leaves a group
    #[arg(long, value_name = "DESK=GROUP", value_parser = desk_and_group)]
    ungroup: Vec<(DeskId, GroupId)>,
    /// Days that the new roster is good for
    #[arg(long)]
    days: Option<u16>,
    /// Write the draft here [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Sign {
    /// The draft, or `-`
    file: String,
    /// Write the signed draft here [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct File {
    /// The roster, or `-`
    file: String,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Show => show("roster", &here.call("roster", &Nothing {}).await?),
        Act::Found(found) => {
            let order = FoundOrder {
                name: found.name,
                days: found.days,
                vouches: found.vouches,
            };
            let draft: RosterDraft = here.call("roster-found", &order).await?;
            let mut page = drafted(&draft);
            page.line("Invite others with `fanal roster invite`.");
            Outcome::of("roster-found", &draft, page)
        }
        Act::Invite => {
            let slip: Slip = here.call("roster-invite", &Nothing {}).await?;
            hand_on(
                "roster-invite",
                &slip,
                "Hand this line to the desk; there: `fanal roster join SLIP`.",
            )
        }
        Act::Join(arg) => {
            let invitation = Slip {
                slip: input::text_or_file(&arg.slip)?,
            };
            let slip: Slip = here.call("roster-request", &invitation).await?;
            hand_on(
                "roster-request",
                &slip,
                "Hand this line to a coordinator and to those who vouch for you.",
            )
        }
        Act::Vouch(vouch) => {
            let request = Slip {
                slip: input::text_or_file(&vouch.request)?,
            };
            let nothing: Nothing = here
                .call(
                    "roster-vouch",
                    &VouchOrder {
                        request,
                        how: vouch.how,
                    },
                )
                .await?;
            Outcome::of(
                "roster-vouch",
                &nothing,
                page_of_state("Vouched; all members see it."),
            )
        }
        Act::Draft(draft) => run_draft(*draft, here).await,
        Act::Sign(sign) => {
            let order = RosterText {
                envelope: text_of(&sign.file)?,
            };
            let draft: RosterDraft = here.call("roster-sign", &order).await?;
            give_draft("roster-sign", &draft, sign.output.as_deref())
        }
        Act::Chain => {
            let chain: RosterText = here.call("roster-chain", &Nothing {}).await?;
            let slip = Slip {
                slip: chain.envelope,
            };
            let then = "Hand this file to the new desk: `fanal roster take FILE`.";
            hand_on("roster-chain", &slip, then)
        }
        Act::Take(file) => {
            let order = RosterText {
                envelope: text_of(&file.file)?,
            };
            show("roster-take", &here.call("roster-take", &order).await?)
        }
    }
}

async fn run_draft(draft: Draft, here: &Invocation) -> Result {
    let output = draft.output.clone();
    let change = change_of(draft)?;
    let drafted: RosterDraft = here.call("roster-draft", &change).await?;
    give_draft("roster-draft", &drafted, output.as_deref())
}

fn change_of(draft: Draft) -> Result<RosterChange> {
    let mut status = BTreeMap::new();
    let wishes = [
        (draft.suspend, DeskStatus::Suspended),
        (draft.expel, DeskStatus::Expelled),
        (draft.readmit, DeskStatus::Active),
        (draft.leave, DeskStatus::Left),
    ];
    for (desks, wish) in wishes {
        for desk in desks {
            if status.insert(desk.clone(), wish).is_some() {
                return Err(usage(format!("`{desk}` is named for two states")));
            }
        }
    }
    Ok(RosterChange {
        admit: draft
            .admit
            .iter()
            .map(|word| input::text_or_file(word))
            .collect::<Result<_>>()?,
        coordinators: draft.coordinator,
        threshold: draft.threshold,
        status,
        join_groups: by_desk(draft.group),
        leave_groups: by_desk(draft.ungroup),
        days: draft.days,
    })
}

fn by_desk(pairs: Vec<(DeskId, GroupId)>) -> BTreeMap<DeskId, BTreeSet<GroupId>> {
    let mut groups: BTreeMap<DeskId, BTreeSet<GroupId>> = BTreeMap::new();
    for (desk, group) in pairs {
        groups.entry(desk).or_default().insert(group);
    }
    groups
}

fn desk_and_group(text: &str) -> Result<(DeskId, GroupId), String> {
    let (desk, group) = text.split_once('=').ok_or("write DESK=GROUP")?;
    let desk = desk
        .parse()
        .map_err(|error: fanal_protocol::ParseIdError| error.to_string())?;
    let group = group
        .parse()
        .map_err(|error: fanal_protocol::ParseIdError| error.to_string())?;
    Ok((desk, group))
}

fn text_of(file: &str) -> Result<String> {
    let read = if file == "-" {
        input::standard_input()?
    } else {
        input::file(Path::new(file))?
    };
    Ok(read.content)
}

fn hand_on(name: &'static str, slip: &Slip, what_next: &str) -> Result {
    let raw = format!("{}\n", slip.slip);
    Outcome::of(name, slip, page_of_state(what_next)).map(|it| it.with_raw(raw))
}

/// The draft goes to a file or to standard output; incomplete, it waits for other coordinators.
fn give_draft(name: &'static str, draft: &RosterDraft, output: Option<&Path>) -> Result {
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

fn drafted(draft: &RosterDraft) -> Page {
    let mut page = Page::new();
    page.heading(format!("Roster {}", draft.version));
    for change in &draft.changes {
        page.line(format!("  {change}"));
    }
    let old = format!("{} of {}", draft.old_signatures, draft.old_needed);
    let own = format!("{} of {}", draft.own_signatures, draft.own_needed);
    page.pair(
        "signatures",
        format!("{old} by the coordinators so far, {own} by its own"),
    );
    page.line(if draft.in_force {
        "It is in force here; peers take it at their next round."
    } else {
        "Not complete: other coordinators sign it with `fanal roster sign FILE`."
    });
    page
}

fn show(name: &'static str, shown: &RosterShown) -> Result {
    let mut page = Page::new();
    page.heading(format!(
        "{}  roster {}, {}",
        shown.name, shown.version, shown.state
    ));
    page.pair("network", shown.network.to_string());
    page.pair("ends", shown.expires.to_string());
    let signers = names(&shown.coordinators);
    page.pair(
        "coordinators",
        format!("{signers}; a change needs {}", shown.threshold),
    );
    if !shown.requests.is_empty() {
        page.pair("ask to join", names(&shown.requests));
    }
    page.gap();
    let rows: Vec<[String; 5]> = shown
        .desks
        .iter()
        .map(|desk| {
            let addresses = desk
                .addresses
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>();
            let address = if addresses.is_empty() {
                "calls out only".into()
            } else {
                addresses.join(" ")
            };
            let groups = desk
                .groups
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ");
            [
                desk.id.to_string(),
                word(&desk.status),
                address,
                groups,
                desk.name.clone(),
            ]
        })
        .collect();
    page.table(["DESK", "STATUS", "ADDRESS", "GROUPS", "NAME"], &rows);
    for desk in &shown.desks {
        if let Some(duty) = &desk.mandatory_reporting {
            page.line(format!(
                "note: {} must report to authorities: {duty}",
                desk.id
            ));
        }
    }
    Outcome::of(name, shown, page).map(|it| it.listing("desks"))
}
