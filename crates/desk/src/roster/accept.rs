//! Accept the code of practice: read, and kept from now on. [JOIN-6]

use fanal_protocol::{Acceptance, Body, Code, Digest};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::book::note_acceptance;
use crate::caller::Caller;
use crate::desk::{Desk, sha256};
use crate::error::{Result, problem};
use crate::pen::Pen;

/// The code of practice, as it was read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptOrder {
    /// Its text, byte for byte.
    pub text: String,
}

/// What the rules name a code of practice by.
pub fn digest_of_code(text: &str) -> Digest {
    sha256(text.as_bytes())
}

impl Desk {
    /// Says to all members that this desk keeps the code that the roster names.
    pub async fn accept_code(&self, caller: &Caller, order: &AcceptOrder) -> Result<()> {
        caller.needs(Right::Coordinator)?;
        let (network, membership) = self.membership(None)?;
        let code = digest_of_code(&order.text);
        match membership.roster.rules.code_of_practice {
            None => {
                let text = "the rules of this network name no code of practice";
                return Err(problem(Code::NotFound, text));
            }
            Some(named) if named != code => {
                let text = format!("this text is `{code}`, the roster names `{named}`");
                return Err(problem(Code::Conflict, text));
            }
            Some(_) => {}
        }
        let acceptance = Acceptance { code };
        let mut unit = self.begin().await?;
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        let said = self.to_all(network, Body::Acceptance(acceptance.clone()));
        pen.say(said).await?;
        pen.close().await?;
        note_acceptance(unit.as_mut(), network, self.id(), &acceptance).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "roster.accept",
            &code.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }
}
