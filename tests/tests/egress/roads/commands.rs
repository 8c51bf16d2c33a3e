//! Commands, each with what stands behind its name; leaves only: `roster` alone does nothing.

use super::{Road, Way};
use crate::world::ALIAS;

/// A command about a bulletin.
const fn command(name: &'static str, words: fn(&str) -> Vec<&str>) -> Road {
    Road {
        name,
        way: Way::Command(words),
    }
}

/// A command that tells nothing of this desk, and why.
const fn plain(name: &'static str, why: &'static str) -> Road {
    Road {
        name,
        way: Way::Plain(why),
    }
}

/// Sorted.
pub(super) const COMMANDS: &[Road] = &[
    command("ask", |_| {
        vec![
            "road.example",
            "--tlp",
            "green",
            "--consent",
            "not-needed",
            "--dry-run",
        ]
    }),
    command("audit show", |_| vec![]),
    command("audit verify", |_| vec![]),
    command("audit export", |_| {
        vec!["--output", "../target/tmp/trail.jsonl"]
    }),
    plain(
        "backup",
        "two files sealed to this node and its recovery key: their bytes are searched in egress/backups.rs",
    ),
    command("blast-radius", |_| vec!["lumbre"]),
    command("breach", |_| vec!["--since", "1d", "--text", "x"]),
    command("check", |_| vec!["road.example", "evil.example"]),
    command("clock confirm", |_| vec![]),
    command("clock show", |_| vec![]),
    plain("completions", "made of the program's own verbs"),
    command("config check", |_| vec![]),
    command("config show", |_| vec!["--origin"]),
    command("consent list", |_| vec![]),
    command("consent record", |_| vec!["nobody"]),
    command("consent revise", |_| vec!["nobody"]),
    command("consent show", |_| vec![ALIAS]),
    command("consent widen", |_| vec!["nobody"]),
    command("consent withdraw", |_| vec!["nobody"]),
    command("contact add", |_| vec!["no name"]),
    command("contact end", |_| vec!["nobody"]),
    command("contact list", |_| vec![]),
    plain(
        "demo",
        "it invents desks of its own, in a folder of its own",
    ),
    command("destroy", |_| vec![]),
    command("digest", |_| vec!["--up-to", "red"]),
    command("disclosures", |which| vec![which]),
    command("doctor", |_| vec![]),
    command("explain", |which| vec![which]),
    command("export", |_| vec!["csv", "--up-to", "red", "--full"]),
    plain(
        "feed build",
        "it writes the files of the site, and each of them is a road",
    ),
    plain(
        "feed serve",
        "it serves the files of the site, and each of them is a road",
    ),
    plain(
        "feed push",
        "it writes the files of the site, and each of them is a road",
    ),
    command("grant give", |_| {
        vec!["--to", "nobody", "aaaaaaaaaaaaaaaaaaaaaaaaaa"]
    }),
    command("grant publish", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("privacy check", |_| vec!["-"]),
    command("privacy countries", |_| vec![]),
    command("privacy words add", |_| vec!["-"]),
    command("privacy words list", |_| vec![]),
    command("privacy words remove", |_| {
        vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]
    }),
    command("hold", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("import", |_| {
        vec![
            "-",
            "--tlp",
            "green",
            "--consent",
            "not-needed",
            "--dry-run",
        ]
    }),
    command("key compared", |_| vec!["nobody", "--how", "not at all"]),
    command("key list", |_| vec![]),
    command("key retire", |_| vec!["--no-such"]),
    command("key rotate", |_| vec!["--no-such"]),
    plain(
        "key seal",
        "it moves the key of this folder, and tells no content",
    ),
    command("key words", |_| vec!["lumbre"]),
    command("inbox dismiss", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("inbox list", |_| vec!["--withdrawn"]),
    command("inbox show", |which| vec![which]),
    command("inbox use", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("inbox watch", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("init", |_| vec!["--desk", "Another", "--lang", "en"]),
    command("knock", |_| vec!["nobody"]),
    command("lookup add", |_| vec!["roads", "not-there.txt"]),
    command("lookup list", |_| vec![]),
    command("lookup refresh", |_| vec![]),
    command("lookup remove", |_| vec!["nothing"]),
    plain("man", "made of the program's own verbs"),
    command("me end", |_| vec!["none"]),
    command("me mail-key", |_| vec![]),
    command("me notify", |_| vec!["--when", "daily"]),
    command("me passkeys", |_| vec![]),
    command("me password", |_| vec!["--password-stdin"]),
    command("me recovery", |_| vec![]),
    command("me sessions", |_| vec![]),
    command("me show", |_| vec![]),
    command("me totp", |_| vec!["--code", "000000"]),
    command("notices", |_| vec![]),
    command("notify add", |_| vec!["x"]),
    command("notify list", |_| vec![]),
    command("notify remove", |_| vec!["none"]),
    command("notify test", |_| vec![]),
    command("open", |which| vec![which]),
    plain(
        "panic lock",
        "without a word of confirmation it does nothing; its call is gone as the others",
    ),
    plain(
        "panic slip",
        "it tells this desk's name and its signature; its call is gone as the others",
    ),
    plain(
        "panic take-slip",
        "without a word of confirmation it does nothing; its call is gone as the others",
    ),
    plain(
        "panic shred",
        "it destroys keys of this folder, after a typed word, and tells no content",
    ),
    plain("panic unlock", "it tells that a folder is open again"),
    command("parcel make", |_| vec!["--to", "/nowhere/at-all", "nobody"]),
    command("parcel take", |_| vec!["/nowhere/at-all"]),
    command("peer list", |_| vec![]),
    command("peer resume", |_| vec!["nobody"]),
    command("peer spread", |_| vec![]),
    command("peer stop", |_| vec!["nobody"]),
    command("peer test", |_| vec!["nobody"]),
    command("peer words", |_| vec!["lumbre"]),
    command("policy adopt", |_| vec!["/nowhere/at-all"]),
    command("policy print", |_| vec![]),
    command("profile set", |_| vec!["--no-such"]),
    command("profile show", |_| vec![]),
    command("refusals", |_| vec![]),
    plain(
        "restore",
        "it writes into a folder of its own what a backup holds, and tells numbers and names of desks",
    ),
    command("review approve", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("review endorse", |which| vec![which]),
    command("review list", |_| vec![]),
    command("review return", |_| {
        vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa", "--note", "no"]
    }),
    command("review show", |which| vec![which]),
    command("revise", |which| vec![which, "--dry-run"]),
    command("roster accept", |_| vec!["/nowhere/at-all"]),
    command("roster announce", |_| vec!["fanal-request:x"]),
    command("roster admit", |_| vec!["fanal-request:x"]),
    command("roster ask", |_| vec!["--no-such"]),
    command("recalls", |_| vec![]),
    command("roster chain", |_| vec![]),
    command("roster confirm", |_| vec!["nobody"]),
    command("roster coordinate", |_| vec!["--no-such"]),
    command("roster coordinator add", |_| vec!["nobody"]),
    command("roster coordinator remove", |_| vec!["nobody"]),
    command("roster coordinator replace", |_| vec!["nobody", "nobody"]),
    command("roster draft", |_| vec!["--threshold", "9"]),
    command("roster duties", |_| vec!["--no-such"]),
    command("roster expel", |_| vec!["nobody"]),
    command("roster found", |_| vec!["Another network"]),
    command("roster diff", |_| vec![]),
    command("roster verify", |_| vec![]),
    command("roster fulfil", |_| vec!["nobody"]),
    command("roster group join", |_| vec!["no group", "nobody"]),
    command("roster group leave", |_| vec!["no group", "nobody"]),
    command("roster history", |_| vec![]),
    command("roster invite", |_| vec![]),
    command("roster join", |_| vec!["fanal-invite:x"]),
    command("roster joining", |_| vec![]),
    command("roster key", |_| vec!["--name", "x", "/nowhere/at-all"]),
    command("roster leave", |_| vec!["--no-such"]),
    command("roster move", |_| vec!["--no-such"]),
    command("roster object", |_| vec!["--why", "x", "nobody"]),
    command("roster readmit", |_| vec!["nobody"]),
    command("roster rekey", |_| vec!["fanal-request:x"]),
    command("roster renew", |_| vec!["--no-such"]),
    command("roster report", |_| vec!["--text", "x", "nobody"]),
    command("roster reports", |_| vec![]),
    command("roster retract", |_| {
        vec!["nobody/aaaaaaaaaaaaaaaaaaaaaaaaaa"]
    }),
    command("roster revoke", |_| {
        vec!["00000000", "--from", "2026-01-01"]
    }),
    command("roster rules", |_| vec!["--threshold", "9"]),
    command("roster settle", |_| {
        vec!["--by", "nobody", "--because", "x", "nobody"]
    }),
    command("roster show", |_| vec!["--keys"]),
    command("roster sign", |_| vec!["-"]),
    command("roster suspend", |_| vec!["--why", "x", "nobody"]),
    command("roster take", |_| vec!["-"]),
    command("roster vouch", |_| vec!["fanal-request:x", "--how", "x"]),
    command("roster words", |_| vec![]),
    command("seal", |_| {
        vec![
            "--to",
            "lumbre/nobody",
            "--identity",
            "/nowhere/at-all",
            "--title",
            "x",
            "--consent",
            "not-needed",
            "-",
        ]
    }),
    command("send", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    plain(
        "serve",
        "the node itself: what it tells is searched as a whole",
    ),
    command("share", |_| {
        vec![
            "road.example",
            "--tlp",
            "green",
            "--consent",
            "not-needed",
            "--dry-run",
        ]
    }),
    command("show", |which| vec![which]),
    command("sight expired", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("sight false-positive", |_| {
        vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]
    }),
    command("sight import", |_| vec!["not-there.json"]),
    command("sight seen", |_| vec!["aaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    command("source fetch", |_| vec!["none"]),
    command("status", |_| vec![]),
    command("sync", |_| vec!["--peer", "nobody"]),
    command("user enable", |_| vec!["nobody"]),
    command("user reset", |_| vec!["nobody"]),
    command("user sessions", |_| vec!["nobody"]),
    command("user revoke", |_| vec!["nobody"]),
    command("user role", |_| vec!["nobody", "--role", "analyst"]),
    command("user add", |_| vec!["no name", "--role", "admin"]),
    command("user certificate", |_| vec!["/nowhere.pem"]),
    command("user disable", |_| vec!["nobody"]),
    command("user sign-in", |_| {
        vec!["nobody", "--password-stdin", "--out", "/nowhere/token"]
    }),
    command("user list", |_| vec![]),
    command("user token", |_| vec![]),
    command("verify", |_| vec!["-"]),
    command("warnings add", |_| vec!["not-there.json"]),
    command("warnings list", |_| vec![]),
    command("warnings remove", |_| vec!["nothing"]),
    command("withdraw", |which| vec![which, "--reason", "error"]),
];
