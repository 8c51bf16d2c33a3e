//! No attacks: what the eyes of these tests must not miss.

use super::attack::{Attack, Mark, attack};
use super::forging::{bulletin, offering, signed, statement};

/// Each of these is let in, and rightly so.
pub(super) const GETS_IN: &[Attack] = &[
    attack!(
        "luz sends an honest GREEN bulletin",
        "SYN-8",
        Mark::PassedOver("planted: it is honest, and gets in"),
        |siege| {
            let stream = siege.green();
            siege
                .offer(&stream, &[siege.green_bulletin(&stream, "An honest one")])
                .await;
        }
    ),
    attack!(
        "luz passes on what qasaba sent to all",
        "STR-2",
        Mark::PassedOver("planted: it is honest, and gets in"),
        |siege| {
            let name = format!("green/{}", siege.network());
            let stream = siege.stream_of(&siege.qasaba, &name);
            let body = bulletin("For all", "TLP:GREEN", &[]);
            let said = statement(siege.network(), &siege.qasaba, &stream, "bulletin", body);
            let honest = signed(&said, &siege.qasaba.statement);
            siege
                .liar
                .say(offering(siege.network(), &siege.qasaba, &stream, &[honest]));
            siege.pull("luz").await;
        }
    ),
];

/// An attack that would win.
pub(super) const KILLS: Attack = attack!(
    "somebody kills the node",
    "SYN-7",
    Mark::Cut("planted: nobody is there to note it"),
    |siege| {
        siege.process.lock().await.kill();
    }
);
