//! Notifications: that there is something, never what. [NOT-1]
//!
//! Nothing waits in an outbox: what is new for somebody is counted at the moment of sending, each item by
//! a permit of its own, and the words are made of the counts alone.

mod hooks;
mod mail_key;
mod news;
mod post;
mod preferences;
mod words;

use std::collections::BTreeSet;
use std::time::Duration;

use fanal_protocol::{Digest, Timestamp};
use fanal_store::{AccountRow, Right};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use hooks::{Hook, HookShown, Shape, WhichHook};
pub use mail_key::{MailKeyOrder, MailKeyShown, MailKeyState};
pub use post::{KeyRead, NO_OPENPGP, Notification, Post, Target, Undelivered};
pub use preferences::{Preferences, Quiet, When};

use crate::attempts::Lane;
use crate::caller::{Caller, Proof};
use crate::desk::{Desk, sha256};
use crate::error::{Result, problem};
use news::News;
use words::Lang;

/// Looked at so often.
pub const NOTIFY_EVERY: Duration = Duration::from_secs(60);
/// Hours between two digests.
const DIGEST_HOURS: i64 = 24;
/// The first pause after a failure; it doubles up to the longest.
const FIRST_PAUSE_SECONDS: i64 = 60;
const LONGEST_PAUSE_SECONDS: i64 = 6 * 3_600;

/// What became of a test.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NotifyTested {
    /// `mail`, or the name of a webhook.
    pub road: String,
    /// Taken by the other side?
    pub taken: bool,
    /// If not: why.
    pub why: Option<String>,
}

/// How far somebody was told.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Told {
    /// What came up to then was told.
    until: Option<Timestamp>,
    /// Digests of the alarms that were told.
    #[serde(default)]
    alarms: BTreeSet<Digest>,
    /// The last message went then.
    sent: Option<Timestamp>,
    /// The address or webhook that the rest is of: another one begins anew.
    #[serde(default)]
    road: Option<Digest>,
    /// It took a message, or a test.
    #[serde(default)]
    taken: bool,
    /// Failures in a row.
    failures: u32,
    /// Not again before.
    retry_at: Option<Timestamp>,
}

impl Told {
    /// The same, with what is known of this road alone.
    fn by(self, road: Digest) -> Self {
        if self.road == Some(road) {
            return self;
        }
        Self {
            road: Some(road),
            taken: false,
            failures: 0,
            retry_at: None,
            ..self
        }
    }

    fn went(&mut self) {
        self.taken = true;
        self.failures = 0;
        self.retry_at = None;
    }

    fn failed(&mut self, now: Timestamp) {
        let pause = FIRST_PAUSE_SECONDS << self.failures.min(10);
        self.failures += 1;
        self.retry_at = Some(now.plus_seconds(pause.min(LONGEST_PAUSE_SECONDS)));
    }
}

/// How the roads of notifications did when they were used last.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct RoadsTold {
    pub roads: usize,
    pub failing: usize,
    /// Of which nobody knows yet whether they take a message.
    pub untried: usize,
}

/// Somebody to be told, and how.
struct Listener {
    /// Of its state.
    key: String,
    caller: Caller,
    wishes: Preferences,
    target: Target,
}

impl Listener {
    /// Which address or webhook it is; what is secret of it is not part of that.
    fn road(&self) -> Digest {
        sha256(match &self.target {
            Target::Mail { to, .. } => to.as_bytes(),
            Target::Hook(hook) => hook.url.as_bytes(),
        })
    }
}

