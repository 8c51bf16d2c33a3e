//! Pages as their readers get them, and catalogues as their translators write them.

mod catalogues;
mod manners;
mod terms;
