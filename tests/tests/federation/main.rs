//! The promises of design section 3, kept by real desks over real databases.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod aftermath;
mod blocking;
mod breaches;
mod cast;
mod checking;
mod closing;
mod consent;
mod derived;
mod elsewhere;
mod emergency;
mod endurance;
mod entries;
mod flooding;
mod grants;
mod health;
mod hours;
mod imports;
mod joining;
mod keeping;
mod ledger;
mod look_ups;
mod made_for_one;
mod membership;
mod namesakes;
mod narrowing;
mod parcels;
mod privacy;
mod processes;
mod quoting;
mod reach;
mod recall;
mod red;
mod resting;
mod restored;
mod returning;
mod slips;
mod sooner;
mod stolen;
mod verifying;
mod waiting;
mod words;
mod work;
