//! `fanal init`: five questions, each with a default, or a file, or options.

use std::path::PathBuf;

use clap::ValueEnum;
use fanal_protocol::{Address, DeskId};
use serde::{Deserialize, Serialize};

use super::{Invocation, Result, input, usage};
use crate::config::{AtRest, Listen, Public, environment, new_passphrase, passphrase};
use crate::init::{Answers, Made, Network, init, refuse_where_a_node_is};
use crate::render::{Outcome, Page, asked, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Take the answers from this file (TOML, keys as the options below)
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
}

/// What is answered already; the rest is asked for, or has its default.
#[derive(Debug, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    /// The desk's name for people
    #[arg(long, value_name = "NAME")]
    desk: Option<String>,
    /// Its short name: a-z, 0-9, `-` [default: made from the name]
    #[arg(long)]
    id: Option<DeskId>,
    /// Language of its texts: en, fr, es, ar
    #[arg(long)]
    lang: Option<String>,
    /// Where peers reach it; without one it only calls out
    #[arg(long, value_name = "HOST:PORT")]
    address: Option<Address>,
    /// The desk is one person: another desk's reviewer reads what it publishes
    #[arg(long)]
    one_person: bool,
    /// Where the master key lives [default: file]
    #[arg(long, value_name = "WHERE")]
    at_rest: Option<Where>,
    /// The file of the master key; made unless it is there [default: master.key in the node's
    /// folder]
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Name of the first account [default: analyst]
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Found a network of this name
    #[arg(long, value_name = "NAME")]
    found: Option<String>,
    /// Take this invitation: the text itself, or @FILE
    #[arg(long, value_name = "SLIP|@FILE", conflicts_with = "found")]
    join: Option<String>,
    /// The addresses to listen on; in a file only.
    #[arg(skip)]
    listen: Option<Listen>,
    /// The public site; in a file only.
    #[arg(skip)]
    public: Option<Public>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Where {
    /// A file that only the node's account reads
    File,
    /// A systemd credential, sealed to this machine
    Credential,
    /// Asked for at every start; nothing restarts by itself
    Passphrase,
}

#[derive(Serialize)]
struct Told {
    dir: String,
    desk: DeskId,
    account: String,
    rights: Vec<String>,
    password: Option<String>,
    config: String,
    token: String,
    key_file: Option<String>,
    request: Option<String>,
}

/// The credential's name in the unit that comes with the node.
pub(super) const CREDENTIAL: &str = "master-key";

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    refuse_where_a_node_is(&here.home)?;
    let mut given = match &args.from {
        Some(path) => from_file(path)?.or(args.given),
        None => args.given,
    };
    if here.asks() && args.from.is_none() {
        ask(&mut given)?;
    }
    let answers = answers_of(given)?;
    let id = answers.id.clone();
    let made = init(&here.home, answers).await?;
    let told = Told {
        dir: here.home.dir.display().to_string(),
        desk: id,
        account: made.account.name.clone(),
        rights: made.account.rights.clone(),
        password: made.account.password.clone(),
        config: here.home.config().display().to_string(),
        token: here.home.token().display().to_string(),
        key_file: made
            .key_file
            .as_ref()
            .map(|path| path.display().to_string()),
        request: made.request.clone(),
    };
    let page = page(&told, &made);
    Outcome::of("init", &told, page)
}

fn from_file(path: &std::path::Path) -> Result<Given> {
    let read = input::file(path)?;
    toml::from_str(&read.content).map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| {
            1 + read
                .content
                .bytes()
                .take(span.start)
                .filter(|byte| *byte == b'\n')
                .count()
        });
        usage(format!(
            "{}, line {line}: {}",
            path.display(),
            error.message()
        ))
    })
}

impl Given {
    /// What the other says goes first.
    fn or(self, first: Self) -> Self {
        Self {
            desk: first.desk.or(self.desk),
            id: first.id.or(self.id),
            lang: first.lang.or(self.lang),
            address: first.address.or(self.address),
            one_person: first.one_person || self.one_person,
            at_rest: first.at_rest.or(self.at_rest),
            key_file: first.key_file.or(self.key_file),
            account: first.account.or(self.account),
            found: first.found.or(self.found),
            join: first.join.or(self.join),
            listen: first.listen.or(self.listen),
            public: first.public.or(self.public),
        }
    }
}

/// The five questions; what was given is not asked again.
fn ask(given: &mut Given) -> Result<()> {
    if given.desk.is_none() {
        given.desk = some(asked("1/5  Name of the desk: ")?);
    }
    if given.lang.is_none() {
        given.lang = some(asked("     Its language (en, fr, es, ar) [en]: ")?);
    }
    if given.address.is_none() {
        let answer = asked(
            "2/5  Where do peers reach it? host:port, an onion address, or nothing if it only calls out: ",
        )?;
        given.address = some(answer)
            .map(|text| text.parse())
            .transpose()
            .map_err(|e: fanal_protocol::ParseIdError| usage(e.to_string()))?;
    }
    if given.at_rest.is_none() {
        let answer = asked(
            "3/5  Where does the master key live? file, credential (systemd), passphrase [file]: ",
        )?;
        let parsed = some(answer)
            .map(|text| Where::from_str(&text, true))
            .transpose();
        given.at_rest = parsed.map_err(usage)?;
    }
    if given.found.is_none() && given.join.is_none() {
        let answer = asked(
            "4/5  Network: paste an invitation, write a name to found one, or nothing for later: ",
        )?;
        match some(answer) {
            Some(slip) if slip.starts_with("fanal-invite") => given.join = Some(slip),
            name => given.found = name,
        }
    }
    if given.account.is_none() {
        given.account = some(asked("5/5  Name of your account [analyst]: ")?);
    }
    Ok(())
}

