//! The forms and links of a page, as a browser would read them: enough to press every button there is.

/// A form.
#[derive(Clone, Debug)]
pub struct FoundForm {
    /// Where it goes.
    pub action: String,
    /// What is sent as it stands: hidden fields, what is chosen.
    pub fixed: Vec<(String, String)>,
    /// Fields that somebody types into.
    pub typed: Vec<String>,
    /// Buttons that have a name, with their values.
    pub buttons: Vec<(String, String)>,
}

/// All forms that are posted.
pub fn forms_in(page: &str) -> Vec<FoundForm> {
    let forms = page.split("<form ").skip(1);
    forms
        .filter_map(|rest| {
            let (form, _) = rest.split_once("</form>")?;
            let (head, _) = form.split_once('>')?;
            (attribute(head, "method")? == "post").then(|| read(head, form))
        })
        .collect()
}

fn read(head: &str, form: &str) -> FoundForm {
    let mut found = FoundForm {
        action: attribute(head, "action").unwrap_or_default(),
        fixed: Vec::new(),
        typed: Vec::new(),
        buttons: Vec::new(),
    };
    for tag in form.split('<').skip(1) {
        let kind = tag.split([' ', '>']).next().unwrap_or_default();
        let inside = tag.split('>').next().unwrap_or_default();
        let Some(name) = attribute(inside, "name") else {
            continue;
        };
        let value = attribute(inside, "value").unwrap_or_default();
        let of_kind = attribute(inside, "type").unwrap_or_else(|| "text".into());
        match (kind, of_kind.as_str()) {
            ("button", _) => found.buttons.push((name, value)),
            ("textarea", _) if inside.contains("hidden") => found.fixed.push((name, value)),
            ("textarea", _) | ("input", "text" | "password" | "search" | "email" | "file") => {
                found.typed.push(name);
            }
            ("input", "hidden") => found.fixed.push((name, value)),
            ("input", "radio") if inside.contains(" checked") => found.fixed.push((name, value)),
            // Whoever chooses from a list can send anything in its place.
            ("select", _) | ("input", "radio" | "date" | "number") => found.typed.push(name),
            _ => {}
        }
    }
    found.typed.sort_unstable();
    found.typed.dedup();
    found
}

/// Addresses of our own that the page leads to.
pub fn links_in(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| link.starts_with("/c/") && !link.contains('.'))
        .map(|link| plain(link.split('#').next().unwrap_or_default()))
        .collect()
}

/// The value of an attribute, as it is meant.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(plain)
}

/// Without the escapes of HTML.
fn plain(text: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, behind)) = rest.split_once("&#") {
        out.push_str(before);
        let Some((number, behind)) = behind.split_once(';') else {
            break;
        };
        out.extend(number.parse().ok().and_then(char::from_u32));
        rest = behind;
    }
    out + rest
}
