//! What a desk said and forgot, handed back by its peers after it came back from a backup: the session brings
//! it, the policy lets it, and this is the desk's own record of it. [R9]

use fanal_protocol::{Body, RetractionReason};

use super::node::{Is, Node, Own, is_content};

/// What it did since the backup: bulletins and revisions, and what it took back.
pub(super) fn remember(node: &mut Node, is: &Is) {
    let Is::Envelope(kept) = is else { return };
    let (digest, header) = (kept.opened.digest(), kept.opened.header().clone());
    if let Body::Retraction(retraction) = kept.opened.body() {
        if let Some(own) = node.ram.own.get_mut(&retraction.target) {
            own.out.retain(|(out, _)| !retraction.digests.contains(out));
            own.withdrawn |= retraction.reason != RetractionReason::Narrowed;
        }
        let _ = node.purge(&header.origin, digest, retraction);
    } else if let Body::Receipt(receipt) = kept.opened.body() {
        node.ram.answered.insert(receipt.retraction);
    } else if is_content(kept) {
        remember_content(node, kept);
    }
}

fn remember_content(node: &mut Node, kept: &super::node::Kept) {
    let (digest, header) = (kept.opened.digest(), kept.opened.header());
    let key = (header.origin.clone(), digest);
    let is_gone = node.ram.recalled.contains_key(&key);
    let own = node.ram.own.entry(header.id).or_insert_with(|| Own {
        revision: 0,
        digest,
        out: Vec::new(),
        body: kept.opened.body().clone(),
        withdrawn: false,
    });
    if header.revision > own.revision {
        own.revision = header.revision;
        own.digest = digest;
        own.body = kept.opened.body().clone();
    }
    if !is_gone && !own.out.iter().any(|(out, _)| *out == digest) {
        own.out.push((digest, header.streams.clone()));
    }
}
