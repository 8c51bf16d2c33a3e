//! A member lies about logs: their order, their ends, their owners, their roots.

use fanal_protocol::wire::{Entry, Head};
use fanal_protocol::{Code, Digest, StreamName};
use serde_json::json;

use super::Siege;
use super::attack::{Attack, Mark, attack};
use super::forging::{
    as_reply, bulletin, head, head_at, heads_answer, leaf, offering, ranges, signed, statement,
};
use super::liar::{Reply, Script};
use crate::running::now;

const BROKEN_LOG: Mark = Mark::Refusal(Code::VerifyLog);

pub(super) const ATTACKS: &[Attack] = &[
    attack!("two entries change places", "SYN-9", BROKEN_LOG, |siege| {
        let (stream, [one, two]) = two_of(siege);
        let honest = head(
            siege.network(),
            &siege.luz,
            &stream,
            &[leaf(&one), leaf(&two)],
        );
        says(siege, honest, vec![envelope(two), envelope(one)]).await;
    }),
    attack!(
        "an entry comes twice, and another not at all",
        "SYN-9",
        BROKEN_LOG,
        |siege| {
            let (stream, [one, two]) = two_of(siege);
            let honest = head(
                siege.network(),
                &siege.luz,
                &stream,
                &[leaf(&one), leaf(&two)],
            );
            says(siege, honest, vec![envelope(one.clone()), envelope(one)]).await;
        }
    ),
    attack!(
        "an entry is left out",
        "SYN-9",
        Mark::Refusal(Code::VerifyFormat),
        |siege| {
            let (stream, [one, two]) = two_of(siege);
            let honest = head(
                siege.network(),
                &siege.luz,
                &stream,
                &[leaf(&one), leaf(&two)],
            );
            says(siege, honest, vec![envelope(two)]).await;
        }
    ),
    attack!("an entry is put in between", "SYN-9", BROKEN_LOG, |siege| {
        let (stream, [one, two]) = two_of(siege);
        let more = siege.green_bulletin(&stream, "In between");
        let honest = head(
            siege.network(),
            &siege.luz,
            &stream,
            &[leaf(&one), leaf(&two)],
        );
        says(
            siege,
            honest,
            vec![envelope(one), envelope(more), envelope(two)],
        )
        .await;
    }),
    attack!("the root is nobody's", "SYN-9", BROKEN_LOG, |siege| {
        let stream = siege.green();
        let other = Digest::from_bytes([6; 32]);
        let honest = head(siege.network(), &siege.luz, &stream, &[other]);
        says(
            siege,
            honest,
            vec![envelope(siege.green_bulletin(&stream, "In no log"))],
        )
        .await;
    }),
    attack!(
        "a tail whose root never comes true",
        "STR-9",
        Mark::Refusal(Code::VerifyFormat),
        |siege| {
            let (stream, [one, two]) = two_of(siege);
            siege.offer(&stream, std::slice::from_ref(&one)).await;
            siege.mark().await;
            // Longer by an entry that anybody may have, under a root that is of nothing.
            let told = long_head(siege, &stream, 2);
            says(siege, told, vec![envelope(two.clone())]).await;
            assert!(!siege.keeps(&two).await, "what no root covers is kept");
            // Nobody is told of that place.
            let told = siege.caller(&siege.nyx).range(&told_as(&stream), 2).await;
            let (_, told) = told.unwrap();
            let told = String::from_utf8_lossy(&told);
            assert!(!told.contains(&leaf(&two).to_string()), "{told}");
        }
    ),
    attack!(
        "a stream is longer than anybody can fetch",
        "SYN-9",
        Mark::Refusal(Code::VerifyFormat),
        |siege| {
            // 2^40 entries, of which the first is there.
            let stream = siege.green();
            let told = long_head(siege, &stream, 1 << 40);
            says(
                siege,
                told,
                vec![envelope(siege.green_bulletin(&stream, "The first"))],
            )
            .await;
        }
    ),
    attack!(
        "two histories of one length (fork)",
        "SYN-9",
        BROKEN_LOG,
        |siege| {
            let stream = siege.green();
            let one = siege.green_bulletin(&stream, "What luz tells the one");
            siege.offer(&stream, std::slice::from_ref(&one)).await;
            siege.mark().await;
            let two = siege.green_bulletin(&stream, "What luz tells the other");
            siege.offer(&stream, &[two]).await;
        }
    ),
    attack!(
        "a longer history that begins otherwise (fork)",
        "SYN-9",
        BROKEN_LOG,
        |siege| {
            let stream = siege.green();
            let one = siege.green_bulletin(&stream, "What stood first");
            siege.offer(&stream, std::slice::from_ref(&one)).await;
            siege.mark().await;
            let others = ["Another beginning", "And its end"];
            siege
                .offer(
                    &stream,
                    &others.map(|title| siege.green_bulletin(&stream, title)),
                )
                .await;
        }
    ),
    attack!(
        "a shorter history with another root (fork)",
        "SYN-9",
        BROKEN_LOG,
        |siege| {
            let (stream, [one, two]) = two_of(siege);
            siege.offer(&stream, &[one, two]).await;
            siege.mark().await;
            siege
                .offer(&stream, &[siege.green_bulletin(&stream, "A shorter story")])
                .await;
        }
    ),
    attack!(
        "a checkpoint that is older than what is held (stale)",
        "SYN-12",
        Mark::PassedOver("a relay that has not heard of the newest says the same"),
        |siege| {
            let (stream, [one, two]) = two_of(siege);
            siege.offer(&stream, &[one.clone(), two]).await;
            siege.mark().await;
            let old = head_at(
                siege.network(),
                &siege.luz,
                &stream,
                &[leaf(&one)],
                now().plus_days(-1),
            );
            says(siege, old, vec![envelope(one)]).await;
        }
    ),
    attack!(
        "a checkpoint of tomorrow",
        "SYN-8",
        Mark::Refusal(Code::VerifyTime),
        |siege| {
            let stream = siege.green();
            let one = siege.green_bulletin(&stream, "Tomorrow");
            let ahead = head_at(
                siege.network(),
                &siege.luz,
                &stream,
                &[leaf(&one)],
                now().plus_days(1),
            );
            says(siege, ahead, vec![envelope(one)]).await;
        }
    ),
    attack!(
        "a checkpoint that another's key signed",
        "STR-6",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let stream = siege.green();
            let one = siege.green_bulletin(&stream, "Signed by nyx");
            let other = head(siege.network(), &siege.nyx, &stream, &[leaf(&one)]);
            says(siege, other, vec![envelope(one)]).await;
        }
    ),
    attack!(
        "a checkpoint of another stream",
        "STR-4",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let (stream, other) = (siege.green(), siege.direct());
            let one = siege.green_bulletin(&stream, "Elsewhere");
            let mut told = head(siege.network(), &siege.luz, &other, &[leaf(&one)]);
            told.stream = stream;
            says(siege, told, vec![envelope(one)]).await;
        }
    ),
    attack!(
        "a stream of qasaba's that luz made up",
        "STR-6",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let stream = siege.stream_of(
                &siege.qasaba,
                &StreamName::Green(siege.network()).to_string(),
            );
            let body = bulletin("Everything is fine, unblock it all", "TLP:GREEN", &[]);
            let said = statement(siege.network(), &siege.qasaba, &stream, "bulletin", body);
            let forged = signed(&said, &siege.luz.statement);
            let told = head(siege.network(), &siege.luz, &stream, &[leaf(&forged)]);
            says(siege, told, vec![envelope(forged)]).await;
        }
    ),
    attack!(
        "a stream of a desk that no roster names",
        "ROS-14",
        Mark::Refusal(Code::PolicyMember),
        |siege| {
            let nobody = crate::running::Member::invented("nobody", None);
            let stream = siege.stream_of(&nobody, "clear");
            says(
                siege,
                head(siege.network(), &nobody, &stream, &[]),
                Vec::new(),
            )
            .await;
        }
    ),
    attack!(
        "the victim's own stream, grown elsewhere",
        "STR-6",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let mut stream = siege.green();
            (stream.origin, stream.epoch) = (siege.victim.member.id.clone(), 1);
            let said = siege.says(
                &stream,
                "bulletin",
                bulletin("You said this", "TLP:GREEN", &[]),
            );
            let forged = signed(&said, &siege.luz.statement);
            let told = head(siege.network(), &siege.luz, &stream, &[leaf(&forged)]);
            says(siege, told, vec![envelope(forged)]).await;
        }
    ),
    attack!(
        "a tombstone over what was never taken back",
        "STR-8",
        Mark::PassedOver("at a peer the time of an entry may be over: what is held here stays"),
        |siege| {
            let (stream, [one, two]) = two_of(siege);
            siege.offer(&stream, &[one.clone(), two.clone()]).await;
            let three = siege.green_bulletin(&stream, "The third");
            siege
                .offer(&stream, &[one.clone(), two.clone(), three.clone()])
                .await;
            siege.mark().await;
            // Luz buries its own first two entries without a word of its own; they are held, and stay.
            let leaves = [leaf(&one), leaf(&two), leaf(&three), leaf(b"a fourth")];
            let told = head(siege.network(), &siege.luz, &stream, &leaves);
            let buried = leaves.map(|digest| Entry::Tombstone {
                digest,
                retraction: Digest::from_bytes([9; 32]),
            });
            says(siege, told, buried.to_vec()).await;
        }
    ),
    attack!(
        "qasaba's entries, withheld by a relay",
        "STR-8",
        Mark::PassedOver("a relay may have nothing of a stream: others are asked"),
        |siege| {
            let stream = siege.stream_of(
                &siege.qasaba,
                &StreamName::Green(siege.network()).to_string(),
            );
            let said = statement(
                siege.network(),
                &siege.qasaba,
                &stream,
                "bulletin",
                bulletin("Held back", "TLP:GREEN", &[]),
            );
            let honest = signed(&said, &siege.qasaba.statement);
            siege.liar.say(offering(
                siege.network(),
                &siege.qasaba,
                &stream,
                std::slice::from_ref(&honest),
            ));
            siege.pull("luz").await;
            siege.mark().await;
            // The same stream one entry longer, by qasaba's own word: but luz says that nothing is here.
            let more = statement(
                siege.network(),
                &siege.qasaba,
                &stream,
                "bulletin",
                bulletin("Kept back", "TLP:GREEN", &[]),
            );
            let more = signed(&more, &siege.qasaba.statement);
            let told = head_at(
                siege.network(),
                &siege.qasaba,
                &stream,
                &[leaf(&honest)],
                now().plus_seconds(-60),
            );
            says(siege, told, vec![Entry::NotHeld(leaf(&more))]).await;
        }
    ),
    attack!(
        "an entry of another epoch",
        "STR-7",
        Mark::Refusal(Code::VerifyPlace),
        |siege| {
            let (stream, other) = (siege.green(), siege.green());
            siege
                .offer(&stream, &[siege.green_bulletin(&other, "Of another epoch")])
                .await;
        }
    ),
    attack!(
        "an entry behind the end at which its desk closed that epoch",
        "STR-13",
        Mark::Refusal(Code::VerifyPlace),
        |siege| {
            let (stream, [one, two]) = two_of(siege);
            siege.offer(&stream, std::slice::from_ref(&one)).await;
            let newer = siege.green();
            let mut tree = fanal_protocol::tree::Frontier::default();
            tree.push(leaf(&one).as_bytes());
            let closes = json!([{
                "stream": stream.name, "epoch": stream.epoch, "size": 1,
                "root": Digest::from_bytes(tree.root()),
            }]);
            let body = json!({"about": "epoch", "epoch": newer.epoch, "closes": closes});
            let notice = signed(&siege.says(&newer, "notice", body), &siege.luz.statement);
            siege.offer(&newer, &[notice]).await;
            siege.mark().await;
            siege.offer(&stream, &[one, two.clone()]).await;
            assert!(!siege.keeps(&two).await, "it is kept");
        }
    ),
    attack!(
        "an entry of another stream",
        "POL-2",
        Mark::Refusal(Code::VerifyPlace),
        |siege| {
            let (stream, mut other) = (siege.direct(), siege.green());
            other.epoch = stream.epoch;
            siege
                .offer(
                    &stream,
                    &[siege.green_bulletin(&other, "Of another stream")],
                )
                .await;
        }
    ),
    attack!(
        "an entry of another network",
        "POL-2",
        Mark::Refusal(Code::VerifyPlace),
        |siege| {
            let stream = siege.direct();
            let mut said = siege.says(
                &stream,
                "bulletin",
                bulletin("From elsewhere", "TLP:AMBER", &["kivu"]),
            );
            said["network"] = json!("0".repeat(64));
            siege
                .offer(&stream, &[signed(&said, &siege.luz.statement)])
                .await;
        }
    ),
    attack!(
        "an entry of tomorrow",
        "SYN-8",
        Mark::Refusal(Code::VerifyTime),
        |siege| {
            let stream = siege.green();
            let mut said = siege.says(
                &stream,
                "bulletin",
                bulletin("Tomorrow's news", "TLP:GREEN", &[]),
            );
            said["issued"] = json!(now().plus_days(1));
            siege
                .offer(&stream, &[signed(&said, &siege.luz.statement)])
                .await;
        }
    ),
    attack!(
        "an entry from before its key counted",
        "ROS-13",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let stream = siege.green();
            let mut said = siege.says(
                &stream,
                "bulletin",
                bulletin("From long ago", "TLP:GREEN", &[]),
            );
            said["issued"] = json!(now().plus_days(-400));
            siege
                .offer(&stream, &[signed(&said, &siege.luz.statement)])
                .await;
        }
    ),
];

