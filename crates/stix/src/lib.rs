#![doc = include_str!("../README.md")]

mod bundle;
mod glance;
mod id;
mod marking;
mod object;
mod pattern;
mod scan;
mod value;
pub mod write;

#[cfg(test)]
mod samples;

pub use bundle::{Bundle, Fault, RefusedObject, Warning, read_bundle};
pub use id::{sco_id, sco_id_of};
pub use marking::{
    EffectiveLabel, MarkingMeaning, Markings, TLP_2_EXTENSION, definition_objects,
    label_of_marking_id, marking_id, tlp_1_marking_id,
};
pub use object::{Object, View};
pub use pattern::{
    Beyond, Check, Comparator, Expression, Extracted, Literal, MAX_PATTERN_BYTES,
    MAX_PATTERN_DEPTH, NotExtracted, ObjectPath, Pattern, PatternError, Step, Test, WhyNot,
    mvt_pattern_for, pattern_for, values,
};
pub use scan::MAX_OBJECT_DEPTH;
pub use value::{BadValue, Key, Kind, MAX_VALUE_BYTES, UnknownKind, Value};
