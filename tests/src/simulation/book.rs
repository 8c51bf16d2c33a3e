//! Signatures as symbols: a book of who signed what. What does not stand in it, nobody signed.
//!
//! It stands behind the same trait as Ed25519, so the session cannot tell the two apart; a test asks
//! both about everything that a world came to.

use std::collections::HashMap;
use std::sync::Mutex;

use fanal_protocol::checkpoint::{Checkpoint, CheckpointError};
use fanal_protocol::note::{Note, NoteError, VerifierKey};
use fanal_protocol::{DeskId, EnvelopeError, Opened, PublicKey, SecretKey, StatementError};
use fanal_sync::Verifier;

/// The book. What is written once stays.
#[derive(Default)]
pub struct Book {
    /// The planted bug: one member's key is as good as another's.
    any_key_counts: bool,
    statements: Mutex<HashMap<Vec<u8>, Opened>>,
    notes: Mutex<HashMap<String, (PublicKey, Checkpoint)>>,
}

impl Book {
    /// A book that does not look whose key it was: a planted bug.
    pub fn where_any_key_counts() -> Self {
        Self {
            any_key_counts: true,
            ..Self::default()
        }
    }

    /// This key signed this statement.
    pub fn write(&self, opened: &Opened) {
        let mut statements = self.statements.lock().unwrap();
        statements.insert(opened.bytes().to_vec(), opened.clone());
    }

    /// This key signed this checkpoint.
    pub fn write_note(&self, note: &str, key: &SecretKey) {
        let parsed = Note::parse(note).unwrap();
        let checkpoint = Checkpoint::parse(parsed.unverified_text()).unwrap();
        let mut notes = self.notes.lock().unwrap();
        notes.insert(note.to_owned(), (key.public(), checkpoint));
    }

    /// Every statement that was ever signed.
    pub fn statements(&self) -> Vec<Opened> {
        self.statements.lock().unwrap().values().cloned().collect()
    }

    /// Every checkpoint that was ever signed, with its key.
    pub fn notes(&self) -> Vec<(String, PublicKey, Checkpoint)> {
        let notes = self.notes.lock().unwrap();
        let rows = notes.iter();
        rows.map(|(note, (key, checkpoint))| (note.clone(), *key, checkpoint.clone()))
            .collect()
    }
}

impl Verifier for Book {
    fn statement(
        &self,
        bytes: &[u8],
        origin: &DeskId,
        keys: &[PublicKey],
    ) -> Result<Opened, StatementError> {
        let statements = self.statements.lock().unwrap();
        let opened = statements
            .get(bytes)
            .filter(|opened| self.any_key_counts || keys.contains(&opened.signer()))
            .ok_or_else(|| EnvelopeError::NotSigned(origin.to_string()))?;
        let header = opened.header();
        if header.origin != *origin {
            return Err(StatementError::Rule {
                kind: header.kind,
                what: format!("it names `{}` as its origin", header.origin),
            });
        }
        Ok(opened.clone())
    }

    fn checkpoint(
        &self,
        note: &str,
        key: &VerifierKey,
        line: &str,
    ) -> Result<Checkpoint, CheckpointError> {
        let notes = self.notes.lock().unwrap();
        let (signer, checkpoint) = notes.get(note).ok_or(NoteError::NotSigned)?;
        let is_theirs = self.any_key_counts || signer == key.key();
        if !is_theirs || checkpoint.origin != key.name().as_str() {
            return Err(NoteError::NotSigned.into());
        }
        if checkpoint.origin != line {
            return Err(CheckpointError::WrongOrigin {
                found: checkpoint.origin.clone(),
                expected: line.to_owned(),
            });
        }
        Ok(checkpoint.clone())
    }
}
