//! The second factor: an authenticator's codes, and recovery codes for the day when it is lost. [ACC-2]

use data_encoding::BASE32_NOPAD;
use fanal_protocol::{Code, Digest, Timestamp};
use fanal_store::{SecondFactorRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::passkeys::forget_passkeys;
use super::sessions::end_others;
use super::sign_in::is_asked;
use super::totp::{SECRET_BYTES, step_of};
use crate::attempts::Lane;
use crate::caller::Caller;
use crate::desk::{Desk, sha256};
use crate::error::{Result, not_found, problem};

/// Recovery codes that are made at once.
const RECOVERY_CODES: usize = 10;
/// Bytes of one: 80 bits, which nobody guesses, at whatever speed.
const RECOVERY_BYTES: usize = 10;

/// What an authenticator has to be given; told once. No Debug: it is a secret.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TotpBegun {
    /// To be typed, in groups of four.
    pub secret: String,
    /// The same as an address that authenticators read. It names the account and not this program, for
    /// who looks over a shoulder at the list of an authenticator.
    pub uri: String,
}

/// A code that the authenticator shows. No Debug: it goes into no log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeOrder {
    /// Six digits.
    pub code: String,
}

/// Recovery codes, told once. No Debug: they are secrets.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryCodes {
    /// Each counts once, in place of the authenticator's.
    pub codes: Vec<String>,
}

/// How a second factor was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Given {
    Authenticator,
    Recovery,
}

impl Desk {
    /// Makes a secret for the caller's authenticator. It is asked for once `confirm_totp` showed that the
    /// authenticator has it.
    pub async fn begin_totp(&self, caller: &Caller) -> Result<TotpBegun> {
        caller.needs_proof(self.now())?;
        let mut unit = self.begin().await?;
        let held = unit.second_factor(caller.account()).await?;
        if is_asked(held.as_ref()) {
            return Err(problem(Code::Conflict, "there is a second factor already")
                .hinted("remove it first, then begin anew"));
        }
        let secret = Zeroizing::new(self.random::<SECRET_BYTES>().to_vec());
        let row = SecondFactorRow {
            account: caller.account().to_owned(),
            secret,
            confirmed: false,
            last_step: None,
            recovery: Vec::new(),
        };
        unit.put_second_factor(&row).await?;
        unit.commit().await?;
        Ok(begun(&row))
    }

    /// The secret that waits for its first code, told again to who might begin anew. Once it is confirmed,
    /// nobody is told.
    pub async fn pending_totp(&self, caller: &Caller) -> Result<TotpBegun> {
        caller.needs_proof(self.now())?;
        let row = self.read().await?.second_factor(caller.account()).await?;
        let row = row.filter(|row| !row.confirmed && !row.secret.is_empty());
        Ok(begun(&row.ok_or_else(|| not_found("secret that waits"))?))
    }

    /// The authenticator has the secret, as its code shows; from now on it is asked for. The answer are
    /// recovery codes, so that guesses are counted and asked for a proof as those of a code in use are. [ACC-3]
    pub async fn confirm_totp(&self, caller: &Caller, order: &CodeOrder) -> Result<RecoveryCodes> {
        caller.needs_proof(self.now())?;
        let lane = Lane::Code(caller.account().to_owned());
        self.attempts().begin_try(&lane, self.now())?;
        let mut unit = self.begin().await?;
        let row = unit.second_factor(caller.account()).await?;
        let mut row = row.ok_or_else(|| not_found("secret: begin first"))?;
        if row.confirmed {
            return Err(problem(Code::Conflict, "it is confirmed already"));
        }
        let code = digits(&order.code);
        let Some(step) = step_of(&row.secret, &code, self.now(), None) else {
            return Err(problem(Code::AccountProof, "the code is wrong")
                .hinted("is the clock of the telephone right? Codes live for 30 seconds"));
        };
        row.confirmed = true;
        row.last_step = Some(step);
        let told = self.new_codes(&mut row);
        unit.put_second_factor(&row).await?;
        // [ACC-4] What was opened without it goes on nowhere else.
        end_others(unit.as_mut(), caller).await?;
        self.note(unit.as_mut(), caller, "account.totp").await?;
        unit.commit().await?;
        self.attempts().succeeded(&lane);
        Ok(told)
    }

