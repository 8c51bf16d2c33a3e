//! "Has anyone seen this?": what a check tells is what the bulletin says, however it was found.

use std::collections::BTreeMap;

use fanal_desk::{CheckOrder, Checked, FoundIn, ShareOrder};
use fanal_protocol::Role;
use fanal_tests::federation::{Node, share};

use crate::cast::three;

/// What a check tells the analyst.
pub(crate) async fn checks(node: &Node, values: &[&str]) -> Checked {
    let order = CheckOrder {
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        ..CheckOrder::default()
    };
    let caller = node.caller("analyst").await;
    node.desk().check(&caller, &order).await.unwrap()
}

/// The value and the only thing that is known of it.
fn known(checked: &Checked) -> BTreeMap<String, FoundIn> {
    let known = checked.known.iter().map(|value| {
        assert_eq!(value.found.len(), 1, "{}", value.raw);
        (value.raw.clone(), value.found[0].clone())
    });
    known.collect()
}

fn with_roles() -> ShareOrder {
    let role = |(value, role): (&str, &str)| (value.to_owned(), role.to_owned());
    ShareOrder {
        title: Some("A wave".into()),
        role: Some("payload".into()),
        roles: [("evil.example", "delivery"), ("c2.example", "c2")]
            .map(role)
            .into(),
        ..share(
            "green",
            "evil.example\nc2.example\nplain.example\n2001:db8::/30\n",
        )
    }
}

#[tokio::test]
async fn a_check_tells_role_and_indicator_as_the_bulletin_says_them() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie.shares(with_roles()).await;
    lumbre.pull(ancolie).await;
    // The last is known by a part of its network only: there the bulletin itself tells.
    let asked = [
        "www.evil.example",
        "c2.example",
        "plain.example",
        "2001:db8::7",
    ];
    for node in [ancolie, lumbre] {
        let checked = checks(node, &asked).await;
        assert_eq!((checked.checked, checked.hits), (4, 4));
        let told: Vec<_> = known(&checked)
            .into_iter()
            .map(|(raw, found)| (raw, found.by.replace(['[', ']'], ""), found.role))
            .collect();
        let expected = [
            ("2001:db8::7", "2001:db8::/30", Role::Payload),
            ("c2.example", "c2.example", Role::C2),
            ("plain.example", "plain.example", Role::Payload),
            ("www.evil.example", "evil.example", Role::Delivery),
        ];
        assert_eq!(
            told,
            expected.map(|(raw, by, role)| (raw.into(), by.into(), role))
        );
        for found in known(&checked).values() {
            assert_eq!(found.reference, format!("ancolie/{id}"));
            assert_eq!(found.title, "A wave");
        }
    }
}

#[tokio::test]
async fn a_check_of_thousands_tells_the_same_as_one_by_one_and_nothing_of_what_is_gone() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie.shares(with_roles()).await;
    lumbre.pull(ancolie).await;
    let strangers: Vec<String> = (0..20_000).map(|n| format!("s{n}.example")).collect();
    let mut asked: Vec<&str> = strangers.iter().map(String::as_str).collect();
    asked.insert(0, "c2.example");
    asked.insert(10_000, "www.evil.example");
    asked.push("2001:db8::7");
    let all = checks(lumbre, &asked).await;
    assert_eq!((all.checked, all.hits), (20_003, 3));
    let order: Vec<&str> = all.known.iter().map(|value| value.raw.as_str()).collect();
    assert_eq!(order, ["c2.example", "www.evil.example", "2001:db8::7"]);
    for (value, found) in known(&all) {
        let alone = known(&checks(lumbre, &[&value]).await);
        assert_eq!(format!("{:?}", alone[&value]), format!("{found:?}"));
    }
    // What came since is found as well.
    ancolie.shares(share("green", "s19999.example")).await;
    lumbre.pull(ancolie).await;
    assert_eq!(checks(lumbre, &asked).await.hits, 4);
    ancolie.withdraws(&id.to_string()).await;
    lumbre.pull(ancolie).await;
    let left = checks(lumbre, &asked).await;
    assert_eq!(
        known(&left).into_keys().collect::<Vec<_>>(),
        ["s19999.example"]
    );
}

/// Whatever a person types in its place is found, at the command line as in a text: "nothing known" would be false.
#[tokio::test]
async fn a_value_is_found_in_every_defanged_spelling() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    ancolie
        .insists(share(
            "green",
            "evil.example\nhttp://evil.example/a\n203.0.113.7\nbank@phish.example\n",
        ))
        .await;
    for spelled in [
        "hxxp://evil[.]example/a",
        "hxxps[:]//evil[.]example/a",
        "h**p[://]evil(.)example/a",
        "meow://evil.example/a",
        "sub[dot]evil{.}example",
        "evil [.] example",
        "evil[.example",
        "evil.]example",
        "evil\\.example",
        "evil[ . ]example",
        "evil<.>example",
        "evil[punto]example",
        "evil dot example",
        "203[.]0[.]113[.]7",
        "bank [at] phish[.]example",
        "is this bad: evil[.]example ?",
    ] {
        let asked = checks(ancolie, &[spelled]).await;
        assert_eq!(asked.hits, 1, "{spelled}");
        let order = CheckOrder {
            text: Some(format!("{spelled}\n")),
            ..CheckOrder::default()
        };
        let caller = ancolie.caller("analyst").await;
        let read = ancolie.desk().check(&caller, &order).await.unwrap();
        assert_eq!(read.hits, 1, "{spelled} in a text");
    }
    let nothing = checks(ancolie, &["a sentence without a value", "what[is"]).await;
    assert_eq!((nothing.checked, nothing.unread.len()), (0, 2));
}
