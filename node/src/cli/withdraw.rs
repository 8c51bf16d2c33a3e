//! `fanal withdraw`: take a bulletin back, and watch the receipts. Two actions, no approval.

use std::time::Duration;

use clap::ValueEnum;
use fanal_api::Which;
use fanal_desk::{WithdrawOrder, WithdrawalShown};
use fanal_protocol::Timestamp;

use super::moment::{now, seconds};
use super::show::answer_in_words;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, Progress, confirmed, exit, names, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
    /// Why; told to desks, never to the public
    #[arg(long)]
    reason: Reason,
    /// Repeat the values in formats that delete by value
    #[arg(long)]
    to_delete: bool,
    /// Wait for the receipts
    #[arg(long)]
    watch: bool,
    /// Wait no longer than this
    #[arg(long, value_name = "TIME", value_parser = seconds, default_value = "10m", requires = "watch")]
    watch_for: i64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reason {
    /// The person took the consent back
    Consent,
    /// It was wrong
    Error,
    /// It is not true any more
    Expired,
}

/// Between two looks at the receipts.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let reason = match args.reason {
        Reason::Consent => "consent",
        Reason::Error => "error",
        Reason::Expired => "expired",
    };
    let (bulletin, to_delete) = (args.id, args.to_delete);
    let mut order = WithdrawOrder {
        bulletin,
        reason: reason.into(),
        confirm: here.yes,
        to_delete,
    };
    if !order.confirm {
        let asked: WithdrawalShown = here.call("withdraw", &order).await?;
        if !here.asks() {
            let outcome = Outcome::of("withdraw", &asked, page(&asked))?.exits(exit::REFUSED);
            return Ok(outcome.warns("confirm", "nothing was withdrawn: confirm with `--yes`"));
        }
        show_preview(&page(&asked), here.manner);
        if !confirmed("Withdraw it everywhere?")? {
            let mut page = Page::new();
            page.line("Nothing was withdrawn.");
            return Outcome::of("withdraw", &asked, page).map(|it| it.exits(exit::REFUSED));
        }
        order.confirm = true;
    }
    let withdrawn: WithdrawalShown = here.call("withdraw", &order).await?;
    if args.watch {
        return watch(withdrawn, args.watch_for, here).await;
    }
    Outcome::of("withdraw", &withdrawn, page(&withdrawn))
}

/// Waits until every desk has answered, the time is over, or somebody presses Ctrl-C.
async fn watch(mut withdrawn: WithdrawalShown, longest: i64, here: &Invocation) -> Result {
    let progress = Progress::over(withdrawn.desks, "receipts", here.manner);
    let which = Which {
        bulletin: withdrawn.reference.clone(),
    };
    let public = withdrawn.public;
    let end = now().plus_seconds(longest);
    while withdrawn.answered < withdrawn.desks && now() < end {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = tokio::signal::ctrl_c() => break,
        }
        withdrawn = here.call("withdrawal", &which).await?;
        withdrawn.public = public;
        progress.at(withdrawn.answered);
    }
    drop(progress);
    let code = if withdrawn.answered < withdrawn.desks {
        exit::PARTLY
    } else {
        exit::DONE
    };
    Outcome::of("withdraw", &withdrawn, page(&withdrawn)).map(|it| it.exits(code))
}

/// Waits for the receipts of several bulletins, and says how each stands; was everybody heard in time?
pub(super) async fn all_answered(
    bulletins: &[String],
    end: Timestamp,
    here: &Invocation,
) -> Result<bool> {
    let mut all = true;
    for bulletin in bulletins {
        let which = Which {
            bulletin: bulletin.clone(),
        };
        let mut shown: WithdrawalShown = here.call("withdrawal", &which).await?;
        let progress = Progress::over(shown.desks, "receipts", here.manner);
        while shown.answered < shown.desks && now() < end {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = tokio::signal::ctrl_c() => break,
            }
            shown = here.call("withdrawal", &which).await?;
            progress.at(shown.answered);
        }
        drop(progress);
        show_preview(&page(&shown), here.manner);
        all &= shown.answered >= shown.desks;
    }
    Ok(all)
}

fn page(shown: &WithdrawalShown) -> Page {
    let mut page = Page::new();
    page.heading(match shown.state.as_str() {
        "asked" => format!("{} would be withdrawn", shown.reference),
        _ => format!("{} is withdrawn", shown.reference),
    });
    if shown.state == "asked" {
        let desks: Vec<String> = shown
            .receipts
            .iter()
            .map(|(desk, _)| desk.to_string())
            .collect();
        page.pair("has to reach", names(&desks));
    } else {
        page.pair(
            "receipts",
            format!("{} of {} desks", shown.answered, shown.desks),
        );
        for (desk, answer) in &shown.receipts {
            page.pair("", format!("{desk}: {}", answer_in_words(*answer)));
        }
    }
    if shown.public {
        // The site is made anew behind this: whether that worked is not known here.
        let when = if shown.state == "asked" {
            "it leaves the public feed"
        } else {
            "it leaves the public feed within moments; `fanal status` says where it does not"
        };
        page.pair("public", when);
    }
    page.pair("stays behind", &shown.stays_behind);
    page
}
