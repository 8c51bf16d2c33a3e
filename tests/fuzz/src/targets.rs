//! The table of targets: every decoder, who reaches it, what it promises and what it may spend.

mod answers;
#[expect(
    dead_code,
    reason = "the node's own file: the rest of it is for the node alone"
)]
#[path = "../../../node/src/config.rs"]
mod config;
mod content;
mod doors;
mod log;
mod own;
mod passkey;
mod privacy;
mod round;
mod sealed;
mod signed;
mod wire;

use crate::{Cost, Reach, Target};

/// What most decoders may spend: an allocation for every other byte, and a few copies of the input. Each
/// is about twice what the seeds and their changes were seen to spend.
const ORDINARY: Cost = Cost {
    steps: 600,
    steps_per_byte: 2,
    bytes: 64 << 10,
    bytes_per_byte: 40,
};

/// Many small values, each normalised and looked up: more of both.
const VALUES: Cost = Cost {
    steps: 2_000,
    steps_per_byte: 10,
    bytes: 256 << 10,
    bytes_per_byte: 200,
};

/// Expressions are compiled, each within the bound of the engine.
const COMPILES: Cost = Cost {
    steps: 200_000,
    steps_per_byte: 400,
    bytes: 64 << 20,
    bytes_per_byte: 8 << 10,
};

/// A decompressor sets its window aside, and stops at the limit of a range.
const UNPACKS: Cost = Cost {
    bytes: 64 << 20,
    ..ORDINARY
};

/// Searched for many shapes at once: each keeps what it learns of a text, up to a limit of its own.
const SEARCHED: Cost = Cost {
    steps: 200_000,
    steps_per_byte: 40,
    bytes: 64 << 20,
    bytes_per_byte: 2_000,
};

macro_rules! target {
    ($name:literal $reach:ident $cost:expr, $run:path, $seeds:path, $words:expr) => {
        Target {
            name: $name,
            reach: Reach::$reach,
            run: $run,
            seeds: $seeds,
            words: $words,
            cost: $cost,
        }
    };
}

