//! Ranges are compressed alone, each in a context of its own: bytes of two origins or two streams
//! never share one, so that lengths say nothing of one about the other.

use std::io::Read as _;

use fanal_protocol::limits::DECOMPRESSED_BYTES;

/// The `content-encoding` of a compressed range.
pub(crate) const ZSTD: &str = "zstd";
/// Below this, the frame around costs more than it saves.
pub(crate) const WORTHWHILE_BYTES: usize = 1024;
/// 390 MB/s and a ratio of 11 on STIX.
const LEVEL: i32 = 3;
/// A window of 8 MiB: what a frame may make its reader set aside.
const WINDOW_LOG_MAX: u32 = 23;

/// Why bytes do not decompress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Inflated {
    /// It grows beyond the limit, whatever it claims.
    #[error("decompresses to more than {DECOMPRESSED_BYTES} bytes")]
    Bomb,
    /// It is no zstd, or cut off.
    #[error("not zstd")]
    Malformed,
}

/// Compresses; `None` leaves the bytes as they are.
pub(crate) fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() <= WORTHWHILE_BYTES {
        return None;
    }
    zstd::bulk::compress(bytes, LEVEL).ok()
}

/// Decompresses, and stops at the limit.
pub(crate) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, Inflated> {
    let mut decoder =
        zstd::stream::read::Decoder::with_buffer(bytes).map_err(|_| Inflated::Malformed)?;
    decoder
        .window_log_max(WINDOW_LOG_MAX)
        .map_err(|_| Inflated::Malformed)?;
    let mut out = Vec::new();
    let read = decoder
        .take(DECOMPRESSED_BYTES as u64 + 1)
        .read_to_end(&mut out);
    if out.len() > DECOMPRESSED_BYTES {
        return Err(Inflated::Bomb);
    }
    read.map(|_| out).map_err(|_| Inflated::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_comes_back() {
        let text = b"indicator ".repeat(1000);
        assert_eq!(decompress(&compress(&text).unwrap()), Ok(text));
        assert_eq!(compress(&[7; WORTHWHILE_BYTES]), None);
    }

    #[test]
    fn a_bomb_is_not_decompressed_beyond_the_limit() {
        let bomb = zstd::bulk::compress(&vec![0; DECOMPRESSED_BYTES + 1], 19).unwrap();
        assert!(bomb.len() < 10_000);
        assert_eq!(decompress(&bomb), Err(Inflated::Bomb));
        let many = compress(&vec![0; DECOMPRESSED_BYTES / 2])
            .unwrap()
            .repeat(3);
        assert_eq!(
            decompress(&many),
            Err(Inflated::Bomb),
            "frames in a row count together"
        );
    }

    #[test]
    fn what_is_cut_off_or_followed_by_more_is_refused() {
        let good = compress(&b"indicator ".repeat(1000)).unwrap();
        assert_eq!(
            decompress(&good[..good.len() - 1]),
            Err(Inflated::Malformed)
        );
        assert_eq!(
            decompress(&[good, b"more".to_vec()].concat()),
            Err(Inflated::Malformed)
        );
    }

    #[test]
    fn a_frame_that_asks_for_a_huge_window_is_refused() {
        // RFC 8878 3.1.1.1.2: magic, a descriptor without size, a window of 2^31, one empty block.
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
        assert_eq!(decompress(&frame), Err(Inflated::Malformed));
    }
}
