//! The schemas that are checked in are those of the types. `FANAL_BLESS=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod bless;

use std::collections::BTreeSet;
use std::path::Path;

use fanal_protocol::schema;
use serde_json::Value;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

/// Objects sorted, so that the text is the same whatever features `serde_json` was built with.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.as_str());
            Value::Object(
                members
                    .into_iter()
                    .map(|(k, v)| (k.clone(), sorted(v)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn the_schemas_checked_in_are_those_of_the_types() {
    let mut names = BTreeSet::new();
    for (name, schema) in schema::all() {
        let text = serde_json::to_string_pretty(&sorted(schema.as_value())).unwrap() + "\n";
        bless::same(&folder().join(format!("{name}.json")), text.as_bytes());
        names.insert(format!("{name}.json"));
    }
    assert_eq!(
        bless::names_in(&folder()),
        names,
        "a schema of nothing, or none of something"
    );
}

#[test]
fn the_schema_of_a_statement_names_every_kind() {
    let schemas = schema::all();
    let (_, statement) = schemas
        .iter()
        .find(|(name, _)| *name == "statement")
        .unwrap();
    let statement = statement.as_value().to_string();
    for kind in fanal_protocol::Kind::ALL {
        assert!(
            statement.contains(kind.as_str()),
            "it does not name `{kind}`"
        );
    }
}

/// [CLI-2] What a command prints and what a door answers speak of the same codes.
#[test]
fn the_answer_of_a_command_knows_every_code() {
    let schemas = schema::all();
    for name in ["cli-answer", "problem"] {
        let (_, schema) = schemas.iter().find(|(found, _)| *found == name).unwrap();
        let text = schema.as_value().to_string();
        for code in fanal_protocol::Code::ALL {
            assert!(
                text.contains(&format!("\"{code}\"")),
                "{name} does not know `{code}`"
            );
        }
    }
}
