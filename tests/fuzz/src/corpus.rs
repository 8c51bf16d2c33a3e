//! Where inputs come from: the project's own vectors, and real public files that are read where they
//! lie and never copied.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The longest real file that is taken whole; of a longer one, its beginning.
const MOST_BYTES: usize = 16 << 10;
/// Real files of one ending that are taken.
const MOST_FILES: usize = 24;

/// The vectors, and the folder of real files if there is one.
pub struct Corpora {
    vectors: Vec<Value>,
    data: Option<PathBuf>,
}

impl Corpora {
    /// The vectors of the protocol, and the files of `FANAL_DATA` or of the folder that lies beside
    /// this tree.
    pub fn read() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the test command tells the folder of the real files in no other way"
        )]
        let told = std::env::var_os("FANAL_DATA").map(PathBuf::from);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let data = told.or_else(|| Some(root.join("../shared/data")));
        let mut files = Vec::new();
        for folder in ["accept", "refuse"] {
            collect(
                &root.join("protocol/vectors").join(folder),
                "json",
                &mut files,
            );
        }
        let vectors: Vec<Value> = files
            .iter()
            .map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
            .collect();
        assert!(
            vectors.len() > 100,
            "protocol/vectors has {} files",
            vectors.len()
        );
        Self {
            vectors,
            data: data.filter(|folder| folder.is_dir()),
        }
    }

    /// Is there a folder of real files?
    pub const fn has_real_files(&self) -> bool {
        self.data.is_some()
    }

    /// What comes in, of every vector of this sort: `statement`, `roster` or `checkpoint`.
    pub(crate) fn vectors(&self, what: &str) -> Vec<Vec<u8>> {
        let of_sort = self
            .vectors
            .iter()
            .filter(|vector| vector["what"] == what && vector.get("then_spaces").is_none());
        of_sort
            .filter_map(|vector| vector["envelope"].as_str())
            .map(|text| text.as_bytes().to_vec())
            .collect()
    }

    /// The payloads of those.
    pub(crate) fn payloads(&self, what: &str) -> Vec<Vec<u8>> {
        let envelopes = self.vectors(what);
        let parsed = envelopes
            .iter()
            .filter_map(|bytes| fanal_protocol::Envelope::parse(bytes).ok());
        parsed.map(|envelope| envelope.payload().to_vec()).collect()
    }

    /// The beginnings of real files with this ending below this folder, in the order of their names.
    pub(crate) fn files(&self, folder: &str, ending: &str) -> Vec<Vec<u8>> {
        let mut files = Vec::new();
        if let Some(data) = &self.data {
            collect(&data.join(folder), ending, &mut files);
        }
        let step = files.len().div_ceil(MOST_FILES).max(1);
        let chosen = files.iter().step_by(step);
        chosen
            .map(|file| {
                let mut bytes = std::fs::read(file).unwrap();
                bytes.truncate(MOST_BYTES);
                bytes
            })
            .collect()
    }
}

fn collect(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, ending, into);
        } else if path.extension().is_some_and(|found| found == ending) {
            into.push(path);
        }
    }
}
