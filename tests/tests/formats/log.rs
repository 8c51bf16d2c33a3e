//! The public log in the hands of a program that others wrote.

use crate::feed::Feed;
use crate::surroundings::fanal;
use crate::tools::python;

// [PUB-6]
#[test]
fn pymerkle_finds_each_checkpoint_to_be_the_beginning_of_the_next() {
    let feed = Feed::published();
    let mut arguments = vec![feed.folder.path().join("log/tile")];
    for (number, checkpoint) in feed.checkpoints.iter().enumerate() {
        let path = feed.folder.path().join(format!("checkpoint-{number}"));
        std::fs::write(&path, checkpoint).unwrap();
        arguments.push(path);
    }
    let arguments: Vec<_> = arguments.iter().map(AsRef::as_ref).collect();
    let steps = (feed.checkpoints.len() - 1).to_string();
    let newest = feed.checkpoints.last().unwrap().lines().nth(1).unwrap();
    assert_eq!(python("log.py", &arguments), [steps, newest.to_owned()]);
}

// [PUB-16]
#[test]
fn fanal_verify_shows_that_a_log_grew_out_of_what_was_seen_and_refuses_another() {
    let feed = Feed::published();
    let folder = feed.folder.path().join("log");
    let key = feed.site.checkpoint_key.to_string();
    let verify = |since: &str| {
        std::fs::write(folder.join("seen"), since).unwrap();
        let arguments = ["verify", "checkpoint", "--since", "seen", "--key", &key];
        fanal()
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    for older in &feed.checkpoints {
        let output = verify(older);
        assert!(
            output.status.success(),
            "{older}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    // Signed by the same desk, of the same size as one that was seen, and of another log.
    for size in [7, 256, 301] {
        let output = verify(&feed.checkpoint_of_another_log(size));
        assert_eq!(output.status.code(), Some(5), "{size}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("does not begin with"), "{told}");
    }
    let newer = feed.checkpoint_of_another_log(10_000);
    let told = verify(&newer);
    assert_eq!(told.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&told.stderr).contains("went back"));
    // A tile that was changed proves nothing.
    let older = feed.checkpoints.get(2).unwrap();
    let tile = folder.join("tile/0/000");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    assert_eq!(verify(older).status.code(), Some(5));
    std::fs::remove_file(&tile).unwrap();
    assert_eq!(verify(older).status.code(), Some(4));
    // Another's signature is none.
    let forged = older.replacen("\u{2014} ", "\u{2014} x", 1);
    assert_ne!(verify(&forged).status.code(), Some(0));
}
