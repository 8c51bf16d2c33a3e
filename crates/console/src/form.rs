//! The fields of a form or of an address, in the order in which they came.

use std::collections::BTreeMap;

/// Fields by name; a name may come several times.
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

/// More are no form of ours.
pub(crate) const FIELDS: usize = 20_000;

impl Form {
    /// Reads `a=b&c=d`.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes).take(FIELDS + 1);
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), text(&value)))
                .collect(),
        )
    }

    /// Of fields that were read elsewhere.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Are there more than a form of ours has? No more than one of these is read.
    pub(crate) fn is_too_long(&self) -> bool {
        self.0.len() > FIELDS
    }

    /// All fields.
    pub fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// The first value of this name, or nothing.
    pub(crate) fn one(&self, name: &str) -> &str {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        found.next().map_or("", |(_, value)| value.as_str())
    }

    /// The first value of this name without spaces around it, if there is anything in it.
    pub(crate) fn some(&self, name: &str) -> Option<String> {
        let value = self.one(name).trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Every value of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Why what the privacy check found stays, by finding.
    pub(crate) fn answers(&self) -> BTreeMap<String, String> {
        let given = self.beginning("because-");
        let given = given.filter(|(_, why)| !why.trim().is_empty());
        given
            .map(|(key, why)| (key.to_owned(), why.trim().to_owned()))
            .collect()
    }

    /// Was it ticked?
    pub(crate) fn has(&self, name: &str) -> bool {
        !self.one(name).is_empty()
    }

    /// The values of names that begin so, by the rest of the name.
    pub(crate) fn beginning<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }
}

/// Browsers send the ends of lines as CR LF.
fn text(value: &str) -> String {
    value.replace("\r\n", "\n")
}
