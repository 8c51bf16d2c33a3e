//! The story: each step does something, says it, and checks that it is true.

use fanal_desk::{
    CheckOrder, ListOrder, ReviseOrder, RosterChange, ShareOrder, SightOrder, WithdrawOrder,
};
use fanal_protocol::{Code, DeskStatus, Problem, SightingVerdict};
use fanal_store::Stance;

use super::cast::{Cast, Player, told};
use super::wait::{check, until};
use super::{liar, tell};

const LINK: &str = "hxxps://secure-login[.]example/verify";
const DOMAIN: &str = "secure-login.example";

/// Tells it from beginning to end.
pub(super) async fn tell_story(cast: &mut Cast) -> Result<(), Problem> {
    tell("1  The network: Maison Ancolie, Lumbre and Qasaba; changes need 2 of 3 coordinators.");
    unknown_link(cast).await?;
    let bulletin = amber_to_one_desk(cast).await?;
    sighting(cast, &bulletin).await?;
    becomes_public(cast, &bulletin).await?;
    relay_while_origin_is_down(cast).await?;
    hostile_member(cast).await?;
    consent_withdrawn(cast, &bulletin).await?;
    tell("\nThat is all. Every step above was checked as it was told.");
    Ok(())
}

async fn unknown_link(cast: &Cast) -> Result<(), Problem> {
    let ancolie = cast.player(0)?;
    let known = look_up(ancolie, LINK).await?;
    check(known == 0, "the link is unknown at first")?;
    tell(&format!(
        "2  Somebody brings {LINK} to Maison Ancolie. Known here? No: 0 hits, no network asked."
    ));
    Ok(())
}

async fn amber_to_one_desk(cast: &Cast) -> Result<String, Problem> {
    let (ancolie, lumbre, qasaba) = (cast.player(0)?, cast.player(1)?, cast.player(2)?);
    let order = ShareOrder {
        content: format!("{LINK}\n{}\n", DOMAIN.replace('.', "[.]")),
        title: Some("Fake log-in page sent by text message".into()),
        label: Some("amber".into()),
        to: vec!["lumbre".into()],
        consent: Some("named".into()),
        pap: Some("green".into()),
        category: Some("phishing".into()),
        role: Some("delivery".into()),
        also_please: Some("do not contact the hoster".into()),
        ..ShareOrder::default()
    };
    let caller = ancolie.caller("analyst").await?;
    let preview = told(
        ancolie
            .desk
            .share(
                &caller,
                &ShareOrder {
                    dry_run: true,
                    ..order.clone()
                },
            )
            .await,
    )?;
    check(preview.outlook.now.len() == 1, "the preview names one desk")?;
    tell(
        "3  Its analyst shares it as TLP:AMBER with Lumbre alone; the person agreed to named desks.",
    );
    tell(&format!(
        "     preview: {} sees it; {}. Not: {}",
        preview
            .outlook
            .now
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        preview.outlook.then,
        preview
            .outlook
            .not
            .iter()
            .map(|no| no.desk.to_string())
            .collect::<Vec<_>>()
            .join(", ")
    ));
    let shared = told(ancolie.desk.share(&caller, &order).await)?;
    let id = shared
        .bulletins
        .first()
        .and_then(|one| one.id)
        .map(|id| id.to_string())
        .unwrap_or_default();
    until("the AMBER bulletin reaches Lumbre", async || {
        seen_by(lumbre, &id).await
    })
    .await?;
    check(
        look_up(qasaba, LINK).await? == 0,
        "Qasaba knows nothing of it",
    )?;
    tell("     Lumbre has it. Qasaba knows nothing of it, not even that it exists.");
    Ok(id)
}

async fn sighting(cast: &Cast, bulletin: &str) -> Result<(), Problem> {
    let (ancolie, lumbre) = (cast.player(0)?, cast.player(1)?);
    check(look_up(lumbre, LINK).await? == 1, "Lumbre finds the link")?;
    let caller = lumbre.caller("analyst").await?;
    told(
        lumbre
            .desk
            .take_stance(&caller, bulletin, Stance::Use)
            .await,
    )?;
    let order = SightOrder {
        bulletin: bulletin.to_owned(),
        verdict: SightingVerdict::Seen,
        value: None,
        named: false,
    };
    told(lumbre.desk.sight(&caller, &order).await)?;
    until("the sighting reaches its origin", async || {
        let caller = ancolie.caller("analyst").await?;
        let shown = told(ancolie.desk.show_bulletin(&caller, bulletin).await)?;
        Ok((shown.seen == Some(1)).then_some(()))
    })
    .await?;
    tell("4  Lumbre has seen it too and says so, to Maison Ancolie alone: 1 sighting.");
    Ok(())
}

