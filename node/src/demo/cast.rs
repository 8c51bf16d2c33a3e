//! The desks of the demo, their accounts, and the network that they found.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::Range;
use std::sync::Arc;

use fanal_desk::{
    Caller, Desk, DeskError, FoundOrder, Line, NewAccount, Profile, RosterChange, Slip,
};
use fanal_jobs::{Job, Schedules};
use fanal_notify::Roads;
use fanal_protocol::{Address, Code, DeskId, NetworkId, ParseIdError, Problem};
use tokio::sync::watch;
use zeroize::Zeroizing;

use crate::home::{Home, MasterKey};
use crate::running::{Listen, Opened, Opening, Running, open};
use crate::shelf::Site;

/// All who play.
pub(super) struct Cast {
    pub(super) network: NetworkId,
    pub(super) desks: Vec<Player>,
    ports: Ports,
    home: Home,
}

/// One desk.
pub(super) struct Player {
    pub(super) profile: Profile,
    pub(super) home: Home,
    pub(super) accounts: Vec<Account>,
    pub(super) desk: Desk,
    pub(super) line: Arc<dyn Line>,
    listen: Listen,
    running: Option<Running>,
}

/// One account.
pub(super) struct Account {
    pub(super) part: &'static str,
    pub(super) user: String,
    pub(super) password: String,
    pub(super) token: String,
}

/// Accounts of each desk: their part, and what they may do.
const PARTS: [(&str, &[&str]); 3] = [
    ("analyst", &["analyst", "admin", "coordinator"]),
    ("reviewer", &["reviewer", "analyst"]),
    ("coordinator", &["coordinator"]),
];

const DESKS: [(&str, &str, &str); 3] = [
    ("ancolie", "Maison Ancolie", "fr"),
    ("lumbre", "Lumbre", "es"),
    ("qasaba", "Qasaba", "ar"),
];

/// Where the search for free ports may begin and where it ends: below the ports that systems give to
/// calls going out, which could take one between its finding and its use.
const FREE_PORTS: Range<u16> = 20_000..32_000;

/// More ports than one demo takes.
const PORTS_OF_ONE: u32 = 32;

/// Ports, one after the other, none twice.
struct Ports {
    next: u16,
    /// Taken as they come, or only if nobody listens there.
    only_free: bool,
}

impl Ports {
    fn from(base: Option<u16>) -> Self {
        // Demos that begin together, whose numbers are neighbours, look in different places.
        let places = u32::from(FREE_PORTS.end - FREE_PORTS.start);
        let start = std::process::id().wrapping_mul(PORTS_OF_ONE) % places;
        let start = FREE_PORTS.start + u16::try_from(start).unwrap_or_default();
        Self {
            next: base.unwrap_or(start),
            only_free: base.is_none(),
        }
    }

    fn next(&mut self) -> Result<u16, Problem> {
        if self.next == u16::MAX {
            let text = "the ports end at 65535: the demo takes twenty from `--port-base` on";
            return Err(Problem::new(Code::UsageInvalid, text));
        }
        for _ in FREE_PORTS {
            let port = self.next;
            self.next = port.saturating_add(1);
            if !self.only_free {
                return Ok(port);
            }
            if self.next >= FREE_PORTS.end {
                self.next = FREE_PORTS.start;
            }
            if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(port);
            }
        }
        let text = format!(
            "no port is free from {} to {}",
            FREE_PORTS.start,
            FREE_PORTS.end - 1
        );
        Err(Problem::new(Code::Busy, text))
    }

    fn listen(&mut self) -> Result<Listen, Problem> {
        let mut local =
            || -> Result<SocketAddr, Problem> { Ok((Ipv4Addr::LOCALHOST, self.next()?).into()) };
        Ok(Listen {
            taxii: None,
            sync: local()?,
            public: local()?,
            api: local()?,
            console: local()?,
            ops: local()?,
        })
    }
}

