#![doc = include_str!("../README.md")]

mod accounts;
mod alarms;
mod attempts;
mod backup;
mod breach;
mod brief;
mod caller;
mod certificates;
mod challenges;
mod check;
mod clock;
mod collections;
mod consent;
mod contact;
mod content;
mod copies;
mod desk;
mod disclosures;
mod doctor;
mod draft;
mod due;
mod ends;
mod error;
mod evidence;
mod explain;
mod export;
mod fetched;
mod freshness;
mod grant;
mod growth;
mod had;
mod heartbeat;
mod history;
mod hold;
mod hours;
mod import;
mod inbox;
mod key_changes;
mod keys;
mod keys_shown;
mod known_here;
mod leaving;
mod lookups;
mod much;
mod network_feed;
mod noted;
mod notices;
mod notify;
mod objects;
mod panic;
mod parcel;
mod pen;
mod practice;
mod preferences;
mod preview;
mod privacy;
mod processes;
mod profile;
mod public_site;
mod publish;
mod publishing;
mod pull;
mod reach;
mod recalls;
mod receive;
mod recognise;
mod red;
mod refresh;
mod returning;
mod review;
mod revise;
mod roster;
mod sealed;
mod serve;
mod share;
mod sheet;
mod shown_as;
mod sight;
mod slip;
mod sources;
mod spread;
mod status;
mod sync_now;
mod to_delete;
mod unused;
mod verify;
mod warnings;
mod weeks;
mod withdraw;
mod withdrawn;
mod work;

