//! Consent, labels of imports, review, embargo, publication.

use fanal_desk::{NewAccount, ReviewsOrder, ReviseOrder, ShareOrder};
use fanal_protocol::{Code, Timestamp};
use fanal_tests::federation::{BEGINS, Federation, Ordering as _, share};

use crate::cast::{publishes, revise, three};

async fn nothing_is_stored_or_sent(fed: &Federation, value: &str) {
    let [ancolie, lumbre, qasaba] = fed.desks();
    fed.sync_all().await;
    assert_eq!(ancolie.knows(value).await, 0);
    assert!(ancolie.list_as("analyst", true).await.is_empty());
    let reviewer = ancolie.caller("reviewer").await;
    assert!(
        ancolie
            .desk()
            .list_reviews(&reviewer, &ReviewsOrder::default())
            .await
            .unwrap()
            .is_empty()
    );
    for peer in [lumbre, qasaba] {
        assert!(peer.list_as("analyst", true).await.is_empty());
        assert!(!ancolie.serves(peer).await.unwrap().text.contains(value));
    }
}

/// [POL-14] [POL-15] [CON-1]
#[tokio::test]
async fn without_the_persons_yes_nothing_is_stored_and_nothing_is_sent() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let amber = || share("amber", "lure.example").to(&["lumbre"]);
    let green = || share("green", "lure.example");
    let clear = || share("clear", "lure.example");
    let ended: Timestamp = BEGINS.parse().unwrap();
    let no = [
        (amber().consent("refused"), Code::PolicyConsentRefused),
        (amber().consent("not-asked"), Code::PolicyConsentNotAsked),
        (amber().consent("desk"), Code::PolicyConsentScope),
        (green().consent("named"), Code::PolicyConsentScope),
        (green().consent("desk"), Code::PolicyConsentScope),
        (green().consent("refused"), Code::PolicyConsentRefused),
        (
            ShareOrder {
                consent: None,
                ..green()
            },
            Code::PolicyConsentNotAsked,
        ),
        (green().consent("perhaps"), Code::UsageInvalid),
        (
            clear().consent("network").not_before(ended.plus_days(1)),
            Code::PolicyConsentScope,
        ),
        (
            ShareOrder {
                consent_until: Some(ended),
                ..green().consent("network")
            },
            Code::PolicyConsentExpired,
        ),
    ];
    for (order, code) in no {
        let what = (order.label.clone(), order.consent.clone());
        assert_eq!(
            ancolie.try_share(order).await.map(drop),
            Err(code),
            "{what:?}"
        );
    }
    nothing_is_stored_or_sent(&fed, "lure.example").await;
}

const MARKED_GREEN: &str = r#"{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b11","objects":[
{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a11","created":"2026-01-01T01:02:03.456Z","modified":"2026-01-01T01:02:03.456Z","pattern":"[domain-name:value = 'marked.example']","pattern_type":"stix","valid_from":"2026-01-01T01:02:03.456Z","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}]}"#;

#[tokio::test]
async fn an_import_without_a_label_is_refused_and_so_is_one_wider_than_its_files() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let unlabelled = ShareOrder {
        label: None,
        ..share("green", "lure.example")
    };
    assert_eq!(
        ancolie.try_share(unlabelled).await.map(drop),
        Err(Code::PolicyUnlabelled)
    );
    let unknown = share("chartreuse", "lure.example");
    assert_eq!(
        ancolie.try_share(unknown).await.map(drop),
        Err(Code::UsageInvalid)
    );
    for wider in ["clear", "white"] {
        let order = share(wider, MARKED_GREEN).consent("public");
        assert_eq!(
            ancolie.try_share(order).await.map(drop),
            Err(Code::PolicyLabel),
            "{wider}"
        );
    }
    nothing_is_stored_or_sent(&fed, "lure.example").await;

    let as_marked = ShareOrder {
        label: None,
        ..share("", MARKED_GREEN)
    };
    let id = ancolie.shares(as_marked).await;
    assert_eq!(
        ancolie
            .shows(&id.to_string())
            .await
            .unwrap()
            .line
            .label
            .as_str(),
        "TLP:GREEN"
    );
    let wider_later = ReviseOrder {
        bulletin: id.to_string(),
        label: Some("clear".into()),
        consent: Some("public".into()),
        ..ReviseOrder::default()
    };
    let analyst = ancolie.caller("analyst").await;
    let refused = ancolie.desk().revise(&analyst, &wider_later).await;
    assert_eq!(
        refused.map(drop).map_err(|error| error.code()),
        Err(Code::PolicyLabel),
        "a revision is no way round the file's label"
    );
    let narrower = share("amber", MARKED_GREEN).to(&["lumbre"]);
    ancolie.shares(narrower).await;
    fed.sync_all().await;
    assert_eq!(lumbre.knows("marked.example").await, 2);
}

