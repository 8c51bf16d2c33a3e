//! What is shared, looked up and taken back.

use serde_json::Value;

use crate::Folder;

#[test]
fn a_check_without_a_hit_ends_with_4_and_says_so_in_json() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&["check", "evil[.]example"]);
    assert_eq!(code, 4);
    assert_eq!(
        (&answer["ok"], &answer["kind"]),
        (&true.into(), &"fanal.check.v1".into())
    );
    assert_eq!(
        (&answer["data"]["hits"], &answer["data"]["checked"]),
        (&0.into(), &1.into())
    );
    assert_eq!(answer["warnings"], Value::Array(Vec::new()));
}

/// [IMP-4]
#[test]
fn without_a_network_a_check_asks_the_lists_of_the_desk() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["init", "--desk", "Lumbre"]).code, 0);
    let list = folder.write("links.txt", "evil.example\n");
    let added = folder.run(&["lookup", "add", "links", &list]);
    assert_eq!(added.code, 0, "{}", added.stderr);
    let (code, answer) = folder.json(&["check", "evil.example"]);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["data"]["listed"][0]["lists"][0]["list"], "links");
    assert_eq!(folder.run(&["check", "other.example"]).code, 4);
    let shared = folder.run(&["share", "evil.example", "--tlp", "green"]);
    assert!(
        shared.stderr.contains("no network yet"),
        "{}",
        shared.stderr
    );
}

#[test]
fn a_share_without_a_label_is_refused_with_a_hint() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&[
        "share",
        "hxxps://evil[.]example/a",
        "--consent",
        "not-needed",
    ]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (3, &"policy.unlabelled".into())
    );
    assert!(answer["error"]["hint"].as_str().unwrap().contains("--tlp"));
    assert!(
        answer["error"]["doc"]
            .as_str()
            .unwrap()
            .contains("policy.unlabelled")
    );
}

#[test]
fn what_was_shared_is_known_from_then_on() {
    let desk = Folder::with_desk();
    let values = [
        "share",
        "evil[.]example",
        "198.51.100.7",
        "--tlp",
        "green",
        "--consent",
        "network",
    ];
    let (code, answer) = desk.json(&values);
    assert_eq!(
        (code, &answer["data"]["bulletins"][0]["state"]),
        (0, &"sent".into())
    );
    assert_eq!(answer["data"]["read"], 2);
    let ended = desk.run_with(
        &["check", "-"],
        "we saw hxxps://evil[.]example/login yesterday\n",
    );
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    assert!(ended.stdout.contains("evil[.]example"), "{}", ended.stdout);
    assert!(
        !ended.stdout.contains("evil.example"),
        "printed so that it can be clicked"
    );
}

#[test]
fn a_dry_run_stores_nothing() {
    let desk = Folder::with_desk();
    let words = [
        "share",
        "evil[.]example",
        "--tlp",
        "green",
        "--consent",
        "network",
        "--dry-run",
    ];
    let (code, answer) = desk.json(&words);
    assert_eq!(
        (code, &answer["data"]["bulletins"][0]["state"]),
        (0, &"preview".into())
    );
    assert_eq!(desk.run_with(&["check", "-"], "evil[.]example").code, 4);
}

#[test]
fn yes_does_not_answer_a_privacy_finding_and_because_does() {
    let desk = Folder::with_desk();
    let link = "https://x.example/a8F3kQ92LmZp";
    let words = [
        "share",
        link,
        "--tlp",
        "green",
        "--consent",
        "network",
        "--yes",
    ];
    let (code, answer) = desk.json(&words);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (3, &"policy.privacy".into())
    );
    let text = answer["error"]["text"].as_str().unwrap();
    let (_, key) = text.strip_suffix(')').unwrap().rsplit_once('(').unwrap();
    let because = format!("{key}=the whole kit is at this path");
    let (code, _) = desk.json(&[&words[..], &["--because", &because]].concat());
    assert_eq!(code, 0);
}

