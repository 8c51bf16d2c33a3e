//! The table of calls.

use fanal_desk::{
    AcceptOrder, AccountShown, ApproveForOrder, Approved, ApprovedFor, AskOrder, AskedShown,
    AuditShown, BlastOrder, BlastRadius, BreachOrder, BreachShown, BulletinShown, CheckOrder,
    Checked, ClockOrder, ClockShown, ConsentOrder, ConsentShown, ConsentWithdrawal, DeskProfile,
    Destroyed, Disclosed, ExplainOrder, Explanations, ExportOrder, Exported, FoundOrder, GoOnOrder,
    GoOnShown, GrantOrder, Granted, Hidden, HoldOrder, HoldShown, JoiningShown, ListLine,
    ListOrder, LockOrder, Locked, MailKeyOrder, MailKeyShown, MailKeyState, NewAccount,
    NoticeShown, ObjectOrder, PasskeyShown, ProfileOrder, PublishGrantedOrder, RefusalShown,
    ReportOrder, ReportShown, RequestOrder, ReviewItem, ReviewShown, ReviewsOrder, ReviseOrder,
    Revised, RosterChange, RosterDraft, RosterShown, SettleOrder, ShareOrder, Shared, SightOrder,
    Sighted, SignIn, Slip, SlipDone, SlipMade, SlipOrder, SlipTaken, Status, SuspendOrder,
    SuspendedShown, SyncOrder, Synced, TokenTold, Tried, TryOrder, Verified, WhichAccount,
    WhichConsent, WhichPasskey, WithdrawConsentOrder, WithdrawOrder, WithdrawalShown, Words,
    WordsOrder,
};
use fanal_desk::{Access, CertificateOrder, CertificateShown};
use fanal_desk::{
    CardOrder, CardShown, ParcelMade, ParcelOrder, ParcelTaken, SealOrder, SealedFile, SealedShown,
    TakeOrder, WhichCard, WhichSealed,
};
use fanal_desk::{
    ChangeAccount, CodeOrder, Hook, HookShown, Me, NotifyTested, PasswordChanged, PasswordOrder,
    Post, Preferences, RecoveryCodes, SecondFactor, SessionShown, SignedIn, StepUp, SteppedUp,
    TokenOrder, TokenShown, TotpBegun, WhichHook, WhichSession,
};
use fanal_desk::{CompareOrder, Diagnosis, KeyShown, UseOrder};
use fanal_desk::{
    CountriesOrder, CountriesShown, PrivacyOrder, PrivacyShown, ProtectOrder, ProtectedNow,
    ProtectedShown, WhichWord,
};
use fanal_desk::{
    LookUpOrder, LookUpShown, SourceAsked, WarningListOrder, WarningListShown, WhichLookUp,
    WhichSource, WhichWarningList,
};
use fanal_desk::{RecallProgress, SightFoundOrder, SightedFound, VersionShown};
use fanal_desk::{ShowAsOrder, ShownAs, Spread, WorkShown};
use fanal_protocol::{BulletinId, Code, DeskId, Digest, Problem};
use fanal_store::Stance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{Call, Method, data, needed, order};

/// Names one bulletin.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `DESK/ID`, or a beginning of the id.
    pub bulletin: String,
}

/// Names one desk, or none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WhichDesk {
    /// Its short name.
    pub desk: Option<DeskId>,
}

/// Names a draft.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichDraft {
    /// Its id.
    pub id: BulletinId,
    /// For its author, if it is returned.
    #[serde(default)]
    pub note: Option<String>,
    /// To approve or send: the digest of what was read, as `review` gave it.
    #[serde(default)]
    pub draft: Option<Digest>,
    /// To approve: why what the privacy check found stays, by finding.
    #[serde(default)]
    pub because: std::collections::BTreeMap<String, String>,
}

impl WhichDraft {
    fn read(&self, missing: &str) -> Result<Digest, Problem> {
        let hint = "give `draft` as the call `review` told it";
        let missing = || Problem::new(Code::UsageInvalid, missing).with_hint(hint);
        self.draft.ok_or_else(missing)
    }
}

/// What this desk does with a bulletin.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StanceOrder {
    /// Which bulletin.
    pub bulletin: String,
    /// `use`, `watch`, `dismissed`, `new`.
    pub stance: Stance,
}

