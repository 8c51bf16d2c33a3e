//! What a person sees before sending: the same decision, asked once for each desk.

use std::collections::BTreeSet;

use fanal_protocol::{Audience, Code, DeskId, Label};

use crate::decide::{Decision, all_reasons, decide};
use crate::explain::{routed, send_routed};
use crate::facts::Facts;
use crate::question::{Question, Right, Viewer};
use crate::reason::Reason;
use crate::world::World;

/// What those who get it may do with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Then {
    /// RED: the people named, nobody else.
    NamedPeople,
    /// AMBER+STRICT: their staff, nobody else.
    StaffOnly,
    /// AMBER: their staff, who may brief a beneficiary who needs it.
    StaffAndBeneficiaries,
    /// GREEN to desks named: their accounts; no other desk.
    TheseDesks,
    /// GREEN to groups: members may pass it on inside the group.
    InsideTheGroups,
    /// GREEN: any active member may pass it on to any other.
    InsideTheNetwork,
    /// CLEAR, not published yet: it travels as GREEN.
    AsGreenUntilPublished,
}

impl Then {
    /// The key of the sentence, for catalogues.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NamedPeople => "then.named_people",
            Self::StaffOnly => "then.staff_only",
            Self::StaffAndBeneficiaries => "then.staff_and_beneficiaries",
            Self::TheseDesks => "then.these_desks",
            Self::InsideTheGroups => "then.inside_the_groups",
            Self::InsideTheNetwork => "then.inside_the_network",
            Self::AsGreenUntilPublished => "then.as_green_until_published",
        }
    }

    /// The sentence in English.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NamedPeople => "only the people named; they may not pass it on",
            Self::StaffOnly => "only their staff; no beneficiary, no other desk",
            Self::StaffAndBeneficiaries => {
                "they may tell beneficiaries who need it; they may not pass it on to other desks"
            }
            Self::TheseDesks => "everybody at these desks; they may not pass it on to other desks",
            Self::InsideTheGroups => "members of the groups may pass it on to each other",
            Self::InsideTheNetwork => {
                "any active desk may pass it on to any other; never in public"
            }
            Self::AsGreenUntilPublished => {
                "any active desk may pass it on to any other; the public has it once it is published"
            }
        }
    }

    fn of(facts: &Facts) -> Self {
        let audience = &facts.marking.audience;
        match facts.marking.label {
            Label::Red => Self::NamedPeople,
            Label::AmberStrict => Self::StaffOnly,
            Label::Amber => Self::StaffAndBeneficiaries,
            Label::Green | Label::Clear if !audience.groups.is_empty() => Self::InsideTheGroups,
            Label::Green | Label::Clear if !audience.is_empty() => Self::TheseDesks,
            Label::Green => Self::InsideTheNetwork,
            Label::Clear => Self::AsGreenUntilPublished,
        }
    }
}

/// Will the public have it?
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicOutlook {
    /// Not as it stands.
    Never(Reason),
    /// Once these are mended.
    After(Vec<Reason>),
    /// It may be published at once.
    Now,
}

/// What a person should know before sending.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Note {
    /// A recipient must report some cases to authorities.
    MandatoryReporting {
        /// Which desk.
        desk: DeskId,
        /// Under whose law, ISO 3166.
        jurisdiction: Option<String>,
        /// What it must report, in its words.
        duty: String,
    },
    /// The audience is inside what is signed: these desks learn of each other. [R14]
    RecipientsSeeEachOther,
    /// The desk's node cannot be called: it gets this when it calls.
    CallsOutOnly {
        /// Which desk.
        desk: DeskId,
    },
}

/// Who gets it, who does not, and what follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// Why it cannot be issued as it stands, if this desk is its origin. `now` then says who would
    /// get what is issued already.
    pub blocked: Option<Reason>,
    /// The desks that get it from this one.
    pub now: Vec<DeskId>,
    /// What they may do with it.
    pub then: Then,
    /// The other desks of the roster, and why not.
    pub not: Vec<(DeskId, Reason)>,
    /// The public.
    pub public: PublicOutlook,
    /// What to know before sending.
    pub notes: Vec<Note>,
    /// How many desks more (or fewer) other labels would reach. GREEN and CLEAR as the whole
    /// network, the rest with the audience as it is; labels that would be refused are left out.
    pub widen: Vec<(Label, i64)>,
}

/// Answers "who will see this?" by asking [`decide`] about each desk.
pub fn preview(facts: &Facts, world: &World<'_>) -> Preview {
    let (now, not) = split(facts, world);
    Preview {
        blocked: blocked(facts, world),
        then: Then::of(facts),
        public: public_outlook(facts, world),
        notes: notes(facts, &now, world),
        widen: widen(facts, now.len(), world),
        now,
        not,
    }
}

