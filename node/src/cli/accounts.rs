//! `fanal user`: accounts of this desk, and tokens.

mod sign_in;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use fanal_api::Nothing;
use fanal_desk::{Access, CertificateOrder, CertificateShown};
use fanal_desk::{
    AccountShown, ChangeAccount, NewAccount, TOKEN_DAYS, TokenOrder, TokenTold, WhichAccount,
};

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
    /// Make an account; its password is made up and told once
    Add(Add),
    /// Sign in by password, and keep a token in a file: what `--token-file` speaks with
    SignIn(sign_in::Args),
    /// List accounts
    List,
    /// Let an account sign in no more, and end its tokens at once
    Disable(Disable),
    /// Let a disabled account sign in again
    Enable(Disable),
    /// Say what an account may do from now on
    Role(SetRole),
    /// For somebody who lost password or authenticator: another password, told once
    Reset(Disable),
    /// What speaks for an account now: who is signed in since when, and the tokens of its programs
    Sessions(Disable),
    /// End every session of an account and every token of its programs: a device was lost. It may sign in again
    Revoke(Disable),
    /// Let a client certificate speak for one's own account, over TAXII; it ends as a token does
    Certificate(Certificate),
    /// Issue a token for one's own account, for a program; it ends
    Token(Token),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// Letters, digits, `-`, `_`, `.`
    name: String,
    /// What it may do
    #[arg(long, required = true, value_delimiter = ',')]
    role: Vec<Role>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Role {
    /// Reads, checks, writes and sends
    Analyst,
    /// Approves what others wrote
    Reviewer,
    /// Signs for the network
    Coordinator,
    /// Accounts and configuration
    Admin,
}

#[derive(Debug, clap::Args)]
struct SetRole {
    /// The account
    name: String,
    /// All that it may do
    #[arg(long, required = true, value_delimiter = ',')]
    role: Vec<Role>,
}

#[derive(Debug, clap::Args)]
struct Disable {
    /// The account
    name: String,
}

#[derive(Debug, clap::Args)]
struct Token {
    /// What it is for
    #[arg(long, default_value = "")]
    purpose: String,
    /// Days that it lives, 1 to 366
    #[arg(long, default_value_t = TOKEN_DAYS)]
    days: u16,
    /// It may publish, widen, sign rosters and change keys without asking anybody
    #[arg(long)]
    proves: bool,
}

#[derive(Debug, clap::Args)]
struct Certificate {
    /// The certificate, as PEM: its key is what counts
    file: PathBuf,
    /// What it is for
    #[arg(long, default_value = "")]
    purpose: String,
    /// Days that it lives, 1 to 366
    #[arg(long, default_value_t = TOKEN_DAYS)]
    days: u16,
}

async fn add_certificate(args: Certificate, here: &Invocation) -> Result {
    let text = input::file(&args.file)?.content;
    let key = fanal_taxii::key_of_pem(text.as_bytes()).map_err(|error| usage(error.to_string()))?;
    let order = CertificateOrder {
        key,
        purpose: args.purpose,
        days: Some(args.days),
    };
    let shown: CertificateShown = here.call("certificate", &order).await?;
    let text = format!(
        "Whoever has the key of this certificate speaks for `{}` ({}) over TAXII. It ends {}.",
        shown.account,
        names(&shown.rights),
        shown.expires
    );
    Outcome::of("certificate", &shown, page_of_state(&text))
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Add(add) => run_add(add, here).await,
        Act::List => {
            let accounts: Vec<AccountShown> = here.call("accounts", &Nothing {}).await?;
            Outcome::of("accounts", &accounts, list(&accounts))
        }
        Act::Disable(Disable { name }) => {
            let order = WhichAccount { name };
            let shown: AccountShown = here.call("account-disable", &order).await?;
            let text = format!(
                "`{}` signs in no more, and its tokens have ended.",
                shown.name
            );
            Outcome::of("account-disable", &shown, page_of_state(&text))
        }
        Act::Enable(Disable { name }) => {
            let order = ChangeAccount {
                name,
                rights: None,
                disabled: Some(false),
            };
            changed(&order, here).await
        }
        Act::Role(SetRole { name, role }) => {
            let order = ChangeAccount {
                name,
                rights: Some(words(&role)),
                disabled: None,
            };
            changed(&order, here).await
        }
        Act::Reset(Disable { name }) => {
            let shown: AccountShown = here.call("account-reset", &WhichAccount { name }).await?;
            let text = format!(
                "`{}` signs in with another password; its second factor, sessions and tokens ended.",
                shown.name
            );
            let mut page = page_of_state(&text);
            if let Some(password) = &shown.password {
                page.line(format!("Password, shown this once: {password}"));
            }
            Outcome::of("account-reset", &shown, page)
        }
        Act::Sessions(Disable { name }) => {
            let access: Access = here.call("account-access", &WhichAccount { name }).await?;
            Outcome::of("account-access", &access, access_page(&access))
        }
        Act::Revoke(Disable { name }) => {
            let order = WhichAccount { name };
            let ended: u64 = here.call("account-end", &order).await?;
            let text = format!(
                "{ended} sessions and tokens of `{}` ended; it may sign in again.",
                order.name
            );
            Outcome::of("account-end", &ended, page_of_state(&text))
        }
        Act::SignIn(args) => sign_in::run(args, here).await,
        Act::Certificate(args) => add_certificate(args, here).await,
        Act::Token(token) => {
            let told: TokenTold = here
                .call(
                    "token",
                    &TokenOrder {
                        purpose: token.purpose,
                        days: Some(token.days),
                        proves: token.proves,
                    },
                )
                .await?;
            let end = told
                .expires
                .map_or_else(String::new, |at| format!(" It ends {at}."));
            let text = format!(
                "A token for `{}` ({}). It is shown this once.{end}",
                told.account,
                names(&told.rights)
            );
            let raw = format!("{}\n", told.token);
            Outcome::of("token", &told, page_of_state(&text)).map(|it| it.with_raw(raw))
        }
    }
}