/// A vouch.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VouchOrder {
    /// The applicant's request.
    pub request: Slip,
    /// How the two know each other.
    pub how: String,
    /// Answers to findings of the privacy check, by key.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub because: std::collections::BTreeMap<String, String>,
}

/// A roster, as the text of its envelope.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterText {
    /// The envelope.
    pub envelope: String,
}

/// Where to begin in the audit trail.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuditOrder {
    /// The first number.
    pub from: u64,
}

/// A file to be verified.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyOrder {
    /// Its text: a statement, a roster or a chain of them, a checkpoint, a native export, evidence, a file of a feed.
    pub content: String,
    /// Of a file of a feed: the signed list that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<ListedFile>,
}

/// A file of a feed, as the list beside it has it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedFile {
    /// Its name in the list: `stix.json`, `misp/manifest.json`.
    pub name: String,
    /// The text of `SHA256SUMS`.
    pub sums: String,
    /// The text of `SHA256SUMS.sig`.
    pub signature: String,
}

/// Nothing goes in, or nothing more is to be said.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A state in one word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// The word.
    pub state: String,
}

macro_rules! call {
    ($method:ident $path:literal $name:literal $summary:literal, $input:ty => $output:ty,
     |$api:ident, $caller:ident, $order:ident| $body:expr) => {
        Call {
            name: $name,
            method: Method::$method,
            path: concat!("/api/v1/", $path),
            summary: $summary,
            open: false,
            input: |generator| generator.subschema_for::<$input>(),
            output: |generator| generator.subschema_for::<$output>(),
            reads: |input| data(&order::<$input>(input)?),
            run: |$api, caller, input| {
                Box::pin(async move {
                    let $caller = &needed(caller)?;
                    let $order: $input = order(input)?;
                    let outcome: $output = $body;
                    data(&outcome)
                })
            },
        }
    };
}

/// A call without a token.
macro_rules! open_call {
    ($path:literal $name:literal $summary:literal, $input:ty => $output:ty,
     |$api:ident, $order:ident| $body:expr) => {
        Call {
            name: $name,
            method: Method::Post,
            path: concat!("/api/v1/", $path),
            summary: $summary,
            open: true,
            input: |generator| generator.subschema_for::<$input>(),
            output: |generator| generator.subschema_for::<$output>(),
            reads: |input| data(&order::<$input>(input)?),
            run: |$api, _, input| {
                Box::pin(async move {
                    let $order: $input = order(input)?;
                    let outcome: $output = $body;
                    data(&outcome)
                })
            },
        }
    };
}

/// What sends notifications, where this process has it.
fn posted(api: &crate::Api) -> Result<&dyn Post, Problem> {
    api.post.as_deref().ok_or_else(|| {
        Problem::new(Code::PeerUnreachable, "no node runs here")
            .with_hint("start it with `fanal serve`")
    })
}

