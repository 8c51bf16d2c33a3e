//! The two spellings of a form, by its content type: what anybody sends, read within bounds.

use fanal_protocol::{Code, Problem};

use crate::form::{FIELDS, Form};
use crate::multipart;

/// How a form is spelled: `application/x-www-form-urlencoded`, unless its content type names the boundary of
/// `multipart/form-data`.
pub struct Spelling {
    boundary: Option<String>,
}

impl Spelling {
    /// Of this content type.
    pub fn of(kind: &str) -> Self {
        Self {
            boundary: multipart::boundary_of(kind),
        }
    }

    /// The form; refused, if it cannot be read or has more fields than any of ours.
    pub fn form(&self, body: &[u8]) -> Result<Form, Problem> {
        let form = match &self.boundary {
            Some(boundary) => multipart::read(boundary, body)
                .ok_or_else(|| Problem::new(Code::UsageInvalid, "the form could not be read"))?,
            None => Form::read(body),
        };
        if form.is_too_long() {
            let text = format!("a form has at most {FIELDS} fields");
            return Err(Problem::new(Code::LimitSize, text));
        }
        Ok(form)
    }

    /// The value of the field that stands first, of the beginning of a body too; nothing, if another one does.
    pub fn first(&self, head: &[u8], name: &str) -> String {
        match &self.boundary {
            Some(boundary) => multipart::first(boundary, head, name).unwrap_or_default(),
            None => Form::read(head).one(name).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [CSL-11]
    #[test]
    fn a_form_of_more_fields_than_any_of_ours_is_refused_in_both_spellings() {
        let part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
        for (count, code) in [
            (FIELDS, None),
            (FIELDS + 1, Some(Code::LimitSize)),
            (FIELDS + 500, Some(Code::LimitSize)),
        ] {
            let parts = format!("{}--x--\r\n", part.repeat(count));
            let pairs = "a=b&".repeat(count);
            for (kind, body) in [
                ("multipart/form-data; boundary=x", parts),
                ("application/x-www-form-urlencoded", pairs),
            ] {
                let read = Spelling::of(kind).form(body.as_bytes());
                assert_eq!(read.err().map(|problem| problem.code), code, "{count}");
            }
        }
    }
}
