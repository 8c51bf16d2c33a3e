//! `fanal me`: one's own account: password, second factor, sessions and tokens.

mod keys;

use std::io::IsTerminal as _;

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::{
    CodeOrder, Me, PasswordChanged, PasswordOrder, Preferences, Quiet, RecoveryCodes, SessionShown,
    TokenShown, TotpBegun, When, WhichSession,
};
use fanal_protocol::{Code, Problem};
use serde::Serialize;

use super::compose::page_of_state;
use super::{Invocation, Result, input, usage};
use crate::render::{Outcome, Page, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Your account: rights, second factor, recovery codes that are left
    Show,
    /// Change your password; your other sessions end
    Password(Password),
    /// Set up a second factor: what an authenticator on your telephone shows
    Totp(Totp),
    /// Where and when you are told that there is something, and your language
    Notify(Notify),
    /// Your passkeys: listed, or one removed; a browser adds them
    Passkeys(keys::Passkeys),
    /// The OpenPGP key that mail to you is encrypted to: shown, set or removed
    MailKey(keys::MailKey),
    /// Make other recovery codes; those of before count no more
    Recovery,
    /// Your sessions, and the tokens that speak for you
    Sessions,
    /// End one of your sessions or tokens, or `others`: all sessions but this one
    End(End),
}

#[derive(Debug, clap::Args)]
struct Password {
    /// Read both from standard input: the old one in the first line, the new one in the second
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, clap::Args)]
struct Totp {
    /// The authenticator has the secret, and shows this
    #[arg(long, value_name = "CODE", conflicts_with = "remove")]
    code: Option<String>,
    /// Sign in without a second factor from now on
    #[arg(long)]
    remove: bool,
}

#[derive(Debug, clap::Args)]
struct Notify {
    /// Mail goes here; `none` ends it
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<String>,
    /// en, fr, es, ar
    #[arg(long)]
    lang: Option<String>,
    /// How often
    #[arg(long)]
    when: Option<Often>,
    /// Hours without a message, by your own clock: `21-7`; `none` ends it
    #[arg(long, value_name = "FROM-TO")]
    quiet_hours: Option<String>,
    /// How far your clock is from UTC, for the quiet hours: `+02:00`, `-3`, `+05:45`. No time zone is kept: with
    /// summer time, set it again
    #[arg(long, value_name = "HOURS", allow_hyphen_values = true)]
    clock: Option<String>,
    /// Does what is urgent come through quiet hours and digest?
    #[arg(long)]
    urgent: Option<bool>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Often {
    /// As it comes
    Now,
    /// Once a day, all together
    Daily,
    /// Never
    Never,
}

#[derive(Debug, clap::Args)]
struct End {
    /// As `fanal me sessions` lists it, or `others`
    id: String,
}

/// Sessions and tokens, as one answer.
#[derive(Serialize)]
struct Open {
    sessions: Vec<SessionShown>,
    tokens: Vec<TokenShown>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Show => show(here).await,
        Act::Password(password) => change(&password, here).await,
        Act::Totp(totp) => second_factor(totp, here).await,
        Act::Notify(args) => notify(args, here).await,
        Act::Passkeys(args) => keys::passkeys(args, here).await,
        Act::MailKey(args) => keys::mail_key(args, here).await,
        Act::Recovery => {
            let codes: RecoveryCodes = here.call("me-recovery", &Nothing {}).await?;
            Outcome::of("me-recovery", &codes, page_of_codes(&codes))
        }
        Act::Sessions => sessions(here).await,
        Act::End(End { id }) => {
            let ended: u64 = here.call("me-end", &WhichSession { id }).await?;
            Outcome::of("me-end", &ended, page_of_state(&format!("{ended} ended.")))
        }
    }
}