async fn run_add(add: Add, here: &Invocation) -> Result {
    let password = if add.password_stdin {
        let read = input::standard_input()?;
        Some(read.content.trim_end_matches(['\r', '\n']).to_owned())
    } else {
        None
    };
    let rights = words(&add.role);
    let order = NewAccount {
        name: add.name,
        rights,
        password,
    };
    let made: AccountShown = here.call("account-add", &order).await?;
    let mut page = page_of_state(&format!(
        "Account `{}` ({})",
        made.name,
        names(&made.rights)
    ));
    if let Some(password) = &made.password {
        page.line(format!("Password, shown this once: {password}"));
    }
    Outcome::of("account-add", &made, page)
}

async fn changed(order: &ChangeAccount, here: &Invocation) -> Result {
    let shown: AccountShown = here.call("account-change", order).await?;
    let state = if shown.disabled {
        "may not sign in"
    } else {
        "may sign in"
    };
    let text = format!("`{}` ({}) {state}.", shown.name, names(&shown.rights));
    Outcome::of("account-change", &shown, page_of_state(&text))
}

fn words(roles: &[Role]) -> BTreeSet<String> {
    roles.iter().map(|role| name_of(*role).to_owned()).collect()
}

const fn name_of(role: Role) -> &'static str {
    match role {
        Role::Analyst => "analyst",
        Role::Reviewer => "reviewer",
        Role::Coordinator => "coordinator",
        Role::Admin => "admin",
    }
}

/// Since when each counts, and when it was used; never from where.
fn access_page(access: &Access) -> Page {
    let mut page = Page::new();
    for session in &access.sessions {
        let this = if session.this { ", this one" } else { "" };
        page.line(format!(
            "session {}  since {}, seen {}{this}",
            session.id, session.made, session.seen
        ));
    }
    for token in &access.tokens {
        let end = token
            .expires
            .map_or_else(|| "without an end".to_owned(), |at| format!("until {at}"));
        page.line(format!("token   {}  {end}  {}", token.id, token.purpose));
    }
    if access.sessions.is_empty() && access.tokens.is_empty() {
        page.line("Nobody is signed in, and no program speaks for it.");
    }
    page
}

fn list(accounts: &[AccountShown]) -> Page {
    let mut page = Page::new();
    let rows: Vec<[String; 4]> = accounts
        .iter()
        .map(|account| {
            let state = match (account.to_confirm, account.disabled) {
                (true, _) => "waits to be confirmed: `fanal user enable`, or `disable`",
                (false, true) => "disabled",
                (false, false) => "",
            };
            [
                account.name.clone(),
                account.rights.join(", "),
                if account.second_factor { "yes" } else { "no" }.into(),
                state.into(),
            ]
        })
        .collect();
    page.table(["ACCOUNT", "RIGHTS", "SECOND FACTOR", "STATE"], &rows);
    page
}
