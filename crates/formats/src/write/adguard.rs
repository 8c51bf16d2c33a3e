//! Filter list for AdGuard, Pi-hole and uBlock: `||evil.example^`, the name and all below it.

use std::fmt::Write as _;

use super::block::{Form, List};
use super::sorting::Scratch;
use super::vocabulary::commented;
use super::{Settings, Writing};
use crate::shown::one_line;

static ADGUARD: Form = Form {
    media_type: "text/plain; charset=utf-8",
    file_names: ["adguard.txt", "adguard-full.txt"],
    takes: |_| true,
    head,
    line: |out, name| writeln!(out, "||{name}^"),
};

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    List::begin(&ADGUARD, settings, scratch)
}

fn head(lines: &[String], settings: &Settings<'_>) -> String {
    let mut text = String::new();
    // The first line is the title for the programs that show one; `Expires` tells when to ask again.
    let _ = writeln!(text, "! Title: {}", one_line(settings.title));
    let _ = writeln!(text, "! Expires: 1 day");
    if let Some(base) = settings.issuer.base_url {
        let _ = writeln!(text, "! Homepage: {}", one_line(base));
    }
    let _ = writeln!(text, "! Version: {}", settings.serial);
    let others = lines.get(1..).unwrap_or_default();
    text + &commented("! ", others)
}
