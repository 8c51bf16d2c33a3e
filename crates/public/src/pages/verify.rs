//! `/verify`: how to check a file, a bulletin and the log, with which keys.

use fanal_protocol::note::VerifierKey;
use fanal_protocol::{KeyPurpose, PublicKey};

use super::frame::page;
use crate::html::Html;
use crate::shelf::Site;
use crate::sums::{minisign_key, pem};
use crate::tree::Draft;

/// Stands in commands where the site does not know its own address.
const NO_BASE: &str = "https://THIS.SITE";

pub(crate) fn verify(site: &Site, vkey: &VerifierKey) -> Draft {
    let mut html = Html::new();
    html.tag("<h1>Verify</h1>\n")
        .tag(INTRODUCTION)
        .piece(&keys(site))
        .piece(&a_file(site))
        .piece(&the_log(vkey));
    Draft::page(page(site, "Verify", &html))
}

const INTRODUCTION: &str = "<p>Whoever controls this site or the way to it could change a file and the keys on this \
page alike. Compare the keys once with the network's roster, or with what the desk tells you over another channel; \
from then on the checks below tell you that a file is complete and ours.</p>\n";

fn keys(site: &Site) -> Html {
    let mut html = Html::new();
    html.tag("<h2 id=\"keys\">Keys</h2>\n<dl>\n");
    fact(&mut html, "Network", &site.network.to_string());
    fact(
        &mut html,
        "Roster",
        &format!(
            "version {}, digest {}",
            site.roster_version, site.roster_digest
        ),
    );
    fact(&mut html, "Desk", site.desk.as_str());
    key(&mut html, "Feed files", &site.feed_key, KeyPurpose::Feed);
    key(
        &mut html,
        "Checkpoints",
        &site.checkpoint_key,
        KeyPurpose::Checkpoint,
    );
    for statement_key in &site.statement_keys {
        key(
            &mut html,
            "Statements",
            statement_key,
            KeyPurpose::Statement,
        );
    }
    html.tag("</dl>\n<p>The same for programs: <a href=\"/.well-known/fanal.json\">fanal.json</a>.</p>\n");
    html
}

fn key(html: &mut Html, name: &str, key: &PublicKey, purpose: KeyPurpose) {
    fact(
        html,
        name,
        &format!("Ed25519 {key}, id {}", key.id(purpose)),
    );
}

fn fact(html: &mut Html, name: &str, value: &str) {
    html.tag("<div><dt>")
        .text(name)
        .tag("</dt><dd><bdi class=\"value\" dir=\"ltr\">");
    html.text(value).tag("</bdi></dd></div>\n");
}

fn a_file(site: &Site) -> Html {
    let base = site.base_url.as_deref().unwrap_or(NO_BASE);
    let mut html = Html::new();
    html.tag("<h2 id=\"file\">A file of the feed</h2>\n<p>Fetch the list of checksums, its signatures and the file:</p>\n");
    commands(
        &mut html,
        &format!(
            "curl -O {base}/feed/SHA256SUMS -O {base}/feed/SHA256SUMS.sig -O {base}/feed/SHA256SUMS.minisig -O {base}/feed/freshness.json -O {base}/feed/stix.json"
        ),
    );
    html.tag("<p>Check the signature of the list with one of these:</p>\n<h3>fanal</h3>\n");
    commands(
        &mut html,
        &format!(
            "fanal verify SHA256SUMS --seen seen.json --key {}",
            site.feed_key
        ),
    );
    html.tag(FRESHNESS);
    html.tag("<h3>minisign</h3>\n");
    commands(
        &mut html,
        &format!(
            "minisign -V -m SHA256SUMS -P {}",
            minisign_key(&site.feed_key)
        ),
    );
    html.tag("<h3>openssl</h3>\n");
    commands(
        &mut html,
        &format!(
            "cat > feed-key.pem <<'END'\n{}END\nbase64 -d SHA256SUMS.sig > SHA256SUMS.raw\n\
         openssl pkeyutl -verify -pubin -inkey feed-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.raw",
            pem(&site.feed_key)
        ),
    );
    html.tag("<h2 id=\"list\">The list</h2>\n<p>Then check the file against the list:</p>\n");
    commands(&mut html, "sha256sum --check --ignore-missing SHA256SUMS");
    html
}

const FRESHNESS: &str = "<p>It also looks whether the feed is fresh, as its file freshness.json says, and remembers \
in seen.json what it saw: a mirror that stops or goes back is told. With the others, read \
<code>valid_until</code> and <code>serial</code> there yourself, once the list is checked; minisign shows them as \
trusted comment.</p>\n";

fn commands(html: &mut Html, lines: &str) {
    html.tag("<pre dir=\"ltr\" tabindex=\"0\"><code>")
        .text(lines)
        .tag("</code></pre>\n");
}

fn the_log(vkey: &VerifierKey) -> Html {
    let mut html = Html::new();
    html.tag("<h2 id=\"log\">The log</h2>\n")
        .tag(LOG)
        .tag("<p>The key of the checkpoints, as programs for such logs read it:</p>\n");
    commands(&mut html, &vkey.to_string());
    html
}

const LOG: &str = "<p>Every publication and every withdrawal is an entry of an append-only log: a Merkle tree \
(RFC 6962) over digests, served as <a href=\"/log/checkpoint\">checkpoint</a> and tiles in the form of C2SP \
(tlog-checkpoint, tlog-tiles). Whoever keeps a checkpoint can tell later that nothing was changed or removed \
unseen. The log holds digests only: what was withdrawn cannot be read from it.</p>\n";
