use super::*;
use crate::verifier::pin_of;

#[test]
fn the_same_seed_gives_the_same_key_certificate_and_pin() {
    let first = identity(1);
    let again = NodeIdentity::from_seed(&first.to_secret_bytes()).unwrap();
    assert_eq!(first.pin(), again.pin());
    assert_eq!(first.certificate(), again.certificate());
    assert_ne!(first.pin(), identity(2).pin());
}

#[test]
fn the_pin_is_that_of_the_certificate() {
    assert_eq!(
        pin_of(&identity(1).certificate()).unwrap(),
        identity(1).pin()
    );
}

#[test]
fn certificates_of_two_nodes_differ_in_key_and_signature_only() {
    let (one, two) = (identity(1).certificate(), identity(2).certificate());
    assert_eq!(one.len(), two.len());
    let differing = one.iter().zip(two.iter()).filter(|(a, b)| a != b).count();
    assert!(differing <= 32 + 64, "{differing}");
}
