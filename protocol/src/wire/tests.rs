use super::*;

/// [SYN-6]
#[test]
fn frames_come_back_as_they_were() {
    let digest = Digest::from_bytes([1; 32]);
    let entries = [
        Entry::Envelope(b"{}".to_vec()),
        Entry::Tombstone {
            digest,
            retraction: Digest::from_bytes([2; 32]),
        },
        Entry::NotHeld(digest),
    ];
    let bytes = write_entries(&entries);
    assert!(read_entries(&bytes).is_ok_and(|again| again == entries));
}

/// [SYN-6]
#[test]
fn frames_that_are_cut_or_lie_about_their_length_are_refused() {
    let bytes = write_entries(&[Entry::Envelope(b"abc".to_vec())]);
    for end in 1..bytes.len() {
        assert!(read_entries(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(read_entries(&[1, 0xff, 0xff, 0xff, 0xff, 0]).is_err());
    assert!(read_entries(&[9, 0, 0, 0, 0]).is_err());
    assert!(read_entries(&[3, 0, 0, 0, 1, 7]).is_err());
}