fn some(answer: String) -> Option<String> {
    Some(answer).filter(|answer| !answer.is_empty())
}

fn answers_of(given: Given) -> Result<Answers> {
    let name = given
        .desk
        .ok_or_else(|| usage("the desk needs a name: `--desk NAME`, or `desk` in the file"))?;
    let id = match given.id {
        Some(id) => id,
        None => short_name(&name).parse().map_err(|_| {
            usage(format!(
                "no short name can be made from `{name}`: give one with `--id`"
            ))
        })?,
    };
    let at_rest = match given.at_rest.unwrap_or(Where::File) {
        Where::File => given.key_file.map_or_else(AtRest::default, AtRest::KeyFile),
        Where::Credential => AtRest::Credential(CREDENTIAL.into()),
        Where::Passphrase => AtRest::Passphrase,
    };
    let passphrase = match at_rest {
        AtRest::Passphrase if environment("FANAL_PASSPHRASE").is_some() => Some(passphrase("")?),
        AtRest::Passphrase => Some(new_passphrase("Passphrase for this node: ")?),
        AtRest::KeyFile(_) | AtRest::Credential(_) => None,
    };
    let network = match (given.found, given.join) {
        (Some(name), _) => Network::Found(name),
        (None, Some(slip)) => Network::Join(input::text_or_file(&slip)?),
        (None, None) => Network::None,
    };
    Ok(Answers {
        name,
        id,
        lang: given.lang.unwrap_or_else(|| "en".into()),
        address: given.address,
        one_person: given.one_person,
        at_rest,
        passphrase,
        account: given.account.unwrap_or_else(|| "analyst".into()),
        listen: given.listen,
        public: given.public,
        network,
    })
}

/// `Maison Ancolie` becomes `maison-ancolie`.
fn short_name(name: &str) -> String {
    let mut short = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            short.push(c);
        } else if !short.is_empty() && !short.ends_with('-') {
            short.push('-');
        }
    }
    short.trim_end_matches('-').chars().take(32).collect()
}

fn page(told: &Told, made: &Made) -> Page {
    let mut page = Page::new();
    page.heading(format!("Desk `{}` is set up in {}", told.desk, told.dir));
    page.pair(
        "account",
        format!("{} ({})", told.account, names(&told.rights)),
    );
    page.pair_if(
        "password",
        told.password
            .as_ref()
            .map(|it| format!("{it}   shown this once")),
    );
    page.pair(
        "review",
        "what becomes public needs a second person: fanal user add NAME --role reviewer",
    );
    page.gap();
    keep(&mut page, told, made);
    page.gap();
    page.heading("Start it");
    if let (AtRest::Credential(name), Some(file)) = (&made.config.at_rest, &told.key_file) {
        page.line(format!(
            "  systemd-creds encrypt --name={name} {file} /etc/fanal/{name}.cred"
        ));
        page.line(format!(
            "  shred -u {file}      once a copy is off this machine"
        ));
    } else {
        page.line("  systemctl edit fanal: the unit expects a sealed key; this desk has none. Write there:");
        page.line("    [Service]");
        page.line("    LoadCredentialEncrypted=");
    }
    page.line("  systemctl daemon-reload");
    page.line("  systemctl enable --now fanal");
    page.line(format!("  or, by hand: fanal --dir {} serve", told.dir));
    if let Some(request) = &told.request {
        page.gap();
        page.heading(
            "Your request to join; hand this line to a coordinator and to those who vouch for you",
        );
        page.line(request);
    }
    page.gap();
    let console = made.config.listen.console;
    page.line(format!(
        "Once it runs, http://{console}/ is the console: sign in as `{}`.",
        told.account
    ));
    page.line("Next: run `fanal doctor`.");
    page
}

/// What has to be kept, and where not.
fn keep(page: &mut Page, told: &Told, made: &Made) {
    page.heading("Keep safe");
    page.pair(
        "back up",
        "`fanal backup`: sealed files, and a recovery key that you keep on paper",
    );
    match (&made.config.at_rest, &told.key_file) {
        (AtRest::Passphrase, _) => {
            page.pair(
                "passphrase",
                "write it down, away from this machine: without it nothing opens",
            );
        }
        (AtRest::KeyFile(_) | AtRest::Credential(_), Some(file)) => {
            page.pair(
                "master key",
                format!("{file}: a copy off this machine, never beside a backup"),
            );
        }
        (AtRest::KeyFile(_) | AtRest::Credential(_), None) => {}
    }
    page.pair(
        "never",
        format!(
            "{} leaves this machine: it speaks for `{}`",
            told.token, told.account
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_made_from_the_long_one() {
        assert_eq!(short_name("Maison Ancolie"), "maison-ancolie");
        assert_eq!(short_name("  Línea (24h) "), "l-nea-24h");
    }

    #[test]
    fn options_go_before_the_file() {
        let file: Given =
            toml::from_str("desk = \"A\"\nlang = \"fr\"\nat_rest = \"file\"").unwrap();
        let both = file.or(Given {
            lang: Some("es".into()),
            ..Given::default()
        });
        assert_eq!(
            (both.desk.as_deref(), both.lang.as_deref()),
            (Some("A"), Some("es"))
        );
    }
}
