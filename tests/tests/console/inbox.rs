//! The inbox turned page by page.

use fanal_desk::ShareOrder;
use fanal_store::Stance;
use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::visitor::{Shown, Visitor};

/// The bulletins on a page, in their order.
fn titles(page: &Shown) -> Vec<String> {
    let items = page.text.split("<h2 id=\"title-").skip(1);
    let titles = items.filter_map(|item| item.split("dir=\"auto\">").nth(1)?.split('<').next());
    titles.map(str::to_owned).collect()
}

/// Where the link leads.
fn link(page: &Shown, says: &str) -> Option<String> {
    let nav = page
        .text
        .split("aria-label=\"Pages of this list\"")
        .nth(1)?;
    let before = nav.split(&format!("\">{says}</a>")).next()?;
    let href = before.rsplit("href=\"").next()?;
    nav.contains(&format!("\">{says}</a>"))
        .then(|| href.replace("&#38;", "&").replace("&amp;", "&"))
}

/// [CSL-23]
#[tokio::test]
async fn every_bulletin_stands_on_one_page_of_the_inbox_whatever_comes_in_meanwhile() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = [fed.desk("ancolie"), fed.desk("lumbre")];
    let send = async |from: usize, to: usize| {
        for n in from..to {
            let order = share("green", &format!("n{n}.example")).titled(&format!("Number {n}"));
            lumbre.shares(order).await;
        }
        fed.sync_all().await;
    };
    send(0, 90).await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let first = ana.get("/c/inbox?state=new").await;
    let mut seen = titles(&first);
    assert_eq!(seen.len(), 40, "{}", first.text);
    assert_eq!(link(&first, "Newer ones"), None);
    // Three more come in while somebody reads.
    send(90, 93).await;
    let to_second = link(&first, "Older ones").unwrap();
    assert!(
        to_second.starts_with("/c/inbox?state=new&"),
        "the filter stays: {to_second}"
    );
    let second = ana.get(&to_second).await;
    seen.extend(titles(&second));
    let third = ana.get(&link(&second, "Older ones").unwrap()).await;
    seen.extend(titles(&third));
    assert_eq!(link(&third, "Older ones"), None, "{}", third.text);
    let mut each = seen.clone();
    each.sort();
    each.dedup();
    assert_eq!(
        (seen.len(), each.len()),
        (90, 90),
        "none twice, none left out"
    );
    // The way back leads through the same pages.
    let back = ana.get(&link(&third, "Newer ones").unwrap()).await;
    assert_eq!(titles(&back), titles(&second));
    let newest = ana.get(&link(&back, "Newer ones").unwrap()).await;
    assert_eq!(titles(&newest).len(), 40);
    assert!(newest.text.contains("Number 92"), "{}", newest.text);
    // What is looked for stands in no address: its pages are turned by a form.
    let found = ana.post("/c/inbox/search", &[("text", "number")]).await;
    assert_eq!(titles(&found).len(), 40);
    assert_eq!(link(&found, "Older ones"), None);
    let way = found
        .text
        .split("name=\"way-here\" value=\"")
        .nth(1)
        .unwrap();
    let way = way.split('"').next().unwrap().to_owned();
    let fields = [("text", "number"), ("way-here", way.as_str())];
    let more = ana.post("/c/inbox/search", &fields).await;
    assert_eq!(titles(&more).len(), 40, "{}", more.text);
    assert!(titles(&more).iter().all(|it| !titles(&found).contains(it)));
    // A place that is none is the first page.
    for wrong in ["x", "5.x/y", "~~", "9.lumbre/aaaa"] {
        let page = ana.get(&format!("/c/inbox?way-here={wrong}")).await;
        assert_eq!(titles(&page).len(), 40, "{wrong}");
        assert_eq!(link(&page, "Newer ones"), None, "{wrong}");
    }
}

