//! What a desk's own people and programs bring: calls of the API, slips, names, the configuration.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use fanal_api::CALLS;
use fanal_desk::{CollectionName, CursorKey, Reader, Slip, View};
use fanal_protocol::{
    Address, BulletinId, DeskId, Digest, GroupId, Kind, Label, NetworkId, PublicKey, StreamName,
    Timestamp, TlsPin, json,
};
use serde_json::Value;

use super::config;
use crate::world::{DESKS, NOW, first_roster, moment, pin, stage, statement_key};
use crate::{Corpora, Verdict};

/// Strict JSON stays strict when it is written again; its depth is bounded.
pub(super) fn strict_json(bytes: &[u8]) -> Verdict {
    if json::check(bytes).is_err() {
        return Verdict::Refused;
    }
    let value: Value = serde_json::from_slice(bytes).expect("strict JSON is JSON");
    assert!(depth(&value) <= fanal_protocol::limits::JSON_DEPTH);
    let written = serde_json::to_vec(&value).unwrap();
    json::check(&written).expect("strict JSON stays strict");
    assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), value);
    Verdict::Taken
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

pub(super) fn strict_json_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.files("vectors/jcs", "json");
    seeds.extend(corpora.payloads("statement").into_iter().take(20));
    seeds.push(
        br#"{"a":[1,-2,null,true,"\u00e9\ud83d\ude00"],"b":{"c":9223372036854775807}}"#.to_vec(),
    );
    seeds.push(format!("{}1{}", "[".repeat(40), "]".repeat(40)).into_bytes());
    seeds
}

/// A name, number or address has one spelling: what is read is written as it came.
pub(super) fn names(bytes: &[u8]) -> Verdict {
    fn one<T: FromStr + Display + PartialEq + Debug>(text: &str) -> Verdict {
        let Ok(read) = text.parse::<T>() else {
            return Verdict::Refused;
        };
        let written = read.to_string();
        assert_eq!(written, text, "one name, two spellings");
        assert_eq!(written.parse::<T>().ok(), Some(read));
        Verdict::Taken
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Verdict::Refused;
    };
    one::<DeskId>(text)
        .or(one::<GroupId>(text))
        .or(one::<NetworkId>(text))
        .or(one::<BulletinId>(text))
        .or(one::<Digest>(text))
        .or(one::<PublicKey>(text))
        .or(one::<TlsPin>(text))
        .or(one::<StreamName>(text))
        .or(one::<Kind>(text))
        .or(one::<Address>(text))
        .or(one::<Timestamp>(text))
}

pub(super) fn names_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let digest = Digest::from_bytes([0xab; 32]).to_string();
    let id = BulletinId::from_random([7; 16]).to_string();
    let group = format!("green/{digest}");
    let key = stage().roster.coordinators[0].key.to_string();
    [
        "aba",
        "a-b-c",
        "group/luz/amber",
        "direct/kivu",
        "clear",
        &digest,
        &id,
        &group,
        &key,
        "kivu.example:9443",
        "[2001:db8::1]:9443",
        "abcdef.onion:443",
        "2026-11-22T05:00:00Z",
        "9999-12-31T23:59:59Z",
        "sighting-count",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// The number of a call, a line, its body: an order that is read is written and read as the same.
pub(super) fn api_body(bytes: &[u8]) -> Verdict {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let Some((name, body)) = end.map(|end| (&bytes[..end], &bytes[end + 1..])) else {
        return Verdict::Refused;
    };
    let call = CALLS.iter().find(|call| call.name.as_bytes() == name);
    let (Some(call), Ok(input)) = (call, serde_json::from_slice::<Value>(body)) else {
        return Verdict::Refused;
    };
    let Ok(order) = (call.reads)(input) else {
        return Verdict::Refused;
    };
    let again = (call.reads)(order.clone()).ok();
    assert_eq!(again, Some(order), "an order changed by being written down");
    Verdict::Taken
}

/// An empty order to every call, and one with fields to those that need them.
pub(super) fn api_body_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let empty = CALLS.iter().map(|call| format!("{}\n{{}}", call.name));
    let full = [
        "sign-in\n{\"account\":\"ana\",\"password\":\"correct horse battery\"}",
        "check\n{\"values\":[\"evil.example\"],\"text\":\"x\"}",
        "share\n{\"content\":\"evil.example\",\"label\":\"TLP:GREEN\",\"consent\":{\"state\":\"granted\",\"scope\":\"network\"},\"title\":\"a link\",\"to\":[\"luz\"],\"dry_run\":true}",
        "show\n{\"bulletin\":\"luz/abc\"}",
        "stance\n{\"bulletin\":\"luz/abc\",\"stance\":\"use\"}",
        "sight\n{\"bulletin\":\"luz/abc\",\"verdict\":\"seen\",\"values\":[\"evil.example\"]}",
        "withdraw\n{\"bulletin\":\"luz/abc\",\"reason\":\"consent\",\"confirmed\":true}",
        "export\n{\"tool\":\"mvt\",\"bulletins\":[\"luz/abc\"]}",
        "roster-draft\n{\"admit\":[],\"threshold\":2,\"status\":{\"luz\":\"expelled\"}}",
        "account-add\n{\"name\":\"bea\",\"rights\":[\"analyst\"],\"password\":null}",
        "audit\n{\"from\":7}",
    ];
    let full = full.map(str::to_owned);
    empty.chain(full).map(String::into_bytes).collect()
}

