//! The site in a folder, for a web server or a stick.

use std::path::Path;

use fanal_protocol::{Code, Problem};

use super::Kept;
use super::plan::{Before, LIST, Piece, SIGNS, list_is_gone, plan, vouches};
use crate::cli::Result;
use crate::cli::export::write_whole;
use crate::home::failed;

/// Reads what is in the folder; one that holds other people's files alone is refused, unless they may be there, and
/// one that had our list and has it no more (`was_kept`), too. [PUB-26]
pub(super) fn before(folder: &Path, may_hold_others: bool, was_kept: bool) -> Result<Before> {
    let list = folder.join(LIST);
    if list.is_file() {
        let text = std::fs::read_to_string(&list).map_err(|error| failed(&list, &error))?;
        return Before::read(&text).ok_or_else(|| {
            let text = format!("`{}` names a place outside of its folder", list.display());
            Problem::new(Code::Conflict, text)
        });
    }
    let is_empty = !folder.exists()
        || std::fs::read_dir(folder)
            .map_err(|error| failed(folder, &error))?
            .next()
            .is_none();
    let has_site = || SIGNS.iter().any(|name| folder.join(name).exists());
    if !is_empty && (was_kept || has_site()) {
        return Err(list_is_gone(&folder.display().to_string()));
    }
    if is_empty || may_hold_others {
        return Ok(Before::default());
    }
    let text = format!("`{}` holds other files", folder.display());
    let hint = "name an empty folder, or one that this command wrote before";
    Err(Problem::new(Code::Conflict, text).with_hint(hint))
}

