//! How people are spoken to, and how labels look. [CSL-38]

/// The texts that people read, of console and public site, each with its language.
const TEXTS: [(&str, &str); 8] = [
    ("en", include_str!("../../texts/en.ftl")),
    ("fr", include_str!("../../texts/fr.ftl")),
    ("es", include_str!("../../texts/es.ftl")),
    ("ar", include_str!("../../texts/ar.ftl")),
    ("en", include_str!("../../../public/texts/en.ftl")),
    ("fr", include_str!("../../../public/texts/fr.ftl")),
    ("es", include_str!("../../../public/texts/es.ftl")),
    ("ar", include_str!("../../../public/texts/ar.ftl")),
];

/// Words that blame somebody, or make less of them.
const BLAME: [(&str, &[&str]); 4] = [
    (
        "en",
        &[
            "victim",
            "user error",
            "illegal",
            "your fault",
            "you leaked",
            "you failed",
            "careless",
        ],
    ),
    (
        "fr",
        &[
            "victime",
            "illégal",
            "erreur de l’utilis",
            "votre faute",
            "vous avez divulgué",
        ],
    ),
    (
        "es",
        &[
            "víctima",
            "ilegal",
            "error del usuario",
            "su culpa",
            "usted filtró",
        ],
    ),
    (
        "ar",
        &[
            "ضحية",
            "ضحايا",
            "غير قانوني",
            "غير شرعي",
            "خطأ المستخدم",
            "خطؤكم",
        ],
    ),
];

#[test]
fn no_text_blames_anybody() {
    for (lang, text) in TEXTS {
        let text = text.to_lowercase();
        for word in BLAME.iter().filter(|it| it.0 == lang).flat_map(|it| it.1) {
            assert!(!text.contains(word), "{lang} says `{word}`");
        }
    }
}

/// Screen readers garble `analyste·s`.
#[test]
fn french_has_no_point_within_a_word() {
    for (_, text) in TEXTS.into_iter().filter(|it| it.0 == "fr") {
        let mut letters = text
            .chars()
            .zip(text.chars().skip(1))
            .zip(text.chars().skip(2));
        let within = letters.find(|((a, point), b)| {
            a.is_alphabetic() && "·•".contains(*point) && b.is_alphabetic()
        });
        assert_eq!(within, None);
    }
}

const STYLE: &str = include_str!("../../assets/style.css");

/// The colours of TLP 2.0 on black, each with a shape of its own; as the style sheet writes them, and in full.
const COLOURS: [(&str, &str, [u8; 3], &str); 4] = [
    (
        ".pill.red{",
        "color:#ff2b2b",
        [0xff, 0x2b, 0x2b],
        "4px double",
    ),
    (
        ".pill.strict{",
        "color:#ffc000",
        [0xff, 0xc0, 0x00],
        "clip-path",
    ),
    (".pill.green{", "color:#3f0", [0x33, 0xff, 0x00], "dashed"),
    (".pill.amber{", "color:#ffc000", [0xff, 0xc0, 0x00], ""),
];

fn rule(beginning: &str) -> &'static str {
    let found = STYLE
        .split(beginning)
        .nth(1)
        .and_then(|rest| rest.split('}').next());
    found.unwrap_or_else(|| panic!("no rule `{beginning}`"))
}

/// Contrast against black. WCAG 2.2, relative luminance.
fn contrast(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    let [red, green, blue] = linear;
    let luminance = 0.2126_f64.mul_add(red, 0.7152_f64.mul_add(green, 0.0722 * blue));
    (luminance + 0.05) / 0.05
}

#[test]
fn labels_have_the_colours_of_tlp_on_black_and_a_shape_beside_them() {
    let plain = rule(".pill{");
    for said in ["background:#000", "color:#fff;", "2px solid"] {
        assert!(plain.contains(said), "{said}: {plain}");
    }
    for (selector, colour, rgb, shape) in COLOURS {
        let rule = rule(selector);
        assert!(rule.contains(colour) && rule.contains(shape), "{rule}");
        assert!(contrast(rgb) >= 4.5, "{selector} {}", contrast(rgb));
    }
    let clear = rule(".pill.clear{");
    assert!(
        clear.contains("dotted") && !clear.contains("color:#0"),
        "{clear}"
    );
}