/// [POL-18] [POL-19]
#[tokio::test]
async fn nothing_is_published_without_a_second_person_a_public_yes_and_answers() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    for consent in ["network", "named", "refused", "not-asked"] {
        let refused = ancolie
            .try_share(share("clear", "lure.example").consent(consent))
            .await;
        assert!(
            refused.is_err(),
            "{consent}: {:?}",
            refused.map(|s| s.bulletins)
        );
    }
    let leaky = ShareOrder {
        summary: Some("Ask sara@mail.example about it".into()),
        ..share("clear", "lure.example").consent("public")
    };
    assert_eq!(
        ancolie.try_share(leaky).await.map(drop),
        Err(Code::PolicyPrivacy)
    );
    let red_pap = ShareOrder {
        pap: Some("red".into()),
        ..share("clear", "lure.example").consent("public")
    };
    assert_eq!(
        ancolie.try_share(red_pap).await.map(drop),
        Err(Code::PolicyPap)
    );
    assert_eq!(ancolie.shelf().await, "");

    let id = ancolie
        .shares(share("clear", "lure.example").consent("public"))
        .await;
    for (part, code) in [
        ("analyst", Code::PolicyRole),
        ("coordinator", Code::PolicyRole),
        ("admin", Code::PolicyRole),
    ] {
        let caller = ancolie.caller(part).await;
        let refused = ancolie.approves_as(&caller, id).await.map(drop);
        assert_eq!(refused, Err(code), "{part}");
    }
    assert_eq!(ancolie.shelf().await, "");
    assert!(ancolie.approves(id).await.unwrap().published.is_some());
    assert!(ancolie.shelf().await.contains("lure.example"));
    assert_eq!(
        ancolie.approves(id).await.map(drop),
        Err(Code::Conflict),
        "once"
    );
}

/// [POL-18]
#[tokio::test]
async fn an_author_who_may_review_cannot_approve_their_own() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let desk = ancolie.desk();
    let admin = ancolie.caller("admin").await;
    let both = fanal_desk::NewAccount {
        name: "both".into(),
        rights: ["analyst".to_owned(), "reviewer".to_owned()].into(),
        password: Some("password of both".into()),
    };
    desk.add_account(&admin, &both).await.unwrap();
    let token = desk.issue_local_token("both").await.unwrap().token;
    let both = desk.caller_by_token(&token).await.unwrap();
    let order = share("clear", "own.example").consent("public");
    let shared = desk.share(&both, &order).await.unwrap();
    let id = shared.bulletins[0].id.unwrap();
    let refused = ancolie.approves_as(&both, id).await.map(drop);
    assert_eq!(refused, Err(Code::PolicyReview));
    assert!(!ancolie.shelf().await.contains("own.example"));
    assert!(ancolie.approves(id).await.is_ok(), "somebody else can");
}

/// [POL-18] Who sends what a source laid down is the only person who read it: another approves it, be it the one
/// under whose name it lies.
#[tokio::test]
async fn nobody_approves_what_a_source_laid_down_and_they_sent() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let desk = ancolie.desk();
    let admin = ancolie.caller("admin").await;
    let mut people = Vec::new();
    for name in ["ada", "ben"] {
        let both = fanal_desk::NewAccount {
            name: name.into(),
            rights: ["analyst".to_owned(), "reviewer".to_owned()].into(),
            password: Some(format!("password of {name}")),
        };
        desk.add_account(&admin, &both).await.unwrap();
        let token = desk.issue_local_token(name).await.unwrap().token;
        people.push(desk.caller_by_token(&token).await.unwrap());
    }
    let [ada, ben] = &people[..] else {
        panic!("two people")
    };
    let order = share("clear", "laid.example").consent("public");
    let laid = desk.draft_from_source("ada", &order).await.unwrap();
    let id = laid.bulletins[0].id.unwrap();
    let read = desk.show_review(ben, id).await.unwrap().draft;
    assert_eq!(desk.send_draft(ben, id, read).await.unwrap(), "waiting");
    let refused = ancolie.approves_as(ben, id).await.map(drop);
    assert_eq!(refused, Err(Code::PolicyReview));
    assert_eq!(ancolie.shelf().await, "");
    let approved = ancolie.approves_as(ada, id).await.map(drop);
    assert_eq!(approved, Ok(()), "a second one read it");
    assert!(ancolie.shelf().await.contains("laid.example"));

    // Of a person's draft both are authors: who wrote it, and who sent it.
    let order = ShareOrder {
        draft_only: true,
        ..share("clear", "kept.example").consent("public")
    };
    let kept = desk.share(ada, &order).await.unwrap();
    let id = kept.bulletins[0].id.unwrap();
    let read = desk.show_review(ben, id).await.unwrap().draft;
    desk.send_draft(ben, id, read).await.unwrap();
    for one in [ada, ben] {
        let refused = ancolie.approves_as(one, id).await.map(drop);
        assert_eq!(refused, Err(Code::PolicyReview), "{}", one.account());
    }
    assert!(ancolie.approves(id).await.is_ok());
}

