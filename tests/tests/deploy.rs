//! The samples in `deploy/` are what they claim: they parse, name what exists, and shut what they say
//! they shut. And every command that a document names is one that the program has.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod surroundings;

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};

use serde_norway::Value;
use surroundings::{fanal, printed, root};

const SYNC: &str = "9443";
const PUBLIC: &str = "9480";
const API: &str = "9460";
/// Stands behind nothing, anywhere.
const OPS: &str = "9461";

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Lines that say something, trimmed, without those that begin with `#`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

// --- systemd ---------------------------------------------------------------------------------------

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
    if asks(&["--version"]).is_err() {
        println!("left out: systemd_itself_takes_the_unit (no systemd-analyze)");
        return;
    }
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

// --- configuration ---------------------------------------------------------------------------------

/// Every key of `fanal.toml`. (The node's own test reads the sample with the code that reads it there.)
const KEYS: &[&str] = &[
    "at_rest.credential",
    "at_rest.key_file",
    "at_rest.passphrase",
    "jobs.drill",
    "jobs.freshness",
    "jobs.heartbeat",
    "jobs.retention",
    "jobs.sync",
    "listen.api",
    "listen.ops",
    "listen.public",
    "listen.sync",
    "node.database",
    "node.lang",
    "public.base_url",
    "public.title",
    "sync.socks5",
    "sync.tor_only",
];

fn keys(text: &str) -> BTreeSet<String> {
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}"));
    let of_section = |(section, inner): (&String, &toml::Value)| {
        let inner = inner
            .as_table()
            .unwrap_or_else(|| panic!("{section} is no section"));
        inner
            .keys()
            .map(|key| format!("{section}.{key}"))
            .collect::<Vec<_>>()
    };
    table.iter().flat_map(of_section).collect()
}

/// Every key with the section it stands in, those that are commented out as well.
fn keys_explained(text: &str) -> BTreeSet<String> {
    let mut section = String::new();
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim_start_matches(['#', ' ']);
        if let Some((name, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            name.clone_into(&mut section);
        } else if let Some((key, _)) = line.split_once(" = ") {
            found.extend((!key.contains(' ')).then(|| format!("{section}.{key}")));
        }
    }
    found
}

#[test]
fn the_sample_of_the_configuration_has_every_key_and_no_other() {
    let text = read("deploy/fanal.toml.sample");
    let known: BTreeSet<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(keys_explained(&text), known);
    let unknown: Vec<String> = keys(&text).difference(&known).cloned().collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_program_takes_the_sample() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = root().join("deploy/fanal.toml.sample");
    let mut command = fanal();
    command
        .arg("--dir")
        .arg(folder.path())
        .arg("--config")
        .arg(path);
    printed(command.args(["config", "check"]));
}

// --- container -------------------------------------------------------------------------------------

/// The instructions of a Containerfile, a stage a list.
fn stages() -> Vec<Vec<(String, String)>> {
    let text = read("deploy/container/Containerfile").replace("\\\n", " ");
    let mut stages: Vec<Vec<(String, String)>> = Vec::new();
    for line in lines(&text) {
        let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        if word == "FROM" {
            stages.push(Vec::new());
        }
        let stage = stages
            .last_mut()
            .unwrap_or_else(|| panic!("before FROM: {line}"));
        stage.push((
            word.to_owned(),
            rest.split_whitespace().collect::<Vec<_>>().join(" "),
        ));
    }
    stages
}

fn said<'a>(stage: &'a [(String, String)], word: &str) -> Vec<&'a str> {
    stage
        .iter()
        .filter(|(known, _)| known == word)
        .map(|(_, rest)| rest.as_str())
        .collect()
}

