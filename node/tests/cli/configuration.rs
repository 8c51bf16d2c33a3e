//! The configuration, and what `doctor` says of it.

use std::path::Path;

use crate::Folder;

#[test]
fn the_sample_configuration_is_right() {
    let folder = Folder::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/fanal.toml.sample");
    let (code, answer) =
        folder.json(&["config", "check", "--config", &sample.display().to_string()]);
    assert_eq!((code, &answer["ok"]), (0, &true.into()), "{answer}");
}

#[test]
fn a_wrong_configuration_names_file_line_and_key() {
    let folder = Folder::new();
    let file = folder.write(
        "fanal.toml",
        "[node]\nlang = \"en\"\n\n[listen]\nsink = \"127.0.0.1:1\"\n",
    );
    let (code, answer) = folder.json(&["config", "check", "--config", &file]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (2, &"usage.invalid".into())
    );
    let text = answer["error"]["text"].as_str().unwrap();
    assert!(
        text.contains("fanal.toml, line 5") && text.contains("`sink`"),
        "{text}"
    );
}

/// [CLI-10]
#[test]
fn all_faults_of_a_configuration_are_named_at_once_and_how_to_mend_them() {
    let folder = Folder::new();
    let text =
        "[node]\nlang = \"nl\"\n[listen]\nsink = 1\nsync = \"here\"\n[backup]\nkeep_days = 0\n";
    let file = folder.write("fanal.toml", text);
    let ended = folder.run(&["config", "check", "--config", &file]);
    assert_eq!((ended.code, ended.stderr.as_str()), (2, ""));
    let lines: Vec<&str> = ended.stdout.lines().collect();
    for (at, place) in [
        "line 2: `node.lang`",
        "line 4: `listen.sink`",
        "line 5: `listen.sync`",
        "line 7: `backup.keep_days`",
    ]
    .iter()
    .enumerate()
    {
        assert!(
            lines[at].contains(place) && lines[at].contains("mend: "),
            "{lines:?}"
        );
    }
    let (code, answer) = folder.json(&["config", "check", "--config", &file]);
    let told = answer["error"]["text"].as_str().unwrap();
    assert_eq!((code, told.lines().count()), (2, 4), "{told}");
    // A node that does not start says the first, and that there are more.
    let (_, answer) = folder.json(&["config", "show", "--config", &file]);
    let told = answer["error"]["text"].as_str().unwrap();
    assert!(
        told.contains("line 2") && told.ends_with("(the first of 4 faults)"),
        "{told}"
    );
}

/// [PAN-1]
#[test]
fn a_broken_configuration_keeps_nobody_from_shredding() {
    let desk = Folder::with_desk();
    let (_, status) = desk.json(&["status"]);
    let words = format!("shred {}", status["data"]["desk"].as_str().unwrap());
    let home = desk.0.join("node");
    std::fs::write(home.join("fanal.toml"), "nonsense = [").unwrap();
    let (code, answer) = desk.json(&["panic", "shred", "--confirm", &words]);
    assert_eq!(code, 0, "{answer}");
    let left = answer["data"]["left"].to_string();
    assert!(left.contains("could not be read"), "{left}");
    for gone in ["master.key", "fanal.db", "token", "fanal.toml"] {
        assert!(!home.join(gone).exists(), "{gone} is there");
    }
}

/// [CLI-8]
#[test]
fn doctor_tells_each_check_and_how_to_mend_it() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&["doctor"]);
    assert_eq!(code, 8, "the key lies beside the database");
    let checks = answer["data"]["checks"].as_array().unwrap();
    let of = |name: &str| checks.iter().find(|check| check["name"] == name).unwrap();
    assert_eq!(of("master key")["state"], "warning");
    assert!(
        of("master key")["fix"]
            .as_str()
            .unwrap()
            .contains("key_file")
    );
    assert_eq!(
        (&of("database")["state"], &of("own entry")["state"]),
        (&"good".into(), &"good".into())
    );
    let (code, _) = Folder::new().json(&["doctor"]);
    assert_eq!(code, 1, "no node is here");
}

/// [CLI-11]
#[test]
fn doctor_looks_through_a_log_and_says_what_would_listen() {
    let desk = Folder::with_desk();
    let check = |name: &str, args: &[&str]| {
        let (_, answer) = desk.json(&[&["doctor"], args].concat());
        let checks = answer["data"]["checks"].as_array().unwrap().clone();
        let mut checks = checks.into_iter();
        checks.find(|check| check["name"] == name).unwrap()
    };
    let ports = check("open ports", &[]);
    assert_eq!(ports["state"], "good", "{ports}");
    assert!(
        ports["text"].as_str().unwrap().contains("console on "),
        "{ports}"
    );
    assert_eq!(check("log", &[])["state"], "skipped");

    let quiet = desk.write(
        "quiet.log",
        "INFO fanal::serve: ready version=\"0.1.0\" desk=lab\n",
    );
    assert_eq!(check("log", &["--log", &quiet])["state"], "good");
    let leaky = desk.write(
        "leaky.log",
        "INFO fanal::serve: ready\nWARN fanal: asked value=evil-lantern.net\n",
    );
    let told = check("log", &["--log", &leaky]);
    assert_eq!(told["state"], "bad", "{told}");
    assert!(
        told["text"].as_str().unwrap().contains("line 2: a domain"),
        "{told}"
    );
    assert!(!told.to_string().contains("evil-lantern"), "{told}");
    assert_eq!(check("log", &["--log", "/no/such/log"])["state"], "warning");
}
