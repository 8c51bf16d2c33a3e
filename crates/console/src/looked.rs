//! What somebody looked at when a button was pressed: a button that sends is bound to the preview above it.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Names the hidden field.
pub(crate) const FIELD: &str = "looked";

/// Of an order, as a preview was made of it; another order has another.
pub(crate) fn looked_at(order: &impl Serialize) -> String {
    let json = serde_json::to_vec(order).unwrap_or_default();
    data_encoding::HEXLOWER.encode(&Sha256::digest(json))
}

#[cfg(test)]
mod tests {
    use fanal_desk::ReviseOrder;

    use super::*;

    #[test]
    fn another_desk_or_another_word_is_another_look() {
        let order = |to: &[&str], title: &str| ReviseOrder {
            to: Some(to.iter().map(|desk| (*desk).to_owned()).collect()),
            title: Some(title.into()),
            ..ReviseOrder::default()
        };
        let first = looked_at(&order(&["lumbre"], "a"));
        assert_eq!(first, looked_at(&order(&["lumbre"], "a")));
        assert_ne!(first, looked_at(&order(&["lumbre", "qasaba"], "a")));
        assert_ne!(first, looked_at(&order(&["lumbre"], "b")));
    }
}
