//! "Please call me": nothing about anybody, to one desk. What TLP:RED mostly should be.

use askama::Template;
use fanal_desk::ShareOrder;
use fanal_protocol::Code;

use crate::chrome::{Fault, Frame, page, see};
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "knock.html")]
struct KnockPage {
    f: Frame,
    title: String,
    desks: Vec<(String, String)>,
}

pub(crate) async fn show(who: Signed) -> Page {
    render(&who, String::new(), Vec::new())
}

fn render(who: &Signed, title: String, faults: Vec<Fault>) -> Page {
    let (_, membership) = who.desk().membership(None)?;
    let roster = membership.in_force(who.desk().now());
    let others = roster.active().filter(|desk| desk.id != *who.desk().id());
    page(&KnockPage {
        desks: others
            .map(|desk| (desk.id.to_string(), desk.name.clone()))
            .collect(),
        title,
        f: Frame::signed(who, "new", who.texts().say("knock-title"))
            .labelled(fanal_protocol::Label::Red)
            .faulty(faults),
    })
}

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let title = form.one("title").trim().to_owned();
    if title.is_empty() || !form.has("to") {
        let key = if title.is_empty() {
            "missing-knock"
        } else {
            "missing-desk"
        };
        let field = if title.is_empty() { "title" } else { "to" };
        let fault = Fault {
            field,
            text: who.texts().say(key),
            detail: None,
        };
        return render(&who, title, vec![fault]);
    }
    let order = ShareOrder {
        title: Some(title.clone()),
        label: Some("TLP:RED".into()),
        to: vec![form.one("to").to_owned()],
        consent: Some("not-needed:no-beneficiary".into()),
        knock: true,
        because: form.answers(),
        ..ShareOrder::default()
    };
    match who.desk().share(&who.caller, &order).await {
        Ok(_) => see("/c/?done=sent"),
        Err(error) if error.code() == Code::PolicyPrivacy => Err(error.into()),
        Err(error) => {
            let fault = Fault::of(who.texts(), "to", &error.problem());
            render(&who, title, vec![fault])
        }
    }
}
