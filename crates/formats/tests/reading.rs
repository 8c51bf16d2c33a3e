//! Reading what people paste and upload: synthetic material.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use fanal_formats::{Column, Fault, Format, Options, Reading, read, sniff};
use fanal_protocol::{Label, Role};
use fanal_stix::{Kind, Value};
use proptest::prelude::*;

fn read_as(format: Format, text: &str) -> Reading {
    read(Some(format), text.as_bytes(), &Options::default())
        .unwrap_or_else(|fault| panic!("{fault}"))
}

fn values(reading: &Reading) -> Vec<&str> {
    reading
        .indicators
        .iter()
        .map(|found| found.value.text())
        .collect()
}

fn from_text(text: &str) -> Vec<String> {
    values(&read_as(Format::Text, text))
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// [IMP-1] A label counts wherever a table says it.
#[test]
fn a_label_above_a_table_or_in_its_remarks_counts() {
    for (text, label) in [
        (
            "TLP:AMBER+STRICT,,\nevil.example,2026-11-01,x\nbad.example,2026-11-02,y\n",
            Label::AmberStrict,
        ),
        (
            "domain,note\nevil.example,do not share: TLP:RED\n",
            Label::Red,
        ),
        (
            "# TLP:GREEN\ndomain,note\nevil.example,tlp:amber here\n",
            Label::Amber,
        ),
    ] {
        assert_eq!(read_as(Format::Csv, text).label, Some(label), "{text}");
    }
}

/// [IMP-17] Words beside a file's own marking make it stricter, and never wider.
#[test]
fn words_of_structured_files_narrow_and_never_widen() {
    let event = |tag: &str, info: &str, comment: &str| {
        let text = format!(
            r#"{{"Event": {{"uuid": "5f1d3c1e-1111-4222-8333-944444444444", "info": "{info}",
            "Tag": [{{"name": "{tag}"}}],
            "Attribute": [
                {{"type": "domain", "value": "evil.example", "to_ids": true}},
                {{"type": "domain", "value": "bad.example", "to_ids": true, "comment": "{comment}"}}]}}}}"#
        );
        read_as(Format::Misp, &text)
    };
    let plain = event("tlp:green", "A campaign", "seen");
    assert_eq!(plain.label, Some(Label::Green));
    let titled = event("tlp:green", "TLP : AMBER a campaign", "seen");
    assert_eq!(titled.label, Some(Label::Amber));
    let said = titled.notes.iter().any(|note| note.contains("TLP:AMBER"));
    assert!(said, "the person is told");
    let wider = event("tlp:green", "A campaign (TLP:CLEAR)", "TLP:CLEAR");
    assert_eq!(wider.label, Some(Label::Green));
    let commented = event("tlp:green", "A campaign", "for you alone, TLP\u{ff1a}RED");
    assert_eq!(commented.label, Some(Label::Green));
    let bounds: Vec<Option<Label>> = commented
        .indicators
        .iter()
        .map(|found| found.at_least)
        .collect();
    assert_eq!(bounds, [None, Some(Label::Red)], "its value stays behind");
    let unread = event("tlp:green", "TLP:PURPLE", "seen");
    assert!(unread.unreadable_marking.is_some());

    let bundle = |words: &str| {
        let text = format!(
            r#"{{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b12","objects":[
            {{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14",
            "created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z",
            "object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
            "valid_from":"2026-01-02T03:04:05.678Z","pattern":"[url:value = 'https://one.example/tlp_red']",
            "pattern_type":"stix"{words}}}]}}"#
        );
        read_as(Format::Stix, &text)
    };
    assert_eq!(bundle("").label, Some(Label::Green));
    for words in [
        r#","name":"T\u200bLP : RED""#,
        r#","description":"Please note: [TLP=RED]""#,
        r#","x_of_ours":{"handling":["tlp_red"]}"#,
        r#","labels":["tlp_red"]"#,
    ] {
        assert_eq!(bundle(words).label, Some(Label::Red), "{words}");
    }
    let wider = bundle(r#","description":"was TLP:CLEAR once""#);
    assert_eq!(wider.label, Some(Label::Green));
}

