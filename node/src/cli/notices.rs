//! `fanal notices`, `fanal destroy`: what there is to know or to answer, and a second person's yes.

use std::collections::BTreeSet;

use fanal_api::Nothing;
use fanal_desk::{Destroyed, Hidden, NoticeShown};

use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, count, exit, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {}

#[derive(Debug, clap::Args)]
pub(super) struct DestroyArgs {}

pub(super) async fn run(_args: Args, here: &Invocation) -> Result {
    let notices: Vec<NoticeShown> = here.call("notices", &Nothing {}).await?;
    let mut page = Page::new();
    let networks: BTreeSet<_> = notices.iter().filter_map(|one| one.network).collect();
    for notice in &notices {
        page.heading(in_words(notice));
        let network = notice.network.filter(|_| networks.len() > 1);
        page.pair_if("network", network.map(|id| id.to_string()));
        for bulletin in &notice.bulletins {
            page.line(format!("  {bulletin}"));
        }
        for (label, count) in &notice.by_label {
            page.line(format!("  {count} {label} of other desks lay there"));
        }
        page.pair_if("says", notice.text.as_deref());
        page.pair_if("since", notice.since.map(|at| at.to_string()));
        page.pair_if("until", notice.until.map(|at| at.to_string()));
    }
    if notices.is_empty() {
        page.line("Nothing to answer.");
    }
    Outcome::of("notices", &notices, page)
}

fn in_words(notice: &NoticeShown) -> String {
    let desk = notice.desk.as_ref().map_or("a desk", |desk| desk.as_str());
    match notice.what.as_str() {
        "source_gone" => "What it quotes was withdrawn: state your own source (`fanal revise --independent-source`), or it goes".into(),
        "publication_alone" => "It was published after the backup that you restored, and nobody knows whose yes it rests on: it is off your site. Share it anew if the person agrees, and withdraw this; it goes by itself".into(),
        "withdrawn_since" => "It was taken back after the backup that you restored, and nobody knows for whose sake: look at your records of consent, and at what waits for review, before anything more goes out".into(),
        "yes_without_record" => "These came back after a restore, and no record of consent knows of them: say whose yes it is (`fanal revise ID --consent-record ALIAS`; if it was never written down, `--consent` anew), or withdraw them".into(),
        "consent_doubted" => "After the backup that you restored something of this record of consent was taken back: ask the person, then say `fanal consent revise` or `fanal consent withdraw`".into(),
        "hidden" => "Withdrawn with much else: hidden, and destroyed then".into(),
        "breach" if notice.bulletins.is_empty() => format!("{desk} tells the coordinators of a breach"),
        "breach" => format!("{desk} tells of a breach: it held these of yours"),
        "absence" => format!("{desk} is away"),
        "self_suspension" if notice.until.is_some() => format!("{desk} opened itself again and asks to be let back in: call it, by a number that you had before; the next roster decides"),
        "self_suspension" => format!("{desk} locked itself: nothing is sent to it, nor taken from it, until the next roster says what becomes of it"),
        "slip" => format!("the slip of {desk} was shown to {}: nothing is sent to it, nor taken from it, until the next roster says what becomes of it", notice.text.as_deref().unwrap_or("a member")),
        "grant" => format!("{desk} lets you publish this (`fanal grant publish`)"),
        "grant_over" => format!("{desk} lets you publish this no more: what you published of it is gone"),
        "not_as_closed" => format!("{desk} came back, and closes its old log otherwise than it signed it: ask its people, the proof is kept"),
        "held_beyond" => format!("{desk} came back, and does not know of all that you hold of its old log: a round with you hands it back; if this stays, ask its people"),
        other => other.to_owned(),
    }
}

pub(super) async fn destroy(_args: DestroyArgs, here: &Invocation) -> Result {
    let hidden: Vec<Hidden> = here.call("hidden", &Nothing {}).await?;
    let mut page = Page::new();
    for one in &hidden {
        let yours = if one.yours_to_destroy {
            ""
        } else {
            ", waits for somebody else than you"
        };
        page.pair(
            &one.reference,
            format!("destroyed at {}{yours}", one.destroyed_at),
        );
    }
    if hidden.is_empty() {
        page.line("Nothing is hidden.");
        return Outcome::of("hidden", &hidden, page);
    }
    if !here.yes {
        if !here.asks() {
            let outcome = Outcome::of("hidden", &hidden, page)?.exits(exit::REFUSED);
            return Ok(outcome.warns("confirm", "nothing was destroyed: confirm with `--yes`"));
        }
        show_preview(&page, here.manner);
        if !confirmed("Destroy them now?")? {
            return Outcome::of("hidden", &hidden, Page::new()).map(|it| it.exits(exit::REFUSED));
        }
    }
    let done: Destroyed = here.call("destroy", &Nothing {}).await?;
    let mut page = Page::new();
    page.line(format!(
        "{} destroyed",
        count(done.destroyed, "bulletin", "bulletins")
    ));
    let code = if done.waiting > 0 {
        exit::WAITS
    } else {
        exit::DONE
    };
    Outcome::of("destroy", &done, page).map(|it| it.exits(code))
}
