//! What share, import and ask have in common: the marking's options, the preview, and sending.

use std::collections::BTreeMap;

use fanal_desk::{Finding, ShareOrder, Shared, TextShown};
use fanal_protocol::{Code, Label, Problem, Timestamp};

use super::moment::moment;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, count, exit, outlook, show_preview};

/// How far it may go, and what goes with it.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(super) struct Marking {
    /// red, amber+strict, amber, green, clear
    #[arg(long, value_name = "LABEL")]
    pub(super) tlp: Option<String>,
    /// Desks by short name, and groups as group:NAME
    #[arg(long, value_name = "DESK,..", value_delimiter = ',')]
    pub(super) to: Vec<String>,
    /// What the person agreed to: refused, not-asked, desk, named, network, public, or
    /// not-needed:{no-beneficiary,own-infrastructure,already-public,vendor-report}
    #[arg(long, value_name = "CLAIM")]
    pub(super) consent: Option<String>,
    /// Your own word for the person: the claim is what the ledger of consent says
    #[arg(long, value_name = "ALIAS")]
    consent_record: Option<String>,
    /// The consent ends then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    consent_until: Option<Timestamp>,
    /// The person agreed to be named
    #[arg(long)]
    attribution: bool,
    /// One line; made from what was read, if absent
    #[arg(long)]
    title: Option<String>,
    /// In words
    #[arg(long)]
    summary: Option<String>,
    /// Language of title and summary (fr, es, ar, ..)
    #[arg(long)]
    lang: Option<String>,
    /// A word of the category list: phishing, stalkerware, ..
    #[arg(long)]
    category: Option<String>,
    /// What may be done with it: clear, green, amber, red
    #[arg(long, value_name = "LEVEL")]
    pap: Option<String>,
    /// One sentence that recipients must heed
    #[arg(long, value_name = "SENTENCE")]
    also_please: Option<String>,
    /// Blocking could warn an abuser: it enters detection lists only
    #[arg(long)]
    may_alert_perpetrator: bool,
    /// To be looked at before all else; it comes through quiet hours where people let it
    #[arg(long)]
    urgent: bool,
    /// Its words are hard to read: readers unfold them when they want to
    #[arg(long)]
    content_warning: bool,
    /// What the indicators do: c2, delivery, website, sender, payload; for one of them
    /// VALUE=ROLE
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// A value that was seen at one person only: whoever sent it would learn who reported. The mark stays here
    #[arg(long, value_name = "VALUE")]
    seen_once: Vec<String>,
    /// Not public before then; the network gets it at once
    #[arg(long, value_name = "TIME", value_parser = moment)]
    not_before: Option<Timestamp>,
    /// Recipients purge it then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    retain_until: Option<Timestamp>,
    /// Where it comes from, if it is not this desk's own
    #[arg(long)]
    pub(super) source: Option<String>,
    /// Its licence (CC-BY-4.0, ..)
    #[arg(long)]
    licence: Option<String>,
    /// Bulletins that it quotes or answers
    #[arg(long, value_name = "DESK/ID")]
    refers_to: Vec<String>,
    /// Where you have values from that are known here from others' narrower bulletins
    #[arg(long, value_name = "SOURCE")]
    independent_source: Option<String>,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = key_and_reason)]
    because: Vec<(String, String)>,
    /// Take the way out of a finding: the first that there is, or KEY=remove, mask, instead. A word like
    /// one_time_link takes it for all of them
    #[arg(long, value_name = "KEY", alias = "truncate")]
    mend: Vec<String>,
    /// Only show what would happen
    #[arg(long)]
    dry_run: bool,
    /// Keep it as a draft, do not send
    #[arg(long, conflicts_with = "dry_run")]
    draft: bool,
}

/// For clap: `KEY=REASON`, both of them.
pub(super) fn key_and_reason(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, reason)) if !key.is_empty() && !reason.trim().is_empty() => {
            Ok((key.to_owned(), reason.to_owned()))
        }
        Some(_) | None => Err("write KEY=REASON, with the key of the finding".into()),
    }
}

/// `KEY`, or `KEY=WAY`.
fn key_and_way(text: &str) -> (String, String) {
    let (key, way) = text.split_once('=').unwrap_or((text, ""));
    (key.to_owned(), way.to_owned())
}