/// [IMP-1] What has no name may be a label.
#[test]
fn tags_that_cannot_be_read_make_the_marking_unreadable() {
    let text = r#"{"Event": {"uuid": "5f1d3c1e-1111-4222-8333-944444444444", "info": "x",
        "Tag": {"0": {"name": "tlp:red"}},
        "Attribute": [{"type": "domain", "value": "evil.example", "to_ids": true}]}}"#;
    let reading = read_as(Format::Misp, text);
    assert!(reading.unreadable_marking.is_some());
}

#[test]
fn a_list_that_repeats_itself_by_aliases_is_refused_before_it_grows() {
    // Names of anchors are letters, digits, `_` and `-`, in any order.
    for (name, end) in [
        ("p", "\n"),
        ("_p", "\n"),
        ("-p", "\n"),
        ("0", "\n"),
        ("-", "\r"),
    ] {
        for alias in [
            format!("packages: *{name}"),
            format!("packages: [com.c, *{name}]"),
            format!("packages:{end}  - *{name}"),
            format!("packages:{end}  *{name}"),
            format!("packages: com.c{end}  *{name} : com.d"),
        ] {
            let text = format!(
                "- name: A{end}  packages: &{name} [com.a, com.b]{end}- name: B{end}  {alias}{end}"
            );
            let fault = read(
                Some(Format::Stalkerware),
                text.as_bytes(),
                &Options::default(),
            );
            let fault = fault.err().map(|fault| fault.to_string());
            assert!(
                fault.is_some_and(|fault| fault.contains("aliases")),
                "{text}"
            );
        }
    }
    let plain = "- name: A\n  packages:\n  - com.a\n  c2:\n    domains:\n    - evil.example\n";
    assert!(!read_as(Format::Stalkerware, plain).indicators.is_empty());
}

#[test]
fn a_row_of_very_many_columns_is_refused_and_the_others_are_read() {
    let mut table = "domain,name\n".to_owned();
    for row in 0..300 {
        table.push_str(&format!("evil{row}.com,Lantern\n"));
    }
    for wide in [
        format!("{table}{}\n", ",".repeat(100_000)),
        format!("{table}{}wide.com\n", "x,".repeat(1_000)),
    ] {
        let reading = read_as(Format::Csv, &wide);
        assert_eq!(reading.indicators.len(), 300);
        let refused: Vec<_> = reading
            .refused
            .iter()
            .map(|row| (row.place.as_str(), row.fault.as_str()))
            .collect();
        assert_eq!(refused, [("row 302", "more than 1000 columns")]);
    }
    let head: String = (0..2_000).map(|at| format!("h{at},")).collect();
    let fault = read(
        Some(Format::Csv),
        format!("{head}\n").as_bytes(),
        &Options::default(),
    );
    assert!(fault.is_err(), "nothing is left");
    let widest = format!("domain{}\nevil.com{}\n", ",".repeat(999), ",".repeat(999));
    assert_eq!(read_as(Format::Csv, &widest).indicators.len(), 1);
}

#[test]
fn every_defanged_spelling_is_undone() {
    for (text, value) in [
        ("go to hxxp://evil[.]example/a now", "http://evil.example/a"),
        ("hxxps[:]//evil[.]example/a", "https://evil.example/a"),
        ("h**p[://]evil(.)example", "http://evil.example/"),
        ("fxp://evil.example/x", "ftp://evil.example/x"),
        ("sub[dot]evil{.}example", "sub.evil.example"),
        ("evil [.] example", "evil.example"),
        ("evil[.example", "evil.example"),
        ("evil\\.example", "evil.example"),
        ("evil dot example dot com", "evil.example.com"),
        ("203[.]0[.]113[.]7", "203.0.113.7"),
        ("a\u{200b}buse\u{ad}r.com", "abuser.com"),
        ("bank [at] phish[.]example", "bank@phish.example"),
        ("2001:db8::7", "2001:db8::7"),
    ] {
        assert_eq!(from_text(text), [value], "{text}");
    }
}

#[test]
fn punctuation_and_brackets_around_a_value_are_not_part_of_it() {
    for text in [
        "See (evil.com).",
        "<evil.com>",
        "\"evil.com\",",
        "“evil.com”",
        "**evil.com**",
        "[evil.com]",
        "evil.com!",
        "evil.com’s page",
        "Domain:evil.com",
        "c2=evil.com",
        "访问evil.com网站",
        "، evil.com؛",
    ] {
        assert_eq!(from_text(text), ["evil.com"], "{text}");
    }
    assert_eq!(
        from_text("(https://evil.com/a_(b).)"),
        ["https://evil.com/a_(b)"]
    );
    assert_eq!(
        from_text("[text](https://evil.com/a?b=c&d=e)"),
        ["https://evil.com/a?b=c&d=e"]
    );
}

