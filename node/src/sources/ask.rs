//! Each kind of source: what is fetched, and what it becomes.

use std::collections::BTreeMap;
use std::path::Path;

use fanal_desk::{
    Desk, DeskError, LookUpOrder, LookUpPart, LookUpShown, ShareOrder, WarningListOrder,
};
use fanal_protocol::{Code, Problem};
use fanal_taxii::Mark;
use serde::{Deserialize, Serialize};

use crate::config::sources::{Keep, Kind, Source};
use crate::fetch::Fetch;
use crate::misp_feed::{Keeper, Place};
use crate::over_taxii::{self, MOST_OBJECTS, Marks};

type Result<T> = std::result::Result<T, Problem>;

/// Drafts that one feed makes in one go: people have to look at each. What is more comes the next time.
const MOST_DRAFTS: usize = 100;
/// Pieces of a collection that is kept to be asked: a million objects.
const MOST_PIECES: usize = 50;

/// Where a source was left.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Left {
    /// What the configuration said of it then: a source that is another one begins anew.
    of: String,
    /// The digest of the file.
    file: Option<String>,
    /// Of each event, its digest and when it had changed last.
    events: BTreeMap<String, i64>,
    /// Of each collection.
    collections: Marks,
}

/// A source that is asked.
struct Asked<'a> {
    desk: &'a Desk,
    fetch: &'a Fetch,
    dir: &'a Path,
    name: &'a str,
    source: &'a Source,
    left: Left,
}

/// Asks it, and says how much was not taken.
pub(super) async fn ask(
    desk: &Desk,
    fetch: &Fetch,
    dir: &Path,
    name: &str,
    source: &Source,
) -> Result<usize> {
    let said = serde_json::to_string(source).unwrap_or_default();
    let of = fanal_desk::digest_of_code(&said).to_string();
    let stored = desk.marks_of_source(name).await.map_err(problem)?;
    let left: Left = stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let left = if left.of == of {
        left
    } else {
        Left {
            of,
            ..Left::default()
        }
    };
    let mut asked = Asked {
        desk,
        fetch,
        dir,
        name,
        source,
        left,
    };
    match (source.kind, source.keep) {
        (Kind::WarningList, _) => asked.warning_list().await,
        (Kind::File, Keep::LookUp) => asked.file_to_look_up().await,
        (Kind::File, Keep::Drafts) => asked.file_to_draft().await,
        (Kind::MispFeed, Keep::LookUp) => asked.feed_to_look_up().await,
        (Kind::MispFeed, Keep::Drafts) => asked.feed_to_draft().await,
        (Kind::Taxii, Keep::LookUp) => asked.taxii_to_look_up().await,
        (Kind::Taxii, Keep::Drafts) => asked.taxii_to_draft().await,
    }
}

impl Keeper for Asked<'_> {
    async fn put(&self, order: LookUpOrder) -> Result<LookUpShown> {
        let kept = self.desk.look_up_from_source(&order).await;
        kept.map_err(problem)
    }
}

