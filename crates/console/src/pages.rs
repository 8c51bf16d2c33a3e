//! The pages, one a file: each extracts, calls one use case, renders. No rule lives here.

pub(crate) mod absent;
pub(crate) mod admin;
pub(crate) mod asks;
pub(crate) mod assets;
pub(crate) mod brief;
pub(crate) mod bulletin;
pub(crate) mod check;
pub(crate) mod compose;
pub(crate) mod consent;
pub(crate) mod drafts;
pub(crate) mod export;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod inbox;
pub(crate) mod knock;
pub(crate) mod language;
pub(crate) mod mail_key;
pub(crate) mod me;
pub(crate) mod net;
pub(crate) mod panic;
pub(crate) mod passkeys;
pub(crate) mod problem;
pub(crate) mod review;
pub(crate) mod revise;
pub(crate) mod revisions;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod step_up;
pub(crate) mod totp;
pub(crate) mod trace;
pub(crate) mod withdraw;
pub(crate) mod withdrawals;
pub(crate) mod words;

pub(crate) use words::kind;
