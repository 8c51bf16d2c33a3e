//! A label as it is shown: coloured text on black, with a second mark, so that colour is never alone.

use fanal_protocol::Label;

use crate::texts::Texts;

/// A label on a page.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Pill {
    /// `TLP:AMBER+STRICT`: never translated.
    pub(crate) name: String,
    /// The class that draws colour and border.
    pub(crate) class: &'static str,
    /// How far it goes, in the reader's language.
    pub(crate) words: String,
}

impl Pill {
    /// Of a label.
    pub(crate) fn of(texts: &Texts, label: Label) -> Self {
        let (class, key) = mark(label);
        Self {
            name: label.to_string(),
            class,
            words: texts.say(key),
        }
    }
}

const fn mark(label: Label) -> (&'static str, &'static str) {
    match label {
        Label::Red => ("red", "label-red"),
        Label::AmberStrict => ("strict", "label-strict"),
        Label::Amber => ("amber", "label-amber"),
        Label::Green => ("green", "label-green"),
        Label::Clear => ("clear", "label-clear"),
    }
}

/// The key of the sentence that explains a label.
pub(crate) const fn sentence(label: Label) -> &'static str {
    match label {
        Label::Red => "label-red-more",
        Label::AmberStrict => "label-strict-more",
        Label::Amber => "label-amber-more",
        Label::Green => "label-green-more",
        Label::Clear => "label-clear-more",
    }
}

/// From the strictest to the widest, as they are offered.
pub(crate) const LABELS: [Label; 5] = [
    Label::Red,
    Label::AmberStrict,
    Label::Amber,
    Label::Green,
    Label::Clear,
];
