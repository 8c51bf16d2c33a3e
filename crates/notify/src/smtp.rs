//! SMTP (RFC 5321) as far as a notification needs it: one mail, over STARTTLS (RFC 3207).

use std::sync::Arc;

use data_encoding::BASE64;
use fanal_desk::Undelivered;
use rustls::pki_types::ServerName;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

use crate::{MailServer, no};

/// Longest line that is read: RFC 5321 allows 512.
const LINE_BYTES: u64 = 4_096;
/// Most lines of one answer.
const LINES: usize = 128;

/// How we greet: says nothing of this machine.
const GREETING: &str = "EHLO [127.0.0.1]";

/// A conversation.
struct Talk<S> {
    stream: BufReader<S>,
}

/// What the server says it can.
struct Abilities {
    starttls: bool,
    auth_plain: bool,
}

/// Hands one mail over.
pub(crate) async fn deliver<S>(
    stream: S,
    server: &MailServer,
    tls: rustls::ClientConfig,
    needs_tls: bool,
    (to, mail): (&str, &str),
) -> Result<(), Undelivered>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut talk = Talk {
        stream: BufReader::new(stream),
    };
    talk.expect(2).await?;
    let abilities = talk.greet().await?;
    if !abilities.starttls {
        if needs_tls || server.login.is_some() {
            return Err(no("the mail server offers no STARTTLS"));
        }
        return talk.hand_over(server, to, mail).await;
    }
    talk.say("STARTTLS").await?;
    talk.expect(2).await?;
    // What was sent before the handshake would be taken for words after it.
    if !talk.stream.buffer().is_empty() {
        return Err(no("the mail server speaks before TLS is up"));
    }
    let name = ServerName::try_from(server.host.clone());
    let name = name.map_err(|_| no("the mail server's name is none"))?;
    let connector = TlsConnector::from(Arc::new(tls));
    let secured = connector.connect(name, talk.stream.into_inner()).await;
    let secured = secured.map_err(|error| no(format!("TLS to the mail server: {error}")))?;
    let mut talk = Talk {
        stream: BufReader::new(secured),
    };
    let abilities = talk.greet().await?;
    if let Some((user, password)) = &server.login {
        if !abilities.auth_plain {
            return Err(no("the mail server offers no AUTH PLAIN"));
        }
        let plain = Zeroizing::new(format!("\0{user}\0{}", password.as_str()));
        let plain = Zeroizing::new(BASE64.encode(plain.as_bytes()));
        talk.say(&format!("AUTH PLAIN {}", plain.as_str())).await?;
        talk.expect(2).await?;
    }
    talk.hand_over(server, to, mail).await
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    async fn greet(&mut self) -> Result<Abilities, Undelivered> {
        self.say(GREETING).await?;
        let lines = self.expect(2).await?;
        let can = |word: &str| {
            let mut lines = lines.iter().map(|line| line.to_ascii_uppercase());
            lines.any(|line| line.split_whitespace().next() == Some(word))
        };
        let plain = lines.iter().any(|line| {
            let line = line.to_ascii_uppercase();
            let mut words = line.split([' ', '=']);
            words.next() == Some("AUTH") && words.any(|word| word == "PLAIN")
        });
        Ok(Abilities {
            starttls: can("STARTTLS"),
            auth_plain: plain,
        })
    }

    async fn hand_over(
        &mut self,
        server: &MailServer,
        to: &str,
        mail: &str,
    ) -> Result<(), Undelivered> {
        self.say(&format!("MAIL FROM:<{}>", server.from)).await?;
        self.expect(2).await?;
        self.say(&format!("RCPT TO:<{to}>")).await?;
        self.expect(2).await?;
        self.say("DATA").await?;
        self.expect(3).await?;
        // The body is base64 and no header begins with a dot: no line is taken for the end.
        self.say(&format!("{mail}\r\n.")).await?;
        self.expect(2).await?;
        // It has it: how we part is no matter.
        let _ = self.say("QUIT").await;
        Ok(())
    }

    async fn say(&mut self, line: &str) -> Result<(), Undelivered> {
        let lost = |error: std::io::Error| no(format!("the mail server went away: {error}"));
        let stream = self.stream.get_mut();
        stream.write_all(line.as_bytes()).await.map_err(lost)?;
        stream.write_all(b"\r\n").await.map_err(lost)?;
        stream.flush().await.map_err(lost)
    }

    /// The lines of an answer, if its code begins with this digit. A server's own words may name people:
    /// only the code is told on.
    async fn expect(&mut self, first: u16) -> Result<Vec<String>, Undelivered> {
        let mut lines = Vec::new();
        while lines.len() < LINES {
            let line = self.line().await?;
            let (code, rest) = line.split_at_checked(3).unwrap_or_default();
            let code: u16 = code
                .parse()
                .map_err(|_| no("the mail server does not speak SMTP"))?;
            let last = !rest.starts_with('-');
            lines.push(rest.trim_start_matches(['-', ' ']).to_owned());
            if last && code / 100 == first {
                return Ok(lines);
            }
            if last {
                return Err(no(format!("the mail server answers {code}")));
            }
        }
        Err(no("the mail server does not come to an end"))
    }

    async fn line(&mut self) -> Result<String, Undelivered> {
        let mut bytes = Vec::new();
        let mut bounded = (&mut self.stream).take(LINE_BYTES);
        let read = bounded.read_until(b'\n', &mut bytes).await;
        read.map_err(|error| no(format!("the mail server went away: {error}")))?;
        if bytes.last() != Some(&b'\n') {
            return Err(no("the mail server went away"));
        }
        Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    }
}
