//! What stands on the cover sheet of a piece of evidence: which bytes, by whose signature, at which place of whose log,
//! under which roster; and the file that proves it. That somebody printed one stands in the audit trail.

mod package;
mod words;

pub use package::Place;
pub(crate) use package::{is_evidence, verify_evidence};

use fanal_policy::{Decision, ExportTo, Question, decide};
use fanal_protocol::{NetworkId, PublicKey};
use fanal_store::{BulletinRow, Unit};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, not_found};
use crate::export::{Exported, ExportedFile};
use crate::history::RevisionShown;
use crate::inbox::BulletinShown;

/// A bulletin that is held, with what proves it.
#[derive(Debug)]
pub struct Evidence {
    /// The bulletin.
    pub shown: BulletinShown,
    /// The revision that is held.
    pub revision: RevisionShown,
    /// The network.
    pub network: NetworkId,
    /// The version of its roster that is in force.
    pub roster: u64,
    /// The keys that the roster has for its origin.
    pub keys: Vec<PublicKey>,
    /// Where it stands in the log of its origin.
    pub place: Place,
}

impl Desk {
    /// What to print beside the signed original.
    pub async fn evidence(&self, caller: &Caller, which: &str) -> Result<Evidence> {
        let shown = self.show_bulletin(caller, which).await?;
        let history = self.history_of(caller, which).await?;
        let held = history.into_iter().find(|one| one.digest == shown.digest);
        let revision = held
            .filter(|one| !one.purged)
            .ok_or_else(|| not_found("bulletin: it was withdrawn, nothing is left to prove"))?;
        let (network, membership) = self.membership(None)?;
        let entry = membership.roster.desk(&shown.line.origin);
        let keys = entry.map_or_else(Vec::new, |entry| {
            entry.signing.iter().map(|record| record.key).collect()
        });
        let mut unit = self.begin().await?;
        let proved =
            package::proved(unit.as_mut(), network, &shown.line.origin, shown.digest).await?;
        let (who, object) = (caller.account(), &shown.line.reference);
        unit.put_audit(self.now(), who, "bulletin.evidence", object, "done")
            .await?;
        unit.commit().await?;
        Ok(Evidence {
            network,
            roster: membership.roster.version(),
            keys,
            place: proved.place,
            revision,
            shown,
        })
    }

    /// The file that proves one bulletin, and a sheet in words beside it.
    pub(crate) async fn export_evidence(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        row: &BulletinRow,
        lang: &str,
    ) -> Result<Exported> {
        let network = membership.roster.network();
        let held = unit.envelope(row.digest).await?;
        let gone = || not_found("bulletin: it was withdrawn, nothing is left to prove");
        let (facts, sealed) = held.ok_or_else(gone)?;
        let question = Question::Export {
            facts: &facts,
            to: ExportTo::OwnDesk,
        };
        let permit = match decide(question, &membership.world(self.id(), self.now())) {
            Decision::Allow(permit) => permit,
            Decision::Deny(reason) => return Err(reason.into()),
        };
        let bytes = sealed.release(&permit).map(Vec::as_slice);
        let statement = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
        let statement = statement.ok_or_else(gone)?;
        let origin = &row.reference.origin;
        let proved = package::proved(unit, network, origin, row.digest).await?;
        let (place, words) = (proved.place.clone(), words::words(lang));
        let rosters = unit.rosters_from(network, 1).await?;
        let facts: [(&str, String); 8] = [
            (words.bulletin, format!("{origin}/{}", row.reference.id)),
            (words.label, row.label.to_string()),
            (words.digest, row.digest.to_string()),
            (words.signed, origin.to_string()),
            (
                words.place,
                format!("{} / {} ({})", place.index + 1, place.size, place.stream),
            ),
            (words.network, network.to_string()),
            (words.roster, membership.roster.version().to_string()),
            (
                words.made,
                format!("{}, {}", self.profile().name, self.now().date()),
            ),
        ];
        let mut sheet = format!("{}\n{}\n\n", row.label, words.title);
        for (what, fact) in facts {
            sheet.push_str(&format!("{what}: {fact}\n"));
        }
        sheet.push_str(&format!(
            "\n{}\n\n{}\n\n{}\n",
            words.check, words.limits, row.label
        ));
        Ok(Exported {
            file_name: "evidence.json".into(),
            media_type: "application/json".into(),
            content: proved.packed(statement.trim(), &rosters),
            announced: 1,
            left_out: Vec::new(),
            bulletins: 1,
            label: Some(row.label),
            beside: vec![ExportedFile {
                file_name: "cover.txt".into(),
                content: sheet,
            }],
        })
    }
}
