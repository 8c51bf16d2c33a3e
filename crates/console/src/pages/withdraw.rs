//! Taking it back: a reason and one button. The second action of the two; the first was the link here.

use askama::Template;
use axum::extract::Path;
use fanal_desk::{WithdrawOrder, WithdrawalShown};

use crate::chrome::{Fault, Frame, page, see};
use crate::pages::words::{Choice, choices};
use crate::visit::{Page, Posted, Signed};

const REASONS: &[&str] = &["consent", "error", "expired"];

#[derive(Template)]
#[template(path = "withdraw.html")]
struct WithdrawPage {
    f: Frame,
    title: String,
    address: String,
    asked: WithdrawalShown,
    reasons: Vec<Choice>,
    act: String,
}

pub(crate) async fn show(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    render(&who, &format!("{desk}/{id}"), Vec::new()).await
}

async fn render(who: &Signed, reference: &str, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let asked = who
        .desk()
        .withdraw(&who.caller, &order(reference, "consent"))
        .await?;
    let shown = who.desk().show_bulletin(&who.caller, reference).await?;
    page(&WithdrawPage {
        f: Frame::signed(who, "inbox", texts.say("withdraw-title"))
            .labelled(shown.line.label)
            .faulty(faults),
        title: shown.line.title.unwrap_or_default(),
        address: format!("/c/b/{reference}"),
        reasons: choices(texts, "reason", REASONS, ""),
        act: texts.count("act-withdraw", asked.desks),
        asked,
    })
}

fn order(reference: &str, reason: &str) -> WithdrawOrder {
    WithdrawOrder {
        bulletin: reference.to_owned(),
        reason: reason.to_owned(),
        confirm: false,
        to_delete: false,
    }
}

pub(crate) async fn take(
    Path((desk, id)): Path<(String, String)>,
    Posted { who, form }: Posted,
) -> Page {
    let reference = format!("{desk}/{id}");
    if !form.has("reason") {
        let fault = Fault::says(who.texts(), "reason", "missing-reason");
        return render(&who, &reference, vec![fault]).await;
    }
    let order = WithdrawOrder {
        confirm: true,
        to_delete: form.has("to_delete"),
        ..order(&reference, form.one("reason"))
    };
    let done = who.desk().withdraw(&who.caller, &order).await?;
    if done.desks == 0 && !done.public {
        return see("/c/?done=withdrawn");
    }
    see(&format!("/c/withdrawals/{}?done=withdrawn", done.reference))
}
