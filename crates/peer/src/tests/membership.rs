use super::*;

#[test]
fn a_suspended_desk_is_out_until_the_suspension_ends() {
    let roster = federation().desk("lagos", LAGOS).sign();
    let members = members(&roster);
    assert!(members.current().has(&identity(LAGOS).pin()));
    assert!(members.put(roster.clone(), BTreeSet::from([desk_id("lagos")])));
    assert!(!members.current().has(&identity(LAGOS).pin()));
    assert!(
        members
            .current()
            .desk(roster.network(), &desk_id("lagos"))
            .is_none()
    );
    assert!(members.put(roster, BTreeSet::new()));
    assert!(members.current().has(&identity(LAGOS).pin()));
}

#[test]
fn an_older_roster_that_comes_late_lets_nobody_back_in() {
    let mut network = federation().desk("lagos", LAGOS);
    let (first, second) = (network.sign(), network.expel("lagos"));
    let members = members(&second);
    assert!(!members.put(first, BTreeSet::new()));
    assert!(!members.current().has(&identity(LAGOS).pin()));
}

#[test]
fn a_desk_put_out_of_one_network_stays_in_the_other() {
    let mut here = federation().desk("lagos", LAGOS);
    let there = federation()
        .named("other lamps")
        .desk("lagos", LAGOS)
        .sign();
    let (pin, members) = (identity(LAGOS).pin(), members(&here.sign()));
    assert!(members.put(there.clone(), BTreeSet::new()));
    let out = here.expel("lagos");
    assert!(members.put(out.clone(), BTreeSet::new()));
    assert!(members.current().has(&pin));
    assert!(members.current().peer(&pin, out.network()).is_none());
    assert!(members.current().peer(&pin, there.network()).is_some());
    members.leave(there.network());
    assert!(!members.current().has(&pin));
}