#[test]
fn the_image_is_built_apart_and_runs_as_nobody() {
    const KNOWN: &[&str] = &[
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "USER",
        "VOLUME",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    ];
    let stages = stages();
    let [build, run] = stages.as_slice() else {
        panic!("two stages, not {}", stages.len())
    };
    for (word, rest) in stages.iter().flatten() {
        assert!(KNOWN.contains(&word.as_str()), "{word} {rest}");
    }
    assert!(said(build, "FROM")[0].ends_with(" AS build"));
    assert!(
        said(build, "RUN")
            .iter()
            .any(|line| line.contains("--locked")),
        "as in Cargo.lock"
    );
    assert_eq!(said(run, "USER"), ["65532:65532"]);
    assert_eq!(said(run, "VOLUME"), ["/var/lib/fanal"]);
    assert_eq!(
        said(run, "EXPOSE"),
        [format!("{SYNC} {PUBLIC} {API}")],
        "never {OPS}"
    );
    let [health] = said(run, "HEALTHCHECK")[..] else {
        panic!("one HEALTHCHECK")
    };
    let (_, call) = health.split_once("CMD ").unwrap();
    for list in [call, said(run, "ENTRYPOINT")[0], said(run, "CMD")[0]] {
        let words: Vec<String> =
            serde_json::from_str(list).unwrap_or_else(|e| panic!("{list}: {e}"));
        assert!(!words.is_empty(), "{list}");
    }
    let as_root = run.iter().skip_while(|(word, _)| word != "USER");
    assert!(
        as_root
            .clone()
            .all(|(word, _)| word != "RUN" && word != "COPY")
    );
}

#[test]
fn what_the_image_copies_is_there_and_the_workspace_is_whole() {
    let stages = stages();
    let copied: Vec<&str> = stages
        .iter()
        .flat_map(|stage| said(stage, "COPY"))
        .collect();
    let mut sources = BTreeSet::new();
    for line in copied.iter().filter(|line| !line.starts_with("--from=")) {
        let (from, _) = line.rsplit_once(' ').unwrap();
        sources.extend(from.split(' '));
    }
    for source in &sources {
        assert!(root().join(source).exists(), "{source}");
    }
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    for member in workspace["workspace"]["members"].as_array().unwrap() {
        let folder = member.as_str().unwrap().trim_end_matches("/*");
        assert!(
            sources.contains(folder),
            "`{folder}` is a member, and is not copied"
        );
    }
}

/// The first two numbers of a version.
fn release(version: &str) -> (u32, u32) {
    let mut numbers = version
        .split(['.', '-'])
        .map(|number| number.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

#[test]
fn the_image_has_a_toolchain_that_is_new_enough() {
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    let needed = workspace["workspace"]["package"]["rust-version"]
        .as_str()
        .unwrap();
    let stages = stages();
    let from = said(&stages[0], "FROM")[0];
    let (_, rest) = from.split_once("/rust:").unwrap();
    assert!(release(rest) >= release(needed), "{from} for {needed}");
}

// --- YAML ------------------------------------------------------------------------------------------

fn documents(path: &str) -> Vec<Value> {
    let text = read(path);
    let found = text.split("\n---\n").map(serde_norway::from_str);
    found
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands at `a.b.c`; a number is a place in a list. `Null`, if there is nothing.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.')
        .fold(value, |value, step| match step.parse::<usize>() {
            Ok(index) => value.get(index).unwrap_or(&Value::Null),
            Err(_) => value.get(step).unwrap_or(&Value::Null),
        })
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    at(value, path)
        .as_str()
        .unwrap_or_else(|| panic!("no text at {path}"))
}

fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    at(value, path)
        .as_sequence()
        .unwrap_or_else(|| panic!("no list at {path}"))
}

fn texts<'a>(value: &'a Value, path: &str) -> Vec<&'a str> {
    list(value, path)
        .iter()
        .map(|one| one.as_str().unwrap_or_else(|| panic!("{path}")))
        .collect()
}

fn is(value: &Value, path: &str, wanted: bool) {
    assert_eq!(at(value, path).as_bool(), Some(wanted), "{path}");
}

