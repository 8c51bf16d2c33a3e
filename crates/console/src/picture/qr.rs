//! A QR code (ISO/IEC 18004), for the camera of a telephone: black on white in light and dark, since many
//! cameras read nothing else.

use qrcode::{Color, EcLevel, QrCode};

use fanal_picture::png;

/// Dots of the picture for one of the code.
const SCALE: usize = 5;
/// White around it, in dots of the code: the standard asks for four.
const QUIET: usize = 4;
/// White and black, by number.
const PALETTE: [[u8; 3]; 2] = [[0xff, 0xff, 0xff], [0, 0, 0]];

/// The picture of a text, as PNG; `None` if the text is too long for any code.
pub(crate) fn qr(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    let colours = code.into_colors();
    let size = (width + 2 * QUIET) * SCALE;
    let is_dark = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < width);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => colours.get(y * width + x) == Some(&Color::Dark),
            (None, _) | (_, None) => false,
        }
    };
    let dots: Vec<u8> = (0..size * size)
        .map(|place| u8::from(is_dark(place % size / SCALE, place / size / SCALE)))
        .collect();
    let side = i32::try_from(size).ok()?;
    Some(png::written((side, side), &PALETTE, &dots, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [CSL-10]
    #[test]
    fn a_code_is_small_and_what_no_code_can_hold_has_none() {
        let address = format!(
            "otpauth://totp/{}?secret={}",
            "a".repeat(40),
            "B".repeat(32)
        );
        let picture = qr(&address).unwrap();
        assert!(picture.len() < 25 << 10, "{} bytes", picture.len());
        assert!(qr(&"x".repeat(4_000)).is_none());
    }
}