/// Deletes what is gone and writes what changed. What was withdrawn goes first: it needs no room, and no file that
/// cannot be written keeps it. A file that changed and cannot be written goes too: what it was may be what was taken
/// back. [PUB-22]
pub(super) fn keep_in_step(
    memory: &str,
    pieces: &[Piece<'_>],
    folder: &Path,
    before: &Before,
) -> Result<Kept> {
    keep_by(
        &|path, bytes| write_whole(path, bytes, true),
        memory,
        pieces,
        folder,
        before,
    )
}

/// How a file is written.
type Write = dyn Fn(&Path, &[u8]) -> Result<()>;

fn keep_by(
    write: &Write,
    memory: &str,
    pieces: &[Piece<'_>],
    folder: &Path,
    before: &Before,
) -> Result<Kept> {
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let plan = plan(memory, pieces, before);
    let mut failure = None;
    for name in &plan.delete {
        failure = failure.or(delete(&folder.join(name)).err());
    }
    let listed = write(&folder.join(LIST), plan.first_list.as_bytes());
    let is_listed = listed.is_ok();
    failure = failure.or(listed.err());
    for piece in &plan.write {
        let was_there = before.has(&piece.name);
        // What no list would name is not written, nor what vouches for files that are not there.
        let may_be = (is_listed || was_there) && (failure.is_none() || vouches(&piece.name) == 0);
        if may_be && let Err(problem) = write_piece(write, folder, piece) {
            let _ = was_there.then(|| delete(&folder.join(&piece.name)));
            failure = failure.or(Some(problem));
        }
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    write(&folder.join(LIST), plan.last_list.as_bytes())?;
    Ok(Kept {
        to: folder.display().to_string(),
        files: pieces.len(),
        written: plan.write.len(),
        deleted: plan.delete.len(),
    })
}

fn delete(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn write_piece(write: &Write, folder: &Path, piece: &Piece<'_>) -> Result<()> {
    let path = folder.join(&piece.name);
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
    write(&path, &piece.bytes()?)
}

/// An address as a file: pages become folders with an index, as web servers look for them.
pub(super) fn file_name(path: &str, is_page: bool) -> String {
    let path = path.trim_start_matches('/');
    if is_page {
        let folder = path.trim_end_matches('/');
        let joint = if folder.is_empty() { "" } else { "/" };
        format!("{folder}{joint}index.html")
    } else {
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::tests::piece;
    use super::*;

    /// [PUB-22] A file that cannot be written keeps nothing that was withdrawn, and nothing vouches for it.
    #[test]
    fn what_is_gone_is_deleted_though_another_file_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let old = [piece("b/gone", "withdrawn"), piece("feed/a", "a")];
        keep_in_step("m", &old, folder.path(), &Before::default()).unwrap();
        assert!(at("b/gone").is_file());
        std::fs::remove_file(at("feed/a")).unwrap();
        std::fs::create_dir(at("feed/a")).unwrap();
        let new = [
            piece("feed/a", "other"),
            piece("feed/b", "b"),
            piece("feed/SHA256SUMS", "l"),
        ];
        let before_it = before(folder.path(), true, true).unwrap();
        let kept = keep_in_step("m", &new, folder.path(), &before_it);
        assert!(kept.is_err() && !at("b/gone").exists());
        assert!(at("feed/b").is_file() && !at("feed/SHA256SUMS").exists());
        std::fs::remove_dir(at("feed/a")).unwrap();
        let before_it = before(folder.path(), true, true).unwrap();
        keep_in_step("m", &new, folder.path(), &before_it).unwrap();
        assert!(at("feed/a").is_file() && at("feed/SHA256SUMS").is_file());
    }

    /// [PUB-22] What a page was before it was taken back goes, though what stands there now cannot be written, and
    /// though the list cannot.
    #[test]
    fn what_a_file_was_goes_where_the_new_one_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let old = [piece("b/x", "content"), piece("feed/SHA256SUMS", "l")];
        keep_in_step("m", &old, folder.path(), &Before::default()).unwrap();
        // A place that takes deletions, and neither this file nor the list.
        let (closed, list) = (at("b/x"), at(LIST));
        let write = move |path: &Path, bytes: &[u8]| {
            if path == closed || path == list {
                return Err(Problem::new(Code::Misconfigured, "no room"));
            }
            write_whole(path, bytes, true)
        };
        let new = [
            piece("b/x", "withdrawn"),
            piece("b/y", "new"),
            piece("feed/SHA256SUMS", "other"),
        ];
        let before_it = before(folder.path(), true, true).unwrap();
        assert!(keep_by(&write, "m", &new, folder.path(), &before_it).is_err());
        assert!(!at("b/x").exists(), "what was taken back stays");
        assert!(!at("b/y").exists(), "no list names it");
        let before_it = before(folder.path(), true, true).unwrap();
        keep_in_step("m", &new, folder.path(), &before_it).unwrap();
        assert_eq!(std::fs::read_to_string(at("b/x")).unwrap(), "withdrawn");
        assert!(at("b/y").is_file());
    }

    /// [PUB-26]
    #[test]
    fn a_folder_whose_list_is_gone_is_not_taken_for_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let site = [piece("feed/b/x.json", "x"), piece("feed/SHA256SUMS", "l")];
        keep_in_step("m", &site, folder.path(), &Before::default()).unwrap();
        std::fs::remove_file(folder.path().join(LIST)).unwrap();
        for was_kept in [true, false] {
            let refused = before(folder.path(), true, was_kept).unwrap_err();
            assert_eq!(refused.code, Code::Conflict);
        }
        // Others' files alone are no site, unless the node wrote one there.
        std::fs::remove_dir_all(folder.path().join("feed")).unwrap();
        std::fs::write(folder.path().join("others.txt"), "not ours").unwrap();
        assert!(before(folder.path(), true, false).is_ok());
        assert!(before(folder.path(), true, true).is_err());
        std::fs::remove_file(folder.path().join("others.txt")).unwrap();
        assert!(before(folder.path(), true, true).is_ok(), "it is empty");
    }

    #[test]
    fn addresses_become_files_that_web_servers_find() {
        for (path, is_page, file) in [
            ("/", true, "index.html"),
            ("/b/", true, "b/index.html"),
            ("/b/aeaq", true, "b/aeaq/index.html"),
            ("/fr/b/aeaq", true, "fr/b/aeaq/index.html"),
            ("/fr/", true, "fr/index.html"),
            ("/feed/", true, "feed/index.html"),
            ("/feed/b/aeaq.json", false, "feed/b/aeaq.json"),
            ("/feed/digest.html", false, "feed/digest.html"),
            ("/verify", true, "verify/index.html"),
            ("/log/checkpoint", false, "log/checkpoint"),
            ("/.well-known/fanal.json", false, ".well-known/fanal.json"),
        ] {
            assert_eq!(file_name(path, is_page), file);
        }
    }
}
