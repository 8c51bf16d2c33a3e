//! JSON over several lines, as `serde_json` writes it, in parts: a list or an object of a million members is never whole
//! in memory.

use std::io::{self, Write};

use serde::Serialize;

/// A list or an object under way.
pub(super) struct Members<'o> {
    out: &'o mut dyn Write,
    /// How deep it stands: its members are one deeper.
    depth: usize,
    closing: &'static str,
    is_empty: bool,
}

impl<'o> Members<'o> {
    pub(super) fn object(out: &'o mut dyn Write, depth: usize) -> io::Result<Self> {
        Self::begin(out, depth, ["{", "}"])
    }

    pub(super) fn list(out: &'o mut dyn Write, depth: usize) -> io::Result<Self> {
        Self::begin(out, depth, ["[", "]"])
    }

    fn begin(out: &'o mut dyn Write, depth: usize, signs: [&'static str; 2]) -> io::Result<Self> {
        let [opening, closing] = signs;
        out.write_all(opening.as_bytes())?;
        Ok(Self {
            out,
            depth,
            closing,
            is_empty: true,
        })
    }

    /// A member of a list.
    pub(super) fn item(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.next()?;
        let json = indented(value, self.depth + 1)?;
        self.out.write_all(json.as_bytes())
    }

    /// The name of a member of an object; its value is written into what this gives.
    pub(super) fn name(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        self.next()?;
        write!(self.out, "{}: ", serde_json::to_string(name)?)?;
        Ok(self.out)
    }

    pub(super) fn end(self) -> io::Result<()> {
        if !self.is_empty {
            new_line(self.out, self.depth)?;
        }
        self.out.write_all(self.closing.as_bytes())
    }

    fn next(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.is_empty) {
            self.out.write_all(b",")?;
        }
        new_line(self.out, self.depth + 1)
    }
}

/// A value as it stands so deep in a file.
pub(super) fn indented(value: &impl Serialize, depth: usize) -> io::Result<String> {
    let json = serde_json::to_string_pretty(value)?;
    // Within texts there is no line's end.
    Ok(json.replace('\n', &format!("\n{}", "  ".repeat(depth))))
}

fn new_line(out: &mut dyn Write, depth: usize) -> io::Result<()> {
    write!(out, "\n{}", "  ".repeat(depth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_parts_is_as_if_it_were_written_at_once() {
        for count in [0, 1, 3] {
            let rows: Vec<serde_json::Value> = (0..count)
                .map(|at| serde_json::json!({ "at": at, "list": [at, {}], "text": "a\nb\"" }))
                .collect();
            let whole = serde_json::json!({ "gone": [], "rows": rows });
            let mut out = Vec::new();
            let mut object = Members::object(&mut out, 0).unwrap();
            let list = Members::list(object.name("gone").unwrap(), 1).unwrap();
            list.end().unwrap();
            let mut list = Members::list(object.name("rows").unwrap(), 1).unwrap();
            for row in &rows {
                list.item(row).unwrap();
            }
            list.end().unwrap();
            object.end().unwrap();
            assert_eq!(out, serde_json::to_vec_pretty(&whole).unwrap());
        }
    }
}
