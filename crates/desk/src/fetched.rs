//! Sources that the configuration names and the node asks by itself: what they may do at this desk, and how the last
//! time ended. What comes is asked, warned of, or lies as a draft before a person; a schedule sends nothing. [IMP-11]

use std::collections::BTreeMap;

use async_trait::async_trait;
use fanal_protocol::{Code, Problem, Timestamp};
use fanal_store::{DraftFilter, DraftState, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::{Caller, Proof};
use crate::desk::{Desk, sha256};
use crate::error::{Result, not_found, problem};
use crate::lookups::{LookUpOrder, LookUpShown};
use crate::share::{ShareOrder, Shared, Writer, read};
use crate::warnings::{WarningListOrder, WarningListShown};

const NOTES: &str = "sources";

/// Drafts of one account that wait to be looked at, above which sources add none.
const MOST_UNTOUCHED: u64 = 500;
/// The same in bytes: one large event by itself is taken.
const UNTOUCHED_BYTES: u64 = 64 << 20;

/// In the audit trail: no account did it.
const NODE: &str = "node";

/// How it went with a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceShown {
    /// When it was asked last.
    pub asked: Option<Timestamp>,
    /// When all that it had was taken last.
    pub worked: Option<Timestamp>,
    /// Since when it does not work.
    pub failing: Option<Timestamp>,
    /// Why.
    pub why: Option<String>,
    /// The same as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Of its files, events and pages, how many were not taken the last time.
    #[serde(default)]
    pub refused: usize,
}

impl SourceShown {
    /// [IMP-11] Since when, and why: nothing of what came.
    pub fn in_words(&self, name: &str) -> String {
        let worked = self.worked.map_or_else(
            || "never worked".to_owned(),
            |at| format!("worked last at {at}"),
        );
        match (self.failing, self.asked, self.refused) {
            (Some(since), _, _) => format!(
                "{name} does not work since {since}, {worked}: {}",
                self.why.as_deref().unwrap_or_default()
            ),
            (None, None, _) => format!("{name}: not asked yet"),
            (None, Some(_), 0) => format!("{name}, {worked}"),
            (None, Some(_), refused) => format!("{name}, {worked}; {refused} not taken"),
        }
    }
}

/// Names a source of the configuration.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichSource {
    /// Its name there.
    pub name: String,
}

/// A source that was asked because somebody wanted it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SourceAsked {
    /// Its name.
    pub name: String,
    /// It is asked still, or waits for its turn: how it ended stands in `status` then.
    pub under_way: bool,
    /// How it went, the last time that it ended.
    pub source: SourceShown,
}

/// What asks sources: the node that runs.
#[async_trait]
pub trait AskSources: Send + Sync {
    /// Has it asked in its turn. True once it was; false if that takes long, and goes on.
    async fn ask(&self, name: &str) -> Result<bool, Problem>;
}

/// Where a source was left; its own words, which nobody else reads.
fn marks_of(name: &str) -> String {
    format!("source/{}", sha256(name.as_bytes()))
}

impl Desk {
    /// What it had becomes drafts of this account, whatever else the order says.
    pub async fn draft_from_source(&self, account: &str, order: &ShareOrder) -> Result<Shared> {
        let mut unit = self.read().await?;
        self.must_be_open(unit.as_mut()).await?;
        let row = unit.account(account).await?;
        room_for(unit.as_mut(), account, order.content.len()).await?;
        drop(unit);
        let Some(row) = row.filter(|row| !row.disabled) else {
            let text = format!("there is no account `{account}` that may sign in");
            return Err(problem(Code::AccountUnknown, text));
        };
        // To draft, and nothing more.
        let rights = row
            .rights
            .into_iter()
            .filter(|right| *right == Right::Analyst);
        let caller = Caller::by_token(row.name, rights.collect(), Proof::Never);
        let order = ShareOrder {
            draft_only: true,
            dry_run: false,
            join_known: true,
            ..order.clone()
        };
        caller.needs(Right::Analyst)?;
        self.membership(None)?;
        let reading = read(&order)?;
        self.share_reading((&caller, Writer::Program), &order, reading)
            .await
    }

    /// What it had is kept to be asked.
    pub async fn look_up_from_source(&self, order: &LookUpOrder) -> Result<LookUpShown> {
        self.keep_look_up(NODE, order).await
    }

    /// The parts of a list that are held, each with its mark.
    pub async fn parts_of_look_up(&self, name: &str) -> Result<BTreeMap<String, String>> {
        self.look_up_parts(name).await
    }

