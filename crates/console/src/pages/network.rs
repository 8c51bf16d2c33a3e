//! The switch of networks, for a desk that is in several. [CSL-21]

use fanal_protocol::{Code, Problem};

use crate::chrome::{see, way_back};
use crate::visit::{NETWORK, Page, Posted, set_cookie};

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let named = form.one("network");
    let networks = who.desk().networks();
    let chosen = networks.iter().find(|(id, ..)| id.to_string() == named);
    let absent = || Problem::new(Code::NotFound, "this desk is in no such network");
    let (id, ..) = chosen.ok_or_else(absent)?;
    // What stands at this address in one network is not in the other.
    let back = way_back(form.one("back"));
    let back = if back.starts_with("/c/b/") || back.starts_with("/c/w") {
        "/c/"
    } else {
        back
    };
    let mut response = see(back)?;
    set_cookie(&mut response, NETWORK, &id.to_string());
    Ok(response)
}
