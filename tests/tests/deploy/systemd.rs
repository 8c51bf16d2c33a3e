//! The systemd unit, and its drop-in.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use crate::read;

/// Sections of a unit with their keys and values.
type Unit = BTreeMap<String, Vec<(String, String)>>;

fn unit(path: &str) -> Unit {
    let mut unit = Unit::new();
    let mut section = String::new();
    for line in read(path).lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            name.clone_into(&mut section);
            continue;
        }
        let (key, value) = line
            .split_once('=')
            .unwrap_or_else(|| panic!("{path}: {line}"));
        unit.entry(section.clone())
            .or_default()
            .push((key.to_owned(), value.to_owned()));
    }
    unit
}

fn values<'a>(unit: &'a Unit, section: &str, key: &str) -> Vec<&'a str> {
    let of_section = unit.get(section).into_iter().flatten();
    of_section
        .filter(|(known, _)| known == key)
        .map(|(_, value)| value.as_str())
        .collect()
}

/// What the service must not lack. Nothing after the `=`: the empty set.
const HARDENED: &[&str] = &[
    "DynamicUser=yes",
    "StateDirectory=fanal",
    "StateDirectoryMode=0700",
    "UMask=0077",
    "LimitCORE=0",
    "MemorySwapMax=0",
    "AmbientCapabilities=",
    "CapabilityBoundingSet=",
    "LockPersonality=yes",
    "MemoryDenyWriteExecute=yes",
    "NoNewPrivileges=yes",
    "PrivateDevices=yes",
    "PrivateTmp=yes",
    "PrivateUsers=yes",
    "ProcSubset=pid",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHome=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "ProtectSystem=strict",
    "RemoveIPC=yes",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
];

/// What else stands in the unit: a key that is in neither list is a slip of the pen.
const ORDINARY: &[&str] = &[
    "Unit.Description",
    "Unit.Documentation",
    "Unit.Wants",
    "Unit.After",
    "Service.Type",
    "Service.ExecStart",
    "Service.ExecReload",
    "Service.TimeoutStopSec",
    "Service.WatchdogSec",
    "Service.Restart",
    "Service.RestartSec",
    "Service.RestartPreventExitStatus",
    "Service.LoadCredentialEncrypted",
    "Service.LimitNOFILE",
    "Service.SystemCallErrorNumber",
    "Install.WantedBy",
];

#[test]
fn the_unit_is_hardened_and_has_no_key_that_nobody_knows() {
    let unit = unit("deploy/systemd/fanal.service");
    assert_eq!(
        unit.keys().collect::<Vec<_>>(),
        ["Install", "Service", "Unit"]
    );
    for line in HARDENED {
        let (key, value) = line.split_once('=').unwrap();
        assert!(values(&unit, "Service", key).contains(&value), "{line}");
    }
    for (section, pairs) in &unit {
        for (key, value) in pairs {
            let ordinary = ORDINARY.contains(&format!("{section}.{key}").as_str());
            let hardening = HARDENED.contains(&format!("{key}={value}").as_str());
            assert!(ordinary || hardening, "[{section}] {key}={value}");
        }
    }
    assert_eq!(
        values(&unit, "Service", "Type"),
        ["notify"],
        "the node tells when it is ready"
    );
    assert_eq!(
        values(&unit, "Service", "ExecStart"),
        ["/usr/bin/fanal --dir /var/lib/fanal serve"]
    );
}

/// The name under which the unit loads the master key is the one that the configuration asks for.
#[test]
fn the_unit_and_the_configuration_mean_the_same_credential() {
    let unit = unit("deploy/systemd/fanal.service");
    let credential = values(&unit, "Service", "LoadCredentialEncrypted");
    let config: toml::Table = read("deploy/fanal.toml.sample").parse().unwrap();
    let name = config["at_rest"]["credential"].as_str().unwrap();
    assert_eq!(credential, [format!("{name}:/etc/fanal/{name}.cred")]);
}

#[test]
fn the_drop_in_for_tor_alone_leaves_the_node_nothing_but_this_machine() {
    let unit = unit("deploy/systemd/fanal.service.d/tor-only.conf.sample");
    let wanted = [("IPAddressDeny", "any"), ("IPAddressAllow", "localhost")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(unit, Unit::from([("Service".to_owned(), wanted.to_vec())]));
}

#[test]
fn systemd_itself_takes_the_unit() {
    let asks = |words: &[&str]| {
        let mut command = Command::new("systemd-analyze");
        command.args(words).stdin(Stdio::null()).output()
    };
    // `tests/install` brings it.
    let there = asks(&["--version"]);
    assert!(there.is_ok(), "no systemd-analyze");
    // The program need not be installed for this.
    let text = read("deploy/systemd/fanal.service");
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("fanal.service");
    std::fs::write(&path, text.replace("=/usr/bin/fanal ", "=/bin/true ")).unwrap();
    let output = asks(&["verify", "--man=no", &path.display().to_string()]).unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && !said.contains("fanal.service:"),
        "{said}"
    );
}
