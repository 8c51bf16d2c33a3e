//! Who waits to hear that something changed.

use std::collections::BTreeMap;

use fanal_protocol::DeskId;

/// Desks that hold a hint request open, and whether there is news for them. Several connections of
/// one desk count as one; waking tells nothing but "ask again".
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hints {
    waiting: BTreeMap<DeskId, bool>,
}

impl Hints {
    /// A desk waits from now on.
    pub fn wait(&mut self, desk: &DeskId) {
        self.waiting.entry(desk.clone()).or_insert(false);
    }

    /// A desk waits no more: it was answered, or it hung up.
    pub fn forget(&mut self, desk: &DeskId) {
        self.waiting.remove(desk);
    }

    /// Something changed: marks and returns those who may see it. `may_see` is the policy's answer
    /// for this stream; whoever may not see it is not woken, because the waking alone would tell.
    pub fn changed(&mut self, mut may_see: impl FnMut(&DeskId) -> bool) -> Vec<DeskId> {
        let mut woken = Vec::new();
        for (desk, news) in &mut self.waiting {
            if !*news && may_see(desk) {
                *news = true;
                woken.push(desk.clone());
            }
        }
        woken
    }

    /// Is there news for this desk?
    pub fn has_news(&self, desk: &DeskId) -> bool {
        self.waiting.get(desk).copied().unwrap_or(false)
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Does nobody wait?
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(name: &str) -> DeskId {
        name.parse().unwrap()
    }

    // [SYN-13]
    #[test]
    fn a_desk_that_may_not_see_the_stream_is_not_woken() {
        let mut hints = Hints::default();
        hints.wait(&desk("kivu"));
        hints.wait(&desk("lima"));
        assert_eq!(hints.changed(|d| d.as_str() == "kivu"), [desk("kivu")]);
        assert!(!hints.has_news(&desk("lima")));
    }

    #[test]
    fn a_desk_is_woken_once_until_it_asks_again() {
        let mut hints = Hints::default();
        hints.wait(&desk("kivu"));
        assert_eq!(hints.changed(|_| true).len(), 1);
        assert!(hints.changed(|_| true).is_empty());
        hints.forget(&desk("kivu"));
        hints.wait(&desk("kivu"));
        assert_eq!(hints.changed(|_| true).len(), 1);
    }

    #[test]
    fn news_that_comes_before_the_request_wakes_nobody() {
        let mut hints = Hints::default();
        assert!(hints.changed(|_| true).is_empty() && hints.is_empty());
    }
}
