//! The roster, desk by desk: what each says of itself, and how far it is known here. [C3]

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::DeskShown;

use crate::calendar::{Moment, day};
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::pages::net::desk::vouches;
use crate::pages::net::status_words;
use crate::pages::profile::Said;
use crate::visit::{Page, Signed, Stop};

/// A desk on a card.
struct Card {
    id: String,
    name: String,
    status: String,
    own: bool,
    said: Said,
    groups: Vec<String>,
    /// Who, when and how.
    vouched_by: Vec<(String, Moment, String)>,
    /// The rules name a code of practice, and whether it keeps that.
    code: Option<bool>,
    /// When its key was compared by voice.
    compared: Option<Moment>,
    /// Its words have to be compared again.
    again: bool,
}

#[derive(Template)]
#[template(path = "net_desks.html")]
struct DesksPage {
    f: Frame,
    cards: Vec<Card>,
    /// Those that are in no more.
    gone: usize,
    all: bool,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let roster = who.desk().show_roster(&who.caller).await?;
    let names_code = roster.rules.code_of_practice.is_some();
    let all = query.has("all");
    let (shown, gone): (Vec<DeskShown>, Vec<DeskShown>) = roster
        .desks
        .into_iter()
        .partition(|desk| all || is_in(desk));
    let again = who.desk().keys_to_compare(&who.caller).await?;
    let mut cards = Vec::new();
    for desk in &shown {
        let mut card = card(&who, desk, names_code).await?;
        card.again = again.contains(&desk.id);
        cards.push(card);
    }
    page(&DesksPage {
        cards,
        gone: gone.len(),
        all,
        f: Frame::signed(&who, "net", texts.say("desks-title")),
    })
}

/// Is it a member still, if a suspended one?
fn is_in(desk: &DeskShown) -> bool {
    use fanal_protocol::DeskStatus as Status;
    match desk.status {
        Status::Active | Status::Suspended => true,
        Status::Left | Status::Expelled => false,
    }
}

async fn card(who: &Signed, desk: &DeskShown, names_code: bool) -> Result<Card, Stop> {
    let texts = who.texts();
    let profiles = who.desk().show_profiles(&who.caller, Some(&desk.id));
    let profile = profiles.await?;
    let said = profile.first().map(|profile| Said::of(texts, profile));
    let compared = who.desk().key_compared(&who.caller, &desk.id).await?;
    Ok(Card {
        id: desk.id.to_string(),
        name: desk.name.clone(),
        status: status_words(texts, desk.status),
        own: desk.id == *who.desk().id(),
        said: said.unwrap_or_default(),
        groups: desk.groups.iter().map(ToString::to_string).collect(),
        vouched_by: vouches(texts, desk),
        code: names_code.then_some(desk.accepts_code),
        compared: compared.map(|it| day(texts, it.at)),
        again: false,
    })
}