const JSON: &[&str] = &[
    "{\"", "\":", "[", "]", "}", ",", "null", "true", "\\u0061", "\"v\":1", "\\ud800",
];
const STATEMENT: &[&str] = &[
    "\"v\":1",
    "\"kind\":\"",
    "\"body\":{",
    "retraction",
    "sighting",
    "receipt",
    "refusal",
    "approval",
    "vouch",
    "heartbeat",
    "notice",
    "grant",
    "request",
    "profile",
    "contact-card",
    "suspension",
    "\"previous\":",
    "\"revision\":2",
    "\"streams\":[\"clear\"]",
    "\"epoch\":4294967295",
    "\"TLP:RED\"",
];
const ROSTER: &[&str] = &[
    "\"threshold\":",
    "\"coordinators\":[",
    "\"desks\":[",
    "\"freezes\":[",
    "\"status\":\"expelled\"",
    "\"groups\":[",
    "\"sealing\":[",
    "\"until\":",
    "\"parent\":",
    "\n",
    "\"version\":2",
];
const ENVELOPE: &[&str] = &[
    "\"payload\":\"",
    "\"payloadType\":\"",
    "\"signatures\":[",
    "\"keyid\":",
    "\"sig\":\"",
    "==",
];
const EVIDENCE: &[&str] = &[
    "\"fanal_evidence\":1",
    "\"statement\":\"",
    "\"index\":",
    "\"proof\":[",
    "\"checkpoint\":\"",
    "\"rosters\":[",
    "freshness.json",
    "\u{1e}",
    "\"payload\":\"",
    "\"signatures\":[",
];
const AGE: &[&str] = &[
    "age-encryption.org/v1\n",
    "-> ",
    "-> X25519 ",
    "-> scrypt ",
    "\n--- ",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    "age1",
    "AGE-SECRET-KEY-1",
    "#",
];
const PARCEL: &[&str] = &[
    "fanal-parcel-v1\n",
    "\u{0}\u{0}\u{0}\u{0}\u{0}",
    "\u{5}\u{0}\u{0}\u{0}",
    "\"holds\":[",
    "\"body\":\"",
    "\"stream\":{",
    "\"from\":",
    "\"v\":2",
];
const FORM: &[&str] = &[
    "multipart/form-data; boundary=x\n",
    "--x\r\n",
    "--x--",
    "\r\n\r\n",
    "Content-Disposition: form-data; name=\"",
    "; filename=\"",
    "&form=",
    "%0D%0A",
    "%",
    "+",
    "\u{feff}",
];
const TAXII: &[&str] = &[
    "/taxii2/",
    "/collections/",
    "/objects/",
    "/versions/",
    "/status/",
    "\n",
    "Bearer ",
    "Basic ",
    "application/taxii+json",
    ";version=2.1",
    ";q=0",
    "*/*",
];
const SERVER: &[&str] = &[
    "\"more\":true",
    "\"next\":\"",
    "\"objects\":[",
    "\"api_roots\":[\"",
    "\"versions\":[\"x\"]",
    "\"collections\":[{\"id\":\"",
    "\"can_read\":true",
    "//",
    "../",
    "https://",
    "@",
    "\\\\",
];
const FRESH: &[&str] = &[
    "\"fanal\":1",
    "\"made\":\"",
    "\"valid_until\":\"",
    "\"serial\":4294967295",
    "\"feed\":\"network\"",
    "\"log\":{",
    "freshness.json",
    "\u{1e}",
    "  ",
];
const COSE: &[&str] = &["authData", "fmt", "none", "\u{1}\u{2}\u{3}", "&", " \u{6}"];
const STIX: &[&str] = &[
    "\"type\":\"",
    "\"id\":\"",
    "\"object_marking_refs\":[",
    "\"pattern\":\"[",
    "indicator--",
    "\"granular_markings\":",
    "\"labels\":[\"tlp:red\"]",
    "\"revoked\":true",
    "\\u0000",
    "\"objects\":[",
];
const PATTERN: &[&str] = &[
    "[",
    "]",
    "(",
    ")",
    " AND ",
    " OR ",
    " FOLLOWEDBY ",
    " IN (",
    " NOT ",
    " LIKE '",
    " MATCHES '",
    " ISSUBSET '",
    " EXISTS ",
    " WITHIN 5 SECONDS",
    " REPEATS 2 TIMES",
    " START t'",
    " STOP t'",
    "\\'",
    ":value",
    "h'ff'",
    "[*]",
];
const PRIVATE: &[&str] = &[
    "@",
    "+33 6 39 98 12 34",
    "https://",
    "?email=",
    "/home/",
    "C:\\Users\\",
    "IMEI ",
    "[1/2/25, 1:02] A: ",
    "\n",
    "From: ",
    "\u{200b}",
    "\u{202e}",
    "السيده ",
    "٠٦",
    "'s iPhone",
    "48.85661, 2.35222",
    "10.0.0.1",
    "%40",
    "arroba",
    "YW5hLnNpbHZhQG1haWwuZXhhbXBsZQ==",
    "KzMzNjM5OTgxMjM0",
    "WVc1aExuTnBiSFpoUUcxaGFXd3VaWGhoYlhCc1pRPT0",
];
const VALUE: &[&str] = &[
    "hxxp", "://", "[.]", "[:]", "[at]", ".example", "xn--", "/24", "::", "%00", "@", "\u{200b}",
    "..",
];
const TABLE: &[&str] = &[
    "\"",
    "\"\"",
    "\r\n",
    ";",
    "\t",
    "domain",
    "ip",
    "sha256",
    "url",
    "tlp",
    "\u{feff}",
    "TLP:RED",
    "tlp:amber+strict",
];
const TEXT: &[&str] = &[
    "hxxp",
    "://",
    "[.]",
    "[at]",
    ".example",
    "\n",
    "TLP:AMBER",
    "TLP: AMBER + STRICT",
    "tlp_green",
    "Traffic Light Protocol",
    "PAP:RED",
    "\u{ff34}\u{ff2c}\u{ff30}:",
    "Subject: ",
    "Content-Transfer-Encoding: ",
    "\u{200b}",
];
const MISP: &[&str] = &[
    "{\"Event\":",
    "\"response\":[",
    "\"Attribute\":[",
    "\"Object\":[",
    "\"Tag\":[{\"name\":\"tlp:red\"}]",
    "\"distribution\":\"0\"",
    "\"to_ids\":true",
    "\"deleted\":1",
    "filename|sha256",
    "\"SharingGroup\":{",
];
const DEVICE: &[&str] = &[
    "\"matched_indicator\":",
    "\"value\":\"",
    "\"type\":\"domains\"",
    "\"iocs\":[",
    "\"host\":\"",
    "\"id\":\"IOC-01\"",
    "null",
];
const WARNING: &[&str] = &[
    "\"type\":\"regex\"",
    "\"type\":\"cidr\"",
    "\"list\":[",
    "\"matching_attributes\":[",
    "/(a+)+$/i",
    "(?=",
    "\\\\1",
    "::/0",
];
const YAML: &[&str] = &[
    "- ",
    "name: ",
    "c2:\n",
    "  ips:\n",
    "&a ",
    "*a",
    "!!binary ",
    "[",
    "{",
    "|\n",
    "? ",
    "<<: ",
    "certificates:\n",
];
const NOTE: &[&str] = &["\n\n", "\u{2014} ", "time ", "fanal/v1/", "+", " ", "\n"];
const CONFIG: &[&str] = &[
    "[node]\n",
    "[jobs]\n",
    "[at_rest]\n",
    "passphrase = true\n",
    "key_file = \"",
    "sync = \"",
    "*/5",
    " = ",
    "\"\"\"",
    "0-59",
];
const WIRE: &[&str] = &[
    "\"network\":\"",
    "\"stream\":{",
    "\"checkpoint\":\"",
    "\"rosters\":[",
    "\"from\":",
    "\"to\":",
    "\"epoch\":1",
];
const SLIP: &[&str] = &["fanal-invite:", "fanal-request:", ".", "eyJ", " ", "\r\n"];
const TILE: &[&str] = &["tile/", "x001/", ".p/", "255", "000", "\n", "/"];
const LABEL: &[&str] = &[
    "TLP:",
    "tlp:",
    "PAP:",
    "AMBER",
    "+STRICT",
    "CLEAR",
    "marking-definition--",
    "\"audience\":{",
];
const QUERY: &[&str] = &[
    "&limit=",
    "&next=",
    "&added_after=2026-01-02T03:04:05.678901Z",
    "&match[version]=",
    "&match[type]=",
    "&match%5Bid%5D=",
    "&match[spec_version]=2.1",
    "all",
    "first,last",
    ",",
    "%",
    "%F0%9F",
    "+",
];
const NEXT: &[&str] = &["A", "AAAAAAAAAAA", "_", "-", "=", "%3D", "\u{e9}"];
const KEV: &[&str] = &[
    "\"vulnerabilities\":[",
    "\"cveID\":\"CVE-2026-0001\"",
    "\"dateAdded\":\"2026-11-19\"",
    "\"notes\":\"https://",
    ";",
    "null",
];
const OTX: &[&str] = &[
    "\"results\":[",
    "\"TLP\":\"amber\"",
    "\"indicators\":[",
    "\"type\":\"IPv4\"",
    "\"is_active\":0",
    "null",
];
const BODY: &[&str] = &[
    "\n{",
    "null",
    "[",
    "\"bulletin\":\"",
    "\"values\":[",
    "\"label\":\"",
    "\"consent\":{",
    "share",
    "revise",
    "\"id\":\"",
];