impl Cast {
    /// Makes three desks, founds their network with two of three coordinators, and starts them.
    pub(super) async fn gather(home: &Home, port_base: Option<u16>) -> Result<Self, Problem> {
        let mut ports = Ports::from(port_base);
        let mut players = Vec::new();
        for (id, name, lang) in DESKS {
            let listen = ports.listen()?;
            players.push(Player::join_the_cast(home, id, name, lang, listen).await?);
        }
        let network = found(&players).await?;
        let mut cast = Self {
            network,
            desks: players,
            ports,
            home: home.clone(),
        };
        for at in 0..cast.desks.len() {
            cast.start(at).await?;
        }
        Ok(cast)
    }

    /// The desk of this number.
    pub(super) fn player(&self, at: usize) -> Result<&Player, Problem> {
        self.desks
            .get(at)
            .ok_or_else(|| Problem::new(Code::Broken, "the cast is not complete"))
    }

    /// Starts a desk's node.
    pub(super) async fn start(&mut self, at: usize) -> Result<(), Problem> {
        let home = self.player(at)?.home.clone();
        let profile = self.player(at)?.profile.clone();
        let opened = open_home(&home, profile).await?;
        let player = self
            .desks
            .get_mut(at)
            .ok_or_else(|| Problem::new(Code::Broken, "the cast is not complete"))?;
        player.desk = opened.desk.clone();
        player.line = Arc::clone(&opened.line);
        let site = Site {
            base_url: None,
            title: Some(format!("{}: public feed", player.profile.name)),
            ..Site::default()
        };
        player.running = Some(
            opened
                .run(
                    &player.home,
                    player.listen.clone(),
                    watch::channel(schedules()?).1,
                    (site, Vec::new()),
                )
                .await?,
        );
        Ok(())
    }

    /// Stops a desk's node, as a power cut would, but with a word to its listeners.
    pub(super) async fn stop(&mut self, at: usize) {
        if let Some(running) = self
            .desks
            .get_mut(at)
            .and_then(|player| player.running.take())
        {
            running.shut_down().await;
        }
    }

    /// Everybody goes home.
    pub(super) async fn leave(mut self) {
        for at in 0..self.desks.len() {
            self.stop(at).await;
        }
    }

    /// A fourth desk joins by the real ceremony: request, two vouches, two of three signatures. Its
    /// node is not started: whoever asks for it plays it.
    pub(super) async fn admit_stranger(&mut self, id: &str, name: &str) -> Result<Player, Problem> {
        let listen = self.ports.listen()?;
        let mut stranger = Player::join_the_cast(&self.home, id, name, "en", listen).await?;
        let [first, second, third] = self.desks.as_slice() else {
            return Err(Problem::new(Code::Broken, "the cast is not complete"));
        };
        let invitation = told(first.desk.invite(&first.caller("analyst").await?))?;
        let request = told(
            stranger
                .desk
                .request_to_join(&stranger.caller("analyst").await?, &(&invitation).into())
                .await,
        )?;
        for friend in [second, third] {
            let caller = friend.caller("coordinator").await?;
            told(
                friend
                    .desk
                    .vouch(
                        &caller,
                        &request,
                        "met at a workshop; key compared by voice",
                        &std::collections::BTreeMap::new(),
                    )
                    .await,
            )?;
        }
        super::wait::until("the vouches reach the first desk", async || {
            let roster = told(
                first
                    .desk
                    .show_roster(&first.caller("analyst").await?)
                    .await,
            )?;
            Ok(roster
                .requests
                .iter()
                .any(|desk| desk.as_str() == id)
                .then_some(()))
        })
        .await?;
        let change = RosterChange {
            admit: vec![request.slip.clone()],
            ..RosterChange::default()
        };
        let draft = super::wait::until("two vouches are there", async || {
            let caller = first.caller("coordinator").await?;
            match first.desk.draft_roster(&caller, &change).await {
                Ok(draft) => Ok(Some(draft)),
                Err(error) if error.code() == Code::PolicyMember => Ok(None),
                Err(error) => Err(error.problem()),
            }
        })
        .await?;
        let signed = told(
            second
                .desk
                .sign_roster(&second.caller("coordinator").await?, &draft.envelope)
                .await,
        )?;
        super::wait::check(
            signed.in_force,
            "two of three signatures put the roster in force",
        )?;
        let chain = told(
            second
                .desk
                .roster_chain(&second.caller("coordinator").await?)
                .await,
        )?;
        told(
            stranger
                .desk
                .take_roster(&stranger.caller("analyst").await?, &chain)
                .await,
        )?;
        // Its line knows the roster from the start, as after any restart.
        let opened = open_home(&stranger.home, stranger.profile.clone()).await?;
        stranger.desk = opened.desk.clone();
        stranger.line = Arc::clone(&opened.line);
        Ok(stranger)
    }