/// Who reads it at a desk that has it, by the rule for accounts alone: those with any of these rights. What is published
/// later is for every account. [POL-23]
pub fn readers(facts: &Facts, world: &World<'_>) -> BTreeSet<Right> {
    let reads = |right: &Right| {
        let viewer = &Viewer::with([*right]);
        decide(Question::Show { facts, viewer }, world).is_allowed()
    };
    Right::ALL.into_iter().filter(reads).collect()
}

/// For each label, with the audience as it is: how many desks would get it, or why it is refused.
pub fn alternatives(facts: &Facts, world: &World<'_>) -> Vec<(Label, Result<usize, Reason>)> {
    by_label(facts, world)
        .into_iter()
        .map(|(label, answer)| (label, answer.map(|(now, _)| now.len())))
        .collect()
}

/// For each label, with the audience as it is: which desks would get it, which not and why; or why the
/// label itself is refused.
pub fn by_label(facts: &Facts, world: &World<'_>) -> Vec<(Label, Result<Split, Reason>)> {
    Label::ALL
        .into_iter()
        .map(|label| (label, answer(&relabelled(facts, label), world)))
        .collect()
}

fn answer(draft: &Facts, world: &World<'_>) -> Result<Split, Reason> {
    match decide(Question::Compose { facts: draft }, world) {
        Decision::Allow(_) => Ok(split(draft, world)),
        Decision::Deny(reason) => Err(reason),
    }
}

fn relabelled(facts: &Facts, label: Label) -> Facts {
    let mut draft = facts.clone();
    draft.marking.label = label;
    draft.streams.clear();
    draft.members_when_signed = None;
    draft
}

/// Desks that get it; desks that do not, each with the reason.
pub type Split = (Vec<DeskId>, Vec<(DeskId, Reason)>);

fn split(facts: &Facts, world: &World<'_>) -> Split {
    let (mut now, mut not) = (Vec::new(), Vec::new());
    let routed = routed(facts, world);
    for desk in world
        .roster
        .desks
        .iter()
        .map(|entry| &entry.id)
        .filter(|id| *id != world.me)
    {
        let answer = match &routed {
            Ok(facts) => send_routed(facts, desk, world).permit().map(drop),
            Err(reason) => Err(reason.clone()),
        };
        match answer {
            Ok(()) => now.push(desk.clone()),
            Err(reason) => not.push((desk.clone(), reason)),
        }
    }
    (now, not)
}

fn blocked(facts: &Facts, world: &World<'_>) -> Option<Reason> {
    if facts.object.origin != *world.me {
        return None;
    }
    decide(Question::Compose { facts }, world).permit().err()
}

fn public_outlook(facts: &Facts, world: &World<'_>) -> PublicOutlook {
    let lacks = all_reasons(Question::Publish { facts }, world);
    match lacks.iter().find(|reason| is_final(reason.code)) {
        Some(reason) => PublicOutlook::Never(reason.clone()),
        None if lacks.is_empty() => PublicOutlook::Now,
        None => PublicOutlook::After(lacks),
    }
}

/// Neither time nor a second person mends it: the origin would have to decide otherwise.
const fn is_final(code: Code) -> bool {
    matches!(
        code,
        Code::PolicyLabel
            | Code::PolicyOrigin
            | Code::PolicyWithdrawn
            | Code::PolicyPap
            | Code::PolicyConsentRefused
            | Code::VerifyPlace
    )
}

fn notes(facts: &Facts, now: &[DeskId], world: &World<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    if facts.marking.audience.desks.len() > 1 {
        notes.push(Note::RecipientsSeeEachOther);
    }
    for entry in now.iter().filter_map(|id| world.roster.desk(id)) {
        if let Some(duty) = &entry.mandatory_reporting {
            notes.push(Note::MandatoryReporting {
                desk: entry.id.clone(),
                jurisdiction: entry.jurisdiction.clone(),
                duty: duty.clone(),
            });
        }
        if entry.addresses.is_empty() {
            notes.push(Note::CallsOutOnly {
                desk: entry.id.clone(),
            });
        }
    }
    notes
}

fn widen(facts: &Facts, now: usize, world: &World<'_>) -> Vec<(Label, i64)> {
    let others = Label::ALL
        .into_iter()
        .filter(|label| *label != facts.marking.label);
    let reached = others.filter_map(|label| {
        let mut draft = relabelled(facts, label);
        if label <= Label::Green {
            draft.marking.audience = Audience::default();
        }
        answer(&draft, world)
            .map(|(now, _)| now.len())
            .ok()
            .map(|desks| (label, difference(desks, now)))
    });
    reached.collect()
}

/// Rosters are bounded far below `i64`.
fn difference(desks: usize, now: usize) -> i64 {
    let wide = |count| i64::try_from(count).unwrap_or(i64::MAX);
    wide(desks).saturating_sub(wide(now))
}
