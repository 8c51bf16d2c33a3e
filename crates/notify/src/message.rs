//! A mail as it goes over the line (RFC 5322, MIME): neutral subject, text in base64.

use data_encoding::{BASE64, HEXLOWER};
use fanal_desk::Notification;
use time::OffsetDateTime;
use time::macros::format_description;

/// Letters of base64 in a line.
const LINE: usize = 76;

/// The whole mail. Nothing in it that the sender did not set: no name of the machine, no program.
pub(crate) fn written(from: &str, to: &str, message: &Notification) -> String {
    format!("{}{}", head(from, to, message), inner(message))
}

/// What is said, as a part of MIME: the mail's own, or what is encrypted.
pub(crate) fn inner(message: &Notification) -> String {
    let text = BASE64.encode(message.text().as_bytes());
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(LINE)
        .filter_map(|line| std::str::from_utf8(line).ok())
        .collect();
    format!(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Language: {}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}",
        message.lang(),
        lines.join("\r\n"),
    )
}

/// The same mail with what is said encrypted (RFC 3156): not even the language stands outside.
#[cfg(feature = "openpgp")]
pub(crate) fn written_sealed(from: &str, to: &str, message: &Notification, sealed: &str) -> String {
    let part = HEXLOWER.encode(message.id());
    let lines: Vec<&str> = sealed.lines().map(str::trim_end).collect();
    format!(
        "{}Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"{part}\"\r\n\r\n\
         --{part}\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n\
         --{part}\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\r\n{}\r\n\r\n--{part}--",
        head(from, to, message),
        lines.join("\r\n"),
    )
}

/// The lines of the envelope.
fn head(from: &str, to: &str, message: &Notification) -> String {
    let domain = from.rsplit('@').next().unwrap_or_default();
    let id = HEXLOWER.encode(message.id());
    format!(
        "From: <{from}>\r\nTo: <{to}>\r\nSubject: Fanal\r\nDate: {}\r\nMessage-ID: <{id}@{domain}>\r\n\
         Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n",
        date(message.at().unix()),
    )
}

/// In UTC: a time zone would tell where the desk is.
fn date(unix: i64) -> String {
    let shape = format_description!(
        "[weekday repr:short], [day padding:none] [month repr:short] [year] \
         [hour]:[minute]:[second] +0000"
    );
    OffsetDateTime::from_unix_timestamp(unix)
        .ok()
        .and_then(|at| at.format(&shape).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_date_is_as_mail_writes_it() {
        assert_eq!(super::date(0), "Thu, 1 Jan 1970 00:00:00 +0000");
        assert_eq!(
            super::date(1_795_348_000),
            "Sun, 22 Nov 2026 11:46:40 +0000"
        );
    }
}