    /// What it had warns, under the name of the source.
    pub async fn warn_from_source(
        &self,
        name: &str,
        order: &WarningListOrder,
    ) -> Result<WarningListShown> {
        self.keep_warning_list_of(NODE, name, order).await
    }

    /// A source is asked now, because a person wants it: by the node that runs, if this process is one. [IMP-16]
    pub async fn fetch_source(
        &self,
        caller: &Caller,
        order: &WhichSource,
        asker: Option<&dyn AskSources>,
    ) -> Result<SourceAsked> {
        caller.needs(Right::Analyst)?;
        let Some(asker) = asker else {
            let problem = Problem::new(Code::PeerUnreachable, "no node runs here");
            return Err(problem.with_hint("start it with `fanal serve`").into());
        };
        let mut unit = self.begin().await?;
        if !sources(unit.as_mut()).await?.contains_key(&order.name) {
            return Err(not_found("source of this name in the configuration"));
        }
        let who = caller.account();
        unit.put_audit(self.now(), who, "source.fetch", "source", "asked")
            .await?;
        unit.commit().await?;
        let is_done = asker.ask(&order.name).await?;
        Ok(SourceAsked {
            name: order.name.clone(),
            under_way: !is_done,
            source: self.source_noted(&order.name).await?,
        })
    }

    /// Where a source was left.
    pub async fn marks_of_source(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let stored = self.read().await?.setting(&marks_of(name)).await?;
        Ok(stored.map(|bytes| bytes.to_vec()))
    }

    /// Notes where it is left.
    pub async fn mark_source(&self, name: &str, marks: &[u8]) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_setting(&marks_of(name), marks).await?;
        Ok(unit.commit().await?)
    }

    /// Notes how asking a source ended: with how much that was not taken, or why it did not.
    pub async fn note_asked(&self, name: &str, ended: Result<usize, (Code, String)>) -> Result<()> {
        let mut unit = self.begin().await?;
        let mut notes = sources(unit.as_mut()).await?;
        let now = self.now();
        let note = notes.entry(name.to_owned()).or_default();
        note.asked = Some(now);
        match ended {
            Ok(refused) => {
                note.worked = Some(now);
                (note.failing, note.why, note.code) = (None, None, None);
                note.refused = refused;
            }
            Err((code, why)) => {
                note.failing = note.failing.or(Some(now));
                (note.why, note.code) = (Some(why), Some(code));
            }
        }
        put(unit.as_mut(), &notes).await?;
        Ok(unit.commit().await?)
    }

    /// Forgets what is known of sources that are named no more, and knows of those that are.
    pub async fn keep_notes_of_sources(&self, names: &[&str]) -> Result<()> {
        let mut unit = self.begin().await?;
        let before = sources(unit.as_mut()).await?;
        let mut notes = before.clone();
        notes.retain(|name, _| names.contains(&name.as_str()));
        for name in names {
            notes.entry((*name).to_owned()).or_default();
        }
        if notes == before {
            return Ok(());
        }
        for gone in before.keys().filter(|name| !notes.contains_key(*name)) {
            unit.delete_setting(&marks_of(gone)).await?;
        }
        put(unit.as_mut(), &notes).await?;
        Ok(unit.commit().await?)
    }

    /// How it went with one source the last time.
    pub async fn source_noted(&self, name: &str) -> Result<SourceShown> {
        let mut unit = self.read().await?;
        Ok(sources(unit.as_mut())
            .await?
            .remove(name)
            .unwrap_or_default())
    }
}

/// [IMP-14] A source, or whoever took it over, fills no desk: people look at what lies there first.
async fn room_for(unit: &mut dyn Unit, account: &str, bytes: usize) -> Result<()> {
    let of_account = DraftFilter {
        author: Some(account.to_owned()),
        ..DraftFilter::of(&[DraftState::Draft])
    };
    let lying = unit.count_drafts(&of_account).await?;
    let (count, held) = (lying.count, lying.bytes);
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let is_full = held > 0 && held.saturating_add(bytes) > UNTOUCHED_BYTES;
    if count >= MOST_UNTOUCHED || is_full {
        let text = format!(
            "{count} drafts of `{account}` lie there: send some, or throw them away, first"
        );
        return Err(problem(Code::LimitRate, text));
    }
    Ok(())
}

/// Each source, by its name.
pub(crate) async fn sources(unit: &mut dyn Unit) -> Result<BTreeMap<String, SourceShown>> {
    let stored = unit.setting(NOTES).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

async fn put(unit: &mut dyn Unit, notes: &BTreeMap<String, SourceShown>) -> Result<()> {
    let bytes = serde_json::to_vec(notes).unwrap_or_default();
    Ok(unit.put_setting(NOTES, &bytes).await?)
}