/// [PUB-3] [POL-20]
#[tokio::test]
async fn until_the_embargo_ends_nothing_of_it_is_public() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let (_, first) = publishes(ancolie, share("clear", "before.example").consent("public")).await;
    let shelf = ancolie.shelf().await;
    let public = ancolie.desk().public_fingerprint(true).await.unwrap();
    let until = fed.now().plus_seconds(7_200);
    let order = share("clear", "embargoed.example")
        .titled("Not yet")
        .consent("public")
        .not_before(until);
    let id = ancolie.shares(order).await;
    let approved = ancolie.approves(id).await.unwrap();
    assert_eq!(
        (approved.state.as_str(), approved.published),
        ("approved", None)
    );
    fed.sync_all().await;
    assert_eq!(
        lumbre.knows("embargoed.example").await,
        1,
        "the network has it at once"
    );
    fed.pass_seconds(7_199).await;
    fed.do_due().await;
    assert_eq!(
        ancolie.shelf().await,
        shelf,
        "files, numbers and the log are as before"
    );
    assert_eq!(
        ancolie.desk().public_fingerprint(true).await.unwrap(),
        public
    );
    assert!(!lumbre.shelf().await.contains("embargoed"));

    fed.pass_seconds(1).await;
    fed.do_due().await;
    let shelf = ancolie.shelf().await;
    assert!(shelf.contains("embargoed.example") && shelf.contains(&first.to_string()));
    fed.sync_all().await;
    assert_eq!(
        lumbre.knows("embargoed.example").await,
        2,
        "bulletin and publication"
    );
}

/// What is due wakes by itself at its moment: nobody calls, and no schedule comes by.
#[tokio::test]
async fn an_embargo_that_ends_wakes_the_node() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = share("clear", "woken.example")
        .consent("public")
        .not_before(fed.now().plus_seconds(30));
    let id = ancolie.shares(order).await;
    ancolie.approves(id).await.unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let desk = ancolie.desk().clone();
    let waking = tokio::spawn(fanal_jobs::wake_when_due(desk, fed.clock.clone(), stopped));
    let is_public = async || ancolie.shelf().await.contains("woken.example");
    // Another change wakes it early: the embargo holds all the same, and it sleeps for what is left then.
    fed.clock.advance(28);
    ancolie.shares(share("green", "between.example")).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(!is_public().await);
    fed.clock.advance(2);
    let mut looks = 0;
    while !is_public().await {
        looks += 1;
        assert!(looks < 300, "nothing woke");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    stop.send(true).unwrap();
    waking.await.unwrap();
}

const PRIVATE: [&str; 9] = [
    "canary-heed",
    "canary-identity",
    "canary-extension",
    "canary-note",
    "canary-reference",
    "lumbre",
    "ancolie-analyst",
    "canary-audience",
    "canary-told",
];

