//! What has to be written and deleted so that a place holds the site and nothing of ours besides. The list of what was
//! written there, `.fanal-files`, tells which files are ours: others are never touched.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, PathBuf};

use bytes::Bytes;
use fanal_protocol::{Code, Problem};
use fanal_public::Tree;

use crate::cli::Result;

/// Its first line is what the next build has to know, then one line for each file: its digest and its name.
pub(super) const LIST: &str = ".fanal-files";
/// Where one of these is, a site is.
pub(super) const SIGNS: [&str; 2] = ["feed/SHA256SUMS", ".well-known/fanal.json"];
/// Stands for the digest of a file that is being written.
const UNKNOWN: &str = "-";

/// One file of the site, under its name in the place.
pub(super) struct Piece<'a> {
    pub(super) name: String,
    /// Pages are kept packed, and large files on disk: each is read when it is written.
    pub(super) read: Box<dyn Fn() -> std::io::Result<Bytes> + Send + Sync + 'a>,
    pub(super) digest: String,
    pub(super) media_type: &'static str,
    pub(super) cache_control: String,
}

impl Piece<'_> {
    /// What is written. A disk that fails is told, and nothing is written in its place.
    pub(super) fn bytes(&self) -> Result<Bytes> {
        (self.read)().map_err(|error| {
            let text = format!("`{}` of the site cannot be read: {error}", self.name);
            Problem::new(Code::Broken, text)
        })
    }
}

/// The files of a site; `name_of` says how an address is called there, and whether it is a page.
pub(super) fn pieces(tree: &Tree, name_of: fn(&str, bool) -> String) -> Vec<Piece<'_>> {
    tree.iter()
        .map(|(path, file)| Piece {
            name: name_of(path, file.is_page(path)),
            read: Box::new(|| file.bytes()),
            digest: file.sha256().to_string(),
            media_type: file.media_type(),
            cache_control: file.cache_control(),
        })
        .collect()
}

/// What was written into a place before.
#[derive(Default, Debug, PartialEq, Eq)]
pub(super) struct Before {
    memory: Option<String>,
    files: BTreeMap<String, String>,
}

impl Before {
    /// Reads the list; none if it names a place outside of its own, and is not ours.
    pub(super) fn read(list: &str) -> Option<Self> {
        let (memory, rest) = list.split_once('\n').unwrap_or_default();
        let mut files = BTreeMap::new();
        for (digest, name) in rest.lines().filter_map(|line| line.split_once("  ")) {
            let is_inside = PathBuf::from(name)
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            if !is_inside {
                return None;
            }
            files.insert(name.to_owned(), digest.to_owned());
        }
        Some(Self {
            memory: Some(memory.to_owned()),
            files,
        })
    }

    /// Was this written there?
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Stands for the site as it was.
    pub(super) fn tree(&self) -> Option<Tree> {
        self.memory.as_deref().map(Tree::remembered)
    }
}

/// [PUB-26] Without it nobody knows what has to go: a person looks.
pub(super) fn list_is_gone(place: &str) -> Problem {
    let text = format!(
        "`{place}` has, or had, a site, and its list `{LIST}` is not there: what was withdrawn since may still be"
    );
    Problem::new(Code::Conflict, text)
        .with_hint("delete what is there of the site, then `fanal feed push` once by hand")
}

/// What to do, in this order: the deletions, the first list, the files, the last list.
pub(super) struct Plan<'a> {
    /// Names everything that may be there from now on, so that what a push leaves half done is ours to delete later.
    pub(super) first_list: String,
    /// What vouches for the others comes last, so that a reader who comes meanwhile finds no list that names more than
    /// is there.
    pub(super) write: Vec<&'a Piece<'a>>,
    pub(super) delete: Vec<String>,
    pub(super) last_list: String,
}