#[test]
fn words_that_are_no_values_are_left_alone() {
    let text = "Open report.pdf or setup.exe, e.g. at 14:30, 12.5/3, iOS 16.1.2.3, Chrome/108.0.0.0, v1.2.3.4, \
        Node.js, and/or user@host. It ended.In the morning. std::env :: aa:bb:cc:dd:ee:ff";
    let reading = read_as(Format::Text, text);
    assert_eq!((values(&reading), reading.refused.len()), (vec![], 0));
}

#[test]
fn words_that_may_be_two_things_are_refused_with_the_way_out() {
    let reading = read_as(Format::Text, "archive.zip com.example.app");
    let faults: Vec<&str> = reading
        .refused
        .iter()
        .map(|row| row.fault.as_str())
        .collect();
    assert_eq!(
        faults,
        [
            "could be a file name or a domain",
            "could be an app id or a domain"
        ]
    );
    assert!(reading.refused.iter().all(|row| row.hint.is_some()));
    assert_eq!(
        from_text("archive[.]zip com[.]example[.]app"),
        ["archive.zip", "com.example.app"]
    );
}

#[test]
fn private_addresses_are_refused_wherever_they_stand() {
    let text =
        "10.0.0.1 192.168.1.1 127.0.0.1 169.254.1.1 100.64.0.1 http://10.0.0.3/a fe80::1 nas.local";
    let reading = read_as(Format::List, &text.replace(' ', "\n"));
    assert!(reading.indicators.is_empty());
    assert_eq!(
        reading
            .refused
            .iter()
            .filter(|row| row.fault == "private address")
            .count(),
        7
    );
}

#[test]
fn headers_of_transport_and_recipients_are_passed_over() {
    let mail = "Delivered-To: sara@helpdesk.org\nReceived: from mx.isp.net ([198.51.100.4])\n  by mail.desk.org\n\
        To: Sara <sara@helpdesk.org>\nFrom: Bank <bank@phish.com>\nSubject: urgent\n\nhttps://phish.com/login\n";
    let reading = read_as(Format::Text, mail);
    assert_eq!(
        values(&reading),
        ["bank@phish.com", "https://phish.com/login"]
    );
    assert_eq!(
        reading.indicators[0].role, None,
        "a person says whose it is"
    );
    assert!(reading.notes[0].starts_with("4 lines of mail headers"));
}

/// A mail that somebody sent on to a desk, and the same as programs of other languages write it.
const SENT_ON: [&str; 4] = [
    "Return-Path: <sara@private.org>\nX-Originating-IP: [198.51.100.77]\nFrom: Sara <sara@private.org>\n\
        Reply-To: sara@other.org\nTo: help@desk.org\n\nIs this real?\n\n---------- Forwarded message ---------\n\
        From: Bank <bank@phish.com>\nReply-To: pay@phish.com\nDate: Mon\nTo: <sara@private.org>\n\nhttps://phish.com/login\n",
    "From: Sara <sara@private.org>\nX-Originating-IP: 198.51.100.77\nTo: help@desk.org\n\n\
        > De : Bank <bank@phish.com>\n> Reply-To: pay@phish.com\n> À : sara@private.org\n>\n> https://phish.com/login\n",
    "From: Sara <sara@private.org>\nSender: sara@other.org\nTo: help@desk.org\n\
        *من:* Bank <bank@phish.com>\nReply-To: pay@phish.com\nإلى: sara@private.org\n\nhttps://phish.com/login\n",
    "From: Sara <sara@private.org>\nTo: help@desk.org\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n\
        Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nFrom: Bank <bank@=\nphish.com>\n\
        Reply-To: pay@phish.com\nTo: sara@private.org\n\nhttps://phish.com/login\n--b1--\n",
];