async fn becomes_public(cast: &Cast, bulletin: &str) -> Result<(), Problem> {
    let ancolie = cast.player(0)?;
    let caller = ancolie.caller("analyst").await?;
    let order = ReviseOrder {
        bulletin: bulletin.to_owned(),
        label: Some("clear".into()),
        consent: Some("public".into()),
        not_before: Some(ancolie.desk.now().plus_seconds(2)),
        ..ReviseOrder::default()
    };
    let revised = told(ancolie.desk.revise(&caller, &order).await)?;
    check(
        revised.state == "waiting",
        "a CLEAR bulletin waits for review",
    )?;
    tell(
        "5  The person now agrees to publication. TLP:CLEAR waits for a second person, and 2 s of embargo.",
    );
    let read = told(ancolie.desk.show_review(&caller, revised.id).await)?.draft;
    let own = told(ancolie.desk.approve(&caller, revised.id, read).await);
    check(own.is_err(), "nobody approves their own")?;
    let reviewer = ancolie.caller("reviewer").await?;
    let approved = told(ancolie.desk.approve(&reviewer, revised.id, read).await)?;
    check(approved.state == "approved", "the embargo holds it back")?;
    let early = fetch(ancolie, "/feed/hosts.txt").await.unwrap_or_default();
    check(
        !early.contains(DOMAIN),
        "nothing is public before the embargo ends",
    )?;
    tell("     Approved by the reviewer (its author could not). The feed does not have it yet ...");
    let hosts = until("the hosts list has it", async || {
        let hosts = fetch(ancolie, "/feed/hosts.txt").await.unwrap_or_default();
        Ok(hosts.contains(DOMAIN).then_some(hosts))
    })
    .await?;
    let mvt = fetch(ancolie, "/feed/mvt.stix2").await?;
    check(mvt.contains(DOMAIN), "the MVT file has it")?;
    let line = hosts
        .lines()
        .find(|line| line.contains(DOMAIN))
        .unwrap_or_default();
    tell(&format!(
        "     ... and now it has. /feed/hosts.txt: `{line}`; /feed/mvt.stix2: {} bytes.",
        mvt.len()
    ));
    for peer in [cast.player(1)?, cast.player(2)?] {
        until("the publication reaches the other desks", async || {
            Ok((look_up(peer, LINK).await? > 0).then_some(()))
        })
        .await?;
    }
    Ok(())
}

async fn relay_while_origin_is_down(cast: &mut Cast) -> Result<(), Problem> {
    cast.stop(2).await;
    let (ancolie, lumbre) = (cast.player(0)?, cast.player(1)?);
    let order = ShareOrder {
        content: "stalker-app C2: 192.0.2.77 and panel[.]watcher[.]example".into(),
        title: Some("Panel of a stalking app".into()),
        label: Some("green".into()),
        consent: Some("not-needed:no-beneficiary".into()),
        role: Some("c2".into()),
        ..ShareOrder::default()
    };
    let shared = told(
        lumbre
            .desk
            .share(&lumbre.caller("analyst").await?, &order)
            .await,
    )?;
    let id = shared
        .bulletins
        .first()
        .and_then(|one| one.id)
        .map(|id| id.to_string())
        .unwrap_or_default();
    until("the GREEN bulletin reaches Maison Ancolie", async || {
        seen_by(ancolie, &id).await
    })
    .await?;
    cast.stop(1).await;
    cast.start(2).await?;
    let qasaba = cast.player(2)?;
    until("the GREEN bulletin reaches Qasaba", async || {
        seen_by(qasaba, &id).await
    })
    .await?;
    let shown = told(
        qasaba
            .desk
            .show_bulletin(&qasaba.caller("analyst").await?, &id)
            .await,
    )?;
    check(
        shown.provenance.contains("relayed by ancolie"),
        "it came by a relay",
    )?;
    tell(
        "6  Lumbre shares TLP:GREEN while Qasaba is away, then loses its connection. Qasaba comes back:",
    );
    tell(&format!("     it has it: {}.", shown.provenance));
    cast.start(1).await
}

