//! Brume: a member with a valid certificate whose node lies. The other nodes are the real ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use fanal_desk::{ExportOrder, ShareOrder};
use fanal_peer::{Members, NodeIdentity, PeerService, Refusal};
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{
    Body, Bulletin, BulletinId, BulletinKind, Claim, Code, Digest, Envelope, Header, Kind, Label,
    Marking, NetworkId, NoBeneficiary, Problem, Statement, StreamName, StreamRef,
};
use fanal_sync::VerifiedPeer;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::cast::{Cast, Player, told};
use super::story::{look_up, seen_by};
use super::tell;
use super::wait::{check, until};

/// What the liar says next.
#[derive(Default)]
struct Script {
    heads: Vec<Head>,
    entries: BTreeMap<StreamRef, Vec<Entry>>,
    roster: u64,
}

struct Liar(Mutex<Script>);

impl Liar {
    fn say(&self, roster: u64, heads: Vec<Head>, entries: BTreeMap<StreamRef, Vec<Entry>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Script {
            heads,
            entries,
            roster,
        };
    }
}

#[async_trait]
impl PeerService for Liar {
    async fn heads(&self, _: &VerifiedPeer, _: HeadsRequest) -> Result<HeadsAnswer, Problem> {
        let script = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text: String = script
            .heads
            .iter()
            .map(|head| head.checkpoint.as_str())
            .collect();
        let digest = fanal_protocol::digest_of("lie", text.as_bytes());
        Ok(HeadsAnswer {
            digest,
            roster: script.roster,
            rosters: Vec::new(),
            heartbeats: Vec::new(),
            heads: script.heads.clone(),
        })
    }

    async fn range(&self, _: &VerifiedPeer, request: RangeRequest) -> Result<Vec<Entry>, Problem> {
        let script = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = script
            .entries
            .get(&request.stream)
            .cloned()
            .unwrap_or_default();
        let from = usize::try_from(request.from).unwrap_or(usize::MAX);
        let wanted = usize::try_from(request.to - request.from).unwrap_or(usize::MAX);
        Ok(entries.into_iter().skip(from).take(wanted).collect())
    }

    async fn hint(&self, _: &VerifiedPeer, _: HeadsRequest) -> Result<HeadsAnswer, Problem> {
        Err(Problem::new(Code::Busy, "not now"))
    }

    fn refused(&self, _: Refusal) {}
}

/// Four lies, each refused and recorded by Qasaba; that in Lumbre's name by Lumbre, too.
pub(super) async fn play(cast: &Cast, brume: &Player) -> Result<(), Problem> {
    let (lumbre, qasaba) = (cast.player(1)?, cast.player(2)?);
    for player in &cast.desks {
        until("the desks hear of Brume", async || {
            let (_, membership) = told(player.desk.membership(Some(cast.network)))?;
            Ok(membership.roster.desk(&brume.profile.id).map(drop))
        })
        .await?;
    }
    let liar = Arc::new(Liar(Mutex::default()));
    let (stop, listening) = listen(brume, Arc::clone(&liar)).await?;
    let (_, membership) = told(brume.desk.membership(Some(cast.network)))?;
    let version = membership.roster.version();
    let ((amber, checkpoint), red) = honestly_received(cast, brume).await?;

    // [SYN-8] What was addressed to Brume alone is offered to Qasaba.
    let theirs = StreamRef {
        origin: cast.player(0)?.profile.id.clone(),
        name: StreamName::Direct(brume.profile.id.clone()),
        epoch: 1,
    };
    let head = Head {
        stream: theirs.clone(),
        checkpoint,
    };
    let entries = BTreeMap::from([(theirs, vec![Entry::Envelope(amber)])]);
    let what = "it passes on the AMBER bulletin that it was trusted with";
    let say = || liar.say(version, vec![head], entries);
    let code = Code::PolicyOrigin;
    refused(cast, &[qasaba], brume, (what, code), say).await?;
    tell(&format!("     {what}: refused and recorded ({code})."));
    check(
        look_up(qasaba, "amber-lure.example").await? == 0,
        "the AMBER value did not move",
    )?;

    // Its own stream grows lie by lie: what its peers hold of it stays the beginning of what it offers.
    let own = StreamRef {
        origin: brume.profile.id.clone(),
        name: StreamName::Green(cast.network),
        epoch: 1,
    };
    let offers = async |desks: &[&Player], offered: &[Vec<u8>], lie: (&str, Code)| {
        let head = head_of(brume, cast.network, &own, offered)?;
        let say = || liar.say(version, vec![head], one(&own, offered));
        refused(cast, desks, brume, lie, say).await
    };
    let mut offered = vec![forged_as_lumbre(cast, brume)?];
    let (what, code) = ("it forges a bulletin in Lumbre's name", Code::VerifyFormat);
    offers(&[qasaba, lumbre], &offered, (what, code)).await?;
    tell(&format!(
        "     {what}: refused and recorded ({code}), by Lumbre itself, too."
    ));

    let with_red = [offered.as_slice(), &[red]].concat();
    let what = "it puts Maison Ancolie's RED knock into its own stream";
    let code = Code::VerifySignature;
    offers(&[qasaba], &with_red, (what, code)).await?;
    tell(&format!("     {what}: refused and recorded ({code})."));

    offered.extend(revisions(cast.network, brume)?);
    let what = "it replays an old revision with other words";
    let code = Code::VerifyRevision;
    offers(&[qasaba], &offered, (what, code)).await?;
    tell(&format!("     {what}: refused and recorded ({code})."));

    stop.send_replace(true);
    let _ = listening.await;
    Ok(())
}

