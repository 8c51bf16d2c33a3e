//! What people write, as labels, claims, audiences, roles and references; bad words are told where.

use std::collections::{BTreeMap, BTreeSet};

use fanal_formats::{Column, Format, Found, Options, Reading};
use fanal_protocol::{
    Audience, Call, Claim, Code, DeskId, GroupId, Label, NoBeneficiary, Reference, Role, Scope,
    Timestamp,
};

use super::{RefusedShown, ShareOrder};
use crate::error::{Result, invalid, problem};

/// Reads what came with the order.
pub(crate) fn read(order: &ShareOrder) -> Result<Reading> {
    let format = match &order.format {
        Some(name) => Some(
            name.parse::<Format>()
                .map_err(|error| invalid(error.to_string()))?,
        ),
        // Only tables have columns.
        None if !order.columns.is_empty() => Some(Format::Csv),
        None => None,
    };
    let options = Options {
        file_name: order.file_name.as_deref(),
        columns: columns_of(&order.columns)?,
        as_kind: order.kind.as_deref().map(kind_of).transpose()?,
        takes_context: order.take_context,
        ..Options::default()
    };
    if order.knock {
        refuse_content_of_a_knock(order)?;
    }
    if order.content.trim().is_empty() && !order.knock {
        return Err(invalid(
            "there is nothing to read: paste values, or name a file",
        ));
    }
    let mut reading = fanal_formats::read(format, order.content.as_bytes(), &options)
        .map_err(|fault| problem(Code::VerifyFormat, fault.to_string()))?;
    crate::import::refuse_findings_of_a_device(&reading)?;
    crate::import::refuse_what_is_only_asked(&reading)?;
    could_be_told(order, reading.format)?;
    leave_out(order, &mut reading)?;
    Ok(reading)
}

/// [STM-8] Said here in words for whoever wrote it; a statement that carried it could not be made.
fn refuse_content_of_a_knock(order: &ShareOrder) -> Result<()> {
    let has_content = !order.content.trim().is_empty()
        || order.summary.is_some()
        || order.also_please.is_some()
        || order.category.is_some();
    let words = order.title.as_deref().map(str::parse::<Call>).transpose();
    if has_content || words.is_err() {
        return Err(invalid(
            "a knock carries no content: only whom to call, how and before when, a label and desks",
        ));
    }
    Ok(())
}

/// The values that the order says were seen at one person only, in their normal form. One that was not read would be
/// looked for in vain. [PRV-16]
pub(super) fn seen_once_of(order: &ShareOrder, reading: &Reading) -> Result<BTreeSet<String>> {
    let read = reading.indicators.iter().map(|found| found.value.text());
    let known: BTreeSet<&str> = read
        .chain(order.leave_out.iter().map(String::as_str))
        .collect();
    let normal = |written: &String| match fanal_stix::Value::guess(written) {
        Some(value) if !known.contains(written.as_str()) => value.text().to_owned(),
        Some(_) | None => written.clone(),
    };
    let seen: BTreeSet<String> = order.seen_once.iter().map(normal).collect();
    if seen.iter().all(|value| known.contains(value.as_str())) {
        return Ok(seen);
    }
    // The value itself is not repeated: messages end in logs.
    Err(invalid(
        "what was seen at one person only is none of the values that were read: say it as it is listed",
    ))
}

/// A kind of value by its name.
fn kind_of(name: &str) -> Result<fanal_stix::Kind> {
    name.parse().map_err(|_| {
        let all = fanal_stix::Kind::ALL.map(fanal_stix::Kind::as_str);
        invalid(format!(
            "that is no kind of value; there are: {}",
            all.join(", ")
        ))
    })
}

/// Columns by their number from 1, as people count.
fn columns_of(told: &BTreeMap<String, String>) -> Result<BTreeMap<usize, Column>> {
    let column = |(number, word): (&String, &String)| {
        let place: Option<usize> = number.parse().ok();
        let place = place
            .and_then(|place| place.checked_sub(1))
            .ok_or_else(|| invalid("columns are counted from 1: `1`, `2`, ..."))?;
        let column = word.parse::<Column>();
        Ok((place, column.map_err(|error| invalid(error.to_string()))?))
    };
    told.iter().map(column).collect()
}

