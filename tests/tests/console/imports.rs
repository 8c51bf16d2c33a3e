//! What a file of another program says, as it is shown before anything is sent.

use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::visitor::Visitor;

const TABLE: &str = "Indicator,Family,Note\nevil.example,Lantern,x\nevil.example,Lantern,x\n\
                     10.0.0.7,Lantern,x\nnot a value,Lantern,x\n";

/// The block of what was guessed and passed over, and the rows that were not taken.
fn told(page: &str) -> &str {
    let from = page.find("<div class=\"read\">").unwrap();
    let rest = page.get(from..).unwrap();
    rest.split("</section>").next().unwrap()
}

/// [IMP-9] What was guessed is said in the reader's language before anything is sent, and so is why a row stays out.
#[tokio::test]
async fn guesses_and_refusals_are_told_in_every_language() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/import").await;
    let page = ana.post("/c/import", &[("text", TABLE)]).await;
    let sheet = page.text.split("name=\"sheet\" value=\"").nth(1).unwrap();
    let path = format!("/c/new/{}", sheet.split('"').next().unwrap());
    for (lang, said) in [
        (
            "en",
            [
                "What was guessed or passed over",
                "Column “Indicator”: values, each recognised by its look",
                "Column “Family”: names",
                "The same again, joined: 1",
                "an address of a private network",
                "row 5, column Indicator",
                "looks like no value",
            ],
        ),
        (
            "fr",
            [
                "Ce qui a été deviné ou laissé de côté",
                "Colonne «\u{a0}Indicator\u{a0}»\u{a0}: des valeurs",
                "Colonne «\u{a0}Family\u{a0}»\u{a0}: des noms",
                "Doublons réunis\u{a0}: 1",
                "une adresse de réseau privé",
                "ligne 5, colonne Indicator",
                "ne ressemble à aucune valeur",
            ],
        ),
        (
            "es",
            [
                "Lo que se adivinó o se pasó por alto",
                "Columna «Indicator»: valores",
                "Columna «Family»: nombres",
                "Repetidos, unidos: 1",
                "una dirección de red privada",
                "fila 5, columna Indicator",
                "no parece ningún valor",
            ],
        ),
        (
            "ar",
            [
                "ما خُمّن أو لم يُقرأ",
                "العمود «Indicator»: قيم",
                "العمود «Family»: أسماء",
                "مكررات جُمعت: ١",
                "عنوان شبكة خاصة",
                "الصف ٥، العمود Indicator",
                "لا يشبه أي قيمة",
            ],
        ),
    ] {
        ana.post("/c/lang", &[("lang", lang), ("back", "/c/import")])
            .await;
        let page = ana.get(&path).await;
        let told = told(&page.text);
        for one in said {
            assert!(told.contains(one), "{lang}: {one}: {told}");
        }
    }
}

const REPORT: &str = r#"[
    {"level": "HIGH", "module": "sms", "message": "CANARY +33 6 39 98 12 34", "event": {"text": "CANARY"},
     "matched_indicator": {"value": "evil.example", "type": "domains", "name": "Lantern"}},
    {"level": "HIGH", "module": "apps", "event": {"path": "/home/CANARY"},
     "matched_indicator": {"value": "com.lantern.watch", "type": "app_ids", "name": "Lantern"}},
    {"level": "HIGH", "module": "sms", "event": {},
     "matched_indicator": {"value": "canary-unknown.example", "type": "domains", "name": "x"}}]"#;

