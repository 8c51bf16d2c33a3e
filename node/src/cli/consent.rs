//! `fanal consent`: the desk's own ledger of what people agreed to. It never leaves the desk.

use std::collections::BTreeSet;

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::{
    ConsentOrder, ConsentShown, ConsentWithdrawal, WhichConsent, WithdrawConsentOrder,
};
use fanal_protocol::{DeskId, Scope, Timestamp};

use super::moment::{day, moment, now, seconds};
use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, exit, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Write down what a person agreed to
    Record(Heard),
    /// One record, with what rests on it
    Show(Which),
    /// All records
    List,
    /// The person agreed to more
    Widen(Heard),
    /// The person agreed to something else; what goes further is taken back
    Revise(Heard),
    /// The person takes it back: everything that rests on it goes, everywhere
    Withdraw(Withdraw),
}

#[derive(Debug, clap::Args)]
struct Heard {
    /// Your own word for the person: no name, no number that others know
    alias: String,
    /// As far as this: desk, named, network, public
    #[arg(long)]
    scope: Option<String>,
    /// The desks that the person named
    #[arg(long, value_name = "DESK,..", value_delimiter = ',')]
    named: Option<Vec<DeskId>>,
    /// How it was heard: in person, by phone, ..
    #[arg(long)]
    how: Option<String>,
    /// Who heard it [default: you]
    #[arg(long, value_name = "NAME")]
    heard_by: Option<String>,
    /// On which day [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    heard_on: Option<Timestamp>,
    /// The person was told what could go wrong
    #[arg(long)]
    risks_explained: bool,
    /// The yes ends then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Timestamp>,
    /// The person may be named
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    attribution: Option<bool>,
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Your own word for the person
    alias: String,
}

#[derive(Debug, clap::Args)]
struct Withdraw {
    /// Your own word for the person
    alias: String,
    /// Repeat the values in formats that delete by value
    #[arg(long)]
    to_delete: bool,
    /// Wait for the receipts of all desks that had something of it
    #[arg(long)]
    watch: bool,
    /// Wait no longer than this
    #[arg(long, value_name = "TIME", value_parser = seconds, default_value = "10m", requires = "watch")]
    watch_for: i64,
}

impl Heard {
    fn order(self) -> ConsentOrder {
        ConsentOrder {
            alias: self.alias,
            heard_by: self.heard_by,
            heard_on: self.heard_on,
            how: self.how,
            scope: self.scope,
            named: self
                .named
                .map(|desks| desks.into_iter().collect::<BTreeSet<_>>()),
            risks_explained: self.risks_explained,
            until: self.until,
            attribution: self.attribution,
            confirm: false,
        }
    }
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Record(heard) => one(here, "consent-record", &heard.order()).await,
        Act::Widen(heard) => one(here, "consent-widen", &heard.order()).await,
        Act::Show(which) => {
            let which = WhichConsent { alias: which.alias };
            one(here, "consent-show", &which).await
        }
        Act::List => list(here).await,
        Act::Revise(heard) => revise(here, heard.order()).await,
        Act::Withdraw(withdraw) => take_back(here, withdraw).await,
    }
}

async fn one<I: serde::Serialize>(here: &Invocation, call: &'static str, order: &I) -> Result {
    let shown: ConsentShown = here.call(call, order).await?;
    Outcome::of(call, &shown, page(&shown))
}

async fn list(here: &Invocation) -> Result {
    let records: Vec<ConsentShown> = here.call("consent-list", &Nothing {}).await?;
    let mut page = Page::new();
    let rows: Vec<[String; 5]> = records
        .iter()
        .map(|record| {
            let until = record.until.map_or_else(String::new, |end| end.date());
            [
                record.alias.clone(),
                scope(record),
                record.state.clone(),
                until,
                record.rests.len().to_string(),
            ]
        })
        .collect();
    page.table(["ALIAS", "SCOPE", "STATE", "UNTIL", "RESTS ON IT"], &rows);
    Outcome::of("consent-list", &records, page)
}

