//! The code of practice of a network: what a desk says of it in public, and whether a text has the four parts that the
//! guide for help desks asks for. [PUB-30] [CSL-43]

use fanal_protocol::{Digest, Timestamp};

use crate::desk::Desk;
use crate::error::Result;

/// Acts of acceptance that are looked through: a code changes once in a year or two.
const ACCEPTED: u32 = 50;

/// The code of practice that the rules name. Its text is not here: a roster holds its digest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeKept {
    /// What the rules name it by.
    pub digest: Digest,
    /// When somebody here accepted it, if that was done at this desk.
    pub accepted: Option<Timestamp>,
}

/// What a code of practice should have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartOfCode {
    /// Specific descriptions of what is done and what is not.
    Descriptions,
    /// Whom to tell, and how, that somebody broke it.
    Reporting,
    /// How it may be enforced.
    Enforcement,
    /// Where it ends: to whom and when it applies.
    Demarcation,
}

/// Beginnings of words that speak of each part, in English, French, Spanish and Arabic, in small letters.
const SIGNS: [(PartOfCode, &[&str]); 4] = [
    (
        PartOfCode::Descriptions,
        &[
            "for example",
            "such as",
            "includ",
            "must not",
            "unacceptable",
            "expected",
            "par exemple",
            "tel que",
            "inclu",
            "ne doi",
            "inacceptable",
            "attend",
            "por ejemplo",
            "como ",
            "incluy",
            "no debe",
            "inaceptable",
            "se espera",
            "مثل",
            "يشمل",
            "تشمل",
            "يجب ألا",
            "غير مقبول",
            "متوقع",
        ],
    ),
    (
        PartOfCode::Reporting,
        &[
            "report",
            "complain",
            "tell us",
            "write to",
            "contact",
            "signal",
            "plainte",
            "écri",
            "prévenir",
            "denunci",
            "queja",
            "avis",
            "escrib",
            "comuni",
            "إبلاغ",
            "أبلغ",
            "بلّغ",
            "شكوى",
            "اكتب",
        ],
    ),
    (
        PartOfCode::Enforcement,
        &[
            "enforc",
            "suspen",
            "expel",
            "expul",
            "exclu",
            "consequence",
            "sanction",
            "warning",
            "conséquence",
            "avertissement",
            "consecuencia",
            "sanci",
            "advertencia",
            "إنفاذ",
            "تعليق",
            "طرد",
            "استبعاد",
            "عواقب",
            "إنذار",
        ],
    ),
    (
        PartOfCode::Demarcation,
        &[
            "appl",
            "scope",
            "outside",
            "does not cover",
            "s’appli",
            "s'appli",
            "portée",
            "en dehors",
            "hors de",
            "aplica",
            "alcance",
            "fuera de",
            "ámbito",
            "ينطبق",
            "تنطبق",
            "يسري",
            "تسري",
            "نطاق",
            "خارج",
        ],
    ),
];

/// The parts that this text does not seem to have: a hint by its words, never a verdict.
pub fn parts_missing(text: &str) -> Vec<PartOfCode> {
    let text = text.to_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
    let missing = SIGNS.iter().filter(|(_, signs)| !has(signs));
    missing.map(|(part, _)| *part).collect()
}

impl Desk {
    /// The code of practice of the network that is spoken of, if its rules name one.
    pub async fn code_kept(&self) -> Result<Option<CodeKept>> {
        let (_, membership) = self.membership(None)?;
        let Some(digest) = membership.roster.rules.code_of_practice else {
            return Ok(None);
        };
        let mut unit = self.read().await?;
        let acts = unit.audit_of("roster.accept", None, ACCEPTED).await?;
        let name = digest.to_string();
        let accepted = acts.iter().find(|act| act.object == name);
        Ok(Some(CodeKept {
            digest,
            accepted: accepted.map(|act| act.at),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [CSL-43]
    #[test]
    fn a_code_with_the_four_parts_lacks_nothing_in_any_language() {
        for text in [
            "Members answer within a day; blaming, for example, is unacceptable. Whoever sees a breach reports it to \
             the coordinators, who may suspend a desk. It applies to all that is said in the network.",
            "Les membres répondent dans la journée ; blâmer, par exemple, est inacceptable. On le signale aux \
             responsables, qui peuvent suspendre un centre. Ce code s’applique à tous les échanges.",
            "Se responde en un día; culpar, por ejemplo, es inaceptable. Se denuncia ante la coordinación, que puede \
             suspender un centro. Se aplica a todo lo que se dice en la red.",
            "يرد الأعضاء خلال يوم، واللوم مثلاً غير مقبول. يتم الإبلاغ عن المخالفة للمنسقين، ولهم تعليق العضوية. \
             تنطبق هذه المدونة على كل ما يقال في الشبكة.",
        ] {
            assert_eq!(parts_missing(text), [], "{text}");
        }
    }

    #[test]
    fn what_a_code_does_not_say_is_named() {
        use PartOfCode::{Demarcation, Descriptions, Enforcement, Reporting};
        let all = [Descriptions, Reporting, Enforcement, Demarcation];
        assert_eq!(parts_missing("Be kind."), all);
        let lacks = parts_missing("Blaming is unacceptable. Write to the coordinators.");
        assert_eq!(lacks, [Enforcement, Demarcation]);
        assert_eq!(
            parts_missing("Soyez gentils, sinon l’exclusion."),
            [Descriptions, Reporting, Demarcation]
        );
    }
}
