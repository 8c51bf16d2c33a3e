//! `fanal user sign-in`: whoever has a password gets a token file, and speaks with it (`--token-file`).

use std::io::IsTerminal as _;
use std::path::PathBuf;

use fanal_api::Nothing;
use fanal_desk::{SecondFactor, SignIn, SignedIn, TOKEN_DAYS, TokenOrder, TokenTold};
use fanal_protocol::{Code, Problem};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::cli::compose::page_of_state;
use crate::cli::export::write_whole;
use crate::cli::{Invocation, Result, input, usage};
use crate::render::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The account
    name: String,
    /// Where to write the token; the file is for its owner alone
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Days that it lives, 1 to 366
    #[arg(long, default_value_t = TOKEN_DAYS)]
    days: u16,
    /// It may publish, approve, widen, sign rosters and change keys without asking anybody
    #[arg(long)]
    proves: bool,
    /// Read the password from standard input, and the code of the second factor from a second line
    #[arg(long)]
    password_stdin: bool,
}

/// What was written where; the token itself is told to nobody.
#[derive(Serialize)]
struct Written {
    account: String,
    file: String,
    expires: Option<fanal_protocol::Timestamp>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let (password, code) = secrets(args.password_stdin)?;
    let order = SignIn {
        account: args.name,
        password: password.to_string(),
        code: None,
    };
    let mut session: SignedIn = here.call("sign-in", &order).await?;
    if session.second_factor {
        let code = match code {
            Some(code) => code,
            None => typed(args.password_stdin, "Code of the second factor: ")?,
        };
        let order = SecondFactor {
            token: session.token,
            code: code.to_string(),
        };
        session = here.call("second-factor", &order).await?;
    }
    let door = here.door().await?.speaking(&session.token);
    let order = TokenOrder {
        purpose: "command line".into(),
        days: Some(args.days),
        proves: args.proves,
    };
    let told: Result<TokenTold> = door.call("token", &order).await;
    let ended: Result<Nothing> = door.call("session-end", &Nothing {}).await;
    let told = told?;
    ended?;
    let token = Zeroizing::new(format!("{}\n", told.token));
    write_whole(&args.out, token.as_bytes(), false)?;
    let file = args.out.display().to_string();
    let mut page = page_of_state(&format!("A token of `{}` is in {file}.", told.account));
    page.line(format!(
        "Speak with it: `fanal --token-file {file} VERB`; whoever has the file speaks so."
    ));
    let written = Written {
        account: told.account,
        file,
        expires: told.expires,
    };
    Outcome::of("user-sign-in", &written, page)
}

/// The password, and the code if it came with it.
fn secrets(from_input: bool) -> Result<(Zeroizing<String>, Option<Zeroizing<String>>)> {
    if !from_input {
        return Ok((typed(false, "Password: ")?, None));
    }
    let read = Zeroizing::new(input::standard_input()?.content);
    let mut lines = read.lines().map(|line| Zeroizing::new(line.to_owned()));
    let password = lines.next().ok_or_else(|| usage("there is no password"))?;
    Ok((password, lines.next()))
}

fn typed(is_machine: bool, prompt: &str) -> Result<Zeroizing<String>> {
    if is_machine || !std::io::stdin().is_terminal() {
        let hint = "give the password with `--password-stdin`, and the code in a second line";
        return Err(usage("nobody is here to be asked").with_hint(hint));
    }
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|error| Problem::new(Code::Broken, error.to_string()))
}
