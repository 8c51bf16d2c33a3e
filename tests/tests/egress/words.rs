//! Who may meet which words: every field of every bulletin holds one of its own.

use fanal_tests::federation::{Federation, Node};

use crate::reveal::{Wanted, layers, names_after};

/// Words, and who may meet them.
pub(crate) struct Words {
    /// Each begins with `canary-NAME-`.
    pub(crate) name: &'static str,
    /// At these desks.
    pub(crate) desks: &'static [&'static str],
    /// By these parts.
    pub(crate) parts: &'static [&'static str],
    /// And by anybody.
    pub(crate) public: bool,
    /// They travel: desks named above, but the origin, are served them.
    pub(crate) sent: bool,
}

const STAFF: &[&str] = &["analyst", "reviewer"];
const READERS: &[&str] = &["analyst", "reviewer", "coordinator"];
pub(crate) const ALL: &[&str] = &["analyst", "reviewer", "coordinator", "admin"];
pub(crate) const MEMBERS: &[&str] = &["ancolie", "lumbre", "qasaba", "mirador"];
/// Where coordinators are.
const COORDINATING: &[&str] = &["ancolie", "lumbre", "qasaba"];
const NOBODY: &[&str] = &[];

const fn sent(
    name: &'static str,
    desks: &'static [&'static str],
    parts: &'static [&'static str],
) -> Words {
    Words {
        name,
        desks,
        parts,
        public: false,
        sent: true,
    }
}

/// What stays at the desk that wrote it.
const fn kept(name: &'static str) -> Words {
    Words {
        name,
        desks: &["ancolie"],
        parts: STAFF,
        public: false,
        sent: false,
    }
}

/// All words of the world.
pub(crate) const WORDS: &[Words] = &[
    sent("amber", &["ancolie", "lumbre"], STAFF),
    sent("strict", &["ancolie", "mirador"], STAFF),
    sent("grouped", &["ancolie", "lumbre", "qasaba"], STAFF),
    sent("green", MEMBERS, READERS),
    sent("greengroup", &["ancolie", "lumbre", "qasaba"], READERS),
    sent("embargoed", MEMBERS, READERS),
    sent("question", MEMBERS, READERS),
    sent("afterwards", MEMBERS, READERS),
    sent("narrowed", &["ancolie", "lumbre"], STAFF),
    sent("answer", &["ancolie", "lumbre"], STAFF),
    // A file with fields that this program does not know: they travel, and they are not published.
    sent("file", &["ancolie", "lumbre"], STAFF),
    sent("unknown", &["ancolie", "lumbre"], STAFF),
    // "Call me": a title is all that it has.
    sent("knock", &["ancolie", "qasaba"], STAFF),
    // Of another desk: the road leads both ways.
    sent("lumbres", &["lumbre", "ancolie"], STAFF),
    kept("draft"),
    kept("waiting"),
    kept("returned"),
    kept("because"),
    kept("private"),
    // [CON-2] Of a person: in the ledger of consent, and in what is asked of it.
    kept("alias"),
    kept("hearer"),
    kept("how"),
    // The reviewer's note, for whoever mends it.
    kept("note"),
    // The name of a file has no place in a bulletin that has a title, and none in its record.
    sent("filename", NOBODY, NOBODY),
    sent("independent", NOBODY, NOBODY),
    sent("withdrawn", NOBODY, NOBODY),
    sent("unpublished", NOBODY, NOBODY),
    // How desks know each other: told to members, shown to those who decide who joins.
    sent("vouch", MEMBERS, &["coordinator"]),
    // Among desks, beside bulletins: to coordinators, to all members, to those whom it concerns.
    sent("objection", COORDINATING, &["coordinator"]),
    sent("report", COORDINATING, &["coordinator"]),
    sent("suspension", MEMBERS, ALL),
    sent("breach", COORDINATING, STAFF),
    sent("lock", MEMBERS, STAFF),
    sent("profile", MEMBERS, ALL),
    sent("sealed", &["ancolie", "lumbre"], STAFF),
    // Of the desk itself: why it holds something, its lists of others, its notes of words; never the words.
    sent("hold", NOBODY, NOBODY),
    kept("lookup"),
    kept("wordnote"),
    sent("protected", NOBODY, NOBODY),
    // What a token is for: told to whom it speaks for.
    Words {
        name: "purpose",
        desks: MEMBERS,
        parts: &["analyst"],
        public: false,
        sent: false,
    },
    Words {
        name: "public",
        desks: MEMBERS,
        parts: ALL,
        public: true,
        sent: true,
    },
];

/// Words that an expelled desk had before it was out.
pub(crate) const HAD_BEFORE: &[&str] = &["withdrawn", "narrowed", "unpublished", "vouch"];

impl Words {
    /// At this desk, by this part?
    pub(crate) fn may(&self, desk: &str, part: &str) -> bool {
        self.desks.contains(&desk) && self.parts.contains(&part)
    }

    /// Down a line from another desk to this one?
    pub(crate) fn may_be_served_to(&self, desk: &Node) -> bool {
        self.sent && self.desks.contains(&desk.id().as_str())
    }
}

/// All words that stand in these bytes, in whatever dress.
pub(crate) fn words_in(bytes: &[u8]) -> Vec<&'static Words> {
    words_among(&layers(bytes))
}

/// All words that stand in one of these layers.
pub(crate) fn words_among(layers: &[Vec<u8>]) -> Vec<&'static Words> {
    let names = names_after("canary-", layers);
    let of_name = |name: &String| {
        let found = WORDS.iter().find(|words| words.name == name);
        found.unwrap_or_else(|| panic!("nobody says who may meet the words of `{name}`"))
    };
    names.iter().map(of_name).collect()
}

/// The names of words in there that must not be.
pub(crate) fn leaked(bytes: &[u8], may: impl Fn(&Words) -> bool) -> Vec<&'static str> {
    let words = words_in(bytes).into_iter().filter(|words| !may(words));
    words.map(|words| words.name).collect()
}

/// What nobody may meet anywhere but in their own hand: passwords, tokens, seeds of keys, the master
/// key; each as it is, in hex and in base64.
pub(crate) fn secrets(fed: &Federation) -> Wanted {
    Wanted::of(fed.all().iter().flat_map(secrets_of))
}

fn secrets_of(node: &Node) -> Vec<(String, Vec<u8>)> {
    let id = node.id();
    let own = node.desk().keys();
    let keys = [
        ("master key", vec![7; 32]),
        ("TLS seed", own.tls_seed.to_vec()),
        ("statement seed", own.statement.seed().to_vec()),
        ("checkpoint seed", own.checkpoint.seed().to_vec()),
        ("feed seed", own.feed.seed().to_vec()),
        ("coordinator seed", own.coordinator.seed().to_vec()),
        ("heartbeat seed", own.heartbeat.seed().to_vec()),
        (
            "sealing identity",
            own.sealing.to_secret_text().as_bytes().to_vec(),
        ),
    ];
    let mut secrets: Vec<_> = keys
        .into_iter()
        .map(|(what, key)| (format!("{what} of {id}"), key))
        .collect();
    for part in ALL {
        let token = node.token(part).as_bytes().to_vec();
        secrets.push((format!("token of {id}'s {part}"), token));
        let password = format!("password of {part}").into_bytes();
        secrets.push((format!("password of {id}'s {part}"), password));
    }
    secrets
}
