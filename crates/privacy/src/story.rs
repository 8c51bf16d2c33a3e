//! What tells of people without naming them: a few of them, a place finer than a country, a time
//! finer than a season; a moment; and words that put the blame where it does not belong.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// A few people: a number word or a vague one, then who they are.
static FEW: Shape = Shape::new(concat!(
    r"(?i)(?:\b(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|some|[2-9]|1[0-2]|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs|quelques|des",
    r"|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|vari[oa]s|algun[oa]s|un[oa]s)[ ](?:[a-z]{3,14}[ ]){0,2}?",
    r"(?:journalists?|reporters?|activists?|lawyers?|defenders?|women|students?|nuns?|priests?|migrants?|refugees?|organisers|organizers|researchers|bloggers?|beneficiar(?:y|ies)|survivors?",
    r"|journalistes?|militant(?:e|s|es)?|avocat(?:e|s|es)?|defenseur(?:e|s|es)?|femmes|etudiant(?:e|s|es)?|blogueu(?:r|rs|se|ses)|refugie(?:e|s|es)?|beneficiaires?",
    r"|periodistas?|activistas?|abogad[oa]s?|defensor(?:a|es|as)?|mujeres|estudiantes?|bloguer[oa]s?|refugiad[oa]s?|beneficiari[oa]s?)\b",
    r"|صحفيات|صحفيون|صحفيين|صحفيتان|صحفيان|صحفيه|صحفي|ناشطات|ناشطون|ناشطين|ناشطتان|ناشطان|ناشطه|ناشط|محاميات|محامون|محاميان|محاميتان|محاميه|نساء|طالبات|طلاب|لاجئات|لاجيون|مدونون|مدونات)",
));

/// A place by its name: after a word for where.
static WHERE: Shape = Shape::new(
    r"\b(?:in|from|at|near|around|a|au|de|d'|du|en|desde|cerca de|pres de|vers)[ ]?(?:[Ll]a |El |Las |Los |San |Santa |Saint-?)?([A-Z][a-z]{2,20})",
);
/// Cities and countries, where a script has no capitals; longer names first.
static WHERE_AR: Shape = Shape::new(concat!(
    r"(?:في|من|ب|قرب)[ ]?(?:مدينه )?(?:صنعاء|عدن|تعز|عمان|الزرقاء|اربد|بيروت|طرابلس|صيدا|دمشق|حلب|حمص|ادلب|بغداد|البصره|الموصل|اربيل|السليمانيه|النجف|القاهره",
    r"|الاسكندريه|الجيزه|اسيوط|المنصوره|بورسعيد|الخرطوم|ام درمان|تونس العاصمه|صفاقس|سوسه|الجزائر العاصمه|وهران|قسنطينه|الرباط|الدار البيضاء|مراكش|فاس|طنجه|بنغازي|مصراته|غزه|رام الله|نابلس|الخليل|القدس|جنين",
    r"|الرياض|جده|الدمام|المنامه|الدوحه|دبي|ابوظبي|الشارقه|مسقط|الكويت|نواكشوط|مقديشو|جيبوتي",
    r"|تونس|الجزائر|المغرب|ليبيا|مصر|السودان|اليمن|سوريا|سوريه|لبنان|الاردن|فلسطين|العراق|السعوديه|قطر|البحرين|الامارات|موريتانيا|الصومال)",
));

/// A time finer than a month.
static WHEN: Shape = Shape::new(concat!(
    r"(?i)(?:\b(?:yesterday|today|this morning|last night|tonight|last week|this week|past week|week of|week \d{1,2}|on (?:mon|tues|wednes|thurs|fri|satur|sun)day",
    r"|hier|aujourd'hui|ce matin|cette semaine|la semaine (?:derniere|passee|du)|semaine (?:du|\d{1,2})|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    r"|ayer|hoy|anoche|esta semana|la semana (?:pasada|del)|semana (?:del|\d{1,2})|lunes|martes|miercoles|jueves|viernes|sabado|domingo",
    r"|\d{1,2}(?:er|st|nd|rd|th)? (?:de )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|fev|avr|mai|juin|juil|aout|ene|abr|ago|dic)[a-z]{0,8}",
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})\b",
    r"|امس|اليوم|البارحه|هذا الاسبوع|الاسبوع الماضي|اسبوع|\d{1,2} (?:يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر|كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين))",
));

