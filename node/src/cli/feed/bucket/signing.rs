//! AWS Signature Version 4 of one request, with its whole body.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fanal_protocol::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Method, Url};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Who signs.
pub(super) struct Keys {
    pub(super) id: String,
    pub(super) secret: Zeroizing<String>,
}

/// The headers to be added: `authorization`, and what it covers besides the given ones.
pub(super) fn sign(
    method: &Method,
    url: &Url,
    headers: &[(&str, &str)],
    body: &[u8],
    (keys, region, at): (&Keys, &str, Timestamp),
) -> [(&'static str, String); 3] {
    let stamp = at.to_string().replace(['-', ':'], "");
    let day = stamp.chars().take(8).collect::<String>();
    let digest = hex(&Sha256::digest(body));
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let mut all: BTreeMap<String, String> = headers
        .iter()
        .map(|(name, value)| ((*name).to_lowercase(), value.trim().to_owned()))
        .collect();
    all.insert("host".to_owned(), host);
    all.insert("x-amz-content-sha256".to_owned(), digest.clone());
    all.insert("x-amz-date".to_owned(), stamp.clone());
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    let names = names.join(";");
    let lines: String = all
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    let canonical = format!(
        "{method}\n{}\n\n{lines}\n{names}\n{digest}",
        escaped_path(url)
    );
    let scope = format!("{day}/{region}/s3/aws4_request");
    let text = format!(
        "AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}",
        hex(&Sha256::digest(canonical))
    );
    let key = [day.as_str(), region, "s3", "aws4_request"].iter().fold(
        Zeroizing::new(format!("AWS4{}", *keys.secret).into_bytes()),
        |key, part| Zeroizing::new(mac(&key, part)),
    );
    let signature = hex(&mac(&key, &text));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope},SignedHeaders={names},Signature={signature}",
        keys.id
    );
    [
        ("authorization", authorization),
        ("x-amz-content-sha256", digest),
        ("x-amz-date", stamp),
    ]
}

/// Every byte but letters, digits, `-._~` and slashes as `%XX`. Our names have no others that a URL would write otherwise.
fn escaped_path(url: &Url) -> String {
    let mut path = String::new();
    for byte in url.path().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte) {
            path.push(char::from(byte));
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    // Any length of key is taken.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        },
    )
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(method: &Method, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let keys = Keys {
            id: "AKIAIOSFODNN7EXAMPLE".into(),
            secret: Zeroizing::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into()),
        };
        let url = format!("https://examplebucket.s3.amazonaws.com{path}")
            .parse()
            .unwrap();
        let at = "2013-05-24T00:00:00Z".parse().unwrap();
        let [(_, authorization), ..] = sign(
            method,
            &url,
            headers,
            body.as_bytes(),
            (&keys, "us-east-1", at),
        );
        authorization.split("Signature=").nth(1).unwrap().to_owned()
    }

    /// The two examples of Amazon's documentation ("Signature Calculations for the Authorization Header").
    #[test]
    fn requests_are_signed_as_the_documentation_signs_them() {
        assert_eq!(
            signature(&Method::GET, "/test.txt", &[("range", "bytes=0-9")], ""),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        let headers = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ];
        assert_eq!(
            signature(
                &Method::PUT,
                "/test$file.text",
                &headers,
                "Welcome to Amazon S3."
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
    }
}
