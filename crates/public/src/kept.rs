//! The words and values of a published statement, put away until somebody writes a file or a page of them.

use fanal_formats::{Kept, Listed, Scratch as _};
use fanal_protocol::{Publication, Role};
use fanal_stix::Value;
use serde::{Deserialize, Serialize};

use crate::Broken;
use crate::disk::Workplace;
use crate::shelf::Opened;

/// They are packed once and unpacked once: what takes least time.
const ZSTD_LEVEL: i32 = 1;

/// Packed, wherever that lies.
pub(crate) struct Body {
    packed: Box<dyn Kept>,
    packed_size: usize,
    size: usize,
}

#[derive(Serialize, Deserialize)]
struct Whole {
    publication: Publication,
    values: Vec<ListedValue>,
}

/// As [`Listed`] has them.
#[derive(Serialize, Deserialize)]
struct ListedValue(Value, Role, Option<String>, Option<String>);

impl Body {
    pub(crate) fn put_at(place: &Workplace, opened: Opened) -> Result<Self, Broken> {
        let Opened {
            publication,
            indicators,
        } = opened;
        let values = indicators.into_iter().map(|listed| {
            let Listed {
                value,
                role,
                name,
                object_id,
            } = listed;
            ListedValue(value, role, name, object_id)
        });
        let whole = Whole {
            publication,
            values: values.collect(),
        };
        let bytes = serde_json::to_vec(&whole).map_err(std::io::Error::from)?;
        drop(whole);
        let mut packed = zstd::bulk::compress(&bytes, ZSTD_LEVEL)?;
        packed.shrink_to_fit();
        Ok(Self {
            packed_size: packed.len(),
            packed: place.keep(packed),
            size: bytes.len(),
        })
    }

    pub(crate) fn open(&self) -> Result<Opened, Broken> {
        let mut packed = vec![0; self.packed_size];
        let mut read = 0;
        while let Some(rest) = packed.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match self.packed.read_at(read, rest)? {
                0 => return Err(Broken::Disk(std::io::ErrorKind::UnexpectedEof)),
                count => read += count,
            }
        }
        let bytes = zstd::bulk::decompress(&packed, self.size)?;
        drop(packed);
        let whole: Whole = serde_json::from_slice(&bytes).map_err(std::io::Error::from)?;
        let indicators = whole.values.into_iter().map(|listed| {
            let ListedValue(value, role, name, object_id) = listed;
            Listed {
                value,
                role,
                name,
                object_id,
            }
        });
        Ok(Opened {
            publication: whole.publication,
            indicators: indicators.collect(),
        })
    }
}
