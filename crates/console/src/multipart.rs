//! `multipart/form-data`, for the one form that sends a file. RFC 7578: bounded by the size of the
//! body; of a file, its text and the end of its name are taken.

use crate::form::{FIELDS, Form};

/// Longest boundary. RFC 2046, section 5.1.1.
const BOUNDARY: usize = 70;

/// The boundary that a content type names.
pub(crate) fn boundary_of(kind: &str) -> Option<String> {
    let (essence, parameters) = kind.split_once(';')?;
    if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut parameters = parameters.split(';');
    let boundary = parameters.find_map(|text| text.trim().strip_prefix("boundary="))?;
    let boundary = boundary.trim_matches('"');
    (1..=BOUNDARY)
        .contains(&boundary.len())
        .then(|| boundary.to_owned())
}

/// The fields; a file is a field of its name, and `NAME.name` is what the file is called. What comes after too many is
/// not read.
pub(crate) fn read(boundary: &str, body: &[u8]) -> Option<Form> {
    let sign = format!("--{boundary}");
    let mut fields = Vec::new();
    let mut rest = after(body, sign.as_bytes())?;
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        if fields.len() > FIELDS {
            return Some(Form::of(fields));
        }
        let (inside, behind) = split(part, format!("\r\n{sign}").as_bytes())?;
        let (head, content) = split(inside, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(head);
        let name = parameter(&head, "name")?;
        let mut text = String::from_utf8_lossy(content);
        if let Some(file) = parameter(&head, "filename") {
            let last = file.rsplit(['/', '\\']).next().unwrap_or_default();
            fields.push((format!("{name}.name"), last.to_owned()));
            // What is no text at all is said by the reader of formats, as what it looks like.
            if let Some(read) = fanal_desk::text_of_file(content) {
                text = read.into();
            }
        }
        let text = text.replace("\r\n", "\n");
        fields.push((name, text));
        rest = behind;
    }
    rest.starts_with(b"--").then(|| Form::of(fields))
}

/// The value of the first field, if it has this name: of the beginning of a body, too.
pub(crate) fn first(boundary: &str, head: &[u8], wanted: &str) -> Option<String> {
    let part = head.strip_prefix(format!("--{boundary}\r\n").as_bytes())?;
    let (lines, content) = split(part, b"\r\n\r\n")?;
    let name = parameter(&String::from_utf8_lossy(lines), "name")?;
    let (value, _) = split(content, b"\r\n")?;
    (name == wanted).then(|| String::from_utf8_lossy(value).into_owned())
}

fn after<'a>(bytes: &'a [u8], sign: &[u8]) -> Option<&'a [u8]> {
    split(bytes, sign).map(|(_, behind)| behind)
}

fn split<'a>(bytes: &'a [u8], sign: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes
        .windows(sign.len())
        .position(|window| window == sign)?;
    Some((bytes.get(..at)?, bytes.get(at + sign.len()..)?))
}

/// `name="..."` of the line that says where the part belongs.
fn parameter(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| {
        line.to_ascii_lowercase()
            .starts_with("content-disposition:")
    })?;
    let wanted = format!("{name}=");
    let mut parts = line.split(';').map(str::trim);
    let value = parts.find_map(|part| part.strip_prefix(&wanted))?;
    Some(value.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "--x\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\nabc\r\n\
        --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\a\\list.csv\"\r\n\
        Content-Type: text/csv\r\n\r\na,b\r\n1,2\r\n\r\n--x--\r\n";

    #[test]
    fn fields_and_a_file_are_read() {
        let kind = "multipart/form-data; boundary=x";
        let form = read(&boundary_of(kind).unwrap(), BODY.as_bytes()).unwrap();
        assert_eq!(form.one("form"), "abc");
        assert_eq!(form.one("file"), "a,b\n1,2\n");
        assert_eq!(form.one("file.name"), "list.csv");
    }

    #[test]
    fn the_first_field_is_read_of_a_beginning_too() {
        for end in [70, BODY.len()] {
            let head = &BODY.as_bytes()[..end];
            assert_eq!(first("x", head, "form").as_deref(), Some("abc"), "{end}");
            assert_eq!(first("x", head, "file"), None);
        }
        assert_eq!(first("x", &BODY.as_bytes()[..50], "form"), None);
        assert_eq!(first("y", BODY.as_bytes(), "form"), None);
    }

    #[test]
    fn what_is_cut_short_is_no_form() {
        for end in [10, 60, BODY.len() - 8] {
            assert!(read("x", &BODY.as_bytes()[..end]).is_none(), "{end}");
        }
        assert!(read("y", BODY.as_bytes()).is_none());
        assert!(boundary_of("text/plain; boundary=x").is_none());
    }
}
