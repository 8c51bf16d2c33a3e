//! What coordinators do at the console: one page each, and no step more than it takes.

use fanal_desk::JoiningShown;
use fanal_tests::federation::{Federation, Node, federation, share};
use fanal_tests::visitor::{PASSWORD, Visitor};

use crate::three;

async fn cora(fed: &Federation) -> Visitor {
    Visitor::signed_in(fed.desk("ancolie"), "cora", &["coordinator"]).await
}

/// [CSL-10]
#[tokio::test]
async fn the_network_is_a_table_and_beside_it_a_picture() {
    let fed = three().await;
    fed.sync_all().await;
    let mut cora = cora(&fed).await;
    let page = cora.get("/c/net").await;
    assert_eq!(page.status, 200, "{}", page.text);
    for desk in ["lumbre", "qasaba"] {
        assert!(page.text.contains(&format!("href=\"/c/net/desks/{desk}\"")));
    }
    assert!(page.text.contains("alt=\"Picture of the network:"));
    let mut pictures = Vec::new();
    for path in ["/c/net/picture", "/c/net/picture/dark"] {
        let picture = cora.get(path).await;
        assert_eq!(picture.headers["content-type"], "image/png");
        assert!(picture.text.contains("PNG") && picture.text.contains("IEND"));
        pictures.push(picture.text);
    }
    assert_ne!(pictures[0], pictures[1]);
    for (path, said) in [
        ("/c/net/rules", "Vouches that a request needs"),
        ("/c/net/history", "The network was founded."),
        ("/c/net/join", "Nobody asks to join."),
        ("/c/net/reports", "Nothing was reported."),
        ("/c/net/withdrawals", "Nothing was withdrawn."),
    ] {
        let page = cora.get(path).await;
        assert!(
            page.status == 200 && page.text.contains(said),
            "{path}: {}",
            page.text
        );
    }
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    for path in ["/c/net/join", "/c/net/reports", "/c/admin"] {
        assert_eq!(ana.get(path).await.status, 403, "{path}");
    }
    assert_eq!(ana.get("/c/net/desks/nobody").await.status, 404);
}

