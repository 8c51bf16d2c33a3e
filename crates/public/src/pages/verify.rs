//! `/verify`: how to check a file, a bulletin and the log, with which keys.

use fanal_protocol::note::VerifierKey;
use fanal_protocol::{KeyPurpose, PublicKey};

use super::frame::{fact, heading, page};
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::shelf::{ClosedLog, Site};
use crate::sums::{minisign_key, pem};
use crate::view::{View, value};

/// Stands in commands where the site does not know its own address.
const NO_BASE: &str = "https://THIS.SITE";

pub(crate) fn verify(view: &View<'_>, vkey: &VerifierKey, closed: &[ClosedLog]) -> Draft {
    let title = view.say("verify-title");
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&view.paragraph("verify-lead", &[]))
        .piece(&keys(view))
        .piece(&a_file(view))
        .piece(&the_log(view, vkey))
        .piece(&closed_logs(view, closed));
    Draft::page(page(view, address::VERIFY, &title, &html))
}

fn keys(view: &View<'_>) -> Html {
    let site = view.site;
    let version = usize::try_from(site.roster_version).unwrap_or(usize::MAX);
    let version = view.texts.count("verify-roster-version", version);
    let digest = value(&site.roster_digest.to_string());
    let mut html = heading(view, "keys", "verify-keys");
    html.tag("<dl>\n")
        .piece(&fact(
            view,
            "verify-network",
            &value(&site.network.to_string()),
        ))
        .piece(&fact(
            view,
            "verify-roster",
            &view.prose(&version, &[("digest", &digest)]),
        ))
        .piece(&fact(view, "verify-desk", &value(site.desk.as_str())))
        .piece(&signers(view, site))
        .tag("</dl>\n")
        .piece(&view.paragraph("verify-words", &[]))
        .piece(&view.paragraph("verify-programs", &[]));
    html
}

/// The keys that a reader checks with, each with its id.
pub(super) fn signers(view: &View<'_>, site: &Site) -> Html {
    let key = |key: &PublicKey, purpose| {
        let id = key.id(purpose);
        let mut html = value(&format!("Ed25519 {key}, id {id}"));
        html.tag("<br><bdi dir=\"ltr\" lang=\"en\">")
            .text(key.in_words())
            .tag("</bdi><br><bdi dir=\"ltr\">")
            .text(key.in_digits())
            .tag("</bdi>");
        html
    };
    let feed = key(&site.feed_key, KeyPurpose::Feed);
    let checkpoint = key(&site.checkpoint_key, KeyPurpose::Checkpoint);
    let mut html = Html::new();
    html.piece(&fact(view, "verify-feed-key", &feed))
        .piece(&fact(view, "verify-checkpoint-key", &checkpoint));
    for statement_key in &site.statement_keys {
        let told = key(statement_key, KeyPurpose::Statement);
        html.piece(&fact(view, "verify-statement-key", &told));
    }
    html
}

fn a_file(view: &View<'_>) -> Html {
    let site = view.site;
    let base = site.base_url.as_deref().unwrap_or(NO_BASE);
    let mut html = heading(view, "file", "verify-file");
    html.piece(&view.paragraph("verify-fetch", &[]));
    commands(
        &mut html,
        &format!(
            "curl -O {base}/feed/SHA256SUMS -O {base}/feed/SHA256SUMS.sig -O {base}/feed/SHA256SUMS.minisig -O {base}/feed/freshness.json -O {base}/feed/stix.json"
        ),
    );
    html.piece(&view.paragraph("verify-signature", &[]))
        .tag("<h3>fanal</h3>\n");
    commands(
        &mut html,
        &format!(
            "fanal verify SHA256SUMS --seen seen.json --key {}",
            site.feed_key
        ),
    );
    html.piece(&view.paragraph("verify-fresh", &[]))
        .tag("<h3>minisign</h3>\n");
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
    html.piece(&heading(view, "list", "verify-list"))
        .piece(&view.paragraph("verify-list-more", &[]));
    commands(&mut html, "sha256sum --check --ignore-missing SHA256SUMS");
    html
}

fn commands(html: &mut Html, lines: &str) {
    html.tag("<pre dir=\"ltr\" tabindex=\"0\"><code>")
        .text(lines)
        .tag("</code></pre>\n");
}

fn the_log(view: &View<'_>, vkey: &VerifierKey) -> Html {
    let mut html = heading(view, "log", "verify-log");
    html.piece(&view.paragraph("verify-log-more", &[]))
        .piece(&view.paragraph("verify-log-key", &[]));
    commands(&mut html, &vkey.to_string());
    html.piece(&view.paragraph("verify-log-since", &[]));
    let key = view.site.checkpoint_key;
    commands(
        &mut html,
        &format!("fanal verify checkpoint --since older-checkpoint --key {key}"),
    );
    html
}

/// Logs of epochs that are over, each with its key: a checkpoint of one holds for ever too. [PUB-25]
fn closed_logs(view: &View<'_>, closed: &[ClosedLog]) -> Html {
    let mut html = Html::new();
    if closed.is_empty() {
        return html;
    }
    html.piece(&view.paragraph("verify-log-closed", &[]))
        .tag("<ul>\n");
    for log in closed {
        let address = format!("{}checkpoint", log.below());
        html.tag("<li><a href=\"")
            .text(&address)
            .tag("\">")
            .piece(&value(&address))
            .tag("</a>");
        commands(&mut html, &log.key.to_string());
        html.tag("</li>\n");
    }
    html.tag("</ul>\n");
    html
}