#[test]
fn the_compose_file_gives_the_node_its_volume_and_little_else() {
    let [file] = &documents("deploy/container/compose.yaml")[..] else {
        panic!("one document")
    };
    let node = at(file, "services.fanal");
    is(node, "read_only", true);
    assert_eq!(text(node, "user"), "65532:65532");
    assert_eq!(texts(node, "cap_drop"), ["ALL"]);
    assert_eq!(texts(node, "security_opt"), ["no-new-privileges:true"]);
    assert_eq!(
        text(node, "mem_limit"),
        text(node, "memswap_limit"),
        "nothing goes to swap"
    );
    assert_eq!(at(node, "ulimits.core").as_u64(), Some(0), "no core dump");
    for no in [
        "privileged",
        "cap_add",
        "network_mode",
        "pid",
        "ipc",
        "devices",
        "environment",
    ] {
        assert!(at(node, no).is_null(), "{no}");
    }
    let local = |port: &str| format!("127.0.0.1:{port}:{port}");
    assert_eq!(
        texts(node, "ports"),
        [format!("{SYNC}:{SYNC}"), local(PUBLIC), local(API)]
    );
    let volumes = texts(node, "volumes");
    assert_eq!(
        volumes,
        [
            "state:/var/lib/fanal",
            "./fanal.toml:/var/lib/fanal/fanal.toml:ro"
        ]
    );
    for secret in texts(node, "secrets") {
        assert!(
            !at(file, &format!("secrets.{secret}.file")).is_null(),
            "{secret}"
        );
    }
    let context = root()
        .join("deploy/container")
        .join(text(node, "build.context"));
    assert!(context.join(text(node, "build.dockerfile")).is_file());
}

fn of_kind<'a>(documents: &'a [Value], kind: &str) -> Vec<&'a Value> {
    documents
        .iter()
        .filter(|document| text(document, "kind") == kind)
        .collect()
}

fn assert_confined(pod: &Value) {
    is(pod, "automountServiceAccountToken", false);
    is(pod, "enableServiceLinks", false);
    is(pod, "securityContext.runAsNonRoot", true);
    assert_eq!(at(pod, "securityContext.runAsUser").as_u64(), Some(65_532));
    assert_eq!(
        text(pod, "securityContext.seccompProfile.type"),
        "RuntimeDefault"
    );
    for no in ["hostNetwork", "hostPID", "hostIPC"] {
        assert!(at(pod, no).is_null(), "{no}");
    }
    let volumes: BTreeSet<&str> = list(pod, "volumes")
        .iter()
        .map(|one| text(one, "name"))
        .collect();
    assert!(
        list(pod, "volumes")
            .iter()
            .all(|one| at(one, "hostPath").is_null())
    );
    for container in list(pod, "containers") {
        is(container, "securityContext.allowPrivilegeEscalation", false);
        is(container, "securityContext.readOnlyRootFilesystem", true);
        assert_eq!(
            texts(container, "securityContext.capabilities.drop"),
            ["ALL"]
        );
        assert!(at(container, "securityContext.capabilities.add").is_null());
        assert!(at(container, "env").is_null(), "secrets come as files");
        for mount in list(container, "volumeMounts") {
            assert!(volumes.contains(text(mount, "name")), "{mount:?}");
        }
    }
}

#[test]
fn the_pods_of_kubernetes_are_confined() {
    let all = documents("deploy/kubernetes/fanal.yaml");
    let enforced = "pod-security.kubernetes.io/enforce";
    let labels = at(of_kind(&all, "Namespace")[0], "metadata.labels");
    assert_eq!(
        labels.get(enforced).and_then(Value::as_str),
        Some("restricted")
    );
    for document in &all {
        let cluster_wide = text(document, "kind") == "Namespace";
        assert!(cluster_wide || text(document, "metadata.namespace") == "fanal");
    }
    assert!(
        of_kind(&all, "Secret").is_empty(),
        "no key in a file that is copied around"
    );
    let set = of_kind(&all, "StatefulSet")[0];
    let pod = at(set, "spec.template.spec");
    assert_confined(pod);
    assert_eq!(
        at(set, "spec.selector.matchLabels"),
        at(set, "spec.template.metadata.labels")
    );
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        assert_eq!(
            text(pod, &format!("containers.0.{probe}.httpGet.port")),
            "ops",
            "{probe}"
        );
    }
    let once = documents("deploy/kubernetes/init.yaml");
    let init = at(of_kind(&once, "Pod")[0], "spec");
    assert_confined(init);
    assert_eq!(
        text(init, "containers.0.image"),
        text(pod, "containers.0.image")
    );
    assert_eq!(texts(init, "containers.0.args"), ["init"]);
}

