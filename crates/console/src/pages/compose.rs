//! The composer: one page to fill, one to confirm. Everything that it shows of what would happen is
//! the desk's own answer.

mod confirm;
mod fields;
mod filled;
mod matrix;

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{Caller, Desk, Finding, Recognised, ShareOrder, Shared};
use fanal_protocol::{BulletinId, Code, Problem};

use crate::chrome::{Fault, Frame, page, see};
use crate::findings::read_way;
use crate::form::Form;
use crate::visit::{Page, Posted, Signed, Stop};

pub(crate) use confirm::{show as confirm, take as send};
pub(crate) use fields::{columns, faulty_days, is_a_field, order_of};
use filled::{Filled, field_of};

/// Rows of recognised values that are shown: the rest is counted.
const ROWS: usize = 40;

#[derive(Template)]
#[template(path = "compose.html")]
struct ComposePage {
    f: Frame,
    w: Filled,
}

/// An empty sheet, or one that a template, a bulletin or an import began.
pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let order = fields::begun(who.texts(), &query, who.desk().now());
    render(&who, None, &order, Vec::new(), Looked::default()).await
}

/// What was looked up, taken along: as something to share, or to ask.
pub(crate) async fn begin(Posted { who, form }: Posted) -> Page {
    let mut order = ShareOrder {
        content: form.one("content").to_owned(),
        ..fields::begun(who.texts(), &form, who.desk().now())
    };
    drop_common(&who, &form, &mut order)?;
    let looked = look(&who, &order).await;
    render(&who, None, &order, Vec::new(), looked).await
}

/// A sheet that was kept.
pub(crate) async fn reopen(who: Signed, Path(id): Path<String>, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let id = sheet_id(&id)?;
    let order = who.desk().open_sheet(&who.caller, id).await?;
    let looked = look(&who, &order).await;
    let mut page = page_of(&who, Some(id), &order, Vec::new(), looked).await;
    page.f = page.f.done(Some(query.one("done")));
    self::page(&page)
}

/// A button of the composer: read it, show who will see it, keep it, go on.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let mut order = order_of(&form);
    let dropped = drop_common(&who, &form, &mut order)?;
    let id = form.some("sheet").map(|id| sheet_id(&id)).transpose()?;
    let mut faults = fields::no_days(who.texts(), &form);
    // Nothing goes on without what was pasted before somebody saw that it stays.
    if dropped > 0 && form.one("act") == "continue" {
        faults.push(Fault {
            field: "common",
            text: who.texts().count("common-dropped", dropped),
            detail: None,
        });
    }
    if !faults.is_empty() {
        let looked = look(&who, &order).await;
        return render(&who, id, &order, faults, looked).await;
    }
    if let Some(way) = form.some("way") {
        return mend(&who, id, &order, &way).await;
    }
    match form.one("act") {
        "draft" => {
            let id = who.desk().keep_sheet(&who.caller, id, &order).await?;
            see(&format!("/c/new/{id}?done=kept"))
        }
        "continue" => go_on(&who, id, &order).await,
        _ => {
            let looked = look(&who, &order).await;
            let faults = looked.faults(&who);
            render(&who, id, &order, faults, looked).await
        }
    }
}

/// What is on the list of common sites stays here until somebody says that it goes; how many were taken out now.
/// [CSL-40]
fn drop_common(who: &Signed, form: &Form, order: &mut ShareOrder) -> Result<usize, Stop> {
    let kept = fields::common(form, "keep");
    let common = who.desk().common_sites(&who.caller, order)?.into_iter();
    let unsaid = common.filter(|value| !kept.contains(value));
    let dropped = unsaid.filter(|value| order.leave_out.insert(value.clone()));
    Ok(dropped.count())
}

/// The same of what nobody was asked about yet.
pub(crate) fn leave_out_common(
    desk: &Desk,
    caller: &Caller,
    order: &mut ShareOrder,
) -> Result<(), Stop> {
    let common = desk.common_sites(caller, order)?;
    order.leave_out.extend(common);
    Ok(())
}

/// A way out of a finding, taken by one button: the sheet as it is then. [PRV-11]
async fn mend(who: &Signed, id: Option<BulletinId>, order: &ShareOrder, sent: &str) -> Page {
    let absent = || Problem::new(Code::UsageInvalid, "there is no such way out");
    let (key, way) = read_way(sent).ok_or_else(absent)?;
    let (order, faults) = match who.desk().mend(&who.caller, order, key, way).await {
        Ok(mended) => (mended, Vec::new()),
        Err(error) => {
            let fault = Fault::of(who.texts(), "personal", &error.problem());
            (order.clone(), vec![fault])
        }
    };
    let looked = look(who, &order).await;
    render(who, id, &order, faults, looked).await
}

/// Only what could be sent goes to the second page.
async fn go_on(who: &Signed, id: Option<BulletinId>, order: &ShareOrder) -> Page {
    let looked = look(who, order).await;
    let mut faults = fields::missing(who.texts(), order);
    if faults.is_empty() {
        faults = looked.all_faults(who);
    }
    if !faults.is_empty() {
        return render(who, id, order, faults, looked).await;
    }
    let id = who.desk().keep_sheet(&who.caller, id, order).await?;
    see(&format!("/c/new/{id}/confirm"))
}