/// [IMP-3] Somebody without a terminal tells what MVT found: a preview, one button, and nothing else of the file.
#[tokio::test]
async fn what_mvt_found_is_told_to_its_origins_and_nothing_else_of_it_is_shown_or_kept() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = [fed.desk("ancolie"), fed.desk("lumbre")];
    let order = share("green", "evil.example").titled("A lantern");
    let id = lumbre.shares(order).await;
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    ana.get("/c/import").await;
    let preview = ana.post("/c/import", &[("text", REPORT)]).await;
    for told in [
        "The desk of this bulletin would hear that it was seen",
        "A lantern",
        "evil[.]example",
        "2 more values are not known here",
    ] {
        assert!(preview.text.contains(told), "{told}: {}", preview.text);
    }
    let lower = preview.text.to_lowercase();
    assert!(!lower.contains("canary"), "{}", preview.text);
    assert!(!lower.contains("com.lantern"), "{}", preview.text);
    let seen = async || {
        fed.sync_all().await;
        let caller = lumbre.caller("analyst").await;
        let reference = format!("lumbre/{id}");
        let shown = lumbre.desk().show_bulletin(&caller, &reference).await;
        shown.unwrap().seen
    };
    assert_eq!(seen().await, Some(0), "a preview tells nobody");
    assert!(
        ancolie
            .desk()
            .list_sheets(&ancolie.caller("analyst").await)
            .await
            .unwrap()
            .is_empty()
    );
    let value = preview
        .text
        .split("name=\"found\" value=\"")
        .nth(1)
        .unwrap();
    let value = value.split('"').next().unwrap();
    assert_eq!(value, "domain-name evil.example");
    let done = ana.post("/c/found", &[("found", value)]).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(seen().await, Some(1));
    // What nobody shared is told to nobody.
    let none = REPORT.replace("evil.example", "other.example");
    let page = ana.post("/c/import", &[("text", none.as_str())]).await;
    assert!(
        page.text.contains("there is nobody to tell"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("action=\"/c/found\""), "{}", page.text);
    for bad in ["", "evil.example", "no-kind evil.example"] {
        ana.post("/c/found", &[("found", bad)]).await;
    }
    assert_eq!(seen().await, Some(1));
}

/// Where the guess is wrong, somebody says what it is; the composer goes on with that.
#[tokio::test]
async fn a_file_is_read_as_somebody_says_and_stays_so_in_the_composer() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let page = ana.get("/c/import").await;
    assert!(
        page.text.contains("<option value=\"text\">free text"),
        "{}",
        page.text
    );
    // A table to the eye; one line each, it is two values and a word.
    let text = "evil.example,x\nother.example,y\n";
    let guessed = ana.post("/c/import", &[("text", text)]).await;
    assert!(
        guessed.text.contains("2 values recognised"),
        "{}",
        guessed.text
    );
    let as_lines = [("text", text), ("format", "list")];
    let said = ana.post("/c/import", &as_lines).await;
    assert!(said.text.contains("Nothing recognised"), "{}", said.text);
    assert!(said.text.contains("name=\"format\" value=\"list\""));
    let look = [("content", text), ("format", "list"), ("act", "look")];
    let look = ana.post("/c/new", &look).await;
    assert!(look.text.contains("Nothing recognised"), "{}", look.text);
    let unknown = [("text", text), ("format", "no-such")];
    let unknown = ana.post("/c/import", &unknown).await;
    assert!(
        unknown.text.contains("class=\"faults\""),
        "{}",
        unknown.text
    );
}

/// [IMP-10] What somebody says of kinds and columns goes before the guess, stays so in the composer, and is refused
/// where the table has no such column.
#[tokio::test]
async fn kind_and_columns_are_chosen_and_stay_so_in_the_composer() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let page = ana.get("/c/import").await;
    for field in ["kind", "column-1", "column-8"] {
        let select = format!("<select id=\"{field}\" name=\"{field}\"");
        assert!(page.text.contains(&select), "{field}: {}", page.text);
    }
    let apps = "com.lantern.watch\norg.other.thing\n";
    let said = [("text", apps), ("kind", "app-id"), ("format", "list")];
    let said = ana.post("/c/import", &said).await;
    assert!(said.text.contains("2 app"), "{}", said.text);
    assert!(said.text.contains("name=\"kind\" value=\"app-id\""));
    let look = [
        ("content", apps),
        ("kind", "app-id"),
        ("format", "list"),
        ("act", "look"),
    ];
    let look = ana.post("/c/new", &look).await;
    assert!(look.text.contains("2 app"), "{}", look.text);

    let table = "a,b\nevil.example,other.example\nbad.example,good.example\n";
    let one = [
        ("text", table),
        ("column-1", "domain-name"),
        ("column-2", "nothing"),
    ];
    let one = ana.post("/c/import", &one).await;
    assert!(one.text.contains("2 values recognised"), "{}", one.text);
    assert!(one.text.contains("name=\"column-2\" value=\"nothing\""));
    assert!(!one.text.contains("good[.]example"));
    for (column, what) in [("column-7", "names"), ("column-1", "no-such")] {
        let bad = ana
            .post("/c/import", &[("text", table), (column, what)])
            .await;
        assert!(bad.text.contains("class=\"faults\""), "{}", bad.text);
        assert!(
            bad.text.contains("<details open>"),
            "what was said is in sight"
        );
    }
}