/// Nothing is asked where nothing is taken back.
async fn revise(here: &Invocation, mut order: ConsentOrder) -> Result {
    order.confirm = here.yes;
    let mut shown: ConsentWithdrawal = here.call("consent-revise", &order).await?;
    if shown.state == "asked" {
        if !agreed(here, &shown)? {
            return not_done("consent-revise", &shown);
        }
        order.confirm = true;
        shown = here.call("consent-revise", &order).await?;
    }
    Outcome::of("consent-revise", &shown, reach(&shown))
}

async fn take_back(here: &Invocation, withdraw: Withdraw) -> Result {
    let mut order = WithdrawConsentOrder {
        alias: withdraw.alias,
        confirm: here.yes,
        to_delete: withdraw.to_delete,
    };
    let mut shown: ConsentWithdrawal = here.call("consent-withdraw", &order).await?;
    if shown.state == "asked" {
        if !agreed(here, &shown)? {
            return not_done("consent-withdraw", &shown);
        }
        order.confirm = true;
        shown = here.call("consent-withdraw", &order).await?;
    }
    let outcome = Outcome::of("consent-withdraw", &shown, reach(&shown));
    if !withdraw.watch {
        return outcome;
    }
    let end = now().plus_seconds(withdraw.watch_for);
    let bulletins = shown.reached.iter().filter(|it| it.what == "bulletin");
    let bulletins: Vec<String> = bulletins.map(|it| it.reference.clone()).collect();
    let all = super::withdraw::all_answered(&bulletins, end, here).await?;
    outcome.map(|it| it.exits(if all { exit::DONE } else { exit::PARTLY }))
}

fn agreed(here: &Invocation, shown: &ConsentWithdrawal) -> Result<bool> {
    if !here.asks() {
        return Ok(false);
    }
    show_preview(&reach(shown), here.manner);
    confirmed("Take it back everywhere?")
}

fn not_done(call: &'static str, shown: &ConsentWithdrawal) -> Result {
    let outcome = Outcome::of(call, shown, reach(shown))?.exits(exit::REFUSED);
    Ok(outcome.warns("confirm", "nothing was taken back: confirm with `--yes`"))
}

fn scope(record: &ConsentShown) -> String {
    match record.scope {
        Scope::Desk => "desk".into(),
        Scope::Named => {
            let names: Vec<String> = record.named.iter().map(ToString::to_string).collect();
            names.join(", ")
        }
        Scope::Network => "network".into(),
        Scope::Public => "public".into(),
    }
}

fn page(shown: &ConsentShown) -> Page {
    let mut page = Page::new();
    page.pair("alias", &shown.alias);
    page.pair("state", &shown.state);
    page.pair("as far as", scope(shown));
    page.pair(
        "heard",
        format!(
            "by {} on {}, {}",
            shown.heard_by,
            shown.heard_on.date(),
            shown.how
        ),
    );
    let told = if shown.risks_explained { "yes" } else { "no" };
    page.pair("risks told", told);
    page.pair_if("ends", shown.until.map(|end| end.to_string()));
    page.pair_if("taken back", shown.withdrawn.map(|at| at.to_string()));
    let named = if shown.attribution { "yes" } else { "no" };
    page.pair("may be named", named);
    page.pair("record", &shown.record);
    for id in &shown.rests {
        page.pair("rests on it", id);
    }
    page
}

fn reach(shown: &ConsentWithdrawal) -> Page {
    let mut page = Page::new();
    page.pair("state", &shown.state);
    for one in &shown.reached {
        let public = if one.public { ", public" } else { "" };
        page.pair(
            &one.what,
            format!("{} ({} desks{public})", one.reference, one.desks),
        );
    }
    for quoting in &shown.quoted_by {
        page.pair("quoted by", quoting);
    }
    if shown.hidden {
        page.pair(
            "hidden",
            "much at once: keys go in a day, or by a second person's `fanal destroy`",
        );
    }
    page.pair("stays behind", &shown.stays_behind);
    for one in &shown.without_record {
        page.pair("without a record", one);
    }
    if !shown.without_record.is_empty() {
        page.line("These came back after a restore, and no record of consent knows of them. Does one rest on this? Say so first: `fanal revise ID --consent-record ALIAS`.");
    }
    page
}