/// Drafts lie oldest first, and those of an import may be many: each stands on one page, and is opened there alone.
/// [CSL-23]
#[tokio::test]
async fn every_draft_stands_on_one_page_oldest_first() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let ancolie = fed.desk("ancolie");
    let caller = ancolie.caller("analyst").await;
    for n in 0..53 {
        let order = ShareOrder {
            draft_only: true,
            ..share("green", &format!("n{n}.example")).titled(&format!("Number {n}"))
        };
        ancolie.desk().share(&caller, &order).await.unwrap();
    }
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let on = |page: &Shown| -> Vec<usize> {
        let is_there = |n: &usize| page.text.contains(&format!(">Number {n}<"));
        (0..53).filter(is_there).collect()
    };
    let first = ana.get("/c/drafts").await;
    assert_eq!(on(&first).len(), 50, "{}", first.text);
    assert_eq!(link(&first, "Older ones"), None);
    let second = ana.get(&link(&first, "Newer ones").unwrap()).await;
    assert_eq!(on(&second).len(), 3, "{}", second.text);
    assert!(on(&second).iter().all(|n| !on(&first).contains(n)));
    assert_eq!(link(&second, "Newer ones"), None);
    let back = ana.get(&link(&second, "Older ones").unwrap()).await;
    assert_eq!(on(&back), on(&first));
    // None of them waits for anybody.
    let waiting = ana.get("/c/review").await;
    assert!(on(&waiting).is_empty());
    assert_eq!(link(&waiting, "Newer ones"), None);
}

/// What is known of each value of a bulletin: whether it is over, and since when it is known here.
#[tokio::test]
async fn a_bulletin_says_of_each_value_whether_it_is_over_and_since_when_it_is_known() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = [fed.desk("ancolie"), fed.desk("lumbre")];
    lumbre.shares(share("green", "old.example")).await;
    fed.sync_all().await;
    let first = fed.now().date();
    fed.pass_days(3).await;
    let ended = fed.now().plus_days(-1);
    let indicator = |n: u32, value: &str, more: &str| {
        format!(
            r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-00000000000{n}",
            "created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","pattern_type":"stix",
            "pattern":"[domain-name:value = '{value}']","valid_from":"2026-01-01T00:00:00Z"{more}}}"#
        )
    };
    let until = format!(r#","valid_until":"{ended}""#);
    let bundle = format!(
        r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000009","objects":[{},{}]}}"#,
        indicator(1, "old.example", &until),
        indicator(2, "new.example", "")
    );
    let order = fanal_desk::ShareOrder {
        category: Some("phishing".into()),
        ..share("green", &bundle).titled("Both")
    };
    let id = lumbre.shares(order).await;
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana.get(&format!("/c/b/lumbre/{id}")).await;
    let row = |value: &str| {
        let row = page.text.split(&format!("{value}</bdi></th>")).nth(1);
        let row = row.unwrap_or_else(|| panic!("no {value}: {}", page.text));
        row.split("</tr>").next().unwrap().to_owned()
    };
    let (old, new) = (row("old[.]example"), row("new[.]example"));
    assert!(old.contains("over, says its source"), "{old}");
    assert!(old.contains(&first), "{first}: {old}");
    assert!(new.contains("<td data-t=\"State\">active <"), "{new}");
    let day = fed.now().date();
    let today = format!("known here since <time><bdi dir=\"ltr\">{day}</bdi></time>");
    assert!(new.contains(&today), "{new}");
    // What to do, by what it is; and a file for each tool.
    assert!(page.text.contains("change the password on another device"));
    assert!(page.text.contains("value=\"spyguard\""));
    let file = [
        ("format", "spyguard"),
        ("bulletin", &format!("lumbre/{id}")),
    ];
    let file = ana.post("/c/export", &file).await;
    assert!(file.text.contains("new.example"), "{}", file.text);
}

