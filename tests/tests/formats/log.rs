//! The public log in the hands of a program that others wrote.

use crate::feed::Feed;
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