impl Marking {
    /// The order without content.
    pub(super) fn order(self) -> ShareOrder {
        let (roles, role) = roles(&self.role);
        ShareOrder {
            title: self.title,
            summary: self.summary,
            lang: self.lang,
            category: self.category,
            label: self.tlp,
            to: self.to,
            consent: self.consent,
            consent_record: self.consent_record,
            attribution: self.attribution,
            consent_until: self.consent_until,
            pap: self.pap,
            also_please: self.also_please,
            may_alert_perpetrator: self.may_alert_perpetrator,
            urgent: self.urgent,
            content_warning: self.content_warning,
            role,
            roles,
            seen_once: self.seen_once.iter().map(|text| normal(text)).collect(),
            not_before: self.not_before,
            retain_until: self.retain_until,
            source: self.source,
            licence: self.licence,
            refers_to: self.refers_to,
            independent_source: self.independent_source,
            because: self.because.into_iter().collect(),
            mend: self.mend.iter().map(|text| key_and_way(text)).collect(),
            dry_run: self.dry_run,
            draft_only: self.draft,
            ..ShareOrder::default()
        }
    }
}

/// A value as the desk writes it.
fn normal(value: &str) -> String {
    let known = fanal_stix::Value::guess(value);
    known.map_or_else(|| value.to_owned(), |known| known.text().to_owned())
}

/// Roles by value, and the one for all others. A link has `=` too: the last one counts.
fn roles(given: &[String]) -> (BTreeMap<String, String>, Option<String>) {
    let mut named = BTreeMap::new();
    let mut default = None;
    for text in given {
        match text.rsplit_once('=') {
            Some((value, role)) => {
                named.insert(normal(value), role.to_owned());
            }
            None => default = Some(text.clone()),
        }
    }
    (named, default)
}

/// Previews, asks if a person is here, sends.
pub(super) async fn send(here: &Invocation, mut order: ShareOrder) -> Result {
    if order.dry_run {
        let shared: Shared = here.call("share", &order).await?;
        return Outcome::of("share", &shared, page(&shared)).map(|it| it.exits(dry_exit(&shared)));
    }
    if here.asks() && !order.draft_only {
        order.dry_run = true;
        let shared: Shared = here.call("share", &order).await?;
        show_preview(&page(&shared), here.manner);
        if let Some(problem) = stands_against(&shared) {
            return Err(problem);
        }
        if shared.bulletins.is_empty() {
            return Outcome::of("share", &shared, Page::new())
                .map(|it| it.exits(sent_exit(&shared)));
        }
        if !confirmed("Send it?")? {
            return Outcome::of("share", &shared, page_of_state("Not sent."))
                .map(|it| it.exits(exit::REFUSED));
        }
        order.dry_run = false;
        order.shown = shared.outlook.digest;
    }
    match here.call::<_, Shared>("share", &order).await {
        Ok(shared) => {
            let outcome = Outcome::of("share", &shared, page(&shared))?.exits(sent_exit(&shared));
            let empty = shared.read == 0 && shared.joined == 0 && !order.content.is_empty();
            let text = "no value was found in it: only its words went";
            let outcome = if empty {
                outcome.warns("no_values", text)
            } else {
                outcome
            };
            // What nobody said may be blocked stands in no list that blocks: better known now than later.
            let blocks = order.pap.is_some() || shared.outlook.label != Label::Clear.as_str();
            let text =
                "without a PAP level it stands in no list that blocks: `--pap clear` permits it";
            Ok(if blocks {
                outcome
            } else {
                outcome.warns("no_pap", text)
            })
        }
        Err(problem) => {
            preview_of_refused(here, &order, &problem).await;
            Err(problem)
        }
    }
}

/// A refusal is easier to mend with the preview above it.
async fn preview_of_refused(here: &Invocation, order: &ShareOrder, problem: &Problem) {
    if problem.code == Code::UsageInvalid
        || here.manner.json
        || here.manner.lines
        || here.manner.quiet
    {
        return;
    }
    let dry = ShareOrder {
        dry_run: true,
        draft_only: false,
        ..order.clone()
    };
    if let Ok(shared) = here.call::<_, Shared>("share", &dry).await {
        show_preview(&page(&shared), here.manner);
    }
}

