//! A file or a paste from another program, read and shown in the composer before anything happens.

use askama::Template;
use fanal_desk::ShareOrder;

use crate::chrome::{Fault, Frame, page, see};
use crate::pages::words::{Choice, choices};
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    f: Frame,
    source: String,
    licence: String,
    formats: Vec<Choice>,
}

/// What a file can be read as where the guess is wrong; the rest is recognised by its own look.
const FORMATS: &[&str] = &["list", "csv", "text", "stix", "misp"];

pub(crate) async fn show(who: Signed) -> Page {
    page(&ImportPage {
        f: Frame::signed(&who, "new", who.texts().say("import-title")),
        source: String::new(),
        licence: String::new(),
        formats: choices(who.texts(), "read-as", FORMATS, ""),
    })
}

/// What was sent becomes a sheet of the composer.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let file = form.one("file");
    let pasted = form.one("text");
    let from_file = !file.trim().is_empty();
    let order = ShareOrder {
        content: if from_file { file } else { pasted }.to_owned(),
        file_name: form.some("file.name").filter(|_| from_file),
        format: form.some("format"),
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
        let title = who.texts().say("import-title");
        return page(&ImportPage {
            f: Frame::signed(&who, "new", title).faulty(vec![fault]),
            source: order.source.unwrap_or_default(),
            licence: order.licence.unwrap_or_default(),
            formats: choices(
                who.texts(),
                "read-as",
                FORMATS,
                order.format.as_deref().unwrap_or_default(),
            ),
        });
    }
    let id = who.desk().keep_sheet(&who.caller, None, &order).await?;
    see(&format!("/c/new/{id}"))
}
