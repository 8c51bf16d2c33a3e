//! PNG (ISO/IEC 15948) of a palette: each row as its difference to the one above, so that most of a drawing
//! is zeros, and what stood there before is repeated (DEFLATE with the fixed codes, RFC 1951, section 3.2.6).

use std::collections::HashMap;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
/// Filter "up": what is stored is the difference to the byte above.
const UP: u8 = 2;
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

/// The file. Two dots in a byte; `dots` are numbers of colours, at most 15. `said` is the same in words.
pub fn written(
    (width, height): (i32, i32),
    palette: &[[u8; 3]],
    dots: &[u8],
    said: &str,
) -> Vec<u8> {
    let mut file = SIGNATURE.to_vec();
    let mut head = Vec::new();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    // 4 bits a dot, a palette, the one compression, the one filter method, not interlaced.
    head.extend_from_slice(&[4, 3, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &head);
    chunk(&mut file, *b"PLTE", palette.as_flattened());
    if !said.is_empty() {
        chunk(
            &mut file,
            *b"tEXt",
            &[b"Description\0", said.as_bytes()].concat(),
        );
    }
    let rows = rows(usize::try_from(width).unwrap_or(1).max(1), dots);
    chunk(&mut file, *b"IDAT", &zlib(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn rows(width: usize, dots: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    let mut above: Vec<u8> = vec![0; width.div_ceil(2)];
    for row in dots.chunks(width) {
        let packed: Vec<u8> = row
            .chunks(2)
            .map(|two| match two {
                [left, right] => (left << 4) | (right & 15),
                [left] => left << 4,
                _ => 0,
            })
            .collect();
        rows.push(UP);
        rows.extend(
            packed
                .iter()
                .zip(&above)
                .map(|(now, up)| now.wrapping_sub(*up)),
        );
        above = packed;
    }
    rows
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or_default();
    file.extend_from_slice(&length.to_be_bytes());
    let begin = file.len();
    file.extend_from_slice(&name);
    file.extend_from_slice(data);
    let sum = crc(file.get(begin..).unwrap_or_default());
    file.extend_from_slice(&sum.to_be_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
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

/// RFC 1950 around one block of DEFLATE.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = Bits {
        bytes: vec![0x78, 0x01],
        held: 0,
        count: 0,
    };
    // The last block, with the fixed codes.
    out.push(1, 1);
    out.push(1, 2);
    let mut seen: HashMap<&[u8], usize> = HashMap::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let known = bytes.get(at..at + SHORTEST).and_then(|key| seen.get(key));
        let before = [at.checked_sub(1), known.copied()];
        let repeats = before.into_iter().flatten();
        let best = repeats
            .filter(|from| at - from <= FARTHEST)
            .map(|from| (repeated(bytes, from, at), from))
            .max();
        let taken = match best {
            Some((length, from)) if length >= SHORTEST => {
                out.repeat(length, at - from);
                length
            }
            Some(_) | None => {
                out.code(u32::from(*first));
                1
            }
        };
        for passed in at..at + taken {
            if let Some(key) = bytes.get(passed..passed + SHORTEST) {
                seen.insert(key, passed);
            }
        }
        at += taken;
    }
    out.code(256);
    let mut bytes_out = out.finished();
    bytes_out.extend_from_slice(&adler(bytes).to_be_bytes());
    bytes_out
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
