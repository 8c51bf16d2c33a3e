//! "Please talk to us": whom, how and before when, to one desk, and nothing about anybody. What TLP:RED mostly should
//! be.

use askama::Template;
use fanal_desk::ShareOrder;
use fanal_protocol::Code;

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::words::Choice;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "knock.html")]
struct KnockPage {
    f: Frame,
    how: String,
    before: String,
    /// `DESK/PSEUDONYM`.
    people: Vec<Choice>,
    desks: Vec<Choice>,
}

pub(crate) async fn show(who: Signed) -> Page {
    render(&who, &Form::default(), Vec::new()).await
}

async fn render(who: &Signed, form: &Form, faults: Vec<Fault>) -> Page {
    let (_, membership) = who.desk().membership(None)?;
    let roster = membership.in_force(who.desk().now());
    let me = who.desk().id();
    let choice = |value: String, words: String| Choice {
        chosen: form.one("to") == value,
        value,
        words,
    };
    let others = roster.active().filter(|desk| desk.id != *me);
    let desks = others.map(|desk| choice(desk.id.to_string(), desk.name.clone()));
    page(&KnockPage {
        people: people(who)
            .await
            .into_iter()
            .map(|person| choice(person.clone(), person))
            .collect(),
        desks: desks.collect(),
        how: form.one("how").to_owned(),
        before: form.one("before").to_owned(),
        f: Frame::signed(who, "new", who.texts().say("knock-title"))
            .labelled(fanal_protocol::Label::Red)
            .faulty(faults),
    })
}

/// Whose cards are known here, as `DESK/PSEUDONYM`: people of other desks that are in, if the reader works with content.
pub(crate) async fn people(who: &Signed) -> Vec<String> {
    let cards = who.desk().list_cards(&who.caller).await;
    let Ok((_, membership)) = who.desk().membership(None) else {
        return Vec::new();
    };
    let (now, me) = (who.desk().now(), who.desk().id());
    let roster = membership.in_force(now);
    let cards = cards.unwrap_or_default().into_iter();
    let cards = cards.filter(|card| {
        let counts = card.key.is_some() && card.until.is_none_or(|end| now < end);
        counts && card.desk != *me && roster.active().any(|desk| desk.id == card.desk)
    });
    cards
        .map(|card| format!("{}/{}", card.desk, card.pseudonym))
        .collect()
}

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let texts = who.texts();
    let asked = [
        ("to", Fault::says(texts, "to", "missing-who")),
        ("how", Fault::says(texts, "how", "missing-knock")),
        ("before", Fault::says(texts, "before", "missing-before")),
    ];
    let missing = asked.into_iter().filter(|it| form.some(it.0).is_none());
    let missing: Vec<Fault> = missing.map(|(_, fault)| fault).collect();
    if !missing.is_empty() {
        return render(&who, &form, missing).await;
    }
    let (desk, person) = match form.one("to").split_once('/') {
        Some((desk, person)) => (desk, Some(person)),
        None => (form.one("to"), None),
    };
    let said = [
        Some(texts.say("knock-please")),
        person.map(|person| texts.with("knock-for", "who", person)),
        form.some("how")
            .map(|how| texts.with("knock-how", "how", how)),
        form.some("before")
            .map(|when| texts.with("knock-before", "when", when)),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let order = ShareOrder {
        title: Some(said.join(" ")),
        lang: Some(texts.lang().as_str().to_owned()),
        label: Some("TLP:RED".into()),
        to: vec![desk.to_owned()],
        consent: Some("not-needed:no-beneficiary".into()),
        knock: true,
        because: form.answers(),
        ..ShareOrder::default()
    };
    match who.desk().share(&who.caller, &order).await {
        Ok(_) => see("/c/?done=sent"),
        Err(error) if error.code() == Code::PolicyPrivacy => Err(error.into()),
        Err(error) => {
            let fault = Fault::of(texts, "to", &error.problem());
            render(&who, &form, vec![fault]).await
        }
    }
}
