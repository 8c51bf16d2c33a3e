//! The data directory of a node, and where its master key comes from. [RST-1]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use argon2::Argon2;
use fanal_ambient::{MachineEntropy, random};
use fanal_protocol::{Code, Problem};
use fanal_store::Vault;
use zeroize::Zeroizing;

/// A data directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    /// The directory.
    pub dir: PathBuf,
}

/// Where the key that seals everything at rest comes from.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum MasterKey {
    /// A file of 32 bytes, best on another disk.
    File(PathBuf),
    /// A systemd credential of this name.
    Credential(String),
    /// A passphrase, stretched with Argon2id over the salt in the directory.
    Passphrase(Zeroizing<String>),
}

/// What [`Home::hold`] locks; nothing is in it.
const HELD: &str = ".held";
/// Bytes of the salt that a passphrase is stretched over.
const SALT_BYTES: usize = 16;
/// The name under which the master key is sealed behind a passphrase.
const SEALED: &str = "master-key";

impl Home {
    /// This directory.
    pub(crate) fn at(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// `fanal.toml`.
    pub(crate) fn config(&self) -> PathBuf {
        self.dir.join("fanal.toml")
    }

    /// The token of the local command line.
    pub(crate) fn token(&self) -> PathBuf {
        self.dir.join("token")
    }

    /// The default database.
    pub(crate) fn database(&self) -> PathBuf {
        self.dir.join("fanal.db")
    }

    /// The default key file.
    pub(crate) fn master_key(&self) -> PathBuf {
        self.dir.join("master.key")
    }

    /// What this desk noted of the policy that it adopted.
    pub(crate) fn policy(&self) -> PathBuf {
        self.dir.join("policy.json")
    }

    /// Where a running node says how it is reached on this machine.
    pub(crate) fn runtime(&self) -> PathBuf {
        self.dir.join("node.json")
    }

    /// The files of this directory that keys are made of.
    pub(crate) fn keys(&self) -> Vec<PathBuf> {
        vec![self.master_key(), self.salt()]
    }

    fn salt(&self) -> PathBuf {
        self.dir.join("passphrase.salt")
    }

    /// What a passphrase is stretched over, if it is one.
    pub(crate) fn read_salt(&self) -> Option<Vec<u8>> {
        fs::read(self.salt()).ok()
    }

    /// Puts back what a passphrase is stretched over; refuses to replace another.
    pub(crate) fn write_salt(&self, salt: &[u8]) -> Result<(), Problem> {
        if self.read_salt().as_deref() == Some(salt) {
            return Ok(());
        }
        self.write_new(&self.salt(), salt)
    }

    /// All that a node keeps here, but backups.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = vec![self.config(), self.token(), self.runtime(), self.policy()];
        files.extend(self.keys());
        let database = self.database();
        for end in ["", "-wal", "-shm", "-journal"] {
            files.push(PathBuf::from(format!("{}{end}", database.display())));
        }
        files
    }

    /// Held by who reads the database here and is no node (`feed serve`), until it is dropped: nobody sets the
    /// database aside beneath it. [BAK-8]
    pub(crate) fn hold(&self) -> Result<fs::File, Problem> {
        let path = self.dir.join(HELD);
        let file = fs::OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .map_err(|error| failed(&path, &error))?;
        file.lock_shared().map_err(|error| failed(&path, &error))?;
        Ok(file)
    }

    /// Does anybody hold it?
    pub(crate) fn is_held(&self) -> bool {
        let file = fs::File::open(self.dir.join(HELD));
        file.is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
    }

