//! Seeded changes to inputs: the same seed makes the same inputs on every machine.

use serde_json::{Value, json};

/// Numbers from a seed: SplitMix64.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// From this seed.
    pub const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn chosen<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

/// The longest input that is made.
const MOST_BYTES: usize = 64 << 10;
/// How often a piece is repeated at most.
const MOST_REPEATS: usize = 64;

/// Makes inputs from seeds.
pub struct Mutator<'a> {
    random: Random,
    seeds: &'a [Vec<u8>],
    words: &'a [&'a str],
}

impl<'a> Mutator<'a> {
    /// From these seeds and words.
    pub const fn new(random: Random, seeds: &'a [Vec<u8>], words: &'a [&'a str]) -> Self {
        Self {
            random,
            seeds,
            words,
        }
    }

    /// The next input: a seed with one to four changes.
    pub fn next_input(&mut self) -> Vec<u8> {
        let mut input = self.seed().to_vec();
        for _ in 0..=self.random.below(4) {
            self.change(&mut input);
            input.truncate(MOST_BYTES);
        }
        input
    }

    fn seed(&mut self) -> &'a [u8] {
        self.random.chosen(self.seeds).map_or(&[], Vec::as_slice)
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        // Half of what is JSON stays JSON: a broken text never reaches what reads its members.
        if self.random.below(2) == 0 && self.change_json(input) {
            return;
        }
        let at = self.random.below(input.len() + 1);
        match self.random.below(9) {
            0 => self.flip_a_bit(input),
            1 => input.truncate(at),
            2 => self.remove(input),
            3 => self.insert_a_word(input, at),
            4 => self.splice(input, at),
            5 => self.repeat(input),
            6 => self.put_another_byte(input),
            7 => self.put_another_number(input),
            _ => self.swap(input),
        }
    }

    fn change_json(&mut self, input: &mut Vec<u8>) -> bool {
        let Ok(mut value) = serde_json::from_slice::<Value>(input) else {
            return false;
        };
        let other = match serde_json::from_slice::<Value>(self.seed()) {
            Ok(mut other) => self.node(&mut other).clone(),
            Err(_) => Value::Null,
        };
        let choice = self.random.below(6);
        let word = self.random.chosen(self.words).copied().unwrap_or_default();
        let number = self.random.next();
        let node = self.node(&mut value);
        match (choice, node) {
            (0, node) => *node = other,
            (1, Value::Array(items)) => items.extend(vec![other; 1 + items.len() % 40]),
            (1 | 2, Value::Object(members)) => drop(members.insert("x".into(), other)),
            (2, Value::String(text)) => text.push_str(word),
            (3, node) => {
                let odd = [
                    json!(null),
                    json!(-1),
                    json!(""),
                    json!([]),
                    json!({}),
                    json!(number),
                ];
                *node = odd[choice_of(number, odd.len())].clone();
            }
            (4, Value::String(text)) => *text = text.chars().rev().collect(),
            (4, Value::Number(_)) => return false,
            (_, Value::Array(items)) => drop(items.pop()),
            (_, Value::Object(members)) => {
                let name = members
                    .keys()
                    .nth(choice_of(number, members.len()))
                    .cloned();
                name.map(|name| members.remove(&name));
            }
            (_, Value::String(text)) => *text = text.repeat(2),
            (_, node) => *node = json!(number % 1000),
        }
        *input = serde_json::to_vec(&value).unwrap_or_default();
        true
    }

    /// A node somewhere in the tree.
    fn node<'v>(&mut self, value: &'v mut Value) -> &'v mut Value {
        let children = match value {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
        };
        if children == 0 || self.random.below(4) == 0 {
            return value;
        }
        let at = self.random.below(children);
        match value {
            Value::Array(items) => self.node(&mut items[at]),
            Value::Object(members) => {
                let child = members.values_mut().nth(at).expect("it was counted");
                self.node(child)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
        }
    }

    fn flip_a_bit(&mut self, input: &mut [u8]) {
        let (at, bit) = (self.random.below(input.len()), self.random.below(8));
        if let Some(byte) = input.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }

    fn put_another_byte(&mut self, input: &mut [u8]) {
        const ODD: &[u8] = b"\0\n\r \t\"'\\{}[](),:;=/.+-_%@#<>\x7f\x80\xc0\xff";
        let at = self.random.below(input.len());
        let odd = self.random.chosen(ODD).copied().unwrap_or(0);
        let byte = if self.random.below(2) == 0 {
            odd
        } else {
            self.random.byte()
        };
        if let Some(place) = input.get_mut(at) {
            *place = byte;
        }
    }

    /// A digit, or a big-endian length.
    fn put_another_number(&mut self, input: &mut Vec<u8>) {
        const NUMBERS: &[&[u8]] = &[
            b"0",
            b"-1",
            b"1e9",
            b"4294967296",
            b"9223372036854775807",
            b"9223372036854775808",
            b"\0\0\0\0",
            b"\xff\xff\xff\xff",
            b"\x7f\xff\xff\xff",
            b"\0\x55\x95\x56",
        ];
        let number = self.random.chosen(NUMBERS).copied().unwrap_or(b"0");
        let digits: Vec<usize> = (0..input.len())
            .filter(|at| input[*at].is_ascii_digit())
            .collect();
        match self.random.chosen(&digits) {
            Some(at) => drop(input.splice(at..=at, number.iter().copied())),
            None => input.extend(number),
        }
    }

    fn insert_a_word(&mut self, input: &mut Vec<u8>, at: usize) {
        let word = self.random.chosen(self.words).copied().unwrap_or_default();
        drop(input.splice(at..at, word.bytes()));
    }

    fn splice(&mut self, input: &mut Vec<u8>, at: usize) {
        let other = self.seed();
        let from = self.random.below(other.len() + 1);
        input.truncate(at);
        input.extend(&other[from..]);
    }

    fn piece(&mut self, input: &[u8]) -> std::ops::Range<usize> {
        let from = self.random.below(input.len() + 1);
        let most = (input.len() - from).min(1 + self.random.below(200));
        from..from + most
    }

    fn remove(&mut self, input: &mut Vec<u8>) {
        let piece = self.piece(input);
        drop(input.drain(piece));
    }

    fn repeat(&mut self, input: &mut Vec<u8>) {
        let piece = self.piece(input);
        let times = 1 + self.random.below(MOST_REPEATS);
        let repeated = input[piece.clone()].repeat(times);
        drop(input.splice(piece.end..piece.end, repeated));
    }

    fn swap(&mut self, input: &mut Vec<u8>) {
        let piece = self.piece(input);
        let moved: Vec<u8> = input.drain(piece).collect();
        let at = self.random.below(input.len() + 1);
        drop(input.splice(at..at, moved));
    }
}

fn choice_of(number: u64, of: usize) -> usize {
    usize::try_from(number).unwrap_or(0) % of.max(1)
}
