//! `fanal roster suspend`, `report`, `reports`: when a member does what it must not.

use std::path::PathBuf;

use fanal_ambient::{MachineEntropy, random};
use fanal_api::{Nothing, RosterText};
use fanal_desk::{ReportOrder, ReportShown, SuspendOrder, SuspendedShown, sign_suspension};
use fanal_protocol::{BulletinId, DeskId};

use super::offline::read_key;
use crate::cli::{Invocation, Result, moment};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Suspend {
    /// Whom
    desk: DeskId,
    /// Why: all members see it
    #[arg(long)]
    why: String,
    /// Sign with the coordinator's key in this file, not with this node's
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = crate::cli::compose::key_and_reason)]
    because: Vec<(String, String)>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Report {
    /// Who broke a rule
    desk: DeskId,
    /// What happened, in words; nothing of any bulletin
    #[arg(long)]
    text: String,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = crate::cli::compose::key_and_reason)]
    because: Vec<(String, String)>,
}

pub(super) async fn suspend(suspend: Suspend, here: &Invocation) -> Result {
    let mut order = SuspendOrder {
        desk: suspend.desk,
        why: suspend.why,
        signed: None,
        because: suspend.because.into_iter().collect(),
    };
    if let Some(path) = &suspend.key {
        let key = read_key(path)?;
        let chain: RosterText = here.call("roster-chain", &Nothing {}).await?;
        let ids = [(); 2].map(|()| BulletinId::from_random(random(&MachineEntropy)));
        let signed = sign_suspension(&chain.envelope, &order, &key, moment::now(), ids);
        order.signed = Some(signed.map_err(|error| error.problem())?);
    }
    let shown: SuspendedShown = here.call("roster-suspend", &order).await?;
    let mut page = Page::new();
    page.heading(format!("{} is suspended until {}", shown.desk, shown.until));
    page.line(
        "Peers take it at their next round. Confirm it with the other coordinators, or end it:",
    );
    page.line(
        "`fanal roster confirm DESK`, `fanal roster expel DESK` or `fanal roster readmit DESK`.",
    );
    Outcome::of("roster-suspend", &shown, page)
}

pub(super) async fn report(report: Report, here: &Invocation) -> Result {
    let order = ReportOrder {
        desk: report.desk,
        text: report.text,
        because: report.because.into_iter().collect(),
    };
    let shown: ReportShown = here.call("roster-report", &order).await?;
    let mut page = page_of(std::slice::from_ref(&shown));
    page.line("Told to the coordinators' desks alone.");
    Outcome::of("roster-report", &shown, page)
}

pub(super) async fn reports(here: &Invocation) -> Result {
    let shown: Vec<ReportShown> = here.call("roster-reports", &Nothing {}).await?;
    let mut page = page_of(&shown);
    if shown.is_empty() {
        page.line("Nothing was reported.");
    }
    Outcome::of("roster-reports", &shown, page)
}

fn page_of(reports: &[ReportShown]) -> Page {
    let mut page = Page::new();
    for report in reports {
        page.heading(format!(
            "{}  about {}, by {}",
            report.at, report.desk, report.by
        ));
        page.line(format!("  {}", report.text));
        for proof in &report.proof {
            page.line(format!("  proof: {proof}"));
        }
        if report.proof.is_empty() {
            page.line("  no proof: a word against a word");
        }
    }
    page
}
