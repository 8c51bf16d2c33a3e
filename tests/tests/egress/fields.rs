//! What has no place in anything that is sent: who is behind it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::surroundings::root;

/// Words of which a field for a beneficiary would have one.
const OF_PEOPLE: &[&str] = &[
    "beneficiary",
    "birth",
    "case",
    "client",
    "device",
    "gender",
    "iban",
    "iccid",
    "imei",
    "imsi",
    "mail",
    "nationality",
    "patient",
    "person",
    "phone",
    "serial",
    "surname",
    "survivor",
    "udid",
    "username",
    "victim",
];

/// The names of all fields in a schema.
fn fields(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            let properties = members.get("properties").and_then(Value::as_object);
            found.extend(
                properties
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone()),
            );
            members.values().for_each(|member| fields(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// [SR-1] No statement, and no answer to a peer, has a field for a beneficiary's name, contact, case or
/// device.
#[test]
fn nothing_that_is_sent_has_a_field_for_a_beneficiary() {
    let mut found = BTreeSet::new();
    let mut files = 0;
    for entry in std::fs::read_dir(root().join("protocol/schemas")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        fields(&serde_json::from_str(&text).unwrap(), &mut found);
        files += 1;
    }
    assert!(files > 10 && found.contains("marking") && found.contains("also_please"));
    for field in found {
        let of_people = field.split('_').find(|word| OF_PEOPLE.contains(word));
        // How many people a desk is tells a reviewer elsewhere that one is needed.
        assert!(
            of_people.is_none() || field == "one_person",
            "`{field}` has room for a person"
        );
    }
}
