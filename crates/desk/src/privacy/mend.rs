//! A way out of a finding, taken: what tells of a person goes, is covered, or is said shorter, wherever
//! the order says it. What an order cannot reach, inside a file of its own objects, is said. [PRV-11]

use std::collections::BTreeSet;

use fanal_formats::Format;
use fanal_protocol::Code;

use super::{Finding, RemedyShown};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found, problem};
use crate::revise::ReviseOrder;
use crate::share::{ShareOrder, read};

impl Finding {
    /// The ways out that can be taken where it stands, each with its number: a value that is covered
    /// names nothing any more, so of values only shorter ones are offered, or none.
    pub fn ways(&self) -> Vec<(usize, &RemedyShown)> {
        let is_value = self.place.starts_with("indicator ");
        let ways = self.remedies.iter().enumerate();
        ways.filter(|(_, way)| !(is_value && way.kind == "mask"))
            .collect()
    }

    /// Does it stand in what a new revision says anew: its title, its summary, what it asks?
    fn is_said_anew(&self) -> bool {
        let place = self.place.rsplit(" of ").next().unwrap_or_default();
        ["title", "summary", "also please"].contains(&place)
    }
}

/// One finding of these by its key, and one of its ways out by its number.
fn way_out<'f>(
    mut all: impl Iterator<Item = &'f Finding>,
    key: &str,
    way: usize,
) -> Result<(&'f Finding, &'f RemedyShown)> {
    let finding = all.find(|finding| finding.key == key);
    let finding = finding.ok_or_else(|| not_found("finding"))?;
    let mut ways = finding.ways().into_iter();
    let found = ways.find(|(number, _)| *number == way);
    let (_, remedy) = found.ok_or_else(|| not_found("way out"))?;
    Ok((finding, remedy))
}

/// The number of the way out of this name, or of the first.
fn way_named(finding: &Finding, wanted: &str) -> Result<usize> {
    let ways = finding.ways();
    let found = ways
        .iter()
        .find(|(_, way)| wanted.is_empty() || way.kind == wanted);
    found.map(|(number, _)| *number).ok_or_else(|| {
        let known: Vec<&str> = ways.iter().map(|(_, way)| way.kind.as_str()).collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        invalid(format!(
            "`{}` has no way out `{wanted}`; it has {known}",
            finding.key
        ))
    })
}

impl Desk {
    /// What can be done with a finding of a revision where it stands: its values are those of the bulletin, and a
    /// revision does not write them anew.
    pub(crate) fn without_far_ways(mut findings: Vec<Finding>) -> Vec<Finding> {
        for finding in findings.iter_mut().filter(|it| !it.is_said_anew()) {
            finding.remedies.clear();
        }
        findings
    }

    /// The order of a revision with one of the ways out taken, by the finding's key and the way's number. [PRV-11]
    pub async fn mend_revision(
        &self,
        caller: &Caller,
        order: &ReviseOrder,
        key: &str,
        way: usize,
    ) -> Result<ReviseOrder> {
        let look = ReviseOrder {
            dry_run: true,
            ..order.clone()
        };
        let seen = self.revise(caller, &look).await?;
        let (finding, remedy) = way_out(seen.findings.iter().chain(&seen.hints), key, way)?;
        let held = self.show_bulletin(caller, &order.bulletin).await?;
        let mut mended = order.clone();
        let instead = remedy.with.as_deref().unwrap_or_default();
        for (field, held) in [
            (&mut mended.title, held.line.title),
            (&mut mended.summary, held.summary),
            (&mut mended.also_please, held.also_please),
        ] {
            let said = field.take().or(held);
            *field = said.map(|said| said.replace(&finding.text, instead).trim().to_owned());
        }
        mended.because.remove(key);
        let look = ReviseOrder {
            dry_run: true,
            ..mended.clone()
        };
        match self.revise(caller, &look).await {
            Ok(seen)
                if seen
                    .findings
                    .iter()
                    .chain(&seen.hints)
                    .any(|it| it.key == key) =>
            {
                Err(unreached())
            }
            // What is empty now is said by whatever comes next; it tells of nobody.
            Ok(_) | Err(_) => Ok(mended),
        }
    }

