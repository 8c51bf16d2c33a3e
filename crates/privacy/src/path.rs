//! Paths in which the name of whoever works there stands.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

static UNIX: Shape = Shape::new(
    r"(?:^|[^A-Za-z0-9_.-])((?:/private|/System/Volumes/Data)?/(?:Users|home)/([^/\\\s:*?\x22<>|,;)'`]+))",
);
static WINDOWS: Shape = Shape::new(
    r"(?i)\b([a-z]:[\\/]{1,2}(?:users|documents and settings)[\\/]{1,2}([^/\\\t\r\n:*?\x22<>|,;)]+?))(?:[\\/]|$|[\r\n\t,;)])",
);
/// iOS gives each installed app a folder of its own, named at random.
static CONTAINER: Shape = Shape::new(
    r"(?i)(?:/private)?/var/(?:mobile/)?Containers/[A-Za-z]{4,10}/[A-Za-z]{4,20}/[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}",
);

/// Accounts that are nobody's.
const NOBODY: &[&str] = &[
    "shared",
    "public",
    "default",
    "default user",
    "all users",
    "guest",
    "user",
    "username",
    "users",
    "admin",
    "administrator",
    "root",
    "test",
    "vagrant",
    "ubuntu",
    "pi",
    "runner",
    "jenkins",
    "victim",
    "name",
    "mobile",
    "docker",
    "node",
    "www",
    "git",
    "defaultuser0",
    "public documents",
];

/// Paths with a name in them.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    let mut hits = CONTAINER.hits(text.folded(), Reason::UserPath);
    for shape in [&UNIX, &WINDOWS] {
        for groups in shape.groups(text.folded()) {
            let (Some(path), Some(name)) = (groups.get(1), groups.get(2)) else {
                continue;
            };
            let name = name.as_str().trim().to_lowercase();
            if !name.is_empty() && !NOBODY.contains(&name.as_str()) {
                hits.push(Hit::new(path.start(), path.end(), Reason::UserPath));
            }
        }
    }
    hits
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&UNIX, &WINDOWS, &CONTAINER];