/// Capitals that name no place.
const NO_PLACE: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "English",
    "French",
    "Spanish",
    "Arabic",
    "Swahili",
    "Windows",
    "Android",
    "Linux",
    "Google",
    "Apple",
    "Microsoft",
    "Facebook",
    "Instagram",
    "Telegram",
    "Signal",
    "Twitter",
    "Internet",
    "Python",
    "Chrome",
    "Safari",
    "Firefox",
    "Messages",
];

static MOMENT: Shape = Shape::new(concat!(
    r"(?i)\b(?:",
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:er|st|nd|rd|th)? (?:de )?[a-z]{3,10},? (?:de )?\d{4}|[a-z]{3,10} \d{1,2}, \d{4})",
    r"(?:[T,]? ?|,? (?:a|at|at around|a las|vers|um|around|by|about|sobre las) )\d{1,2}(?::|h)\d{2}",
    r"|\d{1,2}(?::|h)\d{2}(?::\d{2})?(?: ?(?:utc|gmt|am|pm|cet|est|[ap]\. ?m\.))?,? (?:on|le|el|du|of) (?:the )?(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:er|st|nd|rd|th)? (?:de )?[a-z]{3,10}|[a-z]{3,10} \d{1,2})",
    r")",
));
static MIDNIGHT: Shape = Shape::new(r"[T ]0?0:00(?::00)?(?:\.0{1,6})?Z?$");

static BLAME: Shape = Shape::new(concat!(
    r"(?i)(?:\b(?:victims?|user error|user'?s? fault|her own fault|his own fault|fell for|naive|careless|gullible|should have known|failed to notice|silly|stupid",
    r"|victimes?|erreur (?:de l'|d')utilisat(?:eur|rice)|par sa faute|imprudent(?:e|s|es)?|naif|naive|negligente?",
    r"|victimas?|error (?:del usuario|de la usuaria|de usuario)|culpa (?:de la|del|suya)|imprudente|ingenu[oa]|descuidad[oa])\b",
    r"|ضحيه|الضحيه|ضحايا|الضحايا|خطا المستخدم|خطا المستخدمه|اهمال|ساذجه|ساذج|غلطتها|ذنبها)",
));

/// A few people, a place and a time, in one sentence or its neighbours: it spans all three. [SR-5]
pub(crate) fn groups(text: &Text) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (from, to) in sentences(text.folded()) {
        let part = text.part(from, to);
        let Some(few) = FEW.each(part).next() else {
            continue;
        };
        let Some(when) = WHEN.each(part).next() else {
            continue;
        };
        let names_place = |groups: &regex::Captures<'_>| {
            groups
                .get(1)
                .is_some_and(|place| !NO_PLACE.contains(&place.as_str()))
        };
        let place = WHERE
            .groups(part)
            .find(names_place)
            .and_then(|groups| groups.get(0));
        let Some(place) = place.or_else(|| WHERE_AR.each(part).next()) else {
            continue;
        };
        let ends = [few, when, place];
        let first = ends
            .iter()
            .map(regex::Match::start)
            .min()
            .unwrap_or_default();
        let last = ends.iter().map(regex::Match::end).max().unwrap_or_default();
        hits.push(Hit::new(from + first, from + last, Reason::GroupPlaceTime));
    }
    hits
}

/// Pieces of a text that end with a sentence, a line, or so many characters.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    const MOST: usize = 600;
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let ends = c == '\n' || (c.is_whitespace() && matches!(before, '.' | '!' | '?' | ';'));
        if ends || at - from > MOST {
            pieces.push((from, at));
            from = at;
        }
        before = c;
    }
    pieces.push((from, text.len()));
    pieces
}

/// Moments finer than a day; midnight stands for the day. [SR-4]
pub(crate) fn times(text: &Text) -> Vec<Hit> {
    let mut hits = MOMENT.hits(text.folded(), Reason::FineTime);
    hits.retain(|hit| !MIDNIGHT.is_in(text.part(hit.from, hit.to)));
    hits
}

/// Words that blame.
pub(crate) fn blame(text: &Text) -> Vec<Hit> {
    BLAME.hits(text.folded(), Reason::Blaming)
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&FEW, &WHERE, &WHERE_AR, &WHEN, &MOMENT, &MIDNIGHT, &BLAME];