fn bundle_with_private_fields() -> String {
    r#"{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b12","x_bundle":"canary-extension","objects":[
{"type":"identity","spec_version":"2.1","id":"identity--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a12","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","name":"canary-identity","identity_class":"individual"},
{"type":"note","spec_version":"2.1","id":"note--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a13","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","content":"canary-note","authors":["canary-note"],"object_refs":["indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14"]},
{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14","created_by_ref":"identity--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a12","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","valid_from":"2026-01-02T03:04:05.678Z","name":"public-name","pattern":"[domain-name:value = 'public-value.example']","pattern_type":"stix","x_case":"canary-extension","external_references":[{"source_name":"canary-reference","description":"canary-reference"}],"extensions":{"extension-definition--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a15":{"extension_type":"property-extension","x":"canary-extension"}}}]}"#.into()
}

/// [R21] What one wrote and another sends is still one's own words.
#[tokio::test]
async fn who_wrote_on_a_draft_that_another_sends_does_not_approve_it() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let (desk, admin) = (ancolie.desk(), ancolie.caller("admin").await);
    let new = NewAccount {
        name: "bea".into(),
        rights: ["analyst".to_owned(), "reviewer".to_owned()].into(),
        password: None,
    };
    desk.add_account(&admin, &new).await.unwrap();
    let token = desk.issue_local_token("bea").await.unwrap().token;
    let bea = desk.caller_by_token(&token).await.unwrap();
    let ana = ancolie.caller("analyst").await;
    let order = share("clear", "sheet.example").consent("public");
    let sheet = desk.keep_sheet(&bea, None, &order).await.unwrap();
    desk.keep_sheet(&ana, Some(sheet), &order).await.unwrap();
    let sent = ShareOrder {
        sheet: Some(sheet),
        ..order
    };
    let shared = desk.share(&ana, &sent).await.unwrap();
    let id = shared.bulletins[0].id.unwrap();
    let read = desk.show_review(&bea, id).await.unwrap().draft;
    let refused = desk.approve(&bea, id, read).await.map_err(|e| e.code());
    assert_eq!(refused.map(|_| ()), Err(Code::PolicyReview));
    assert!(ancolie.approves(id).await.is_ok(), "somebody else may");
}

/// [PRV-12] Imported objects hold texts that nobody typed here.
#[tokio::test]
async fn who_approves_reads_every_text_and_which_of_them_become_public() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = ShareOrder {
        also_please: Some("canary-heed".into()),
        ..share("clear", &bundle_with_private_fields()).consent("not-needed:already-public")
    };
    let analyst = ancolie.caller("analyst").await;
    let dry = ShareOrder {
        dry_run: true,
        ..order.clone()
    };
    let preview = ancolie.desk().share(&analyst, &dry).await.unwrap();
    let id = ancolie.insists(order).await;
    let reviewer = ancolie.caller("reviewer").await;
    let shown = ancolie.desk().show_review(&reviewer, id).await.unwrap();
    assert_eq!(preview.texts, shown.texts, "both see the same");
    let told = |text: &str| {
        let found = shown.texts.iter().find(|it| it.text == text);
        found.unwrap_or_else(|| panic!("nobody is shown `{text}`"))
    };
    for stays in [
        "canary-heed",
        "canary-identity",
        "canary-note",
        "canary-extension",
    ] {
        assert!(!told(stays).public, "{stays}");
    }
    for goes in ["public-name", "canary-reference"] {
        assert!(told(goes).public, "{goes}");
    }
}

/// [PUB-2] [PUB-1] [R1]
#[tokio::test]
async fn a_publication_has_its_public_fields_and_no_others() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let order = ShareOrder {
        also_please: Some("canary-heed".into()),
        to: vec!["lumbre".into()],
        ..share("amber", &bundle_with_private_fields())
            .titled("A title for all")
            .consent("named")
    };
    let id = ancolie.insists(order).await;
    fed.sync_all().await;
    fed.pass_seconds(3_601).await;
    let widened = ancolie
        .insists_on_revising(ReviseOrder {
            label: Some("clear".into()),
            consent: Some("public".into()),
            ..revise(id)
        })
        .await;
    assert_eq!(widened.state, "waiting");
    let published = ancolie.approves(id).await.unwrap().published.unwrap();
    assert_ne!(published, id, "another id");
    fed.sync_all().await;
    let mut public = ancolie.shelf().await;
    for node in [lumbre, qasaba] {
        let served = ancolie.serves(node).await.unwrap();
        let clear = served
            .entries
            .iter()
            .filter(|(stream, _)| stream.name == fanal_protocol::StreamName::Clear);
        for (_, entry) in clear {
            let fanal_protocol::wire::Entry::Envelope(bytes) = entry else {
                continue;
            };
            let envelope = fanal_protocol::Envelope::parse(bytes).unwrap();
            public.push_str(std::str::from_utf8(envelope.payload()).unwrap());
        }
    }
    assert!(public.contains("public-value.example") && public.contains("A title for all"));
    for canary in PRIVATE {
        assert!(
            !public.contains(canary),
            "the public reads `{canary}`:\n{public}"
        );
    }
    let id = id.to_string();
    for canary in [
        id.as_str(),
        "granted",
        "consent",
        "03:04:05",
        "08:13",
        "09:13",
        "x_case",
        "wishes_publication",
    ] {
        assert!(
            !public.contains(canary),
            "the public reads `{canary}`:\n{public}"
        );
    }
}

