//! What a file of another program says, as it is shown before anything is sent.

use fanal_tests::federation::federation;
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
                "Colonne « Indicator » : des valeurs",
                "Colonne « Family » : des noms",
                "Doublons réunis : 1",
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