/// What was typed into a form whose session ended, as a sheet; the way to it.
pub(crate) async fn keep_what_was_typed(
    desk: &Desk,
    caller: &Caller,
    form: &Form,
) -> Result<String, Stop> {
    if !form.has("content") {
        return Ok("/c/".into());
    }
    let id = form.some("sheet").map(|id| sheet_id(&id)).transpose()?;
    let mut order = order_of(form);
    let kept = fields::common(form, "keep");
    let common = desk.common_sites(caller, &order)?.into_iter();
    let unsaid = common.filter(|value| !kept.contains(value));
    order.leave_out.extend(unsaid);
    let id = match desk.keep_sheet(caller, id, &order).await {
        Ok(id) => id,
        // The sheet went meanwhile: what was typed begins a new one.
        Err(error) if error.code() == Code::NotFound => {
            desk.keep_sheet(caller, None, &order).await?
        }
        Err(error) => return Err(error.into()),
    };
    Ok(format!("/c/new/{id}?done=kept"))
}

pub(crate) fn sheet_id(text: &str) -> Result<BulletinId, Stop> {
    let absent = |_| Problem::new(Code::NotFound, "no such draft here");
    Ok(text.parse().map_err(absent)?)
}

/// What the desk says of an order, before it is whole.
#[derive(Default)]
struct Looked {
    recognised: Option<Recognised>,
    unread: Option<Problem>,
    /// With the label that was chosen.
    shared: Option<Shared>,
    refused: Option<Problem>,
    /// For what each label would mean.
    any_label: Option<Shared>,
    /// What looks personal, hints behind the rest.
    personal: Vec<Finding>,
}

impl Looked {
    /// What to mend after a look: nothing is missing yet, but what is there has to be right.
    fn faults(&self, who: &Signed) -> Vec<Fault> {
        let unread = self.unread.iter().map(|problem| (problem, "content"));
        let refused = self.refused.iter().filter(|_| self.unread.is_none());
        let refused = refused.map(|problem| (problem, field_of(problem.code)));
        let all = unread.chain(refused);
        all.map(|(problem, field)| Fault::of(who.texts(), field, problem))
            .collect()
    }

    /// The same, with what stands against sending.
    fn all_faults(&self, who: &Signed) -> Vec<Fault> {
        let mut faults = self.faults(who);
        let outlook = self.shared.as_ref().map(|shared| &shared.outlook);
        if let Some(outlook) = outlook
            && let Some(code) = outlook.stands_against_code
            && code != Code::PolicyPrivacy
        {
            let text = outlook.stands_against.clone().unwrap_or_default();
            let problem = Problem::new(code, text);
            faults.push(Fault::of(who.texts(), field_of(code), &problem));
        }
        faults
    }
}

async fn look(who: &Signed, order: &ShareOrder) -> Looked {
    let mut looked = Looked::default();
    if order.content.trim().is_empty() {
        return looked;
    }
    match who.desk().recognise(&who.caller, order).await {
        Ok(recognised) => looked.recognised = Some(recognised),
        Err(error) => looked.unread = Some(error.problem()),
    }
    if let Ok((findings, hints)) = who.desk().find_personal(&who.caller, order).await {
        looked.personal = findings;
        looked.personal.extend(hints);
    }
    if order.consent.is_none() && order.consent_record.is_none() {
        return looked;
    }
    if order.label.is_some() {
        let tried = try_it(who, order.clone()).await;
        match tried {
            Ok(shared) => looked.shared = Some(shared),
            Err(problem) => looked.refused = Some(problem),
        }
    }
    if looked.shared.is_none() {
        let any = ShareOrder {
            label: Some("TLP:AMBER+STRICT".into()),
            ..order.clone()
        };
        looked.any_label = try_it(who, any).await.ok();
    }
    looked
}

async fn try_it(who: &Signed, order: ShareOrder) -> Result<Shared, Problem> {
    let order = ShareOrder {
        dry_run: true,
        ..order
    };
    let tried = who.desk().share(&who.caller, &order).await;
    tried.map_err(|error| error.problem())
}

async fn page_of(
    who: &Signed,
    id: Option<BulletinId>,
    order: &ShareOrder,
    faults: Vec<Fault>,
    looked: Looked,
) -> ComposePage {
    let question = order.question_until.is_some();
    let title = if question {
        "compose-ask-title"
    } else {
        "compose-title"
    };
    ComposePage {
        f: Frame::signed(who, "new", who.texts().say(title)).faulty(faults),
        w: Filled::of(who, id, order, &looked).await,
    }
}

async fn render(
    who: &Signed,
    id: Option<BulletinId>,
    order: &ShareOrder,
    faults: Vec<Fault>,
    looked: Looked,
) -> Page {
    page(&page_of(who, id, order, faults, looked).await)
}
