//! What a TAXII server has: asked by a person's command or by schedule, by the same roads, with the same bounds.
//! [TAX-11]

use std::collections::BTreeMap;
use std::path::Path;

use fanal_protocol::{Code, Problem};
use fanal_taxii::{Fault, Login, Mark, Server, Told};
use serde_json::value::RawValue;

use crate::fetch::Fetch;
use crate::home::failed;

type Result<T> = std::result::Result<T, Problem>;

/// Objects of one import: two bulletins of the largest size. What is more comes with the next call.
pub(crate) const MOST_OBJECTS: usize = 20_000;

/// Bytes after which no further collection is asked in the same call.
const MOST_BYTES: usize = 32 << 20;

/// Where each collection was left, by its address.
pub(crate) type Marks = BTreeMap<String, Mark>;

/// What came since.
pub(crate) struct News {
    /// The objects, as they came.
    pub(crate) objects: Vec<Box<RawValue>>,
    /// There is more.
    pub(crate) more: bool,
}

/// The server at an address, by this machine's roads.
pub(crate) fn server(
    address: &str,
    fetch: &Fetch,
    login: Option<&Path>,
    authority: Option<&Path>,
) -> Result<Server> {
    let login = login.map(read_login).transpose()?;
    let authority = authority.map(|path| std::fs::read(path).map_err(|e| failed(path, &e)));
    // [SR-7] Over Tor alone means all that this desk calls.
    let proxy = fetch.proxy(Server::is_onion(address))?;
    Server::new(
        address,
        login.as_ref(),
        proxy,
        authority.transpose()?.as_deref(),
    )
    .map_err(told)
}

fn read_login(path: &Path) -> Result<Login> {
    let text = std::fs::read_to_string(path).map_err(|error| failed(path, &error))?;
    let text = text.trim();
    Ok(match text.split_once(':') {
        Some((account, password)) => Login::Password(account.into(), password.into()),
        None => Login::Token(text.into()),
    })
}

/// Its collections that can be read, or the one that was asked for.
pub(crate) async fn collections(server: &Server, wanted: Option<&str>) -> Result<Vec<Told>> {
    let mut all = server.collections().await.map_err(told)?;
    all.retain(|one| wanted.is_none_or(|wanted| wanted == one.id));
    if all.is_empty() {
        let text = "there is no collection at this address that can be read";
        return Err(Problem::new(Code::NotFound, text));
    }
    Ok(all)
}

/// What came into the collections since the marks, which go on: so many objects, or a page more.
pub(crate) async fn news(
    server: &Server,
    collections: &[Told],
    marks: &mut Marks,
    most: usize,
) -> Result<News> {
    let mut news = News {
        objects: Vec::new(),
        more: false,
    };
    for collection in collections {
        let left = most.saturating_sub(news.objects.len());
        let bytes: usize = news.objects.iter().map(|raw| raw.get().len()).sum();
        if left == 0 || bytes >= MOST_BYTES {
            news.more = true;
            break;
        }
        let mark = marks.get(&collection.address).cloned().unwrap_or_default();
        let fetched = server.fetch(collection, mark, left).await.map_err(told)?;
        news.objects.extend(fetched.objects);
        news.more |= fetched.more;
        marks.insert(collection.address.clone(), fetched.mark);
    }
    Ok(news)
}

/// One bundle of all of them.
pub(crate) fn bundle(objects: &[Box<RawValue>]) -> String {
    let objects: Vec<&str> = objects.iter().map(|raw| raw.get()).collect();
    format!(
        r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[{}]}}"#,
        objects.join(",")
    )
}

/// What stands for the file's name: the host, and no more of the address.
pub(crate) fn named(address: &str) -> String {
    let rest = address.split("://").nth(1).unwrap_or(address);
    let host = rest.split('/').next().unwrap_or_default();
    format!("TAXII from {host}")
}

/// As a problem of ours.
pub(crate) fn told(fault: Fault) -> Problem {
    let text = fault.to_string();
    match fault {
        Fault::Address(_) => Problem::new(Code::UsageInvalid, text),
        Fault::Unreachable(_) => Problem::new(Code::PeerUnreachable, text),
        Fault::Login(_) => Problem::new(Code::AccountUnknown, text)
            .with_hint("name a file with the account in `login`"),
        Fault::Answer(_) => Problem::new(Code::VerifyFormat, text),
    }
}