fn stands_against(shared: &Shared) -> Option<Problem> {
    if let Some(first) = shared.findings.first() {
        let number = count(shared.findings.len(), "finding", "findings");
        let text = format!("not sent: {number} of the privacy check to answer");
        let hint = format!(
            "take it out with `--mend {0}`, or keep it with `--because {0}=REASON`",
            first.key
        );
        return Some(Problem::new(Code::PolicyPrivacy, text).with_hint(hint));
    }
    let reason = shared.outlook.stands_against.as_ref()?;
    let hint = "`Who will see this` above says what stands against it";
    Some(Problem::new(Code::PolicyLabel, format!("not sent: {reason}")).with_hint(hint))
}

fn dry_exit(shared: &Shared) -> u8 {
    if !shared.findings.is_empty() || shared.outlook.stands_against.is_some() {
        exit::REFUSED
    } else if shared.refused.is_empty() {
        exit::DONE
    } else {
        exit::PARTLY
    }
}

pub(super) fn sent_exit(shared: &Shared) -> u8 {
    if !shared.refused.is_empty() {
        exit::PARTLY
    } else if shared
        .bulletins
        .iter()
        .any(|bulletin| bulletin.state == "waiting")
    {
        exit::WAITS
    } else {
        exit::DONE
    }
}

/// Rows that are shown one by one; `--json` has all of them.
const ROWS_SHOWN: usize = 20;

pub(super) fn page(shared: &Shared) -> Page {
    let mut page = Page::new();
    page.line(what_was_read(shared));
    for note in &shared.notes {
        page.line(format!("  {note}"));
    }
    if !shared.refused.is_empty() {
        page.heading(format!(
            "Not taken: {}",
            count(shared.refused.len(), "row", "rows")
        ));
        for row in shared.refused.iter().take(ROWS_SHOWN) {
            page.line(format!("  {}  {}  {}", row.place, row.text, row.fault));
            if let Some(hint) = &row.hint {
                page.line(format!("      {hint}"));
            }
        }
        if shared.refused.len() > ROWS_SHOWN {
            page.line(format!(
                "  and {} more: see --json",
                shared.refused.len() - ROWS_SHOWN
            ));
        }
    }
    page.append(warned(&shared.warned));
    page.append(findings(&shared.findings));
    page.append(hints(&shared.hints));
    let asks_public = shared.outlook.label == Label::Clear.as_str();
    page.append(texts(&shared.texts, asks_public));
    if shared.bulletins.is_empty() {
        page.line("Nothing in it is new: nothing was sent.");
        return page;
    }
    page.append(outlook(&shared.outlook));
    for bulletin in &shared.bulletins {
        let number = count(bulletin.indicators, "indicator", "indicators");
        if let Some(id) = &bulletin.id {
            page.line(format!(
                "{}: {id} ({number})",
                state_in_words(&bulletin.state)
            ));
        }
    }
    page
}

/// What warning lists have to say.
pub(super) fn warned(warned: &[fanal_desk::Warned]) -> Page {
    let mut page = Page::new();
    if !warned.is_empty() {
        page.heading("Warning lists: look again, a hit is no verdict");
        for one in warned.iter().take(ROWS_SHOWN) {
            page.line(format!("  {}  {} ({})", one.value, one.list, one.entry));
        }
        if warned.len() > ROWS_SHOWN {
            page.line(format!(
                "  and {} more: see --json",
                warned.len() - ROWS_SHOWN
            ));
        }
    }
    page
}

/// Every text that would leave: what somebody says yes to, they have read. [PRV-12]
pub(super) fn texts(texts: &[TextShown], asks_public: bool) -> Page {
    let mut page = Page::new();
    if !texts.is_empty() {
        let number = count(texts.len(), "text goes", "texts go");
        page.heading(format!("{number} along"));
    }
    for text in texts {
        let also = match text.also {
            0 => String::new(),
            more => format!(" (and in {})", count(more, "more place", "more places")),
        };
        let reach = match (asks_public, text.public) {
            (true, true) => " (becomes public)",
            (true, false) => " (does not become public)",
            (false, _) => "",
        };
        page.line(format!("  {}{also}{reach}", text.place));
        for line in text.text.lines() {
            page.line(format!("      {line}"));
        }
    }
    page
}