/// Every call.
pub const CALLS: &[Call] = &[
    open_call!("sign-in" "sign-in" "Sign in by password: a session, or what the second factor is given with", SignIn => SignedIn,
        |api, order| api.desk.sign_in(&order).await?),
    open_call!("sign-in/code" "second-factor" "Give the second factor, or a recovery code: a session", SecondFactor => SignedIn,
        |api, order| api.desk.second_factor(&order).await?),
    call!(Post "sign-out" "sign-out" "End every session and every token of one's own account", Nothing => u64,
        |api, caller, _order| api.desk.sign_out(caller).await?),
    call!(Post "tokens" "token" "Issue a token for one's own account; it ends after 90 days, or as said", TokenOrder => TokenTold,
        |api, caller, order| api.desk.issue_token(caller, &order).await?),
    call!(Post "certificates" "certificate" "Let the key of a client certificate speak for one's own account; it ends as a token does", CertificateOrder => CertificateShown,
        |api, caller, order| api.desk.add_certificate(caller, &order).await?),
    call!(Post "session/end" "session-end" "End this session", Nothing => Nothing,
    |api, caller, _order| {
        api.desk.end_session(caller).await?;
        Nothing {}
    }),
    call!(Post "step-up" "step-up" "Prove again that it is you, for acts that reach far", StepUp => SteppedUp,
        |api, caller, order| api.desk.step_up(caller, &order).await?),
    call!(Get "me" "me" "One's own account", Nothing => Me,
        |api, caller, _order| api.desk.show_me(caller).await?),
    call!(Post "me/password" "me-password" "Change one's own password", PasswordOrder => PasswordChanged,
        |api, caller, order| api.desk.change_password(caller, &order).await?),
    call!(Post "me/totp" "me-totp" "A secret for one's own authenticator", Nothing => TotpBegun,
        |api, caller, _order| api.desk.begin_totp(caller).await?),
    call!(Post "me/totp/confirm" "me-totp-confirm" "The authenticator has it: ask for it from now on", CodeOrder => RecoveryCodes,
        |api, caller, order| api.desk.confirm_totp(caller, &order).await?),
    call!(Post "me/totp/remove" "me-totp-remove" "Ask for no second factor any more", Nothing => Nothing,
    |api, caller, _order| {
        api.desk.remove_totp(caller).await?;
        Nothing {}
    }),
    call!(Post "me/recovery" "me-recovery" "Other recovery codes; those of before count no more", Nothing => RecoveryCodes,
        |api, caller, _order| api.desk.renew_recovery(caller).await?),
    call!(Get "me/sessions" "me-sessions" "One's own sessions", Nothing => Vec<SessionShown>,
        |api, caller, _order| api.desk.list_sessions(caller).await?),
    call!(Get "me/tokens" "me-tokens" "The tokens that speak for one's own account", Nothing => Vec<TokenShown>,
        |api, caller, _order| api.desk.list_tokens(caller).await?),
    call!(Get "me/preferences" "me-preferences" "One's own language, address and quiet hours", Nothing => Preferences,
        |api, caller, _order| api.desk.show_preferences(caller).await?),
    call!(Post "me/preferences" "me-prefer" "Set one's own language, address and quiet hours", Preferences => Preferences,
        |api, caller, order| api.desk.set_preferences(caller, &order).await?),
    call!(Get "me/passkeys" "me-passkeys" "One's own passkeys", Nothing => Vec<PasskeyShown>,
        |api, caller, _order| api.desk.list_passkeys(caller).await?),
    call!(Post "me/passkeys/remove" "me-passkey-remove" "Remove one of one's own passkeys", WhichPasskey => Nothing,
    |api, caller, order| {
        api.desk.remove_passkey(caller, &order.id).await?;
        Nothing {}
    }),
    call!(Get "me/mail-key" "me-mail-key" "How it stands with the OpenPGP key of one's own mail", Nothing => MailKeyState,
        |api, caller, _order| api.desk.show_mail_key(caller, posted(&api)?).await?),
    call!(Post "me/mail-key" "me-mail-key-set" "Encrypt one's own mail to this OpenPGP key", MailKeyOrder => MailKeyShown,
        |api, caller, order| api.desk.set_mail_key(caller, &order.key, posted(&api)?).await?),
    call!(Post "me/mail-key/remove" "me-mail-key-remove" "Encrypt one's own mail to no key any more", Nothing => Nothing,
    |api, caller, _order| {
        api.desk.remove_mail_key(caller).await?;
        Nothing {}
    }),
    call!(Get "notify" "notify-list" "The webhooks that are told", Nothing => Vec<HookShown>,
        |api, caller, _order| api.desk.list_hooks(caller).await?),
    call!(Post "notify" "notify-put" "Tell a webhook that there is something, and never what", Hook => HookShown,
        |api, caller, order| api.desk.put_hook(caller, &order, posted(&api)?).await?),
    call!(Post "notify/remove" "notify-remove" "Tell a webhook no more", WhichHook => Nothing,
    |api, caller, order| {
        api.desk.remove_hook(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "notify/test" "notify-test" "Send a test to one's own address, and as an administrator to every webhook", Nothing => Vec<NotifyTested>,
        |api, caller, _order| api.desk.test_notify(caller, posted(&api)?).await?),
    call!(Post "me/end" "me-end" "End one of one's own sessions or tokens, or all other sessions", WhichSession => u64,
        |api, caller, order| api.desk.end_one(caller, &order).await?),
    call!(Get "status" "status" "One screen: peers, inbox, what waits", Nothing => Status,
        |api, caller, _order| api.desk.status(caller).await?),
    call!(Get "doctor" "doctor" "The node's health: each check with its state, one sentence and how to mend it", Nothing => Diagnosis,
        |api, caller, _order| api.desk.doctor(caller).await?),
    call!(Get "work" "work" "How far the account's own work is that another call of it is at: bulletins signed, statements taken", Nothing => Vec<WorkShown>,
        |api, caller, _order| api.desk.show_work(caller)),
    call!(Post "check" "check" "Is anything known of these values? No network is asked", CheckOrder => Checked,
        |api, caller, order| api.desk.check(caller, &order).await?),
    call!(Get "look-ups" "look-ups" "The lists of others that are kept to be asked", Nothing => Vec<LookUpShown>,
        |api, caller, _order| api.desk.list_look_ups(caller).await?),
    call!(Post "look-ups/add" "look-up-add" "Keep a list of others to be asked; it is never shared", LookUpOrder => LookUpShown,
        |api, caller, order| api.desk.add_look_up(caller, &order).await?),
    call!(Post "look-ups/remove" "look-up-remove" "Forget such a list", WhichLookUp => Nothing,
    |api, caller, order| {
        api.desk.remove_look_up(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "sources/fetch" "source-fetch" "Ask a source of the configuration now", WhichSource => SourceAsked,
        |api, caller, order| api.desk.fetch_source(caller, &order, api.sources.as_deref()).await?),
    call!(Get "warning-lists" "warning-lists" "The warning lists that are kept", Nothing => Vec<WarningListShown>,
        |api, caller, _order| api.desk.list_warning_lists(caller).await?),
    call!(Post "warning-lists/add" "warning-list-add" "Keep a warning list: of what it holds many things go wrong when it is called malicious", WarningListOrder => WarningListShown,
        |api, caller, order| api.desk.add_warning_list(caller, &order).await?),
    call!(Post "warning-lists/remove" "warning-list-remove" "Forget a warning list", WhichWarningList => Nothing,
    |api, caller, order| {
        api.desk.remove_warning_list(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "share" "share" "Compose, preview and send", ShareOrder => Shared,
        |api, caller, order| api.desk.share_and_forget(caller, order).await?),
    call!(Post "send" "send" "Send a draft that was kept or returned", WhichDraft => Word,
    |api, caller, order| {
        let read = order.read("what is sent names the draft that was read")?;
        Word { state: api.desk.send_draft(caller, order.id, read).await? }
    }),
    call!(Post "bulletins" "list" "List bulletins", ListOrder => Vec<ListLine>,
        |api, caller, order| api.desk.list_bulletins(caller, &order).await?),
    call!(Post "bulletin" "show" "Show one bulletin", Which => BulletinShown,
        |api, caller, order| api.desk.show_bulletin(caller, &order.bulletin).await?),
    call!(Post "bulletin/as" "show-as" "One bulletin as another desk sees it", ShowAsOrder => ShownAs,
        |api, caller, order| api.desk.show_as(caller, &order).await?),
    call!(Post "stance" "stance" "Say what this desk does with a bulletin", StanceOrder => ListLine,
        |api, caller, order| api.desk.take_stance(caller, &order.bulletin, order.stance).await?),
    call!(Post "sight" "sight" "Tell a bulletin's origin what was seen", SightOrder => Sighted,
        |api, caller, order| api.desk.sight(caller, &order).await?),
    call!(Post "sight/found" "sight-found" "Tell the origins of indicators that a tool matched with somebody here", SightFoundOrder => SightedFound,
        |api, caller, order| api.desk.sight_found(caller, &order).await?),
    call!(Post "revise" "revise" "Issue the next revision: text, label, audience, consent", ReviseOrder => Revised,
        |api, caller, order| api.desk.revise(caller, &order).await?),
    call!(Post "withdraw" "withdraw" "Take a bulletin back", WithdrawOrder => WithdrawalShown,
        |api, caller, order| api.desk.withdraw(caller, &order).await?),
    call!(Post "withdrawal" "withdrawal" "How a withdrawal goes", Which => WithdrawalShown,
        |api, caller, order| api.desk.watch_withdrawal(caller, &order.bulletin).await?),
    call!(Get "recalls" "recalls" "All that this desk took back, and who has not purged it yet", Nothing => Vec<RecallProgress>,
        |api, caller, _order| api.desk.list_recalls(caller).await?),
    call!(Post "consent/record" "consent-record" "Write down what a person agreed to", ConsentOrder => ConsentShown,
        |api, caller, order| api.desk.record_consent(caller, &order).await?),
    call!(Post "consent/show" "consent-show" "One record of consent, with what rests on it", WhichConsent => ConsentShown,
        |api, caller, order| api.desk.show_consent(caller, &order).await?),
    call!(Get "consents" "consent-list" "All records of consent", Nothing => Vec<ConsentShown>,
        |api, caller, _order| api.desk.list_consents(caller).await?),
    call!(Post "consent/widen" "consent-widen" "The person agreed to more", ConsentOrder => ConsentShown,
        |api, caller, order| api.desk.widen_consent(caller, &order).await?),
    call!(Post "consent/revise" "consent-revise" "The person agreed to something else", ConsentOrder => ConsentWithdrawal,
        |api, caller, order| api.desk.revise_consent(caller, &order).await?),
    call!(Post "consent/withdraw" "consent-withdraw" "The person takes it back: everything that rests on it goes", WithdrawConsentOrder => ConsentWithdrawal,
        |api, caller, order| api.desk.withdraw_consent(caller, &order).await?),
    call!(Post "disclosures" "disclosures" "Who was sent a bulletin, and how taking it back goes", Which => Disclosed,
        |api, caller, order| api.desk.show_disclosures(caller, &order.bulletin).await?),
    call!(Post "blast-radius" "blast-radius" "What a desk still holds of what was sent to it, by label", BlastOrder => BlastRadius,
        |api, caller, order| api.desk.blast_radius(caller, &order).await?),
    call!(Get "notices" "notices" "What there is to know or to answer", Nothing => Vec<NoticeShown>,
        |api, caller, _order| api.desk.list_notices(caller).await?),
    call!(Get "hidden" "hidden" "What was withdrawn with much else, and waits for its destruction", Nothing => Vec<Hidden>,
        |api, caller, _order| api.desk.list_hidden(caller).await?),
    call!(Post "destroy" "destroy" "A second person's yes: what somebody else withdrew is destroyed now", Nothing => Destroyed,
        |api, caller, _order| api.desk.destroy_hidden(caller).await?),
    call!(Post "grant" "grant" "Let one desk publish a bulletin as its own", GrantOrder => Granted,
        |api, caller, order| api.desk.give_grant(caller, &order).await?),
    call!(Post "grant/publish" "grant-publish" "Publish as one's own what another desk granted", PublishGrantedOrder => Granted,
        |api, caller, order| api.desk.publish_granted(caller, &order).await?),
    call!(Post "breach" "breach" "What of whose was held; with the second action, tell each origin", BreachOrder => BreachShown,
        |api, caller, order| api.desk.tell_breach(caller, &order).await?),
    call!(Post "hold" "hold" "Keep one of this desk's own from ending by its time", HoldOrder => HoldShown,
        |api, caller, order| api.desk.hold(caller, &order).await?),
    call!(Post "privacy/check" "privacy-check" "What a text tells of people", PrivacyOrder => PrivacyShown,
        |api, caller, order| api.desk.check_privacy(caller, &order).await?),
    call!(Get "privacy/words" "privacy-words" "The protected words of this desk, by their labels", Nothing => Vec<ProtectedShown>,
        |api, caller, _order| api.desk.protected_words(caller).await?),
    call!(Post "privacy/protect" "privacy-protect" "Protect words: they are hashed, and kept nowhere", ProtectOrder => ProtectedNow,
        |api, caller, order| api.desk.protect_words(caller, &order).await?),
    call!(Post "privacy/unprotect" "privacy-unprotect" "Let a protected word go", WhichWord => Nothing,
        |api, caller, order| { api.desk.unprotect_word(caller, &order).await?; Nothing {} }),
    call!(Post "privacy/countries" "privacy-countries" "Whose identity numbers are known by their shape", CountriesOrder => CountriesShown,
        |api, caller, order| api.desk.privacy_countries(caller, &order).await?),
    call!(Post "panic/lock" "panic-lock" "End every session, and ask the peers to send nothing", LockOrder => Locked,
        |api, caller, order| api.desk.lock(caller, &order).await?),
    call!(Post "panic/slip" "panic-slip" "A slip by which a member can lock this desk when nobody here can", SlipOrder => Vec<SlipMade>,
        |api, caller, order| api.desk.make_slips(caller, &order).await?),
    call!(Post "panic/take-slip" "panic-take-slip" "Take another desk's slip: it counts as locked", SlipTaken => SlipDone,
        |api, caller, order| api.desk.take_slip(caller, &order).await?),
    call!(Post "go-on" "go-on" "After a restore: go on without the desks that were not heard", GoOnOrder => GoOnShown,
        |api, caller, order| api.desk.go_on(caller, &order).await?),
    call!(Post "clock" "clock" "How the clock stands, or a person's word that it is right", ClockOrder => ClockShown,
        |api, caller, order| api.desk.clock(caller, &order).await?),
    call!(Post "explain" "explain" "Why a desk gets a bulletin, or does not", ExplainOrder => Explanations,
        |api, caller, order| api.desk.explain(caller, &order).await?),
    call!(Post "export" "export" "Write a file for a tool", ExportOrder => Exported,
        |api, caller, order| api.desk.export(caller, &order).await?),
    call!(Post "reviews" "reviews" "What waits for a second person, page by page", ReviewsOrder => Vec<ReviewItem>,
        |api, caller, order| api.desk.list_reviews(caller, &order).await?),
    call!(Post "review" "review" "One item with all that a reviewer has to see", WhichDraft => ReviewShown,
        |api, caller, order| api.desk.show_review(caller, order.id).await?),
    call!(Post "approve" "approve" "Approve; it becomes public, at once or after its embargo", WhichDraft => Approved,
    |api, caller, order| {
        let read = order.read("an approval names the draft that was read")?;
        if !order.because.is_empty() {
            api.desk.answer_findings(caller, order.id, read, &order.because).await?;
        }
        api.desk.approve(caller, order.id, read).await?
    }),
    call!(Post "review/elsewhere" "approve-for" "Approve exactly what is held here of another desk's bulletin, so that it may publish it", ApproveForOrder => ApprovedFor,
        |api, caller, order| api.desk.approve_for(caller, &order).await?),
    call!(Post "return" "return" "Send it back to its author with a note", WhichDraft => Nothing,
    |api, caller, order| {
        api.desk.return_draft(caller, order.id, order.note.as_deref().unwrap_or_default()).await?;
        Nothing {}
    }),
    call!(Post "sync" "sync" "A round with one peer or with all, now", SyncOrder => Synced,
    |api, caller, order| {
        let line = api.line.as_deref().ok_or_else(|| {
            Problem::new(Code::PeerUnreachable, "no node runs here").with_hint("start it with `fanal serve`")
        })?;
        api.desk.sync_now(caller, &order, line).await?
    }),
    call!(Post "peers/test" "peer-test" "Is a peer there, is it who the roster says, does it let us in, how fast is it?", TryOrder => Tried,
    |api, caller, order| {
        let line = api.line.as_deref().ok_or_else(|| {
            Problem::new(Code::PeerUnreachable, "no node runs here").with_hint("start it with `fanal serve`")
        })?;
        api.desk.try_peer(caller, &order, line).await?
    }),
    call!(Get "peers/spread" "spread" "Who has whose newest GREEN, desk by desk", Nothing => Vec<Spread>,
        |api, caller, _order| api.desk.spread(caller).await?),
    call!(Post "peers/use" "peer-use" "Stop using what another desk says, or use it again", UseOrder => Nothing,
    |api, caller, order| {
        api.desk.use_desk(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "verify" "verify" "Verify a file by the roster in force", VerifyOrder => Verified,
    |api, _caller, order| {
        let held = api.desk.membership(None).ok().map(|(_, membership)| membership.roster);
        match &order.listed {
            Some(list) => fanal_desk::verify_feed_file(
                (&list.name, order.content.as_bytes()),
                (&list.sums, &list.signature),
                held.as_deref(),
            )?,
            None => fanal_desk::verify_text(&order.content, "content", held.as_deref())?,
        }
    }),
    call!(Get "roster" "roster" "The roster in force", Nothing => RosterShown,
        |api, caller, _order| api.desk.show_roster(caller).await?),
    call!(Post "roster/found" "roster-found" "Found a network", FoundOrder => RosterDraft,
        |api, caller, order| api.desk.found_network(caller, &order).await?),
    call!(Post "roster/invite" "roster-invite" "An invitation, as one line of text", Nothing => Slip,
        |api, caller, _order| api.desk.invite(caller)?),
    call!(Post "roster/request" "roster-request" "Take an invitation, answer with a request", RequestOrder => Slip,
        |api, caller, order| api.desk.request_to_join(caller, &order).await?),
    call!(Post "roster/vouch" "roster-vouch" "Vouch for a desk that asks to join", VouchOrder => Nothing,
    |api, caller, order| {
        let (how, because) = (&order.how, &order.because);
        api.desk.vouch(caller, &order.request, how, because).await?;
        Nothing {}
    }),
    call!(Get "roster/joining" "roster-joining" "Who asks to join, and what each lacks", Nothing => Vec<JoiningShown>,
        |api, caller, _order| api.desk.list_joining(caller).await?),
    call!(Post "roster/words" "roster-words" "Eight words to be read to each other", WordsOrder => Words,
        |api, caller, order| api.desk.check_words(caller, &order).await?),
    call!(Post "roster/announce" "roster-announce" "Make a request known to all members", Slip => Nothing,
    |api, caller, order| {
        api.desk.announce_request(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "roster/object" "roster-object" "Object to a desk that asks to join, in confidence", ObjectOrder => Nothing,
    |api, caller, order| {
        api.desk.object(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "roster/settle" "roster-settle" "Note what came of an objection", SettleOrder => Nothing,
    |api, caller, order| {
        api.desk.settle_objection(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "roster/accept" "roster-accept" "Accept the code of practice", AcceptOrder => Nothing,
    |api, caller, order| {
        api.desk.accept_code(caller, &order).await?;
        Nothing {}
    }),
    call!(Post "roster/suspend" "roster-suspend" "Suspend a desk at once, as one coordinator", SuspendOrder => SuspendedShown,
        |api, caller, order| api.desk.suspend_desk(caller, &order).await?),
    call!(Get "keys" "keys" "This desk's keys: the public halves, since when each counts, what follows it", Nothing => Vec<KeyShown>,
        |api, caller, _order| api.desk.list_keys(caller).await?),
    call!(Post "keys/words" "key-words" "Eight words for this desk's key and another's: people of both read them to each other", TryOrder => Words,
        |api, caller, order| api.desk.words_with(caller, &order.desk).await?),
    call!(Post "keys/compared" "key-compared" "Say how another desk's key was made sure of", CompareOrder => Nothing,
    |api, caller, order| {
        api.desk.compare_key(caller, &order.desk, &order.how).await?;
        Nothing {}
    }),
    call!(Post "roster/ask" "roster-ask" "Ask for a change of this desk's own entry", AskOrder => AskedShown,
        |api, caller, order| api.desk.ask_change(caller, &order).await?),
    call!(Post "roster/report" "roster-report" "Report a desk that broke a rule, with the proof", ReportOrder => ReportShown,
        |api, caller, order| api.desk.report_desk(caller, &order).await?),
    call!(Get "roster/reports" "roster-reports" "Broken rules that were reported", Nothing => Vec<ReportShown>,
        |api, caller, _order| api.desk.list_reports(caller).await?),
    call!(Post "profile" "profile" "The profile of one desk, or of all", WhichDesk => Vec<DeskProfile>,
        |api, caller, order| api.desk.show_profiles(caller, order.desk.as_ref()).await?),
    call!(Post "profile/set" "profile-set" "Say who this desk is and how it is reached", ProfileOrder => DeskProfile,
        |api, caller, order| api.desk.set_profile(caller, &order).await?),
    call!(Post "roster/draft" "roster-draft" "Draft the next roster and sign it", RosterChange => RosterDraft,
        |api, caller, order| api.desk.draft_roster(caller, &order).await?),
    call!(Post "roster/sign" "roster-sign" "Sign a draft as a coordinator", RosterText => RosterDraft,
        |api, caller, order| api.desk.sign_roster(caller, &order.envelope).await?),
    call!(Post "roster/take" "roster-take" "Take complete rosters from a file, one envelope a line", RosterText => RosterShown,
        |api, caller, order| api.desk.take_roster(caller, &order.envelope).await?),
    call!(Get "roster/history" "roster-history" "Every version of the roster: who signed it, what it changed", Nothing => Vec<VersionShown>,
        |api, caller, _order| api.desk.roster_history(caller).await?),
    call!(Get "roster/chain" "roster-chain" "All versions of the roster, for a new member or a verifier", Nothing => RosterText,
        |api, caller, _order| RosterText { envelope: api.desk.roster_chain(caller).await? }),
    call!(Get "contacts" "contacts" "The contact cards known here: whom RED can be sealed to", Nothing => Vec<CardShown>,
        |api, caller, _order| api.desk.list_cards(caller).await?),
    call!(Post "contacts" "contact-add" "Sign a person's card and tell it to desks", CardOrder => CardShown,
        |api, caller, order| api.desk.add_card(caller, &order).await?),
    call!(Post "contacts/end" "contact-end" "Say that a person's card is over", WhichCard => CardShown,
        |api, caller, order| api.desk.end_card(caller, &order).await?),
    call!(Get "sealed" "sealed" "What is sealed and kept here: from whom and for whom", Nothing => Vec<SealedShown>,
        |api, caller, _order| api.desk.list_sealed(caller).await?),
    call!(Post "sealed" "sealed-send" "Send to a desk what was sealed to its people elsewhere", SealOrder => SealedShown,
        |api, caller, order| api.desk.send_sealed(caller, &order).await?),
    call!(Post "sealed/fetch" "sealed-fetch" "The file as it came, to be opened elsewhere", WhichSealed => SealedFile,
        |api, caller, order| api.desk.fetch_sealed(caller, &order).await?),
    call!(Post "parcels" "parcel-make" "Make a parcel for one desk: it counts as sent", ParcelOrder => ParcelMade,
        |api, caller, order| api.desk.make_parcel(caller, &order).await?),
    call!(Post "parcels/take" "parcel-take" "Take a parcel of another desk", TakeOrder => ParcelTaken,
        |api, caller, order| api.desk.take_parcel(caller, &order).await?),
    call!(Get "refusals" "refusals" "What was refused, here and by others", Nothing => Vec<RefusalShown>,
        |api, caller, _order| api.desk.list_refusals(caller).await?),
    call!(Post "audit" "audit" "The audit trail", AuditOrder => Vec<AuditShown>,
        |api, caller, order| api.desk.list_audit(caller, order.from).await?),
    call!(Get "accounts" "accounts" "The accounts of this desk", Nothing => Vec<AccountShown>,
        |api, caller, _order| api.desk.list_accounts(caller).await?),
    call!(Post "accounts" "account-add" "Make an account", NewAccount => AccountShown,
        |api, caller, order| api.desk.add_account(caller, &order).await?),
    call!(Post "accounts/disable" "account-disable" "Let an account sign in no more, and end its tokens", WhichAccount => AccountShown,
        |api, caller, order| api.desk.disable_account(caller, &order).await?),
    call!(Post "accounts/change" "account-change" "Change what an account may do, or let it sign in again", ChangeAccount => AccountShown,
        |api, caller, order| api.desk.change_account(caller, &order).await?),
    call!(Post "accounts/reset" "account-reset" "Another password for an account, told once; its second factor, sessions and tokens end", WhichAccount => AccountShown,
        |api, caller, order| api.desk.reset_account(caller, &order).await?),
    call!(Post "accounts/access" "account-access" "What speaks for an account now: its sessions, and the tokens of its programs", WhichAccount => Access,
        |api, caller, order| api.desk.list_access(caller, &order).await?),
    call!(Post "accounts/end" "account-end" "End every session of an account and every token of its programs; it may sign in again", WhichAccount => u64,
        |api, caller, order| api.desk.end_access(caller, &order).await?),
];
