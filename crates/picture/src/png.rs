//! PNG (ISO/IEC 15948) of a palette: each row as its difference to the one above, so that most of a drawing
//! is zeros, and what stood there before is repeated.

use crate::deflate::{crc, zlib};

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
/// Filter "up": what is stored is the difference to the byte above.
const UP: u8 = 2;
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
