//! Pictures that the server draws: few colours, letters and patterns beside them, made of the same data
//! as the table that always stands next to each. No SVG: careful browsers do not show it.

mod qr;
mod spread;
mod weeks;

use std::f64::consts::TAU;

pub(crate) use qr::qr;

use fanal_picture::{Canvas, Ink};

pub(crate) use spread::{Hop, Mark, spread};
pub(crate) use weeks::{Bar, weeks};

/// A desk in the picture of the network.
pub(crate) struct Node {
    /// Its short name.
    pub(crate) name: String,
    /// How its line stands.
    pub(crate) line: Line,
}

/// How the line to a desk stands; each has a pattern of its own, so that colour is never alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    /// The last round came to its end: a whole line, and `+`.
    Good,
    /// Rounds fail: a broken line, and `-`.
    Failing,
    /// Never reached: dots.
    Never,
    /// Suspended, left or expelled: no line, and a crossed box.
    Out,
}

/// Two device pixels for one of the page.
const WIDTH: i32 = 1_280;
const HEIGHT: i32 = 960;
/// Radii of the ring of desks.
const RING: (f64, f64) = (470.0, 380.0);
/// Desks that the picture shows, so that it stays small and can be read; the table shows all.
const MOST: usize = 24;

/// The network as this desk sees it: itself in the middle, the others around.
pub(crate) fn network(me: &str, others: &[Node], dark: bool) -> Vec<u8> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, dark);
    let middle = (WIDTH / 2, HEIGHT / 2);
    let shown = others.len().min(MOST);
    let places: Vec<(i32, i32)> = (0..shown).map(|nth| place(middle, nth, shown)).collect();
    for (node, at) in others.iter().zip(&places) {
        match node.line {
            Line::Good => canvas.line(middle, *at, Ink::Good, 0),
            Line::Failing => canvas.line(middle, *at, Ink::Bad, 14),
            Line::Never => canvas.line(middle, *at, Ink::Soft, 5),
            Line::Out => {}
        }
    }
    for (node, at) in others.iter().zip(&places) {
        let (ink, mark) = match node.line {
            Line::Good => (Ink::Good, "+"),
            Line::Failing => (Ink::Bad, "-"),
            Line::Never => (Ink::Soft, "."),
            Line::Out => (Ink::Soft, "X"),
        };
        canvas.boxed(*at, &format!("{mark} {}", node.name), ink);
        canvas.says(&[&node.name, mark]);
    }
    canvas.boxed(middle, me, Ink::Text);
    canvas.to_png()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "places on a picture of a thousand dots"
)]
fn place(middle: (i32, i32), nth: usize, of: usize) -> (i32, i32) {
    let angle = TAU * (nth as f64) / (of.max(1) as f64) - TAU / 4.0;
    let x = f64::from(middle.0) + RING.0 * angle.cos();
    let y = f64::from(middle.1) + RING.1 * angle.sin();
    (x.round() as i32, y.round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(count: usize) -> Vec<Node> {
        let lines = [Line::Good, Line::Failing, Line::Never, Line::Out];
        (0..count)
            .map(|nth| Node {
                name: format!("desk-{nth}"),
                line: lines[nth % 4],
            })
            .collect()
    }

    /// [CSL-10]
    #[test]
    fn a_picture_of_many_desks_is_small_and_the_same_each_time() {
        for dark in [false, true] {
            let one = network("ancolie", &others(40), dark);
            assert!(one.len() < 25 << 10, "{} bytes", one.len());
            assert_eq!(one, network("ancolie", &others(40), dark));
        }
        assert_ne!(
            network("a", &others(3), false),
            network("a", &others(3), true)
        );
        assert_ne!(
            network("a", &others(3), false),
            network("b", &others(3), false)
        );
    }
}
