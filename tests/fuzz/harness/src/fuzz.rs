//! libFuzzer around one target, which the environment names; or its seeds, written to a folder.
#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use fanal_fuzz::{Corpora, Reach, TARGETS, Target};
use libfuzzer_sys::fuzz_target;

static TARGET: OnceLock<&'static Target> = OnceLock::new();

fuzz_target!(
    init: begin(),
    |input: &[u8]| {
        if let Some(target) = TARGET.get() {
            let _ = (target.run)(input);
        }
    }
);

fn begin() {
    if let Some(folder) = std::env::var_os("FANAL_FUZZ_SEEDS") {
        write_all_seeds(Path::new(&folder));
        std::process::exit(0);
    }
    let name = std::env::var("FANAL_FUZZ_TARGET").expect("FANAL_FUZZ_TARGET names a target");
    let target = fanal_fuzz::target(&name).expect("FANAL_FUZZ_TARGET names a target");
    TARGET.set(target).ok();
}

/// `FOLDER/NAME/0001` and so on, `FOLDER/NAME.dict`; on standard output, who reaches which target.
fn write_all_seeds(folder: &Path) {
    let corpora = Corpora::read();
    for target in TARGETS {
        let seeds = folder.join(target.name);
        std::fs::create_dir_all(&seeds).expect("the folder of seeds can be made");
        for (at, seed) in (target.seeds)(&corpora).iter().enumerate() {
            std::fs::write(seeds.join(format!("{at:04}")), seed).expect("a seed can be written");
        }
        let words = target.words.iter().map(|word| quoted(word));
        let dictionary = folder.join(format!("{}.dict", target.name));
        std::fs::write(dictionary, words.collect::<String>()).expect("a dictionary can be written");
        let reach = match target.reach {
            Reach::Strangers => "strangers",
            Reach::Own => "own",
        };
        println!("{} {reach}", target.name);
    }
}

/// A line of a dictionary, as libFuzzer reads it.
fn quoted(word: &str) -> String {
    let bytes = word.bytes().map(|byte| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02X}"),
    });
    format!("\"{}\"\n", bytes.collect::<String>())
}
