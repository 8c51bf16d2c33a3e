//! Several files as one to download: a tape archive as POSIX.1-1988 has it (ustar), which every system opens.

const BLOCK: usize = 512;
/// Names of more bytes need another format; ours have at most 41.
const NAME_BYTES: usize = 99;

/// The archive. Names that do not fit are left to the caller: nothing is cut.
pub(crate) fn archive<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        out.extend_from_slice(&header(name, bytes.len())?);
        out.extend_from_slice(bytes);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    Some(out)
}

fn header(name: &str, size: usize) -> Option<[u8; BLOCK]> {
    if name.is_empty() || name.len() > NAME_BYTES {
        return None;
    }
    let mut header = [0; BLOCK];
    let size = format!("{size:011o}");
    // Readable by its owner alone; of nobody, at no time: a file says nothing of the machine it comes from.
    for (at, text) in [
        (0, name),
        (100, "0000600"),
        (108, "0000000"),
        (116, "0000000"),
        (124, size.as_str()),
        (136, "00000000000"),
        (148, "        "),
        (156, "0"),
        (257, "ustar"),
        (263, "00"),
    ] {
        header
            .get_mut(at..at + text.len())?
            .copy_from_slice(text.as_bytes());
    }
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{sum:06o}\0 ");
    header.get_mut(148..156)?.copy_from_slice(sum.as_bytes());
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_its_files_in_whole_blocks_and_ends_with_two_empty_ones() {
        let files: [(&str, &[u8]); 2] = [("manifest.json", b"{}"), ("a.json", &[b'x'; 513])];
        let tar = archive(files).unwrap();
        assert_eq!(tar.len(), BLOCK * (1 + 1 + 1 + 2 + 2));
        assert!(tar.starts_with(b"manifest.json\0"));
        assert_eq!(&tar[124..136], b"00000000002\0");
        assert_eq!(&tar[257..265], b"ustar\x0000");
        // The sum of the header with blanks in its own place.
        let mut header = tar[..BLOCK].to_vec();
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        assert_eq!(&tar[148..156], format!("{sum:06o}\0 ").as_bytes());
        assert!(tar[tar.len() - 2 * BLOCK..].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn a_name_that_does_not_fit_is_not_cut() {
        let long = "x".repeat(100);
        assert!(archive([(long.as_str(), &b"1"[..])]).is_none());
    }
}
