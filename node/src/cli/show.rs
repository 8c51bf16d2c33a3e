//! `fanal show`: one bulletin, its values defanged.

use fanal_api::Which;
use fanal_desk::{BulletinShown, ShowAsOrder, ShownAs, ValueShown};
use fanal_protocol::DeskId;
use fanal_store::Answer;

use super::{Invocation, Result};
use crate::render::{Outcome, Page, count, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
    /// As this other desk sees it: what it gets, or why it gets nothing
    #[arg(long = "as", value_name = "DESK")]
    as_desk: Option<DeskId>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    if let Some(desk) = args.as_desk {
        let bulletin = args.id;
        let order = ShowAsOrder { bulletin, desk };
        let seen: ShownAs = here.call("show-as", &order).await?;
        return Outcome::of("show-as", &seen, page_as(&seen));
    }
    let shown: BulletinShown = here.call("show", &Which { bulletin: args.id }).await?;
    Outcome::of("show", &shown, page(&shown))
}

/// By another desk's eyes.
fn page_as(seen: &ShownAs) -> Page {
    let mut page = Page::new();
    let answer = &seen.answer;
    let Some(shown) = &seen.shown else {
        page.line(format!(
            "{} gets nothing of it: {}",
            answer.desk, answer.words
        ));
        return page;
    };
    page.line(format!("{} reads this, and {}", answer.desk, seen.then));
    page.gap();
    page.append(self::page(shown));
    page
}

fn page(shown: &BulletinShown) -> Page {
    let mut page = Page::new();
    let line = &shown.line;
    page.heading(format!(
        "{}  {}",
        line.label,
        line.title.as_deref().unwrap_or("(withdrawn)")
    ));
    page.pair("reference", &line.reference);
    page.pair("from", line.origin.as_str());
    page.pair(
        "revision",
        format!("{}, received {}", line.revision, line.received),
    );
    page.pair(
        "state",
        format!("{}, here: {}", line.state, word(&line.stance)),
    );
    if line.urgent {
        page.pair("urgent", "yes");
    }
    if shown.content_warning {
        page.pair("take care", "its words may be hard to read");
    }
    page.pair_if("category", line.category.as_ref());
    page.pair_if("also please", shown.also_please.as_ref());
    page.pair_if("may be done", shown.pap.as_ref());
    if shown.may_alert_perpetrator {
        page.pair("careful", "blocking could warn an abuser: detection only");
    }
    if !shown.audience.is_empty() {
        page.pair("audience", names(&shown.audience));
    }
    page.pair_if("consent", shown.consent.as_ref().map(word));
    page.pair_if("source", shown.source.as_ref());
    page.pair_if("licence", shown.licence.as_ref());
    page.pair_if("published", shown.published.as_ref());
    page.pair("signed", &shown.provenance);
    if !shown.sent_to.is_empty() {
        page.pair("sent to", names(&shown.sent_to));
    }
    for (desk, answer) in &shown.receipts {
        page.pair("receipt", format!("{desk}: {}", answer_in_words(*answer)));
    }
    page.pair_if(
        "seen",
        shown
            .seen
            .map(|number| count(number as usize, "desk", "desks")),
    );
    page.pair_if(
        "false positive",
        shown
            .false_positive
            .map(|number| count(number as usize, "desk", "desks")),
    );
    if let Some(summary) = &shown.summary {
        page.gap();
        for line in summary.lines() {
            page.line(line);
        }
    }
    page.append(values(&shown.values));
    page
}

/// Values, defanged, each with what it does.
pub(super) fn values(values: &[ValueShown]) -> Page {
    let mut page = Page::new();
    if values.is_empty() {
        return page;
    }
    page.gap();
    let rows: Vec<[String; 4]> = values
        .iter()
        .map(|value| {
            let family = value.family.clone().unwrap_or_default();
            [
                value.kind.clone(),
                value.defanged.clone(),
                word(&value.role),
                family,
            ]
        })
        .collect();
    page.table(["KIND", "VALUE", "ROLE", "FAMILY"], &rows);
    page
}

/// The word that the API writes for something.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    let Some(fields) = value.as_object() else {
        return value.as_str().map_or_else(|| value.to_string(), spaced);
    };
    let said = fields
        .iter()
        .filter(|(_, value)| !value.is_null() && value.as_bool() != Some(false));
    let texts = said.map(|(key, value)| {
        value
            .as_str()
            .map_or_else(|| format!("{key} {value}"), spaced)
    });
    texts.collect::<Vec<_>>().join(", ")
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

/// What a desk said of a withdrawal.
pub(super) const fn answer_in_words(answer: Answer) -> &'static str {
    match answer {
        Answer::Waiting => "no answer yet",
        Answer::Purged => "purged, signed",
        Answer::NotHeld => "holds nothing of it, signed",
        Answer::Refused => "refused",
    }
}