impl Asked<'_> {
    async fn warning_list(&self) -> Result<usize> {
        let content = self.fetch.text(&self.source.address).await?;
        let order = WarningListOrder { content };
        let list = self.desk.warn_from_source(self.name, &order).await;
        let list = list.map_err(problem)?;
        Ok(list.refused.len())
    }

    /// The file, by its publisher's key where it wants one.
    async fn file(&self) -> Result<String> {
        let Some(header) = &self.source.header_file else {
            return self.fetch.text(&self.source.address).await;
        };
        let fetch = self.fetch.telling(&self.dir.join(header))?;
        fetch.text(&self.source.address).await
    }

    async fn file_to_look_up(&self) -> Result<usize> {
        let content = self.file().await?;
        let order = LookUpOrder {
            content,
            file_name: file_name(&self.source.address),
            ..self.look_up()
        };
        Ok(self.put(order).await?.refused)
    }

    async fn file_to_draft(&mut self) -> Result<usize> {
        let content = self.file().await?;
        let digest = Some(fanal_desk::digest_of_code(&content).to_string());
        // What a person threw away comes again only with another file.
        if self.left.file == digest {
            return Ok(0);
        }
        let order = ShareOrder {
            content,
            file_name: file_name(&self.source.address),
            format: self.source.format.clone(),
            ..self.draft()
        };
        let refused = self.drafted(&order).await?;
        self.left.file = digest;
        self.note().await?;
        Ok(refused)
    }

    async fn feed_to_look_up(&self) -> Result<usize> {
        let place = Place::address(&self.source.address, self.fetch.clone());
        let feed = place.open().await?;
        let held = self.desk.parts_of_look_up(self.name).await;
        let held = held.map_err(problem)?;
        Ok(feed.keep(&self.look_up(), &held, self).await?.refused)
    }

    async fn feed_to_draft(&mut self) -> Result<usize> {
        let place = Place::address(&self.source.address, self.fetch.clone());
        let feed = place.open().await?;
        let (mut refused, mut drafted) = (0, 0);
        let mut ended = Ok(());
        for entry in &feed.entries {
            // Names from outside do not lie about: a digest tells who has the feed no more than the feed does.
            let event = fanal_desk::digest_of_code(&entry.uuid.to_string()).to_string();
            if self.left.events.get(&event) == Some(&entry.timestamp) {
                continue;
            }
            if drafted == MOST_DRAFTS {
                break;
            }
            match self.event_to_draft(&feed, entry).await {
                Ok(_) => {}
                // Nothing more is to be had here, or nobody may draft it.
                Err(because) if is_final(&because) => {
                    ended = Err(because);
                    break;
                }
                Err(_) => refused += 1,
            }
            drafted += 1;
            self.left.events.insert(event, entry.timestamp);
            // Each by itself: what is cut short goes on where it was.
            self.note().await?;
        }
        ended.map(|()| refused)
    }

    async fn event_to_draft(
        &self,
        feed: &crate::misp_feed::Feed<'_>,
        entry: &fanal_formats::ManifestEntry,
    ) -> Result<usize> {
        let order = ShareOrder {
            content: feed.event(entry).await?,
            file_name: Some(format!("{}.json", entry.uuid)),
            format: Some("misp".to_owned()),
            ..self.draft()
        };
        self.drafted(&order).await
    }

    fn server(&self) -> Result<fanal_taxii::Server> {
        let login = self.source.login.as_ref().map(|file| self.dir.join(file));
        let authority = self.source.authority.as_ref();
        let authority = authority.map(|file| self.dir.join(file));
        over_taxii::server(
            &self.source.address,
            self.fetch,
            login.as_deref(),
            authority.as_deref(),
        )
    }

    async fn taxii_to_draft(&mut self) -> Result<usize> {
        let server = self.server()?;
        let wanted = self.source.collection.as_deref();
        let collections = over_taxii::collections(&server, wanted).await?;
        let marks = &mut self.left.collections;
        let news = over_taxii::news(&server, &collections, marks, MOST_OBJECTS).await?;
        let mut refused = 0;
        if !news.objects.is_empty() {
            let order = ShareOrder {
                content: over_taxii::bundle(&news.objects),
                file_name: Some(over_taxii::named(&self.source.address)),
                format: Some("stix".to_owned()),
                ..self.draft()
            };
            refused = match self.drafted(&order).await {
                Ok(refused) => refused,
                Err(because) if is_final(&because) => return Err(because),
                // What cannot be a draft will be none the next time either: it is counted, and passed by.
                Err(_) => 1,
            };
        }
        self.note().await?;
        Ok(refused)
    }

    /// A collection says what came, not what is there: as soon as anything came, it is read anew as a whole, so that
    /// what was taken back there is asked no more here.
    async fn taxii_to_look_up(&mut self) -> Result<usize> {
        let server = self.server()?.of_newest_versions();
        let wanted = self.source.collection.as_deref();
        let collections = over_taxii::collections(&server, wanted).await?;
        let held = self.desk.parts_of_look_up(self.name).await;
        let is_held = !held.map_err(problem)?.is_empty();
        if is_held {
            let mut since = self.left.collections.clone();
            let news = over_taxii::news(&server, &collections, &mut since, 1).await?;
            if news.objects.is_empty() {
                return Ok(0);
            }
        }
        let mut marks = Marks::new();
        let (mut made_of, mut refused) = (Vec::new(), 0);
        for (place, collection) in collections.iter().enumerate() {
            let mut mark = Mark::default();
            for piece in 0.. {
                if piece == MOST_PIECES {
                    let text = format!(
                        "a collection has more than {} objects",
                        piece * MOST_OBJECTS
                    );
                    return Err(Problem::new(Code::LimitSize, text));
                }
                let fetched = server.fetch(collection, mark, MOST_OBJECTS).await;
                let fetched = fetched.map_err(over_taxii::told)?;
                let part = LookUpPart {
                    part: format!("{place}-{piece}"),
                    mark: "newest".to_owned(),
                    content: over_taxii::bundle(&fetched.objects),
                };
                made_of.push(part.part.clone());
                let order = LookUpOrder {
                    parts: vec![part],
                    format: Some("stix".to_owned()),
                    ..self.look_up()
                };
                refused = self.put(order).await?.refused;
                mark = fetched.mark;
                if !fetched.more {
                    break;
                }
            }
            marks.insert(collection.address.clone(), mark);
        }
        let order = LookUpOrder {
            made_of: Some(made_of),
            ..self.look_up()
        };
        self.put(order).await?;
        self.left.collections = marks;
        self.note().await?;
        Ok(refused)
    }

    fn look_up(&self) -> LookUpOrder {
        LookUpOrder {
            name: self.name.to_owned(),
            format: self.source.format.clone(),
            source: self.source.source.clone(),
            licence: self.source.licence.clone(),
            ..LookUpOrder::default()
        }
    }

    fn draft(&self) -> ShareOrder {
        ShareOrder {
            label: self.source.tlp.clone(),
            consent: self.source.consent.clone(),
            to: self.source.to.clone(),
            source: self.source.source.clone(),
            licence: self.source.licence.clone(),
            draft_only: true,
            join_known: true,
            ..ShareOrder::default()
        }
    }

    async fn drafted(&self, order: &ShareOrder) -> Result<usize> {
        let account = self.source.account.as_deref().unwrap_or_default();
        let drafted = self.desk.draft_from_source(account, order).await;
        Ok(drafted.map_err(problem)?.refused.len())
    }

    async fn note(&self) -> Result<()> {
        let marks = serde_json::to_vec(&self.left).unwrap_or_default();
        let noted = self.desk.mark_source(self.name, &marks).await;
        noted.map_err(problem)
    }
}

/// Nothing gets better with the next event.
fn is_final(because: &Problem) -> bool {
    matches!(
        because.code,
        Code::PeerUnreachable
            | Code::PolicyRole
            | Code::AccountUnknown
            | Code::AccountLocked
            | Code::LimitRate
    )
}

/// The last word of the path.
fn file_name(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().filter(|name| !name.is_empty());
    name.map(str::to_owned)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn problem(error: DeskError) -> Problem {
    error.problem()
}
