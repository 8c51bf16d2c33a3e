//! JSON Schemas of everything that crosses a border as JSON, generated from the types. They say what
//! types and limits of single fields say; rules that they cannot say stand in SPEC.md and are held by the vectors.

use schemars::{Schema, json_schema, schema_for};

use crate::wire::{HeadsAnswer, HeadsRequest, RangeRequest};
use crate::{
    Acceptance, Approval, Bulletin, ContactCard, Grant, Heartbeat, Notice, Objection, Problem,
    Profile, Publication, Receipt, Refusal, Report, Request, Retraction, Roster, Sealed, Sighting,
    SightingCount, Suspension, Vouch,
};

/// File name (without `.json`) and schema, of each.
pub fn all() -> Vec<(&'static str, Schema)> {
    vec![
        ("statement", schema_for!(crate::statement::Wire<'_>)),
        ("bulletin", schema_for!(Bulletin)),
        ("publication", schema_for!(Publication)),
        ("retraction", schema_for!(Retraction)),
        ("sighting", schema_for!(Sighting)),
        ("sighting-count", schema_for!(SightingCount)),
        ("receipt", schema_for!(Receipt)),
        ("refusal", schema_for!(Refusal)),
        ("approval", schema_for!(Approval)),
        ("vouch", schema_for!(Vouch)),
        ("heartbeat", schema_for!(Heartbeat)),
        ("grant", schema_for!(Grant)),
        ("notice", schema_for!(Notice)),
        ("report", schema_for!(Report)),
        ("request", schema_for!(Request)),
        ("objection", schema_for!(Objection)),
        ("acceptance", schema_for!(Acceptance)),
        ("suspension", schema_for!(Suspension)),
        ("profile", schema_for!(Profile)),
        ("contact-card", schema_for!(ContactCard)),
        ("sealed", schema_for!(Sealed)),
        ("roster", schema_for!(Roster)),
        ("heads-request", schema_for!(HeadsRequest)),
        ("heads-answer", schema_for!(HeadsAnswer)),
        ("range-request", schema_for!(RangeRequest)),
        ("problem", schema_for!(Problem)),
        ("envelope", envelope()),
        ("cli-answer", cli_answer()),
    ]
}

fn envelope() -> Schema {
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Envelope",
        "description": "A DSSE envelope; base64 with padding, in either alphabet.",
        "type": "object",
        "additionalProperties": false,
        "required": ["payload", "payloadType", "signatures"],
        "properties": {
            "payload": { "type": "string", "contentEncoding": "base64" },
            "payloadType": { "enum": [crate::STATEMENT_TYPE, crate::ROSTER_TYPE] },
            "signatures": {
                "type": "array",
                "minItems": 1,
                "maxItems": crate::limits::SIGNATURES,
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["sig"],
                    "properties": {
                        "keyid": { "type": ["string", "null"], "description": "A hint that decides nothing." },
                        "sig": { "type": "string", "contentEncoding": "base64" }
                    }
                }
            }
        }
    })
}

fn cli_answer() -> Schema {
    let code = schema_for!(crate::Code);
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CLI answer",
        "description": "What each command prints with `--json`: one object.",
        "oneOf": [
            {
                "type": "object",
                "additionalProperties": false,
                "required": ["ok", "kind", "data"],
                "properties": {
                    "ok": { "const": true },
                    "kind": { "type": "string", "pattern": "^fanal\\.[a-z][a-z-]*(\\.[a-z-]+)*\\.v[1-9][0-9]*$" },
                    "data": true,
                    "warnings": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["code", "text"],
                            "properties": { "code": { "type": "string" }, "text": { "type": "string" } }
                        }
                    }
                }
            },
            {
                "type": "object",
                "additionalProperties": false,
                "required": ["ok", "error"],
                "properties": {
                    "ok": { "const": false },
                    "error": {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["code", "text"],
                        "properties": {
                            "code": code,
                            "text": { "type": "string" },
                            "hint": { "type": ["string", "null"] },
                            "doc": { "type": "string" }
                        }
                    }
                }
            }
        ]
    })
}
