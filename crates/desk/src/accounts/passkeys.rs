//! Passkeys beside the authenticator's codes: another second factor, which no false page can ask for. The
//! password stays, and so do the codes: a passkey that is in somebody's cloud opens nothing by itself, and
//! who has no script signs in as before. [ACC-9]

use fanal_passkey::{Assertion, Attestation, Bytes, Passkey, Place, Refused, judge, register};
use fanal_protocol::{Code, Timestamp};
use fanal_store::{SessionRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sign_in::{SignedIn, is_asked};
use crate::attempts::Lane;
use crate::caller::Caller;
use crate::desk::{Desk, sha256};
use crate::error::{Result, invalid, not_found, problem};

/// Passkeys of one account.
const MOST: usize = 8;
/// Characters of the name that a person gives one.
const NAME_CHARS: usize = 40;

/// What a browser has to be asked, to make a passkey.
#[derive(Clone, Debug)]
pub struct PasskeyAsked {
    /// Answered once, within five minutes.
    pub challenge: Bytes,
    /// The site that it is bound to.
    pub site: String,
    /// Names the account to the authenticator, and tells nothing.
    pub owner: Bytes,
    /// The account, as the authenticator lists it.
    pub account: String,
    /// Passkeys that there are already.
    pub known: Vec<Bytes>,
}

/// What a browser has to be asked, to sign somebody in.
#[derive(Clone, Debug)]
pub struct PasskeyWanted {
    /// Answered once, within five minutes.
    pub challenge: Bytes,
    /// The site that the passkeys are bound to.
    pub site: String,
    /// The account's passkeys for this site.
    pub known: Vec<Bytes>,
}

/// A passkey as its person sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PasskeyShown {
    /// To remove it by.
    pub id: String,
    /// What its person calls it.
    pub name: String,
    /// The site that it counts for.
    pub site: String,
    /// It may be copied to other machines, or to somebody's cloud.
    pub copyable: bool,
    /// Made at.
    pub made: Timestamp,
    /// Used last, to the day.
    pub used: Option<Timestamp>,
}

/// Names one of one's own passkeys.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichPasskey {
    /// As it is listed.
    pub id: String,
}

/// The passkeys of an account, sealed at rest like all settings.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Ring {
    owner: Bytes,
    keys: Vec<Held>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Held {
    name: String,
    made: Timestamp,
    used: Option<Timestamp>,
    passkey: Passkey,
}

impl Desk {
    /// Asks for a new passkey. Only beside a second factor that works without scripts: nobody shuts
    /// themselves out.
    pub async fn begin_passkey(&self, caller: &Caller, place: &Place) -> Result<PasskeyAsked> {
        caller.needs_proof(self.now())?;
        let session = caller.session().ok_or_else(no_session)?;
        let mut unit = self.begin().await?;
        self.must_have_factor(unit.as_mut(), caller).await?;
        let mut ring = ring_of(unit.as_mut(), caller.account()).await?;
        if ring.owner.0.is_empty() {
            ring.owner = Bytes(self.random::<32>().to_vec());
            keep(unit.as_mut(), caller.account(), &ring).await?;
        }
        unit.commit().await?;
        let challenge = self.random::<32>();
        self.challenges().put(session, challenge, self.now());
        Ok(PasskeyAsked {
            challenge: Bytes(challenge.to_vec()),
            site: place.name().to_owned(),
            owner: ring.owner,
            account: caller.account().to_owned(),
            known: ring.keys.into_iter().map(|held| held.passkey.id).collect(),
        })
    }