/// [ROS-14] Each page says it, not a corner that nobody opens.
#[tokio::test]
async fn every_page_says_that_no_coordinator_was_heard_for_days() {
    let fed = three().await;
    for (name, said) in [("cora", "for three days"), ("cleo", "for a while")] {
        fed.clock.advance(4 * 86_400);
        let mut cora = Visitor::signed_in(fed.desk("ancolie"), name, &["coordinator"]).await;
        for path in ["/c/", "/c/net", "/c/me"] {
            let page = cora.get(path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            let alarm = format!("No coordinator has been heard from {said}.");
            assert!(page.text.contains(&alarm), "{path}: {}", page.text);
        }
    }
}

/// [SYN-23]
#[tokio::test]
async fn a_desk_is_used_no_more_by_one_button_on_its_page() {
    let fed = three().await;
    fed.desk("lumbre")
        .shares(share("green", "poison.example"))
        .await;
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let path = "/c/net/desks/lumbre";
    let page = ana.get(path).await;
    assert!(page.text.contains("Stop using lumbre"), "{}", page.text);
    let known = [("text", "poison.example")];
    assert!(!ana.post("/c/check", &known).await.text.contains("Not used"));
    let page = ana.post(path, &[("act", "stop-using")]).await;
    for said in ["used here no more", "Not used here.", "Use lumbre again"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let page = ana.post("/c/check", &known).await;
    assert!(page.text.contains("Not used here."), "{}", page.text);
    let page = ana.post(path, &[("act", "use-again")]).await;
    assert!(page.text.contains("used here again"), "{}", page.text);
    assert!(page.text.contains("Stop using lumbre"), "{}", page.text);
    let own = ana.get("/c/net/desks/ancolie").await;
    assert!(!own.text.contains("Stop using"), "{}", own.text);
}

/// C2, in two pages after the sign-in. [CSL-8] [CSL-9]
#[tokio::test]
async fn a_desk_is_suspended_on_one_page_by_typing_its_name() {
    let fed = three().await;
    let mut cora = cora(&fed).await;
    let desk = fed.desk("ancolie").desk();
    let suspended = async || {
        let caller = fed.desk("ancolie").caller("coordinator").await;
        desk.show_roster(&caller).await.unwrap().suspensions.len()
    };
    let path = "/c/net/desks/lumbre";
    cora.get(path).await;
    cora.loads = 0;
    let wrong = [
        ("act", "suspend"),
        ("why", "a raid"),
        ("suspend-name", "qasaba"),
    ];
    let page = cora.post(path, &wrong).await;
    assert!(
        page.text.contains("Type the desk’s short name exactly"),
        "{}",
        page.text
    );
    assert_eq!(suspended().await, 0);

    // The proof of the sign-in is stale: it is asked for here, and what was typed comes along.
    fed.clock.advance(11 * 60);
    let right = [
        ("act", "suspend"),
        ("why", "a raid"),
        ("suspend-name", "lumbre"),
    ];
    let asked = cora.post(path, &right).await;
    assert_eq!(asked.status, 403);
    assert!(asked.text.contains("Is it you?"), "{}", asked.text);
    assert!(asked.text.contains("name=\"suspend-name\"") && asked.text.contains("a raid"));
    assert_eq!(suspended().await, 0);
    let proof = |secret: &'static str| {
        let mut fields = right.to_vec();
        fields.extend([("step-up", "1"), ("proof", secret)]);
        fields
    };
    let page = cora.post(path, &proof("not the password")).await;
    assert!(page.status == 403 && page.text.contains("Password or code is wrong."));
    assert_eq!(suspended().await, 0);
    let done = cora.post(path, &proof(PASSWORD)).await;
    assert!(
        done.text.contains("The desk is suspended from now on."),
        "{}",
        done.text
    );
    assert_eq!(suspended().await, 1);
    println!("suspended by {} pages", cora.loads);
}

/// [CSL-9]
#[tokio::test]
async fn expelling_drafts_a_roster_and_shows_who_has_to_sign() {
    let fed = three().await;
    let mut cora = cora(&fed).await;
    let path = "/c/net/desks/qasaba";
    cora.get(path).await;
    let page = cora
        .post(path, &[("act", "expel"), ("expel-name", "")])
        .await;
    assert!(page.text.contains("Type the desk’s short name exactly"));
    let page = cora
        .post(path, &[("act", "expel"), ("expel-name", "qasaba")])
        .await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("qasaba"), "{}", page.text);
    let in_force = page.text.contains("Enough have signed");
    let waits =
        page.text.contains("more signatures are needed") && page.text.contains("id=\"envelope\"");
    assert!(in_force != waits, "{}", page.text);
}

/// [CSL-24]
#[tokio::test]
async fn what_a_roster_changes_is_said_in_the_readers_language() {
    let fed = three().await;
    let mut cora = cora(&fed).await;
    let path = "/c/net/desks/qasaba";
    for (lang, changes, founded) in [
        (
            "en",
            "qasaba: active becomes expelled",
            "becomes a coordinator",
        ),
        (
            "fr",
            "qasaba\u{a0}: actif devient exclu",
            "rejoint la coordination",
        ),
        ("es", "qasaba: activo pasa a expulsado", "pasa a coordinar"),
        ("ar", "qasaba: من نشط إلى مفصول", "يصير"),
    ] {
        cora.get(path).await;
        cora.post("/c/lang", &[("lang", lang), ("back", path)])
            .await;
        let draft = cora
            .post(path, &[("act", "expel"), ("expel-name", "qasaba")])
            .await;
        assert!(draft.text.contains(changes), "{lang}: {}", draft.text);
        let history = cora.get("/c/net/history").await;
        assert!(history.text.contains(founded), "{lang}: {}", history.text);
        for page in [&draft, &history] {
            let main = page.text.split("<main").nth(1).unwrap();
            let main = main.split("</main>").next().unwrap();
            assert!(!main.contains("lang=\"en\""), "{lang}: {main}");
        }
    }
}

