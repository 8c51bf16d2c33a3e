//! "Please talk to us": whom, how and before when, to one desk, and nothing about anybody. What TLP:RED mostly should
//! be.

use askama::Template;
use fanal_desk::ShareOrder;
use fanal_protocol::{Call, CallBy, Code};

use crate::calendar::moment;
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::words::Choice;
use crate::texts::Texts;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "knock.html")]
struct KnockPage {
    f: Frame,
    ways: Vec<Choice>,
    /// As the browser's field has it: `2026-11-24T18:00`.
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
        ways: CallBy::ALL
            .map(|by| Choice {
                value: by.as_str().to_owned(),
                words: way(who.texts(), by),
                chosen: form.one("how") == by.as_str(),
            })
            .into(),
        before: form.one("before").to_owned(),
        f: Frame::signed(who, "new", who.texts().say("knock-title"))
            .labelled(fanal_protocol::Label::Red)
            .faulty(faults),
    })
}

/// A title in the reader's language, where it is that of a knock: its words have one form. [STM-8]
pub(crate) fn title_in(texts: &Texts, title: &str) -> String {
    let Ok(call) = title.parse::<Call>() else {
        return title.to_owned();
    };
    let said = [
        Some(texts.say("knock-please")),
        call.person
            .map(|person| texts.with("knock-for", "who", person)),
        call.by
            .map(|by| texts.with("knock-how", "how", way(texts, by))),
        call.before
            .map(|at| texts.with("knock-before", "when", moment(texts, at).date)),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// How to call, in words. Names of programs are the same everywhere.
fn way(texts: &Texts, by: CallBy) -> String {
    let name = match by {
        CallBy::Signal => "Signal",
        CallBy::Matrix => "Matrix",
        CallBy::Wire => "Wire",
        CallBy::Threema => "Threema",
        CallBy::Whatsapp => "WhatsApp",
        CallBy::Xmpp => "XMPP",
        CallBy::Phone => return texts.say("call-phone"),
        CallBy::Video => return texts.say("call-video"),
        CallBy::Mail => return texts.say("call-mail"),
        CallBy::InPerson => return texts.say("call-in-person"),
    };
    name.to_owned()
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
        counts
            && Call::is_person(&card.pseudonym)
            && card.desk != *me
            && roster.active().any(|desk| desk.id == card.desk)
    });
    cards
        .map(|card| format!("{}/{}", card.desk, card.pseudonym))
        .collect()
}

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let texts = who.texts();
    let asked = [
        Fault::says(texts, "to", "missing-who"),
        Fault::says(texts, "how", "missing-knock"),
        Fault::says(texts, "before", "missing-before"),
    ];
    let by = form.one("how").parse::<CallBy>().ok();
    // The browser's field has no seconds and no zone: it is UTC.
    let before = format!("{}:00Z", form.one("before")).parse().ok();
    let said = [
        form.some("to").is_some(),
        by.is_some(),
        before.is_some_and(|at| at > who.desk().now()),
    ];
    let missing = asked.into_iter().zip(said).filter(|(_, said)| !said);
    let missing: Vec<Fault> = missing.map(|(fault, _)| fault).collect();
    if !missing.is_empty() {
        return render(&who, &form, missing).await;
    }
    let (desk, person) = match form.one("to").split_once('/') {
        Some((desk, person)) => (desk, Some(person.into())),
        None => (form.one("to"), None),
    };
    let call = Call { person, by, before };
    let order = ShareOrder {
        title: Some(call.to_string()),
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
