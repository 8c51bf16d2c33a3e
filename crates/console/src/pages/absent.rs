//! There is nothing here.

use fanal_protocol::{Code, Problem};

use crate::visit::{Anybody, Page};

pub(crate) async fn show(_: Anybody) -> Page {
    Err(Problem::new(Code::NotFound, "there is no such page").into())
}