/// [PUB-2] [PUB-13] What stands in a report already is taken as it stands there, but nothing of people,
/// nothing that nobody knows, and no statement's own fields.
#[tokio::test]
async fn what_is_public_already_is_published_as_reports_are_and_without_what_nobody_looks_for() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = ShareOrder {
        also_please: Some("canary-heed".into()),
        source: Some("A public report".into()),
        ..share("clear", &bundle_with_private_fields()).consent("not-needed:already-public")
    };
    let (id, published) = publishes(ancolie, order).await;
    let shelf = ancolie.shelf().await;
    assert!(shelf.contains("A public report") && shelf.contains(&published.to_string()));
    for canary in [
        "canary-heed",
        &id.to_string(),
        "08:13",
        "canary-identity",
        "canary-note",
        "canary-extension",
        "x_case",
    ] {
        assert!(!shelf.contains(canary), "the public reads `{canary}`");
    }
    assert!(shelf.contains("canary-reference"), "where to read more");
    assert!(shelf.contains("03:04:05.678Z"), "the version of its author");
}

/// [POL-14] One bulletin that may be in no file keeps the others from none.
#[tokio::test]
async fn what_may_be_in_no_file_is_left_out_of_it_and_that_is_said() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let until = fed.now().plus_days(1);
    let ends = ShareOrder {
        consent_until: Some(until),
        ..share("green", "ends.example").consent("network")
    };
    let ends = ancolie.shares(ends).await;
    let stays = ancolie.shares(share("green", "stays.example")).await;
    fed.sync_all().await;
    for id in [ends, stays] {
        let which = format!("ancolie/{id}");
        lumbre.takes_stance(&which, fanal_store::Stance::Use).await;
    }
    fed.pass_days(2).await;
    let analyst = lumbre.caller("analyst").await;
    for format in ["csv", "native"] {
        let mut order = fanal_desk::ExportOrder {
            format: format.into(),
            full: true,
            ..fanal_desk::ExportOrder::default()
        };
        let file = lumbre.desk().export(&analyst, &order).await.unwrap();
        assert_eq!(file.bulletins, 1, "{format}");
        let left_out: usize = file.left_out.iter().map(|(_, count)| count).sum();
        assert_eq!(left_out, 1, "{format}");
        assert!(!file.content.contains("ends.example"));
        order.bulletin = Some(format!("ancolie/{ends}"));
        let by_name = lumbre.desk().export(&analyst, &order).await.map(drop);
        let code = by_name.map_err(|error| error.code());
        assert_eq!(code, Err(Code::PolicyConsentExpired), "{format}");
    }
}

/// What the second person says of it is read by whoever wrote it.
#[tokio::test]
async fn the_note_of_whoever_sent_it_back_is_shown_to_its_author() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = share("clear", "public.example").consent("public");
    let id = ancolie.shares(order).await;
    let reviewer = ancolie.caller("reviewer").await;
    let note = "The title names the clinic";
    let desk = ancolie.desk();
    desk.return_draft(&reviewer, id, note).await.unwrap();
    let author = ancolie.caller("analyst").await;
    let shown = desk.show_review(&author, id).await.unwrap();
    assert_eq!(shown.note.as_deref(), Some(note));
}

/// [PRV-13] [NOT-1]
#[tokio::test]
async fn what_ends_while_it_waits_for_review_keeps_nobody_from_the_rest() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let late = ShareOrder {
        retain_until: Some(fed.now().plus_days(5)),
        ..share("clear", "late.example")
            .consent("public")
            .not_before(fed.now().plus_days(2))
    };
    let late = ancolie.shares(late).await;
    let other = ancolie
        .shares(share("clear", "other.example").consent("public"))
        .await;
    let reviewer = ancolie.caller("reviewer").await;
    let waiting = || async {
        let all = ReviewsOrder::default();
        let items = ancolie.desk().list_reviews(&reviewer, &all).await.unwrap();
        items.into_iter().map(|item| item.id).collect::<Vec<_>>()
    };
    let both = waiting().await;
    assert!(both.contains(&late) && both.contains(&other), "{both:?}");
    fed.pass_days(6).await;
    fed.do_due().await;
    ancolie.desk().keep_retention().await.unwrap();
    assert!(!ancolie.holds(late).await);
    assert_eq!(waiting().await, [other]);
}
