//! What one desk serves to another, as each desk: in the audience, out of it, in the group, expelled, a
//! stranger; and what it puts on a stick for it.

use fanal_desk::ParcelOrder;
use fanal_tests::federation::Node;

use crate::words::{leaked, secrets, words_in};
use crate::world::{EXPELLED, desks, world};

/// What lies on the stick, and what the desk reads that it is for; none, if none is made for it.
async fn parcel(from: &Node, to: &Node) -> Option<(Vec<u8>, Vec<u8>)> {
    let order = ParcelOrder {
        desk: to.id().clone(),
        all: true,
    };
    let caller = from.caller("analyst").await;
    let made = from.desk().make_parcel(&caller, &order).await.ok()?;
    let keys = [to.desk().keys().sealing.clone()];
    let content = fanal_seal::open(&made.parcel.0, &keys).unwrap();
    Some((made.parcel.0, content.to_vec()))
}

#[tokio::test]
async fn no_desk_is_served_words_that_are_not_for_it() {
    let world = world(desks().in_memory()).await;
    let secrets = secrets(&world.fed);
    let mut served_words = std::collections::BTreeSet::new();
    let mut carried_words = std::collections::BTreeSet::new();
    for from in world.fed.all() {
        for to in world.fed.all().iter().filter(|to| to.id() != from.id()) {
            let served = from.serves(to).await;
            if to.id().as_str() == EXPELLED {
                assert!(
                    served.is_err(),
                    "{} still answers an expelled desk",
                    from.id()
                );
                // [PAR-6] Who is out is still told what is taken back: no word of anything.
                if let Some((_, content)) = parcel(from, to).await {
                    assert_eq!(leaked(&content, |_| false), [""; 0], "from {}", from.id());
                }
                continue;
            }
            // An expelled desk holds what it got before, and nobody asks it any more.
            if from.id().as_str() == EXPELLED {
                continue;
            }
            let served = served.unwrap();
            let text = served.text.as_bytes();
            let leaks = leaked(text, |words| words.may_be_served_to(to));
            assert!(
                leaks.is_empty(),
                "{} serves {}: {leaks:?}",
                from.id(),
                to.id()
            );
            assert_eq!(secrets.found_in(text), [""; 0]);
            for person in ["-analyst", "-reviewer", "-admin"] {
                assert!(!served.text.contains(person), "names a person: {person}");
            }
            served_words.extend(words_in(text).into_iter().map(|words| words.name));
            let (stick, content) = parcel(from, to).await.unwrap();
            assert_eq!(
                leaked(&stick, |_| false),
                [""; 0],
                "on a stick that is found"
            );
            let leaks = leaked(&content, |words| words.may_be_served_to(to));
            assert!(leaks.is_empty(), "{} for {}: {leaks:?}", from.id(), to.id());
            assert_eq!(secrets.found_in(&content), [""; 0]);
            carried_words.extend(words_in(&content).into_iter().map(|words| words.name));
        }
        let outside = world.stranger.line();
        let told = outside.all_served(from.id(), world.fed.network).await;
        assert!(told.is_err(), "{} answers a stranger", from.id());
    }
    for name in [
        "amber", "strict", "grouped", "green", "unknown", "knock", "vouch", "public",
    ] {
        for words in [&served_words, &carried_words] {
            assert!(
                words.contains(name),
                "nobody was served `{name}`: the search is blind"
            );
        }
    }
}
