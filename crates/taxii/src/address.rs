//! Which resource an address names. Source: TAXII 2.1, chapters 4 and 5.

/// Every address that there is, `*` for what differs: what a client can be told lies behind these.
pub const ADDRESSES: [&str; 9] = [
    "/taxii2/",
    "/taxii2/*/",
    "/taxii2/*/collections/",
    "/taxii2/*/collections/*/",
    "/taxii2/*/collections/*/manifest/",
    "/taxii2/*/collections/*/objects/",
    "/taxii2/*/collections/*/objects/*/",
    "/taxii2/*/collections/*/objects/*/versions/",
    "/taxii2/*/status/*/",
];

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

/// The resource at a path; all end with a slash, none has an empty part.
pub fn resource(path: &str) -> Option<Resource<'_>> {
    let inner = path.strip_prefix("/taxii2/")?;
    if inner.is_empty() {
        return Some(Resource::Discovery);
    }
    let parts: Vec<&str> = inner.strip_suffix('/')?.split('/').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    Some(match parts.as_slice() {
        [root] => Resource::Root(root),
        [root, "status", id] => Resource::Status(root, id),
        [root, "collections"] => Resource::Collections(root),
        [root, "collections", id, rest @ ..] => Resource::Collection(root, id, part(rest)?),
        _ => return None,
    })
}

fn part<'a>(rest: &[&'a str]) -> Option<Part<'a>> {
    Some(match rest {
        [] => Part::Itself,
        ["manifest"] => Part::Manifest,
        ["objects"] => Part::Objects,
        ["objects", id] => Part::Object(id),
        ["objects", id, "versions"] => Part::Versions(id),
        _ => return None,
    })
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
        for address in ADDRESSES {
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
