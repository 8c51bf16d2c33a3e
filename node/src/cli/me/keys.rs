//! One's own keys: passkeys, and the OpenPGP key that mail is encrypted to.

use fanal_api::Nothing;
use fanal_desk::{MailKeyOrder, MailKeyShown, MailKeyState, PasskeyShown, WhichPasskey};

use super::super::compose::page_of_state;
use super::super::{Invocation, Result, input};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Passkeys {
    /// Remove this one, as the list names it
    #[arg(long, value_name = "ID")]
    remove: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct MailKey {
    /// Encrypt to the public key in this file from now on; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "remove")]
    set: Option<String>,
    /// Encrypt to no key any more
    #[arg(long)]
    remove: bool,
}

pub(super) async fn passkeys(args: Passkeys, here: &Invocation) -> Result {
    if let Some(id) = args.remove {
        let done: Nothing = here.call("me-passkey-remove", &WhichPasskey { id }).await?;
        let page = page_of_state("The passkey counts no more.");
        return Outcome::of("me-passkey-remove", &done, page);
    }
    let keys: Vec<PasskeyShown> = here.call("me-passkeys", &Nothing {}).await?;
    let row = |key: &PasskeyShown| {
        let used = key.used.map_or("never".into(), |at| at.date());
        let copies = if key.copyable { "may be copied" } else { "" };
        let (id, name, site) = (key.id.clone(), key.name.clone(), key.site.clone());
        [id, name, site, key.made.date(), used, copies.to_owned()]
    };
    let rows: Vec<[String; 6]> = keys.iter().map(row).collect();
    let mut page = Page::new();
    if rows.is_empty() {
        page.line("You have none. A browser adds them, at the console under your account.");
    } else {
        page.table(["ID", "NAME", "SITE", "ADDED", "USED", ""], &rows);
    }
    Outcome::of("me-passkeys", &keys, page)
}

pub(super) async fn mail_key(args: MailKey, here: &Invocation) -> Result {
    if args.remove {
        let done: Nothing = here.call("me-mail-key-remove", &Nothing {}).await?;
        let page = page_of_state("Mail to you is encrypted to no key any more.");
        return Outcome::of("me-mail-key-remove", &done, page);
    }
    if let Some(file) = args.set {
        let key = input::one(&file)?.content;
        let set: MailKeyShown = here.call("me-mail-key-set", &MailKeyOrder { key }).await?;
        return Outcome::of("me-mail-key-set", &set, page_of(&set));
    }
    let state: MailKeyState = here.call("me-mail-key", &Nothing {}).await?;
    let page = match &state {
        MailKeyState::None => page_of_state("Mail to you is encrypted to no key."),
        MailKeyState::Good(key) => page_of(key),
        MailKeyState::Bad(why) => page_of_state(&format!("Mail does not go to you now: {why}.")),
    };
    Outcome::of("me-mail-key", &state, page)
}

fn page_of(key: &MailKeyShown) -> Page {
    let mut page =
        page_of_state("Mail to you is encrypted to this key. Compare it with your own program.");
    page.pair("fingerprint", &key.fingerprint);
    page.pair("ends", key.ends.map_or("never".into(), |at| at.date()));
    page
}