    /// What the check finds in an order, hints behind what holds it back; consent and label need not be
    /// chosen yet.
    pub async fn find_personal(
        &self,
        caller: &Caller,
        order: &ShareOrder,
    ) -> Result<(Vec<Finding>, Vec<Finding>)> {
        let consent = order.consent.clone().or_else(|| Some("refused".into()));
        let order = ShareOrder {
            label: order
                .label
                .clone()
                .or_else(|| Some("TLP:AMBER+STRICT".into())),
            consent: consent.filter(|_| order.consent_record.is_none()),
            dry_run: true,
            ..order.clone()
        };
        let shared = self.share(caller, &order).await?;
        Ok((shared.findings, shared.hints))
    }

    /// The order with every way out taken that it names.
    pub(crate) async fn mended(
        &self,
        caller: &Caller,
        mut order: ShareOrder,
    ) -> Result<ShareOrder> {
        for (name, wanted) in std::mem::take(&mut order.mend) {
            let (findings, hints) = self.find_personal(caller, &order).await?;
            let mut left: Vec<Finding> = findings.into_iter().chain(hints).collect();
            left.retain(|finding| finding.key == name || finding.reason == name);
            if left.is_empty() {
                return Err(problem(
                    Code::NotFound,
                    format!("the privacy check made no finding `{name}` of this"),
                ));
            }
            // What is taken out in one place may have been the same in another: each is looked for again.
            while let Some(finding) = left.pop() {
                let way = way_named(&finding, &wanted)?;
                order = self.mend(caller, &order, &finding.key, way).await?;
                let (findings, hints) = self.find_personal(caller, &order).await?;
                left.retain(|it| findings.iter().chain(&hints).any(|now| now.key == it.key));
            }
        }
        Ok(order)
    }

    /// The order with one of the ways out taken, by the finding's key and the way's number.
    pub async fn mend(
        &self,
        caller: &Caller,
        order: &ShareOrder,
        key: &str,
        way: usize,
    ) -> Result<ShareOrder> {
        let (findings, hints) = self.find_personal(caller, order).await?;
        let (finding, remedy) = way_out(findings.iter().chain(&hints), key, way)?;
        let mut mended = order.clone();
        put(&mut mended, &finding.text, remedy.with.as_deref())?;
        mended.because.remove(key);
        match self.find_personal(caller, &mended).await {
            Ok((findings, hints)) if findings.iter().chain(&hints).any(|it| it.key == key) => {
                Err(unreached())
            }
            // What is empty now is said by whatever comes next; it tells of nobody.
            Ok(_) | Err(_) => Ok(mended),
        }
    }
}

/// It stands where an order has no hand.
fn unreached() -> crate::error::DeskError {
    problem(
        Code::PolicyPrivacy,
        "it stands inside the file: change the file, or say why it stays",
    )
}

/// The text of a finding out of every text of the order, and out of every value.
fn put(order: &mut ShareOrder, text: &str, with: Option<&str>) -> Result<()> {
    if text.is_empty() {
        return Err(unreached());
    }
    let instead = with.unwrap_or_default();
    for field in [
        &mut order.title,
        &mut order.summary,
        &mut order.also_please,
        &mut order.source,
        &mut order.licence,
        &mut order.category,
    ] {
        *field = field
            .take()
            .map(|said| said.replace(text, instead).trim().to_owned())
            .filter(|said| !said.is_empty());
    }
    put_in_values(order, text, with)
}

fn put_in_values(order: &mut ShareOrder, text: &str, with: Option<&str>) -> Result<()> {
    if order.content.trim().is_empty() {
        return Ok(());
    }
    let all = ShareOrder {
        leave_out: BTreeSet::new(),
        ..order.clone()
    };
    let reading = read(&all)?;
    let named: Vec<String> = reading
        .indicators
        .iter()
        .map(|found| found.value.text())
        .filter(|value| value.contains(text) && !order.leave_out.contains(*value))
        .map(str::to_owned)
        .collect();
    if named.is_empty() {
        return Ok(());
    }
    if !reading.objects.is_empty() {
        return Err(unreached());
    }
    let role = named.iter().find_map(|value| order.roles.remove(value));
    order.leave_out.extend(named);
    let Some(with) = with else { return Ok(()) };
    if !matches!(reading.format, Format::Text | Format::List) {
        let text =
            "a shorter value cannot be written into this file: leave it out, or say why it stays";
        return Err(invalid(text));
    }
    if !order.content.ends_with('\n') {
        order.content.push('\n');
    }
    order.content.push_str(with);
    if let Some(role) = role {
        order.roles.insert(with.to_owned(), role);
    }
    Ok(())
}