#[test]
fn kubernetes_lets_nobody_near_the_ops_port_and_ends_no_tls() {
    let all = documents("deploy/kubernetes/fanal.yaml");
    assert!(of_kind(&all, "Ingress").is_empty());
    for service in of_kind(&all, "Service") {
        let ports: Vec<&str> = list(service, "spec.ports")
            .iter()
            .map(|port| text(port, "targetPort"))
            .collect();
        if at(service, "spec.type").as_str() == Some("LoadBalancer") {
            assert_eq!(ports, ["sync"], "the world reaches nothing else");
        }
        assert!(!ports.contains(&"ops"));
        assert!(
            at(service, "metadata.annotations").is_null(),
            "no layer-7 balancer"
        );
    }
    let policy = at(of_kind(&all, "NetworkPolicy")[0], "spec");
    assert_eq!(texts(policy, "policyTypes"), ["Ingress", "Egress"]);
    for rule in list(policy, "ingress") {
        let ports: Vec<&str> = list(rule, "ports")
            .iter()
            .map(|port| text(port, "port"))
            .collect();
        let from_anywhere = at(rule, "from").is_null();
        assert!(
            !from_anywhere || ports == ["sync"],
            "{ports:?} from anywhere"
        );
    }
    let outside = list(policy, "egress")
        .iter()
        .flat_map(|rule| list(rule, "to"));
    let blocks = outside
        .map(|to| at(to, "ipBlock"))
        .filter(|block| !block.is_null());
    assert!(blocks.clone().count() > 0);
    for block in blocks {
        assert!(
            !list(block, "except").is_empty(),
            "the provider's metadata address"
        );
    }
}

#[test]
fn the_configuration_in_kubernetes_has_known_keys_and_the_mounted_key_file() {
    let all = documents("deploy/kubernetes/fanal.yaml");
    let text = at(of_kind(&all, "ConfigMap")[0], "data")
        .get("fanal.toml")
        .and_then(Value::as_str);
    let text = text.unwrap();
    let unknown: Vec<String> = keys(text)
        .into_iter()
        .filter(|key| !KEYS.contains(&key.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let config: toml::Table = text.parse().unwrap();
    let pod = at(of_kind(&all, "StatefulSet")[0], "spec.template.spec");
    let mounts = list(pod, "containers.0.volumeMounts").iter();
    let mut folders = mounts.map(|mount| self::text(mount, "mountPath"));
    let key_file = config["at_rest"]["key_file"].as_str().unwrap();
    assert!(
        folders.any(|folder| key_file == format!("{folder}/master.key")),
        "{key_file}"
    );
}

// --- Tor -------------------------------------------------------------------------------------------

#[test]
fn the_onion_services_lead_to_the_listeners_and_never_to_ops() {
    let file = read("deploy/tor/torrc.sample");
    let mut services: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut service = "";
    for line in lines(&file) {
        let (key, value) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        match key {
            "SocksPort" => assert_eq!(value, "127.0.0.1:9050 IsolateDestAddr IsolateDestPort"),
            "SafeLogging" => assert_eq!(value, "1"),
            "HiddenServiceDir" => service = value,
            "HiddenServiceVersion" => assert_eq!(value, "3", "{service}"),
            "HiddenServicePort" => services.entry(service).or_default().push(value),
            _ => panic!("unknown: {line}"),
        }
    }
    let found: Vec<(&str, Vec<&str>)> = services.into_iter().collect();
    assert_eq!(
        found,
        [
            ("/var/lib/tor/fanal-console/", vec!["80 127.0.0.1:9460"]),
            ("/var/lib/tor/fanal-public/", vec!["80 127.0.0.1:9480"]),
            ("/var/lib/tor/fanal-sync/", vec!["9443 127.0.0.1:9443"]),
        ]
    );
    let config = read("deploy/fanal.toml.sample");
    assert!(
        config.contains("socks5 = \"127.0.0.1:9050\""),
        "the same port"
    );
}

// --- proxies ---------------------------------------------------------------------------------------

/// A directive with its words, and what stands in its block.
#[derive(Debug)]
struct Directive {
    words: Vec<String>,
    block: Vec<Directive>,
}

impl Directive {
    fn name(&self) -> &str {
        &self.words[0]
    }

    fn rest(&self) -> String {
        self.words[1..].join(" ")
    }

    /// This directive and all below it.
    fn all(&self) -> Vec<&Self> {
        let below = self.block.iter().flat_map(Self::all);
        std::iter::once(self).chain(below).collect()
    }

    fn named<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        self.all()
            .into_iter()
            .filter(|directive| directive.name() == name)
            .collect()
    }
}

/// nginx: `;` ends a directive. Caddy: the end of the line does.
fn directives(path: &str, ends_with_line: bool) -> Directive {
    let text: String = lines(&read(path)).map(|line| format!("{line}\n")).collect();
    let text = if ends_with_line {
        text.replace('\n', " ; ")
    } else {
        text.replace(';', " ; ")
    };
    let mut open = vec![Directive {
        words: vec![path.to_owned()],
        block: Vec::new(),
    }];
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match word {
            ";" if words.is_empty() => {}
            ";" => {
                let words = std::mem::take(&mut words);
                open.last_mut().unwrap().block.push(Directive {
                    words,
                    block: Vec::new(),
                });
            }
            "{" => {
                if words.is_empty() {
                    words.push("(global)".to_owned());
                }
                open.push(Directive {
                    words: std::mem::take(&mut words),
                    block: Vec::new(),
                });
            }
            "}" => {
                assert!(words.is_empty(), "{path}: {words:?} is not ended");
                let closed = open.pop().unwrap();
                let around = open
                    .last_mut()
                    .unwrap_or_else(|| panic!("{path}: one }} too many"));
                around.block.push(closed);
            }
            _ => words.push(word.to_owned()),
        }
    }
    let file = open.pop().unwrap();
    assert!(
        open.is_empty() && words.is_empty(),
        "{path}: a block is not closed"
    );
    file
}

