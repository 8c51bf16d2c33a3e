//! Codes by time, RFC 6238: what a person's authenticator shows. SHA-1, 30 seconds, 6 digits, since that
//! is what all authenticators do; some ignore that anything else was asked for.

use fanal_protocol::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// A code lives for one step.
const STEP_SECONDS: i64 = 30;
/// Clocks of phones differ: the step before and the one after count too.
const STEPS_BESIDE: i64 = 1;
/// Digits of a code.
const DIGITS: usize = 6;

/// Bytes of a secret: RFC 4226 recommends 160 bits.
pub(super) const SECRET_BYTES: usize = 20;

/// The step whose code this is, if it is one of now and comes after the last that was taken.
pub(super) fn step_of(secret: &[u8], code: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
    let newest = now.unix().div_euclid(STEP_SECONDS) + STEPS_BESIDE;
    // All are computed, whichever it is: the time it takes tells nothing.
    let steps = (0..=2 * STEPS_BESIDE).map(|back| newest - back);
    let fitting: Vec<i64> = steps
        .filter(|step| is_same(code_at(secret, *step).as_bytes(), code.as_bytes()))
        .collect();
    let fitting = fitting.into_iter().max();
    fitting.filter(|step| last.is_none_or(|last| *step > last))
}

/// The code of a step.
fn code_at(secret: &[u8], step: i64) -> String {
    format!("{:0DIGITS$}", truncated(secret, step) % 1_000_000)
}

/// RFC 4226, section 5.3: 31 bits out of the MAC, where its last four bits say.
fn truncated(secret: &[u8], step: i64) -> u32 {
    // HMAC takes a key of any length: this cannot fail, and if it did, no code would fit.
    let Ok(mut mac) = <Hmac<Sha1>>::new_from_slice(secret) else {
        return u32::MAX;
    };
    mac.update(&step.to_be_bytes());
    let mac = mac.finalize().into_bytes();
    let offset = usize::from(mac.last().copied().unwrap_or_default() & 0xf);
    let four = mac.iter().skip(offset).take(4);
    let bits = four.fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
    bits & 0x7fff_ffff
}

/// Compared to the end, wherever they differ.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    let differ = a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b));
    a.len() == b.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits. [ACC-2]
    #[test]
    fn the_vectors_of_the_standard() {
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let bits = truncated(SECRET, seconds / STEP_SECONDS);
            assert_eq!(format!("{:08}", bits % 100_000_000), code);
            let six = code.get(2..).unwrap();
            assert_eq!(code_at(SECRET, seconds / STEP_SECONDS), six);
        }
    }

    /// [ACC-2]
    #[test]
    fn a_code_counts_in_its_step_and_beside_it_and_once() {
        let at = Timestamp::from_unix;
        let (now, step) = (1_111_111_109, 1_111_111_109 / STEP_SECONDS);
        let code = code_at(SECRET, step);
        for beside in [-30, 0, 30] {
            assert_eq!(step_of(SECRET, &code, at(now + beside), None), Some(step));
        }
        for beyond in [-61, 61] {
            assert_eq!(step_of(SECRET, &code, at(now + beyond), None), None);
        }
        assert_eq!(step_of(SECRET, &code, at(now), Some(step)), None);
        assert_eq!(step_of(SECRET, &code, at(now), Some(step + 1)), None);
        assert_eq!(step_of(SECRET, &code, at(now), Some(step - 1)), Some(step));
        for wrong in ["", "000000", code.get(1..).unwrap(), &format!("{code}0")] {
            assert_eq!(step_of(SECRET, wrong, at(now), None), None, "{wrong}");
        }
        assert_eq!(step_of(b"another", &code, at(now), None), None);
    }
}