    /// Makes the directory, for its owner alone.
    pub(crate) fn make(&self) -> Result<(), Problem> {
        if self.dir.is_dir() {
            return Ok(());
        }
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.dir)
            .map_err(|error| failed(&self.dir, &error))
    }

    /// Reads the master key.
    pub(crate) fn read_master_key(&self, from: &MasterKey) -> Result<Zeroizing<[u8; 32]>, Problem> {
        match from {
            MasterKey::File(path) => read_key_file(&self.dir.join(path)),
            MasterKey::Credential(name) => {
                let folder = credentials_directory().ok_or_else(|| {
                    Problem::new(
                        Code::Misconfigured,
                        "systemd gave no credentials to this process",
                    )
                    .with_hint("start it by its unit, with `LoadCredentialEncrypted=`")
                })?;
                read_key_file(&folder.join(name))
            }
            MasterKey::Passphrase(passphrase) => {
                let kept = fs::read(self.salt()).map_err(|error| failed(&self.salt(), &error))?;
                behind_passphrase(passphrase, &kept)
            }
        }
    }

    /// Makes a new master key where it is to come from; refuses to replace one.
    pub(crate) fn make_master_key(&self, into: &MasterKey) -> Result<(), Problem> {
        match into {
            MasterKey::File(path) => {
                self.write_new(&self.dir.join(path), &random::<32>(&MachineEntropy))
            }
            // The credential is made by the administrator, with `systemd-creds encrypt`.
            MasterKey::Credential(_) => Ok(()),
            MasterKey::Passphrase(passphrase) => {
                let master = Zeroizing::new(random::<32>(&MachineEntropy));
                self.write_new(&self.salt(), &put_behind(&master, passphrase)?)
            }
        }
    }

    /// Puts the master key behind a passphrase; what was behind another one is the same key. [RST-9]
    pub(crate) fn seal_master_key(
        &self,
        master: &[u8; 32],
        passphrase: &str,
    ) -> Result<(), Problem> {
        self.write_private(&self.salt(), &put_behind(master, passphrase)?)
    }

    /// Writes a file that only its owner reads; refuses to replace one.
    pub(crate) fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<(), Problem> {
        let opened = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path);
        let written =
            opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written.map_err(|error| failed(path, &error))
    }

    /// Writes or replaces a file that only its owner reads, whole or not at all.
    pub(crate) fn write_private(&self, path: &Path, bytes: &[u8]) -> Result<(), Problem> {
        let beside = path.with_extension("new");
        let opened = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&beside);
        let written =
            opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written
            .and_then(|()| fs::rename(&beside, path))
            .map_err(|error| failed(path, &error))
    }

    /// May others of this machine look into the directory?
    pub(crate) fn is_open_to_others(&self) -> bool {
        fs::metadata(&self.dir).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
    }
}

fn read_key_file(path: &Path) -> Result<Zeroizing<[u8; 32]>, Problem> {
    let unread = |error: std::io::Error| {
        let problem = failed(path, &error);
        if error.kind() == std::io::ErrorKind::NotFound {
            problem.with_hint("`fanal init` sets a node up; `--dir` names the folder of one")
        } else {
            problem
        }
    };
    let bytes = Zeroizing::new(fs::read(path).map_err(unread)?);
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| {
        let text = format!(
            "`{}` has {} bytes, a master key has 32",
            path.display(),
            bytes.len()
        );
        Problem::new(Code::Misconfigured, text)
    })?;
    Ok(Zeroizing::new(key))
}

/// A salt, and the master key sealed with what the passphrase and the salt make. [RST-9]
fn put_behind(master: &[u8; 32], passphrase: &str) -> Result<Vec<u8>, Problem> {
    let salt = random::<SALT_BYTES>(&MachineEntropy);
    let vault = Vault::open(&*stretch(passphrase, &salt)?);
    let sealed = vault.seal_setting(SEALED, master, random::<24>(&MachineEntropy));
    let sealed = sealed.map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
    Ok([salt.as_slice(), &sealed].concat())
}

/// Opens it. A salt alone, as older nodes have it, makes the key itself.
fn behind_passphrase(passphrase: &str, kept: &[u8]) -> Result<Zeroizing<[u8; 32]>, Problem> {
    let Some((salt, sealed)) = kept.split_at_checked(SALT_BYTES) else {
        return Err(Problem::new(
            Code::Misconfigured,
            "`passphrase.salt` is too short",
        ));
    };
    let stretched = stretch(passphrase, salt)?;
    if sealed.is_empty() {
        return Ok(stretched);
    }
    let opened = Vault::open(&stretched).open_setting(SEALED, sealed);
    let opened = opened.map_err(|_| {
        Problem::new(
            Code::AccountLocked,
            "this passphrase does not open the master key",
        )
    })?;
    let key = <[u8; 32]>::try_from(opened.as_slice());
    let key =
        key.map_err(|_| Problem::new(Code::Misconfigured, "`passphrase.salt` holds no key"))?;
    Ok(Zeroizing::new(key))
}

fn stretch(passphrase: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, Problem> {
    let mut key = Zeroizing::new([0; 32]);
    Argon2::default()
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|error| {
            Problem::new(
                Code::Misconfigured,
                format!("the passphrase cannot be stretched: {error}"),
            )
        })?;
    Ok(key)
}

#[expect(
    clippy::disallowed_methods,
    reason = "systemd tells it to a unit in no other way"
)]
fn credentials_directory() -> Option<PathBuf> {
    std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from)
}

/// What the file system said, and about which path.
pub(crate) fn failed(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(
        Code::Misconfigured,
        format!("`{}`: {error}", path.display()),
    )
}
