//! `fanal breach`: somebody may have had what this desk held; each origin is told what of its own.

use fanal_desk::{BreachOrder, BreachShown};
use fanal_protocol::Timestamp;

use super::moment::past;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, exit, names, show_preview};

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
    let mut page = page(&shown);
    page.gap();
    for step in NEXT {
        page.line(step);
    }
    Outcome::of("breach", &shown, page)
}

/// What a breach asks for besides, in this order.
const NEXT: [&str; 5] = [
    "Next: 1. If somebody may still be in: `fanal panic lock`, and call a coordinator.",
    "2. New keys: `fanal key rotate signing checkpoint feed tls sealing`; coordinators end the old ones \
     from the moment on at which they were not safe (`fanal roster revoke KEY --from MOMENT --fulfil DESK`).",
    "3. New passwords and tokens, for everybody; people with a RED identity on that machine make a new card.",
    "4. A new master key, if it lay there, and new backups: old ones open with the old key.",
    "5. The people behind the records of consent: tell them yourselves, by a way that is safe for them.",
];

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
    if !shown.coordinators.is_empty() {
        page.pair(
            "coordinators",
            format!(
                "{}: what happened, and counts by label",
                names(&shown.coordinators)
            ),
        );
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
