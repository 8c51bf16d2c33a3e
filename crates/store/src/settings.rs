//! Small values by name, always sealed: keys, names, marks.

use std::collections::HashSet;

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::Result;

/// Values by name.
#[async_trait]
pub trait Settings {
    /// The value of this name.
    async fn setting(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>>;

    /// Which of these names have a value.
    async fn settings_among(&mut self, names: &[String]) -> Result<HashSet<String>>;

    /// Puts or replaces it.
    async fn put_setting(&mut self, name: &str, value: &[u8]) -> Result<()>;

    /// Removes it, if it is there.
    async fn delete_setting(&mut self, name: &str) -> Result<()>;
}
