//! `fanal export`: a file for a tool.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use fanal_ambient::{Entropy, MachineEntropy, random};
use fanal_desk::{ExportOrder, Exported};
use fanal_protocol::{Code, Label, Problem};

use super::{Invocation, Result};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// stix, mvt, misp, spyguard, hosts, domains, adguard, rpz, suricata, network-csv, csv, clamav-md5,
    /// clamav-sha, yara, atom, json-feed, digest-md, digest-html, briefing, native,
    /// evidence (of one bulletin: the signed bytes with their place in the log, and a cover sheet)
    #[arg(required_unless_present = "for_desk")]
    format: Option<String>,
    /// A parcel for this desk instead, sealed: what sync would bring it (as `fanal parcel make`)
    #[arg(long = "for", value_name = "DESK", requires = "to", conflicts_with_all = ["format", "output", "bulletin"])]
    for_desk: Option<fanal_protocol::DeskId>,
    /// Where the parcel goes
    #[arg(long, value_name = "PATH|DIR", requires = "for_desk")]
    to: Option<PathBuf>,
    /// A file, or a folder [default: standard output]
    #[arg(long, short, value_name = "PATH|DIR")]
    output: Option<PathBuf>,
    /// One bulletin [default: all marked "use", and this desk's own; lists that block take also what two
    /// organisations hold]
    #[arg(long, value_name = "DESK/ID")]
    bulletin: Option<String>,
    /// No label stricter than this
    #[arg(long, value_name = "LABEL", default_value = "amber")]
    up_to: String,
    /// Block lists: every role, not c2 and delivery alone
    #[arg(long)]
    full: bool,
    /// Tables begin with a byte order mark, which Excel wants
    #[arg(long)]
    bom: bool,
}

/// Of a file's name so many bytes stand in that of the file beside it, which has a point and 17 characters more.
const NAME_BYTES: usize = 200;
/// Names that are tried, if somebody has one.
const TRIES: u8 = 8;

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    if let (Some(desk), Some(to)) = (args.for_desk, &args.to) {
        return super::parcel::make(desk, to, false, here).await;
    }
    let order = ExportOrder {
        format: args.format.unwrap_or_default(),
        bulletin: args.bulletin,
        up_to: Some(args.up_to),
        full: args.full,
        byte_order_mark: args.bom,
        ..ExportOrder::default()
    };
    let mut exported: Exported = here.call("export", &order).await?;
    let mut page = page(&exported);
    let code = if exported.bulletins == 0 {
        exit::UNKNOWN
    } else {
        exit::DONE
    };
    let Some(output) = args.output else {
        refuse_folder(&exported)?;
        let content = exported.content.clone();
        return Outcome::of("export", &exported, page).map(|it| it.with_raw(content).exits(code));
    };
    if !output.is_dir() {
        refuse_folder(&exported)?;
    }
    let path = if output.is_dir() {
        output.join(&exported.file_name)
    } else {
        output
    };
    let public = exported.label.is_none_or(is_public);
    // The list of a folder's files comes last: who reads it finds them all.
    for file in &exported.beside {
        let beside = path.with_file_name(&file.file_name);
        write_whole(&beside, file.content.as_bytes(), public)?;
    }
    write_whole(&path, exported.content.as_bytes(), public)?;
    page.line(format!("Written: {}", path.display()));
    if !exported.beside.is_empty() {
        let files = count(exported.beside.len(), "file", "files");
        page.line(format!("  and {files} beside it"));
    }
    exported.content = String::new();
    exported.beside = Vec::new();
    exported.file_name = path.display().to_string();
    Outcome::of("export", &exported, page).map(|it| it.exits(code))
}

/// May others of this machine read what has this label?
pub(super) fn is_public(label: Label) -> bool {
    label == Label::Clear
}

/// A format of several files has no place but a folder.
fn refuse_folder(exported: &Exported) -> Result<()> {
    if exported.beside.is_empty() {
        return Ok(());
    }
    let text = "this format is a folder of files";
    Err(Problem::new(Code::UsageInvalid, text)
        .with_hint("name a folder that exists: --output FOLDER"))
}