impl Desk {
    /// Tells everybody who wants to be told what is new for them; how many messages went.
    pub async fn notify_due(&self, post: &dyn Post) -> Result<usize> {
        if self.is_locked().await? {
            return Ok(0);
        }
        let mut sent = 0;
        let mut failed = None;
        for listener in self.listeners().await? {
            match self.tell(&listener, post).await {
                Ok(told) => sent += usize::from(told),
                // Whoever cannot be told keeps nobody else from being told. [NOT-3]
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(sent), Err)
    }

    /// Sends a test to one's own address, and, by an administrator, to every webhook.
    pub async fn test_notify(&self, caller: &Caller, post: &dyn Post) -> Result<Vec<NotifyTested>> {
        // [NOT-6] The address is whatever somebody typed.
        let lane = Lane::Test(caller.account().to_owned());
        self.attempts().begin_try(&lane, self.now())?;
        let mut tested = Vec::new();
        for listener in self.listeners().await? {
            let (road, own) = match &listener.target {
                Target::Mail { .. } => (
                    "mail".to_owned(),
                    listener.caller.account() == caller.account(),
                ),
                Target::Hook(hook) => (hook.name.clone(), caller.rights().contains(&Right::Admin)),
            };
            if !own {
                continue;
            }
            let lang = Lang::of(&listener.wishes.lang);
            let text = words::test(lang);
            let message = self.message(&listener, text, false);
            let outcome = post.send(&message).await;
            if outcome.is_ok() {
                let mut told = match self.told(&listener).await? {
                    Some(told) => told,
                    None => self.begin_told(&listener).await?,
                };
                told.went();
                self.keep_told(&listener.key, &told).await?;
            }
            tested.push(NotifyTested {
                road,
                taken: outcome.is_ok(),
                why: outcome.err().map(|Undelivered(why)| why),
            });
        }
        if tested.is_empty() {
            return Err(crate::error::not_found("address or webhook to test"));
        }
        Ok(tested)
    }

    /// How many addresses and webhooks there are, how many did not take their last message, and how many
    /// never took one.
    pub(crate) async fn roads_told(&self) -> Result<RoadsTold> {
        let mut told = RoadsTold::default();
        for listener in self.listeners().await? {
            told.roads += 1;
            let held = self.told(&listener).await?.unwrap_or_default();
            if held.failures > 0 {
                told.failing += 1;
            } else if !held.taken {
                told.untried += 1;
            }
        }
        Ok(told)
    }

    /// How far this one was told, if ever.
    async fn told(&self, listener: &Listener) -> Result<Option<Told>> {
        let held = self.read().await?.setting(&listener.key).await?;
        let held = held.and_then(|bytes| serde_json::from_slice::<Told>(&bytes).ok());
        Ok(held.map(|told| told.by(listener.road())))
    }

    /// Whoever asks to be told is told of what comes from then on.
    async fn begin_told(&self, listener: &Listener) -> Result<Told> {
        let now = self.now();
        let news = self
            .news_for(&listener.caller, now, &BTreeSet::new())
            .await?;
        let told = Told {
            until: Some(now),
            alarms: news.alarms,
            sent: Some(now),
            ..Told::default()
        };
        Ok(told.by(listener.road()))
    }

    async fn listeners(&self) -> Result<Vec<Listener>> {
        let mut unit = self.read().await?;
        let mut listeners = Vec::new();
        for account in unit.accounts().await?.into_iter().filter(|it| !it.disabled) {
            let wishes = preferences::of(unit.as_mut(), &account.name).await?;
            let wishes = self.with_lang(wishes);
            if let Some(mail) = wishes.mail.clone() {
                let key = mail_key::of(unit.as_mut(), &account.name).await?;
                listeners.push(Listener {
                    key: format!("notify.told/{}", account.name),
                    caller: as_themselves(account),
                    wishes,
                    target: Target::Mail { to: mail, key },
                });
            }
        }
        for hook in hooks::all(unit.as_mut()).await? {
            listeners.push(Listener {
                key: format!("notify.told-hook/{}", hook.name),
                caller: Caller::by_token(
                    hook.name.clone(),
                    [Right::Analyst, Right::Reviewer].into(),
                    Proof::Never,
                ),
                wishes: self.with_lang(Preferences {
                    urgent: true,
                    ..Preferences::default()
                }),
                target: Target::Hook(hook),
            });
        }
        Ok(listeners)
    }

    fn with_lang(&self, mut wishes: Preferences) -> Preferences {
        if wishes.lang.is_empty() {
            wishes.lang.clone_from(&self.profile().lang);
        }
        wishes
    }

    async fn tell(&self, listener: &Listener, post: &dyn Post) -> Result<bool> {
        let now = self.now();
        let Some(mut told) = self.told(listener).await? else {
            let told = self.begin_told(listener).await?;
            self.keep_told(&listener.key, &told).await?;
            return Ok(false);
        };
        if told.retry_at.is_some_and(|at| now < at) || listener.wishes.when == When::Never {
            return Ok(false);
        }
        let since = told.until.unwrap_or(now);
        let news = self.news_for(&listener.caller, since, &told.alarms).await?;
        if news.is_empty() || !may_go(&listener.wishes, &news, &told, now) {
            return Ok(false);
        }
        let text = words::of(&news, Lang::of(&listener.wishes.lang));
        let message = self.message(listener, text, news.urgent > 0);
        match post.send(&message).await {
            Ok(()) => {
                told.until = Some(news.until);
                told.alarms = news.alarms;
                told.sent = Some(now);
                told.went();
            }
            Err(Undelivered(why)) => {
                told.failed(now);
                tracing::warn!(why, failures = told.failures, "a notification did not go");
            }
        }
        self.keep_told(&listener.key, &told).await?;
        Ok(told.failures == 0)
    }

    fn message(&self, listener: &Listener, text: String, urgent: bool) -> Notification {
        Notification {
            target: listener.target.clone(),
            lang: Lang::of(&listener.wishes.lang).code(),
            text,
            urgent,
            at: self.now(),
            id: self.random::<16>(),
        }
    }

    async fn keep_told(&self, key: &str, told: &Told) -> Result<()> {
        let bytes = serde_json::to_vec(told);
        let bytes =
            bytes.map_err(|error| problem(fanal_protocol::Code::Broken, error.to_string()))?;
        let mut unit = self.begin().await?;
        unit.put_setting(key, &bytes).await?;
        unit.commit().await?;
        Ok(())
    }
}

/// What is shown to an account is decided by what it may do; nobody signs in.
fn as_themselves(account: AccountRow) -> Caller {
    Caller::by_token(account.name, account.rights, Proof::Never)
}

/// [NOT-3] Quiet hours hold everything back but what is urgent, and that too unless the account lets
/// it through; so does a digest between its days.
fn may_go(wishes: &Preferences, news: &News, told: &Told, now: Timestamp) -> bool {
    if news.urgent > 0 && wishes.urgent {
        return true;
    }
    if wishes.quiet.is_some_and(|quiet| quiet.holds_at(now)) {
        return false;
    }
    match wishes.when {
        When::Now => true,
        When::Daily => told
            .sent
            .is_none_or(|sent| sent.plus_seconds(DIGEST_HOURS * 3_600) <= now),
        When::Never => false,
    }
}