    /// Takes the passkey that was made, under a name of the person's own.
    pub async fn add_passkey(
        &self,
        caller: &Caller,
        place: &Place,
        name: &str,
        answer: &Attestation,
    ) -> Result<PasskeyShown> {
        caller.needs_proof(self.now())?;
        let session = caller.session().ok_or_else(no_session)?;
        let challenge = self.challenges().take(session, self.now());
        let challenge = challenge.ok_or_else(over)?;
        let name = named(name)?;
        let passkey = register(place, &challenge, answer).map_err(refused)?;
        let mut unit = self.begin().await?;
        self.must_have_factor(unit.as_mut(), caller).await?;
        for account in unit.accounts().await? {
            let ring = ring_of(unit.as_mut(), &account.name).await?;
            if ring.keys.iter().any(|held| held.passkey.id == passkey.id) {
                return Err(problem(Code::Conflict, "this passkey is known already"));
            }
        }
        let mut ring = ring_of(unit.as_mut(), caller.account()).await?;
        if ring.keys.len() >= MOST {
            return Err(invalid(format!("an account has at most {MOST} passkeys")));
        }
        let held = Held {
            name,
            made: self.now(),
            used: None,
            passkey,
        };
        let told = shown(&held);
        ring.keys.push(held);
        keep(unit.as_mut(), caller.account(), &ring).await?;
        let (who, act) = (caller.account(), "account.passkey");
        unit.put_audit(self.now(), who, act, who, "done").await?;
        unit.commit().await?;
        Ok(told)
    }

    /// The caller's own passkeys.
    pub async fn list_passkeys(&self, caller: &Caller) -> Result<Vec<PasskeyShown>> {
        let mut unit = self.read().await?;
        let ring = ring_of(unit.as_mut(), caller.account()).await?;
        Ok(ring.keys.iter().map(shown).collect())
    }

    /// Removes one of the caller's own.
    pub async fn remove_passkey(&self, caller: &Caller, id: &str) -> Result<()> {
        caller.needs_proof(self.now())?;
        let mut unit = self.begin().await?;
        let mut ring = ring_of(unit.as_mut(), caller.account()).await?;
        let before = ring.keys.len();
        ring.keys.retain(|held| id_of(&held.passkey) != id);
        if ring.keys.len() == before {
            return Err(not_found("passkey"));
        }
        keep(unit.as_mut(), caller.account(), &ring).await?;
        let (who, act) = (caller.account(), "account.passkey_remove");
        unit.put_audit(self.now(), who, act, who, "done").await?;
        unit.commit().await?;
        Ok(())
    }

    /// What to ask a browser that waits for its second factor here; `None` if this account has no passkey
    /// for this place.
    pub async fn want_passkey(&self, token: &str, place: &Place) -> Result<Option<PasskeyWanted>> {
        let mut unit = self.read().await?;
        let Some(half) = self.half_of(unit.as_mut(), token).await? else {
            return Ok(None);
        };
        let ring = ring_of(unit.as_mut(), &half.account).await?;
        let here = ring.keys.into_iter().map(|held| held.passkey);
        let known: Vec<Bytes> = here.filter(|it| it.is_of(place)).map(|it| it.id).collect();
        if known.is_empty() {
            return Ok(None);
        }
        let challenge = self.random::<32>();
        self.challenges().put(half.hash, challenge, self.now());
        Ok(Some(PasskeyWanted {
            challenge: Bytes(challenge.to_vec()),
            site: place.name().to_owned(),
            known,
        }))
    }

    /// Gives a passkey as the second factor; the answer is a session, and what it was given with is over.
    pub async fn second_factor_by_passkey(
        &self,
        token: &str,
        answer: &Assertion,
    ) -> Result<SignedIn> {
        let mut unit = self.begin().await?;
        self.must_be_open(unit.as_mut()).await?;
        let half = self.half_of(unit.as_mut(), token).await?.ok_or_else(over)?;
        let account = unit.account(&half.account).await?;
        let account = account.filter(|it| !it.disabled).ok_or_else(over)?;
        let lane = Lane::Passkey(account.name.clone());
        self.attempts().begin_try(&lane, self.now())?;
        let challenge = self.challenges().take(half.hash, self.now());
        let challenge = challenge.ok_or_else(over)?;
        let mut ring = ring_of(unit.as_mut(), &account.name).await?;
        let owner = ring.owner.clone();
        let held = ring
            .keys
            .iter_mut()
            .find(|held| held.passkey.id == answer.id);
        let judged = match held {
            // Another account's passkey is none of this one's: there is nothing to judge it by.
            None => Err(Refused::Owner),
            Some(held) => judge(&held.passkey, &owner, &challenge, answer).map(|after| {
                held.passkey = after;
                held.used = Some(self.now().day());
            }),
        };
        if let Err(why) = judged {
            drop(unit);
            return self.refuse_passkey(why, &account.name).await;
        }
        keep(unit.as_mut(), &account.name, &ring).await?;
        if !unit.delete_session(half.hash).await? {
            return Err(over());
        }
        let told = self.new_session(unit.as_mut(), &account, true).await?;
        unit.commit().await?;
        self.attempts().succeeded(&lane);
        Ok(told)
    }