/// A slip that is passed by hand, with the blanks and line ends that a mail program puts into it.
pub(super) fn slip(bytes: &[u8]) -> Verdict {
    let slip = Slip {
        slip: String::from_utf8_lossy(bytes).into_owned(),
    };
    let invitation = slip.invitation().ok();
    if let Some(invitation) = &invitation {
        let again = Slip::from(invitation).invitation();
        let text = |it: &fanal_desk::Invitation| serde_json::to_string(it).unwrap();
        assert_eq!(again.ok().as_ref().map(text), Some(text(invitation)));
    }
    let request = slip.request().ok();
    if let Some(request) = &request {
        // Only who has the key can have written it.
        assert_eq!(request.desk.signing.len(), 1);
        assert_eq!(request.desk.tls.len(), 1);
    }
    Verdict::of(invitation.is_some() || request.is_some())
}

pub(super) fn slip_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let network = stage().network;
    let invitation = serde_json::json!({
        "network": network.to_string(), "name": "Fuzzed", "desk": DESKS[0],
        "key": statement_key(DESKS[0]).public().to_string(),
        "addresses": ["aba.example:9443"], "tls": [pin(DESKS[0]).to_string()],
    });
    let invite = format!(
        "fanal-invite:{}",
        BASE64URL_NOPAD.encode(invitation.to_string().as_bytes())
    );
    let roster = first_roster();
    let mut desk = roster["desks"][1].clone();
    desk["tls"] = serde_json::json!([pin("new").to_string()]);
    let body = serde_json::json!({
        "network": network.to_string(), "desk": desk, "coordinator": roster["coordinators"][0],
    });
    let slip = format!(
        "fanal-request:{}",
        BASE64URL_NOPAD.encode(body.to_string().as_bytes())
    );
    let message = [b"fanal-request-v1\n", slip.as_bytes()].concat();
    let signature = statement_key(DESKS[1]).sign(&message);
    let request = format!("{slip}.{}", BASE64URL_NOPAD.encode(&signature));
    let folded = invite
        .as_bytes()
        .chunks(60)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect::<Vec<_>>()
        .join("\r\n  ");
    [invite, request, slip, folded]
        .map(String::into_bytes)
        .into()
}

/// A wish as a slip, signed by one desk.
fn wish_slip(body: &[u8], by: &str) -> String {
    let slip = format!("fanal-change:{}", BASE64URL_NOPAD.encode(body));
    let message = [b"fanal-change-v1\n", slip.as_bytes()].concat();
    let signature = statement_key(by).sign(&message);
    format!("{slip}.{}", BASE64URL_NOPAD.encode(&signature))
}

/// A member's wish for its own entry, as the slip itself and as what a desk signed: taken from the desk whose entry it
/// is and from no other, and the same when it is written again.
pub(super) fn wish(bytes: &[u8]) -> Verdict {
    let roster = stage().roster.roster();
    let now = Timestamp::from_unix(NOW);
    let read = |slip: String| Slip { slip }.change(roster, now).ok();
    let slip = read(String::from_utf8_lossy(bytes).into_owned());
    let signed = read(wish_slip(bytes, DESKS[1]));
    for change in slip.iter().chain(&signed) {
        assert_eq!(change.desk.id.as_str(), DESKS[1], "another desk's entry");
        let written = serde_json::to_vec(change).unwrap();
        let again = read(wish_slip(&written, DESKS[1])).expect("what was written is read");
        assert_eq!(serde_json::to_vec(&again).unwrap(), written);
        assert!(
            read(wish_slip(&written, DESKS[2])).is_none(),
            "signed by another desk"
        );
    }
    Verdict::of(slip.is_some() || signed.is_some())
}