// [IMP-1]
#[test]
fn who_sent_a_mail_on_is_none_of_its_values() {
    for mail in SENT_ON {
        let reading = read_as(Format::Text, mail);
        assert_eq!(
            values(&reading),
            ["bank@phish.com", "pay@phish.com", "https://phish.com/login"],
            "{mail}"
        );
        assert!(reading.indicators.iter().all(|found| found.role.is_none()));
    }
}

// [IMP-1]
#[test]
fn no_file_says_that_an_address_is_an_attackers() {
    let stix = r#"{"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","spec_version":"2.1",
        "id":"indicator--0c7b5a12-1111-4222-8333-444455556666","created":"2026-01-01T00:00:00Z",
        "modified":"2026-01-01T00:00:00Z","valid_from":"2026-01-01T00:00:00Z","pattern_type":"stix",
        "pattern":"[email-addr:value = 'sara@private.example']","labels":["sender"]}]}"#;
    let misp = r#"{"Event":{"info":"x","Attribute":[
        {"type":"email-src","value":"sara@private.example","to_ids":true}]}}"#;
    let table = "email,role\nsara@private.example,sender\n";
    for (format, text) in [
        (Format::Stix, stix),
        (Format::Misp, misp),
        (Format::Csv, table),
    ] {
        let reading = read_as(format, text);
        assert_eq!(values(&reading), ["sara@private.example"], "{text}");
        assert_eq!(reading.indicators[0].role, None, "{text}");
        assert_eq!(reading.said_senders.len(), 1, "{text}");
    }
    // Who was hit, and who got it, sends nothing; nor does anybody of whom a text or a list speaks.
    let hit = stix.replace(
        r#""labels":["sender"]"#,
        r#""indicator_types":["compromised"]"#,
    );
    let no_sign = misp.replace("true", "false");
    let got = misp.replace("email-src", "email-dst");
    let kind = misp.replace("email-src", "email");
    let other_case = hit.replace("compromised", "Compromised");
    let unreadable = stix.replace(r#"["sender"]"#, r#""compromised""#);
    let both = misp.replace(
        r#""to_ids":true}"#,
        r#""to_ids":true},{"type":"email","value":"sara@private.example","to_ids":true}"#,
    );
    for (format, text) in [
        (Format::Stix, other_case.as_str()),
        (Format::Stix, &unreadable),
        (Format::Misp, &both),
    ] {
        let reading = read_as(format, text);
        assert_eq!(values(&reading), ["sara@private.example"], "{text}");
        assert!(reading.said_senders.is_empty(), "{text}");
    }
    for (format, text) in [
        (Format::Stix, hit.as_str()),
        (Format::Misp, &no_sign),
        (Format::Misp, &got),
        (Format::Misp, &kind),
        (Format::Csv, "type,value\nemail-dst,sara@private.example\n"),
        (Format::Csv, "email\nsara@private.example\n"),
        (Format::List, "sara@private.example\n"),
        (Format::Text, "From: sara@private.example\n"),
    ] {
        assert!(read_as(format, text).said_senders.is_empty(), "{text}");
    }
}

/// A mail as it lies on a server: one part as quoted-printable, one as base64, one attachment.
const RAW_MAIL: &str = "From: Bank <bank@phish.com>\nTo: Sara <sara@helpdesk.org>\nMIME-Version: 1.0\n\
    Content-Type: multipart/mixed;\n boundary=\"=_x@part.example\"\n\nThis is a message in several parts.\n\
    --=_x@part.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
    Your b=C3=A4nk: https://phish.com/login?user=3Dyou&id=3D=\n12345 today.\n\n\
    --=_x@part.example\nContent-Transfer-Encoding: BASE64\nContent-Type: text/html; charset=iso-8859-1\n\n\
    PHA+5DwvcD4NCjxhIGhyZWY9Imh0dHBzOi8vb3RoZXIuZXZpbC5jb20vYT9iPTEmYW1wO2M9MiI+\n\
    PC9hPiBUTFA6QU1CRVIrU1RSSUNUDQo=\n\
    --=_x@part.example\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n\
    JVBERi0xLjQgaHR0cHM6Ly9pbi1wZGYuZXZpbC5jb20v\n--=_x@part.example--\nbelow.evil.com\n";