    async fn refuse_passkey<T>(&self, why: Refused, account: &str) -> Result<T> {
        // A counter that goes back is told apart: the authenticator may have been copied.
        let act = if why == Refused::Counter {
            "account.passkey_copied"
        } else {
            "account.second_factor"
        };
        let code = Code::AccountUnknown.as_str();
        let mut unit = self.begin().await?;
        unit.put_audit(self.now(), "node", act, account, code)
            .await?;
        unit.commit().await?;
        Err(refused(why))
    }

    /// The sign-in that waits for its second factor.
    async fn half_of(&self, unit: &mut dyn Unit, token: &str) -> Result<Option<SessionRow>> {
        let row = unit.session(sha256(token.as_bytes())).await?;
        Ok(row.filter(|row| super::sessions::is_half(row, self.now())))
    }

    async fn must_have_factor(&self, unit: &mut dyn Unit, caller: &Caller) -> Result<()> {
        let factor = unit.second_factor(caller.account()).await?;
        if is_asked(factor.as_ref()) {
            return Ok(());
        }
        Err(problem(Code::Conflict, "there is no second factor yet")
            .hinted("set one up first: its codes let you in where a passkey cannot"))
    }
}

/// They go with the second factor that they stood beside.
pub(super) async fn forget_passkeys(unit: &mut dyn Unit, account: &str) -> Result<()> {
    Ok(unit.delete_setting(&key(account)).await?)
}

async fn ring_of(unit: &mut dyn Unit, account: &str) -> Result<Ring> {
    match unit.setting(&key(account)).await? {
        Some(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| problem(Code::Broken, format!("passkeys of an account: {error}"))),
        None => Ok(Ring::default()),
    }
}

async fn keep(unit: &mut dyn Unit, account: &str, ring: &Ring) -> Result<()> {
    let bytes = serde_json::to_vec(ring);
    let bytes = bytes.map_err(|error| problem(Code::Broken, error.to_string()))?;
    Ok(unit.put_setting(&key(account), &bytes).await?)
}

fn key(account: &str) -> String {
    format!("account.{account}.passkeys")
}

fn named(name: &str) -> Result<String> {
    let name = name.trim();
    let fits = (1..=NAME_CHARS).contains(&name.chars().count());
    if !fits || name.chars().any(char::is_control) {
        return Err(invalid(format!(
            "a passkey's name has 1 to {NAME_CHARS} characters on one line"
        )));
    }
    Ok(name.to_owned())
}

fn shown(held: &Held) -> PasskeyShown {
    PasskeyShown {
        id: id_of(&held.passkey),
        name: held.name.clone(),
        site: held.passkey.site().to_owned(),
        copyable: held.passkey.copyable,
        made: held.made,
        used: held.used,
    }
}

/// A beginning of its hash: names it among a person's own.
fn id_of(passkey: &Passkey) -> String {
    let hash = sha256(&passkey.id.0).to_string();
    hash.chars().take(12).collect()
}

fn refused(why: Refused) -> crate::error::DeskError {
    tracing::info!(%why, "a passkey was refused");
    problem(Code::AccountUnknown, "the passkey does not count")
}

fn over() -> crate::error::DeskError {
    problem(
        Code::AccountUnknown,
        "this took too long, or was answered already: begin again",
    )
}

fn no_session() -> crate::error::DeskError {
    problem(
        Code::AccountProof,
        "a token cannot prove who uses it: sign in",
    )
}
