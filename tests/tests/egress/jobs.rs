//! Every job of the schedule, run by the real program over the world of canaries: what it asks of others goes through a
//! proxy that keeps it, and all that it says meanwhile is searched.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use fanal_desk::LookUpOrder;
use fanal_jobs::Job;

use crate::program::{Ports, Running, home_of};
use crate::words::{Words, leaked, secrets};
use crate::world::{ORIGIN, desks, world};

/// Where the source of the configuration lies, and the list that is fetched again.
const PLACES: [&str; 2] = ["source.onion", "list.onion"];

/// What somebody wanted of the way out: whom, and the first that was said to it.
type Wanted = (String, Vec<u8>);

/// A proxy that knows nobody but the two places, keeps what is said to them, and answers with a list.
struct WayOut {
    port: u16,
    wanted: Arc<Mutex<Vec<Wanted>>>,
}

impl WayOut {
    fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let wanted = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&wanted);
        // It ends with the process of the test.
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || {
                    let one = told_by(socket);
                    let mut all = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    all.extend(one.ok());
                });
            }
        });
        Self { port, wanted }
    }

    fn wanted(&self) -> Vec<Wanted> {
        let wanted = self.wanted.lock();
        wanted.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// SOCKS version 5, without a login, to a name. Source: RFC 1928.
fn told_by(mut socket: TcpStream) -> std::io::Result<Wanted> {
    let mut greeting = [0; 2];
    socket.read_exact(&mut greeting)?;
    let mut methods = vec![0; greeting[1].into()];
    socket.read_exact(&mut methods)?;
    socket.write_all(&[5, 0])?;
    let mut request = [0; 5];
    socket.read_exact(&mut request)?;
    assert_eq!(
        request[..4],
        [5, 1, 0, 3],
        "a name is asked for, and the proxy resolves it"
    );
    let mut name = vec![0; request[4].into()];
    socket.read_exact(&mut name)?;
    socket.read_exact(&mut [0; 2])?;
    let name = String::from_utf8_lossy(&name).into_owned();
    if !PLACES.contains(&name.as_str()) {
        socket.write_all(&[5, 4, 0, 1, 0, 0, 0, 0, 0, 0])?;
        return Ok((name, Vec::new()));
    }
    socket.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let mut said = Vec::new();
    while !said.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        socket.read_exact(&mut byte)?;
        said.push(byte[0]);
    }
    let list = "listed-by-others.example\n";
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{list}",
        list.len()
    );
    socket.write_all(answer.as_bytes())?;
    Ok((name, said))
}

/// [SR-6] Promise 1. A job that is in no schedule here would not be seen: each has to say that it was done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_job_tells_anybody_words_that_are_not_theirs() {
    let ports = Ports::free();
    let desks = desks()
        .beginning_hours_ago(3)
        .at(ORIGIN, format!("127.0.0.1:{}", ports.sync));
    let world = world(desks).await;
    let node = world.fed.desk(ORIGIN);
    let analyst = node.caller("analyst").await;
    let list = LookUpOrder {
        name: "canary-lookup-fetched".into(),
        content: "listed-by-others.example".into(),
        address: Some(format!("http://{}/list.txt", PLACES[1])),
        licence: Some("CC0-1.0".into()),
        ..LookUpOrder::default()
    };
    node.desk().add_look_up(&analyst, &list).await.unwrap();
    let home = home_of(&world, node, &ports);
    let way_out = WayOut::open();
    let told = home.join("fanal.toml");
    let mut configuration = std::fs::read_to_string(&told).unwrap();
    configuration += &format!(
        "[sync]\nsocks5 = \"127.0.0.1:{}\"\ntor_only = true\n[jobs]\n",
        way_out.port
    );
    for job in [
        "sync",
        "retention",
        "heartbeat",
        "freshness",
        "backup",
        "drill",
        "look_ups",
    ] {
        configuration += &format!("{job} = \"* * * * * *\"\n");
    }
    configuration += &format!(
        "[sources.asked]\nkind = \"file\"\naddress = \"http://{}/source.txt\"\nschedule = \"* * * * * *\"\n",
        PLACES[0]
    );
    std::fs::write(&told, configuration).unwrap();
    let running = Running::start(&home);
    // A job that never runs is ended by the runner.
    let is_told = |said: &str, job: &str| {
        let (plain, numbered) = (format!("job={job}"), format!("job={job}(0)"));
        let mut lines = said.lines().filter(|line| line.contains("job done"));
        lines.any(|line| {
            line.split_whitespace()
                .any(|word| word == plain || word == numbered)
        })
    };
    let asked = |way_out: &WayOut| -> BTreeSet<String> {
        way_out.wanted().into_iter().map(|(name, _)| name).collect()
    };
    loop {
        let said = running.said();
        let done = Job::NAMES.iter().all(|job| is_told(&said, job));
        if done && PLACES.iter().all(|place| asked(&way_out).contains(*place)) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let said = running.said();
    drop(running);
    let secrets = secrets(&world.fed);
    let nobody = |_: &Words| false;
    assert_eq!(leaked(said.as_bytes(), nobody), [""; 0], "in its log");
    assert_eq!(secrets.found_in(said.as_bytes()), [""; 0]);
    for (name, told) in way_out.wanted() {
        let bytes = [name.as_bytes(), b"\n", &told].concat();
        assert_eq!(leaked(&bytes, nobody), [""; 0], "asked of {name}");
        assert_eq!(secrets.found_in(&bytes), [""; 0], "asked of {name}");
        let text = String::from_utf8_lossy(&told).to_lowercase();
        for header in ["cookie", "referer", "authorization", "ancolie"] {
            assert!(!text.contains(header), "{name} is told: {text}");
        }
    }
    let members = ["lumbre", "qasaba", "mirador"].map(|desk| format!("{desk}.example"));
    let known: BTreeSet<String> = PLACES
        .map(str::to_owned)
        .into_iter()
        .chain(members)
        .collect();
    let asked = asked(&way_out);
    assert!(asked.is_subset(&known), "it asked {asked:?}");
}