/// Whole or not at all: a tool that reads meanwhile finds the old file or the new one. What is not
/// public is for its owner alone, unless a file that somebody opened to others is replaced.
///
/// It is written beside its place first, under a name that nobody can guess and nobody has: in a folder that
/// others may write to as well, what they put there is neither followed nor filled. [CLI-9]
pub(super) fn write_whole(path: &Path, bytes: &[u8], public: bool) -> Result<()> {
    let failed = |error: std::io::Error| {
        Problem::new(
            Code::Misconfigured,
            format!("`{}`: {error}", path.display()),
        )
    };
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (beside, mut file) = made_beside(path, &name, public, &MachineEntropy).map_err(failed)?;
    let rights =
        std::fs::metadata(path).map_or(Ok(()), |before| file.set_permissions(before.permissions()));
    let written = rights
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })
}

/// A file of our own beside this place, and its path.
fn made_beside(
    path: &Path,
    name: &str,
    public: bool,
    entropy: &dyn Entropy,
) -> std::io::Result<(PathBuf, File)> {
    let mut tries = 0;
    loop {
        let part = HEXLOWER.encode(&random::<8>(entropy));
        // A name may have 255 bytes: that of a long one is cut, at a character.
        let end = name.floor_char_boundary(NAME_BYTES);
        let name = name.get(..end).unwrap_or_default();
        let beside = path.with_file_name(format!(".{name}.{part}"));
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(if public { 0o666 } else { 0o600 })
            .open(&beside);
        match made {
            Ok(file) => return Ok((beside, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && tries < TRIES => tries += 1,
            Err(error) => return Err(error),
        }
    }
}

pub(super) fn page(exported: &Exported) -> Page {
    let mut page = Page::new();
    let indicators = count(exported.announced, "indicator", "indicators");
    let bulletins = count(exported.bulletins, "bulletin", "bulletins");
    page.line(format!("{indicators} of {bulletins}"));
    for (why, number) in &exported.left_out {
        page.line(format!("  left out: {number} ({why})"));
    }
    if let Some(label) = exported.label {
        page.line(format!(
            "  strictest label in it: {label}. Handle the file as such."
        ));
    }
    page
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use fanal_ambient::SeededEntropy;

    use super::*;

    /// [CLI-9] Even who knew the name: a link that lies there is not followed, a file of theirs not filled.
    #[test]
    fn what_others_put_beside_an_export_is_neither_followed_nor_filled() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("victim"), "as it was").unwrap();
        let first = SeededEntropy::from_seed(5);
        let second = SeededEntropy::from_seed(5);
        let mut names = [(), ()].map(|()| HEXLOWER.encode(&random::<8>(&first)));
        names = names.map(|part| format!(".list.txt.{part}"));
        symlink(at("victim"), at(&names[0])).unwrap();
        std::fs::write(at(&names[1]), "theirs").unwrap();

        let (beside, file) = made_beside(&at("list.txt"), "list.txt", false, &second).unwrap();
        assert!(names.iter().all(|name| beside != at(name)), "{beside:?}");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read(at("victim")).unwrap(), b"as it was");
        assert_eq!(std::fs::read(at(&names[1])).unwrap(), b"theirs");
    }

    /// [CLI-9]
    #[test]
    fn the_name_of_this_process_is_no_way_into_an_export() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("victim"), "as it was").unwrap();
        let guessed = format!(".list.txt.{}", std::process::id());
        symlink(at("victim"), at(&guessed)).unwrap();
        write_whole(&at("list.txt"), b"AMBER", false).unwrap();
        assert_eq!(std::fs::read(at("victim")).unwrap(), b"as it was");
        assert_eq!(std::fs::read(at("list.txt")).unwrap(), b"AMBER");
        let mut left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        left.retain(|one| one.as_ref().is_ok_and(|one| one.file_name() != *guessed));
        assert_eq!(left.len(), 2, "{left:?}");
        // A name as long as one may be still has a file beside it.
        write_whole(&at(&"\u{e9}".repeat(120)), b"long", true).unwrap();
    }
}