/// Headers by which a proxy tells where a reader comes from.
const TELLING: &[&str] = &["X-Forwarded-For", "X-Real-IP", "Forwarded"];

#[test]
fn nginx_keeps_no_log_and_passes_no_address_on() {
    let file = directives("deploy/proxy/nginx.conf.sample", false);
    for around in ["stream", "http"] {
        let [block] = file.named(around)[..] else {
            panic!("one {around}")
        };
        let own = block.block.iter().find(|one| one.name() == "access_log");
        assert_eq!(own.unwrap().rest(), "off", "{around}");
    }
    for log in file.named("access_log") {
        assert_eq!(log.rest(), "off");
    }
    assert!(
        file.named("error_log")
            .iter()
            .all(|log| log.words.last().unwrap() == "emerg")
    );
    for no in [
        "log_format",
        "proxy_cache",
        "proxy_cache_path",
        "proxy_store",
        "proxy_bind",
    ] {
        assert!(file.named(no).is_empty(), "{no}");
    }
    let set: BTreeMap<String, String> = file
        .named("proxy_set_header")
        .iter()
        .map(|header| (header.words[1].clone(), header.words[2..].join(" ")))
        .collect();
    for header in TELLING {
        assert_eq!(
            set.get(*header).map(String::as_str),
            Some("\"\""),
            "{header}"
        );
    }
    // In a server or location such a line would undo all of those above it.
    let [http] = file.named("http")[..] else {
        panic!("one http")
    };
    let above = http
        .block
        .iter()
        .filter(|one| one.name() == "proxy_set_header")
        .count();
    assert_eq!(above, file.named("proxy_set_header").len());
    for directive in file.all() {
        let line = directive.words.join(" ");
        for variable in [
            "remote_addr",
            "add_x_forwarded_for",
            "proxy_protocol",
            "realip",
        ] {
            assert!(!line.contains(variable), "{line}");
        }
    }
}

#[test]
fn nginx_passes_sync_through_and_leads_nobody_to_ops() {
    let file = directives("deploy/proxy/nginx.conf.sample", false);
    let [stream] = file.named("stream")[..] else {
        panic!("one stream")
    };
    assert!(
        stream
            .named("listen")
            .iter()
            .all(|listen| listen.rest().ends_with(SYNC))
    );
    for directive in stream.all() {
        assert!(
            !directive.words.iter().any(|word| word.contains("ssl")),
            "{directive:?}"
        );
    }
    let [http] = file.named("http")[..] else {
        panic!("one http")
    };
    let ahead: BTreeSet<String> = http
        .named("proxy_pass")
        .iter()
        .map(|one| one.rest())
        .collect();
    let wanted = [API, PUBLIC].map(|port| format!("http://127.0.0.1:{port}"));
    assert_eq!(ahead, wanted.into());
    assert!(
        http.named("listen")
            .iter()
            .all(|listen| !listen.words[1].ends_with(SYNC))
    );
}

