//! Bits as words that can be read aloud: 2,048 of them, which differ in their first four letters.

const LIST: &str = include_str!("words/english.txt");
/// 2^11 words in the list.
pub const BITS_OF_A_WORD: usize = 11;

/// So many words, eleven bits each, from the beginning on; fewer where the bits end.
pub fn words_of_bits(bits: &[u8], count: usize) -> Vec<&'static str> {
    let list: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
    let whole = count.min(bits.len() * 8 / BITS_OF_A_WORD);
    (0..whole)
        .filter_map(|at| list.get(number(bits, at)).copied())
        .collect()
}

/// The same bits without a language: the place of each word in the list, from 0000 to 2047, as four digits. A group
/// says as much as its word, eleven bits: who reads words and who reads digits compare one thing.
pub fn digits_of_bits(bits: &[u8], count: usize) -> Vec<String> {
    let whole = count.min(bits.len() * 8 / BITS_OF_A_WORD);
    (0..whole)
        .map(|at| format!("{:04}", number(bits, at)))
        .collect()
}

/// The eleven bits at this place, as a number.
fn number(bits: &[u8], at: usize) -> usize {
    let bit = |at: usize| {
        bits.get(at / 8)
            .is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1)
    };
    let from = at * BITS_OF_A_WORD;
    (from..from + BITS_OF_A_WORD).fold(0, |number, at| number * 2 + usize::from(bit(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_2048_words_that_differ_in_their_first_four_letters() {
        let list: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        let beginnings: std::collections::BTreeSet<String> = list
            .iter()
            .map(|word| word.chars().take(4).collect())
            .collect();
        assert_eq!((list.len(), beginnings.len()), (2048, 2048));
        assert!(
            list.iter()
                .all(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
        );
    }

    #[test]
    fn each_word_is_its_own_eleven_bits() {
        let mut bits = [0_u8; 11];
        bits[0] = 0b1000_0000;
        bits[10] = 1;
        let numbers: Vec<usize> = (0..8).map(|at| number(&bits, at)).collect();
        assert_eq!(numbers, [1024, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(words_of_bits(&bits, 12).len(), 8);
        let digits = digits_of_bits(&bits, 12).join(" ");
        assert_eq!(digits, "1024 0000 0000 0000 0000 0000 0000 0001");
    }
}
