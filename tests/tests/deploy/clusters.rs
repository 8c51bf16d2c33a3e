//! Compose and Kubernetes.

use std::collections::BTreeSet;

use serde_norway::Value;

use crate::configuration::{KEYS, keys};
use crate::surroundings::root;
use crate::{API, CONSOLE, PUBLIC, SYNC, read};

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
        [
            format!("{SYNC}:{SYNC}"),
            local(PUBLIC),
            local(CONSOLE),
            local(API)
        ]
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
