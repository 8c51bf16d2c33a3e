//! Pages on paper: as many sheets as they take, printed by the browser itself.

use fanal_tests::browser::Browser;
use fanal_tests::federation::{Ordering as _, share};
use serde_json::{Value, json};

use crate::stage::stage;

/// The drawing of each sheet of a file: what the browser packed, it unpacks again.
const SHEETS: &str = r#"(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const unpacked = async (number) => {
        const begin = text.search(new RegExp("(^|\n)" + number + " 0 obj"));
        const from = text.indexOf("stream\n", begin) + 7;
        const packed = bytes.slice(from, text.indexOf("\nendstream", from));
        const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
        return new Response(stream).text();
    };
    const pages = text.match(/\/Type \/Page\b[^]*?\/Contents \d+ 0 R/g) || [];
    return Promise.all(pages.map((page) => unpacked(page.match(/\/Contents (\d+)/)[1])));
})"#;

/// So many surfaces of black, wider than half a sheet.
fn bars(drawing: &str) -> usize {
    let (mut black, mut is_wide) = (false, false);
    let mut count = 0;
    for line in drawing.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [.., red, green, blue, "rg"] => {
                black = [red, green, blue].iter().all(|it| **it == "0");
            }
            [_, _, width, _, "re"] => {
                let width: f64 = width.parse().unwrap();
                is_wide = width > 300.0;
            }
            // What is drawn within, and no surface.
            [.., "n" | "m"] => is_wide = false,
            ["f"] => count += usize::from(black && is_wide),
            _ => {}
        }
    }
    count
}

/// [CSL-7] Of as many sheets as it takes, with nothing beside the page itself.
#[tokio::test]
async fn on_paper_the_label_stands_on_every_sheet() {
    const OFF: &str = r#"Array.from(document.querySelectorAll("header.top, footer, main form"))
        .filter((e) => getComputedStyle(e).display !== "none").length"#;
    let stage = stage().await;
    let values: Vec<String> = (0..190).map(|n| format!("wave{n}.example")).collect();
    let order = share("green", &values.join("\n")).titled("A long list");
    let long = stage.fed.desk("lumbre").shares(order).await;
    stage.fed.sync_all().await;
    let mut browser = Browser::open().await;
    stage.sign_in(&mut browser, "luz").await;
    let long = format!("/c/b/lumbre/{long}");
    let short = format!("/c/b/lumbre/{}", stage.received);
    for (path, least) in [
        (long.clone(), 3),
        (format!("{long}/brief"), 2),
        (format!("{long}/evidence"), 1),
        (short, 1),
    ] {
        browser.go(&stage.at(&path)).await;
        let print = json!({ "media": "print" });
        browser.tell("Emulation.setEmulatedMedia", print).await;
        assert_eq!(browser.ask(OFF).await, json!(0), "{path}");
        let wanted = json!({ "printBackground": true, "preferCSSPageSize": true });
        let file = browser.tell("Page.printToPDF", wanted).await;
        let data = file.get("data").and_then(Value::as_str).unwrap();
        let sheets = browser.ask(&format!("{SHEETS}({})", json!(data))).await;
        let sheets: Vec<String> = serde_json::from_value(sheets).unwrap();
        assert!(sheets.len() >= least, "{path}: {} sheets", sheets.len());
        for (number, sheet) in sheets.iter().enumerate() {
            assert_eq!(bars(sheet), 2, "{path}, sheet {}: {sheet}", number + 1);
        }
        let screen = json!({ "media": "" });
        browser.tell("Emulation.setEmulatedMedia", screen).await;
    }
}