/// [CSL-24] [JOIN-2]
#[tokio::test]
async fn a_request_to_join_shows_how_far_it_is_in_the_readers_language() {
    let fed = three().await;
    let brume = fed.stranger("brume", 91).await;
    let node = fed.desk("ancolie");
    let request = brume.ask_to_join(node).await;
    let caller = node.caller("coordinator").await;
    node.desk()
        .announce_request(&caller, &request)
        .await
        .unwrap();
    fed.sync_all().await;
    let mut cora = cora(&fed).await;
    let key = brume.desk().keys().statement.public();
    let path = &format!("/c/net/join/brume/{key}");
    let page = cora.get(path).await;
    assert!(
        page.text.contains("Key compared by voice: not yet"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("Signatures of coordinators: –"),
        "{}",
        page.text
    );
    cora.post("/c/lang", &[("lang", "fr"), ("back", path)])
        .await;
    let page = cora.get(path).await;
    assert!(
        page.text.contains("brume a 0 recommandations sur 2."),
        "{}",
        page.text
    );
    let main = page.text.split("class=\"list\"").nth(1).unwrap();
    let main = main.split("</main>").next().unwrap();
    assert!(!main.contains("lang=\"en\""), "{main}");
    // Nothing is noted without a word of how.
    cora.post(path, &[("act", "compared"), ("how-compared", " ")])
        .await;
    let page = cora.get(path).await;
    assert!(page.text.contains("pas encore"), "{}", page.text);
    let how = [
        ("act", "compared"),
        ("how-compared", "au téléphone, au numéro connu"),
    ];
    let page = cora.post(path, &how).await;
    assert!(page.text.contains(", par cora"), "{}", page.text);
    assert!(
        page.text.contains("au téléphone, au numéro connu"),
        "{}",
        page.text
    );
    // It is of this key: another request by the same name has not been compared.
    let elsewhere = federation().desk("nuit").in_memory().await;
    let other = elsewhere.stranger("brume", 92).await;
    let request = other.ask_to_join(node).await;
    let announced = node.desk().announce_request(&caller, &request).await;
    announced.unwrap();
    let all = node.desk().list_joining(&caller).await.unwrap();
    let compared = all.iter().filter(|one| one.compared.is_some()).count();
    assert_eq!((all.len(), compared), (2, 1));
}

/// Makes known that somebody of this name asks, and brings it to `node`.
async fn makes_known(member: &Node, who: &Node, node: &Node) {
    let request = who.ask_to_join(member).await;
    let caller = member.caller("coordinator").await;
    let announced = member.desk().announce_request(&caller, &request).await;
    announced.unwrap();
    node.pull(member).await;
}

/// Beside each vouch stand who, when and how the two know each other.
#[tokio::test]
async fn a_vouch_says_who_when_and_how_the_two_know_each_other() {
    let fed = three().await;
    let [ancolie, member, _] = fed.desks();
    let luz = fed.stranger("luz", 91).await;
    makes_known(member, &luz, ancolie).await;
    let mut cora = cora(&fed).await;
    let page = format!("/c/net/join/luz/{}", luz.desk().keys().statement.public());
    cora.get(&page).await;
    // Who vouches says how the two know each other, and the page says when that was said.
    let vouched = cora
        .post(&page, &[("act", "vouch"), ("how", "we met in Kivu")])
        .await;
    assert!(vouched.status == 200, "{}", vouched.text);
    let shown = cora.get(&page).await;
    let today = fed.now().date();
    let vouch = shown
        .text
        .split(": <bdi dir=\"auto\">we met in Kivu")
        .next();
    let vouch = vouch.and_then(|before| before.rsplit("<li>").next());
    assert!(
        vouch.is_some_and(|line| line.contains("<bdi>ancolie</bdi>") && line.contains(&today)),
        "{}",
        shown.text
    );
}

/// [CSL-13] [JOIN-5] Whoever made two of one name known, and drops the one that people read, has nothing done
/// to the other.
#[tokio::test]
async fn what_was_read_of_one_who_asks_is_never_done_to_another_of_its_name() {
    let fed = three().await;
    let [ancolie, hostile, _] = fed.desks();
    let luz = fed.stranger("luz", 91).await;
    let elsewhere = federation().desk("nuit").in_memory().await;
    let impostor = elsewhere.stranger("luz", 92).await;
    makes_known(hostile, &luz, ancolie).await;
    makes_known(hostile, &impostor, ancolie).await;
    let mut cora = cora(&fed).await;
    let page_of = |who: &Node| {
        let key = who.desk().keys().statement.public();
        format!("/c/net/join/luz/{key}")
    };
    let list = cora.get("/c/net/join").await;
    for who in [&luz, &impostor] {
        let key = who.desk().keys().statement.public().to_string();
        let begins = format!(">{}<", key.chars().take(8).collect::<String>());
        assert!(list.text.contains(&begins), "{}", list.text);
        let page = cora.get(&page_of(who)).await;
        assert!(
            page.status == 200 && page.text.contains(&key),
            "{}",
            page.text
        );
    }
    // While the words are read, the oldest of this member goes.
    let others = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"];
    for (name, seed) in others.into_iter().zip(93..) {
        let nobody = fed.stranger(name, seed).await;
        makes_known(hostile, &nobody, ancolie).await;
    }
    assert_eq!(cora.get(&page_of(&luz)).await.status, 404);
    let acts: [&[(&str, &str)]; 5] = [
        &[("act", "vouch"), ("how", "we met")],
        &[("act", "compared"), ("how-compared", "by telephone")],
        &[("act", "object"), ("why", "they sold data")],
        &[("act", "announce")],
        &[("act", "admit")],
    ];
    for act in acts {
        let page = cora.post(&page_of(&luz), act).await;
        assert!(
            page.text.contains("It changed since you looked"),
            "{act:?}: {}",
            page.text
        );
    }
    let caller = ancolie.caller("coordinator").await;
    let luzes = async || {
        let all = ancolie.desk().list_joining(&caller).await.unwrap();
        all.into_iter()
            .filter(|one| one.desk.as_str() == "luz")
            .collect::<Vec<_>>()
    };
    let [one]: [JoiningShown; 1] = luzes().await.try_into().unwrap();
    assert_eq!(one.key, impostor.desk().keys().statement.public());
    assert!(one.compared.is_none() && one.drafted.is_none());
    assert!(one.vouches.is_empty() && one.objections.is_empty());
    // What somebody here works on is nobody's to push out.
    makes_known(hostile, &luz, ancolie).await;
    let page = cora.post(&page_of(&luz), acts[1]).await;
    assert!(page.text.contains("by telephone"), "{}", page.text);
    let more = ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"];
    for (name, seed) in more.into_iter().zip(101..) {
        let nobody = fed.stranger(name, seed).await;
        makes_known(hostile, &nobody, ancolie).await;
    }
    let [one]: [JoiningShown; 1] = luzes().await.try_into().unwrap();
    assert_eq!(one.key, luz.desk().keys().statement.public());
    assert!(one.compared.is_some());
}

/// What is wrong with a desk stands in the table: what it signed last, what is missing of it, its silence. [SYN-15]
#[tokio::test]
async fn the_table_of_desks_says_who_is_silent_and_since_when() {
    let fed = three().await;
    let order = share("green", "evil.example");
    fed.desk("lumbre").shares(order).await;
    fed.sync_all().await;
    let mut cora = cora(&fed).await;
    let page = cora.get("/c/net").await;
    assert!(
        page.text.contains("newest word that it signed: just now"),
        "{}",
        page.text
    );
    assert!(
        !page.text.contains("Nothing for more than a day"),
        "{}",
        page.text
    );
    fed.pass_days(4).await;
    let mut cora = Visitor::signed_in(fed.desk("ancolie"), "cleo", &["coordinator"]).await;
    let page = cora.get("/c/net").await;
    assert!(
        page.text.contains("Nothing for more than a day"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("newest word that it signed: 4 days ago"),
        "{}",
        page.text
    );
}

/// [CSL-13] A group is made, joined and left by a form: each is a draft of the next roster, of what the page showed.
#[tokio::test]
async fn a_group_is_made_joined_and_left_by_forms() {
    let fed = three().await;
    let mut cora = cora(&fed).await;
    let page = cora.get("/c/net/groups").await;
    assert!(
        page.text.contains("There is no group yet."),
        "{}",
        page.text
    );
    let version = |page: &str| {
        let found = fanal_tests::visitor::between(page, "name=\"version\" value=\"", "\"");
        found.unwrap().to_owned()
    };
    let now = version(&page.text);
    let made = |group: &'static str, version: &str, members: &[&'static str]| {
        let mut fields = vec![("group", group.to_owned()), ("version", version.to_owned())];
        fields.extend(members.iter().map(|desk| ("member", (*desk).to_owned())));
        fields
    };
    let send = async |cora: &mut Visitor, fields: Vec<(&str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        cora.post("/c/net/groups", &fields).await
    };
    for bad in [
        made("Not A Name", &now, &["lumbre"]),
        made("watch", "999", &["lumbre"]),
        made("watch", &now, &[]),
    ] {
        let page = send(&mut cora, bad).await;
        assert!(page.text.contains("class=\"faults\""), "{}", page.text);
    }
    let draft = send(&mut cora, made("watch", &now, &["ancolie", "lumbre"])).await;
    assert!(
        draft.text.contains("lumbre joins the group watch"),
        "{}",
        draft.text
    );
    let groups_of = async |desk: &str| {
        let node = fed.desk("ancolie");
        let caller = node.caller("coordinator").await;
        let roster = node.desk().show_roster(&caller).await.unwrap();
        let found = roster.desks.into_iter().find(|one| one.id.as_str() == desk);
        found.unwrap().groups.len()
    };
    assert_eq!(groups_of("lumbre").await, 0, "one signature is not enough");
    let signed = async |draft: &str| {
        let envelope = draft.split("id=\"envelope\"").nth(1).unwrap();
        let envelope = envelope
            .split_once('>')
            .unwrap()
            .1
            .split("</textarea>")
            .next()
            .unwrap();
        let envelope = envelope
            .trim()
            .replace("&#34;", "\"")
            .replace("&quot;", "\"");
        assert!(fed.desk("lumbre").sign(&envelope).await.in_force);
        fed.sync_all().await;
    };
    signed(&draft.text).await;
    assert_eq!(
        (groups_of("lumbre").await, groups_of("qasaba").await),
        (1, 0)
    );

    // Who is no coordinator sees who is in, and changes nothing.
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let page = ana.get("/c/net/groups").await;
    assert!(
        page.text.contains("watch") && !page.text.contains("name=\"member\""),
        "{}",
        page.text
    );
    let page = cora.get("/c/net/groups").await;
    let now = version(&page.text);
    let refused = made("watch", &now, &["ancolie"]);
    let fields: Vec<(&str, &str)> = refused.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(ana.post("/c/net/groups", &fields).await.status, 403);

    let draft = send(&mut cora, made("watch", &now, &["ancolie"])).await;
    assert!(
        draft.text.contains("lumbre leaves the group watch"),
        "{}",
        draft.text
    );
    signed(&draft.text).await;
    assert_eq!(groups_of("lumbre").await, 0);
}
