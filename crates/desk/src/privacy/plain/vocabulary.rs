//! The words of STIX 2.1 by their fields: its types, its open vocabularies, and the kill chains in use. A word that
//! is not here is somebody's own, and a text: a name fits into one word.

/// Types of objects.
const TYPES: &[&str] = &[
    "artifact",
    "attack-pattern",
    "autonomous-system",
    "bundle",
    "campaign",
    "course-of-action",
    "directory",
    "domain-name",
    "email-addr",
    "email-message",
    "extension-definition",
    "file",
    "grouping",
    "identity",
    "incident",
    "indicator",
    "infrastructure",
    "intrusion-set",
    "ipv4-addr",
    "ipv6-addr",
    "language-content",
    "location",
    "mac-addr",
    "malware",
    "malware-analysis",
    "marking-definition",
    "mutex",
    "network-traffic",
    "note",
    "observed-data",
    "opinion",
    "process",
    "relationship",
    "report",
    "sighting",
    "software",
    "threat-actor",
    "tool",
    "url",
    "user-account",
    "vulnerability",
    "windows-registry-key",
    "x509-certificate",
];

/// Words of each field that has a list of them.
const WORDS: &[(&str, &[&str])] = &[
    (
        "pattern_type",
        &["stix", "pcre", "sigma", "snort", "suricata", "yara"],
    ),
    (
        "indicator_types",
        &[
            "anomalous-activity",
            "anonymization",
            "attribution",
            "benign",
            "compromised",
            "malicious-activity",
            "unknown",
        ],
    ),
    (
        "malware_types",
        &[
            "adware",
            "backdoor",
            "bot",
            "bootkit",
            "ddos",
            "downloader",
            "dropper",
            "exploit-kit",
            "keylogger",
            "ransomware",
            "remote-access-trojan",
            "resource-exploitation",
            "rogue-security-software",
            "rootkit",
            "screen-capture",
            "spyware",
            "trojan",
            "unknown",
            "virus",
            "webshell",
            "wiper",
            "worm",
        ],
    ),
    (
        "tool_types",
        &[
            "credential-exploitation",
            "denial-of-service",
            "exploitation",
            "information-gathering",
            "network-capture",
            "remote-access",
            "unknown",
            "vulnerability-scanning",
        ],
    ),
    (
        "infrastructure_types",
        &[
            "amplification",
            "anonymization",
            "botnet",
            "command-and-control",
            "control-system",
            "exfiltration",
            "firewall",
            "hosting-malware",
            "hosting-target-lists",
            "phishing",
            "reconnaissance",
            "routers-switches",
            "staging",
            "unknown",
            "workstation",
        ],
    ),
    (
        "report_types",
        &[
            "attack-pattern",
            "campaign",
            "identity",
            "indicator",
            "intrusion-set",
            "malware",
            "observed-data",
            "threat-actor",
            "threat-report",
            "tool",
            "vulnerability",
        ],
    ),
    (
        "threat_actor_types",
        &[
            "activist",
            "competitor",
            "crime-syndicate",
            "criminal",
            "hacker",
            "insider-accidental",
            "insider-disgruntled",
            "nation-state",
            "sensationalist",
            "spy",
            "terrorist",
            "unknown",
        ],
    ),
    (
        "identity_class",
        &[
            "class",
            "group",
            "individual",
            "organization",
            "system",
            "unknown",
        ],
    ),
    (
        "relationship_type",
        &[
            "analysis-of",
            "attributed-to",
            "authored-by",
            "av-analysis-of",
            "based-on",
            "beacons-to",
            "characterizes",
            "communicates-with",
            "compromises",
            "consists-of",
            "controls",
            "delivers",
            "derived-from",
            "detects",
            "downloads",
            "drops",
            "duplicate-of",
            "dynamic-analysis-of",
            "exfiltrates-to",
            "exploits",
            "has",
            "hosts",
            "impersonates",
            "indicates",
            "investigates",
            "located-at",
            "mitigates",
            "originates-from",
            "owns",
            "part-of",
            "related-to",
            "remediates",
            "resolves-to",
            "revoked-by",
            "static-analysis-of",
            "subtechnique-of",
            "targets",
            "uses",
            "variant-of",
        ],
    ),
    (
        "extension_type",
        &[
            "new-sco",
            "new-sdo",
            "new-sro",
            "property-extension",
            "toplevel-property-extension",
        ],
    ),
    ("definition_type", &["statement", "tlp"]),
    (
        "kill_chain_name",
        &[
            "lockheed-martin-cyber-kill-chain",
            "mandiant-attack-lifecycle-model",
            "mitre-attack",
            "mitre-ics-attack",
            "mitre-mobile-attack",
            "mitre-pre-attack",
        ],
    ),
    ("phase_name", PHASES),
];

/// Phases of the kill chains of MITRE, Lockheed Martin and Mandiant.
const PHASES: &[&str] = &[
    "actions-on-objective",
    "actions-on-objectives",
    "collection",
    "command-and-control",
    "complete-mission",
    "credential-access",
    "defense-evasion",
    "delivery",
    "discovery",
    "effects",
    "escalate-privileges",
    "establish-foothold",
    "evasion",
    "execution",
    "exfiltration",
    "exploitation",
    "impact",
    "impair-process-control",
    "inhibit-response-function",
    "initial-access",
    "initial-compromise",
    "installation",
    "internal-recon",
    "lateral-movement",
    "maintain-presence",
    "move-laterally",
    "network-effects",
    "persistence",
    "privilege-escalation",
    "reconnaissance",
    "remote-service-effects",
    "resource-development",
    "weaponization",
];

/// Scripts that a language may be written in, where its tag says it.
const SCRIPTS: &[&str] = &[
    "Arab", "Armn", "Beng", "Cyrl", "Deva", "Ethi", "Geor", "Grek", "Guru", "Hans", "Hant", "Hebr",
    "Jpan", "Khmr", "Kore", "Laoo", "Latn", "Mymr", "Sinh", "Taml", "Telu", "Thai", "Tibt",
];

pub(super) fn is_type(text: &str) -> bool {
    TYPES.contains(&text)
}

/// The words that this field may have; none, if there is no list of them.
pub(super) fn words_of(field: &str) -> Option<&'static [&'static str]> {
    let row = WORDS.iter().find(|(name, _)| *name == field);
    row.map(|(_, words)| *words)
}

/// A short BCP 47 tag: a language, perhaps its script, perhaps a region.
pub(super) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-').peekable();
    let is_known = parts.next().is_some_and(|tag| {
        (2..=3).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_lowercase())
    });
    parts.next_if(|tag| SCRIPTS.contains(tag));
    parts.next_if(|tag| {
        tag.len() == 2 && tag.chars().all(|c| c.is_ascii_uppercase())
            || tag.len() == 3 && tag.chars().all(|c| c.is_ascii_digit())
    });
    is_known && parts.next().is_none()
}
