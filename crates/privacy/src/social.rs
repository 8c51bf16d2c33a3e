//! Names on messengers and social networks, pages of people, ways into closed groups.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

static AT: Shape = Shape::new(r#"(?:^|[\s"'(\[:;,>])(@[A-Za-z0-9_][A-Za-z0-9_.]{1,29})"#);

macro_rules! platforms {
    () => {
        r"(?:instagram|insta|telegram|telegramme|snapchat|snap|signal|skype|discord|twitter|tiktok|facebook|messenger|wire|threema|wickr|viber|session|mastodon|bluesky|x|انستغرام|انستقرام|تلغرام|تيليجرام|تليجرام|تويتر|سناب شات|سناب|فيسبوك|تيك توك|ديسكورد)"
    };
}
macro_rules! name_words {
    () => {
        r"(?:user ?name|handle|account|nick(?:name)?|pseudo|identifiant|compte|usuari[oa]|cuenta|alias|معرف|حساب|اسم المستخدم)"
    };
}

/// "Telegram: name", "Signal username name", "pseudo Telegram : name".
static CALLED: Shape = Shape::new(concat!(
    r"(?i)(?:\b|^|[ ])(?:",
    platforms!(),
    r"(?:[ ]",
    name_words!(),
    r")?[ ]?[:=]|",
    platforms!(),
    r"[ ]",
    name_words!(),
    r"|",
    name_words!(),
    r"[ ](?:de |sur |en |on |علي )?",
    platforms!(),
    r"[ ]?[:=]?)[ ]?((?:live:)?[a-z0-9][a-z0-9_.#-]{2,31})",
));

static LINK: Shape = Shape::new(concat!(
    r"(?i)(?:^|[/\s.\x22'(<])((?:facebook|fb|instagram|twitter|x|threads|vk|snapchat|linkedin|tiktok|t|telegram|medium|reddit|wa|api\.whatsapp|signal|discord|chat\.whatsapp|zoom|meet\.google|teams\.microsoft|m)",
    r"(?:\.|\[\.\])(?:com|me|net|org|gg|group|us))(/[^\s<>\x22'`|]+)",
));
/// Hosts that are nothing but ways in.
static DOORS: Shape = Shape::new(
    r"(?i)(?:^|[/\s.\x22'(<])((?:signal\.group|discord\.gg|chat\.whatsapp\.com)/[^\s<>\x22'`|]+)",
);

/// First parts of a path that are the network's own, not a person's.
const PAGES: &[&str] = &[
    "login",
    "login.php",
    "help",
    "about",
    "privacy",
    "terms",
    "hashtag",
    "search",
    "watch",
    "groups",
    "events",
    "pages",
    "intent",
    "share",
    "sharer",
    "sharer.php",
    "home",
    "settings",
    "tr",
    "plugins",
    "dialog",
    "business",
    "policies",
    "legal",
    "explore",
    "reel",
    "reels",
    "p",
    "tv",
    "stories",
    "i",
    "company",
    "jobs",
    "feed",
    "learning",
    "school",
    "security",
    "recover",
    "checkpoint",
    "ads",
    "marketplace",
    "gaming",
    "l.php",
    "oauth",
    "download",
    "web",
    "r",
    "tos",
    "faq",
    "blog",
    "apps",
    "premium",
    "status",
    "ajax",
    "messages",
    "notifications",
    "photo.php",
    "video.php",
    "tag",
    "topic",
    "m",
    "s",
    "c",
    "setlanguage",
    "addstickers",
    "proxy",
    "socks",
];

/// What stands after `@` and is no name.
const NOT_NAMES: &[&str] = &[
    "media",
    "import",
    "charset",
    "keyframes",
    "font-face",
    "supports",
    "page",
    "namespace",
    "override",
    "param",
    "return",
    "returns",
    "todo",
    "see",
    "here",
    "everyone",
    "all",
    "channel",
    "author",
    "since",
    "version",
    "deprecated",
    "echo",
    "off",
    "property",
    "interface",
    "implementation",
    "end",
    "class",
    "selector",
    "types",
    "latest",
];

/// Handles in words.
pub(crate) fn handles(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let mut hits = Vec::new();
    for groups in AT.groups(folded) {
        let Some(found) = groups.get(1) else {
            continue;
        };
        let name = found.as_str().trim_start_matches('@').trim_end_matches('.');
        let to = found.start() + 1 + name.len();
        let goes_on = matches!(text.at(found.end()), Some('/' | '@' | '-'));
        let is_name = name.len() >= 3
            && name.chars().any(|c| c.is_ascii_alphabetic())
            && !NOT_NAMES.contains(&name.to_ascii_lowercase().as_str());
        if is_name && !goes_on {
            hits.push(Hit::new(found.start(), to, Reason::Handle));
        }
    }
    for groups in CALLED.groups(folded) {
        let Some(found) = groups.get(1) else {
            continue;
        };
        let name = found.as_str().trim_end_matches(['.', '-', '#']);
        let to = found.start() + name.len();
        if is_handle(name) || (name.len() >= 4 && ends_there(text, to)) {
            hits.push(Hit::new(found.start(), to, Reason::Handle));
        }
    }
    hits
}

/// No ordinary word: with a digit, a line or a dot inside.
fn is_handle(name: &str) -> bool {
    let told = name.starts_with("live:")
        || name.contains(['_', '.', '#'])
        || name.chars().any(|c| c.is_ascii_digit());
    told && name.chars().any(|c| c.is_ascii_alphabetic()) && !name.contains("..")
}

/// Nothing follows in that line: a value, not a sentence.
fn ends_there(text: &Text, to: usize) -> bool {
    let mut rest = text.folded().get(to..).unwrap_or_default().chars();
    rest.find(|c| *c == '\n' || !c.is_whitespace())
        .is_none_or(|c| c == '\n')
}

/// Links to people's pages, to groups and calls, to a number.
pub(crate) fn links(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let mut hits = DOORS.first_groups(folded, Reason::Invite);
    for groups in LINK.groups(folded) {
        let (Some(host), Some(path)) = (groups.get(1), groups.get(2)) else {
            continue;
        };
        let name = host.as_str().to_ascii_lowercase().replace("[.]", ".");
        let path_text = path.as_str().trim_end_matches(['.', ',', ')', ';', ':']);
        let Some(reason) = kind_of(&name, path_text) else {
            continue;
        };
        hits.push(Hit::new(
            host.start(),
            path.start() + path_text.len(),
            reason,
        ));
    }
    hits
}

fn kind_of(host: &str, path: &str) -> Option<Reason> {
    let mut segments = path.split(['/', '?', '#']).filter(|part| !part.is_empty());
    let first = segments.next()?.to_ascii_lowercase();
    let second = segments.next().unwrap_or_default();
    let long = |text: &str| text.len() >= 2 && !PAGES.contains(&text);
    match host {
        "facebook.com" | "fb.com" | "m.me" if first == "profile.php" || first == "people" => {
            Some(Reason::Profile)
        }
        "facebook.com" | "fb.com" | "instagram.com" | "twitter.com" | "x.com" | "vk.com" => {
            (long(&first)
                && first
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-@".contains(c)))
            .then_some(Reason::Profile)
        }
        "threads.net" | "threads.com" | "tiktok.com" | "medium.com" => {
            first.starts_with('@').then_some(Reason::Profile)
        }
        "linkedin.com" => matches!(first.as_str(), "in" | "pub").then_some(Reason::Profile),
        "reddit.com" => matches!(first.as_str(), "u" | "user").then_some(Reason::Profile),
        "snapchat.com" => (first == "add" && !second.is_empty()).then_some(Reason::Profile),
        "t.me" | "telegram.me" if first.starts_with('+') || first == "joinchat" => {
            Some(Reason::Invite)
        }
        "t.me" | "telegram.me" | "m.me" => long(&first).then_some(Reason::Profile),
        "wa.me" | "api.whatsapp.com" => path
            .chars()
            .filter(char::is_ascii_digit)
            .count()
            .ge(&7)
            .then_some(Reason::Phone),
        "signal.me" => Some(Reason::Profile),
        "discord.com" => (first == "invite").then_some(Reason::Invite),
        "zoom.us" => matches!(first.as_str(), "j" | "my" | "w").then_some(Reason::Invite),
        "meet.google.com" => {
            (first.len() == 12 && first.matches('-').count() == 2).then_some(Reason::Invite)
        }
        "teams.microsoft.com" => path.contains("meetup-join").then_some(Reason::Invite),
        _other => None,
    }
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&AT, &CALLED, &LINK, &DOORS];