    /// Changes the roster by two of three signatures, and waits until every desk holds it.
    pub(super) async fn change_roster(&self, change: &RosterChange) -> Result<(), Problem> {
        let (first, second) = (self.player(0)?, self.player(1)?);
        let draft = told(
            first
                .desk
                .draft_roster(&first.caller("coordinator").await?, change)
                .await,
        )?;
        let signed = told(
            second
                .desk
                .sign_roster(&second.caller("coordinator").await?, &draft.envelope)
                .await,
        )?;
        super::wait::check(
            signed.in_force,
            "two of three signatures put the roster in force",
        )?;
        for player in &self.desks {
            super::wait::until("the new roster reaches every desk", async || {
                let (_, membership) = told(player.desk.membership(Some(self.network)))?;
                Ok((membership.roster.version() >= signed.version).then_some(()))
            })
            .await?;
        }
        Ok(())
    }
}

impl Player {
    async fn join_the_cast(
        cast: &Home,
        id: &str,
        name: &str,
        lang: &str,
        listen: Listen,
    ) -> Result<Self, Problem> {
        let wrong = |error: ParseIdError| Problem::new(Code::Broken, error.to_string());
        let home = Home::at(cast.dir.join(id));
        home.make()?;
        home.make_master_key(&MasterKey::File("master.key".into()))?;
        let profile = Profile {
            id: id.parse::<DeskId>().map_err(wrong)?,
            name: name.to_owned(),
            lang: lang.to_owned(),
            addresses: vec![listen.sync.to_string().parse::<Address>().map_err(wrong)?],
            one_person: false,
        };
        home.write_private(&home.config(), configuration(&listen).as_bytes())?;
        let opened = open_home(&home, profile.clone()).await?;
        let (desk, line) = (opened.desk.clone(), Arc::clone(&opened.line));
        let mut accounts = Vec::new();
        for (part, rights) in PARTS {
            accounts.push(make_account(&desk, id, part, rights).await?);
        }
        if let Some(analyst) = accounts.first() {
            home.write_private(&home.token(), analyst.token.as_bytes())?;
        }
        let player = Self {
            profile,
            home,
            accounts,
            desk,
            line,
            listen,
            running: None,
        };
        Ok(player)
    }

    /// Where it listens.
    pub(super) const fn listen(&self) -> &Listen {
        &self.listen
    }

    /// One of its people.
    pub(super) async fn caller(&self, part: &str) -> Result<Caller, Problem> {
        let account = self.accounts.iter().find(|account| account.part == part);
        let account =
            account.ok_or_else(|| Problem::new(Code::Broken, "no such account in the demo"))?;
        told(self.desk.caller_by_token(&account.token).await)
    }
}

async fn open_home(home: &Home, profile: Profile) -> Result<Opened, Problem> {
    let master: Zeroizing<[u8; 32]> =
        home.read_master_key(&MasterKey::File("master.key".into()))?;
    let database = format!("sqlite:{}", home.database().display());
    open(
        Opening {
            database,
            master,
            profile: Some(profile),
        },
        None,
        Roads::default(),
    )
    .await
}