async fn hostile_member(cast: &mut Cast) -> Result<(), Problem> {
    tell(
        "7  A fourth desk, Brume, joins with two vouches. It holds a valid certificate, and it lies:",
    );
    let brume = cast.admit_stranger("brume", "Brume").await?;
    liar::play(cast, &brume).await?;
    let change = RosterChange {
        status: [(brume.profile.id.clone(), DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    cast.change_roster(&change).await?;
    let brume_line = brume
        .desk
        .pull(
            cast.network,
            &cast.player(0)?.profile.id,
            brume.line.as_ref(),
        )
        .await;
    let refused = told(brume_line)?;
    check(
        refused.failed.is_some() && refused.taken == 0,
        "an expelled desk gets nothing",
    )?;
    tell(
        "     Two coordinators expel it: from the moment a node holds that roster, its line is dead.",
    );
    Ok(())
}

async fn consent_withdrawn(cast: &Cast, bulletin: &str) -> Result<(), Problem> {
    let ancolie = cast.player(0)?;
    let caller = ancolie.caller("analyst").await?;
    let mut order = WithdrawOrder {
        bulletin: bulletin.to_owned(),
        reason: "consent".into(),
        confirm: false,
        to_delete: false,
    };
    let asked = told(ancolie.desk.withdraw(&caller, &order).await)?;
    order.confirm = true;
    told(ancolie.desk.withdraw(&caller, &order).await)?;
    tell(&format!(
        "8  The person takes the consent back. Two clicks; {} desks have to purge and answer.",
        asked.desks
    ));
    let done = until("all receipts come back", async || {
        let shown = told(ancolie.desk.watch_withdrawal(&caller, bulletin).await)?;
        Ok((shown.desks > 0 && shown.answered == shown.desks).then_some(shown))
    })
    .await?;
    check(done.desks == 2, "two desks had it")?;
    for player in &cast.desks {
        until("the value is gone everywhere", async || {
            Ok((look_up(player, LINK).await? == 0).then_some(()))
        })
        .await?;
    }
    until("the feed has it no more", async || {
        let hosts = fetch(ancolie, "/feed/hosts.txt").await?;
        let mvt = fetch(ancolie, "/feed/mvt.stix2").await?;
        Ok((!hosts.contains(DOMAIN) && !mvt.contains(DOMAIN)).then_some(()))
    })
    .await?;
    tell(&format!(
        "     Purged everywhere; signed receipts {} of {}; hosts list and MVT file no longer have it.",
        done.answered, done.desks
    ));
    tell(&format!("     What stays behind: {}.", done.stays_behind));
    Ok(())
}

/// Bulletins that know the value, as this desk's analyst sees them.
pub(super) async fn look_up(player: &Player, value: &str) -> Result<usize, Problem> {
    let order = CheckOrder {
        values: vec![value.to_owned()],
        ..CheckOrder::default()
    };
    let checked = told(
        player
            .desk
            .check(&player.caller("analyst").await?, &order)
            .await,
    )?;
    Ok(checked.known.iter().map(|known| known.found.len()).sum())
}

/// Is the bulletin in the desk's list, with its title?
pub(super) async fn seen_by(player: &Player, id: &str) -> Result<Option<()>, Problem> {
    let lines = told(
        player
            .desk
            .list_bulletins(&player.caller("analyst").await?, &ListOrder::default())
            .await,
    )?;
    Ok(lines
        .iter()
        .any(|line| line.reference.ends_with(id) && line.title.is_some())
        .then_some(()))
}

/// A file of the public site.
pub(super) async fn fetch(player: &Player, path: &str) -> Result<String, Problem> {
    let lost = |error: reqwest::Error| {
        Problem::new(Code::PeerUnreachable, error.without_url().to_string())
    };
    let url = format!("http://{}{path}", player.listen().public);
    let answer = crate::local::client()?
        .get(url)
        .send()
        .await
        .map_err(lost)?;
    answer
        .error_for_status()
        .map_err(lost)?
        .text()
        .await
        .map_err(lost)
}
