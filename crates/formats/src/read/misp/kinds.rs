//! What the types of MISP's attributes are here.

use fanal_stix::Kind;

/// What an attribute of some type can be.
pub(super) enum Meaning {
    /// One value for each part of the text, between bars.
    Values(&'static [Kind]),
    /// Something else than a value that is matched here.
    NotMatched,
    /// It tells of a person, a target or their machine: it is not even shown.
    Person,
}

/// The meaning of a type, and whether MISP takes it for a sign where `to_ids` is missing.
pub(super) struct TypeMeaning {
    pub(super) what: Meaning,
    pub(super) is_sign_by_default: bool,
}

/// The meaning of an attribute by its type and, in an object, by its relation.
pub(super) fn meaning_of(
    word: &str,
    template: Option<&str>,
    relation: Option<&str>,
) -> TypeMeaning {
    use Kind as K;
    let sign = |kinds| TypeMeaning {
        what: Meaning::Values(kinds),
        is_sign_by_default: true,
    };
    let by_object = match (template, relation, word) {
        (Some("android-app"), Some("appid"), "text" | "mobile-application-id") => {
            Some(&[K::AppId] as &[Kind])
        }
        (Some("android-app"), Some("certificate"), "sha1") => {
            Some(&[K::CertificateSha1] as &[Kind])
        }
        (Some("android-app"), Some("certificate"), "sha256") => {
            Some(&[K::CertificateSha256] as &[Kind])
        }
        (Some("process"), Some("name"), "text") => Some(&[K::ProcessName] as &[Kind]),
        _ => None,
    };
    if let Some(kinds) = by_object {
        return sign(kinds);
    }
    match word {
        "domain" | "hostname" | "hostname|port" | "onion-address" => sign(&[K::DomainName]),
        "domain|ip" => sign(&[K::DomainName, K::Ipv4]),
        "url" | "uri" => sign(&[K::Url]),
        "ip-src" | "ip-dst" | "ip-src|port" | "ip-dst|port" => sign(&[K::Ipv4]),
        "email" | "email-src" => sign(&[K::EmailAddress]),
        "md5" => sign(&[K::Md5]),
        "sha1" => sign(&[K::Sha1]),
        "sha256" => sign(&[K::Sha256]),
        "sha512" => sign(&[K::Sha512]),
        "filename" => sign(&[K::FileName]),
        "filename|md5" | "malware-sample" => sign(&[K::FileName, K::Md5]),
        "filename|sha1" => sign(&[K::FileName, K::Sha1]),
        "filename|sha256" => sign(&[K::FileName, K::Sha256]),
        "filename|sha512" => sign(&[K::FileName, K::Sha512]),
        "mobile-application-id" => sign(&[K::AppId]),
        "x509-fingerprint-md5" => sign(&[K::CertificateMd5]),
        "x509-fingerprint-sha1" => sign(&[K::CertificateSha1]),
        "x509-fingerprint-sha256" => sign(&[K::CertificateSha256]),
        _ if is_of_people(word) => TypeMeaning {
            what: Meaning::Person,
            is_sign_by_default: false,
        },
        _ => TypeMeaning {
            what: Meaning::NotMatched,
            is_sign_by_default: false,
        },
    }
}

/// Targets, victims, registrants, accounts, papers: nothing of it is an indicator of what this project shares.
fn is_of_people(word: &str) -> bool {
    const STARTS: [&str; 8] = [
        "target-",
        "whois-registrant-",
        "email-dst",
        "passport-",
        "place-",
        "passenger-",
        "visa-",
        "issue-date-of-the-visa",
    ];
    const WORDS: [&str; 33] = [
        "email-body",
        "email-header",
        "email-subject",
        "email-message-id",
        "email-attachment",
        "email-thread-index",
        "email-src-display-name",
        "email-reply-to",
        "first-name",
        "middle-name",
        "last-name",
        "full-name",
        "date-of-birth",
        "gender",
        "nationality",
        "primary-residence",
        "country-of-residence",
        "phone-number",
        "prtn",
        "iban",
        "bic",
        "bank-account-nr",
        "cc-number",
        "identity-card-number",
        "redress-number",
        "frequent-flyer-number",
        "travel-details",
        "payment-details",
        "special-service-request",
        "dns-soa-email",
        "jabber-id",
        "twitter-id",
        "mac-address",
    ];
    STARTS.iter().any(|start| word.starts_with(start)) || WORDS.contains(&word)
}

/// The parts of a composite value; a port that hangs on an address (`192.0.2.7|443`) is no part.
pub(super) fn parts(value: &str, wanted: usize) -> Vec<&str> {
    if wanted > 1 {
        return value.splitn(wanted, '|').collect();
    }
    let is_port = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match value.rsplit_once('|') {
        Some((host, port)) if is_port(port) => vec![host],
        Some(_) | None => vec![value],
    }
}
