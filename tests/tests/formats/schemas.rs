//! The schemas in the hands of a validator that others wrote: what another implementation learns from them alone.

use std::path::Path;

use crate::tools::python;

/// Flaws that a schema can tell. What needs more (a signature, two fields together, the roster) is said in SPEC.
const TOLD: [&str; 48] = [
    "also-please-too-long",
    "approval-without-draft",
    "audience-too-large",
    "audience-with-unknown-field",
    "body-of-another-kind",
    "consent-contradicts-itself",
    "consent-missing",
    "consent-record-inside",
    "consent-unknown-state",
    "contact-card-with-secret-key",
    "desk-name-one-letter",
    "desk-name-upper-case",
    "epoch-zero",
    "header-field-missing",
    "id-upper-case",
    "id-with-spare-bits",
    "label-lower-case",
    "label-missing",
    "label-of-tlp-1",
    "network-id-short",
    "no-stream",
    "notice-about-nothing",
    "notice-with-unknown-field",
    "object-not-an-object",
    "profile-channel-without-address",
    "profile-with-unknown-field",
    "publication-with-consent",
    "refusal-with-unknown-code",
    "request-empty",
    "retraction-of-nothing",
    "revision-negative",
    "revision-zero",
    "sealed-not-base64",
    "slip-without-signature",
    "time-with-fraction",
    "time-with-offset",
    "title-empty",
    "title-too-long",
    "title-two-lines",
    "too-many-streams",
    "two-labels",
    "unknown-body-field",
    "unknown-header-field",
    "unknown-kind",
    "unknown-pap",
    "unknown-role",
    "unknown-stream-name",
    "version-two",
];

// [STM-2] [STM-3]
#[test]
fn the_schemas_take_every_good_statement_and_refuse_each_flaw_that_they_can_tell() {
    let protocol = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol");
    let (schemas, vectors) = (protocol.join("schemas"), protocol.join("vectors"));
    let refused = python("schemas.py", &[&schemas, &vectors]);
    assert_eq!(refused, TOLD.map(|name| format!("refuse/{name}")));
}
