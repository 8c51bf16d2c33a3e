//! Dots of few colours: lines, boxes, letters.

use crate::glyphs::{GLYPH_HEIGHT, GLYPH_WIDTH, glyph};
use crate::png;

/// What is drawn with; the colours are those of the style sheet, for light and dark.
#[derive(Clone, Copy)]
pub enum Ink {
    /// What is drawn on.
    Paper,
    /// Letters.
    Text,
    /// What stands back.
    Soft,
    /// What goes well.
    Good,
    /// What does not.
    Bad,
    /// TLP:AMBER.
    Amber,
    /// TLP:GREEN.
    Green,
    /// TLP:RED.
    Red,
}

/// How a surface is filled, so that colour is never alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pattern {
    /// All of it.
    Full,
    /// Upright stripes, far apart.
    Wide,
    /// Upright stripes, close together.
    Narrow,
    /// Level stripes.
    Level,
    /// Its border alone.
    Hollow,
}

impl Pattern {
    /// Is there ink, so many dots from the corner of a surface of this size?
    fn has(self, (x, y): (i32, i32), (width, height): (i32, i32)) -> bool {
        let border = x < EDGE || y < EDGE || x >= width - EDGE || y >= height - EDGE;
        border
            || match self {
                Self::Full => true,
                Self::Wide => x % 24 < 12,
                Self::Narrow => x % 12 < 4,
                Self::Level => y % 16 < 8,
                Self::Hollow => false,
            }
    }
}

/// Dots of a border.
const EDGE: i32 = 4;

/// Each dot of a letter is a square of so many.
const SCALE: i32 = 4;
/// The same of small print.
const SMALL: i32 = 3;
/// Room around the letters of a box.
const PAD: i32 = 12;
/// Half the width of a line.
const HALF: i32 = 2;

/// A picture that is being drawn.
pub struct Canvas {
    width: i32,
    height: i32,
    dots: Vec<u8>,
    palette: [[u8; 3]; 8],
    /// The same in words, a line for each row of the table beside it.
    said: String,
}

impl Canvas {
    /// Empty paper of so many dots, light or dark.
    pub fn new(width: i32, height: i32, dark: bool) -> Self {
        let light = [
            [0xff, 0xff, 0xff],
            [0x1c, 0x1b, 0x19],
            [0x5a, 0x57, 0x50],
            [0x0b, 0x5a, 0x57],
            [0x8a, 0x35, 0x00],
            [0x8a, 0x5a, 0x00],
            [0x1b, 0x6b, 0x1b],
            [0xa8, 0x00, 0x18],
        ];
        let night = [
            [0x1d, 0x20, 0x1f],
            [0xeb, 0xe8, 0xe0],
            [0xb0, 0xac, 0xa2],
            [0x86, 0xcf, 0xc4],
            [0xff, 0xb0, 0x7a],
            [0xff, 0xc0, 0x00],
            [0x33, 0xff, 0x00],
            [0xff, 0x6b, 0x6b],
        ];
        let size = usize::try_from(width * height).unwrap_or_default();
        Self {
            width,
            height,
            dots: vec![Ink::Paper as u8; size],
            palette: if dark { night } else { light },
            said: String::new(),
        }
    }

    fn dot(&mut self, x: i32, y: i32, ink: Ink) {
        if !(0..self.width).contains(&x) || !(0..self.height).contains(&y) {
            return;
        }
        let place = usize::try_from(y * self.width + x).ok();
        if let Some(dot) = place.and_then(|place| self.dots.get_mut(place)) {
            *dot = ink as u8;
        }
    }

    /// A row of the table, as the file says it beside the dots.
    pub fn says(&mut self, cells: &[&str]) {
        self.said.push_str(&cells.join("\t"));
        self.said.push('\n');
    }

    /// A surface with its upper left corner here.
    pub fn surface(
        &mut self,
        (left, top): (i32, i32),
        size: (i32, i32),
        ink: Ink,
        pattern: Pattern,
    ) {
        for y in 0..size.1 {
            for x in 0..size.0 {
                if pattern.has((x, y), size) {
                    self.dot(left + x, top + y, ink);
                }
            }
        }
    }

    /// Small print; where it ends.
    pub fn small(&mut self, at: (i32, i32), text: &str, ink: Ink) -> i32 {
        self.letters(at, text, ink, SMALL);
        at.0 + Self::small_width(text)
    }

    /// How wide small print is.
    pub fn small_width(text: &str) -> i32 {
        let letters = i32::try_from(text.chars().count()).unwrap_or_default();
        letters * (GLYPH_WIDTH + 1) * SMALL
    }

    /// Dots of this ink in a part of the picture.
    pub fn count(&self, (left, top): (i32, i32), size: (i32, i32), ink: Ink) -> usize {
        let wanted = ink as u8;
        let mut count = 0;
        for y in top..top + size.1 {
            for x in left..left + size.0 {
                let place = usize::try_from(y * self.width + x).unwrap_or_default();
                count += usize::from(self.dots.get(place) == Some(&wanted));
            }
        }
        count
    }

    fn fill(&mut self, (left, top): (i32, i32), (width, height): (i32, i32), ink: Ink) {
        for y in top..top + height {
            for x in left..left + width {
                self.dot(x, y, ink);
            }
        }
    }

    /// A line; with `dash`, so many dots of it are drawn and as many left out.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink, dash: i32) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = dx.abs().max(dy.abs()).max(1);
        for step in 0..=steps {
            if dash > 0 && (step / dash) % 2 == 1 {
                continue;
            }
            let at = (from.0 + dx * step / steps, from.1 + dy * step / steps);
            self.fill((at.0 - HALF, at.1 - HALF), (2 * HALF, 2 * HALF), ink);
        }
    }

    /// A text in a box around this point.
    pub fn boxed(&mut self, middle: (i32, i32), text: &str, ink: Ink) {
        let letters = i32::try_from(text.chars().count()).unwrap_or_default();
        let width = letters * (GLYPH_WIDTH + 1) * SCALE + 2 * PAD;
        let height = GLYPH_HEIGHT * SCALE + 2 * PAD;
        let left = (middle.0 - width / 2).clamp(0, (self.width - width).max(0));
        let top = (middle.1 - height / 2).clamp(0, (self.height - height).max(0));
        self.fill((left, top), (width, height), ink);
        let inner = (width - 4 * HALF, height - 4 * HALF);
        self.fill((left + 2 * HALF, top + 2 * HALF), inner, Ink::Paper);
        self.text((left + PAD, top + PAD), text, ink);
    }

    fn text(&mut self, at: (i32, i32), text: &str, ink: Ink) {
        self.letters(at, text, ink, SCALE);
    }

    fn letters(&mut self, (left, top): (i32, i32), text: &str, ink: Ink, scale: i32) {
        let mut x = left;
        for letter in text.chars() {
            for (row, bits) in (0..).zip(glyph(letter)) {
                for column in 0..GLYPH_WIDTH {
                    if bits & (1 << (GLYPH_WIDTH - 1 - column)) != 0 {
                        let at = (x + column * scale, top + row * scale);
                        self.fill(at, (scale, scale), ink);
                    }
                }
            }
            x += (GLYPH_WIDTH + 1) * scale;
        }
    }

    /// The file; its rows end with an empty line.
    pub fn to_png(&self) -> Vec<u8> {
        let said = if self.said.is_empty() {
            String::new()
        } else {
            format!("{}\n", self.said)
        };
        png::written((self.width, self.height), &self.palette, &self.dots, &said)
    }
}
