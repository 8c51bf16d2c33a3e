//! Which resource an address names. Source: TAXII 2.1, chapters 4 and 5.

/// A resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resource<'a> {
    /// `/taxii2/`
    Discovery,
    /// `/taxii2/ROOT/`
    Root(&'a str),
    /// `/taxii2/ROOT/status/ID/`
    Status(&'a str, &'a str),
    /// `/taxii2/ROOT/collections/`
    Collections(&'a str),
    /// `/taxii2/ROOT/collections/ID/...`
    Collection(&'a str, &'a str, Part<'a>),
}

/// What of a collection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    /// Itself.
    Itself,
    /// `manifest/`
    Manifest,
    /// `objects/`
    Objects,
    /// `objects/ID/`
    Object(&'a str),
    /// `objects/ID/versions/`
    Versions(&'a str),
}

/// What an address names, of what stands in the place of its stars.
type Named = for<'a> fn(&[&'a str]) -> Option<Resource<'a>>;

/// Every address that there is, `*` for what differs: a path that fits none of them names nothing.
const ADDRESSES: [(&str, Named); 9] = [
    ("/taxii2/", |_| Some(Resource::Discovery)),
    ("/taxii2/*/", |stars| match stars {
        [root] => Some(Resource::Root(root)),
        _ => None,
    }),
    ("/taxii2/*/status/*/", |stars| match stars {
        [root, id] => Some(Resource::Status(root, id)),
        _ => None,
    }),
    ("/taxii2/*/collections/", |stars| match stars {
        [root] => Some(Resource::Collections(root)),
        _ => None,
    }),
    ("/taxii2/*/collections/*/", |stars| {
        part(stars, Part::Itself)
    }),
    ("/taxii2/*/collections/*/manifest/", |stars| {
        part(stars, Part::Manifest)
    }),
    ("/taxii2/*/collections/*/objects/", |stars| {
        part(stars, Part::Objects)
    }),
    ("/taxii2/*/collections/*/objects/*/", |stars| {
        part(stars, Part::Object(stars.get(2)?))
    }),
    ("/taxii2/*/collections/*/objects/*/versions/", |stars| {
        part(stars, Part::Versions(stars.get(2)?))
    }),
];

fn part<'a>(stars: &[&'a str], part: Part<'a>) -> Option<Resource<'a>> {
    match stars {
        [root, id, ..] => Some(Resource::Collection(root, id, part)),
        _ => None,
    }
}

/// Every address that there is, `*` for what differs: what a client can be told lies behind these.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    ADDRESSES.iter().map(|(address, _)| *address)
}

/// The resource at a path; all end with a slash, none has an empty part.
pub fn resource(path: &str) -> Option<Resource<'_>> {
    let mut found = ADDRESSES
        .iter()
        .filter_map(|(address, named)| named(&stars(address, path)?));
    found.next()
}

/// What a path has in the place of the stars; none if it does not fit.
fn stars<'a>(address: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut stars = Vec::new();
    let mut parts = path.split('/');
    for wanted in address.split('/') {
        let part = parts.next()?;
        match wanted {
            "*" if !part.is_empty() => stars.push(part),
            _ if part == wanted => {}
            _ => return None,
        }
    }
    parts.next().is_none().then_some(stars)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_standard_is_known() {
        let known = [
            ("/taxii2/", Resource::Discovery),
            ("/taxii2/public/", Resource::Root("public")),
            ("/taxii2/public/status/7/", Resource::Status("public", "7")),
            (
                "/taxii2/public/collections/",
                Resource::Collections("public"),
            ),
        ];
        for (path, expected) in known {
            assert_eq!(resource(path), Some(expected), "{path}");
        }
        let parts = [
            ("", Part::Itself),
            ("manifest/", Part::Manifest),
            ("objects/", Part::Objects),
            ("objects/tool--1/", Part::Object("tool--1")),
            ("objects/tool--1/versions/", Part::Versions("tool--1")),
        ];
        for (rest, expected) in parts {
            let path = format!("/taxii2/r/collections/c/{rest}");
            let found = resource(&path);
            assert_eq!(
                found,
                Some(Resource::Collection("r", "c", expected)),
                "{path}"
            );
        }
    }

    #[test]
    fn every_address_that_is_listed_is_one() {
        for address in addresses() {
            assert!(resource(address).is_some(), "{address}");
        }
    }

    #[test]
    fn anything_else_is_no_address() {
        for path in [
            "/",
            "/taxii2",
            "/taxii2/public",
            "/taxii2//",
            "/taxii2/public//",
            "/taxii/",
            "/taxii2/r/collections/c/objects",
            "/taxii2/r/collections/c/object/x/",
            "/taxii2/r/collections//objects/",
            "/taxii2/r/status/",
            "/taxii2/r/x/",
            "/taxii2/r/collections/c/objects/x/versions/y/",
        ] {
            assert_eq!(resource(path), None, "{path}");
        }
    }
}
