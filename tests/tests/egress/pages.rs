//! Every page of the console, by everybody who can sign in, about every bulletin.

use std::collections::{BTreeMap, BTreeSet};

use fanal_console::ROUTES;
use fanal_tests::federation::Node;
use fanal_tests::visitor::{Visitor, between};

use crate::roads::{Way, roads};
use crate::words::{ALL, MEMBERS, WORDS, leaked, secrets, words_in};
use crate::world::{ORIGIN, World, desks, world};

/// What stands for the places of an address that are no bulletin's.
struct Named {
    /// Desks of the roster, one that is out, and one that asks to join.
    desks: Vec<String>,
    /// Requests to join: desk and key.
    requests: Vec<(String, String)>,
    /// A sheet that is being written, by one account: nobody else's.
    sheet: String,
}

/// Who writes the sheet, and has a token: the first desk's own analyst.
async fn writer(ancolie: &Node) -> Visitor {
    let mut visitor = Visitor::at(ancolie);
    let page = visitor.sign_in_with("ancolie-analyst", "password of analyst");
    assert_eq!(page.await.status, 200);
    visitor
}

/// Kept by the first desk's analyst, not sent.
async fn sheet_of(writer: &mut Visitor) -> String {
    writer.get("/c/new").await;
    let fields = [
        ("act", "draft"),
        ("content", "canary-draft-sheet.example"),
        ("title", "canary-draft-sheet"),
        ("label", "TLP:AMBER"),
        ("consent", "granted"),
    ];
    let kept = writer.send("/c/new", &fields).await;
    let to = kept.to.unwrap_or_else(|| panic!("{}", kept.text));
    between(&to, "/c/new/", "?").unwrap().to_owned()
}

impl Named {
    async fn of(world: &World) -> Self {
        let ancolie = world.fed.desk(ORIGIN);
        let sheet = sheet_of(&mut writer(ancolie).await).await;
        let coordinator = ancolie.caller("coordinator").await;
        let joining = ancolie.desk().list_joining(&coordinator).await.unwrap();
        let requests = joining
            .iter()
            .map(|one| (one.desk.to_string(), one.key.to_string()));
        let asking = world.stranger.id().to_string();
        let named = Self {
            desks: world
                .fed
                .all()
                .iter()
                .map(|node| node.id().to_string())
                .chain([asking])
                .collect(),
            requests: requests.collect(),
            sheet,
        };
        assert!(!named.requests.is_empty(), "nobody asks to join");
        named
    }

    /// The addresses of a page about this bulletin, or about every desk, or about every request.
    fn addresses(&self, path: &str, world: &World, name: &str) -> Vec<String> {
        if path == "/c/net/desks/{id}" {
            let of = |desk: &String| path.replace("{id}", desk);
            return self.desks.iter().map(of).collect();
        }
        if path == "/c/net/join/{id}/{key}" {
            let of =
                |(desk, key): &(String, String)| path.replace("{id}", desk).replace("{key}", key);
            return self.requests.iter().map(of).collect();
        }
        let id = world.ids[name].to_string();
        let origin = if name == "lumbres" { "lumbre" } else { ORIGIN };
        let path = path.replace("{desk}", origin).replace("{id}", &id);
        assert!(!path.contains('{'), "nobody says what stands in `{path}`");
        let of_sheet = path.starts_with("/c/new/") && path.contains(&id);
        let sheet = of_sheet.then(|| path.replace(&id, &self.sheet));
        sheet.into_iter().chain([path]).collect()
    }
}

/// A request: its road, its address, its fields.
pub(crate) type Request = (&'static str, String, Vec<(&'static str, String)>);

/// Requests of every page.
pub(crate) async fn requests(world: &World) -> Vec<Request> {
    let named = Named::of(world).await;
    let mut requests = Vec::new();
    for road in roads() {
        let Way::Page(forms) = road.way else { continue };
        let (_, path) = road.name.split_once(' ').unwrap();
        let mut asked = BTreeSet::new();
        for (name, id) in &world.ids {
            for fields in forms(&id.to_string()) {
                for path in named.addresses(path, world, name) {
                    if asked.insert(format!("{path} {fields:?}")) {
                        requests.push((road.name, path, fields.clone()));
                    }
                }
            }
        }
    }
    requests
}