/// What somebody said of kinds and columns was heeded, or is refused: nobody believes in vain that it was.
fn could_be_told(order: &ShareOrder, format: Format) -> Result<()> {
    let read_as = |what: &str, of: &str| {
        invalid(format!(
            "{what} is said of {of}, and this was read as `{format}`: say `--format` too"
        ))
    };
    if !order.columns.is_empty() && format != Format::Csv {
        return Err(read_as("what a column holds", "tables"));
    }
    if order.kind.is_some() && !matches!(format, Format::Csv | Format::List) {
        return Err(read_as("a kind of value", "lists and tables"));
    }
    Ok(())
}

/// What somebody took out of the list stays here. Of a file that brings its own objects, all of them
/// go as they came, or none.
fn leave_out(order: &ShareOrder, reading: &mut Reading) -> Result<()> {
    if order.leave_out.is_empty() {
        return Ok(());
    }
    if !reading.objects.is_empty() {
        let text = "values of a file with objects of its own cannot be left out one by one";
        return Err(invalid(text));
    }
    let stays = |found: &Found| order.leave_out.contains(found.value.text());
    reading.indicators.retain(|found| !stays(found));
    reading.context.retain(|found| !stays(found));
    Ok(())
}

/// The label that was given, or the one that the file carries; never wider than the file's.
pub(super) fn label_of(order: &ShareOrder, reading: &Reading) -> Result<Label> {
    if let Some(marking) = &reading.unreadable_marking {
        let text = format!(
            "the file carries the marking `{marking}`, which this node cannot read: it stays"
        );
        return Err(problem(Code::PolicyLabel, text));
    }
    let asked = match &order.label {
        Some(text) => Some(Label::read(text).ok_or_else(|| {
            invalid(format!(
                "`{text}` is no TLP label: clear, green, amber, amber+strict, red"
            ))
        })?),
        None => None,
    };
    let carried = reading.label.max(reading.at_least);
    match (asked, carried) {
        (Some(asked), Some(carried)) if asked < carried => {
            let says = if reading.label >= reading.at_least {
                format!("the file is marked {carried}")
            } else {
                format!(
                    "its source keeps the file to what {carried} allows, by distribution or sharing group"
                )
            };
            let text = format!("{says}: only its source may make it {asked}");
            Err(problem(Code::PolicyLabel, text))
        }
        (Some(asked), _) => Ok(asked),
        // Who gives no label gets the strictest of all that is in it.
        (None, Some(carried)) if reading.label.is_some() => {
            Ok(carried.max(crate::import::strictest_of_values(reading)))
        }
        (None, _) => Err(crate::error::DeskError::Problem(
            fanal_protocol::Problem::new(
                Code::PolicyUnlabelled,
                "the input has no TLP label, and none was given",
            )
            .with_hint("say how far it may go (`--tlp` at the command line, `label` in the API): red, amber+strict, amber, green or clear"),
        )),
    }
}

pub(crate) fn refused_shown(row: &fanal_formats::RefusedRow) -> RefusedShown {
    RefusedShown {
        place: row.place.clone(),
        text: row.text.clone(),
        why: row.why.as_str().to_owned(),
        fault: row.fault.clone(),
        hint: row.hint.clone(),
    }
}