#[test]
fn bodies_of_raw_mail_are_decoded_before_values_are_read_and_a_note_says_so() {
    // [IMP-8]
    let reading = read_as(Format::Text, RAW_MAIL);
    assert_eq!(
        values(&reading),
        [
            "bank@phish.com",
            "https://phish.com/login?user=you&id=12345",
            "https://other.evil.com/a?b=1&c=2",
            "below.evil.com",
        ]
    );
    let places: Vec<&str> = reading
        .indicators
        .iter()
        .map(|f| f.place.as_str())
        .collect();
    assert_eq!(
        places,
        ["line 1", "line 12, decoded", "line 19, decoded", "line 27"]
    );
    let notes: Vec<String> = reading.notes.iter().map(ToString::to_string).collect();
    let notes = notes.join("\n");
    assert!(notes.contains("2 parts of a mail were decoded"), "{notes}");
    assert!(
        notes.contains("1 attachments of a mail were not opened"),
        "{notes}"
    );
    assert_eq!(
        reading.label,
        Some(Label::AmberStrict),
        "a label that travelled encoded binds"
    );
}

#[test]
fn what_only_looks_encoded_is_read_as_it_stands() {
    // [IMP-8]
    let head = "From: Bank <bank@phish.com>\nTo: x@helpdesk.org\n";
    let plain = format!("{head}\nhttps://phish.com/?id=3D5\n");
    assert!(values(&read_as(Format::Text, &plain)).contains(&"https://phish.com/?id=3D5"));
    let broken =
        format!("{head}Content-Transfer-Encoding: base64\n\nA===\nhttps://phish.com/ and more\n");
    let reading = read_as(Format::Text, &broken);
    assert!(values(&reading).contains(&"https://phish.com/"));
    assert!(
        reading
            .notes
            .iter()
            .any(|note| note.contains("cannot be decoded"))
    );
    let odd = format!("{head}Content-Transfer-Encoding: quoted-printable\n\na=ZZ evil.com=\n");
    assert!(values(&read_as(Format::Text, &odd)).contains(&"evil.com"));
}

#[test]
fn a_label_in_the_text_binds_and_the_strictest_wins() {
    for (text, label) in [
        ("TLP:AMBER evil.com", Some(Label::Amber)),
        ("tlp: green", Some(Label::Green)),
        ("TLP:AMBER STRICT", Some(Label::AmberStrict)),
        ("TLP:AMBER+STRICT and TLP:CLEAR", Some(Label::AmberStrict)),
        ("TLP WHITE", Some(Label::Clear)),
        ("tlp: see below", None),
        ("nothing", None),
    ] {
        let reading = read_as(Format::Text, text);
        assert_eq!(
            (reading.label, reading.unreadable_marking),
            (label, None),
            "{text}"
        );
    }
    assert_eq!(
        read_as(Format::Text, "tlp:ex:chr")
            .unreadable_marking
            .as_deref(),
        Some("ex:chr")
    );
}

#[test]
fn lists_have_comments_repeats_and_hosts_lines() {
    let list = "\u{feff}# TLP:GREEN\r\nevil.com # seen\r\n\r\n0.0.0.0 evil.com bad.net\r\n127.0.0.1 localhost\r\n\
        ||ads.evil.com^\r\nhttps://evil.com/#x\r\nnot a value";
    let reading = read_as(Format::List, list);
    assert_eq!(
        values(&reading),
        ["evil.com", "bad.net", "ads.evil.com", "https://evil.com/"]
    );
    assert_eq!((reading.merged, reading.refused.len()), (1, 1));
    assert_eq!(reading.refused[0].place, "line 8");
    assert_eq!(reading.label, Some(Label::Green));
}

#[test]
fn the_person_decides_before_the_file_name_and_the_look() {
    let options = |as_kind, file_name| Options {
        as_kind,
        file_name,
        ..Options::default()
    };
    let kind = |options: &Options<'_>| {
        read(None, b"com.example.app", options).unwrap().indicators[0]
            .value
            .kind()
    };
    assert_eq!(kind(&options(None, None)), Kind::DomainName);
    assert_eq!(
        kind(&options(None, Some("x/package_names.txt"))),
        Kind::AppId
    );
    assert_eq!(
        kind(&options(Some(Kind::ProcessName), Some("package_names.txt"))),
        Kind::ProcessName
    );
}

