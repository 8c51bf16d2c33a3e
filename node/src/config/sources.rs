//! `[sources.NAME]`: what others publish, asked for by schedule. [IMP-11]

use std::path::PathBuf;

use fanal_jobs::{Job, Schedules};
use fanal_protocol::Label;
use serde::{Deserialize, Serialize};

use super::{CRON_FIELDS, is_web_address};

/// Sources of one desk.
const MOST: usize = 50;
/// As long as the name of a look-up list may be.
const NAME_CHARS: usize = 40;

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    /// What stands at the address.
    pub(crate) kind: Kind,
    /// Where.
    pub(crate) address: String,
    /// When it is asked: second, minute, hour, day, month, weekday, in UTC.
    #[serde(default = "daily")]
    pub(crate) schedule: String,
    /// What becomes of it.
    #[serde(default)]
    pub(crate) keep: Keep,
    /// How a file is read, if that is not to be guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    /// Who publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// Its licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) licence: Option<String>,
    /// Of a TAXII server: one collection, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) collection: Option<String>,
    /// Of a TAXII server: a file with `ACCOUNT:PASSWORD`, or with a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) login: Option<PathBuf>,
    /// Of a file: a file with the header that its publisher wants, as `Auth-Key: ...`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) header_file: Option<PathBuf>,
    /// Of a TAXII server: one more authority for its certificate, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<PathBuf>,
    /// Of drafts: whose they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// Of drafts: the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tlp: Option<String>,
    /// Of drafts: the claim of consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) consent: Option<String>,
    /// Of drafts: desks and groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) to: Vec<String>,
}

/// What stands at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A list, CSV, STIX: whatever `fanal import` reads.
    File,
    /// The folder of a MISP feed.
    MispFeed,
    /// A TAXII server, a root, or a collection.
    Taxii,
    /// A warning list of MISP.
    WarningList,
}

/// What becomes of what came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Keep {
    /// `fanal check` asks it, and nobody else. [R6]
    #[default]
    LookUp,
    /// It lies as drafts before the people of the desk.
    Drafts,
}

fn daily() -> String {
    "0 23 3 * * *".into()
}

/// The fault, if there is one; which source has it says the caller.
pub(super) fn check(name: &str, source: &Source) -> Result<(), String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME_CHARS || !name.chars().all(is_plain) {
        return Err(format!(
            "its name has 1 to {NAME_CHARS} letters, digits, `-`, `_` and `.`"
        ));
    }
    if !is_web_address(&source.address) {
        return Err("`address` is no address like `https://feed.example.org/list.txt`".into());
    }
    let fields = source.schedule.split_whitespace().count();
    if fields != CRON_FIELDS {
        return Err(format!(
            "a schedule has {CRON_FIELDS} fields, this has {fields}"
        ));
    }
    Schedules::parse(&[(Job::Source(0), "source", &source.schedule)])
        .map_err(|bad| bad.to_string())?;
    if source.format.is_some() && source.kind != Kind::File {
        return Err("`format` is said of a file alone".into());
    }
    if let Some(format) = &source.format {
        let known = format.parse::<fanal_formats::Format>();
        known.map_err(|error| error.to_string())?;
    }
    let of_taxii = source.collection.is_some() || source.login.is_some();
    if (of_taxii || source.authority.is_some()) && source.kind != Kind::Taxii {
        return Err(
            "`collection`, `login` and `authority` are said of a TAXII server alone".into(),
        );
    }
    if source.header_file.is_some() && source.kind != Kind::File {
        return Err("`header_file` is said of a file alone".into());
    }
    check_keep(source)
}

/// What is drafted says for whom, how far, and with whose consent; what is only looked up has none of it.
fn check_keep(source: &Source) -> Result<(), String> {
    let (tlp, consent, account) = (&source.tlp, &source.consent, &source.account);
    match source.keep {
        Keep::LookUp => {
            if tlp.is_some() || consent.is_some() || account.is_some() || !source.to.is_empty() {
                return Err(
                    "`tlp`, `consent`, `account` and `to` are said of drafts alone: \
                     `keep = \"drafts\"`"
                        .into(),
                );
            }
            Ok(())
        }
        Keep::Drafts if source.kind == Kind::WarningList => {
            Err("a warning list is no source of drafts".into())
        }
        Keep::Drafts => {
            if consent.is_none() || account.is_none() {
                return Err("drafts need `account` and `consent`".into());
            }
            match tlp.as_deref().map(Label::read) {
                Some(Some(label)) if label != Label::Red => Ok(()),
                Some(Some(_) | None) | None => {
                    Err("drafts need `tlp`: amber+strict, amber, green or clear".into())
                }
            }
        }
    }
}

/// How many there may be.
pub(super) fn check_number(number: usize) -> Result<(), String> {
    if number > MOST {
        return Err(format!("at most {MOST} sources are asked"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    // [IMP-11]
    #[test]
    fn a_source_says_what_stands_there_and_what_becomes_of_it() {
        let parse = |text: &str| {
            let text = format!("[node]\nlang = \"en\"\n[sources.lab]\n{text}\n");
            Config::parse(&text, "x")
        };
        let address = "address = \"https://feed.example/\"";
        for right in [
            "kind = \"file\"",
            "kind = \"file\"\nformat = \"csv\"\nschedule = \"0 0 * * * *\"",
            "kind = \"misp-feed\"\nlicence = \"CC0-1.0\"",
            "kind = \"taxii\"\nlogin = \"login.txt\"\ncollection = \"a\"",
            "kind = \"file\"\nheader_file = \"key.txt\"",
            "kind = \"warning-list\"",
            "kind = \"file\"\nkeep = \"drafts\"\naccount = \"ada\"\ntlp = \"green\"\nconsent = \"network\"",
        ] {
            let config = parse(&format!("{address}\n{right}"));
            let config = config.unwrap_or_else(|problem| panic!("{right}: {problem}"));
            let again = Config::parse(&config.to_file().unwrap(), "again").unwrap();
            assert_eq!(config, again);
        }
        for (wrong, why) in [
            ("kind = \"file\"\nschedule = \"* * *\"", "6 fields"),
            ("kind = \"file\"\nformat = \"pdf\"", "pdf"),
            ("kind = \"misp-feed\"\nformat = \"misp\"", "file alone"),
            ("kind = \"misp-feed\"\nheader_file = \"x\"", "file alone"),
            ("kind = \"file\"\nlogin = \"x\"", "TAXII"),
            ("kind = \"file\"\ntlp = \"green\"", "drafts alone"),
            (
                "kind = \"file\"\nkeep = \"drafts\"\ntlp = \"green\"",
                "account",
            ),
            (
                "kind = \"file\"\nkeep = \"drafts\"\naccount = \"a\"\nconsent = \"network\"\ntlp = \"red\"",
                "`tlp`",
            ),
            (
                "kind = \"file\"\nkeep = \"drafts\"\naccount = \"a\"\nconsent = \"network\"",
                "`tlp`",
            ),
            (
                "kind = \"warning-list\"\nkeep = \"drafts\"\naccount = \"a\"\nconsent = \"n\"\ntlp = \"green\"",
                "warning list",
            ),
        ] {
            let problem = parse(&format!("{address}\n{wrong}")).unwrap_err();
            let is_told = problem.text.contains("line 3: `sources.lab`: ");
            assert!(is_told && problem.text.contains(why), "{wrong}: {problem}");
        }
        for wrong in ["kind = \"file\"", "kind = \"file\"\naddress = \"ftp://x/\""] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
