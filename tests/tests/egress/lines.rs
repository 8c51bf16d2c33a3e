//! What one desk serves to another, as each desk: in the audience, out of it, in the group, expelled, a
//! stranger.

use crate::words::{leaked, secrets, words_in};
use crate::world::{EXPELLED, desks, world};

#[tokio::test]
async fn no_desk_is_served_words_that_are_not_for_it() {
    let world = world(desks().in_memory()).await;
    let secrets = secrets(&world.fed);
    let mut served_words = std::collections::BTreeSet::new();
    for from in world.fed.all() {
        for to in world.fed.all().iter().filter(|to| to.id() != from.id()) {
            let served = from.serves(to).await;
            if to.id().as_str() == EXPELLED {
                assert!(
                    served.is_err(),
                    "{} still answers an expelled desk",
                    from.id()
                );
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
        }
        let outside = world.stranger.line();
        let told = outside.all_served(from.id(), world.fed.network).await;
        assert!(told.is_err(), "{} answers a stranger", from.id());
    }
    for name in [
        "amber", "strict", "grouped", "green", "unknown", "knock", "vouch", "public",
    ] {
        assert!(
            served_words.contains(name),
            "nobody was served `{name}`: the search is blind"
        );
    }
}
