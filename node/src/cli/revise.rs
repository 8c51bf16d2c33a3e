//! `fanal revise`: the next revision; desks that lose it are asked to purge what they had.

use fanal_desk::{ReviseOrder, Revised};
use fanal_protocol::{Label, Timestamp};

use super::compose::{findings, hints, key_and_reason, state_in_words, texts};
use super::moment::moment;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, exit, names, outlook, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
    /// The new label
    #[arg(long, value_name = "LABEL")]
    tlp: Option<String>,
    /// The whole new audience
    #[arg(long, value_name = "DESK,..", value_delimiter = ',')]
    to: Option<Vec<String>>,
    /// Names nobody any more
    #[arg(long, conflicts_with = "to")]
    to_nobody: bool,
    /// What the person agreed to by now
    #[arg(long, value_name = "CLAIM")]
    consent: Option<String>,
    /// The record of consent that it rests on from now on: of what came back after a restore without one
    #[arg(long, value_name = "ALIAS")]
    consent_record: Option<String>,
    /// The consent ends then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    consent_until: Option<Timestamp>,
    /// One line
    #[arg(long)]
    title: Option<String>,
    /// In words
    #[arg(long)]
    summary: Option<String>,
    /// What may be done with it
    #[arg(long, value_name = "LEVEL")]
    pap: Option<String>,
    /// What recipients must heed
    #[arg(long, value_name = "SENTENCE")]
    also_please: Option<String>,
    /// Blocking could warn an abuser
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    may_alert_perpetrator: Option<bool>,
    /// To be looked at before all else
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    urgent: Option<bool>,
    /// Its words are hard to read
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    content_warning: Option<bool>,
    /// Not public before then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    not_before: Option<Timestamp>,
    /// Recipients purge it then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    retain_until: Option<Timestamp>,
    /// Where you have it from, now that what it quoted was withdrawn
    #[arg(long, value_name = "SOURCE")]
    independent_source: Option<String>,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = key_and_reason)]
    because: Vec<(String, String)>,
    /// Only show what would happen
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let mut order = order_of(args);
    if here.asks() && !order.dry_run {
        order.dry_run = true;
        let revised: Revised = here.call("revise", &order).await?;
        show_preview(&page(&revised), here.manner);
        if !confirmed("Send this revision?")? {
            return Outcome::of("revise", &revised, Page::new()).map(|it| it.exits(exit::REFUSED));
        }
        order.dry_run = false;
        order.shown = revised.outlook.digest;
    }
    let revised: Revised = here.call("revise", &order).await?;
    let code = match revised.state.as_str() {
        "waiting" => exit::WAITS,
        "preview" if revised.outlook.stands_against.is_some() => exit::REFUSED,
        _ => exit::DONE,
    };
    Outcome::of("revise", &revised, page(&revised)).map(|it| it.exits(code))
}

fn order_of(args: Args) -> ReviseOrder {
    ReviseOrder {
        bulletin: args.id,
        title: args.title,
        summary: args.summary,
        label: args.tlp,
        to: if args.to_nobody {
            Some(Vec::new())
        } else {
            args.to
        },
        consent: args.consent,
        consent_record: args.consent_record,
        consent_until: args.consent_until,
        pap: args.pap,
        also_please: args.also_please,
        may_alert_perpetrator: args.may_alert_perpetrator,
        urgent: args.urgent,
        content_warning: args.content_warning,
        not_before: args.not_before,
        retain_until: args.retain_until,
        independent_source: args.independent_source,
        because: args.because.into_iter().collect(),
        dry_run: args.dry_run,
        shown: None,
    }
}

fn page(revised: &Revised) -> Page {
    let mut page = outlook(&revised.outlook);
    page.append(findings(&revised.findings));
    page.append(hints(&revised.hints));
    let asks_public = revised.outlook.label == Label::Clear.as_str();
    page.append(texts(&revised.texts, asks_public));
    if !revised.recalled_from.is_empty() {
        page.pair(
            "recalled",
            format!("{} purge what they had", names(&revised.recalled_from)),
        );
    }
    page.line(format!(
        "{}: {}",
        state_in_words(&revised.state),
        revised.id
    ));
    page
}