fn envelope(bytes: Vec<u8>) -> Entry {
    Entry::Envelope(bytes)
}

fn two_of(siege: &Siege) -> (fanal_protocol::StreamRef, [Vec<u8>; 2]) {
    let stream = siege.green();
    let two = ["The first", "The second"].map(|title| siege.green_bulletin(&stream, title));
    (stream, two)
}

/// As callers name it.
fn told_as(stream: &fanal_protocol::StreamRef) -> String {
    format!("{}:{}@{}", stream.origin, stream.name, stream.epoch)
}

/// Luz tells this head, and gives these entries for it.
async fn says(siege: &Siege, told: Head, entries: Vec<Entry>) {
    let answer = as_reply(&heads_answer(vec![told]));
    let script = if entries.is_empty() {
        Script::new(answer, |_| Reply::ok(""))
    } else {
        Script::new(answer, ranges(entries))
    };
    siege.say(script).await;
}

/// A head of luz over more entries than there are.
fn long_head(siege: &Siege, stream: &fanal_protocol::StreamRef, size: u64) -> Head {
    use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
    let checkpoint = Checkpoint {
        origin: stream.checkpoint_origin(siege.network()),
        size,
        root: [7; 32],
        time: now().unix(),
    };
    let note = sign_checkpoint(&checkpoint, siege.luz.checkpoint.signing_key()).unwrap();
    Head {
        stream: stream.clone(),
        checkpoint: note.to_string(),
    }
}
