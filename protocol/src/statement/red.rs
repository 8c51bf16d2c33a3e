//! RED as it stands inside what is sealed: a bulletin that a person signed, with label and recipients
//! in it. No desk's key signs it, and no stream carries it. [RED-3]

use super::{
    Body, Bulletin, BulletinKind, Envelope, Header, KeyPurpose, Kind, Opened, PublicKey, SecretKey,
    Statement, StatementError, StreamName,
};
use crate::{DeskId, Label};

/// The DSSE payload type of RED: no reader of statements takes one for the other.
pub const RED_TYPE: &str = "application/vnd.fanal.red+json;v=1";

/// RED whose person's signature was verified. No Debug: it is content.
#[derive(Clone)]
pub struct Red {
    header: Header,
    bulletin: Box<Bulletin>,
    signer: PublicKey,
}

impl Red {
    /// Signs it with the key of the person's card; the envelope's bytes.
    pub fn sign(
        header: Header,
        bulletin: Bulletin,
        key: &SecretKey,
    ) -> Result<Vec<u8>, StatementError> {
        let statement = Statement::new(header, Body::Bulletin(Box::new(bulletin)))?;
        check(&statement)?;
        let payload = statement.payload()?;
        Ok(Envelope::sign(RED_TYPE, payload, key, KeyPurpose::Person).to_bytes())
    }

    /// Verifies with the key of the person's card, then parses.
    ///
    /// `origin` is the desk whose card it is; its name must stand in the header too.
    pub fn open(bytes: &[u8], origin: &DeskId, key: PublicKey) -> Result<Self, StatementError> {
        let opened = Opened::open_typed(bytes, RED_TYPE, origin, &[key])?;
        check(&opened.statement)?;
        let signer = opened.signer();
        let (header, body) = opened.statement.into_parts();
        let Body::Bulletin(bulletin) = body else {
            return Err(broken(&header, "RED is a bulletin".to_owned()));
        };
        Ok(Self {
            header,
            bulletin,
            signer,
        })
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// What the person wrote.
    pub const fn bulletin(&self) -> &Bulletin {
        &self.bulletin
    }

    /// The key that verified it.
    pub const fn signer(&self) -> PublicKey {
        self.signer
    }
}

fn broken(header: &Header, what: String) -> StatementError {
    StatementError::Rule {
        kind: header.kind,
        what,
    }
}

/// Whoever opens it sees the label first and whom it was for: all of it is inside what is signed.
fn check(statement: &Statement) -> Result<(), StatementError> {
    let header = statement.header();
    let rule = |what: &str| Err(broken(header, what.to_owned()));
    let Body::Bulletin(bulletin) = statement.body() else {
        return rule("RED is a bulletin");
    };
    let audience = &bulletin.marking.audience;
    if header.kind != Kind::Bulletin || bulletin.kind != BulletinKind::Report {
        return rule("RED is a report");
    }
    if bulletin.marking.label != Label::Red || bulletin.wishes_publication {
        return rule("what is sealed is TLP:RED, and wishes no publication");
    }
    if header.revision != 1 {
        return rule("RED has one revision: take it back and write another");
    }
    let to_desks = header.streams.iter().map(|stream| match stream {
        StreamName::Direct(desk) => Some(desk),
        StreamName::Clear
        | StreamName::Green(_)
        | StreamName::GroupGreen(_)
        | StreamName::GroupAmber(_) => None,
    });
    if !to_desks.eq(audience.desks.iter().map(Some)) || !audience.groups.is_empty() {
        return rule("its streams are those to the desks that it names, and no groups");
    }
    let desk_of = |person: &str| {
        person
            .split_once('/')
            .and_then(|(desk, _)| desk.parse().ok())
    };
    let named: Option<std::collections::BTreeSet<DeskId>> = audience
        .people
        .iter()
        .map(|person| desk_of(person))
        .collect();
    if named.as_ref() != Some(&audience.desks) {
        return rule("it names people as `DESK/PSEUDONYM`, of each of its desks");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
