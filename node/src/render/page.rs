//! A page: headings, lines, pairs and tables. Colour is put on last, over clean text.

use super::plain;

/// Text for people, built line by line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    text: String,
    bold: bool,
}

/// Bold, and back.
const BOLD: (&str, &str) = ("\u{1b}[1m", "\u{1b}[0m");
/// Columns of the name in [`Page::pair`].
const NAME_COLUMNS: usize = 14;

impl Page {
    /// An empty page.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A line; characters that could steer a terminal are taken out.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.lines.push(Line {
            text: plain(text.as_ref()),
            bold: false,
        });
        self
    }

    /// A line that heads others.
    pub(crate) fn heading(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.lines.push(Line {
            text: plain(text.as_ref()),
            bold: true,
        });
        self
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> &mut Self {
        self.line("")
    }

    /// A name and what it says, indented.
    pub(crate) fn pair(&mut self, name: &str, text: impl AsRef<str>) -> &mut Self {
        let text = format!("  {name:<NAME_COLUMNS$} {}", text.as_ref());
        self.line(text)
    }

    /// The same, if there is anything to say.
    pub(crate) fn pair_if(&mut self, name: &str, text: Option<impl AsRef<str>>) -> &mut Self {
        if let Some(text) = text {
            self.pair(name, text);
        }
        self
    }

    /// Rows in columns as wide as they need to be.
    pub(crate) fn table<const N: usize>(
        &mut self,
        head: [&str; N],
        rows: &[[String; N]],
    ) -> &mut Self {
        let clean: Vec<[String; N]> = rows
            .iter()
            .map(|row| row.each_ref().map(|cell| plain(cell)))
            .collect();
        let mut widths = head.map(|cell| cell.chars().count());
        for row in &clean {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let laid = |cells: &[&str]| {
            let padded = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"));
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        self.heading(laid(&head));
        for row in &clean {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            self.line(laid(&cells));
        }
        self
    }

    /// Another page below this one.
    pub(crate) fn append(&mut self, other: Self) -> &mut Self {
        self.lines.extend(other.lines);
        self
    }

    /// The text, with bold headings for a terminal that likes them.
    pub(crate) fn text(&self, terminal: bool) -> String {
        let colour = terminal && crate::config::environment("NO_COLOR").is_none();
        let lines = self.lines.iter().map(|line| {
            if colour && line.bold {
                format!("{}{}{}", BOLD.0, line.text, BOLD.1)
            } else {
                line.text.clone()
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let mut page = Page::new();
        page.table(
            ["a", "long"],
            &[["one".into(), "x".into()], ["z".into(), "y".into()]],
        );
        assert_eq!(page.text(false), "a    long\none  x\nz    y");
    }

    #[test]
    fn a_peers_title_cannot_steer_the_terminal() {
        let mut page = Page::new();
        page.line("\u{1b}[31mred\u{202e}txt.exe\u{7}\nnext");
        assert_eq!(page.text(false), "[31mredtxt.exe next");
    }
}