/// Every target.
pub const TARGETS: &[Target] = &[
    target!("json" Strangers ORDINARY, own::strict_json, own::strict_json_seeds, JSON),
    target!("envelope" Strangers ORDINARY, signed::envelope, signed::envelope_seeds, ENVELOPE),
    target!("statement" Strangers ORDINARY, signed::statement, signed::statement_seeds, STATEMENT),
    target!("roster" Strangers ORDINARY, signed::roster, signed::roster_seeds, ROSTER),
    target!("roster-chain" Strangers ORDINARY, signed::roster_chain, signed::roster_chain_seeds, ROSTER),
    target!("verify" Strangers ORDINARY, signed::verify, signed::verify_seeds, EVIDENCE),
    target!("checkpoint" Strangers ORDINARY, log::checkpoint, log::checkpoint_seeds, NOTE),
    target!("tree" Strangers ORDINARY, log::tree, log::tree_seeds, &[]),
    target!("tile" Strangers ORDINARY, log::tile, log::tile_seeds, TILE),
    target!("messages" Strangers ORDINARY, wire::messages, wire::messages_seeds, WIRE),
    target!("frames" Strangers ORDINARY, wire::frames, wire::frames_seeds, &[]),
    target!("range" Strangers UNPACKS, wire::range, wire::range_seeds, &[]),
    target!("entry" Strangers ORDINARY, wire::entry, wire::entry_seeds, STATEMENT),
    target!("head" Strangers ORDINARY, wire::head, wire::head_seeds, WIRE),
    target!("round" Strangers VALUES, round::round, round::round_seeds, &[]),
    target!("certificate" Strangers ORDINARY, wire::certificate, wire::certificate_seeds, &[]),
    target!("names" Strangers ORDINARY, own::names, own::names_seeds, NOTE),
    target!("markings" Strangers ORDINARY, content::markings, content::markings_seeds, LABEL),
    target!("slip" Strangers ORDINARY, own::slip, own::slip_seeds, SLIP),
    target!("wish" Strangers ORDINARY, own::wish, own::wish_seeds, ROSTER),
    target!("age" Strangers ORDINARY, sealed::age, sealed::age_seeds, AGE),
    target!("recipient" Strangers ORDINARY, sealed::recipient, sealed::recipient_seeds, AGE),
    target!("parcel" Strangers ORDINARY, sealed::parcel, sealed::parcel_seeds, PARCEL),
    target!("red" Strangers ORDINARY, sealed::red, sealed::red_seeds, STATEMENT),
    target!("bundle" Strangers ORDINARY, content::bundle, content::bundle_seeds, STIX),
    target!("pattern" Strangers VALUES, content::pattern, content::pattern_seeds, PATTERN),
    target!("value" Strangers VALUES, content::value, content::value_seeds, VALUE),
    target!("file-stix" Strangers ORDINARY, content::file_stix, content::bundle_seeds, STIX),
    target!("file-misp" Strangers VALUES, content::file_misp, content::misp_seeds, MISP),
    target!("file-spyguard" Strangers VALUES, content::file_spyguard, content::spyguard_seeds, DEVICE),
    target!("file-device" Strangers VALUES, content::file_device, content::device_seeds, DEVICE),
    target!("file-abuse" Strangers VALUES, content::file_abuse, content::abuse_seeds, TABLE),
    target!("warning-list" Strangers COMPILES, content::warning_list, content::warning_list_seeds, WARNING),
    target!("file-otx" Strangers VALUES, content::file_otx, content::otx_seeds, OTX),
    target!("file-kev" Strangers VALUES, content::file_kev, content::kev_seeds, KEV),
    target!("file-stalkerware" Strangers VALUES, content::file_stalkerware, content::stalkerware_seeds, YAML),
    target!("file-csv" Strangers VALUES, content::file_csv, content::csv_seeds, TABLE),
    target!("file-list" Strangers VALUES, content::file_list, content::list_seeds, TEXT),
    target!("file-text" Strangers VALUES, content::file_text, content::text_seeds, TEXT),
    target!("taxii-question" Strangers VALUES, own::taxii_question, own::taxii_question_seeds, QUERY),
    target!("taxii-next" Strangers ORDINARY, own::taxii_next, own::taxii_next_seeds, NEXT),
    target!("taxii-head" Strangers ORDINARY, doors::taxii_head, doors::taxii_head_seeds, TAXII),
    target!("taxii-post" Strangers ORDINARY, doors::taxii_post, doors::taxii_post_seeds, STIX),
    target!("taxii-certificate" Strangers ORDINARY, doors::taxii_certificate, doors::taxii_certificate_seeds, &[]),
    target!("taxii-answer" Strangers VALUES, answers::taxii_answer, answers::taxii_answer_seeds, SERVER),
    target!("console-form" Strangers ORDINARY, doors::console_form, doors::console_form_seeds, FORM),
    target!("witness" Strangers VALUES, answers::witness, answers::witness_seeds, NOTE),
    target!("freshness" Strangers ORDINARY, answers::freshness, answers::freshness_seeds, FRESH),
    target!("mirror-tiles" Strangers ORDINARY, answers::mirror_tiles, answers::mirror_tiles_seeds, &[]),
    target!("feed-digests" Strangers VALUES, answers::feed_digests, answers::feed_digests_seeds, MISP),
    target!("passkey" Own ORDINARY, passkey::passkey, passkey::passkey_seeds, COSE),
    target!("privacy" Own SEARCHED, privacy::privacy, privacy::privacy_seeds, PRIVATE),
    target!("api-body" Own ORDINARY, own::api_body, own::api_body_seeds, BODY),
    target!("configuration" Own VALUES, own::configuration, own::configuration_seeds, CONFIG),
];