pub(super) fn plan<'a>(memory: &str, pieces: &'a [Piece<'a>], before: &Before) -> Plan<'a> {
    let is_changed = |piece: &&Piece<'_>| before.files.get(&piece.name) != Some(&piece.digest);
    let mut write: Vec<&Piece<'_>> = pieces.iter().filter(is_changed).collect();
    write.sort_by_key(|piece| (vouches(&piece.name), piece.name.clone()));
    let now: BTreeSet<&str> = pieces.iter().map(|piece| piece.name.as_str()).collect();
    let gone = before
        .files
        .keys()
        .filter(|name| !now.contains(name.as_str()));
    let delete: Vec<String> = gone.cloned().collect();
    let mut between: BTreeMap<&str, &str> = before
        .files
        .iter()
        .map(|(name, digest)| (name.as_str(), digest.as_str()))
        .collect();
    between.extend(write.iter().map(|piece| (piece.name.as_str(), UNKNOWN)));
    let after = pieces
        .iter()
        .map(|piece| (piece.name.as_str(), piece.digest.as_str()));
    Plan {
        first_list: list(before.memory.as_deref().unwrap_or_default(), between),
        last_list: list(memory, after.collect()),
        write,
        delete,
    }
}

fn list(memory: &str, files: BTreeMap<&str, &str>) -> String {
    let lines = files
        .iter()
        .map(|(name, digest)| format!("{digest}  {name}\n"));
    std::iter::once(format!("{memory}\n"))
        .chain(lines)
        .collect()
}

/// The signed list comes behind the files, its signatures behind it.
pub(super) fn vouches(name: &str) -> u8 {
    match name {
        "feed/SHA256SUMS" | "log/checkpoint" => 1,
        "feed/SHA256SUMS.sig" | "feed/SHA256SUMS.minisig" => 2,
        _ => 0,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn piece<'a>(name: &str, text: &'a str) -> Piece<'a> {
        Piece {
            name: name.to_owned(),
            read: Box::new(|| Ok(Bytes::copy_from_slice(text.as_bytes()))),
            digest: format!("digest-of-{text}"),
            media_type: "text/plain",
            cache_control: "no-cache".to_owned(),
        }
    }

    #[test]
    fn only_what_changed_is_written_and_what_vouches_comes_last() {
        let one = [
            piece("feed/SHA256SUMS.sig", "s"),
            piece("feed/SHA256SUMS", "l"),
            piece("feed/a", "a"),
        ];
        let first = plan("m", &one, &Before::default());
        let names = |plan: &Plan<'_>| {
            plan.write
                .iter()
                .map(|piece| piece.name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(&first),
            ["feed/a", "feed/SHA256SUMS", "feed/SHA256SUMS.sig"]
        );
        let before = Before::read(&first.last_list).unwrap();
        assert!(plan("m", &one, &before).write.is_empty());
        let other = [piece("feed/SHA256SUMS", "l"), piece("feed/a", "other")];
        let second = plan("m", &other, &before);
        assert_eq!(names(&second), ["feed/a"]);
        assert_eq!(second.delete, ["feed/SHA256SUMS.sig"]);
    }

    /// A push that dies in the middle leaves a list that names what it may have written.
    #[test]
    fn what_a_push_left_half_done_is_deleted_by_the_next_one() {
        let one = [piece("b/1", "withdrawn meanwhile")];
        let died = plan("m", &one, &Before::default()).first_list;
        let next = [piece("b/2", "x")];
        let before = Before::read(&died).unwrap();
        assert_eq!(plan("m", &next, &before).delete, ["b/1"]);
        assert_eq!(
            plan("m", &one, &before).write.len(),
            1,
            "half written counts as unwritten"
        );
    }

    #[test]
    fn a_list_that_names_a_place_outside_is_not_ours() {
        for name in ["../x", "/etc/passwd", "a/../../x"] {
            assert_eq!(Before::read(&format!("\n00  {name}\n")), None, "{name}");
        }
    }
}
