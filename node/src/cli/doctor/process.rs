//! The running node as the kernel knows it: where its process listens, and where its log goes. [CLI-11]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use crate::home::Home;

/// A listening socket in the tables of the kernel.
const LISTENING: &str = "0A";

/// A process of this machine.
pub(super) struct Process {
    dir: PathBuf,
    /// Where it listens.
    pub(super) listens: Vec<SocketAddr>,
}

/// The process that listens where the node of this folder wrote that its API is; none, if none runs, or if it is
/// another account's and may not be looked at.
pub(super) fn of_node(home: &Home) -> Option<Process> {
    let api = crate::door::address(home)?;
    let sockets = listening();
    let (wanted, _) = sockets.iter().find(|(_, address)| **address == api)?;
    let processes = std::fs::read_dir("/proc").ok()?;
    for dir in processes.flatten().map(|entry| entry.path()) {
        let held = sockets_of(&dir);
        if held.contains(wanted) {
            let listens = held.iter().filter_map(|inode| sockets.get(inode).copied());
            let mut listens: Vec<SocketAddr> = listens.collect();
            listens.sort_unstable();
            listens.dedup();
            return Some(Process { dir, listens });
        }
    }
    None
}

impl Process {
    /// Is it `fanal demo`, whose story goes where a node's log does, and whose desks share one process?
    pub(super) fn is_demo(&self) -> bool {
        let words = std::fs::read(self.dir.join("cmdline")).unwrap_or_default();
        let has = |wanted: &[u8]| words.split(|byte| *byte == 0).any(|word| word == wanted);
        // A folder may be called so, too: what serves is looked at as any node.
        has(b"demo") && !has(b"serve")
    }

    /// The file that its log goes to, if it goes to one.
    pub(super) fn log(&self) -> Option<PathBuf> {
        let file = std::fs::read_link(self.dir.join("fd/2")).ok()?;
        file.is_file().then_some(file)
    }
}

/// The numbers of the sockets that a process holds open.
fn sockets_of(process: &Path) -> Vec<u64> {
    let Ok(open) = std::fs::read_dir(process.join("fd")) else {
        return Vec::new();
    };
    let links = open
        .flatten()
        .filter_map(|one| std::fs::read_link(one.path()).ok());
    links
        .filter_map(|link| {
            let name = link.to_str()?.strip_prefix("socket:[")?;
            name.strip_suffix(']')?.parse().ok()
        })
        .collect()
}

/// Each listening TCP socket of this machine, by its number.
fn listening() -> BTreeMap<u64, SocketAddr> {
    let mut all = BTreeMap::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let text = std::fs::read_to_string(table).unwrap_or_default();
        all.extend(text.lines().filter_map(line));
    }
    all
}

/// `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...`, as proc(5) has it.
fn line(text: &str) -> Option<(u64, SocketAddr)> {
    let mut words = text.split_whitespace().skip(1);
    let local = words.next()?;
    let state = words.nth(1)?;
    let inode = words.nth(5)?.parse().ok()?;
    let (address, port) = local.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let address = SocketAddr::new(address_of(address)?, port);
    (state == LISTENING).then_some((inode, address))
}

/// Four bytes after four, each four as the machine's own integer.
fn address_of(hex: &str) -> Option<IpAddr> {
    let bytes = data_encoding::HEXUPPER.decode(hex.as_bytes()).ok()?;
    let words = bytes.chunks_exact(4).map(|word| {
        let word: [u8; 4] = word.try_into().unwrap_or_default();
        u32::from_be_bytes(word).to_ne_bytes()
    });
    let bytes: Vec<u8> = words.flatten().collect();
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes.as_slice()) {
        return Some(Ipv4Addr::from(bytes).into());
    }
    let bytes = <[u8; 16]>::try_from(bytes.as_slice()).ok()?;
    Some(Ipv6Addr::from(bytes).to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_endian = "little")]
    fn the_tables_of_the_kernel_are_read() {
        let of = |text: &str| line(text);
        let four = "   0: 0100007F:24F4 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0";
        assert_eq!(of(four), Some((4711, "127.0.0.1:9460".parse().unwrap())));
        let any = four.replace("0100007F", "00000000000000000000000000000000");
        assert_eq!(of(&any), Some((4711, "[::]:9460".parse().unwrap())));
        let six = four.replace("0100007F", "B80D0120000000000000000001000000");
        assert_eq!(
            of(&six),
            Some((4711, "[2001:db8::1]:9460".parse().unwrap()))
        );
        // A connection, and the head of the table.
        assert_eq!(of(&four.replace(" 0A ", " 01 ")), None);
        assert_eq!(
            of("  sl  local_address rem_address   st tx_queue rx_queue"),
            None
        );
    }

    #[test]
    fn a_process_is_found_by_what_it_listens_on() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert!(of_node(&home).is_none(), "no node ran here");
        let [api, other] = [(); 2].map(|()| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
        let address = api.local_addr().unwrap();
        std::fs::write(home.runtime(), format!("{{\"api\": \"http://{address}\"}}")).unwrap();
        let found = of_node(&home).unwrap();
        assert!(
            found.listens.contains(&other.local_addr().unwrap()),
            "{:?}",
            found.listens
        );
        drop(api);
        assert!(of_node(&home).is_none(), "nobody listens there any more");
    }
}