/// Consent as people write it.
pub(crate) fn consent_of(text: &str, attribution: bool, until: Option<Timestamp>) -> Result<Claim> {
    let granted = |scope| {
        Ok(Claim::Granted {
            scope,
            attribution,
            until,
        })
    };
    match text.replace('-', "_").as_str() {
        "refused" => Ok(Claim::Refused),
        "not_asked" => Ok(Claim::NotAsked),
        "desk" => granted(Scope::Desk),
        "named" => granted(Scope::Named),
        "network" => granted(Scope::Network),
        "public" => granted(Scope::Public),
        "not_needed:no_beneficiary" | "not_needed" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        }),
        "not_needed:own_infrastructure" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::OwnInfrastructure,
        }),
        "not_needed:already_public" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::AlreadyPublic,
        }),
        "not_needed:vendor_report" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::VendorReport,
        }),
        _ => Err(crate::error::DeskError::Problem(
            fanal_protocol::Problem::new(
                Code::UsageInvalid,
                format!("`{text}` is no consent claim"),
            )
            .with_hint(
                "refused, not-asked, desk, named, network, public, or not-needed:\
                 {no-beneficiary,own-infrastructure,already-public,vendor-report}",
            ),
        )),
    }
}

/// A claim by the word that states it, with how far the yes goes beside it.
pub(crate) fn claim_word(claim: Claim) -> String {
    let word = match claim {
        Claim::Refused => "refused",
        Claim::NotAsked => "not_asked",
        Claim::Granted { scope, .. } => match scope {
            Scope::Desk => "desk",
            Scope::Named => "named",
            Scope::Network => "network",
            Scope::Public => "public",
        },
        Claim::NotNeeded { because } => match because {
            NoBeneficiary::NoBeneficiary => "not_needed:no_beneficiary",
            NoBeneficiary::OwnInfrastructure => "not_needed:own_infrastructure",
            NoBeneficiary::AlreadyPublic => "not_needed:already_public",
            NoBeneficiary::VendorReport => "not_needed:vendor_report",
        },
    };
    let mut said = word.to_owned();
    if let Claim::Granted {
        attribution, until, ..
    } = claim
    {
        if attribution {
            said.push_str(", may be named");
        }
        if let Some(until) = until {
            said.push_str(", until ");
            said.push_str(&until.date());
        }
    }
    said
}

/// The claim as it was said, or as the record of consent says it. [CON-3]
pub(super) fn claim_of(order: &ShareOrder, by_record: Option<Claim>) -> Result<Claim> {
    let Some(text) = order.consent.as_deref() else {
        return by_record.ok_or_else(|| {
            crate::error::DeskError::Problem(
                fanal_protocol::Problem::new(
                    Code::PolicyConsentNotAsked,
                    "it is not said what the person agreed to",
                )
                .with_hint(
                    "say it with `--consent` or `--consent-record`; `--consent not-needed` if nobody is behind it",
                ),
            )
        });
    };
    let until = match by_record {
        Some(Claim::Granted { until, .. }) => order.consent_until.or(until),
        Some(Claim::Refused | Claim::NotAsked | Claim::NotNeeded { .. }) | None => {
            order.consent_until
        }
    };
    consent_of(text, order.attribution, until)
}

/// Desks and groups as people write them.
pub(crate) fn audience_of(to: &[String]) -> Result<Audience> {
    let mut audience = Audience::default();
    for name in to
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        if let Some(group) = name.strip_prefix("group:") {
            audience.groups.insert(
                group
                    .parse::<GroupId>()
                    .map_err(|e| invalid(e.to_string()))?,
            );
        } else {
            audience
                .desks
                .insert(name.parse::<DeskId>().map_err(|e| invalid(e.to_string()))?);
        }
    }
    Ok(audience)
}

pub(super) fn role_of(text: &str) -> Result<Role> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|_| {
        invalid(format!(
            "`{text}` is no role: c2, delivery, website, sender, payload, unknown"
        ))
    })
}

pub(crate) fn reference_of(text: &str) -> Result<Reference> {
    let (origin, id) = text
        .split_once('/')
        .ok_or_else(|| invalid(format!("`{text}` is not `DESK/ID`")))?;
    let origin = origin
        .parse()
        .map_err(|e: fanal_protocol::ParseIdError| invalid(e.to_string()))?;
    let id = id
        .parse()
        .map_err(|e: fanal_protocol::ParseIdError| invalid(e.to_string()))?;
    Ok(Reference { origin, id })
}
