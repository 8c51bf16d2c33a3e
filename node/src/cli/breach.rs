//! `fanal breach`: somebody may have had what this desk held; each origin is told what of its own.

use fanal_desk::{BreachOrder, BreachShown};
use fanal_protocol::Timestamp;

use super::moment::past;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, exit, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// From this moment on, as far as you know
    #[arg(long, value_name = "TIME", value_parser = past)]
    since: Timestamp,
    /// Until this moment [default: now]
    #[arg(long, value_name = "TIME", value_parser = past)]
    until: Option<Timestamp>,
    /// What happened: each origin reads it
    #[arg(long)]
    text: String,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = super::compose::key_and_reason)]
    because: Vec<(String, String)>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let mut order = BreachOrder {
        since: args.since,
        until: args.until,
        text: args.text,
        confirm: false,
        because: args.because.into_iter().collect(),
    };
    let shown: BreachShown = here.call("breach", &order).await?;
    if !here.yes {
        if !here.asks() {
            let outcome = Outcome::of("breach", &shown, page(&shown))?.exits(exit::REFUSED);
            return Ok(outcome.warns("confirm", "nobody was told: confirm with `--yes`"));
        }
        show_preview(&page(&shown), here.manner);
        if !confirmed("Tell these desks?")? {
            return Outcome::of("breach", &shown, Page::new()).map(|it| it.exits(exit::REFUSED));
        }
    }
    order.confirm = true;
    let shown: BreachShown = here.call("breach", &order).await?;
    Outcome::of("breach", &shown, page(&shown))
}

fn page(shown: &BreachShown) -> Page {
    let mut page = Page::new();
    page.pair("state", &shown.state);
    for origin in &shown.origins {
        let labels: Vec<String> = origin
            .by_label
            .iter()
            .map(|(label, count)| format!("{count} {label}"))
            .collect();
        page.pair(origin.desk.as_str(), labels.join(", "));
    }
    page.pair("own", format!("{} bulletins", shown.own));
    page.pair(
        "people",
        format!(
            "{} records of consent: tell them yourselves",
            shown.consents
        ),
    );
    page
}