async fn show(here: &Invocation) -> Result {
    let me: Me = here.call("me", &Nothing {}).await?;
    let mut page = Page::new();
    page.pair("account", &me.account);
    page.pair("rights", names(&me.rights));
    let factor = if me.second_factor {
        format!("yes; {} recovery codes left", me.recovery_left)
    } else {
        "no: set one up with `fanal me totp`".to_owned()
    };
    page.pair("second factor", factor);
    Outcome::of("me", &me, page)
}

async fn change(args: &Password, here: &Invocation) -> Result {
    let order = if args.password_stdin {
        let read = input::standard_input()?;
        let mut lines = read.content.lines();
        let (Some(old), Some(new)) = (lines.next(), lines.next()) else {
            return Err(usage("two lines: the old password, then the new one"));
        };
        PasswordOrder {
            old: old.to_owned(),
            new: new.to_owned(),
        }
    } else {
        typed_passwords()?
    };
    let done: PasswordChanged = here.call("me-password", &order).await?;
    let mut page = page_of_state("Your password is another one now.");
    page.line(format!("{} other sessions ended.", done.sessions));
    if done.tokens > 0 {
        page.line(format!(
            "{} tokens go on: see `fanal me sessions`.",
            done.tokens
        ));
    }
    Outcome::of("me-password", &done, page)
}

fn typed_passwords() -> Result<PasswordOrder> {
    if !std::io::stdin().is_terminal() {
        return Err(usage(
            "nobody is here to be asked: give both with `--password-stdin`",
        ));
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt)
            .map_err(|error| Problem::new(Code::Broken, error.to_string()))
    };
    let old = ask("Password now: ")?;
    let new = ask("New password, 12 characters or more: ")?;
    if ask("The same again: ")? != new {
        return Err(usage("the two are not the same: nothing was changed"));
    }
    Ok(PasswordOrder { old, new })
}

async fn second_factor(args: Totp, here: &Invocation) -> Result {
    if args.remove {
        let done: Nothing = here.call("me-totp-remove", &Nothing {}).await?;
        let page = page_of_state("No second factor is asked of you any more.");
        return Outcome::of("me-totp-remove", &done, page);
    }
    if let Some(code) = args.code {
        let order = CodeOrder { code };
        let codes: RecoveryCodes = here.call("me-totp-confirm", &order).await?;
        return Outcome::of("me-totp-confirm", &codes, page_of_codes(&codes));
    }
    let begun: TotpBegun = here.call("me-totp", &Nothing {}).await?;
    let mut page = page_of_state("Add this to an authenticator, by hand or by its address:");
    page.pair("secret", &begun.secret);
    page.pair("address", &begun.uri);
    page.line("Then give what it shows: `fanal me totp --code CODE`. Until then, nothing changes.");
    Outcome::of("me-totp", &begun, page)
}

async fn notify(args: Notify, here: &Invocation) -> Result {
    let mut wishes: Preferences = here.call("me-preferences", &Nothing {}).await?;
    let before = wishes.clone();
    let none = |text: String| Some(text).filter(|text| text != "none");
    if let Some(mail) = args.mail {
        wishes.mail = none(mail);
    }
    if let Some(lang) = args.lang {
        wishes.lang = lang;
    }
    if let Some(when) = args.when {
        wishes.when = match when {
            Often::Now => When::Now,
            Often::Daily => When::Daily,
            Often::Never => When::Never,
        };
    }
    let ahead = wishes.quiet.map_or(0, |quiet| quiet.ahead);
    if let Some(quiet) = args.quiet_hours {
        let quiet = none(quiet).map(|text| quiet_of(&text, ahead)).transpose()?;
        wishes.quiet = quiet;
    }
    if let Some(clock) = args.clock {
        let ahead = ahead_of(&clock)?;
        let quiet = wishes.quiet.as_mut();
        let quiet =
            quiet.ok_or_else(|| usage("without quiet hours no clock is needed: --quiet-hours"))?;
        quiet.ahead = ahead;
    }
    wishes.urgent = args.urgent.unwrap_or(wishes.urgent);
    if wishes != before {
        wishes = here.call("me-prefer", &wishes).await?;
    }
    let mut page = Page::new();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".into());
    page.pair("mail", or_none(wishes.mail.clone()));
    page.pair("language", &wishes.lang);
    page.pair(
        "when",
        match wishes.when {
            When::Now => "as it comes",
            When::Daily => "once a day",
            When::Never => "never",
        },
    );
    let quiet = wishes
        .quiet
        .map(|it| format!("{}-{} UTC{}", it.from, it.to, clock_words(it.ahead)));
    page.pair("quiet hours", or_none(quiet));
    page.pair(
        "urgent comes through",
        if wishes.urgent { "yes" } else { "no" },
    );
    Outcome::of("me-preferences", &wishes, page)
}

