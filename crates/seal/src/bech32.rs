//! Bech32 (BIP 173) without its limit on length: how age writes keys.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR: [u32; 5] = [
    0x3b6a_57b2,
    0x2650_8e6d,
    0x1ea1_19fa,
    0x3d42_33dd,
    0x2a14_62b3,
];

/// The text of these bytes, in lower case.
pub(crate) fn encode(prefix: &str, bytes: &[u8]) -> String {
    let words = Zeroizing::new(regroup(bytes, 8, 5, true).unwrap_or_default());
    let mut text = String::with_capacity(prefix.len() + words.len() + 7);
    text.push_str(prefix);
    text.push('1');
    let checked = checksum(prefix, &words);
    for word in words.iter().chain(&checked) {
        text.push(
            ALPHABET
                .get(usize::from(*word))
                .copied()
                .map_or('q', char::from),
        );
    }
    text
}

/// The bytes of a text of this prefix (in lower case); a text that mixes cases is refused.
pub(crate) fn decode(prefix: &str, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let upper = text.bytes().any(|b| b.is_ascii_uppercase());
    if upper && text.bytes().any(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let (found, data) = lower.rsplit_once('1')?;
    if found != prefix {
        return None;
    }
    let word_of = |b: u8| {
        let at = ALPHABET.iter().position(|known| *known == b)?;
        u8::try_from(at).ok()
    };
    let words = Zeroizing::new(data.bytes().map(word_of).collect::<Option<Vec<u8>>>()?);
    let (payload, _) = words.split_at_checked(words.len().checked_sub(6)?)?;
    if polymod(prefix, &words) != 1 {
        return None;
    }
    regroup(payload, 5, 8, false).map(Zeroizing::new)
}

fn checksum(prefix: &str, words: &[u8]) -> [u8; 6] {
    let mut all = Zeroizing::new(words.to_vec());
    all.extend([0; 6]);
    let sum = polymod(prefix, &all) ^ 1;
    let mut out = [0; 6];
    for (to, shift) in out.iter_mut().zip([25, 20, 15, 10, 5, 0]) {
        *to = low8((sum >> shift) & 31);
    }
    out
}

fn polymod(prefix: &str, words: &[u8]) -> u32 {
    let high = prefix.bytes().map(|b| b >> 5);
    let low = prefix.bytes().map(|b| b & 31);
    let all = high
        .chain(std::iter::once(0))
        .chain(low)
        .chain(words.iter().copied());
    all.fold(1, |sum: u32, word| {
        let top = sum >> 25;
        let mut next = ((sum & 0x01ff_ffff) << 5) ^ u32::from(word);
        for (bit, generator) in GENERATOR.iter().enumerate() {
            if (top >> bit) & 1 == 1 {
                next ^= generator;
            }
        }
        next
    })
}

/// Groups of `from` bits as groups of `to` bits; without padding, spare bits have to be zero.
fn regroup(groups: &[u8], from: u32, to: u32, pad: bool) -> Option<Vec<u8>> {
    let mask = (1_u32 << to) - 1;
    let (mut held, mut bits) = (0_u32, 0_u32);
    let mut out = Vec::with_capacity(groups.len() * 2);
    for group in groups {
        held = ((held << from) | u32::from(*group)) & 0xffff;
        bits += from;
        while bits >= to {
            bits -= to;
            out.push(low8((held >> bits) & mask));
        }
    }
    let rest = held & ((1 << bits) - 1);
    if pad && bits > 0 {
        out.push(low8((rest << (to - bits)) & mask));
    } else if !pad && (bits >= from || rest != 0) {
        return None;
    }
    Some(out)
}

/// The lowest eight bits: all that these numbers have.
const fn low8(number: u32) -> u8 {
    number.to_le_bytes()[0]
}