pub use accounts::{
    Access, AccountShown, ChangeAccount, CodeOrder, Me, NewAccount, PasskeyAsked, PasskeyShown,
    PasskeyWanted, PasswordChanged, PasswordOrder, RecoveryCodes, SecondFactor, SessionShown,
    SignIn, SignedIn, StepUp, SteppedUp, TOKEN_DAYS, TokenOrder, TokenShown, TokenTold, TotpBegun,
    WhichAccount, WhichPasskey, WhichSession,
};
pub use alarms::RosterAlarm;
pub use backup::{
    BACKUP_OLD_DAYS, BackupLack, BackupNote, Backups, DRILL_OLD_DAYS, DrillNote, Keeper,
    recipient_of_backups,
};
pub use breach::{BreachOf, BreachOrder, BreachShown};
pub use caller::{Caller, name_of};
pub use certificates::{CertificateOrder, CertificateShown};
pub use check::{CheckOrder, Checked, FoundIn, KnownValue, ListedValue};
pub use clock::{ClockOrder, ClockShown};
pub use collections::{
    CollectionName, Collections, CursorKey, Listed, MOST_OBJECTS, ObjectFilter, Page, Query,
    Reader, Root, Taken, USUAL_OBJECTS, Versions, View, moment_of,
};
pub use consent::{
    Before, ConsentOrder, ConsentShown, ConsentWithdrawal, Reached, WhichConsent,
    WithdrawConsentOrder,
};
pub use contact::{CardOrder, CardShown, WhichCard};
pub use content::Over;
pub use copies::SiteCopy;
pub use desk::{Desk, Membership, Profile, Standing};
pub use disclosures::{BlastOrder, BlastRadius, Disclosed, HeldThere, RecallShown, SentShown};
pub use doctor::{Check, CheckState, Diagnosis, doctor_documents};
pub use due::Done;
pub use ends::EndShown;
pub use error::{DeskError, Result};
pub use evidence::{Evidence, Place as EvidencePlace};
pub use explain::{ExplainOrder, Explained, Explanations};
pub use export::{
    ClosedLog, ExportOrder, Exported, ExportedFile, Published, PublishedItem, Withdrawn,
    export_formats,
};
pub use fetched::{AskSources, SourceAsked, SourceShown, WhichSource};
pub use freshness::{Freshness, LogHead};
pub use grant::{GrantOrder, Granted, PublishGrantedOrder};
pub use growth::{LogKey, verify_growth, verify_head};
pub use history::{RevisionShown, SignedAs};
pub use hold::{HoldOrder, HoldShown};
pub use import::text_of_file;
pub use inbox::{BulletinShown, Line as ListLine, ListOrder, Place as ListPlace, ValueShown};
pub use key_changes::{CompareOrder, Compared, KeyChange};
pub use keys::{DeskKeys, WhichKey};
pub use keys_shown::KeyShown;
pub use leaving::TextShown;
pub use lookups::{ListedIn, LookUpOrder, LookUpPart, LookUpShown, WhichLookUp};
pub use much::{Destroyed, Hidden};
pub use network_feed::{FeedDesk, NetworkFeed, NetworkItem};
pub use noted::Noted;
pub use notices::NoticeShown;
pub use notify::{
    Hook, HookShown, KeyRead, MailKeyOrder, MailKeyShown, MailKeyState, NO_OPENPGP, NOTIFY_EVERY,
    Notification, NotifyTested, Post, Preferences, Quiet, Shape, Target, Undelivered, When,
    WhichHook,
};
pub use panic::{Away, LockOrder, Locked};
pub use parcel::{ParcelMade, ParcelOrder, ParcelTaken, TakeOrder};
pub use practice::{CodeKept, PartOfCode, parts_missing};
pub use preview::{Alternative, NotShown, NoteShown, Outlook};
pub use privacy::{
    CountriesOrder, CountriesShown, Finding, Masked, PrivacyOrder, PrivacyShown, ProtectOrder,
    ProtectedNow, ProtectedShown, RemedyShown, WhichWord, check_text,
};
pub use profile::{ChannelLack, DeskProfile, ProfileOrder};
pub use public_site::SiteMade;
pub use pull::{Callee, Line, Round};
pub use reach::{OTHER_KEY, Tried, TryOrder};
pub use recalls::RecallProgress;
pub use recognise::{Recognised, RecognisedValue};
pub use red::{
    OpenedRed, RedOrder, SealedRed, Writer, open_red, read_sealed, seal_red, signing_key,
    writer_still_signs,
};
pub use returning::{CameBack, GoOnOrder, GoOnShown, Returning};
pub use review::{
    ApproveForOrder, Approved, ApprovedFor, ChangeShown, ReviewItem, ReviewPlace, ReviewShown,
    ReviewsOrder,
};
pub use revise::{ReviseOrder, Revised};
pub use roster::{
    About, AcceptOrder, AskOrder, AskedShown, ChangeRequest, ComparedShown, DeskShown, Drafted,
    FoundOrder, Invitation, JoinRequest, JoiningShown, ListedKey, ObjectOrder, ObjectionShown,
    Preset, ReportOrder, ReportShown, RequestOrder, RosterChange, RosterDraft, RosterShown,
    RulesChange, SettleOrder, Slip, SuspendOrder, SuspendedShown, Suspensions, Told, ToldCode,
    VersionShown, VouchShown, VouchedShown, Words, WordsOrder, coordinator_card, digest_of_code,
    sign_offline, sign_suspension, state_name,
};
pub use sealed::{SealOrder, SealedFile, SealedHandover, SealedShown, WhichSealed};
pub use serve::TurnedAway;
pub use share::{RefusedShown, ShareOrder, Shared, SharedBulletin};
pub use sheet::SheetLine;
pub use shown_as::{ShowAsOrder, ShownAs};
pub use sight::{
    FoundValue, NotTold, SightFoundOrder, SightOrder, Sighted, SightedFound, SightedThere,
};
pub use slip::{SlipDone, SlipMade, SlipOrder, SlipTaken};
pub use spread::{Has, HasOf, Route, Spread};
pub use status::{
    AuditShown, Health, NetworkStatus, PeerStatus, RefusalShown, Status, broken_line,
};
pub use sync_now::{SyncOrder, Synced};
pub use unused::{Stopped, UseOrder};
pub use verify::{
    Verified, verify_chain, verify_feed_file, verify_file, verify_listed, verify_sums,
    verify_sums_by, verify_text, walk_rosters,
};
pub use warnings::{Guard, Warned, WarningListOrder, WarningListShown, WhichWarningList};
pub use weeks::{WEEKS, Week};
pub use withdraw::{WithdrawOrder, WithdrawalShown};
pub use withdrawn::{WithdrawnLine, WithdrawnPlace};
pub use work::{WorkShown, WorkStep};
