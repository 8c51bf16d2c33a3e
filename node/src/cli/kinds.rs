//! What a person says of kinds and columns where a reader guesses wrongly: share and import have it in common.

use fanal_desk::ShareOrder;

/// What the values are.
#[derive(Debug, clap::Args)]
pub(super) struct Kinds {
    /// All values of a list are of this kind: domain-name, app-id, process-name, ..; an unknown word is answered
    /// with all that there are
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// What a column of a table holds, counted from 1: a kind, or any, kinds, names, roles, labels, nothing
    #[arg(long, value_name = "N=KIND", value_parser = number_and_kind)]
    column: Vec<(String, String)>,
}

impl Kinds {
    pub(super) fn put_into(self, order: &mut ShareOrder) {
        order.kind = self.kind;
        order.columns = self.column.into_iter().collect();
    }
}

/// For clap: `N=KIND`. What the words mean is the desk's to say.
fn number_and_kind(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((number, kind)) if !number.is_empty() && !kind.is_empty() => {
            Ok((number.trim().to_owned(), kind.trim().to_owned()))
        }
        Some(_) | None => Err("write N=KIND: 2=domain-name".into()),
    }
}
