//! Client certificates: a program's way to sign in without a secret that travels. What is kept of one is
//! a hash of its key, as of a token; it ends like a token. [TAX-1]

use fanal_protocol::{Code, Digest};
use fanal_store::TokenRow;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::tokens::{expiry_of, room_for_token};
use crate::caller::{Caller, name_of};
use crate::desk::{Desk, sha256};
use crate::error::{Result, not_found, problem};

/// Adds a certificate to one's own account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateOrder {
    /// SHA-256 of the certificate's public key (its `SubjectPublicKeyInfo`), in hexadecimal.
    pub key: Digest,
    /// What it is for.
    #[serde(default)]
    pub purpose: String,
    /// Days that it lives; 90 if it is not said.
    #[serde(default)]
    pub days: Option<u16>,
}

/// A certificate that signs in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CertificateShown {
    /// SHA-256 of its public key.
    pub key: Digest,
    /// For whom it speaks.
    pub account: String,
    /// Its rights.
    pub rights: Vec<String>,
    /// Ends at.
    pub expires: fanal_protocol::Timestamp,
}

/// What a key is kept as: no token's text has such a hash.
fn row_of(key: Digest) -> Digest {
    sha256(&[b"fanal client certificate\0", key.as_bytes().as_slice()].concat())
}

impl Desk {
    /// Lets whoever has the key of a certificate speak for one's own account, until it ends.
    pub async fn add_certificate(
        &self,
        caller: &Caller,
        order: &CertificateOrder,
    ) -> Result<CertificateShown> {
        // [ACC-5] [ACC-6] As a token.
        caller.needs_proof(self.now())?;
        let expires = expiry_of(caller, self.now(), order.days)?;
        let mut unit = self.begin().await?;
        let account = unit
            .account(caller.account())
            .await?
            .ok_or_else(|| not_found("account"))?;
        let hash = row_of(order.key);
        match unit.token(hash).await? {
            Some(held) if held.account != account.name => {
                let text = "this certificate speaks for another account: make one of its own";
                return Err(problem(Code::Conflict, text));
            }
            Some(_) => {}
            None => room_for_token(unit.as_mut(), &account.name, self.now()).await?,
        }
        let row = TokenRow {
            hash,
            account: account.name.clone(),
            purpose: format!("certificate {}", order.purpose)
                .chars()
                .take(80)
                .collect(),
            rights: caller.rights().clone(),
            expires: Some(expires),
            proves: false,
        };
        unit.put_token(&row).await?;
        let act = "certificate.add";
        unit.put_audit(self.now(), &account.name, act, &account.name, "done")
            .await?;
        unit.commit().await?;
        Ok(CertificateShown {
            key: order.key,
            account: account.name,
            rights: row
                .rights
                .iter()
                .map(|right| name_of(*right).into())
                .collect(),
            expires,
        })
    }

    /// Who a certificate speaks for, by the SHA-256 of its key.
    pub async fn caller_by_certificate(&self, key: Digest) -> Result<Caller> {
        self.caller_by_row(row_of(key)).await
    }
}
