//! The standard's documents. A list that is empty is left out. Source: TAXII 2.1, chapters 4 and 5.

use axum::body::Body;
use fanal_desk::{CollectionName, Collections, Listed, Page, Reader, Root};
use fanal_protocol::Label;
use http::{Response, StatusCode};
use serde::Serialize;

use crate::answer::{bytes_with, json, put_dates};
use crate::service::Site;
use crate::{BODY_BYTES, MEDIA_TYPE};

/// The media type of every object.
const STIX: &str = "application/stix+json;version=2.1";

#[derive(Serialize)]
struct Discovery<'a> {
    title: &'a str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a str>,
    default: String,
    api_roots: Vec<String>,
}

#[derive(Serialize)]
struct RootShown {
    title: String,
    description: &'static str,
    versions: [&'static str; 1],
    max_content_length: usize,
}

#[derive(Serialize)]
struct CollectionShown {
    id: String,
    title: &'static str,
    description: &'static str,
    alias: &'static str,
    can_read: bool,
    can_write: bool,
    media_types: [&'static str; 1],
}

#[derive(Serialize)]
struct ManifestLine {
    id: String,
    date_added: String,
    version: String,
    media_type: &'static str,
}

/// The name of a root in addresses.
pub(crate) fn root_name(root: Root) -> String {
    match root {
        Root::Public => "public".to_owned(),
        Root::Network(network) => network.to_string(),
    }
}

pub(crate) fn discovery(site: &Site, collections: &Collections, reader: &Reader) -> Response<Body> {
    let roots = collections.roots(reader);
    let address = |root: &Root| format!("/taxii2/{}/", root_name(*root));
    // An account that asks wants what is not public.
    let default = roots.last().map(address).unwrap_or_default();
    let document = Discovery {
        title: &site.title,
        description: "Indicators and reports that this desk shares",
        contact: site.contact.as_deref(),
        default,
        api_roots: roots.iter().map(address).collect(),
    };
    json(StatusCode::OK, &document)
}

pub(crate) fn root(site: &Site, collections: &Collections, root: Root) -> Response<Body> {
    let standing = collections.desk().standing();
    let (title, description) = match root {
        Root::Public => (site.title.clone(), "What this desk published, for anyone"),
        Root::Network(network) => {
            let name = standing.networks.get(&network);
            let name = name.map(|held| held.roster.name.clone());
            let description = "What this desk holds of a network, for its accounts";
            (name.unwrap_or_default(), description)
        }
    };
    let document = RootShown {
        title,
        description,
        versions: [MEDIA_TYPE],
        max_content_length: BODY_BYTES,
    };
    json(StatusCode::OK, &document)
}

pub(crate) fn collections(
    collections: &Collections,
    reader: &Reader,
    root: Root,
) -> Response<Body> {
    let all = CollectionName::of(root).into_iter();
    let shown: Vec<CollectionShown> = all.map(|name| shown(collections, reader, name)).collect();
    json(StatusCode::OK, &serde_json::json!({ "collections": shown }))
}

pub(crate) fn collection(
    collections: &Collections,
    reader: &Reader,
    name: CollectionName,
) -> Response<Body> {
    json(StatusCode::OK, &shown(collections, reader, name))
}

fn shown(collections: &Collections, reader: &Reader, name: CollectionName) -> CollectionShown {
    let (title, description) = words(name);
    CollectionShown {
        id: name.id(),
        title,
        description,
        alias: name.alias(),
        can_read: name.can_read(),
        can_write: collections.can_write(reader, name),
        media_types: [STIX],
    }
}

const fn words(name: CollectionName) -> (&'static str, &'static str) {
    match name {
        CollectionName::Public => ("Public", "TLP:CLEAR: what this desk published"),
        CollectionName::Held(_, Label::Clear) => ("TLP:CLEAR", "What any desk published"),
        CollectionName::Held(_, Label::Green) => ("TLP:GREEN", "For the members of the network"),
        CollectionName::Held(_, Label::Amber) => ("TLP:AMBER", "For this desk's staff"),
        CollectionName::Held(_, Label::AmberStrict) => {
            ("TLP:AMBER+STRICT", "For this desk's staff alone")
        }
        CollectionName::Held(_, Label::Red) => ("TLP:RED", "Never here"),
        CollectionName::Drafts(_) => (
            "Drafts",
            "What is put here becomes a draft, for a person of this desk to look at and send",
        ),
    }
}

/// Objects in an envelope, byte for byte.
pub(crate) fn envelope(page: &Page) -> Response<Body> {
    let objects = page
        .objects
        .iter()
        .filter_map(|object| object.json.as_ref());
    let length: usize = objects.clone().map(|json| json.len() + 1).sum();
    let mut bytes = head(page, length);
    if !page.objects.is_empty() {
        bytes.extend_from_slice(b"\"objects\":[");
        for (json, at) in objects.zip(0..) {
            if at > 0 {
                bytes.push(b',');
            }
            bytes.extend_from_slice(json);
        }
        bytes.push(b']');
    }
    finish(page, bytes)
}

pub(crate) fn manifest(page: &Page) -> Response<Body> {
    let lines: Vec<ManifestLine> = page
        .objects
        .iter()
        .map(|object| ManifestLine {
            id: object.id(),
            date_added: object.added(),
            version: object.version(),
            media_type: STIX,
        })
        .collect();
    list(page, "objects", &lines)
}

pub(crate) fn versions(page: &Page) -> Response<Body> {
    let versions: Vec<String> = page.objects.iter().map(Listed::version).collect();
    list(page, "versions", &versions)
}

fn list<T: Serialize>(page: &Page, name: &str, lines: &[T]) -> Response<Body> {
    let mut bytes = head(page, 0);
    if !lines.is_empty() {
        bytes.extend_from_slice(format!("\"{name}\":").as_bytes());
        bytes.extend(serde_json::to_vec(lines).unwrap_or_default());
    }
    finish(page, bytes)
}

/// `more` and `next`, if there is more; real clients want `next` wherever there is `more`.
fn head(page: &Page, length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length + 128);
    bytes.push(b'{');
    if let Some(next) = &page.next {
        // Of the URL-safe alphabet: nothing in it needs an escape.
        bytes.extend_from_slice(format!("\"more\":true,\"next\":\"{next}\",").as_bytes());
    }
    bytes
}

fn finish(page: &Page, mut bytes: Vec<u8>) -> Response<Body> {
    if bytes.last() == Some(&b',') {
        bytes.pop();
    }
    bytes.push(b'}');
    let mut response = bytes_with(StatusCode::OK, bytes);
    put_dates(response.headers_mut(), &page.first, &page.last);
    response
}
