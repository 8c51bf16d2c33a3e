//! Checkpoints of luz's stream for kivu, epoch 1, and what is none.

use fanal_protocol::checkpoint::Checkpoint;
use fanal_protocol::{note, tree};

use super::{Vector, What, key, network, stream};

fn origin() -> String {
    stream("direct/kivu").checkpoint_origin(network())
}

fn head(size: u8) -> Checkpoint {
    let digests: Vec<[u8; 32]> = (0..size).map(|n| [n; 32]).collect();
    Checkpoint {
        origin: origin(),
        size: size.into(),
        root: tree::root_of(&digests),
        time: 1_795_323_600,
    }
}

/// This text as a note, by luz's key of this purpose, under this name.
fn signed(text: &str, purpose: &str, name: &str) -> String {
    note::sign(
        text,
        &name.parse().unwrap(),
        key(&format!("luz/{purpose}")).signing_key(),
    )
    .unwrap()
    .to_string()
}

fn accept(name: &str, tag: &str, about: &str, note: String) -> Vector {
    Vector::new(name, tag, about, What::Checkpoint, note)
}

#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
pub(crate) fn all() -> Vec<Vector> {
    let text = head(12).to_string();
    let by_luz = |text: String| signed(&text, "checkpoint", &origin());
    let refuse = |name: &str, tag: &str, about: &str, text: String, class: &str| {
        accept(name, tag, about, by_luz(text)).refused(class)
    };
    let elsewhere = |from: &str, to: &str| text.replacen(from, to, 1);
    vec![
        accept(
            "checkpoint",
            "STR-5",
            "twelve entries, four lines, one signature",
            by_luz(text.clone()),
        ),
        accept(
            "checkpoint-empty",
            "STR-5",
            "a stream without entries has the root of nothing",
            by_luz(head(0).to_string()),
        ),
        refuse(
            "checkpoint-of-another-stream",
            "STR-4",
            "luz's stream for qasaba, offered as the one for kivu",
            elsewhere("direct/kivu", "direct/qasaba"),
            "wrong-origin",
        ),
        refuse(
            "checkpoint-of-another-epoch",
            "STR-7",
            "another epoch is another log",
            elsewhere("/luz/1/", "/luz/2/"),
            "wrong-origin",
        ),
        refuse(
            "checkpoint-of-another-network",
            "STR-4",
            "another network's log",
            elsewhere(&network().to_string(), &"1".repeat(64)),
            "wrong-origin",
        ),
        refuse(
            "checkpoint-time-missing",
            "STR-5",
            "without its time, an old state passes as new",
            text.replacen("time 1795323600\n", "", 1),
            "malformed",
        ),
        refuse(
            "checkpoint-with-fifth-line",
            "STR-5",
            "nothing follows the time",
            format!("{text}more\n"),
            "malformed",
        ),
        refuse(
            "checkpoint-time-with-sign",
            "STR-5",
            "a number has one spelling",
            elsewhere("time ", "time +"),
            "malformed",
        ),
        refuse(
            "checkpoint-size-leading-zero",
            "STR-5",
            "a number has one spelling",
            elsewhere("\n12\n", "\n012\n"),
            "malformed",
        ),
        refuse(
            "checkpoint-size-beyond-any-tree",
            "STR-5",
            "larger than any database counts",
            elsewhere("\n12\n", "\n9223372036854775808\n"),
            "malformed",
        ),
        refuse(
            "checkpoint-empty-with-another-root",
            "STR-5",
            "no entries, one root",
            head(0).to_string().replacen(
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                1,
            ),
            "malformed",
        ),
        accept(
            "checkpoint-signed-by-statement-key",
            "STR-6",
            "a statement key signs no checkpoint",
            signed(&text, "statement", &origin()),
        )
        .refused("not-signed"),
        accept(
            "checkpoint-under-another-name",
            "STR-6",
            "the key's name is the origin line",
            signed(&text, "checkpoint", "luz"),
        )
        .refused("not-signed"),
        accept(
            "checkpoint-changed",
            "STR-6",
            "one more entry, after signing",
            by_luz(text.clone()).replacen("\n12\n", "\n13\n", 1),
        )
        .refused("bad-signature"),
    ]
}
