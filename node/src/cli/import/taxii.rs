//! `fanal import taxii ADDRESS`: what came into the collections of a server since the last time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fanal_desk::ShareOrder;
use fanal_protocol::{Code, Problem};
use fanal_taxii::{Fault, Login, Mark, Server, Told};
use serde_json::value::RawValue;

use super::super::compose::{page_of_state, send};
use super::super::{Invocation, Result, exit, usage};
use crate::home::failed;
use crate::render::Outcome;

/// Objects of one import: two bulletins of the largest size. What is more comes with the next call.
const MOST_OBJECTS: usize = 20_000;
/// Where each collection was left, in the node's folder.
const MARKS: &str = "taxii.json";

/// How a server is asked.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// Of a TAXII server: this collection alone, by its id
    #[arg(long, value_name = "ID")]
    collection: Option<String>,
    /// Of a TAXII server: a file with `ACCOUNT:PASSWORD`, or with a token
    #[arg(long, value_name = "FILE")]
    login: Option<PathBuf>,
    /// Of a TAXII server: one more authority for its certificate, as PEM
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// From the beginning, whatever came or was shared before
    #[arg(long)]
    pub(super) again: bool,
}

/// Fetches, and imports as a file of STIX would be; where it stopped is noted once that is done.
pub(super) async fn run(
    address: &str,
    asked: Asked,
    mut order: ShareOrder,
    here: &Invocation,
) -> Result {
    let server = server(address, &asked, here)?;
    let marks_file = here.home.dir.join(MARKS);
    let mut marks = read_marks(&marks_file)?;
    let collections = server.collections().await.map_err(told)?;
    let wanted = asked.collection.as_ref();
    let collections: Vec<Told> = collections
        .into_iter()
        .filter(|one| wanted.is_none_or(|wanted| *wanted == one.id))
        .collect();
    if collections.is_empty() {
        let text = "there is no collection at this address that can be read";
        return Err(Problem::new(Code::NotFound, text));
    }
    let (mut objects, mut more) = (Vec::new(), false);
    for collection in &collections {
        let left = MOST_OBJECTS.saturating_sub(objects.len());
        if left == 0 {
            more = true;
            break;
        }
        let known = marks.get(&collection.address).filter(|_| !asked.again);
        let mark = known.cloned().unwrap_or_default();
        let fetched = server.fetch(collection, mark, left).await.map_err(told)?;
        objects.extend(fetched.objects);
        more |= fetched.more;
        marks.insert(collection.address.clone(), fetched.mark);
    }
    if objects.is_empty() {
        write_marks(&marks_file, &marks, here)?;
        let text = "Nothing new came.";
        return Outcome::of("import-taxii", &collections.len(), page_of_state(text));
    }
    let count = objects.len();
    order.content = bundle(&objects);
    order.format = Some("stix".into());
    order.file_name = Some(named(address));
    let is_rehearsal = order.dry_run;
    let outcome = send(here, order).await?;
    if !is_rehearsal && outcome.exit() != exit::REFUSED {
        write_marks(&marks_file, &marks, here)?;
    }
    let outcome = outcome.warns("taxii.objects", format!("{count} objects came"));
    Ok(if more {
        outcome.warns("taxii.more", "there is more: the same again brings it")
    } else {
        outcome
    })
}

fn server(address: &str, asked: &Asked, here: &Invocation) -> Result<Server> {
    let login = asked.login.as_deref().map(login).transpose()?;
    let authority = asked.authority.as_deref();
    let authority = authority.map(|path| std::fs::read(path).map_err(|e| failed(path, &e)));
    let sync = here.configuration()?.sync;
    let is_onion = Server::is_onion(address);
    if is_onion && sync.socks5.is_none() {
        let text = "an onion service is reached through Tor alone: set `sync.socks5`";
        return Err(Problem::new(Code::Misconfigured, text));
    }
    // [SR-7] Over Tor alone means all that this desk calls.
    let proxy = sync.socks5.filter(|_| is_onion || sync.tor_only);
    let proxy = proxy.map(|proxy| proxy.to_string());
    let authority = authority.transpose()?;
    Server::new(
        address,
        login.as_ref(),
        proxy.as_deref(),
        authority.as_deref(),
    )
    .map_err(told)
}

fn login(path: &Path) -> Result<Login> {
    let text = std::fs::read_to_string(path).map_err(|error| failed(path, &error))?;
    let text = text.trim();
    Ok(match text.split_once(':') {
        Some((account, password)) => Login::Password(account.into(), password.into()),
        None => Login::Token(text.into()),
    })
}

fn told(fault: Fault) -> Problem {
    let text = fault.to_string();
    match fault {
        Fault::Address(_) => usage(text),
        Fault::Unreachable(_) => Problem::new(Code::PeerUnreachable, text),
        Fault::Login(_) => Problem::new(Code::AccountUnknown, text)
            .with_hint("name a file with the account in `--login`"),
        Fault::Answer(_) => Problem::new(Code::VerifyFormat, text),
    }
}

fn bundle(objects: &[Box<RawValue>]) -> String {
    let objects: Vec<&str> = objects.iter().map(|raw| raw.get()).collect();
    format!(
        r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[{}]}}"#,
        objects.join(",")
    )
}

/// What stands for the file's name: the host, and no more of the address.
fn named(address: &str) -> String {
    let rest = address.split("://").nth(1).unwrap_or(address);
    let host = rest.split('/').next().unwrap_or_default();
    format!("TAXII from {host}")
}

fn read_marks(file: &Path) -> Result<BTreeMap<String, Mark>> {
    match std::fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            Problem::new(
                Code::Misconfigured,
                format!("`{}`: {error}", file.display()),
            )
            .with_hint("remove it: everything comes once more, and is recognised")
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(failed(file, &error)),
    }
}

fn write_marks(file: &Path, marks: &BTreeMap<String, Mark>, here: &Invocation) -> Result<()> {
    let bytes = serde_json::to_vec(marks).unwrap_or_default();
    here.home.write_private(file, &bytes)
}
