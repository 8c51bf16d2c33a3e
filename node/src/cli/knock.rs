//! `fanal knock`: "call me", with nothing in it; what comes before RED.

use fanal_desk::ShareOrder;
use fanal_protocol::{Call, CallBy, DeskId, Timestamp};

use super::compose::send;
use super::{Invocation, Result};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The desk to be knocked at
    desk: DeskId,
    /// Whom: the name on their contact card (`fanal contact list`)
    #[arg(long = "for", value_name = "PERSON", value_parser = person)]
    person: Option<Box<str>>,
    /// How: signal, phone, matrix, wire, threema, whatsapp, xmpp, video, mail, in_person
    #[arg(long, value_name = "WAY")]
    by: Option<CallBy>,
    /// Before when
    #[arg(long, value_name = "MOMENT", value_parser = super::moment::moment)]
    before: Option<Timestamp>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let call = Call {
        person: args.person,
        by: args.by,
        before: args.before,
    };
    let order = ShareOrder {
        knock: true,
        title: Some(call.to_string()),
        label: Some("red".into()),
        to: vec![args.desk.to_string()],
        consent: Some("not-needed".into()),
        ..ShareOrder::default()
    };
    send(here, order).await
}

fn person(text: &str) -> std::result::Result<Box<str>, String> {
    if Call::is_person(text) {
        Ok(text.into())
    } else {
        Err(
            "a person is named by up to 24 letters and digits, and at most two of `-`, `_` and `.`"
                .into(),
        )
    }
}
