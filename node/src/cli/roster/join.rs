//! `fanal roster join`, `words`, `announce`, `vouch`: how a desk comes in.

use fanal_api::{Nothing, VouchOrder};
use fanal_desk::{RequestOrder, Slip, Words as EightWords, WordsOrder};

use super::found::{AboutArgs, digest_of_file};
use super::{done, hand_on, slip_of};
use crate::cli::{Invocation, Result, input};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Join {
    /// The invitation: the text itself, @FILE, or `-`
    #[arg(value_name = "SLIP|@FILE|-")]
    slip: String,
    /// The code of practice, which this desk has read and keeps: a file
    #[arg(long, value_name = "FILE")]
    accept_code: Option<String>,
    #[command(flatten)]
    about: AboutArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct Words {
    /// The request that answered this desk's invitation; the desk that asks leaves it out
    #[arg(value_name = "SLIP|@FILE|-")]
    request: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Announce {
    /// The request: the text itself, @FILE, or `-`
    #[arg(value_name = "SLIP|@FILE|-")]
    request: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct Vouch {
    /// The request: the text itself, @FILE, or `-`
    #[arg(value_name = "SLIP|@FILE|-")]
    request: String,
    /// How the two know each other: all members see it
    #[arg(long)]
    how: String,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = crate::cli::compose::key_and_reason)]
    because: Vec<(String, String)>,
}

pub(super) async fn run(join: Join, here: &Invocation) -> Result {
    let order = RequestOrder {
        slip: input::text_or_file(&join.slip)?,
        accepts: join
            .accept_code
            .as_deref()
            .map(digest_of_file)
            .transpose()?,
        about: join.about.into(),
    };
    let slip: Slip = here.call("roster-request", &order).await?;
    let then = "Hand this line to the desk that invited you, then read each other the words of \
                `fanal roster words`.";
    hand_on("roster-request", &slip, then)
}

pub(super) async fn words(words: Words, here: &Invocation) -> Result {
    let order = WordsOrder {
        request: words.request.as_deref().map(slip_of).transpose()?,
    };
    let told: EightWords = here.call("roster-words", &order).await?;
    let mut page = Page::new();
    page.heading(told.words.join(" "));
    page.line(format!("The same in digits: {}", told.digits.join(" ")));
    page.line("Read them to each other by voice. One word differs: somebody stands between you.");
    Outcome::of("roster-words", &told, page)
}

pub(super) async fn announce(announce: Announce, here: &Invocation) -> Result {
    let request = slip_of(&announce.request)?;
    let _: Nothing = here.call("roster-announce", &request).await?;
    done(
        "roster-announce",
        "All members see the request; they vouch or object.",
    )
}

pub(super) async fn vouch(vouch: Vouch, here: &Invocation) -> Result {
    let order = VouchOrder {
        request: slip_of(&vouch.request)?,
        how: vouch.how,
        because: vouch.because.into_iter().collect(),
    };
    let _: Nothing = here.call("roster-vouch", &order).await?;
    done("roster-vouch", "Vouched; all members see it.")
}