fn quiet_of(text: &str, ahead: i16) -> Result<Quiet> {
    let hours = text
        .split_once('-')
        .and_then(|(from, to)| Some((from.trim().parse().ok()?, to.trim().parse().ok()?)));
    let (from, to) = hours.ok_or_else(|| usage("quiet hours look like `21-7`"))?;
    Ok(Quiet { from, to, ahead })
}

/// Minutes ahead of UTC: `+02:00`, `2`, `-3`, `+05:45`.
fn ahead_of(text: &str) -> Result<i16> {
    let wrong = || usage("a clock looks like `+02:00`, `-3` or `+05:45`");
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let hours: i16 = hours.parse().map_err(|_| wrong())?;
    let minutes: i16 = minutes.parse().map_err(|_| wrong())?;
    let fits = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    fits.then_some(sign * (hours * 60 + minutes))
        .ok_or_else(wrong)
}

fn clock_words(ahead: i16) -> String {
    if ahead == 0 {
        return String::new();
    }
    let sign = if ahead < 0 { '-' } else { '+' };
    let minutes = ahead.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn page_of_codes(codes: &RecoveryCodes) -> Page {
    let mut page = page_of_state(
        "Recovery codes, shown this once. Each counts once in place of the authenticator; keep them \
         on paper, away from the telephone.",
    );
    for code in &codes.codes {
        page.line(code);
    }
    page
}

async fn sessions(here: &Invocation) -> Result {
    let open = Open {
        sessions: here.call("me-sessions", &Nothing {}).await?,
        tokens: here.call("me-tokens", &Nothing {}).await?,
    };
    let mut rows: Vec<[String; 4]> = Vec::new();
    for row in &open.sessions {
        let what = if row.this {
            "session, this one"
        } else {
            "session"
        };
        let seen = format!("used {}", row.seen);
        rows.push([row.id.clone(), what.into(), row.made.to_string(), seen]);
    }
    for row in &open.tokens {
        let end = row.expires.map_or("never".into(), |at| at.to_string());
        let what = if row.proves {
            "token, publishes and signs"
        } else {
            "token"
        };
        let end = format!("ends {end}");
        rows.push([row.id.clone(), what.into(), row.purpose.clone(), end]);
    }
    let mut page = Page::new();
    page.table(["ID", "WHAT", "SINCE, OR FOR", ""], &rows);
    Outcome::of("me-sessions", &open, page)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [NOT-3]
    #[test]
    fn a_clock_is_read_as_people_write_it() {
        for (text, ahead, words) in [
            ("+02:00", 120, "+02:00"),
            ("2", 120, "+02:00"),
            ("-3", -180, "-03:00"),
            ("+05:45", 345, "+05:45"),
            ("-09:30", -570, "-09:30"),
            ("0", 0, ""),
        ] {
            let read = ahead_of(text).unwrap_or(i16::MIN);
            assert_eq!((read, clock_words(read).as_str()), (ahead, words), "{text}");
        }
        for text in [
            "", "+", "Berlin", "UTC+2", "15", "--2", "2:60", "2:-5", "+-2",
        ] {
            assert!(ahead_of(text).is_err(), "{text}");
        }
    }
}
