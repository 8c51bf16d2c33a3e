//! The words that four languages have for the same thing: one each, everywhere.

const EN: &str = include_str!("../../texts/en.ftl");
const OTHERS: [(&str, &str); 3] = [
    ("fr", include_str!("../../texts/fr.ftl")),
    ("es", include_str!("../../texts/es.ftl")),
    ("ar", include_str!("../../texts/ar.ftl")),
];

/// What a text in English holds, and of which beginnings its translations hold at least one. A desk is the short form
/// of what each language calls it in full.
const TERMS: [(&str, [&[&str]; 3]); 9] = [
    ("bulletin", [&["bulletin"], &["bolet"], &["نشر"]]),
    (
        "withdraw",
        [&["retir", "retrait"], &["retir"], &["سحب", "سُحب", "مسحوب"]],
    ),
    ("consent", [&["consent"], &["consent"], &["موافق"]]),
    (
        "review",
        [&["relect", "reli", "relu"], &["revis"], &["مراجع", "راجع"]],
    ),
    ("vouch", [&["recommand"], &["aval"], &["تزكي", "زك"]]),
    (
        "who will see this",
        [&["qui verra"], &["quién verá"], &["من سيرى"]],
    ),
    (
        "code of practice",
        [
            &["code de conduite"],
            &["código de conducta"],
            &["مدونة السلوك", "مدونة سلوك"],
        ],
    ),
    ("desk", [&["centre"], &["centro"], &["مكتب", "مكاتب"]]),
    ("embargo", [&["embargo"], &["embargo"], &["حظر", "حجب"]]),
];

/// Texts by their keys, each in one line.
fn texts(catalogue: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in catalogue.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(" = ") {
            Some((key, text)) if !line.starts_with(' ') => {
                all.push((key.to_owned(), text.to_owned()));
            }
            Some(_) | None => {
                if let (Some((_, text)), true) = (all.last_mut(), line.starts_with(' ')) {
                    text.push(' ');
                    text.push_str(line.trim());
                }
            }
        }
    }
    all
}

/// The text without what the page puts in: names and numbers in braces.
fn bare(text: &str) -> String {
    let pieces = text.split('{').enumerate();
    let kept = pieces.map(|(at, piece)| match (at, piece.split_once('}')) {
        (0, _) | (_, None) => piece,
        (_, Some((_, after))) => after,
    });
    kept.collect::<String>().to_lowercase()
}

/// Of the texts whose English says the term, nearly all say it in the words that the language has for it: a few turn a
/// sentence round. Words that the English does not use have no place in the table.
#[test]
fn each_language_has_one_word_for_a_thing() {
    let english = texts(EN);
    let mut wrong = Vec::new();
    for (term, translated) in TERMS {
        let keys: Vec<&str> = english
            .iter()
            .filter(|(_, text)| bare(text).contains(term))
            .map(|(key, _)| key.as_str())
            .collect();
        assert!(!keys.is_empty(), "nothing says `{term}`");
        for ((lang, catalogue), stems) in OTHERS.into_iter().zip(translated) {
            let other = texts(catalogue);
            let of_keys = other.iter().filter(|(key, _)| keys.contains(&key.as_str()));
            let (mut said, mut all) = (0_usize, 0_usize);
            let mut without = Vec::new();
            for (key, text) in of_keys {
                all += 1;
                if stems.iter().any(|stem| bare(text).contains(stem)) {
                    said += 1;
                } else {
                    without.push(key.as_str());
                }
            }
            assert!(all > 0, "{lang}: no text of `{term}`");
            if said * 10 < all * 9 {
                wrong.push(format!(
                    "{lang} `{term}`: {said} of {all}; not in {}",
                    without.join(" ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
