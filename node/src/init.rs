//! Sets up a node: directory, master key, configuration, database, first account, local token.
//! It refuses where a node is already, and asks nothing: the questions are the command line's.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use fanal_desk::{AccountShown, DeskError, NewAccount, Profile};
use fanal_notify::Roads;
use fanal_protocol::{Address, Code, DeskId, Problem};
use zeroize::Zeroizing;

use crate::config::{AtRest, Config, Listen, Public};
use crate::home::{Home, MasterKey};
use crate::running::{Opened, Opening, open};
use crate::serve::database_url;

/// What has been answered.
pub(crate) struct Answers {
    /// The desk's name for people.
    pub(crate) name: String,
    /// Its short name.
    pub(crate) id: DeskId,
    /// Language of its texts.
    pub(crate) lang: String,
    /// Where peers reach it; nowhere if it only calls out.
    pub(crate) address: Option<Address>,
    /// It is one person.
    pub(crate) one_person: bool,
    /// Where the master key lives.
    pub(crate) at_rest: AtRest,
    /// The passphrase, if it is one.
    pub(crate) passphrase: Option<Zeroizing<String>>,
    /// The first account.
    pub(crate) account: String,
    /// Other addresses to listen on.
    pub(crate) listen: Option<Listen>,
    /// The public site.
    pub(crate) public: Option<Public>,
    /// Found a network of this name, or take this invitation.
    pub(crate) network: Network,
}

/// The network at the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Network {
    /// Later.
    #[default]
    None,
    /// A new one.
    Found(String),
    /// The one of this invitation.
    Join(String),
}

/// A node that was set up.
pub(crate) struct Made {
    /// The first account, with its password.
    pub(crate) account: AccountShown,
    /// The file with the master key, if it lies in one now.
    pub(crate) key_file: Option<PathBuf>,
    /// The configuration.
    pub(crate) config: Config,
    /// The request to join, to be handed to the network.
    pub(crate) request: Option<String>,
}

/// Tor's own default.
const TOR_PORT: u16 = 9050;
/// The sync port if none is named.
const SYNC_PORT: u16 = 9443;
/// Rights of the first account: all but the review, which is a second person's. [R21]
const FIRST_RIGHTS: [&str; 3] = ["analyst", "coordinator", "admin"];

/// Sets the node up.
pub(crate) async fn init(home: &Home, answers: Answers) -> Result<Made, Problem> {
    refuse_where_a_node_is(home)?;
    let config = config_of(&answers);
    let text = config.to_file()?;
    Config::parse(&text, "the new configuration")?;
    home.make()?;
    let key = key_of(home, &answers)?;
    let opening = Opening {
        database: database_url(home, &config.node.database),
        master: home.read_master_key(&key)?,
        profile: Some(profile_of(&answers)),
    };
    let opened = open(opening, None, Roads::default()).await?;
    let (account, token) = first_account(&opened, &answers.account)
        .await
        .map_err(|e| e.problem())?;
    let request = enter_network(&opened, &token, &answers.network)
        .await
        .map_err(|e| e.problem())?;
    opened.database.close().await;
    home.write_new(&home.config(), text.as_bytes())?;
    // Last: a folder with a token has a node.
    home.write_new(&home.token(), token.as_bytes())?;
    let key_file = match key {
        MasterKey::File(path) => Some(home.dir.join(path)),
        MasterKey::Credential(_) | MasterKey::Passphrase(_) => None,
    };
    Ok(Made {
        account,
        key_file,
        config,
        request,
    })
}

/// Is there a node in this folder?
pub(crate) fn refuse_where_a_node_is(home: &Home) -> Result<(), Problem> {
    let found = [home.config(), home.token(), home.database()]
        .into_iter()
        .find(|path| path.exists());
    match found {
        None => Ok(()),
        Some(path) => {
            let text = format!("there is a node here already: `{}`", path.display());
            Err(Problem::new(Code::Conflict, text)
                .with_hint("choose another folder with `--dir`; nothing was changed"))
        }
    }
}

fn config_of(answers: &Answers) -> Config {
    let mut config = Config {
        at_rest: answers.at_rest.clone(),
        ..Config::default()
    };
    config.node.lang.clone_from(&answers.lang);
    let port = answers
        .address
        .as_ref()
        .and_then(|address| address.as_str().rsplit(':').next()?.parse().ok());
    let port: u16 = port.unwrap_or(SYNC_PORT);
    let onion = answers.address.as_ref().is_some_and(Address::is_onion);
    let open = answers.address.is_some() && !onion;
    // Who only calls out, or is reached over Tor alone, shows no port to the network.
    let host = if open {
        Ipv4Addr::UNSPECIFIED
    } else {
        Ipv4Addr::LOCALHOST
    };
    config.listen.sync = SocketAddr::from((host, port));
    if onion {
        config.sync.socks5 = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, TOR_PORT)));
        config.sync.tor_only = true;
    }
    if let Some(listen) = &answers.listen {
        config.listen = listen.clone();
    }
    if let Some(public) = &answers.public {
        config.public = public.clone();
    }
    config
}

fn profile_of(answers: &Answers) -> Profile {
    Profile {
        id: answers.id.clone(),
        name: answers.name.clone(),
        lang: answers.lang.clone(),
        addresses: answers.address.iter().cloned().collect(),
        one_person: answers.one_person,
    }
}

/// Makes the key, unless its file is there already (a secret that the host mounts).
fn key_of(home: &Home, answers: &Answers) -> Result<MasterKey, Problem> {
    let key = match &answers.at_rest {
        AtRest::KeyFile(path) => MasterKey::File(path.clone()),
        // systemd seals it afterwards; until then it is a file.
        AtRest::Credential(_) => MasterKey::File("master.key".into()),
        AtRest::Passphrase => {
            let passphrase = answers.passphrase.clone();
            let locked = || Problem::new(Code::AccountLocked, "no passphrase was given");
            MasterKey::Passphrase(passphrase.ok_or_else(locked)?)
        }
    };
    let there = match &key {
        MasterKey::File(path) => home.dir.join(path).exists(),
        MasterKey::Passphrase(_) => home.read_master_key(&key).is_ok(),
        MasterKey::Credential(_) => true,
    };
    if !there {
        home.make_master_key(&key)?;
    }
    Ok(key)
}

async fn first_account(opened: &Opened, name: &str) -> Result<(AccountShown, String), DeskError> {
    let rights = FIRST_RIGHTS.into_iter().map(str::to_owned).collect();
    let new = NewAccount {
        name: name.to_owned(),
        rights,
        password: None,
    };
    let account = opened.desk.add_first_account(&new).await?;
    let token = opened.desk.issue_local_token(name).await?;
    Ok((account, token.token))
}

async fn enter_network(
    opened: &Opened,
    token: &str,
    network: &Network,
) -> Result<Option<String>, DeskError> {
    let caller = opened.desk.caller_by_token(token).await?;
    match network {
        Network::None => Ok(None),
        Network::Found(name) => {
            let order = serde_json::from_value(serde_json::json!({ "name": name }));
            let order = order.map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
            opened.desk.found_network(&caller, &order).await?;
            Ok(None)
        }
        Network::Join(slip) => {
            let invitation = fanal_desk::Slip { slip: slip.clone() };
            Ok(Some(
                opened
                    .desk
                    .request_to_join(&caller, &(&invitation).into())
                    .await?
                    .slip,
            ))
        }
    }
}
