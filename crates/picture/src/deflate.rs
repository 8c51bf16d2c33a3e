//! DEFLATE with the fixed codes (RFC 1951, section 3.2.6), in the wrappings of zlib (RFC 1950) and gzip (RFC 1952).

use std::collections::HashMap;

/// Shortest and longest run that DEFLATE has a code for.
const SHORTEST: usize = 3;
const LONGEST: usize = 258;
/// Length codes: the first length of each, and how many bits say which (RFC 1951, section 3.2.5).
const LENGTHS: [(usize, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// Distance codes: the first distance of each, and how many bits say which (RFC 1951, section 3.2.5).
const DISTANCES: [(usize, u32); 30] = [
    (1, 0),
    (2, 0),
    (3, 0),
    (4, 0),
    (5, 1),
    (7, 1),
    (9, 2),
    (13, 2),
    (17, 3),
    (25, 3),
    (33, 4),
    (49, 4),
    (65, 5),
    (97, 5),
    (129, 6),
    (193, 6),
    (257, 7),
    (385, 7),
    (513, 8),
    (769, 8),
    (1_025, 9),
    (1_537, 9),
    (2_049, 10),
    (3_073, 10),
    (4_097, 11),
    (6_145, 11),
    (8_193, 12),
    (12_289, 12),
    (16_385, 13),
    (24_577, 13),
];
const FARTHEST: usize = 32_768;
/// Places that are looked at for a longer run.
const TRIES: usize = 48;

/// A gzip file of it, under this name: letters alone, without a zero byte.
pub fn gzip(bytes: &[u8], name: &str) -> Vec<u8> {
    // A name, no moment, no system (RFC 1952, section 2.3).
    let mut out = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 255];
    out.extend(name.bytes().filter(|byte| *byte != 0));
    out.push(0);
    let mut out = deflated(out, bytes);
    out.extend_from_slice(&crc(bytes).to_le_bytes());
    let length = u32::try_from(bytes.len() & 0xffff_ffff).unwrap_or_default();
    out.extend_from_slice(&length.to_le_bytes());
    out
}

/// The same as zlib.
pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = deflated(vec![0x78, 0x01], bytes);
    out.extend_from_slice(&adler(bytes).to_be_bytes());
    out
}

/// One block behind what stands there already.
fn deflated(before: Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    let mut out = Bits {
        bytes: before,
        held: 0,
        count: 0,
    };
    // The last block, with the fixed codes.
    out.push(1, 1);
    out.push(1, 2);
    let mut seen = Seen::default();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let taken = match seen.longest(bytes, at) {
            Some((length, from)) => {
                out.repeat(length, at - from);
                length
            }
            None => {
                out.code(u32::from(*first));
                1
            }
        };
        for passed in at..at + taken {
            seen.note(bytes, passed);
        }
        at += taken;
    }
    out.code(256);
    out.finished()
}

/// Where each three bytes stood last, and of each place where the same three stood before.
#[derive(Default)]
struct Seen {
    last: HashMap<[u8; SHORTEST], usize>,
    before: Vec<Option<usize>>,
}

impl Seen {
    fn note(&mut self, bytes: &[u8], at: usize) {
        let before = key(bytes, at).and_then(|key| self.last.insert(key, at));
        self.before.push(before);
    }

    /// The longest run that stood before: how long, and where.
    fn longest(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let mut from = key(bytes, at).and_then(|key| self.last.get(&key).copied());
        let mut best = None;
        for _ in 0..TRIES {
            let Some(place) = from.filter(|place| at - place <= FARTHEST) else {
                break;
            };
            let length = repeated(bytes, place, at);
            // Of two as long the nearer: its distance takes fewer bits.
            if best.is_none_or(|(known, _)| length > known) {
                best = Some((length, place));
            }
            if length == LONGEST {
                break;
            }
            from = self.before.get(place).copied().flatten();
        }
        best.filter(|(length, _)| *length >= SHORTEST)
    }
}

fn key(bytes: &[u8], at: usize) -> Option<[u8; SHORTEST]> {
    let key = bytes.get(at..at + SHORTEST)?;
    key.try_into().ok()
}

/// The sum of gzip and PNG.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    };
    !bytes.iter().fold(!0, step)
}

/// How long what stands at `from` stands at `at` again.
fn repeated(bytes: &[u8], from: usize, at: usize) -> usize {
    let old = bytes.get(from..).unwrap_or_default().iter();
    let new = bytes.get(at..).unwrap_or_default().iter();
    let pairs = old.zip(new).take(LONGEST);
    pairs.take_while(|(old, new)| old == new).count()
}

fn adler(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    (b << 16) | a
}

