use super::Object;
use crate::scan::MAX_OBJECT_DEPTH;

const ID: &str = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";

fn with(members: &str) -> String {
    format!(r#"{{"type":"indicator","id":"{ID}"{members}}}"#)
}

fn fault(json: &str) -> String {
    Object::parse(json).unwrap_err()
}

#[test]
fn an_object_keeps_every_byte() {
    let json = with(
        r#" ,  "x_unknown" : [1, "\u00e9", {"b":1,"a":2}],"modified":"2024-01-01T00:00:00.120Z" "#,
    );
    let object = Object::parse(&json).unwrap();
    assert_eq!(object.raw(), json);
    assert_eq!(
        object.view().modified.as_deref(),
        Some("2024-01-01T00:00:00.120Z")
    );
    assert_eq!((object.object_type(), object.id()), ("indicator", ID));
}

#[test]
fn an_object_without_a_fitting_type_and_id_is_refused() {
    assert_eq!(fault("{}"), "`type` is missing");
    assert_eq!(fault(r#"{"type":7}"#), "`type` has the wrong type");
    assert_eq!(
        fault(r#"{"type":"Indicator"}"#),
        "`type` is no STIX type name"
    );
    assert_eq!(fault(r#"{"type":"indicator"}"#), "`id` is missing");
    assert_eq!(
        fault(r#"{"type":"indicator","id":"indicator--1"}"#),
        "the id is not `type--UUID`"
    );
    assert_eq!(
        fault(&format!(r#"{{"type":"malware","id":"{ID}"}}"#)),
        "type `malware`, but an id of `indicator`"
    );
    assert!(fault("[]").starts_with("no JSON object"));
}

#[test]
fn what_cannot_be_signed_is_refused() {
    assert!(
        fault(&with(r#","x":{"y":[7.5]}"#))
            .starts_with("the number `7.5`: signed content holds whole numbers only")
    );
    assert!(Object::parse(&with(r#","x":1.0"#)).is_err());
    assert!(Object::parse(&with(r#","x":9007199254740991"#)).is_ok());
    assert!(fault(&with(r#","x":9007199254740992"#)).contains("beyond what JSON readers hold"));
    assert!(fault(&with(r#","x":{"y":1,"\u0079":2}"#)).starts_with("the key `y` twice"));
    assert!(
        fault(&with(
            r#","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd30""#
        ))
        .starts_with("the key `id` twice")
    );
}

#[test]
fn nesting_ends_where_it_is_said() {
    let nested = |depth| {
        with(&format!(
            r#","x":{}1{}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        ))
    };
    assert!(Object::parse(&nested(MAX_OBJECT_DEPTH - 1)).is_ok());
    assert!(fault(&nested(MAX_OBJECT_DEPTH)).starts_with("nested deeper than 32"));
    assert!(Object::parse(&nested(100_000)).is_err());
}

#[test]
fn a_known_field_of_the_wrong_type_is_refused_by_name() {
    assert_eq!(
        fault(&with(r#","pattern":7"#)),
        "`pattern` has the wrong type"
    );
    assert_eq!(
        fault(&with(r#","object_marking_refs":"x""#)),
        "`object_marking_refs` has the wrong type"
    );
    assert_eq!(
        fault(&with(r#","granular_markings":[{"selectors":["name"]}]"#)),
        "a granular marking needs either `marking_ref` or `lang`"
    );
}

#[test]
fn a_description_is_held_to_its_type_though_nobody_keeps_it() {
    let wrong = "`description` has the wrong type";
    for members in [r#","description":7"#, r#","description":["x"]"#] {
        assert_eq!(fault(&with(members)), wrong, "{members}");
    }
    for members in [r#","description":"x""#, r#","description":null"#] {
        assert!(Object::parse(&with(members)).is_ok(), "{members}");
    }
}

#[test]
fn references_and_markings_are_found_wherever_they_stand() {
    let text = with(
        r#","created_by_ref":"identity--1","object_marking_refs":["m--1"],"granular_markings":[{"marking_ref":"m--2","selectors":["name"]}],"x":{"y_refs":["a--1","0"],"object_marking_refs":["m--3"]}"#,
    );
    let object = Object::parse(&text).unwrap();
    assert_eq!(object.references(), ["identity--1", "a--1"]);
    assert_eq!(object.marking_refs(), ["m--1", "m--2", "m--3"]);
    assert!(object.view().has_granular_markings);
}

/// The quick way gives what the careful way gives, or leaves it to that.
fn agrees(json: &str) -> bool {
    let Ok(raw) = serde_json::value::RawValue::from_string(json.to_owned()) else {
        return false;
    };
    let quick = super::glance(raw.get());
    let careful = super::look_closely(&raw);
    if let Some(quick) = &quick {
        assert_eq!(Some(quick), careful.as_ref().ok(), "{json}");
    }
    quick.is_some()
}

const RICH: &str = r#"{"type":"indicator","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","spec_version":"2.1","revoked":false,"created_by_ref":null,"object_marking_refs":["marking-definition--1"],"labels":["a","b"],"x":{"name":[1,-2,null,true],"y_ref":"a--1"},"object_refs":["b--2"],"name":"\u00e9\"","pattern":"[a:b = 'c']"}"#;

#[test]
fn the_quick_way_to_read_agrees_with_the_careful_one() {
    assert!(agrees(RICH));
    // Each byte changed into each of these, and each run of bytes left out.
    let mut quick = 0;
    for at in 0..RICH.len() {
        for with in [b'"', b'1', b'n', b'[', b'}', b':', b',', b'x', b' '] {
            let mut bytes = RICH.as_bytes().to_vec();
            bytes[at] = with;
            quick += usize::from(std::str::from_utf8(&bytes).is_ok_and(agrees));
        }
        for length in 1..40 {
            let mut bytes = RICH.as_bytes().to_vec();
            bytes.drain(at..RICH.len().min(at + length));
            quick += usize::from(std::str::from_utf8(&bytes).is_ok_and(agrees));
        }
    }
    assert!(quick > 500, "the quick way read {quick} of them");
    for members in [
        r#","name":null"#,
        r#","name":7"#,
        r#","name":["x"]"#,
        r#","description":null"#,
        r#","description":7"#,
        r#","description":["x"]"#,
        r#","description":{}"#,
        r#","description":"a","\u0064escription":"b""#,
        r#","object_refs":null"#,
        r#","object_refs":"x""#,
        r#","object_refs":[1]"#,
        r#","object_refs":[null]"#,
        r#","object_refs":[["x"]]"#,
        r#","revoked":null"#,
        r#","revoked":"true""#,
        r#","revoked":{}"#,
        r#","granular_markings":[{"marking_ref":"x"}]"#,
        r#","granular_markings":null"#,
        r#","\u006eame":"escaped""#,
        r#","name":"a","\u006eame":"b""#,
        r#","x":1e3"#,
        r#","x":[{"a":1,"a":2}]"#,
    ] {
        agrees(&with(members));
    }
    let many: String = (0..100).map(|n| format!(r#","k{n}":{n}"#)).collect();
    assert!(agrees(&with(&many)));
    assert!(!agrees(&with(&format!(r#"{many},"k3":1"#))));
    let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
    for depth in MAX_OBJECT_DEPTH - 3..MAX_OBJECT_DEPTH + 3 {
        agrees(&with(&format!(r#","x":{}"#, deep(depth))));
    }
}

#[test]
fn real_data_published_objects_are_read_the_quick_way_and_alike() {
    let Some(data) = crate::samples::data() else {
        return;
    };
    #[derive(serde::Deserialize)]
    struct Raws {
        #[serde(default)]
        objects: Vec<Box<serde_json::value::RawValue>>,
    }
    let (mut all, mut quick) = (0_usize, 0_usize);
    for file in crate::samples::stix_files(&data) {
        let text = std::fs::read_to_string(file).unwrap();
        let raws = serde_json::from_str::<Raws>(text.trim_start_matches('\u{feff}'));
        for raw in raws.map(|raws| raws.objects).unwrap_or_default() {
            all += 1;
            quick += usize::from(agrees(raw.get()));
        }
    }
    assert!(all > 1_000 && quick * 10 > all * 9, "{quick} of {all}");
}