pub(super) fn wish_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let roster = first_roster();
    let wish = |desk: usize, asked: i64| {
        let mut wish = serde_json::json!({
            "network": stage().network.to_string(), "asked": moment(asked), "desk": roster["desks"][desk],
        });
        wish["desk"]["addresses"] = serde_json::json!(["new.example:9443"]);
        wish
    };
    let mut full = wish(1, -60);
    full["coordinator"] = roster["coordinators"][0].clone();
    full["desk"]["status"] = serde_json::json!("left");
    let bodies = [wish(1, -60), full, wish(2, -60), wish(1, -40 * 86_400)];
    let mut seeds: Vec<Vec<u8>> = bodies
        .iter()
        .map(|body| body.to_string().into_bytes())
        .collect();
    seeds.push(wish_slip(&seeds[0], DESKS[1]).into_bytes());
    seeds
}

/// A configuration is written as it was read; a fault names its line and repeats nothing of it.
pub(super) fn configuration(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let Ok(read) = config::Config::parse(&text, "fanal.toml") else {
        return Verdict::Refused;
    };
    let written = read.to_file().expect("what was read can be written");
    assert!(config::Config::parse(&written, "again").is_ok_and(|again| again == read));
    Verdict::Taken
}

pub(super) fn configuration_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    vec![
        include_bytes!("../../../../deploy/fanal.toml.sample").to_vec(),
        b"[node]\nlang = \"fr\"\ndatabase = \"postgres://fanal@db/fanal\"\n[at_rest]\npassphrase = true\n".to_vec(),
        b"[listen]\nsync = \"[::]:9443\"\n[sync]\nsocks5 = \"127.0.0.1:9050\"\ntor_only = true\n".to_vec(),
        b"[jobs]\nsync = \"*/7 0-59/3 1,2,3 ? Jan-Dec Mon\"\n[public]\nbase_url = \"https://feed.example\"\n".to_vec(),
    ]
}

/// What a TAXII client asks for is bounded, and every view reads it alike or refuses it.
pub(super) fn taxii_question(bytes: &[u8]) -> Verdict {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Verdict::Refused;
    };
    let mut verdict = Verdict::Refused;
    for view in [View::Manifest, View::Objects, View::Object, View::Versions] {
        let Ok(asked) = fanal_taxii::question(view, text) else {
            continue;
        };
        assert!((1..=fanal_desk::MOST_OBJECTS).contains(&asked.limit));
        let (ids, types) = (&asked.filter.ids, &asked.filter.types);
        assert!(ids.iter().chain(types).all(|value| !value.is_empty()));
        let versions = &asked.filter.versions;
        let some = versions.all || versions.first || versions.last || !versions.at.is_empty();
        assert!(some, "no version at all was asked for");
        assert_eq!(fanal_taxii::question(view, text), Ok(asked));
        verdict = Verdict::Taken;
    }
    verdict
}

pub(super) fn taxii_question_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    [
        "",
        "limit=20&added_after=2026-01-02T03:04:05Z&match[type]=malware,tool",
        "match%5Bid%5D=indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14&match[version]=all",
        "match[version]=first,2026-01-02T00:00:00.000Z&match[spec_version]=2.0,2.1",
        "next=AAYQUdWk7kDyMfS5yC1uA2q2b0wq9wYh&limit=1",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// Which collection, and which question: a `next` is good for one pair alone.
fn questions() -> [(CollectionName, &'static str); 4] {
    let held = CollectionName::Held(stage().network, Label::Green);
    [
        (CollectionName::Public, "objects"),
        (CollectionName::Public, "manifest"),
        (held, "objects"),
        (held, ""),
    ]
}

/// Nobody makes up a `next`, changes one, or takes it elsewhere: what is read is the very text that was written, for
/// that collection and question.
pub(super) fn taxii_next(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let key = CursorKey::of([7; 32]);
    let reader = Reader::Public;
    let mut good = 0;
    for (name, bound) in questions() {
        if let Ok(after) = key.read(&reader, name, bound, &text) {
            assert_eq!(
                key.written(&reader, name, bound, after),
                text,
                "one moment, two texts"
            );
            good += 1;
        }
    }
    assert!(good <= 1, "good for two questions: {text}");
    let other = CursorKey::of([8; 32]);
    let of_another_desk = questions()
        .into_iter()
        .any(|(name, bound)| other.read(&reader, name, bound, &text).is_ok());
    assert!(!of_another_desk, "good at another desk: {text}");
    Verdict::of(good == 1)
}

pub(super) fn taxii_next_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let key = CursorKey::of([7; 32]);
    let moments = [i64::MIN, -1, 0, 1_795_323_600_000_000, i64::MAX];
    let of = |(name, bound): (CollectionName, &str)| {
        moments.map(|after| key.written(&Reader::Public, name, bound, after))
    };
    let written = questions().into_iter().flat_map(of);
    let own = ["", "=", "AAAA", "AAYQUdWk7kDyMfS5yC1uA2q2b0wq9wYh"];
    let own = own.into_iter().map(str::to_owned);
    written.chain(own).map(String::into_bytes).collect()
}