/// Findings of one kind that are shown one by one; one answer may do for all of them.
const OF_A_KIND: usize = 10;

/// The findings of the privacy check, each with the ways to answer it.
pub(super) fn findings(findings: &[Finding]) -> Page {
    let mut page = Page::new();
    if findings.is_empty() {
        return page;
    }
    page.heading(format!(
        "Privacy check: {}",
        count(findings.len(), "finding", "findings")
    ));
    let mut of_a_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let number = of_a_kind.entry(&finding.reason).or_default();
        *number += 1;
        if *number <= OF_A_KIND {
            page.line(found(finding));
            if !finding.remedies.is_empty() {
                let ways = remedies(finding);
                page.line(format!("      {ways}: --mend {}", finding.key));
            }
            page.line(format!("      keep it: --because {}=\"...\"", finding.key));
        }
    }
    for (reason, number) in of_a_kind.iter().filter(|(_, number)| **number > 1) {
        if *number > OF_A_KIND {
            page.line(format!(
                "  and {} more {reason}: see --json",
                number - OF_A_KIND
            ));
        }
        page.line(format!("  keep all {number}: --because {reason}=\"...\""));
    }
    page
}

/// What the check says and holds nothing back for.
pub(super) fn hints(hints: &[Finding]) -> Page {
    let mut page = Page::new();
    if !hints.is_empty() {
        page.heading("Also seen");
    }
    for hint in hints.iter().take(OF_A_KIND) {
        page.line(format!("{}: {}", found(hint), hint.hint));
    }
    if let more @ 1.. = hints.len().saturating_sub(OF_A_KIND) {
        page.line(format!("  and {more} more: see --json"));
    }
    page
}

fn found(finding: &Finding) -> String {
    let shown: String = finding.text.chars().take(SHOWN_CHARS).collect();
    let shown = shown.replace(char::is_control, " ");
    let also = match finding.also {
        0 => String::new(),
        more => format!(" (and in {})", count(more, "more place", "more places")),
    };
    format!("  {}  {shown}  {}{also}", finding.place, finding.what)
}

/// Characters of a finding that are shown in a line.
const SHOWN_CHARS: usize = 60;

/// Its ways out, in one line.
fn remedies(finding: &Finding) -> String {
    let ways: Vec<String> = finding
        .remedies
        .iter()
        .map(|remedy| match (remedy.kind.as_str(), &remedy.with) {
            ("mask", Some(with)) => format!("write {with}"),
            (_, Some(with)) => format!("share {with} alone"),
            (_, None) => "take it out".to_owned(),
        })
        .collect();
    ways.join(", or ")
}

fn what_was_read(shared: &Shared) -> String {
    let kinds: Vec<String> = shared
        .kinds
        .iter()
        .map(|(kind, number)| format!("{number} {kind}"))
        .collect();
    let mut text = count(shared.read, "value read", "values read");
    if !kinds.is_empty() {
        text = format!("{text} ({})", kinds.join(", "));
    }
    if let Ok(format) = shared.read_as.parse::<fanal_formats::Format>() {
        text = format!("{text} from {}", format.title());
    }
    if shared.context > 0 {
        text = format!("{text}; {} as context", shared.context);
    }
    if shared.joined > 0 {
        text = format!("{text}; {} shared before", shared.joined);
    }
    if shared.merged > 0 {
        text = format!(
            "{text}; {} joined",
            count(shared.merged, "repeat", "repeats")
        );
    }
    if shared.known > 0 {
        text = format!("{text}; {} already known here", shared.known);
    }
    text
}

/// The state of a bulletin, as people say it.
pub(super) fn state_in_words(state: &str) -> &str {
    match state {
        "sent" => "Sent",
        "waiting" => "Waits for a second person",
        "draft" => "Kept as a draft",
        "preview" => "Preview, nothing was sent",
        other => other,
    }
}

/// A page with one line.
pub(super) fn page_of_state(text: &str) -> Page {
    let mut page = Page::new();
    page.line(text);
    page
}
