//! `fanal grant`: let one desk publish a bulletin as its own, or take such a right up.

use clap::Subcommand;
use fanal_desk::{GrantOrder, Granted, PublishGrantedOrder};
use fanal_protocol::{DeskId, Timestamp};

use super::compose::key_and_reason;
use super::moment::moment;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Let one desk publish the revision that is out now (a reviewer who did not write it)
    Give(Give),
    /// Publish as your own what another desk granted: it waits for your second person
    Publish(Publish),
}

#[derive(Debug, clap::Args)]
struct Give {
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
    /// Whom
    #[arg(long, value_name = "DESK")]
    to: DeskId,
    /// The right ends then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Timestamp>,
}

#[derive(Debug, clap::Args)]
struct Publish {
    /// DESK/ID of the other desk's bulletin
    id: String,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = key_and_reason)]
    because: Vec<(String, String)>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let (name, granted): (_, Granted) = match args.act {
        Act::Give(give) => {
            let order = GrantOrder {
                bulletin: give.id,
                to: give.to,
                until: give.until,
            };
            ("grant", here.call("grant", &order).await?)
        }
        Act::Publish(publish) => {
            let order = PublishGrantedOrder {
                bulletin: publish.id,
                because: publish.because.into_iter().collect(),
            };
            ("grant-publish", here.call("grant-publish", &order).await?)
        }
    };
    let mut page = Page::new();
    page.pair("bulletin", &granted.reference);
    page.pair("publisher", granted.publisher.as_str());
    page.pair_if("until", granted.until.map(|at| at.to_string()));
    page.pair_if("waits", granted.draft.map(|id| id.to_string()));
    let code = if granted.draft.is_some() {
        exit::WAITS
    } else {
        exit::DONE
    };
    Outcome::of(name, &granted, page).map(|it| it.exits(code))
}