#[test]
fn caddy_keeps_no_log_passes_no_address_on_and_leaves_sync_alone() {
    let file = directives("deploy/proxy/Caddyfile.sample", true);
    let (mut logs, mut proxies) = (0, BTreeSet::new());
    for block in &file.block {
        match block.name() {
            "(global)" => {
                let log = block.named("log")[0];
                assert!(
                    log.block
                        .iter()
                        .any(|one| one.words == ["exclude", "http.log.error"])
                );
                assert_eq!(block.named("admin")[0].rest(), "off");
                logs += 1;
            }
            "(without_addresses)" => {
                let gone: Vec<String> = block.block.iter().map(Directive::rest).collect();
                for header in TELLING {
                    assert!(gone.contains(&format!("-{header}")), "{header}");
                }
            }
            site => {
                assert!(block.named("log").is_empty(), "{site}");
                for proxy in block.named("reverse_proxy") {
                    let imports = proxy
                        .block
                        .iter()
                        .any(|one| one.words == ["import", "without_addresses"]);
                    assert!(imports, "{site}");
                    proxies.insert(proxy.rest());
                }
            }
        }
    }
    assert_eq!(logs, 1);
    assert_eq!(
        proxies,
        [API, PUBLIC].map(|port| format!("127.0.0.1:{port}")).into()
    );
}

// --- documents -------------------------------------------------------------------------------------

const DOCUMENTS: &[&str] = &[
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "SPEC.md",
    "deploy/README.md",
    "deploy/tor/README.md",
    "deploy/fanal.toml.sample",
];

/// Lines of examples, and what stands in backquotes.
fn code(text: &str) -> Vec<&str> {
    let (mut found, mut fenced) = (Vec::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            found.push(line.trim());
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// How a call of the program begins.
const CALLS: &[&str] = &["fanal ", "cargo run --release -- ", "cargo run -- "];

/// Verb and options of a call: `fanal --dir DIR roster draft --days 90` gives `roster draft` and `--days`.
fn call(line: &str) -> Option<(Vec<&str>, Vec<&str>)> {
    let rest = CALLS.iter().find_map(|start| line.strip_prefix(start))?;
    let words: Vec<&str> = rest.split('#').next()?.split_whitespace().collect();
    let words = match words.as_slice() {
        ["--dir" | "--config", _, rest @ ..] => rest,
        all => all,
    };
    let is_verb = |word: &&&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let verb = words
        .iter()
        .take_while(|word| !word.starts_with('-'))
        .take_while(is_verb)
        .copied();
    let options = words
        .iter()
        .filter(|word| word.starts_with("--") && word.len() > 2);
    Some((
        verb.collect(),
        options
            .map(|word| word.split('=').next().unwrap_or(word))
            .collect(),
    ))
}

/// What `--help` says of a verb of two words, or of one: what comes behind is what it is about.
fn help(verb: &[&str]) -> Option<String> {
    (1..=verb.len().min(2)).rev().find_map(|length| {
        let output = fanal()
            .args(verb.get(..length)?)
            .arg("--help")
            .output()
            .unwrap();
        output
            .status
            .success()
            .then(|| String::from_utf8(output.stdout).unwrap())
    })
}

#[test]
fn every_command_and_option_that_a_document_names_exists() {
    let mut wrong = Vec::new();
    for path in DOCUMENTS {
        for line in code(&read(path)) {
            let Some((verb, options)) = call(line) else {
                continue;
            };
            match help(&verb) {
                None => wrong.push(format!("{path}: {line}")),
                Some(help) => {
                    let missing = options.into_iter().filter(|option| !help.contains(option));
                    wrong.extend(missing.map(|option| format!("{path}: {option} in {line}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_links_of_the_documents_lead_to_files() {
    let mut broken = Vec::new();
    for path in DOCUMENTS.iter().filter(|path| path.ends_with(".md")) {
        let text = read(path);
        let folder = root().join(path).parent().unwrap().to_owned();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once(')')?.0));
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap_or(link);
            if !folder.join(file).exists() {
                broken.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