pub(crate) async fn asks(visitor: &mut Visitor, request: &Request) -> (u16, String) {
    let (road, path, fields) = request;
    let page = if road.starts_with("GET ") {
        visitor.ask("GET", path, String::new()).await
    } else {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        if fields.iter().any(|(name, _)| *name == "form") {
            visitor.send_bare(path, &fields).await
        } else {
            visitor.send(path, &fields).await
        }
    };
    let text = format!("{}\n{}", page.to.unwrap_or_default(), page.text);
    (page.status, text)
}

fn members(world: &World) -> impl Iterator<Item = &Node> {
    let is_member = |node: &&Node| MEMBERS.contains(&node.id().as_str());
    world.fed.all().iter().filter(is_member)
}

#[tokio::test]
async fn no_page_shows_anybody_words_that_are_not_theirs() {
    let world = world(desks().in_memory()).await;
    let requests = requests(&world).await;
    assert!(requests.len() > 200, "{}", requests.len());
    let secrets = secrets(&world.fed);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shown = BTreeSet::new();
    for node in members(&world) {
        let desk = node.id().as_str();
        for part in ALL {
            let name: &'static str = Box::leak(format!("page-{part}").into_boxed_str());
            let writes = desk == ORIGIN && *part == "analyst";
            let mut visitor = if writes {
                writer(node).await
            } else {
                Visitor::signed_in(node, name, &[part]).await
            };
            let session = visitor.cookie("__Host-fanal").unwrap().to_owned();
            for request in &requests {
                let (status, text) = asks(&mut visitor, request).await;
                if status == 200 {
                    shown.insert(request.0);
                    let of_sheet = request.0.starts_with("GET /c/new/{id}");
                    assert!(writes || !of_sheet, "{desk} {part} reads another's sheet");
                }
                let found = words_in(text.as_bytes());
                let stray = |name: &str| {
                    ["alias", "hearer", "how"].contains(&name)
                        && !request.1.starts_with("/c/consent")
                };
                // What somebody typed comes back to them, and tells them nothing.
                let typed = words_in(format!("{:?}", request.2).as_bytes());
                let is_theirs = |name: &str| typed.iter().any(|words| words.name == name);
                let leaks: Vec<&str> = found
                    .iter()
                    .filter(|words| !is_theirs(words.name))
                    .filter(|words| !words.may(desk, part) || stray(words.name))
                    .map(|words| words.name)
                    .collect();
                assert!(
                    leaks.is_empty(),
                    "{desk} {part} {request:?}: {leaks:?}: {text}"
                );
                for words in found {
                    *seen.entry(words.name).or_default() += 1;
                }
                let told = secrets.found_in(text.as_bytes());
                assert!(told.is_empty(), "{request:?} tells {told:?}");
                assert!(!text.contains(&session), "{request:?} shows the session");
                // What stands in no form of ours is not shown again.
                assert!(between(&text, "value=\"session_", "\"").is_none());
            }
        }
    }
    // An address of somebody or something that is not there shows nothing, and finds nothing.
    let absent: Vec<&str> = roads()
        .filter(|road| matches!(road.way, Way::Page(_)))
        .map(|road| road.name)
        .filter(|name| name.starts_with("GET ") && name.contains('{') && !shown.contains(name))
        .collect();
    assert_eq!(absent, [""; 0], "nobody was shown these pages");
    let unseen: Vec<&str> = WORDS
        .iter()
        .filter(|words| !words.parts.is_empty() && !words.desks.is_empty())
        .map(|words| words.name)
        .filter(|name| !seen.contains_key(name))
        .collect();
    assert_eq!(unseen, [""; 0], "nobody saw these: the search is blind");
}

#[tokio::test]
async fn who_is_not_signed_in_is_shown_nothing_by_any_page() {
    let world = world(desks().in_memory()).await;
    let mut nobody = Visitor::at(world.fed.desk(ORIGIN));
    let mut asked = 0;
    for request in requests(&world).await {
        if request.1 != "/c/sign-in" {
            let (_, text) = asks(&mut nobody, &request).await;
            let typed = words_in(format!("{:?}", request.2).as_bytes());
            let leaks = leaked(text.as_bytes(), |words| {
                typed.iter().any(|own| own.name == words.name)
            });
            assert!(leaks.is_empty(), "{request:?}: {leaks:?}");
            asked += 1;
        }
    }
    assert!(asked > 200 && ROUTES.len() > 40, "{asked}");
}