/// [STM-16] What is urgent stands first until somebody says what to do with it; hard words are folded, without a
/// script.
#[tokio::test]
async fn urgent_stands_first_and_hard_words_are_folded() {
    let fed = crate::two().await;
    let [ancolie, lumbre] = fed.desks();
    let hasty = ShareOrder {
        urgent: true,
        content_warning: true,
        summary: Some("Words that are hard to read.".into()),
        ..share("green", "hasty.example").titled("Leaves today")
    };
    let id = ancolie.shares(hasty).await;
    fed.sync_all().await;
    for at in 0..45 {
        fed.clock.advance(60);
        let order = share("green", &format!("n{at}.example")).titled(&format!("Another {at}"));
        ancolie.shares(order).await;
    }
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(lumbre, "ana", &["analyst"]).await;
    let inbox = ana.get("/c/inbox").await;
    let first = inbox.text.find("<h2 id=\"title-0\"").unwrap();
    let first = inbox.text.get(first..first + 300).unwrap();
    assert!(first.contains("Leaves today"), "{first}");
    assert!(first.contains("<strong>Urgent</strong>"), "{first}");
    assert_eq!(inbox.text.matches("<strong>Urgent</strong>").count(), 1);

    let path = format!("/c/b/ancolie/{id}");
    let page = ana.get(&path).await;
    let folded = page
        .text
        .find("<details class=\"please\"><summary>")
        .unwrap();
    let words = page.text.find("Words that are hard to read.").unwrap();
    assert!(folded < words && page.text.get(folded..words).unwrap().len() < 300);
    assert!(!page.text.contains("<details class=\"please\" open"));
    ana.post(&path, &[("act", "watch")]).await;
    let inbox = ana.get("/c/inbox").await;
    assert!(
        !inbox.text.contains("Leaves today"),
        "it is where its day puts it"
    );

    // The composer carries both to the page that sends.
    ana.get("/c/new").await;
    let look = [
        ("content", "other.example"),
        ("urgent", "1"),
        ("content_warning", "1"),
        ("act", "look"),
    ];
    let look = ana.post("/c/new", &look).await;
    for field in ["urgent", "content_warning"] {
        let ticked = format!("name=\"{field}\" value=\"1\" checked");
        assert!(look.text.contains(&ticked), "{field}: {}", look.text);
    }
}

/// [CSL-39] Beside each row, how many of its values other bulletins here hold: those that this account may see.
#[tokio::test]
async fn a_row_says_how_many_of_its_values_are_known_here_and_counts_nothing_that_the_reader_may_not_see()
 {
    let fed = crate::two().await;
    let [ancolie, lumbre] = fed.desks();
    let says = [
        (share("green", "a.example b.example"), "First"),
        (share("amber", "c.example").to(&["ancolie"]), "Second"),
        (share("green", "a.example c.example d.example"), "Third"),
        (share("green", "e.example"), "Alone"),
    ];
    for (order, title) in says {
        lumbre.shares(order.titled(title)).await;
    }
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let mut cora = Visitor::signed_in(ancolie, "cora", &["coordinator"]).await;
    let row = async |who: &mut Visitor, title: &str| {
        let page = who.get("/c/inbox").await.text;
        let (_, behind) = page.split_once(&format!(">{title}</a>")).unwrap();
        behind.split("</p>").next().unwrap().to_owned()
    };
    let third = row(&mut ana, "Third").await;
    assert!(third.contains("3 values · 2 of them known here"), "{third}");
    let first = row(&mut ana, "First").await;
    let one = "2 values · one of them known here";
    assert!(first.contains(one), "{first}");
    let second = row(&mut ana, "Second").await;
    let only = "1 value · one of them known here";
    assert!(second.contains(only), "{second}");
    assert!(!row(&mut ana, "Alone").await.contains("known here"));
    // AMBER is for staff: of what stands there alone, a coordinator learns nothing.
    let third = row(&mut cora, "Third").await;
    let fewer = "3 values · one of them known here";
    assert!(third.contains(fewer), "{third}");
}