    /// The caller's second factor is asked for no more, and its recovery codes are gone.
    pub async fn remove_totp(&self, caller: &Caller) -> Result<()> {
        caller.needs_proof(self.now())?;
        let mut unit = self.begin().await?;
        if !unit.delete_second_factor(caller.account()).await? {
            return Err(not_found("second factor"));
        }
        forget_passkeys(unit.as_mut(), caller.account()).await?;
        self.note(unit.as_mut(), caller, "account.totp_remove")
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Other recovery codes; those of before count no more.
    pub async fn renew_recovery(&self, caller: &Caller) -> Result<RecoveryCodes> {
        caller.needs_proof(self.now())?;
        let mut unit = self.begin().await?;
        let row = unit.second_factor(caller.account()).await?;
        let row = row.filter(|row| row.confirmed);
        let mut row = row.ok_or_else(|| not_found("second factor"))?;
        let told = self.new_codes(&mut row);
        unit.put_second_factor(&row).await?;
        self.note(unit.as_mut(), caller, "account.recovery_renew")
            .await?;
        unit.commit().await?;
        Ok(told)
    }

    /// A code of the caller's own second factor, for an act that asks for it.
    pub(super) async fn prove_by_code(&self, caller: &Caller, code: &str) -> Result<()> {
        let lane = Lane::Code(caller.account().to_owned());
        self.attempts().begin_try(&lane, self.now())?;
        let mut unit = self.begin().await?;
        let name = caller.account();
        let given = use_code(unit.as_mut(), name, code, self.now()).await?;
        // [ACC-5] Who guesses at a session left open, and who takes a recovery code, is seen by its person.
        let (act, outcome) = match given {
            None => ("account.step_up", "refused"),
            Some(Given::Recovery) => ("account.step_up_by_recovery", "done"),
            Some(Given::Authenticator) => ("account.step_up", "done"),
        };
        unit.put_audit(self.now(), name, act, name, outcome).await?;
        unit.commit().await?;
        if given.is_none() {
            let text = "the code is wrong, or was used already";
            return Err(problem(Code::AccountProof, text));
        }
        self.attempts().succeeded(&lane);
        Ok(())
    }

    fn new_codes(&self, row: &mut SecondFactorRow) -> RecoveryCodes {
        let codes: Vec<String> = (0..RECOVERY_CODES)
            .map(|_| BASE32_NOPAD.encode(&self.random::<RECOVERY_BYTES>()))
            .collect();
        row.recovery = codes.iter().map(|code| sha256(code.as_bytes())).collect();
        RecoveryCodes {
            codes: codes.iter().map(|code| in_groups(code)).collect(),
        }
    }

    async fn note(&self, unit: &mut dyn Unit, caller: &Caller, act: &str) -> Result<()> {
        let name = caller.account();
        Ok(unit.put_audit(self.now(), name, act, name, "done").await?)
    }
}

fn begun(row: &SecondFactorRow) -> TotpBegun {
    let text = BASE32_NOPAD.encode(&row.secret);
    TotpBegun {
        secret: in_groups(&text),
        uri: format!("otpauth://totp/{}?secret={text}", row.account),
    }
}

/// Takes a code, if it counts: it counts once. In the unit that is committed with what it is for.
pub(super) async fn use_code(
    unit: &mut dyn Unit,
    account: &str,
    code: &str,
    now: Timestamp,
) -> Result<Option<Given>> {
    let row = unit.second_factor(account).await?;
    let Some(mut row) = row.filter(|row| row.confirmed) else {
        return Ok(None);
    };
    let given = if let Some(place) = place_of(&row, code) {
        row.recovery.retain(|left| *left != place);
        Given::Recovery
    } else if let Some(step) = step_of(&row.secret, &digits(code), now, row.last_step) {
        row.last_step = Some(step);
        Given::Authenticator
    } else {
        return Ok(None);
    };
    unit.put_second_factor(&row).await?;
    Ok(Some(given))
}

/// The hash of a recovery code that is left, if it is one.
pub(super) fn place_of(row: &SecondFactorRow, code: &str) -> Option<Digest> {
    let place = sha256(as_written(code).as_bytes());
    row.recovery.contains(&place).then_some(place)
}

/// As it was made, however it was typed: small letters, spaces, hyphens, and the digits that look like
/// letters.
fn as_written(code: &str) -> String {
    let plain = code.chars().filter(char::is_ascii_alphanumeric).take(64);
    plain
        .map(|c| match c.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other,
        })
        .collect()
}

/// Six digits, however they were typed.
fn digits(code: &str) -> String {
    let plain = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    plain.take(64).collect()
}

/// For people who copy it by hand.
fn in_groups(text: &str) -> String {
    let letters: Vec<char> = text.to_ascii_lowercase().chars().collect();
    let groups = letters
        .chunks(4)
        .map(|four| four.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}
