//! Real material for the tests: published bundles, OASIS examples, test vectors. They lie outside
//! the repository.

use std::fs;
use std::path::{Path, PathBuf};

#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one door to the environment: where the samples are, and whether this is CI"
)]
fn environment(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

/// The folder named by `FANAL_DATA`, else `shared/data` beside the workspace. Without it a test
/// says that it is left out and passes, except on CI, where it must run.
pub(crate) fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = environment("FANAL_DATA").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    assert!(
        environment("CI").is_none_or(|ci| ci != "true"),
        "`{test}` needs the data folder; set FANAL_DATA"
    );
    println!("left out: `{test}`, there is no data folder; set FANAL_DATA");
    None
}

/// All STIX files below the data folder, in a stable order.
pub(crate) fn stix_files(data: &Path) -> Vec<PathBuf> {
    let mut files = files_below(
        data,
        &["amnesty", "mvt-indicators", "stalkerware/generated"],
    );
    files.retain(|file| file.extension().is_some_and(|end| end == "stix2"));
    files.extend(files_below(data, &["stix-examples", "stix-markings"]));
    files.retain(|file| file.file_name().is_some_and(|name| name != "schema.json"));
    let converted = files_below(data, &["misp-events/misp-stix"])
        .into_iter()
        .filter(|file| {
            let name = file
                .file_stem()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            name.ends_with("_stix20") || name.ends_with("_stix21")
        });
    files.extend(converted);
    files.sort();
    files
}

fn files_below(data: &Path, folders: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in folders {
        collect(&data.join(folder), &mut files);
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
