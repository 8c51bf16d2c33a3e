//! A bundle, read object by object: it may be larger than memory, and is never whole in it.

use std::fmt;
use std::io::{BufReader, Read};
use std::ops::Range;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

/// Bytes of a piece, about: an object that begins before is in it.
const PIECE_BYTES: usize = 2 << 20;

/// Some objects of a bundle, byte for byte, one behind the other.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Where each of them is.
    pub(super) objects: Vec<Range<usize>>,
}

/// Hands out the objects of a bundle, in their order. What `take` says against a piece ends the reading.
pub(super) fn each_piece(
    bundle: impl Read,
    take: &mut dyn FnMut(Piece) -> Result<(), &'static str>,
) -> serde_json::Result<()> {
    let mut gathered = Gathered {
        piece: Piece::default(),
        take,
    };
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(bundle));
    json.deserialize_map(Members(&mut gathered))?;
    json.end()?;
    gathered.give().map_err(serde_json::Error::custom)
}

struct Gathered<'t> {
    piece: Piece,
    take: &'t mut dyn FnMut(Piece) -> Result<(), &'static str>,
}

impl Gathered<'_> {
    fn put(&mut self, object: &str) -> Result<(), &'static str> {
        let Piece { bytes, objects } = &mut self.piece;
        let begins = bytes.len();
        bytes.extend_from_slice(object.as_bytes());
        objects.push(begins..bytes.len());
        if bytes.len() < PIECE_BYTES {
            return Ok(());
        }
        self.give()
    }

    fn give(&mut self) -> Result<(), &'static str> {
        let piece = std::mem::take(&mut self.piece);
        if piece.objects.is_empty() {
            return Ok(());
        }
        (self.take)(piece)
    }
}

/// The members of a bundle, of which only the objects count.
struct Members<'g, 't>(&'g mut Gathered<'t>);

impl<'de> Visitor<'de> for Members<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a bundle")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<(), M::Error> {
        while let Some(name) = members.next_key::<String>()? {
            if name == "objects" {
                members.next_value_seed(Objects(self.0))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Objects<'g, 't>(&'g mut Gathered<'t>);

impl<'de> DeserializeSeed<'de> for Objects<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Objects<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the objects of a bundle")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut objects: S) -> Result<(), S::Error> {
        while let Some(object) = objects.next_element::<Box<RawValue>>()? {
            self.0.put(object.get()).map_err(S::Error::custom)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    fn objects_of(bundle: &str) -> serde_json::Result<(Vec<String>, usize)> {
        let (mut objects, mut pieces) = (Vec::new(), 0);
        let mut take = |piece: Piece| {
            pieces += 1;
            for range in piece.objects {
                let bytes = piece.bytes.get(range).unwrap().to_vec();
                objects.push(String::from_utf8(bytes).unwrap());
            }
            Ok(())
        };
        each_piece(bundle.as_bytes(), &mut take)?;
        Ok((objects, pieces))
    }

    #[test]
    fn objects_come_as_they_stand_in_the_bundle_and_in_their_order() {
        let long = format!(r#"{{"id":"c","x":"{}"}}"#, "y".repeat(PIECE_BYTES));
        let odd = r#"{ "id":"b\u0041",  "n":1.0e0 }"#;
        let bundle = format!(
            r#"{{"type":"bundle","extra":{{"objects":[1]}},"objects": [{{"id":"z"}}, {odd} ,{long},{{"id":"a"}}]}}"#
        );
        let (objects, pieces) = objects_of(&bundle).unwrap();
        assert_eq!(objects, [r#"{"id":"z"}"#, odd, &long, r#"{"id":"a"}"#]);
        assert_eq!(pieces, 2);
        assert_eq!(objects_of("{}").unwrap(), (Vec::new(), 0));
        for wrong in ["", "[]", r#"{"objects":[{}]"#, r#"{"objects":1}"#, "{} {}"] {
            assert!(objects_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn who_takes_no_more_ends_the_reading() {
        let refused = each_piece(br#"{"objects":[{}]}"#.as_slice(), &mut |_| Err("enough"));
        assert!(refused.unwrap_err().to_string().contains("enough"));
    }
}
