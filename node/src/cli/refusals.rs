//! `fanal refusals`: what was refused, here and by others.

use fanal_api::Nothing;
use fanal_desk::RefusalShown;

use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(_: Args, here: &Invocation) -> Result {
    let refusals: Vec<RefusalShown> = here.call("refusals", &Nothing {}).await?;
    let mut page = Page::new();
    if refusals.is_empty() {
        page.line("Nothing was refused.");
    } else {
        let rows: Vec<[String; 7]> = refusals
            .iter()
            .map(|refusal| {
                let why = match &refusal.first {
                    None => refusal.text.clone(),
                    Some(first) => format!("{} (first: {first})", refusal.text),
                };
                let peer = refusal
                    .peer
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string);
                let (at, code) = (refusal.at.to_string(), refusal.code.to_string());
                [
                    at,
                    refusal.direction.clone(),
                    peer,
                    refusal.count.to_string(),
                    refusal.what.clone(),
                    code,
                    why,
                ]
            })
            .collect();
        page.table(
            ["AT", "DIRECTION", "PEER", "TIMES", "WHAT", "CODE", "WHY"],
            &rows,
        );
    }
    Outcome::of("refusals", &refusals, page)
}
