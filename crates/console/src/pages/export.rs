//! Files by tool: "MVT", not "STIX bundle with sixteen kinds of patterns".

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use fanal_desk::ExportOrder;
use fanal_protocol::{Code, Label, Problem};

use crate::chrome::{Fault, Frame, page};
use crate::pages::words::Choice;
use crate::tar;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage {
    f: Frame,
    tools: Vec<Tool>,
    labels: Vec<Choice>,
}

struct Tool {
    format: &'static str,
    name: String,
    more: String,
    blocks: bool,
}

/// The formats, each with whether its readers block what is in it.
pub(crate) const TOOLS: &[(&str, bool)] = &[
    ("mvt", false),
    ("spyguard", false),
    ("misp", false),
    ("stix", false),
    ("suricata", false),
    ("clamav-md5", false),
    ("clamav-sha", false),
    ("yara", false),
    ("csv", false),
    ("network-csv", false),
    ("briefing", false),
    ("digest-md", false),
    ("digest-html", false),
    ("atom", false),
    ("json-feed", false),
    ("native", false),
    ("hosts", true),
    ("adguard", true),
    ("rpz", true),
    ("domains", true),
];

pub(crate) async fn show(who: Signed) -> Page {
    render(&who, Vec::new())
}

fn render(who: &Signed, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let tools = TOOLS.iter().map(|(format, blocks)| Tool {
        format,
        name: texts.say(&format!("tool-{format}")),
        more: texts.say(&format!("tool-{format}-more")),
        blocks: *blocks,
    });
    let labels = [Label::Clear, Label::Green, Label::Amber, Label::AmberStrict];
    page(&ExportPage {
        tools: tools.collect(),
        labels: labels
            .into_iter()
            .map(|label| Choice {
                value: label.to_string(),
                words: label.to_string(),
                chosen: label == Label::Amber,
            })
            .collect(),
        f: Frame::signed(who, "export", texts.say("export-title")).faulty(faults),
    })
}

/// The file itself.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let order = ExportOrder {
        format: form.one("format").to_owned(),
        bulletin: form.some("bulletin"),
        up_to: form.some("up_to"),
        full: form.has("full"),
        byte_order_mark: form.has("bom"),
        ..ExportOrder::default()
    };
    let file = match who.desk().export(&who.caller, &order).await {
        Ok(file) => file,
        Err(error) => {
            let fault = Fault::of(who.texts(), "up_to", &error.problem());
            return render(&who, vec![fault]);
        }
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = file.file_name.chars().filter(|c| plain(*c)).collect();
    if file.beside.is_empty() {
        return Ok(downloaded(
            &name,
            &file.media_type,
            file.content.into_bytes(),
        ));
    }
    let beside = file.beside.iter();
    let beside = beside.map(|it| (it.file_name.as_str(), it.content.as_bytes()));
    let first = (name.as_str(), file.content.as_bytes());
    let whole = tar::archive(std::iter::once(first).chain(beside));
    let whole = whole.ok_or_else(|| Problem::new(Code::Broken, "a name of a file is too long"))?;
    let name = format!("{}.tar", order.format);
    Ok(downloaded(&name, "application/x-tar", whole))
}

/// A file to keep.
pub(crate) fn downloaded(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, bytes).into_response()
}
