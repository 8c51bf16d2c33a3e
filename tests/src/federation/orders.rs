//! Orders to share, said as a person would.

use fanal_desk::ShareOrder;
use fanal_protocol::Timestamp;

/// Shares this text under this label; nobody had to be asked.
pub fn share(label: &str, content: &str) -> ShareOrder {
    ShareOrder {
        content: content.to_owned(),
        label: Some(label.to_owned()),
        title: Some("A find".to_owned()),
        consent: Some("not-needed:no-beneficiary".to_owned()),
        role: Some("c2".to_owned()),
        ..ShareOrder::default()
    }
}

/// The rest of the sentence.
pub trait Ordering: Sized {
    /// Addressed to these desks, and groups as `group:NAME`.
    #[must_use]
    fn to(self, names: &[&str]) -> Self;
    /// With this title.
    #[must_use]
    fn titled(self, title: &str) -> Self;
    /// The person agreed to that much.
    #[must_use]
    fn consent(self, claim: &str) -> Self;
    /// Not public before.
    #[must_use]
    fn not_before(self, moment: Timestamp) -> Self;
    /// Kept until.
    #[must_use]
    fn retained_until(self, moment: Timestamp) -> Self;
    /// A question until then.
    #[must_use]
    fn asking_until(self, moment: Timestamp) -> Self;
}

impl Ordering for ShareOrder {
    fn to(mut self, names: &[&str]) -> Self {
        self.to = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    fn titled(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    fn consent(mut self, claim: &str) -> Self {
        self.consent = Some(claim.to_owned());
        self
    }

    fn not_before(mut self, moment: Timestamp) -> Self {
        self.not_before = Some(moment);
        self
    }

    fn retained_until(mut self, moment: Timestamp) -> Self {
        self.retain_until = Some(moment);
        self
    }

    fn asking_until(mut self, moment: Timestamp) -> Self {
        self.question_until = Some(moment);
        self
    }
}
