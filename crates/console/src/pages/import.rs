//! A file or a paste from another program, read and shown in the composer before anything happens.

use askama::Template;
use fanal_desk::ShareOrder;

use crate::chrome::{Fault, Frame, page, see};
use crate::pages::compose::columns;
use crate::pages::words::{Choice, KINDS, choices};
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    f: Frame,
    source: String,
    licence: String,
    formats: Vec<Choice>,
    kinds: Vec<Choice>,
    columns: Vec<Column>,
    /// Somebody said something of kind or columns: what they said is in sight.
    told: bool,
}

/// A column of a table, and what may stand in it.
struct Column {
    number: usize,
    called: String,
    holds: Vec<Choice>,
}

/// What a file can be read as where the guess is wrong; the rest is recognised by its own look.
const FORMATS: &[&str] = &["list", "csv", "text", "stix", "misp"];
/// Columns that the page asks for; of wider tables the command line is told.
const COLUMNS: usize = 8;
/// What a column holds beside values of one kind.
const HOLDS: &[&str] = &["any", "kinds", "names", "roles", "labels", "nothing"];

impl ImportPage {
    fn of(who: &Signed, order: ShareOrder, faults: Vec<Fault>) -> Self {
        let texts = who.texts();
        let chosen = |what: &Option<String>| what.clone().unwrap_or_default();
        let column = |number: usize| {
            let said = order.columns.get(&number.to_string());
            let said = said.map_or("", String::as_str);
            let mut holds = choices(texts, "column", HOLDS, said);
            holds.extend(choices(texts, "kind", KINDS, said));
            Column {
                number,
                called: texts.with("import-column", "n", texts.number(number)),
                holds,
            }
        };
        Self {
            f: Frame::signed(who, "new", texts.say("import-title")).faulty(faults),
            formats: choices(texts, "read-as", FORMATS, &chosen(&order.format)),
            kinds: choices(texts, "kind", KINDS, &chosen(&order.kind)),
            columns: (1..=COLUMNS).map(column).collect(),
            told: order.kind.is_some() || !order.columns.is_empty(),
            source: order.source.unwrap_or_default(),
            licence: order.licence.unwrap_or_default(),
        }
    }
}

pub(crate) async fn show(who: Signed) -> Page {
    page(&ImportPage::of(&who, ShareOrder::default(), Vec::new()))
}

/// What was sent becomes a sheet of the composer.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let file = form.one("file");
    let pasted = form.one("text");
    let from_file = !file.trim().is_empty();
    let mut order = ShareOrder {
        content: if from_file { file } else { pasted }.to_owned(),
        file_name: form.some("file.name").filter(|_| from_file),
        format: form.some("format"),
        kind: form.some("kind"),
        columns: columns(&form),
        source: form.some("source"),
        licence: form.some("licence"),
        ..ShareOrder::default()
    };
    let report = match order.format {
        // Somebody says that it is something else.
        Some(_) => Ok(None),
        None => who
            .desk()
            .read_report(&who.caller, &order.content, order.file_name.as_deref()),
    };
    match report {
        Ok(Some(values)) => return super::found::preview(&who, values).await,
        Ok(None) => {}
        Err(error) => return Err(error.into()),
    }
    let fault = if order.content.trim().is_empty() {
        Some(Fault::says(who.texts(), "file", "import-nothing"))
    } else {
        let read = who.desk().recognise(&who.caller, &order).await;
        let unread = read.err();
        unread.map(|error| Fault::of(who.texts(), "file", &error.problem()))
    };
    if let Some(fault) = fault {
        return page(&ImportPage::of(&who, order, vec![fault]));
    }
    super::compose::leave_out_common(who.desk(), &who.caller, &mut order)?;
    let id = who.desk().keep_sheet(&who.caller, None, &order).await?;
    see(&format!("/c/new/{id}"))
}