#[test]
fn a_table_says_which_columns_were_read() {
    let table = "\u{feff}Type , Indicator;Name\r\n".replace(" , ", ";")
        + "domain;\"evil[.]com\";Spy\r\nasn;AS64500;\r\ndomain;;x\r\nsha256;abc;";
    let reading = read_as(Format::Csv, &table);
    assert_eq!(values(&reading), ["evil.com"]);
    assert_eq!(reading.indicators[0].name.as_deref(), Some("Spy"));
    assert_eq!(reading.indicators[0].place, "row 2 column Indicator");
    let faults: Vec<&str> = reading
        .refused
        .iter()
        .map(|row| row.fault.as_str())
        .collect();
    assert_eq!(
        faults,
        [
            "the kind `asn` is not read here",
            "not a `sha256`: no hash has this length"
        ]
    );
    assert!(
        reading
            .notes
            .iter()
            .any(|note| *note == "column `Indicator`: values of any kind")
    );
}

#[test]
fn a_table_without_header_is_read_by_its_look_and_columns_can_be_set() {
    let table = "2024-01-01,evil.com,Spy\n2024-01-02,bad.net,Spy\n";
    let reading = read_as(Format::Csv, table);
    assert_eq!(values(&reading), ["evil.com", "bad.net"]);
    let columns = [(1, Column::Values(Kind::ProcessName)), (2, Column::Names)].into();
    let options = Options {
        columns,
        ..Options::default()
    };
    let reading = read(Some(Format::Csv), table.as_bytes(), &options).unwrap();
    assert_eq!(reading.indicators[0].value.kind(), Kind::ProcessName);
    assert_eq!(reading.indicators[0].name.as_deref(), Some("Spy"));
}

/// [IMP-10]
#[test]
fn what_a_person_says_of_columns_is_heeded_and_no_label_is_talked_away() {
    let options = |columns: &[(usize, &str)]| Options {
        columns: columns
            .iter()
            .map(|(at, word)| (*at, word.parse().unwrap()))
            .collect(),
        ..Options::default()
    };
    let table = "seen,tlp,what\nx,amber,com.example.spy\ny,TLP:GREEN,org.example.two\n";
    let told = options(&[(2, "app-id"), (1, "nothing")]);
    let reading = read(Some(Format::Csv), table.as_bytes(), &told).unwrap();
    let kinds: Vec<Kind> = reading.indicators.iter().map(|f| f.value.kind()).collect();
    assert_eq!(kinds, [Kind::AppId, Kind::AppId]);
    assert_eq!(reading.label, Some(Label::Amber), "its source marked it");
    // A column that is only called so binds nobody once a person says what it is.
    let tagged = table
        .replace("amber", "stalkerware")
        .replace("TLP:GREEN", "two words");
    let reading = read(Some(Format::Csv), tagged.as_bytes(), &told).unwrap();
    assert_eq!((reading.label, reading.unreadable_marking), (None, None));
    let beyond = read(Some(Format::Csv), table.as_bytes(), &options(&[(3, "url")]));
    let fault = beyond.err().unwrap().to_string();
    assert!(fault.contains("no column 4: the table has 3"), "{fault}");
    let unknown = "flavour".parse::<Column>().unwrap_err().to_string();
    for word in [
        "domain-name",
        "android-property",
        "any",
        "labels",
        "nothing",
    ] {
        assert!(unknown.contains(word), "{unknown}");
        assert!(word.parse::<Column>().is_ok());
    }
}

#[test]
fn labels_in_a_table_bind() {
    let reading = read_as(
        Format::Csv,
        "domain,tlp\nevil.com,tlp:white\nbad.net,AMBER\n",
    );
    assert_eq!(reading.label, Some(Label::Amber));
    let reading = read_as(Format::Csv, "domain,tlp\nevil.com,purple\n");
    assert_eq!(reading.unreadable_marking.as_deref(), Some("purple"));
}