/// The desks pull from the liar once it says so; each has to have a new refusal of this code to show for it.
async fn refused(
    cast: &Cast,
    desks: &[&Player],
    liar: &Player,
    (what, code): (&str, Code),
    say: impl FnOnce(),
) -> Result<(), Problem> {
    let mut before = Vec::new();
    for desk in desks {
        before.push(refusals(desk, liar, code).await?);
    }
    say();
    for (desk, before) in desks.iter().zip(before) {
        until(what, async || {
            // The node's own round may run at this moment: then this one finds it done, or in the way.
            let _ = desk
                .desk
                .pull(cast.network, &liar.profile.id, desk.line.as_ref())
                .await;
            let now = refusals(desk, liar, code).await?;
            Ok((now > before).then_some(()))
        })
        .await?;
    }
    Ok(())
}

/// How often this desk refused the liar with this code.
async fn refusals(desk: &Player, liar: &Player, code: Code) -> Result<u32, Problem> {
    let analyst = desk.caller("analyst").await?;
    let rows = told(desk.desk.list_refusals(&analyst).await)?;
    let its = rows
        .into_iter()
        .filter(|row| row.peer.as_ref() == Some(&liar.profile.id));
    Ok(its
        .filter(|row| row.code == code)
        .map(|row| row.count)
        .sum())
}

async fn listen(
    brume: &Player,
    liar: Arc<Liar>,
) -> Result<(watch::Sender<bool>, tokio::task::JoinHandle<()>), Problem> {
    let broken = |what: String| Problem::new(Code::Broken, what);
    let listener = TcpListener::bind(brume.listen().sync)
        .await
        .map_err(|error| broken(error.to_string()))?;
    let identity = NodeIdentity::from_seed(&brume.desk.keys().tls_seed)
        .map_err(|error| broken(error.to_string()))?;
    let members = Arc::new(Members::nobody());
    for membership in brume.desk.standing().networks.values() {
        members.put(
            Arc::clone(&membership.roster),
            std::collections::BTreeSet::new(),
        );
    }
    let (stop, mut stopping) = watch::channel(false);
    let task = tokio::spawn(async move {
        let stopped = async move { drop(stopping.wait_for(|stop| *stop).await) };
        if let Err(error) = fanal_peer::serve(listener, &identity, members, liar, stopped).await {
            tracing::error!(%error, "the liar's listener ended");
        }
    });
    Ok((stop, task))
}

/// Maison Ancolie trusts Brume with something AMBER and a RED knock; Brume fetches both as an
/// honest desk would: the AMBER envelope with its stream's checkpoint, and the knock's envelope.
async fn honestly_received(
    cast: &Cast,
    brume: &Player,
) -> Result<((Vec<u8>, String), Vec<u8>), Problem> {
    let ancolie = cast.player(0)?;
    let order = ShareOrder {
        content: "amber-lure[.]example".into(),
        title: Some("For Brume only".into()),
        label: Some("amber".into()),
        to: vec![brume.profile.id.to_string()],
        consent: Some("named".into()),
        ..ShareOrder::default()
    };
    let knock = ShareOrder {
        content: String::new(),
        title: Some("Please call us".into()),
        label: Some("red".into()),
        knock: true,
        ..order.clone()
    };
    let amber = fetched(cast, brume, &order).await?;
    let red = fetched(cast, brume, &knock).await?;
    let stream = StreamRef {
        origin: ancolie.profile.id.clone(),
        name: StreamName::Direct(brume.profile.id.clone()),
        epoch: 1,
    };
    let checkpoint = told(brume.desk.checkpoint_of(cast.network, &stream).await)?;
    let checkpoint =
        checkpoint.ok_or_else(|| Problem::new(Code::Broken, "Brume holds no checkpoint"))?;
    Ok(((amber, checkpoint), red))
}

