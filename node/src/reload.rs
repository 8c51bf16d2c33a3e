//! SIGHUP: the configuration is read again. What can change in a running node does; the rest is named,
//! so that nobody believes it in force. [CLI-3]

use std::collections::BTreeMap;
use std::path::PathBuf;

use fanal_jobs::Schedules;
use fanal_protocol::Problem;
use tokio::sync::watch;

use crate::config::Config;
use crate::serve::schedules;

/// Sets the level of the logs; `false` if a level was given at the start, which goes first.
pub(crate) type SetLog = Box<dyn Fn(&str) -> Result<bool, Problem> + Send>;

/// What a reload leans on.
pub(crate) struct Reload {
    file: PathBuf,
    in_force: Config,
    schedules: watch::Sender<Schedules>,
    set_log: SetLog,
}

/// What became of the keys that changed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changed {
    /// In force from now on.
    taken: Vec<String>,
    /// In force after a restart.
    wait: Vec<String>,
}

impl Reload {
    /// Of the node that this configuration started.
    pub(crate) fn new(
        file: PathBuf,
        in_force: Config,
        schedules: watch::Sender<Schedules>,
        set_log: SetLog,
    ) -> Self {
        Self {
            file,
            in_force,
            schedules,
            set_log,
        }
    }

    /// Reads the file again. A file with a fault changes nothing.
    pub(crate) fn again(&mut self) {
        match self.take() {
            Ok(changed) => changed.tell(),
            Err(problem) => {
                tracing::error!(%problem, "the configuration was not taken; the old one stays in force");
            }
        }
    }

    fn take(&mut self) -> Result<Changed, Problem> {
        let new = Config::load(&self.file)?;
        let mut changed = changed(&self.in_force, &new);
        // Sources are asked as they stood at the start, and so at the times of then.
        let in_force = Config {
            jobs: new.jobs.clone(),
            ..self.in_force.clone()
        };
        let schedules = schedules(&in_force)?;
        if changed.taken.iter().any(|key| key == LOG) && !(self.set_log)(&new.node.log)? {
            changed.taken.retain(|key| key != LOG);
            tracing::warn!("node.log waits: a level was given at the start, and goes first");
        }
        self.schedules.send_replace(schedules);
        // What waits is compared with what runs, so that it is named at every reload until then.
        self.in_force.jobs = new.jobs;
        self.in_force.node.log = new.node.log;
        Ok(changed)
    }
}

const LOG: &str = "node.log";

fn changed(old: &Config, new: &Config) -> Changed {
    let (old, new) = (values(old), values(new));
    let mut changed = Changed::default();
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        if old.get(key) == new.get(key) {
            continue;
        }
        let now = key.starts_with("jobs.") || key == LOG;
        let list = if now {
            &mut changed.taken
        } else {
            &mut changed.wait
        };
        list.push(key.clone());
    }
    changed
}

/// `section.key` and its value, for all that a configuration says.
fn values(config: &Config) -> BTreeMap<String, toml::Value> {
    let mut values = BTreeMap::new();
    for (section, table) in toml::Table::try_from(config).unwrap_or_default() {
        let toml::Value::Table(table) = table else {
            continue;
        };
        values.extend(
            table
                .into_iter()
                .map(|(key, value)| (format!("{section}.{key}"), value)),
        );
    }
    values
}

impl Changed {
    /// Names of keys; a value may be a secret.
    fn tell(&self) {
        if self.wait.is_empty() && self.taken.is_empty() {
            tracing::info!("the configuration was read again: nothing changed");
        }
        if !self.taken.is_empty() {
            let keys = self.taken.join(", ");
            tracing::info!(
                keys,
                "the configuration was read again: in force from now on"
            );
        }
        if !self.wait.is_empty() {
            let keys = self.wait.join(", ");
            tracing::warn!(keys, "changed, but in force only after a restart");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_a_restart_is_told_from_what_does_not() {
        let old = Config::default();
        let text = "[node]\nlog = \"debug\"\n[jobs]\nsync = \"0 0 * * * *\"\n[listen]\napi = \"127.0.0.1:1\"\n\
                    [sync]\nsocks5 = \"127.0.0.1:9050\"\n";
        let new = Config::parse(text, "x").unwrap();
        let found = changed(&old, &new);
        assert_eq!(found.taken, ["jobs.sync", "node.log"]);
        assert_eq!(found.wait, ["listen.api", "sync.socks5"]);
        assert_eq!(changed(&new, &new), Changed::default());
    }

    #[test]
    fn a_file_with_a_fault_changes_nothing_and_what_waits_stays_named() {
        let file = std::env::temp_dir().join(format!("fanal-reload-{}", std::process::id()));
        let old = Config::default();
        let (schedules, held) = watch::channel(schedules(&old).unwrap());
        let mut reload = Reload::new(file.clone(), old.clone(), schedules, Box::new(|_| Ok(true)));
        std::fs::write(&file, "[jobs]\nsync = \"never\"\n").unwrap();
        assert!(reload.take().is_err());
        assert_eq!(
            (&reload.in_force, held.has_changed().unwrap()),
            (&old, false)
        );
        std::fs::write(
            &file,
            "[jobs]\ndrill = \"0 0 0 * * *\"\n[node]\nlang = \"fr\"\n",
        )
        .unwrap();
        let first = reload.take().unwrap();
        let second = reload.take().unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(first.taken, ["jobs.drill"]);
        assert!(second.taken.is_empty());
        assert_eq!(
            (&first.wait, &second.wait),
            (&vec!["node.lang".to_owned()], &first.wait)
        );
        assert!(held.has_changed().unwrap());
    }
}
