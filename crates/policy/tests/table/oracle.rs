//! A second, naive oracle: if and else straight from the prose of the design, section 4, over plain
//! words. It shares no code with the crate, and nothing here is clever on purpose.

/// One row of `table/decisions.csv`, before the answer.
pub(crate) struct Row {
    pub(crate) label: &'static str,
    pub(crate) consent: &'static str,
    pub(crate) sender: &'static str,
    pub(crate) recipient: &'static str,
    pub(crate) review: &'static str,
    pub(crate) roster: &'static str,
}

/// `allow`, or the code of the refusal.
pub(crate) fn answer(row: &Row) -> &'static str {
    if row.recipient == "public" {
        public(row)
    } else {
        to_a_desk(row)
    }
}

/// To a desk, in the stream that the label leads to: AMBER and RED name the member, the suspended
/// desk, the expelled desk and the stranger; GREEN and CLEAR name nobody.
fn to_a_desk(row: &Row) -> &'static str {
    // Active members only, whatever the audience says.
    if row.recipient == "suspended" || row.recipient == "expelled" || row.recipient == "stranger" {
        return "policy.member";
    }
    let strict = row.label == "AMBER"
        || row.label == "AMBER+STRICT"
        || row.label == "RED"
        || row.label == "RED knock";
    if row.roster == "expired" || row.roster == "forked" {
        return "policy.roster";
    }
    // AMBER and RED wait past the network's limit; passing them on is not a matter of waiting.
    if row.roster == "stale" && strict && row.sender == "origin" {
        return "policy.roster";
    }
    // AMBER and RED: origin only. GREEN, CLEAR: any active member.
    if strict && row.sender == "relay" {
        return "policy.origin";
    }
    if row.label == "RED" {
        return "policy.label";
    }
    if strict && row.recipient == "other member" {
        return "policy.audience";
    }
    match row.consent {
        "refused" => "policy.consent.refused",
        "not_asked" => "policy.consent.not_asked",
        "ended" => "policy.consent.expired",
        "desk" => "policy.consent.scope",
        // The record names the member and the three that are out, and nobody else; the whole
        // network was not named to the person.
        "named" if !strict => "policy.consent.scope",
        "named" | "network" | "public" | "not_needed" => "allow",
        other => panic!("consent {other}"),
    }
}

/// To the public: published by this desk, with an answered privacy check and no embargo.
fn public(row: &Row) -> &'static str {
    if row.roster == "expired" || row.roster == "forked" {
        return "policy.roster";
    }
    if row.sender == "relay" {
        return "policy.origin";
    }
    // RED, AMBER+STRICT, AMBER, GREEN: never (no wish to be published is in these rows).
    if row.label != "CLEAR" {
        return "policy.label";
    }
    match row.consent {
        "refused" => return "policy.consent.refused",
        "not_asked" => return "policy.consent.not_asked",
        "ended" => return "policy.consent.expired",
        "desk" | "named" | "network" => return "policy.consent.scope",
        "public" | "not_needed" => {}
        other => panic!("consent {other}"),
    }
    match row.review {
        "two people" | "elsewhere" => "allow",
        "missing" | "same person" | "elsewhere, suspended" => "policy.review",
        other => panic!("review {other}"),
    }
}
