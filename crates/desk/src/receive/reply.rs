//! What is said in answer to what came, once that is stored.

use fanal_protocol::{Body, DeskId, Receipt, Refusal};
use fanal_store::Unit;

use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pen::Pen;

/// What has to be said in answer, once the batch is stored.
pub(super) enum Reply {
    Receipt { to: DeskId, body: Receipt },
    Refusal { to: Vec<DeskId>, body: Refusal },
}

impl Desk {
    pub(super) async fn reply(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        replies: Vec<Reply>,
    ) -> Result<()> {
        if replies.is_empty() {
            return Ok(());
        }
        let mut pen = Pen::take(self, membership, unit).await?;
        for reply in replies {
            match reply {
                Reply::Receipt { to, body } => {
                    drop(pen.say(self.to_desk(&to, Body::Receipt(body))).await?);
                }
                Reply::Refusal { to, body } => {
                    for desk in to.iter().filter(|desk| *desk != self.id()) {
                        pen.say(self.to_desk(desk, Body::Refusal(body.clone())))
                            .await?;
                    }
                }
            }
        }
        pen.close().await
    }
}