/// What Maison Ancolie sends to Brume alone, as the envelope that Brume then holds.
async fn fetched(cast: &Cast, brume: &Player, order: &ShareOrder) -> Result<Vec<u8>, Problem> {
    let ancolie = cast.player(0)?;
    let shared = told(
        ancolie
            .desk
            .share(&ancolie.caller("analyst").await?, order)
            .await,
    )?;
    let id = shared
        .bulletins
        .first()
        .and_then(|one| one.id)
        .map(|id| id.to_string())
        .unwrap_or_default();
    until("Brume fetches what it may have", async || {
        let _ = brume
            .desk
            .pull(cast.network, &ancolie.profile.id, brume.line.as_ref())
            .await;
        seen_by(brume, &id).await
    })
    .await?;
    let export = ExportOrder {
        format: "native".into(),
        bulletin: Some(id),
        up_to: Some("red".into()),
        ..ExportOrder::default()
    };
    let native = told(
        brume
            .desk
            .export(&brume.caller("analyst").await?, &export)
            .await,
    )?;
    Ok(native.content.trim().as_bytes().to_vec())
}

fn one(stream: &StreamRef, envelopes: &[Vec<u8>]) -> BTreeMap<StreamRef, Vec<Entry>> {
    BTreeMap::from([(
        stream.clone(),
        envelopes.iter().cloned().map(Entry::Envelope).collect(),
    )])
}

/// A checkpoint of Brume's own, over whatever it offers.
fn head_of(
    brume: &Player,
    network: NetworkId,
    stream: &StreamRef,
    offered: &[Vec<u8>],
) -> Result<Head, Problem> {
    let broken = |what: String| Problem::new(Code::Broken, what);
    let mut tree = Frontier::default();
    for bytes in offered {
        let digest: Digest = Envelope::parse(bytes)
            .map_err(|error| broken(error.to_string()))?
            .digest();
        tree.push(digest.as_bytes());
    }
    let checkpoint = Checkpoint {
        origin: stream.checkpoint_origin(network),
        size: tree.size(),
        root: tree.root(),
        time: brume.desk.now().unix(),
    };
    let note = sign_checkpoint(&checkpoint, brume.desk.keys().checkpoint.signing_key());
    let note = note.map_err(|error| broken(error.to_string()))?;
    Ok(Head {
        stream: stream.clone(),
        checkpoint: note.to_string(),
    })
}

fn forged_as_lumbre(cast: &Cast, brume: &Player) -> Result<Vec<u8>, Problem> {
    let lumbre = cast.player(1)?.profile.id.clone();
    Ok(statement(
        cast.network,
        brume,
        lumbre,
        1,
        None,
        "Everything is fine, unblock it all",
    )?
    .1)
}

/// Revision 1, revision 2, and revision 1 again with other words.
fn revisions(network: NetworkId, brume: &Player) -> Result<Vec<Vec<u8>>, Problem> {
    let me = || brume.profile.id.clone();
    let (digest, first) = statement(network, brume, me(), 1, None, "What we found")?;
    let (_, second) = statement(
        network,
        brume,
        me(),
        2,
        Some(digest),
        "What we found, corrected",
    )?;
    let (_, again) = statement(
        network,
        brume,
        me(),
        1,
        None,
        "What we found, with other words",
    )?;
    Ok(vec![first, second, again])
}

fn statement(
    network: NetworkId,
    brume: &Player,
    origin: fanal_protocol::DeskId,
    revision: u32,
    previous: Option<Digest>,
    title: &str,
) -> Result<(Digest, Vec<u8>), Problem> {
    let header = Header {
        network,
        kind: Kind::Bulletin,
        origin,
        id: BulletinId::from_random([7; 16]),
        revision,
        previous,
        streams: [StreamName::Green(network)].into(),
        epoch: 1,
        issued: brume.desk.now(),
        salt: BulletinId::from_random([u8::try_from(title.len()).unwrap_or(0); 16]),
    };
    let bulletin = Bulletin {
        kind: BulletinKind::Report,
        title: title.to_owned(),
        summary: None,
        lang: None,
        category: None,
        marking: Marking::of(Label::Green),
        consent: Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        },
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: std::collections::BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: BTreeMap::new(),
    };
    let signed = Statement::new(header, Body::Bulletin(Box::new(bulletin)))
        .and_then(|statement| statement.sign(&brume.desk.keys().statement));
    let signed = signed.map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
    Ok((signed.digest(), signed.bytes().to_vec()))
}
