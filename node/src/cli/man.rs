//! Manual pages and completions, made from the verbs themselves.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use clap_complete::Shell;
use fanal_protocol::{Code, Problem};
use serde_json::json;

use super::{Cli, Result, usage};
use crate::render::{Outcome, Page, exit, is_read_at_a_terminal};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A verb, or `exit` for the exit codes [default: the page of fanal itself]
    #[arg(value_name = "VERB")]
    page: Option<String>,
    /// Write every page into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "page")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct CompletionArgs {
    /// bash, zsh, fish, powershell, elvish
    shell: Shell,
}

/// The section of programs.
const SECTION: &str = "1";

pub(super) fn completions(args: &CompletionArgs) -> Result {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "fanal", &mut bytes);
    let text = String::from_utf8(bytes).unwrap_or_default();
    let data = json!({ "shell": args.shell.to_string(), "content": text });
    Outcome::of("completions", &data, Page::new()).map(|it| it.with_raw(text))
}

pub(super) fn run(args: &Args) -> Result {
    if let Some(dir) = &args.out {
        return write_all(dir);
    }
    let wanted = args
        .page
        .as_deref()
        .map_or_else(|| "fanal".to_owned(), |page| format!("fanal-{page}"));
    if args.page.as_deref() == Some("exit") && is_read_at_a_terminal() {
        let data = json!({ "name": wanted, "content": exit_page() });
        return Outcome::of("man", &data, exit_codes());
    }
    let pages = pages()?;
    let found = pages.into_iter().find(|(name, _)| *name == wanted);
    let (name, text) = found.ok_or_else(|| usage(format!("there is no page `{wanted}`")))?;
    let data = json!({ "name": name, "content": text });
    Outcome::of("man", &data, Page::new()).map(|it| it.with_raw(text))
}

fn write_all(dir: &Path) -> Result {
    std::fs::create_dir_all(dir).map_err(|error| crate::home::failed(dir, &error))?;
    let mut page = Page::new();
    let mut names = Vec::new();
    for (name, text) in pages()? {
        let path = dir.join(format!("{name}.{SECTION}"));
        std::fs::write(&path, text).map_err(|error| crate::home::failed(&path, &error))?;
        page.line(path.display().to_string());
        names.push(name);
    }
    Outcome::of("man", &names, page)
}

/// Every page: the program's, one for each verb, and that of the exit codes.
fn pages() -> Result<Vec<(String, String)>> {
    let mut command = Cli::command();
    command.build();
    let mut pages = vec![("fanal".to_owned(), roff(command.clone())?)];
    for verb in command
        .get_subcommands()
        .filter(|verb| verb.get_name() != "help")
    {
        let name = format!("fanal-{}", verb.get_name());
        pages.push((name, roff(verb.clone())?));
    }
    pages.push(("fanal-exit".into(), exit_page()));
    Ok(pages)
}

fn roff(command: clap::Command) -> Result<String> {
    let mut bytes = Vec::new();
    let broken = |error: std::io::Error| Problem::new(Code::Broken, error.to_string());
    clap_mangen::Man::new(command)
        .section(SECTION)
        .render(&mut bytes)
        .map_err(broken)?;
    String::from_utf8(bytes).map_err(|error| Problem::new(Code::Broken, error.to_string()))
}

/// What each exit code means.
const MEANINGS: [(u8, &str); 11] = [
    (exit::DONE, "Done."),
    (
        exit::FAILED,
        "Failed: this node or its configuration has to be mended.",
    ),
    (exit::USAGE, "The call is not what the verb takes."),
    (
        exit::REFUSED,
        "Refused by policy (label, audience, consent, privacy, review, roster), or not confirmed.",
    ),
    (
        exit::UNKNOWN,
        "There is no such thing here; for check: nothing is known.",
    ),
    (5, "A signature, a proof or a format does not verify."),
    (exit::UNREACHABLE, "The node or no peer can be reached."),
    (
        7,
        "Not allowed: the account has no right to it, or the node is locked.",
    ),
    (
        exit::PARTLY,
        "Done in part: some rows were refused, some peers failed, some receipts are awaited.",
    ),
    (
        exit::WAITS,
        "Waits for a person: a reviewer, or other coordinators.",
    ),
    (75, "Try again: busy, too many requests."),
];

/// The page of the exit codes, with the problem codes behind each.
fn exit_page() -> String {
    let mut text = String::from(
        ".TH fanal-exit 1 \"\" \"fanal\" \"\"\n.SH NAME\nfanal-exit \\- exit codes of fanal\n.SH DESCRIPTION\n\
         Every verb ends with one of these codes. With \\-\\-json the same is told as \"ok\" and \"error\".\n\
         When several apply, refused rows (8) go before a review that is awaited (9).\n",
    );
    for (number, meaning) in MEANINGS {
        let codes: Vec<&str> = Code::ALL
            .iter()
            .filter(|code| code.exit() == number)
            .map(|code| code.as_str())
            .collect();
        let _ = write!(text, ".TP\n.B {number}\n{}\n", meaning.replace('-', "\\-"));
        if !codes.is_empty() {
            let _ = write!(text, ".br\nCodes: {}\n", codes.join(", "));
        }
    }
    text
}

/// The same for who reads it at a terminal.
fn exit_codes() -> Page {
    let mut page = Page::new();
    for (number, meaning) in MEANINGS {
        page.line(format!("{number:>3}  {meaning}"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_is_documented() {
        for code in Code::ALL {
            assert!(
                MEANINGS.iter().any(|(number, _)| *number == code.exit()),
                "{code}"
            );
            assert!(exit_page().contains(code.as_str()), "{code}");
        }
    }

    #[test]
    fn every_verb_has_a_page() {
        let names: Vec<String> = pages().unwrap().into_iter().map(|(name, _)| name).collect();
        for verb in ["fanal", "fanal-share", "fanal-withdraw", "fanal-exit"] {
            assert!(names.iter().any(|name| name == verb), "{verb} in {names:?}");
        }
    }
}
