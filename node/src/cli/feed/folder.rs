//! The site in a folder. The list of what was written there, `.fanal-files`, tells which files are ours to replace and
//! to delete: others are never touched.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use fanal_protocol::{Code, Problem};
use fanal_public::Tree;

use super::Kept;
use crate::cli::Result;
use crate::cli::export::write_whole;
use crate::home::failed;

/// Its first line is what the next build has to know, then one line for each file: its digest and its name.
const LIST: &str = ".fanal-files";

/// What was written into a folder before.
#[derive(Default)]
pub(super) struct Before {
    memory: Option<String>,
    files: BTreeMap<String, String>,
}

impl Before {
    /// Stands for the site as it was.
    pub(super) fn tree(&self) -> Option<Tree> {
        self.memory.as_deref().map(Tree::remembered)
    }
}

/// Reads what is in the folder; one that holds other people's files alone is refused, unless they may be there.
pub(super) fn before(folder: &Path, may_hold_others: bool) -> Result<Before> {
    if folder.join(LIST).is_file() {
        return listed(folder);
    }
    let is_empty = !folder.exists()
        || std::fs::read_dir(folder)
            .map_err(|error| failed(folder, &error))?
            .next()
            .is_none();
    if is_empty || may_hold_others {
        return Ok(Before::default());
    }
    let text = format!("`{}` holds other files", folder.display());
    let hint = "name an empty folder, or one that this command wrote before";
    Err(Problem::new(Code::Conflict, text).with_hint(hint))
}

/// Writes what changed and deletes what is gone. What vouches for the others comes last, so that a reader who comes
/// meanwhile never finds a list that names more than is there.
pub(super) fn keep_in_step(tree: &Tree, folder: &Path, before: &Before) -> Result<Kept> {
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let before = &before.files;
    let mut files: Vec<(String, _)> = tree
        .iter()
        .map(|(path, file)| (file_name(path), file))
        .collect();
    files.sort_by_key(|(name, _)| (vouches(name), name.clone()));
    let mut kept = Kept {
        to: folder.display().to_string(),
        files: files.len(),
        ..Kept::default()
    };
    let mut now = BTreeMap::new();
    for (name, file) in files {
        let digest = file.sha256().to_string();
        let path = folder.join(&name);
        if before.get(&name) != Some(&digest) || !path.is_file() {
            let parent = path.parent().unwrap_or(folder);
            std::fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
            write_whole(&path, file.bytes(), true)?;
            kept.written += 1;
        }
        now.insert(name, digest);
    }
    for name in before.keys().filter(|name| !now.contains_key(*name)) {
        let path = folder.join(name);
        match std::fs::remove_file(&path) {
            Ok(()) => kept.deleted += 1,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&path, &error)),
        }
    }
    let files = now.iter().map(|(name, digest)| format!("{digest}  {name}\n"));
    let list: String = std::iter::once(format!("{}\n", tree.memory())).chain(files).collect();
    write_whole(&folder.join(LIST), list.as_bytes(), true)?;
    Ok(kept)
}

/// An address as a file: pages become folders with an index, as web servers look for them.
fn file_name(path: &str) -> String {
    let path = path.trim_start_matches('/');
    let is_page = path.is_empty()
        || path.ends_with('/')
        || matches!(path, "withdrawn" | "verify")
        || path.strip_prefix("b/").is_some_and(|id| !id.contains('/'));
    if is_page {
        let folder = path.trim_end_matches('/');
        let joint = if folder.is_empty() { "" } else { "/" };
        format!("{folder}{joint}index.html")
    } else {
        path.to_owned()
    }
}

/// The signed list comes behind the files, its signatures behind it.
fn vouches(name: &str) -> u8 {
    match name {
        "feed/SHA256SUMS" | "log/checkpoint" => 1,
        "feed/SHA256SUMS.sig" | "feed/SHA256SUMS.minisig" => 2,
        _ => 0,
    }
}

/// What was written here before. A list that names a place outside of the folder is not ours.
fn listed(folder: &Path) -> Result<Before> {
    let path = folder.join(LIST);
    let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
    let (memory, rest) = text.split_once('\n').unwrap_or_default();
    let mut files = BTreeMap::new();
    for (digest, name) in rest.lines().filter_map(|line| line.split_once("  ")) {
        let is_inside = PathBuf::from(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !is_inside {
            let text = format!("`{}` names a place outside of its folder", path.display());
            return Err(Problem::new(Code::Conflict, text));
        }
        files.insert(name.to_owned(), digest.to_owned());
    }
    Ok(Before {
        memory: Some(memory.to_owned()),
        files,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_files_that_web_servers_find() {
        for (path, file) in [
            ("/", "index.html"),
            ("/b/", "b/index.html"),
            ("/b/aeaq", "b/aeaq/index.html"),
            ("/feed/", "feed/index.html"),
            ("/feed/b/aeaq.json", "feed/b/aeaq.json"),
            ("/verify", "verify/index.html"),
            ("/log/checkpoint", "log/checkpoint"),
            ("/.well-known/fanal.json", ".well-known/fanal.json"),
        ] {
            assert_eq!(file_name(path), file);
        }
    }

    #[test]
    fn a_list_that_names_a_place_outside_is_refused() {
        for name in ["../x", "/etc/passwd", "a/../../x"] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(LIST), format!("\n00  {name}\n")).unwrap();
            assert!(listed(folder.path()).is_err(), "{name}");
        }
    }
}
