//! How one bulletin went: its origin, this desk, and whoever has it from here, with the time that it took.

use fanal_picture::{Canvas, Ink};

/// One way that it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Hop {
    /// Who handed it over.
    pub(crate) from: String,
    /// Who took it.
    pub(crate) to: String,
    /// `+2 s`, since it was signed.
    pub(crate) after: String,
    /// What became of it there.
    pub(crate) mark: Mark,
}

/// What became of it at a desk; each has a sign and a line of its own, so that colour is never alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    /// It has it: a whole line, and `+`.
    Has,
    /// It was asked to purge it, and did not answer yet: a broken line, and `-`.
    Asked,
    /// It purged it, or never had it: dots, and `X`.
    Gone,
    /// It refused: a broken line, and `:`.
    Refused,
}

impl Mark {
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Has => "+",
            Self::Asked => "-",
            Self::Gone => "X",
            Self::Refused => ":",
        }
    }

    const fn line(self) -> (Ink, i32) {
        match self {
            Self::Has => (Ink::Good, 0),
            Self::Asked | Self::Refused => (Ink::Bad, 14),
            Self::Gone => (Ink::Soft, 5),
        }
    }
}

const WIDTH: i32 = 1_280;
/// Columns: where it comes from, this desk, the others.
const COLUMNS: [i32; 3] = [190, 590, 1_060];
/// How far before the middle between two columns the lines bend.
const TRUNK: i32 = 60;
/// Room of one desk.
const ROW: i32 = 88;
const EDGE: i32 = 40;
/// Desks that the picture shows, so that it stays small and can be read; the table shows all.
pub(crate) const MOST: usize = 16;

/// The picture: `me` in the middle, or at the beginning if it comes from here.
pub(crate) fn spread(me: &str, hops: &[Hop], dark: bool) -> Vec<u8> {
    let shown = hops.get(..MOST).unwrap_or(hops);
    let (to_me, from_me): (Vec<&Hop>, Vec<&Hop>) = shown.iter().partition(|hop| hop.to == me);
    let rows = i32::try_from(from_me.len().max(1)).unwrap_or(1);
    let height = 2 * EDGE + rows * ROW;
    let mut canvas = Canvas::new(WIDTH, height, dark);
    let here = (
        if to_me.is_empty() {
            COLUMNS[0]
        } else {
            COLUMNS[1]
        },
        height / 2,
    );
    for hop in &to_me {
        draw(&mut canvas, (COLUMNS[0], height / 2), here, hop);
        canvas.boxed((COLUMNS[0], height / 2), &hop.from, Ink::Text);
    }
    for (row, hop) in (0..).zip(&from_me) {
        let at = (COLUMNS[2], EDGE + ROW / 2 + row * ROW);
        draw(&mut canvas, here, at, hop);
        canvas.boxed(
            at,
            &format!("{} {}", hop.mark.sign(), hop.to),
            hop.mark.line().0,
        );
    }
    canvas.boxed(here, me, Ink::Text);
    for hop in shown {
        canvas.says(&[&hop.from, &hop.to, &hop.after, hop.mark.sign()]);
    }
    canvas.to_png()
}

/// Over to the trunk, up or down along it, and on to the desk; over the last part how long it took.
fn draw(canvas: &mut Canvas, from: (i32, i32), to: (i32, i32), hop: &Hop) {
    let (ink, dash) = hop.mark.line();
    let trunk = i32::midpoint(from.0, to.0) - TRUNK;
    canvas.line(from, (trunk, from.1), Ink::Soft, 0);
    canvas.line((trunk, from.1), (trunk, to.1), Ink::Soft, 0);
    canvas.line((trunk, to.1), to, ink, dash);
    let at = (trunk + 24, to.1 - 32);
    canvas.small(at, &hop.after, Ink::Text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hops(count: usize) -> Vec<Hop> {
        let marks = [Mark::Has, Mark::Asked, Mark::Gone, Mark::Refused];
        let mut hops = vec![Hop {
            from: "lumbre".into(),
            to: "ancolie".into(),
            after: "+2 s".into(),
            mark: Mark::Has,
        }];
        hops.extend((0..count).map(|nth| Hop {
            from: "ancolie".into(),
            to: format!("desk-{nth}"),
            after: format!("+{nth} min"),
            mark: marks[nth % 4],
        }));
        hops
    }

    /// [CSL-10]
    #[test]
    fn a_bulletin_that_went_far_is_a_small_picture() {
        for count in [0, 1, 14, 60] {
            let [light, dark] = [false, true].map(|dark| spread("ancolie", &hops(count), dark));
            assert!(light.len() < 25 << 10, "{count}: {} bytes", light.len());
            assert_ne!(light, dark);
        }
        let said = String::from_utf8_lossy(&spread("ancolie", &hops(2), false)).into_owned();
        assert!(said.contains("lumbre\tancolie\t+2 s\t+\nancolie\tdesk-0\t+0 min\t+\n"));
    }

    /// [CSL-10]
    #[test]
    fn what_became_of_it_changes_the_picture_not_only_its_colour() {
        let picture = |mark| {
            let mut hops = hops(1);
            hops[1].mark = mark;
            spread("ancolie", &hops, false)
        };
        let marks = [Mark::Has, Mark::Asked, Mark::Gone, Mark::Refused];
        let mut pictures = marks.map(picture).to_vec();
        pictures.dedup();
        assert_eq!(pictures.len(), 4);
        let mut signs = marks.map(Mark::sign).to_vec();
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), 4);
    }
}
