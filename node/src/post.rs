//! The roads of notifications, as the configuration says.

use fanal_notify::{MailServer, Roads};
use fanal_protocol::{Code, Problem};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::home::{Home, failed};

/// Port of mail submission, which begins in the clear and goes over to TLS (RFC 6409).
const SUBMISSION: u16 = 587;

/// Mail server, hosts and proxy; a file that cannot be read stops the start.
pub(crate) fn roads(home: &Home, config: &Config) -> Result<Roads, Problem> {
    let notify = &config.notify;
    let mail = notify
        .smtp
        .as_ref()
        .map(|server| -> Result<MailServer, Problem> {
            let (host, port) = host_and_port(server);
            let login = match (&notify.user, &notify.password_file) {
                (Some(user), Some(path)) => {
                    let path = home.dir.join(path);
                    let read = std::fs::read_to_string(&path).map_err(|e| failed(&path, &e))?;
                    let password = Zeroizing::new(read);
                    let password = Zeroizing::new(password.trim().to_owned());
                    Some((user.clone(), password))
                }
                (Some(_), None) | (None, Some(_)) | (None, None) => None,
            };
            Ok(MailServer {
                host,
                port,
                from: notify.from.clone().unwrap_or_default(),
                login,
            })
        });
    let authority = notify.ca_file.as_ref().map(|path| -> Result<_, Problem> {
        let path = home.dir.join(path);
        CertificateDer::from_pem_file(&path).map_err(|error| {
            let text = format!("{}: no certificate in PEM: {error}", path.display());
            Problem::new(Code::Misconfigured, text)
        })
    });
    Ok(Roads {
        mail: mail.transpose()?,
        hosts: notify.hosts.iter().cloned().collect(),
        socks5: config.sync.socks5,
        authority: authority.transpose()?,
    })
}

/// `HOST` or `HOST:PORT`.
pub(crate) fn host_and_port(text: &str) -> (String, u16) {
    let parsed = text
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    parsed.unwrap_or_else(|| (text.to_owned(), SUBMISSION))
}
