//! A mail as it goes over the line (RFC 5322, MIME): neutral subject, text in base64.

use data_encoding::{BASE64, HEXLOWER};
use fanal_desk::Notification;
use time::OffsetDateTime;
use time::macros::format_description;

/// Letters of base64 in a line.
const LINE: usize = 76;

/// The whole mail. Nothing in it that the sender did not set: no name of the machine, no program.
pub(crate) fn written(from: &str, to: &str, message: &Notification) -> String {
    let domain = from.rsplit('@').next().unwrap_or_default();
    let id = HEXLOWER.encode(message.id());
    let text = BASE64.encode(message.text().as_bytes());
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(LINE)
        .filter_map(|line| std::str::from_utf8(line).ok())
        .collect();
    let urgent = if message.is_urgent() {
        "Importance: high\r\n"
    } else {
        ""
    };
    format!(
        "From: <{from}>\r\nTo: <{to}>\r\nSubject: Fanal\r\nDate: {}\r\nMessage-ID: <{id}@{domain}>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Language: {}\r\n\
         Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n{urgent}\r\n{}",
        date(message.at().unix()),
        message.lang(),
        lines.join("\r\n"),
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
