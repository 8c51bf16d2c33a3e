//! A member answers: too much, too little, the wrong thing, or something that is no answer at all.

use fanal_protocol::limits::{DECOMPRESSED_BYTES, ENVELOPE_BYTES, HEADS, RANGE_ENTRIES};
use fanal_protocol::wire::{Entry, write_entries};
use fanal_protocol::{Code, Digest, StreamRef};

use super::Siege;
use super::attack::{Attack, Mark, attack};
use super::forging::{as_reply, head, heads_answer, leaf};
use super::liar::{Liar, Reply, Script};

const BROKE: Mark = Mark::Refusal(Code::VerifyFormat);

pub(super) const ATTACKS: &[Attack] = &[
    attack!("heads without an end", "SYN-7", BROKE, |siege| {
        heads(siege, Reply::endless()).await;
    }),
    attack!("heads that claim to be 4 GB", "SYN-7", BROKE, |siege| {
        heads(
            siege,
            Reply::ok(vec![b' '; 1 << 20]).header("content-length", "4294967296"),
        )
        .await;
    }),
    attack!("heads that are no JSON", "SYN-5", BROKE, |siege| {
        heads(siege, Reply::ok("<html>")).await;
    }),
    attack!(
        "heads that are nested 100 000 deep",
        "ENC-1",
        BROKE,
        |siege| {
            let deep = format!(
                "{}{}",
                r#"{"heads":["#.repeat(100_000),
                "]}".repeat(100_000)
            );
            heads(siege, Reply::ok(deep)).await;
        }
    ),
    attack!("heads with a member twice", "ENC-1", BROKE, |siege| {
        let digest = Digest::from_bytes([3; 32]);
        let text = format!(r#"{{"digest":"{digest}","digest":"{digest}","roster":1,"heads":[]}}"#);
        heads(siege, Reply::ok(text)).await;
    }),
    attack!("heads with a member of its own", "SYN-5", BROKE, |siege| {
        let digest = Digest::from_bytes([3; 32]);
        let text = format!(r#"{{"digest":"{digest}","roster":1,"heads":[],"please":1}}"#);
        heads(siege, Reply::ok(text)).await;
    }),
    attack!(
        "heads of a desk in letters that look alike",
        "ENC-5",
        BROKE,
        |siege| {
            let stream = siege.green();
            let answer = heads_answer(vec![head(siege.network(), &siege.luz, &stream, &[])]);
            let text = serde_json::to_string(&answer).unwrap();
            heads(siege, Reply::ok(text.replace(r#""luz""#, "\"l\u{1d5a}z\""))).await;
        }
    ),
    attack!(
        "more heads than an answer may have",
        "LIM-1",
        BROKE,
        |siege| {
            let one = head(siege.network(), &siege.luz, &siege.green(), &[]);
            heads(siege, as_reply(&heads_answer(vec![one; HEADS + 1]))).await;
        }
    ),
    attack!("one head twice in an answer", "SYN-8", BROKE, |siege| {
        let one = head(
            siege.network(),
            &siege.luz,
            &siege.green(),
            &[Digest::from_bytes([5; 32])],
        );
        heads(siege, as_reply(&heads_answer(vec![one; 2]))).await;
    }),
    attack!("heads that are compressed", "SYN-7", BROKE, |siege| {
        let small = zstd::bulk::compress(b"{}", 3).unwrap();
        heads(siege, Reply::ok(small).header("content-encoding", "zstd")).await;
    }),
    attack!("a redirect to this machine", "SYN-5", BROKE, |siege| {
        let to = format!("http://{}/api/v1/status", siege.victim.ports.api);
        heads(siege, Reply::ok("").status(307).header("location", &to)).await;
    }),
    attack!("an error of a megabyte", "SYN-7", BROKE, |siege| {
        heads(siege, Reply::ok(vec![b'x'; 1 << 20]).status(500)).await;
    }),
    attack!(
        "a range that is a decompression bomb",
        "SYN-7",
        BROKE,
        |siege| {
            let bomb = zstd::bulk::compress(&vec![0; 64 * DECOMPRESSED_BYTES], 19).unwrap();
            assert!(bomb.len() < 100_000, "{} bytes", bomb.len());
            range(siege, Reply::ok(bomb).header("content-encoding", "zstd")).await;
        }
    ),
    attack!(
        "a range that asks for a window of 2 GB",
        "SYN-7",
        BROKE,
        |siege| {
            // RFC 8878 3.1.1.1.2: magic, a descriptor without size, a window of 2^31, one empty block.
            let frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
            range(siege, Reply::ok(frame).header("content-encoding", "zstd")).await;
        }
    ),
    attack!(
        "a range in an encoding that is not agreed",
        "SYN-7",
        BROKE,
        |siege| {
            range(
                siege,
                Reply::ok(vec![0; 64]).header("content-encoding", "gzip"),
            )
            .await;
        }
    ),
    attack!("a range without an end", "SYN-7", BROKE, |siege| {
        range(siege, Reply::endless()).await;
    }),
    attack!("a frame that is cut off", "SYN-6", BROKE, |siege| {
        let mut frames = write_entries(&[Entry::Envelope(vec![b'{'; 100])]);
        frames.pop();
        range(siege, Reply::ok(frames)).await;
    }),
    attack!("a frame that claims 4 GB", "SYN-6", BROKE, |siege| {
        range(siege, Reply::ok(vec![1, 0xff, 0xff, 0xff, 0xff, 0])).await;
    }),
    attack!(
        "a frame with a tag that is not there",
        "SYN-6",
        BROKE,
        |siege| {
            range(siege, Reply::ok(vec![9, 0, 0, 0, 0])).await;
        }
    ),
    attack!("a tombstone of 63 bytes", "SYN-6", BROKE, |siege| {
        range(siege, Reply::ok([&[2, 0, 0, 0, 63][..], &[7; 63]].concat())).await;
    }),
    attack!(
        "an envelope larger than one may be",
        "LIM-1",
        BROKE,
        |siege| {
            let large = write_entries(&[Entry::Envelope(vec![b' '; ENVELOPE_BYTES + 1])]);
            range(siege, Reply::ok(large)).await;
        }
    ),
    attack!(
        "more entries than were asked for",
        "SYN-6",
        BROKE,
        |siege| {
            let not_held = Entry::NotHeld(Digest::from_bytes([8; 32]));
            range(siege, Reply::ok(write_entries(&vec![not_held; 2]))).await;
        }
    ),
    attack!(
        "more entries than a range may have",
        "LIM-1",
        BROKE,
        |siege| {
            let count = usize::try_from(RANGE_ENTRIES).unwrap() + 1;
            let not_held = Entry::NotHeld(Digest::from_bytes([8; 32]));
            range(siege, Reply::ok(write_entries(&vec![not_held; count]))).await;
        }
    ),
    attack!(
        "no entries where there should be some",
        "SYN-6",
        BROKE,
        |siege| {
            range(siege, Reply::ok("")).await;
        }
    ),
    attack!("an envelope that is no JSON", "ENC-1", BROKE, |siege| {
        range(
            siege,
            Reply::ok(write_entries(&[Entry::Envelope(b"not JSON".to_vec())])),
        )
        .await;
    }),
    attack!(
        "a range that breaks off in the middle",
        "SYN-11",
        Mark::PassedOver(
            "a line breaks at honest desks too: the round tells people that the peer was not reached"
        ),
        |siege| {
            let stream = siege.green();
            let whole = siege.green_bulletin(&stream, "Half of it");
            let frames = write_entries(&[Entry::Envelope(whole.clone())]);
            let half = frames[..frames.len() / 2].to_vec();
            let answer = heads_answer(vec![head(
                siege.network(),
                &siege.luz,
                &stream,
                &[leaf(&whole)],
            )]);
            let round = siege
                .say(Script::new(as_reply(&answer), move |_| {
                    Reply::broken(half.clone())
                }))
                .await;
            assert_eq!(round["failed"]["code"], "peer.unreachable", "{round}");
        }
    ),
    attack!(
        "a node with another key than the roster's",
        "SYN-2",
        BROKE,
        |siege| {
            let _impostor = Liar::listen(&siege.vex, &siege.luz).await;
            let round = siege.pull("vex").await;
            assert_eq!(round["failed"]["code"], "verify.format", "{round}");
        }
    ),
];

/// The node asks luz for heads, and gets this.
async fn heads(siege: &Siege, reply: Reply) {
    siege
        .say(Script::new(reply, |_| Reply::ok("").status(404)))
        .await;
}

/// The node asks luz for one entry of a new stream, and gets this.
async fn range(siege: &Siege, reply: Reply) {
    let stream: StreamRef = siege.green();
    let one = head(
        siege.network(),
        &siege.luz,
        &stream,
        &[Digest::from_bytes([4; 32])],
    );
    let answer = as_reply(&heads_answer(vec![one]));
    siege.say(Script::new(answer, move |_| reply.clone())).await;
}
