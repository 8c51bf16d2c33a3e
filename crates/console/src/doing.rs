//! What was just done, as an address says it after the act: a word of a closed list, never content.

const DONE: &[(&str, &str)] = &[
    ("ended", "done-ended"),
    ("endorsed", "done-endorsed"),
    ("out", "done-out"),
    ("cookie", "done-cookie"),
    ("lang", "done-lang"),
    ("sent", "done-sent"),
    ("waiting", "done-waiting"),
    ("kept", "done-kept"),
    ("mended", "done-mended"),
    ("forgotten", "done-forgotten"),
    ("stance", "done-stance"),
    ("sighted", "done-sighted"),
    ("asked", "done-asked"),
    ("approved", "done-approved"),
    ("published", "done-published"),
    ("returned", "done-returned"),
    ("withdrawn", "done-withdrawn"),
    ("destroyed", "done-destroyed"),
    ("revised", "done-revised"),
    ("recorded", "done-recorded"),
    ("everywhere", "done-everywhere"),
    ("account", "done-account"),
    ("compared", "done-compared"),
    ("announced", "done-announced"),
    ("hook", "done-hook"),
    ("hook-removed", "done-hook-removed"),
    ("keys-asked", "done-keys-asked"),
    ("policies", "done-policies"),
    ("profile", "done-profile"),
    ("source", "done-source"),
    ("source-under-way", "done-source-under-way"),
    ("code", "done-code"),
    ("mail-key", "done-mail-key"),
    ("mail-key-removed", "done-mail-key-removed"),
    ("objected", "done-objected"),
    ("passkey", "done-passkey"),
    ("passkey-removed", "done-passkey-removed"),
    ("password", "done-password"),
    ("preferred", "done-preferred"),
    ("reported", "done-reported"),
    ("suspended", "done-suspended"),
    ("taken", "done-taken"),
    ("totp-removed", "done-totp-removed"),
    ("vouched", "done-vouched"),
];

/// The key of the sentence.
pub(crate) fn done(word: &str) -> Option<&'static str> {
    let found = DONE.iter().find(|(known, _)| *known == word);
    found.map(|(_, key)| *key)
}