/// What is told to a beneficiary leaves one line that says of what, and not to whom; AMBER+STRICT is for the
/// desk's own people, and leaves none. [PUB-11]
#[tokio::test]
async fn a_sheet_for_a_beneficiary_leaves_one_line_without_a_name_and_there_is_none_of_amber_strict()
 {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = [fed.desk("ancolie"), fed.desk("lumbre")];
    let mut ids = Vec::new();
    for label in ["amber", "amber+strict"] {
        let order = share(label, "evil.example").titled("For a beneficiary");
        ids.push(lumbre.shares(order.to(&["ancolie"])).await);
    }
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let noted = async || {
        let admin = ancolie.caller("admin").await;
        let trail = ancolie.desk().list_audit(&admin, 0).await.unwrap();
        let sheets = trail.into_iter().filter(|row| row.act == "bulletin.brief");
        let lines = sheets.map(|row| (row.who, row.object, row.result));
        lines.collect::<Vec<_>>()
    };
    let sheet = ana.get(&format!("/c/b/lumbre/{}/brief", ids[0])).await;
    assert_eq!(sheet.status, 200, "{}", sheet.text);
    assert!(sheet.text.contains("For a beneficiary"));
    let line = ("ana".into(), format!("lumbre/{}", ids[0]), "done".into());
    assert_eq!(noted().await, std::slice::from_ref(&line));
    let refused = ana.get(&format!("/c/b/lumbre/{}/brief", ids[1])).await;
    assert!(refused.status >= 400, "{}", refused.text);
    assert!(!refused.text.contains("evil"), "{}", refused.text);
    assert_eq!(noted().await, [line]);
}

/// What is ticked is marked, at once and with one button, and what is not stays new.
#[tokio::test]
async fn what_is_ticked_is_marked_and_nothing_else() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = [fed.desk("ancolie"), fed.desk("lumbre")];
    let mut ids = Vec::new();
    for n in 0..3 {
        let order = share("green", &format!("n{n}.example")).titled(&format!("Number {n}"));
        ids.push(lumbre.shares(order).await);
    }
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana.get("/c/inbox?state=new").await;
    let picks: Vec<String> = ids.iter().map(|id| format!("lumbre/{id}")).collect();
    for pick in &picks {
        let tick = format!("name=\"pick\" value=\"{pick}\"");
        assert!(page.text.contains(&tick), "{tick}: {}", page.text);
    }
    let fields = [
        ("pick", picks[0].as_str()),
        ("pick", picks[2].as_str()),
        ("act", "watch"),
        ("back", "/c/inbox?state=new"),
    ];
    let done = ana.send("/c/inbox", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let of = async |ana: &mut Visitor, state: &str| {
        let mut all = titles(&ana.get(&format!("/c/inbox?state={state}")).await);
        all.sort();
        all
    };
    assert_eq!(of(&mut ana, "new").await, ["Number 1"]);
    assert_eq!(of(&mut ana, "watch").await, ["Number 0", "Number 2"]);
}

/// [CSL-38] Each is one button of the same form, and leads to one page.
#[tokio::test]
async fn no_takes_no_more_clicks_than_yes() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let id = fed
        .desk("lumbre")
        .shares(share("green", "evil.example"))
        .await;
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let reference = format!("lumbre/{id}");
    let bulletin = format!("/c/b/{reference}");
    let mut loads = Vec::new();
    for (act, stance) in [("use", Stance::Use), ("dismissed", Stance::Dismissed)] {
        for (path, value) in [
            ("/c/inbox", format!("{act}:{reference}")),
            (&bulletin, act.into()),
        ] {
            let page = ana.get(path).await;
            let form = page
                .text
                .split("<form")
                .find(|form| form.contains(&format!("value=\"{value}\"")));
            let form = form.unwrap().split("</form>").next().unwrap();
            // Nothing has to be typed or ticked first.
            assert!(!form.contains("required"), "{form}");
            let before = ana.loads;
            ana.post(path, &[("act", &value), ("back", path)]).await;
            loads.push(ana.loads - before);
            let shown = fed.desk("ancolie").shows(&reference).await.unwrap();
            assert_eq!(shown.line.stance, stance);
        }
    }
    assert!(loads.iter().all(|count| *count == loads[0]), "{loads:?}");
    // To say that somebody refused is one click; that they agreed, one and how far.
    let page = ana.get("/c/new").await;
    let row = |id: &str| {
        let rest = page.text.split(&format!("id=\"{id}\"")).nth(1).unwrap();
        rest.split("class=\"radio\"").next().unwrap().to_owned()
    };
    assert!(!row("c-refused").contains("<select") && row("c-granted").contains("<select"));
}
