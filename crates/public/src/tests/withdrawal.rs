use super::shelves::*;
use crate::build;

const CANARY: &str = "canary7391";

fn with_canary() -> Story {
    let mut one = publication(&format!("Title {CANARY}"), &["canary7391.example"]);
    one.summary = Some(format!("About {CANARY}"));
    one.source = Some(CANARY.to_owned());
    one.licence = Some(CANARY.to_owned());
    shelf()
        .publishing(1, one)
        .publishing(2, publication("Other", &["other.example"]))
}

// [PUB-5]
#[test]
fn a_withdrawn_bulletin_is_in_no_file_and_on_no_page() {
    let before = with_canary().built();
    // The search finds what is there.
    for path in [
        "/",
        "/b/",
        "/feed/stix.json",
        "/feed/mvt.stix2",
        "/feed/hosts.txt",
        "/feed/domains.txt",
        "/feed/network.csv",
    ] {
        assert!(
            files_with(&before, CANARY).contains(&path.to_owned()),
            "{path}"
        );
    }
    // Even where the caller left it on the shelf, and the tree before has it.
    let mut shelf = with_canary().withdrawing(1, "2026-11-21").told();
    let after = build(&shelf, &sign, Some(&before)).unwrap();
    assert_eq!(files_with(&after, CANARY), Vec::<String>::new());
    assert_eq!(
        files_with(&after, &digest(1).to_string()),
        Vec::<String>::new()
    );
    shelf.items.retain(|item| item.id() != id(1));
    let again = build(&shelf, &sign, Some(&before)).unwrap();
    assert_eq!(files_with(&again, CANARY), Vec::<String>::new());
}

// [PUB-5]
#[test]
fn a_withdrawn_id_is_named_with_its_day_and_nothing_else() {
    let tree = with_canary().withdrawing(1, "2026-11-21").built();
    let told = [
        "/feed/changes.csv",
        "/feed/digest.html",
        "/feed/digest.md",
        "/withdrawn",
    ];
    let mut told: Vec<String> = told.map(str::to_owned).into();
    for below in ["", "/fr", "/es", "/ar"] {
        told.push(format!("{below}{}", page_of(1)));
        told.extend((!below.is_empty()).then(|| format!("{below}/withdrawn")));
    }
    told.sort();
    assert_eq!(files_with(&tree, &id(1).to_string()), told);
    assert_eq!(tree.file(&page_of(1)).unwrap().status(), 410);
    let list = text(&tree, "/withdrawn");
    assert!(list.contains("2026-11-21") && list.contains(&id(1).to_string()));
    assert!(text(&tree, &page_of(1)).contains("was withdrawn on"));
}

#[test]
fn a_day_is_all_that_is_told_of_the_moment_of_a_withdrawal() {
    let mut shelf = with_canary().withdrawing(1, "2026-11-21").told();
    let one = build(&shelf, &sign, None).unwrap();
    for gone in &mut shelf.withdrawn {
        gone.date = gone.date.plus_seconds(45_296);
    }
    let other = build(&shelf, &sign, None).unwrap();
    assert!(
        one.iter()
            .zip(other.iter())
            .all(|(one, other)| one.1.bytes().unwrap() == other.1.bytes().unwrap())
    );
}

#[test]
fn the_feed_takes_the_day_of_the_withdrawal() {
    let tree = with_canary().withdrawing(1, "2026-11-21").built();
    assert!(text(&tree, "/feed/hosts.txt").contains("Date: 2026-11-21"));
}

// [PUB-5]
#[test]
fn values_are_repeated_only_to_the_tools_that_delete_by_value() {
    let before = with_canary().built();
    let after = with_canary()
        .deleting(1, "2026-11-21", &["canary7391.example"])
        .told();
    let after = build(&after, &sign, Some(&before)).unwrap();
    assert_eq!(files_with(&after, CANARY), ["/feed/spyguard.json"]);
    assert!(text(&after, "/feed/spyguard.json").contains("to_delete"));
}

#[test]
fn a_mirror_learns_from_the_list_of_changes_what_came_and_what_went() {
    let tree = shelf()
        .publishing(1, publication("One", &["one.example"]))
        .publishing(2, publication("Two", &["two.example"]))
        .withdrawing(1, "2026-11-21")
        .built();
    let changes = format!(
        "b/{}.json,2026-11-21T00:00:00Z\nb/{}.json,2026-11-20T00:00:00Z\n",
        id(1),
        id(2)
    );
    assert_eq!(text(&tree, "/feed/changes.csv"), changes);
    assert_eq!(
        text(&tree, "/feed/index.txt"),
        format!("b/{}.json\n", id(2))
    );
    assert!(tree.file(&format!("/feed/b/{}.json", id(1))).is_none());
    assert!(text(&tree, &format!("/feed/b/{}.json", id(2))).contains("two.example"));
}