// [PRV-11]
#[test]
fn a_way_out_of_a_finding_is_taken_by_its_key_or_its_kind() {
    let desk = Folder::with_desk();
    let links = "https://x.example/a8F3kQ92LmZp\nhttps://y.example/b9G4mR13NpAq\n";
    let list = desk.0.join("links.txt");
    std::fs::write(&list, links).unwrap();
    let list = list.to_str().unwrap();
    let words = [
        "import",
        list,
        "--tlp",
        "green",
        "--consent",
        "network",
        "--yes",
    ];
    let (code, answer) = desk.json(&words);
    let text = answer["error"]["text"].as_str().unwrap();
    assert_eq!(
        (code, text.matches("(one_time_link").count()),
        (3, 2),
        "each finding is named: {text}"
    );
    for wrong in ["one_time_link=mask", "nothing_such"] {
        let (code, answer) = desk.json(&[&words[..], &["--mend", wrong]].concat());
        assert_ne!(code, 0, "{answer}");
    }
    let (code, answer) = desk.json(&[&words[..], &["--mend", "one_time_link"]].concat());
    assert_eq!(code, 0, "{answer}");
    let id = answer["data"]["bulletins"][0]["id"].as_str().unwrap();
    let (_, shown) = desk.json(&["show", id]);
    let values = shown["data"]["values"].to_string();
    assert!(
        values.contains("x.example") && values.contains("y.example"),
        "{values}"
    );
    assert!(
        !values.contains("a8F3kQ92LmZp") && !values.contains("b9G4mR13NpAq"),
        "{values}"
    );
}

#[test]
fn what_asks_to_be_public_waits_for_a_second_person() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&[
        "share",
        "evil[.]example",
        "--tlp",
        "clear",
        "--consent",
        "public",
    ]);
    assert_eq!(
        (code, &answer["data"]["bulletins"][0]["state"]),
        (9, &"waiting".into())
    );
    let id = answer["data"]["bulletins"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (code, answer) = desk.json(&["review", "approve", &id]);
    assert_eq!((code, &answer["error"]["code"]), (7, &"policy.role".into()));
}

#[test]
fn rows_that_were_refused_make_it_partly_done() {
    let desk = Folder::with_desk();
    let file = desk.write(
        "list.txt",
        "evil[.]example\nhttp://\n999.1.2.3.4\nbad[.]example\n",
    );
    let words = [
        "share",
        &file,
        "--format",
        "list",
        "--tlp",
        "green",
        "--consent",
        "network",
    ];
    let (code, answer) = desk.json(&words);
    assert_eq!(code, 8, "{answer}");
    assert!(!answer["data"]["refused"].as_array().unwrap().is_empty());
}

#[test]
fn a_withdrawal_takes_two_actions() {
    let desk = Folder::with_desk();
    let known = || desk.run_with(&["check", "-"], "evil[.]example").code;
    let (_, answer) = desk.json(&[
        "share",
        "evil[.]example",
        "--tlp",
        "green",
        "--consent",
        "network",
    ]);
    let id = answer["data"]["bulletins"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (code, answer) = desk.json(&["withdraw", &id, "--reason", "consent"]);
    assert_eq!((code, &answer["data"]["state"]), (3, &"asked".into()));
    assert_eq!(known(), 0);
    let (code, answer) = desk.json(&["withdraw", &id, "--reason", "consent", "--yes", "--watch"]);
    assert_eq!((code, &answer["data"]["state"]), (0, &"withdrawn".into()));
    assert_eq!(known(), 4);
}

#[test]
fn consent_is_recorded_and_shared_by_alias_and_taken_back_by_two_actions() {
    let desk = Folder::with_desk();
    let record = [
        "consent",
        "record",
        "our-word",
        "--scope",
        "network",
        "--how",
        "in person",
    ];
    let (code, answer) = desk.json(&record);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (2, &"usage.invalid".into()),
        "the risks were not explained"
    );
    let (code, _) = desk.json(&[&record[..], &["--risks-explained"]].concat());
    assert_eq!(code, 0);
    let words = ["share", "evil[.]example", "--tlp", "green"];
    let (code, _) = desk.json(&[&words[..], &["--consent-record", "our-word"]].concat());
    assert_eq!(code, 0);
    let known = || desk.run_with(&["check", "-"], "evil[.]example").code;
    assert_eq!(known(), 0);
    let (code, answer) = desk.json(&["consent", "withdraw", "our-word"]);
    assert_eq!((code, &answer["data"]["state"]), (3, &"asked".into()));
    assert_eq!(known(), 0, "nothing happened yet");
    let (code, answer) = desk.json(&["consent", "withdraw", "our-word", "--yes"]);
    assert_eq!((code, &answer["data"]["state"]), (0, &"withdrawn".into()));
    assert_eq!(known(), 4);
    assert!(!desk.run(&["audit", "show"]).stdout.contains("our-word"));
}
