//! `fanal export`: a file for a tool.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

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
    /// One bulletin [default: all marked "use", and this desk's own]
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
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(if public { 0o666 } else { 0o600 })
        .open(&beside)
        .map_err(failed)?;
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
