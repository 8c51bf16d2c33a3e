//! What was guessed or passed over, and why a row was not taken: by a code, so that whoever shows it can say it in
//! a language of its own, and in plain English beside it.

use std::fmt;
use std::ops::Deref;

use fanal_stix::Kind;

/// Declares codes with the word that each has in data.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $code:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$doc])* $code,)+ }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$code,)+];

            /// Its word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $word,)+ }
            }
        }
    };
}

codes! {
    /// What a note is about.
    NoteCode {
        /// Repeats stand under another name: the first is kept.
        OtherNames = "other_names",
        /// More rows are refused than are listed.
        Unlisted = "unlisted",
        /// The file's name says of what kind its lines are.
        FileName = "file_name",
        /// Domains that look like app ids.
        LikeAppIds = "like_app_ids",
        /// A column is read as values of one kind.
        ColumnOfKind = "column_of_kind",
        /// A column is read as values of any kind.
        ColumnMixed = "column_mixed",
        /// A column says the kinds of the values.
        ColumnKinds = "column_kinds",
        /// A column is read as names.
        ColumnNames = "column_names",
        /// A column is read as roles.
        ColumnRoles = "column_roles",
        /// A column is read as labels.
        ColumnLabels = "column_labels",
        /// Headers of an e-mail were passed over.
        MailHeaders = "mail_headers",
        /// Encoded parts of a mail were decoded.
        MailDecoded = "mail_decoded",
        /// Attachments were not opened.
        Attachments = "attachments",
        /// Parts of a mail say that they are encoded, and are not.
        MailBroken = "mail_broken",
        /// Vulnerabilities that are knowledge, and match nothing.
        Knowledge = "knowledge",
        /// The text says a label.
        SaysLabel = "says_label",
        /// Parts carry no label of their own.
        NoLabel = "no_label",
        /// Parts carry several labels: the strictest counts.
        SeveralLabels = "several_labels",
        /// The list says that values are to be deleted.
        ToDelete = "to_delete",
        /// Findings without a matched indicator.
        NothingMatched = "nothing_matched",
        /// The source took it back.
        Withdrawn = "withdrawn",
        /// The source keeps it to one organisation.
        OneOrganisation = "one_organisation",
        /// The source keeps it to one community.
        OneCommunity = "one_community",
        /// The source keeps it to communities that are connected.
        Communities = "communities",
        /// It is for a sharing group.
        SharingGroup = "sharing_group",
        /// A distribution that nobody here knows.
        UnknownDistribution = "unknown_distribution",
        /// Values that explain others.
        Context = "context",
        /// Parts that are narrower than what they stand in.
        Narrower = "narrower",
        /// Parts that their source deleted.
        Deleted = "deleted",
        /// What is about targets and people.
        People = "people",
        /// Proposals of others.
        Proposals = "proposals",
        /// References between objects.
        References = "references",
        /// Values of the context that are not what they should be.
        BadContext = "bad_context",
        /// A type that matches nothing here.
        NotMatched = "not_matched",
        /// Tags that came along.
        Tags = "tags",
        /// Observables without verdict.
        Observables = "observables",
        /// Patterns that are kept and not matched.
        KeptOnly = "kept_only",
        /// A statement of who may do what.
        Statement = "statement",
        /// An older version of the format.
        OlderVersion = "older_version",
        /// Something odd in an object.
        Oddity = "oddity",
        /// More of these.
        MoreOddities = "more_oddities",
        /// Entries of a type.
        OfType = "of_type",
        /// A part of entries that is not matched.
        PartNotMatched = "part_not_matched",
        /// Characters that could not be read.
        LostCharacters = "lost_characters",
        /// An encoding that is not the usual one.
        Encoding = "encoding",
        /// Values that this desk had shared before.
        SharedBefore = "shared_before",
    }
}

codes! {
    /// Why a row was not taken.
    WhyRefused {
        /// It looks like no value.
        NoValue = "no_value",
        /// It is not of the kind that it should be.
        NotOfKind = "not_of_kind",
        /// An address of a private network.
        Private = "private",
        /// More values than are read at once.
        TooMany = "too_many",
        /// Too long for a value.
        TooLong = "too_long",
        /// The row itself is broken.
        Broken = "broken",
        /// Its type is not read here.
        UnknownType = "unknown_type",
        /// Its marking cannot be read.
        UnreadableMarking = "unreadable_marking",
        /// A file name, or a domain.
        FileOrDomain = "file_or_domain",
        /// An app id, or a domain.
        AppOrDomain = "app_or_domain",
        /// A number where a text should stand.
        NotText = "not_text",
        /// A pattern that cannot be read.
        Pattern = "pattern",
        /// Its source keeps it narrower than the label that was asked for.
        KeptNarrower = "kept_narrower",
    }
}

/// Something for the person to check.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub code: NoteCode,
    /// How many; 0 where nothing is counted.
    pub number: usize,
    /// What of the input is cited, without control characters.
    pub what: String,
    /// The kind of value that it is about.
    pub kind: Option<Kind>,
    text: String,
}

impl Note {
    /// A note with its English.
    pub fn new(code: NoteCode, text: impl Into<String>) -> Self {
        Self {
            code,
            number: 0,
            what: String::new(),
            kind: None,
            text: text.into(),
        }
    }

    /// A note about so many; `text` follows the number.
    pub fn counted(code: NoteCode, number: usize, text: &str) -> Self {
        Self {
            number,
            ..Self::new(code, format!("{number} {text}"))
        }
    }

    /// The same about so many.
    #[must_use]
    pub fn number(mut self, number: usize) -> Self {
        self.number = number;
        self
    }

    /// The same with what is cited.
    #[must_use]
    pub fn about(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    /// The same about values of a kind.
    #[must_use]
    pub const fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The same, with where it holds in front.
    #[must_use]
    pub(super) fn within(mut self, place: &str) -> Self {
        self.text = format!("{place}: {}", self.text);
        self
    }
}

/// In plain English.
impl Deref for Note {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl PartialEq<&str> for Note {
    fn eq(&self, text: &&str) -> bool {
        self.text == **text
    }
}

impl PartialEq<str> for Note {
    fn eq(&self, text: &str) -> bool {
        self.text == text
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// It may cite the input, which does not end in logs. [R3]
impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.code.as_str(), self.number)
    }
}

/// Why a row was not taken, with its English.
pub(super) struct Reason {
    pub(super) why: WhyRefused,
    pub(super) text: String,
}

impl WhyRefused {
    /// With its English.
    pub(super) fn says(self, text: impl Into<String>) -> Reason {
        Reason {
            why: self,
            text: text.into(),
        }
    }
}
