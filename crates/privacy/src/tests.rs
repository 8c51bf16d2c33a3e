use super::*;

fn all_shapes() -> Vec<&'static shape::Shape> {
    let fixed = [
        mail::SHAPES,
        money::SHAPES,
        device::SHAPES,
        network::SHAPES,
        path::SHAPES,
        chat::SHAPES,
        link::SHAPES,
        dialled::SHAPES,
        social::SHAPES,
        person::SHAPES,
        story::SHAPES,
    ];
    let mut all: Vec<&shape::Shape> = fixed.concat();
    all.extend(phone::shapes());
    all.extend(identity::shapes());
    all.extend(place::shapes());
    all
}

// A shape that does not compile would find nothing, and nobody would know.
#[test]
fn every_shape_compiles() {
    for shape in all_shapes() {
        assert!(shape.regex().is_some(), "{}", shape.source());
    }
}

fn found(text: &str) -> Vec<(Reason, usize, usize, usize)> {
    let findings = Check::default().text(text);
    findings
        .iter()
        .map(|found| (found.reason, found.from, found.to, found.line))
        .collect()
}

// [PRV-2] Characters of the original, whatever it was folded to.
#[test]
fn a_finding_says_where_it_is_and_what_goes_in_its_place() {
    let text = "أهلا\nÉcrire à Ana@mail.example";
    assert_eq!(found(text), [(Reason::Email, 14, 30, 2)]);
    let findings = Check::default().text(text);
    let first = findings.first().unwrap();
    assert_eq!(first.text, "Ana@mail.example");
    assert!(
        first
            .remedies
            .contains(&Remedy::Mask("xxx@mail.example".into()))
    );
    assert_eq!(masked(text, &findings), "أهلا\nÉcrire à xxx@mail.example");
    assert_eq!(
        masked(
            "see https://x.example/u/a8F3kQ92LmZp ok",
            &Check::default().text("see https://x.example/u/a8F3kQ92LmZp ok")
        ),
        "see https://x.example/u/ ok"
    );
}

// [PRV-5] The same text gives the same findings: there is nobody to ask.
#[test]
fn a_masked_text_has_nothing_left_to_cover() {
    for text in [
        "call +33 6 39 98 12 34 or ana@mail.example",
        "IMEI 352099001761481, card 4111 1111 1111 1111",
        "pay\u{200b}pal, Sara's MacBook Pro, /home/sara/x",
        "https://x.example/?email=ana%40mail.example",
    ] {
        let findings = Check::default().text(text);
        assert!(!findings.is_empty(), "{text}");
        let covered = masked(text, &findings);
        let again: Vec<Reason> = Check::default()
            .text(&covered)
            .iter()
            .map(|f| f.reason)
            .collect();
        let left = again.iter().filter(|reason| {
            !matches!(
                reason,
                Reason::Email | Reason::UserPath | Reason::DeviceName
            )
        });
        assert_eq!(left.count(), 0, "{covered}: {again:?}");
    }
}

#[test]
fn countries_that_are_not_asked_for_are_left_out() {
    let only = |countries: &[Country]| {
        let check = Check {
            countries,
            words: None,
        };
        check.text("12345678Z").len()
    };
    assert_eq!(only(&[]), 1);
    assert_eq!(only(&[Country::Es]), 1);
    assert_eq!(only(&[Country::Fr]), 0);
}

// [PRV-9] A long text without an end to any shape: what grows faster than the text would not end here.
#[test]
fn a_long_text_of_beginnings_is_read_to_its_end() {
    let beginnings = [
        "a",
        "@",
        "a@",
        "a.",
        "1",
        "1 ",
        "12-",
        "+1",
        "https://x/",
        "https://google.com/maps/",
        "From: ",
        "/home/",
        "C:\\Users\\a b ",
        "[1/1/25, 1:11] a",
        "http://a.b/c?d=e&",
        "three women ",
        "in Aa ",
        "%40",
        "0x",
        "a-b-",
        "1.1.1.",
        "AA11 ",
        "\u{200b}",
        "السيده ",
        "Sara's ",
        "x@a.",
        "geo:1,",
        "case 1/",
    ];
    for beginning in beginnings {
        let text = beginning.repeat((1 << 16) / beginning.len());
        let findings = Check::default().text(&text);
        assert!(findings.iter().all(|found| found.from < found.to));
    }
}
