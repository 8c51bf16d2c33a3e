//! The rules that a roster keeps by itself, whoever signed it. [ROS-6] to [ROS-16]

use std::collections::BTreeSet;

use super::{Coordinator, DeskEntry, DeskStatus, Freeze, KeyRecord, Roster, RosterError};
use crate::limits::{COORDINATORS, DESKS, TITLE_CHARS, TLS_PINS};
use crate::text::within;

impl Roster {
    /// [ROS-6] to [ROS-12]
    pub(super) fn check(&self) -> Result<(), RosterError> {
        let rule = |what: String| {
            Err(RosterError::Rule {
                version: self.version.get(),
                what,
            })
        };
        if self.v != 1 {
            return rule(format!("format version `{}`, this node reads 1", self.v));
        }
        let first = self.version.get() == 1;
        if first != self.network.is_none() || first != self.previous.is_none() {
            return rule("`network` and `previous` stand in every version but the first".into());
        }
        if self.coordinators.is_empty()
            || self.coordinators.len() > COORDINATORS
            || self.desks.len() > DESKS
        {
            return rule(format!(
                "1 to {COORDINATORS} coordinators and at most {DESKS} desks"
            ));
        }
        if usize::from(self.threshold.get()) * 2 <= self.coordinators.len()
            || usize::from(self.threshold.get()) > self.coordinators.len()
        {
            let of = self.coordinators.len();
            return rule(format!(
                "threshold {} of {of}: it has to be more than half",
                self.threshold
            ));
        }
        if self.expires <= self.issued {
            return rule("it ends before it begins".into());
        }
        self.check_keys().or_else(rule)?;
        self.check_freezes().or_else(rule)?;
        self.check_coordinators().or_else(rule)?;
        self.check_names().or_else(rule)
    }

    /// [ROS-7] A key serves one desk or person, in one purpose.
    fn check_keys(&self) -> Result<(), String> {
        let mut keys = BTreeSet::new();
        let own = self
            .coordinators
            .iter()
            .flat_map(|c| [Some(c.key), c.heartbeat])
            .flatten();
        let desks = self
            .desks
            .iter()
            .flat_map(|d| [&d.signing, &d.checkpoint, &d.feed])
            .flatten()
            .map(|r| r.key);
        for key in own.chain(desks) {
            if !keys.insert(key) {
                return Err(format!("key `{key}` stands in two places"));
            }
        }
        let mut pins = BTreeSet::new();
        for desk in &self.desks {
            let records = [&desk.signing, &desk.checkpoint, &desk.feed];
            let is_endless = |record: &&KeyRecord| record.revoked && record.until.is_none();
            if let Some(record) = records.into_iter().flatten().find(is_endless) {
                return Err(format!(
                    "key `{}` of desk `{}` is revoked, from no moment on",
                    record.key, desk.id
                ));
            }
            if desk.signing.is_empty() || desk.checkpoint.is_empty() || desk.tls.is_empty() {
                return Err(format!(
                    "desk `{}` lacks a signing key, a checkpoint key or a TLS pin",
                    desk.id
                ));
            }
            if desk.tls.len() > TLS_PINS {
                return Err(format!(
                    "desk `{}` has more than {TLS_PINS} TLS pins",
                    desk.id
                ));
            }
            if let Some(pin) = desk.tls.iter().find(|pin| !pins.insert(**pin)) {
                return Err(format!("TLS pin `{pin}` stands at two desks"));
            }
        }
        Ok(())
    }

    /// [ROS-9] What only two desks can see has no place in a document that all see.
    fn check_freezes(&self) -> Result<(), String> {
        for desk in &self.desks {
            let mut places = BTreeSet::new();
            for freeze in &desk.freezes {
                let Freeze { stream, epoch, .. } = freeze;
                if !stream.is_relayed() || !places.insert((stream, epoch)) {
                    return Err(format!(
                        "desk `{}`: freeze of `{stream}`, epoch {epoch}, is private or stands twice",
                        desk.id
                    ));
                }
            }
        }
        Ok(())
    }

    /// [ROS-15] Who went or was put out decides nothing more.
    fn check_coordinators(&self) -> Result<(), String> {
        for coordinator in &self.coordinators {
            let Some(id) = &coordinator.desk else {
                continue;
            };
            let status = self.desk(id).map(|desk| desk.status);
            if !matches!(status, Some(DeskStatus::Active | DeskStatus::Suspended)) {
                return Err(format!(
                    "coordinator `{}` is of desk `{id}`, which is no member",
                    coordinator.name
                ));
            }
        }
        // [ROS-16]
        let is_without = |desk: &&DeskEntry| {
            let own = |c: &Coordinator| c.desk.as_ref() == Some(&desk.id);
            !self.coordinators.iter().any(own)
        };
        match self.active().find(is_without) {
            Some(desk) if self.rules.everyone_coordinates => Err(format!(
                "desk `{}` has no coordinator, and in this network everyone coordinates",
                desk.id
            )),
            Some(_) | None => Ok(()),
        }
    }

    fn check_names(&self) -> Result<(), String> {
        let mut ids = BTreeSet::new();
        if let Some(desk) = self.desks.iter().find(|desk| !ids.insert(&desk.id)) {
            return Err(format!("desk `{}` stands twice", desk.id));
        }
        let names = self
            .desks
            .iter()
            .map(|d| &d.name)
            .chain(self.coordinators.iter().map(|c| &c.name));
        for name in names.chain([&self.name]) {
            within("name", name, TITLE_CHARS)?;
            if name.trim().is_empty() || name.contains('\n') {
                return Err(format!(
                    "the name `{}` is empty or has more than one line",
                    name.escape_debug()
                ));
            }
        }
        Ok(())
    }
}
