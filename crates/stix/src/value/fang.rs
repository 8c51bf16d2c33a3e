//! Defanging and its undoing.

use url::{Host, Position, Url};

use super::Kind;

/// What people write instead of a character, lower case; longest first where one begins another.
const FANGS: [(&str, &str); 26] = [
    ("[://]", "://"),
    ("[point]", "."),
    ("[punto]", "."),
    ("[ dot ]", "."),
    ("( dot )", "."),
    ("[dot]", "."),
    ("(dot)", "."),
    ("{dot}", "."),
    ("[at]", "@"),
    ("(at)", "@"),
    ("{at}", "@"),
    ("[.]", "."),
    ("(.)", "."),
    ("{.}", "."),
    ("[@]", "@"),
    ("(@)", "@"),
    ("{@}", "@"),
    ("[:]", ":"),
    ("(:)", ":"),
    ("[/]", "/"),
    ("[:/]", ":/"),
    ("[ . ]", "."),
    ("<.>", "."),
    ("[.", "."),
    (".]", "."),
    ("\\.", "."),
];

const SCHEMES: [(&str, &str); 8] = [
    ("hxxps", "https"),
    ("hxxp", "http"),
    ("h**ps", "https"),
    ("h**p", "http"),
    ("fxps", "ftps"),
    ("fxp", "ftp"),
    ("htxp", "http"),
    ("meow", "http"),
];

pub(super) fn refanged(raw: &str) -> String {
    let visible: String = raw.chars().filter(|c| !is_invisible(*c)).collect();
    let visible = visible.trim();
    // A path has dots after backslashes that nobody put there against clicking.
    let mut text = if is_path(visible) {
        visible.to_owned()
    } else {
        replace_all(visible, &FANGS)
    };
    for (fanged, scheme) in SCHEMES {
        if let Some(rest) = strip_prefix_ignoring_case(&text, fanged)
            && rest.starts_with(':')
        {
            text = format!("{scheme}{rest}");
            break;
        }
    }
    // Spelled-out dots count only when nothing else is a blank: "see evil dot example" stays a
    // sentence.
    let spelled = replace_all(&text, &[(" dot ", "."), (" at ", "@"), (" [.] ", ".")]);
    if spelled.contains(char::is_whitespace) {
        text
    } else {
        spelled
    }
}

/// A backslash before anything but a dot.
fn is_path(text: &str) -> bool {
    let mut after = text.split('\\').skip(1);
    after.any(|rest| !rest.starts_with('.'))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn replace_all(text: &str, table: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    'text: while let Some(first) = rest.chars().next() {
        for (from, to) in table {
            if let Some(after) = strip_prefix_ignoring_case(rest, from) {
                out.push_str(to);
                rest = after;
                continue 'text;
            }
        }
        out.push(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    out
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

pub(super) fn defanged(kind: Kind, text: &str) -> String {
    match kind {
        Kind::DomainName | Kind::Ipv4 => text.replace('.', "[.]"),
        Kind::Ipv6 => text.replace(':', "[:]"),
        Kind::EmailAddress => text.replace('@', "[@]").replace('.', "[.]"),
        Kind::Url => defanged_url(text),
        Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::AppId
        | Kind::CertificateMd5
        | Kind::CertificateSha1
        | Kind::CertificateSha256
        | Kind::ProcessName
        | Kind::FileName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => text.to_owned(),
    }
}

fn defanged_url(text: &str) -> String {
    let Ok(url) = Url::parse(text) else {
        return text.to_owned();
    };
    let scheme = url.scheme().replace("tt", "xx").replace("ftp", "fxp");
    let host = match url.host() {
        Some(Host::Ipv6(address)) => format!("[{}]", address.to_string().replace(':', "[:]")),
        Some(Host::Domain(_) | Host::Ipv4(_)) | None => {
            url.host_str().unwrap_or_default().replace('.', "[.]")
        }
    };
    format!(
        "{scheme}{}{host}{}",
        &url[Position::AfterScheme..Position::BeforeHost],
        &url[Position::AfterHost..]
    )
}