async fn make_account(
    desk: &Desk,
    id: &str,
    part: &'static str,
    rights: &[&str],
) -> Result<Account, Problem> {
    let new = NewAccount {
        name: format!("{id}-{part}"),
        rights: rights.iter().map(|right| (*right).to_owned()).collect(),
        password: None,
    };
    let first = desk.add_first_account(&new).await;
    let made = match first {
        Ok(made) => made,
        Err(error) if error.code() == Code::Conflict => {
            let analyst = told(desk.issue_local_token(&format!("{id}-analyst")).await)?;
            let caller = told(desk.caller_by_token(&analyst.token).await)?;
            told(desk.add_account(&caller, &new).await)?
        }
        Err(error) => return Err(error.problem()),
    };
    let token = told(desk.issue_local_token(&made.name).await)?.token;
    Ok(Account {
        part,
        user: made.name,
        password: made.password.unwrap_or_default(),
        token,
    })
}

/// The first desk founds, the others ask, the first vouches and drafts, the second signs too.
async fn found(players: &[Player]) -> Result<NetworkId, Problem> {
    let [first, others @ ..] = players else {
        return Err(Problem::new(Code::Broken, "nobody plays"));
    };
    let coordinator = first.caller("coordinator").await?;
    let analyst = first.caller("analyst").await?;
    let order = FoundOrder {
        name: "Red de faros".into(),
        ..FoundOrder::default()
    };
    told(first.desk.found_network(&coordinator, &order).await)?;
    let (network, _) = told(first.desk.membership(None))?;
    let invitation = told(first.desk.invite(&analyst))?;
    let chain = told(first.desk.roster_chain(&analyst).await)?;
    let mut change = RosterChange {
        threshold: Some(2),
        ..RosterChange::default()
    };
    for other in others {
        let caller = other.caller("analyst").await?;
        let request: Slip = told(
            other
                .desk
                .request_to_join(&caller, &(&invitation).into())
                .await,
        )?;
        told(other.desk.take_roster(&caller, &chain).await)?;
        told(
            first
                .desk
                .vouch(
                    &coordinator,
                    &request,
                    "we founded this together",
                    &std::collections::BTreeMap::new(),
                )
                .await,
        )?;
        change.admit.push(request.slip);
        change.coordinators.push(other.profile.id.clone());
    }
    let draft = told(first.desk.draft_roster(&coordinator, &change).await)?;
    let mut envelope = draft.envelope;
    for other in others {
        let signed = told(
            other
                .desk
                .sign_roster(&other.caller("coordinator").await?, &envelope)
                .await,
        )?;
        envelope = signed.envelope;
        if signed.in_force {
            break;
        }
    }
    for player in players {
        told(
            player
                .desk
                .take_roster(&player.caller("analyst").await?, &envelope)
                .await,
        )?;
    }
    Ok(network)
}

fn schedules() -> Result<Schedules, Problem> {
    Schedules::parse(&[
        (Job::Sync, "sync", "0 * * * * *"),
        (Job::Freshness, "freshness", "30 * * * * *"),
    ])
    .map_err(|error| Problem::new(Code::Broken, error.to_string()))
}

fn configuration(listen: &Listen) -> String {
    format!(
        "[at_rest]\nkey_file = \"master.key\"\n\n[listen]\nsync = \"{}\"\npublic = \"{}\"\napi = \"{}\"\nconsole = \"{}\"\nops = \"{}\"\n",
        listen.sync, listen.public, listen.api, listen.console, listen.ops
    )
}

/// What a use case says, as the demo tells it.
pub(super) fn told<T>(outcome: Result<T, DeskError>) -> Result<T, Problem> {
    outcome.map_err(|error| error.problem())
}