/// Bits, the lowest first.
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        self.held |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push((self.held & 0xff).to_le_bytes()[0]);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// A literal or length by the fixed code; codes go the highest bit first.
    fn code(&mut self, symbol: u32) {
        let (code, length) = match symbol {
            0..144 => (0x30 + symbol, 8),
            144..256 => (0x190 + symbol - 144, 9),
            256..280 => (symbol - 256, 7),
            _ => (0xc0 + symbol - 280, 8),
        };
        self.push(code.reverse_bits() >> (32 - length), length);
    }

    /// What stood so far before, so long.
    fn repeat(&mut self, length: usize, distance: usize) {
        let (code, rest, bits) = coded(&LENGTHS, length);
        self.code(257 + code);
        self.push(rest, bits);
        let (code, rest, bits) = coded(&DISTANCES, distance);
        // Five bits, the highest first.
        self.push(code.reverse_bits() >> 27, 5);
        self.push(rest, bits);
    }

    fn finished(mut self) -> Vec<u8> {
        self.push(0, (8 - self.count % 8) % 8);
        self.bytes
    }
}

/// The code of a number, what it leaves, and in how many bits that is said.
fn coded(table: &[(usize, u32)], number: usize) -> (u32, u32, u32) {
    let found = table.iter().rposition(|(first, _)| *first <= number);
    let nth = found.unwrap_or_default();
    let (first, bits) = table.get(nth).copied().unwrap_or((number, 0));
    let narrow = |n: usize| u32::try_from(n).unwrap_or_default();
    (narrow(nth), narrow(number - first), bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the two standards.
    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler(b"Wikipedia"), 0x11e6_0398);
    }

    /// What a reader of the fixed codes makes of it, bit by bit as RFC 1951 has them.
    fn read(packed: &[u8]) -> Vec<u8> {
        let bits: Vec<u32> = packed
            .iter()
            .flat_map(|byte| (0..8).map(move |bit| u32::from(byte >> bit & 1)))
            .collect();
        let mut bits = bits.into_iter();
        let mut low =
            |count: u32| (0..count).fold(0, |sum, bit| sum | (bits.next().unwrap() << bit));
        assert_eq!((low(1), low(2)), (1, 1));
        let mut out = Vec::new();
        loop {
            let high = |sum: u32, bit: u32| sum << 1 | bit;
            let mut code = (0..7).fold(0, |sum, _| high(sum, low(1)));
            let symbol = if code < 0x18 {
                code + 256
            } else {
                code = high(code, low(1));
                match code {
                    0x30..0xc0 => code - 0x30,
                    0xc0..0xc8 => code - 0xc0 + 280,
                    _ => high(code, low(1)) - 0x190 + 144,
                }
            };
            match symbol {
                0..256 => out.push(u8::try_from(symbol).unwrap()),
                256 => return out,
                _ => {
                    let (first, more) = LENGTHS[usize::try_from(symbol - 257).unwrap()];
                    let length = first + usize::try_from(low(more)).unwrap();
                    let code = (0..5).fold(0, |sum, _| high(sum, low(1)));
                    let (first, more) = DISTANCES[usize::try_from(code).unwrap()];
                    let from = out.len() - first - usize::try_from(low(more)).unwrap();
                    for at in from..from + length {
                        out.push(out[at]);
                    }
                }
            }
        }
    }

    #[test]
    fn what_was_packed_is_read_as_it_was() {
        let mut noise = 7_u32;
        let mut any = |of: u32| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 16) % of
        };
        for (length, letters) in [(0, 1), (1, 2), (2, 2), (300, 1), (5_000, 2), (90_000, 256)] {
            let mut bytes: Vec<u8> = Vec::new();
            while bytes.len() < length {
                bytes.push(u8::try_from(any(letters)).unwrap());
                let back = usize::try_from(any(40_000)).unwrap();
                if back < bytes.len() && any(3) == 0 {
                    let from = bytes.len() - 1 - back;
                    let until = from + usize::try_from(any(400)).unwrap();
                    let again: Vec<u8> = bytes[from..until.min(bytes.len())].to_vec();
                    bytes.extend(again);
                }
            }
            let file = gzip(&bytes, "abc");
            let (head, rest) = file.split_at(14);
            assert_eq!(head, b"\x1f\x8b\x08\x08\0\0\0\0\0\xffabc\0");
            let (packed, tail) = rest.split_at(rest.len() - 8);
            assert!(read(packed) == bytes, "{length} {letters}");
            let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
            assert_eq!(tail, [crc(&bytes).to_le_bytes(), size].concat());
        }
    }

    /// Python's zlib reads ten letters in it.
    #[test]
    fn runs_and_literals_are_as_deflate_has_them() {
        // "a", then a run of nine.
        assert_eq!(
            zlib(b"aaaaaaaaaa"),
            [0x78, 0x01, 0x4b, 0x84, 0x03, 0x00, 0x14, 0xe1, 0x03, 0xcb]
        );
    }
}
