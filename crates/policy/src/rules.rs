//! The rules, in the order in which they are asked: the first no is the one that is told.
//!
//! Each is one function that says no or nothing; none can say yes on its own.

pub(crate) mod audience;
pub(crate) mod consent;
pub(crate) mod embargo;
pub(crate) mod label;
pub(crate) mod membership;
pub(crate) mod relay;
pub(crate) mod review;
pub(crate) mod roster;
pub(crate) mod viewer;

use crate::question::Question;
use crate::reason::Verdict;
use crate::world::World;

/// One rule.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    /// Its tag in SPEC.
    pub(crate) tag: &'static str,
    /// The rule in one sentence.
    pub(crate) says: &'static str,
    /// Says no or nothing.
    pub(crate) check: fn(&Question<'_>, &World<'_>) -> Verdict,
}

const fn rule(
    tag: &'static str,
    check: fn(&Question<'_>, &World<'_>) -> Verdict,
    says: &'static str,
) -> Rule {
    Rule { tag, says, check }
}

/// The tag of the rule that AMBER and RED name somebody, which routing needs too.
pub(crate) const NAMED_TAG: &str = "POL-12";
/// The tag of the rule that keeps written RED off the nodes, which sealing leaves out.
pub(crate) const RED_TAG: &str = "POL-9";
/// The tag of the requirement that only RED is sealed.
pub(crate) const SEALING_TAG: &str = "RED-4";
/// The tag of the rule about what a stream carries, likewise.
pub(crate) const STREAM_TAG: &str = "POL-10";

#[rustfmt::skip]
pub(crate) const RULES: &[Rule] = &[
    rule("POL-1", relay::is_not_withdrawn,
        "What was withdrawn, or quotes what was, is not sent, accepted, shown, written or kept; only its retraction and the receipts move."),
    rule("POL-2", relay::is_in_its_place,
        "A statement moves in its own network and in a stream of its origin that its signed header names."),
    rule("POL-3", membership::sender_may,
        "Whoever hands over is an active desk of the roster; one that is not may still take its own back."),
    rule("POL-4", membership::receiver_may,
        "Whoever gets it is another desk, active in the roster; one that is not still gets retractions, by parcel."),
    rule("POL-5", membership::origin_counts,
        "What is passed on comes from an origin that is active, or lies before the freeze of its stream in the roster; retractions always pass."),
    rule("POL-6", roster::is_in_force,
        "When the roster is expired or forked, nothing moves but retractions, their receipts and proofs."),
    rule("POL-7", roster::is_fresh_enough,
        "When the roster is stale, AMBER and RED wait."),
    rule("POL-8", relay::comes_from_its_origin,
        "Only the origin issues, publishes and retracts; AMBER, RED and what is narrowed to desks come from the origin alone; GREEN and CLEAR from any active member; the origin gets its own back from anybody."),
    rule(RED_TAG, label::is_not_written_red,
        "RED with content is sealed to people and opened on their machines: a node moves and shows a RED knock, and moves what is sealed; that enters no index, no file of the desk's and nothing public."),
    rule(STREAM_TAG, label::fits_the_stream,
        "A stream carries what its name allows: `clear` publications and retractions, green streams up to GREEN, `group/NAME/amber` up to AMBER+STRICT; what is meant for one desk goes direct."),
    rule("POL-11", label::may_be_public,
        "Public is a publication and nothing else, made of a bulletin that is CLEAR with no audience or that wishes to be published; never of RED."),
    rule(NAMED_TAG, audience::names_somebody,
        "A draft names active desks and existing groups; AMBER and RED name at least one other desk, RED no groups."),
    rule("POL-13", audience::addresses_them,
        "The recipient reads the stream and is addressed: by name, as a member of a group addressed (for AMBER: since it was signed), or, where nobody is named, by the label."),
    rule("POL-14", consent::was_given,
        "Content leaves its desk with a consent claim that is granted and has not ended, or that says why nobody had to be asked."),
    rule("POL-15", consent::goes_that_far,
        "Consent covers everyone whom the road reaches; consent for named desks covers desks in the record, from the origin alone."),
    rule("POL-16", consent::sources_go_that_far,
        "Content goes no further than anything that it quotes from another origin; an unknown source goes nowhere."),
    rule("POL-17", label::agrees_with_pap,
        "What is CLEAR or wishes to be published is not PAP:RED."),
    rule("POL-18", review::has_two_people,
        "Publication takes two people: author and another; a one-person desk has a reviewer at an active desk of another organisation."),
    rule("POL-19", review::privacy_is_answered,
        "Publication takes a privacy check with every finding answered."),
    rule("POL-20", embargo::is_over,
        "Nothing is published before `not_before`."),
    rule("POL-21", embargo::is_still_kept,
        "After `retain_until`, or the network's retention for its label, content moves and is shown no more."),
    rule("POL-22", embargo::has_sane_dates,
        "A draft's dates lie ahead: a question ends later than now, content is kept beyond now and beyond its embargo."),
    rule("POL-23", viewer::may_look,
        "Publications are for every account; GREEN for every account but mere administrators; AMBER, and what may not leave its desk, for analysts and reviewers."),
    rule("POL-24", membership::agreed,
        "In a feed of the whole network stands what an active desk published whose newest profile agrees to it."),
];
