//! What a column of a table or a list holds, by its header, its file's name, or the words in a column of types.

use std::str::FromStr;

use fanal_stix::Kind;

use super::note::{Note, NoteCode};
use super::recognise::recognised;

/// What stands in one column of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// Values of this kind.
    Values(Kind),
    /// Values of any kind: the row's [`Column::Kinds`] tells, or their look.
    MixedValues,
    /// Words for the kinds of [`Column::MixedValues`].
    Kinds,
    /// Malware or app names.
    Names,
    /// Roles, in this project's words.
    Roles,
    /// TLP labels.
    Labels,
    /// Nothing that is read.
    Ignored,
}

/// A word that is no [`Column`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("that is nothing that a column can hold; there are: {all}", all = all_words().join(", "))]
pub struct UnknownColumn;

/// What a column can hold besides values of one kind.
const WORDS: [(&str, Column); 6] = [
    ("any", Column::MixedValues),
    ("kinds", Column::Kinds),
    ("names", Column::Names),
    ("roles", Column::Roles),
    ("labels", Column::Labels),
    ("nothing", Column::Ignored),
];

fn all_words() -> Vec<&'static str> {
    let kinds = Kind::ALL.into_iter().map(Kind::as_str);
    kinds.chain(WORDS.map(|(word, _)| word)).collect()
}

impl FromStr for Column {
    type Err = UnknownColumn;

    /// A kind of value, or `any`, `kinds`, `names`, `roles`, `labels`, `nothing`.
    fn from_str(word: &str) -> Result<Self, UnknownColumn> {
        if let Ok(kind) = word.parse() {
            return Ok(Self::Values(kind));
        }
        let mut known = WORDS.iter();
        known
            .find(|(name, _)| *name == word)
            .map(|(_, column)| *column)
            .ok_or(UnknownColumn)
    }
}

impl Column {
    /// Does it hold values?
    pub(super) const fn holds_values(self) -> bool {
        matches!(self, Self::Values(_) | Self::MixedValues)
    }

    /// A note to the person; none of a column that is not read.
    pub(super) fn note(self, header: &str) -> Option<Note> {
        let (code, what) = match self {
            Self::Values(kind) => {
                let text = format!("column `{header}`: values of `{kind}`");
                let note = Note::new(NoteCode::ColumnOfKind, text);
                return Some(note.about(header).of_kind(kind));
            }
            Self::MixedValues => (NoteCode::ColumnMixed, "values of any kind"),
            Self::Kinds => (NoteCode::ColumnKinds, "kinds of value"),
            Self::Names => (NoteCode::ColumnNames, "names"),
            Self::Roles => (NoteCode::ColumnRoles, "roles"),
            Self::Labels => (NoteCode::ColumnLabels, "labels"),
            Self::Ignored => return None,
        };
        Some(Note::new(code, format!("column `{header}`: {what}")).about(header))
    }

    /// What a header says; `None` for one that says nothing known.
    pub(super) fn of_header(cell: &str) -> Option<Self> {
        let header = plain(cell);
        if let Some(kind) = kind_of_word(&header) {
            return Some(Self::Values(kind));
        }
        Some(match header.as_str() {
            "indicator" | "indicators" | "indicator value" | "ioc" | "iocs" | "value"
            | "values" | "observable" | "artifact" | "hash" | "hashes" | "file hash" => {
                Self::MixedValues
            }
            "type" | "kind" | "indicator type" | "ioc type" | "entity type" | "value type"
            | "observable type" => Self::Kinds,
            "name" | "names" | "family" | "malware" | "malware family" | "malware name" | "app"
            | "app name" | "apk app name" | "apk app name en" | "threat" => Self::Names,
            "role" => Self::Roles,
            "tlp" | "label" | "marking" => Self::Labels,
            "comment" | "comments" | "description" | "notes" | "note" | "reference"
            | "references" | "link" | "source" | "report" | "date" | "ds" | "first seen"
            | "last seen" | "country" | "file size" | "size" | "version" | "title" | "licence"
            | "license" | "bulletin" => Self::Ignored,
            _ => return None,
        })
    }