#[test]
fn a_stalkerware_entry_gives_roles_and_the_most_dangerous_wins() {
    let yaml = "- name: Spy\n  type: stalkerware\n  packages:\n  - com.example.spy\n  websites:\n  - spy.com\n  - api.spy.com\n  \
        c2:\n    ip:\n    - 203.0.113.7\n    domains:\n    - api.spy.com\n  certificates:\n  - 12\n  logo: x\n";
    let reading = read(None, yaml.as_bytes(), &Options::default()).unwrap();
    assert_eq!(reading.format, Format::Stalkerware);
    let roles: Vec<_> = reading
        .indicators
        .iter()
        .map(|found| (found.value.text(), found.role.unwrap()))
        .collect();
    assert_eq!(
        roles,
        [
            ("com.example.spy", Role::Payload),
            ("spy.com", Role::Website),
            ("api.spy.com", Role::C2),
            ("203.0.113.7", Role::C2)
        ]
    );
    assert_eq!(reading.refused[0].fault, "not a text");
    assert!(
        reading
            .notes
            .iter()
            .any(|note| *note == "`logo` of 1 entries: not matched")
    );
}

const UUID: &str = "0a1b2c3d-0000-4000-8000-00000000000";

fn indicator(number: u8, pattern: &str, more: &str) -> String {
    format!(
        r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--{UUID}{number}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","pattern":"{pattern}","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"{more}}}"#
    )
}

fn bundle(objects: &[String]) -> String {
    format!(
        r#"{{"type":"bundle","id":"bundle--{UUID}9","objects":[{}]}}"#,
        objects.join(",")
    )
}

#[test]
fn stix_objects_stay_byte_for_byte_and_what_gives_no_value_is_noted() {
    let good = indicator(
        1,
        "[domain-name:value = 'evil.com' OR domain-name:value = 'bad.net']",
        r#","labels":["c2"]"#,
    );
    let both = indicator(2, "[domain-name:value = 'a.com' AND file:name = 'b']", "");
    let broken = indicator(3, "[domain-name:value = ", "");
    let reading = read(
        None,
        bundle(&[good.clone(), both, broken]).as_bytes(),
        &Options::default(),
    )
    .unwrap();
    assert_eq!(values(&reading), ["evil.com", "bad.net"]);
    assert_eq!(reading.indicators[0].role, Some(Role::C2));
    assert_eq!(reading.objects.len(), 2);
    assert_eq!(reading.objects[0].get(), good);
    assert_eq!(reading.refused.len(), 1);
    assert!(
        reading
            .notes
            .iter()
            .any(|note| note.contains("holds only together"))
    );
    assert_eq!(reading.label, None);
}

