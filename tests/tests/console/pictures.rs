//! Each picture says what the table beside it says: the file has the rows, too.

use std::collections::{BTreeMap, BTreeSet};

use fanal_desk::RosterChange;
use fanal_protocol::DeskStatus;
use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::visitor::{Visitor, between};

/// The cells of a table, without what stands in them as markup.
pub(crate) fn rows(page: &str, id: &str) -> Vec<Vec<String>> {
    let table = between(page, &format!("<table id=\"{id}\""), "</table>")
        .unwrap_or_else(|| panic!("no table `{id}`: {page}"));
    let body = between(table, "<tbody>", "</tbody>").unwrap();
    let rows = body.split("<tr>").skip(1);
    rows.map(|row| {
        let cells = row.split(['\n']).collect::<String>();
        let cells = cells.replace("</th>", "\u{1}").replace("</td>", "\u{1}");
        let cells = cells.split('\u{1}').map(without_markup);
        let mut cells: Vec<String> = cells.collect();
        cells.pop();
        cells
    })
    .collect()
}

fn without_markup(text: &str) -> String {
    let mut parts = text.split('<');
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    out.trim().to_owned()
}

/// What the file says in words.
async fn said(visitor: &mut Visitor, path: &str) -> Vec<Vec<String>> {
    let picture = visitor.get(path).await;
    assert_eq!(picture.headers["content-type"], "image/png", "{path}");
    let text = between(&picture.text, "Description\0", "\n\n");
    let text = text.unwrap_or_else(|| panic!("{path} says nothing"));
    text.lines()
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

/// [CSL-10]
#[tokio::test]
async fn the_weeks_are_the_same_in_the_picture_and_in_its_table() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let lumbre = fed.desk("lumbre");
    for (label, count) in [("green", 3), ("amber", 2), ("amber+strict", 1)] {
        for at in 0..count {
            let order = share(label, &format!("{}-{at}.example", label.replace('+', "-")));
            lumbre.shares(order.to(&["ancolie"])).await;
        }
    }
    fed.sync_all().await;
    fed.pass_days(14).await;
    let own = share("green", "own.example");
    fed.desk("ancolie").shares(own).await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let page = ana.get("/c/").await;
    let table = rows(&page.text, "weeks");
    assert_eq!(table.len(), 12);
    let numbers = |row: &[String]| -> Vec<usize> {
        row[1..].iter().map(|cell| cell.parse().unwrap()).collect()
    };
    // CLEAR, GREEN, AMBER, AMBER+STRICT, RED, and all of them.
    assert_eq!(numbers(&table[9]), [0, 3, 2, 1, 0, 6]);
    assert_eq!(numbers(&table[11]), [0, 1, 0, 0, 0, 1]);
    for path in ["/c/weeks/picture", "/c/weeks/picture/dark"] {
        let picture = said(&mut ana, path).await;
        let table = table.iter().map(|row| row[..6].to_vec());
        assert_eq!(picture, table.collect::<Vec<_>>(), "{path}");
    }
    // A mere administrator learns no numbers.
    let mut root = Visitor::signed_in(fed.desk("ancolie"), "root", &["admin"]).await;
    assert!(!root.get("/c/").await.text.contains("id=\"weeks\""));
    assert_eq!(root.get("/c/weeks/picture").await.status, 403);
}

/// [CSL-10]
#[tokio::test]
async fn the_way_of_a_bulletin_is_the_same_in_the_picture_and_in_its_table() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let ancolie = fed.desk("ancolie");
    let id = ancolie.shares(share("green", "far.example")).await;
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let path = format!("/c/b/ancolie/{id}/trace");
    let page = ana.get(&path).await;
    let table = rows(&page.text, "hops");
    assert_eq!(table.len(), 2, "{table:?}");
    assert!(
        table
            .iter()
            .all(|row| row[0] == "ancolie" && row[3] == "+ has it")
    );
    let signs = |table: &[Vec<String>]| -> Vec<Vec<String>> {
        let row = |row: &Vec<String>| {
            let mut row = row.clone();
            let sign = row[3].chars().next().unwrap();
            row[3] = sign.to_string();
            row
        };
        table.iter().map(row).collect()
    };
    let picture = format!("{path}/picture");
    assert_eq!(said(&mut ana, &picture).await, signs(&table));
    ancolie.withdraws(&format!("ancolie/{id}")).await;
    fed.sync_all().await;
    let page = ana.get(&path).await;
    let after = rows(&page.text, "hops");
    assert!(
        after.iter().all(|row| row[3] == "X purged, signed"),
        "{after:?}"
    );
    for path in [picture.clone(), format!("{picture}/dark")] {
        assert_eq!(said(&mut ana, &path).await, signs(&after));
    }
    // The other end: it came from its origin.
    let mut lea = Visitor::signed_in(fed.desk("lumbre"), "lea", &["analyst"]).await;
    let other = fed.desk("qasaba").shares(share("green", "b.example")).await;
    fed.sync_all().await;
    let page = lea.get(&format!("/c/b/qasaba/{other}/trace")).await;
    let table = rows(&page.text, "hops");
    assert_eq!(table[0][1], "lumbre", "{table:?}");
}

/// [CSL-10]
#[tokio::test]
async fn the_network_is_the_same_in_the_picture_and_in_its_table() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .threshold(2)
        .await;
    let mut cora = Visitor::signed_in(fed.desk("ancolie"), "cora", &["coordinator"]).await;
    let mut both = async || {
        let page = cora.get("/c/net").await;
        let table = rows(&page.text, "health");
        let mut drawn = said(&mut cora, "/c/net/picture").await;
        assert_eq!(said(&mut cora, "/c/net/picture/dark").await, drawn);
        drawn.sort();
        // Each desk of the table is in the picture, and no other.
        let of_table: BTreeSet<&str> = table
            .iter()
            .map(|row| row[0].rsplit(' ').next().unwrap())
            .collect();
        let of_picture: BTreeSet<&str> = drawn.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(of_table, of_picture);
        let states = table.iter().map(|row| row[1].clone()).collect::<Vec<_>>();
        (drawn, states)
    };
    let row = |desk: &str, mark: &str| vec![desk.to_owned(), mark.to_owned()];
    fed.sync_all().await;
    let (drawn, states) = both().await;
    assert_eq!(drawn, [row("lumbre", "+"), row("qasaba", "+")]);
    assert_eq!(states[0], states[1]);
    let change = RosterChange {
        status: BTreeMap::from([("qasaba".parse().unwrap(), DeskStatus::Expelled)]),
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    fed.desk("ancolie").take_roster(&roster.envelope).await;
    let (drawn, states) = both().await;
    assert_eq!(drawn, [row("lumbre", "+"), row("qasaba", "X")]);
    assert!(states.iter().any(|state| state == "expelled"), "{states:?}");
}