    /// What the cells below a header without meaning look like: values, if most are.
    pub(super) fn of_cells<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut filled, mut values) = (0_usize, 0_usize);
        for cell in cells.filter(|cell| !cell.is_empty()) {
            filled += 1;
            values += usize::from(recognised(cell).is_some());
        }
        if filled > 0 && values * 2 > filled {
            Self::MixedValues
        } else {
            Self::Ignored
        }
    }
}

/// A header or type word in one spelling.
fn plain(word: &str) -> String {
    word.trim()
        .trim_matches('"')
        .to_lowercase()
        .replace(['_', '-', '.'], " ")
}

/// What other lists call a kind.
pub(super) fn kind_of_word(word: &str) -> Option<Kind> {
    let word = plain(word);
    Some(match word.as_str() {
        "domain" | "domains" | "domain name" | "domain names" | "hostname" | "host" | "hosts"
        | "fqdn" | "c2 domain" => Kind::DomainName,
        "ip" | "ips" | "ip address" | "ipaddress" | "ipv4" | "ipv4 addr" | "ip dst" | "ip src"
        | "ip addr" | "c2 ip" => Kind::Ipv4,
        "ipv6" | "ipv6 addr" => Kind::Ipv6,
        "url" | "urls" | "uri" => Kind::Url,
        "email" | "emails" | "e mail" | "email address" | "email addr" | "email src" => {
            Kind::EmailAddress
        }
        "md5" | "file md5" => Kind::Md5,
        "sha1" | "sha 1" | "file sha1" => Kind::Sha1,
        "sha256" | "sha 256" | "file sha256" => Kind::Sha256,
        "sha512" | "sha 512" => Kind::Sha512,
        "package" | "packages" | "package name" | "package names" | "apk package name"
        | "app id" | "bundle id" | "bundle" => Kind::AppId,
        "cert md5" | "certificate md5" => Kind::CertificateMd5,
        "cert" | "certificate" | "certificates" | "cert sha1" | "certificate sha1" => {
            Kind::CertificateSha1
        }
        "cert sha256" | "certificate sha256" => Kind::CertificateSha256,
        "process" | "processes" | "process name" | "process names" => Kind::ProcessName,
        "filename" | "file name" | "file names" => Kind::FileName,
        "filepath" | "file path" | "file paths" => Kind::FilePath,
        "configuration profile id" | "config profile" | "profile id" => {
            Kind::ConfigurationProfileId
        }
        "android property" => Kind::AndroidProperty,
        _ => return None,
    })
}

/// Words for "recognise it by its look": a hash of whatever length.
pub(super) fn is_word_for_any(word: &str) -> bool {
    matches!(
        plain(word).as_str(),
        "" | "file" | "hash" | "sample" | "indicator" | "ioc" | "ip port"
    )
}

/// What the name of a list says about its lines.
pub(super) fn kind_of_file_name(file_name: &str) -> Option<Kind> {
    let base = file_name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let stem = base.split('.').next().unwrap_or_default().replace('-', "_");
    let named = NAMES
        .iter()
        .find(|(part, _)| stem.contains(part))
        .map(|(_, kind)| *kind);
    let words: Vec<&str> = stem.split('_').collect();
    let word = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    named.or_else(|| {
        if word(&["ip", "ips"]) {
            Some(Kind::Ipv4)
        } else if word(&["url", "urls"]) {
            Some(Kind::Url)
        } else if word(&["files", "filenames"]) {
            Some(Kind::FileName)
        } else {
            None
        }
    })
}

/// Parts of file names, the more telling first: `package_cert_hashes.txt` holds certificates.
const NAMES: [(&str, Kind); 15] = [
    ("cert", Kind::CertificateSha256),
    ("package", Kind::AppId),
    ("bundle_id", Kind::AppId),
    ("app_id", Kind::AppId),
    ("profile", Kind::ConfigurationProfileId),
    ("process", Kind::ProcessName),
    ("file_path", Kind::FilePath),
    ("file_name", Kind::FileName),
    ("propert", Kind::AndroidProperty),
    ("sha256", Kind::Sha256),
    ("sha1", Kind::Sha1),
    ("md5", Kind::Md5),
    ("email", Kind::EmailAddress),
    ("domain", Kind::DomainName),
    ("hosts", Kind::DomainName),
];