#[test]
fn a_label_among_the_words_of_an_object_binds() {
    let object = |label: &str| {
        indicator(
            1,
            "[domain-name:value = 'evil.com']",
            &format!(r#","labels":["{label}"]"#),
        )
    };
    let read = |text: String| read(None, text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(
        read(bundle(&[object("tlp:amber")])).label,
        Some(Label::Amber)
    );
    assert!(
        read(bundle(&[object("TLP:EX:CHR")]))
            .unreadable_marking
            .is_some()
    );
}

#[test]
fn files_that_are_no_text_are_refused_in_words() {
    for bytes in [&b"%PDF-1.7"[..], b"PK\x03\x04xx", b"a\0b"] {
        assert!(matches!(
            read(None, bytes, &Options::default()).err(),
            Some(Fault::NotText(_))
        ));
    }
    let utf_16: Vec<u8> = "\u{feff}evil.com"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        values(&read(None, &utf_16, &Options::default()).unwrap()),
        ["evil.com"]
    );
}

#[test]
fn the_format_is_recognised() {
    for (text, format) in [
        ("{\"type\":\"bundle\"}", Format::Stix),
        ("- name: Spy\n  packages:\n  - a.b\n", Format::Stalkerware),
        ("type,value\ndomain,evil.com\n", Format::Csv),
        ("evil.com\nbad.net\n", Format::List),
        ("0.0.0.0 evil.com\n", Format::List),
        (
            "We saw evil.com, and it was bad.\nThen bad.net, too.",
            Format::Text,
        ),
        ("", Format::Text),
    ] {
        assert_eq!(sniff(text.as_bytes(), None), format, "{text}");
    }
}

#[test]
fn what_is_shown_of_a_refused_row_is_short_and_harmless() {
    let text = format!("bad\u{202e}\u{7} {}", "x".repeat(500));
    let reading = read_as(Format::List, &text);
    let shown = &reading.refused[0].text;
    assert!(shown.chars().count() <= 81 && !shown.contains(['\u{202e}', '\u{7}']));
}

fn network_value() -> impl Strategy<Value = Value> {
    let name = "[a-z][a-z0-9]{2,10}(-[a-z0-9]{1,5})?\\.(com|org|ru|co\\.uk|info)";
    prop_oneof![
        name.prop_map(|name| Value::parse(Kind::DomainName, &name).unwrap()),
        (name, "(/[a-z0-9]{1,8}){0,3}", "(\\?[a-z]=[a-z0-9]{1,6})?").prop_map(
            |(name, path, query)| Value::parse(Kind::Url, &format!("https://{name}{path}{query}"))
                .unwrap()
        ),
        (11_u8..100, any::<u8>(), any::<u8>()).prop_map(|(a, b, c)| Value::parse(
            Kind::Ipv4,
            &format!("{a}.{b}.{c}.7")
        )
        .unwrap()),
        (name, "[a-z]{1,8}").prop_map(|(name, local)| {
            Value::parse(Kind::EmailAddress, &format!("{local}@{name}")).unwrap()
        }),
        "[0-9a-f]{64}".prop_map(|hash| Value::parse(Kind::Sha256, &hash).unwrap()),
    ]
}

proptest! {
    #[test]
    fn no_reader_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for format in ["stix", "stalkerware", "csv", "list", "text"] {
            let _ = read(Some(format.parse().unwrap()), &bytes, &Options::default());
        }
        let _ = read(None, &bytes, &Options::default());
    }

    #[test]
    fn no_reader_panics_on_any_text(text in "(\\PC|[\\[\\](){}.:/@,;\t\r\n#\"'= -]|hxxp|\\[\\.\\]|TLP:|evil\\.com|0\\.0\\.0\\.0 ){0,80}") {
        for format in ["stix", "stalkerware", "csv", "list", "text"] {
            let _ = read(Some(format.parse().unwrap()), text.as_bytes(), &Options::default());
        }
        let _ = read(None, text.as_bytes(), &Options::default());
    }

    #[test]
    fn a_defanged_value_in_a_sentence_reads_back(value in network_value()) {
        let text = format!("We saw {} today.", value.defanged());
        let reading = read_as(Format::Text, &text);
        prop_assert_eq!(reading.indicators.len(), 1, "{}", text);
        prop_assert_eq!(&reading.indicators[0].value, &value);
    }

    #[test]
    fn a_defanged_list_reads_back(values in prop::collection::vec(network_value(), 1..20)) {
        let text: Vec<String> = values.iter().map(Value::defanged).collect();
        let reading = read_as(Format::List, &text.join("\n"));
        prop_assert_eq!(reading.indicators.len() + reading.merged, values.len());
        prop_assert!(values.iter().all(|value| reading.indicators.iter().any(|found| found.value == *value)));
    }
}

#[test]
fn hostile_shapes_of_text_end_soon() {
    for unit in [
        ")",
        "a:",
        "a=",
        "[.]",
        "hxxp://a.b ",
        "(",
        "x.com,",
        "\u{202e}",
        "é",
        "a.b:",
        "{\"a\":",
    ] {
        let text = unit.repeat(2_000);
        for format in [
            Format::Text,
            Format::List,
            Format::Csv,
            Format::Stalkerware,
            Format::Stix,
        ] {
            let _ = read(Some(format), text.as_bytes(), &Options::default());
        }
        let _ = sniff(text.as_bytes(), None);
    }
}

/// What is only looked up keeps the values, and no copy of the objects that they stood in.
#[test]
fn values_alone_are_read_alike_and_without_the_objects() {
    let text = r#"{"type": "bundle", "id": "bundle--1", "objects": [{"type": "indicator",
        "id": "indicator--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a12", "labels": ["tlp:amber"],
        "pattern": "[domain-name:value = 'evil.example']"}]}"#;
    let whole = read_as(Format::Stix, text);
    let options = Options {
        values_only: true,
        ..Options::default()
    };
    let alone = read(Some(Format::Stix), text.as_bytes(), &options).unwrap();
    assert_eq!((whole.objects.len(), alone.objects.len()), (1, 0));
    assert_eq!(values(&alone), ["evil.example"]);
    assert_eq!(values(&alone), values(&whole));
    assert_eq!(
        (alone.label, whole.label),
        (Some(Label::Amber), Some(Label::Amber))
    );
}
