//! What changes in a roster, and what stands against something, in the reader's language. [CSL-24]

use fanal_desk::{Told, ToldCode};

use crate::texts::Texts;

/// A sentence by its code.
pub(crate) fn told(texts: &Texts, one: &Told) -> String {
    let is_status = one.code == ToldCode::Status.as_str();
    let words = one.words.iter().map(|(name, word)| {
        let word = match word.parse::<u32>() {
            Ok(number) => texts.number(number),
            Err(_) if is_status && name != "desk" => texts.say(&format!("status-{word}")),
            Err(_) => word.clone(),
        };
        (name.clone(), word)
    });
    let key = format!("told-{}", one.code.replace('_', "-"));
    texts.with_all(&key, words)
}

/// All of them.
pub(crate) fn all(texts: &Texts, all: &[Told]) -> Vec<String> {
    all.iter().map(|one| told(texts, one)).collect()
}
