//! The client: against this project's server, and against servers that lie.

use std::net::SocketAddr;

use fanal_protocol::Label;
use fanal_taxii::{Fault, Login, Mark, Server, Told};
use fanal_tests::federation::{federation, share};
use fanal_tests::taxii::{Served, collection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

#[tokio::test]
async fn the_client_takes_everything_and_next_time_only_what_is_new() {
    // [TAX-11]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let served = Served::of(kivu).await;
    kivu.shares(share("green", "one.example")).await;
    served.catch_up().await;
    let login = Login::Token(kivu.token("analyst").to_owned());
    let address = format!("http://{}/taxii2/", served.address);
    let client = Server::new(&address, Some(&login), None, None).unwrap();
    let all = client.collections().await.unwrap();
    assert_eq!(all.len(), 5, "what can be read: the tray is not among it");
    let green = all.iter().find(|one| one.title == "TLP:GREEN").unwrap();
    let first = client.fetch(green, Mark::default(), 1_000).await.unwrap();
    assert!(!first.more && first.objects.len() > 1);
    let again = client
        .fetch(green, first.mark.clone(), 1_000)
        .await
        .unwrap();
    assert_eq!((again.objects.len(), &again.mark), (0, &first.mark));
    kivu.shares(share("green", "two.example")).await;
    served.catch_up().await;
    let news = client
        .fetch(green, first.mark.clone(), 1_000)
        .await
        .unwrap();
    let text: String = news.objects.iter().map(|one| one.get()).collect();
    assert!(text.contains("two.example") && !text.contains("one.example"));
    // One collection, by its own address; and as nobody, the public one alone.
    let path = collection(kivu.network(), Label::Green);
    let address = format!("http://{}{path}", served.address);
    let one = Server::new(&address, Some(&login), None, None).unwrap();
    assert_eq!(one.collections().await.unwrap(), [green.clone()]);
    let address = format!("http://{}", served.address);
    let nobody = Server::new(&address, None, None, None).unwrap();
    assert_eq!(nobody.collections().await.unwrap().len(), 1);
}

/// A call that was cut off goes on where it stopped.
#[tokio::test]
async fn a_call_that_reached_its_limit_goes_on_where_it_stopped() {
    // [TAX-11]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let values: Vec<String> = (0..2_500).map(|n| format!("v{n}.example")).collect();
    kivu.shares(share("green", &values.join("\n"))).await;
    let served = Served::of(kivu).await;
    let login = Login::Token(kivu.token("analyst").to_owned());
    let address = format!(
        "http://{}{}",
        served.address,
        collection(kivu.network(), Label::Green)
    );
    let client = Server::new(&address, Some(&login), None, None).unwrap();
    let green = client.collections().await.unwrap().remove(0);
    let (mut mark, mut calls, mut ids) = (Mark::default(), 0, std::collections::BTreeSet::new());
    loop {
        // What is noted in between survives as text.
        mark = serde_json::from_str(&serde_json::to_string(&mark).unwrap()).unwrap();
        let some = client.fetch(&green, mark, 1_000).await.unwrap();
        for object in &some.objects {
            let object: serde_json::Value = serde_json::from_str(object.get()).unwrap();
            assert!(
                ids.insert(object["id"].as_str().unwrap().to_owned()),
                "twice"
            );
        }
        (mark, calls) = (some.mark, calls + 1);
        if !some.more {
            break;
        }
    }
    assert!(calls >= 3 && ids.len() > 2_500, "{calls} {}", ids.len());
}

/// A server that answers each request with the next of these: a head, and a body.
async fn liar(answers: Vec<(String, String)>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for (head, body) in answers.iter().cycle() {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            let mut request = [0; 4_096];
            let _ = stream.read(&mut request).await;
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

async fn asked(answers: &[(&str, &str)]) -> Result<usize, Fault> {
    let own = |(head, body): &(&str, &str)| ((*head).to_owned(), (*body).to_owned());
    let address = liar(answers.iter().map(own).collect()).await;
    let client = Server::new(&format!("http://{address}/taxii2/"), None, None, None).unwrap();
    let mut all = client.collections().await?;
    let collection = all.pop().ok_or(Fault::Answer("none".into()))?;
    let fetched = client.fetch(&collection, Mark::default(), 100).await?;
    Ok(fetched.objects.len())
}

#[tokio::test]
async fn a_server_does_not_say_how_much_memory_a_call_takes() {
    // [IMP-14] Three pages of one object of 20 MiB each: the second is the last of this call.
    let large = "x".repeat(20 << 20);
    let page = |next: usize| {
        let body = format!(
            "{{\"more\":true,\"next\":\"{next}\",\"objects\":[{{\"type\":\"x-large\",\"x\":\"{large}\"}}]}}"
        );
        ("200 OK".to_owned(), body)
    };
    let address = liar((1..4).map(page).collect()).await;
    let client = Server::new(&format!("http://{address}/taxii2/"), None, None, None).unwrap();
    let told = Told {
        address: format!("http://{address}/taxii2/collections/a/"),
        ..serde_json::from_str("{\"id\":\"a\"}").unwrap()
    };
    let fetched = client.fetch(&told, Mark::default(), 1_000).await.unwrap();
    assert_eq!((fetched.objects.len(), fetched.more), (2, true));
}

#[tokio::test]
async fn the_client_goes_nowhere_that_nobody_named() {
    // [TAX-11]
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = elsewhere.local_addr().unwrap().port();
    let moved = format!("302 Found\r\nlocation: http://127.0.0.1:{port}/taxii2/");
    let away = format!("{{\"api_roots\":[\"http://127.0.0.1:{port}/taxii2/x/\"]}}");
    let lies: [&[(&str, &str)]; 6] = [
        &[(&moved, "")],
        &[("200 OK", &away)],
        &[("200 OK", "{\"api_roots\":[\"//127.0.0.2/x/\"]}")],
        &[
            ("200 OK", "{\"versions\":[\"x\"]}"),
            (
                "200 OK",
                "{\"collections\":[{\"id\":\"../../x\",\"can_read\":true}]}",
            ),
        ],
        &[("200 OK", "not json")],
        &[("500 Broken", "")],
    ];
    for answers in lies {
        assert!(asked(answers).await.is_err(), "{answers:?}");
    }
    let nobody = tokio::time::timeout(std::time::Duration::from_millis(50), elsewhere.accept());
    assert!(
        nobody.await.is_err(),
        "somebody called where nobody was sent"
    );
}

#[tokio::test]
async fn a_server_without_end_is_left() {
    // [TAX-11]
    let root = ("200 OK", "{\"versions\":[\"x\"]}");
    let list = (
        "200 OK",
        "{\"collections\":[{\"id\":\"c\",\"can_read\":true}]}",
    );
    let same = ("200 OK", "{\"more\":true,\"next\":\"a\",\"objects\":[{}]}");
    assert!(matches!(
        asked(&[root, list, same, same]).await,
        Err(Fault::Answer(_))
    ));
    let no_word = ("200 OK", "{\"more\":true,\"objects\":[{}]}");
    assert!(matches!(
        asked(&[root, list, no_word, no_word]).await,
        Err(Fault::Answer(_))
    ));
    let login = ("401 Unauthorized", "");
    assert!(matches!(asked(&[login]).await, Err(Fault::Login(401))));
    let end = ("200 OK", "{\"objects\":[{}]}");
    assert_eq!(asked(&[root, list, same, end]).await.unwrap(), 2);
}

/// medallion's word for where to go on is the same for every page of a question, and objects of one request have one
/// date there: it counts by itself.
#[tokio::test]
async fn a_word_that_stays_the_same_leads_on_as_long_as_other_objects_come() {
    // [TAX-11]
    let root = ("200 OK", "{\"versions\":[\"x\"]}");
    let list = (
        "200 OK",
        "{\"collections\":[{\"id\":\"c\",\"can_read\":true}]}",
    );
    let head = "200 OK\r\nx-taxii-date-added-last: 2026-01-01T00:00:00.000000Z";
    let one = (
        head,
        "{\"more\":true,\"next\":\"a\",\"objects\":[{\"n\":1}]}",
    );
    let two = (
        head,
        "{\"more\":true,\"next\":\"a\",\"objects\":[{\"n\":2}]}",
    );
    let end = (head, "{\"objects\":[{\"n\":3}]}");
    assert_eq!(asked(&[root, list, one, two, end]).await.unwrap(), 3);
    // The same page again, or one without anything, leads nowhere.
    let none = (head, "{\"more\":true,\"next\":\"a\",\"objects\":[]}");
    for last in [two, none] {
        let answers = [root, list, one, two, last, end];
        assert!(matches!(asked(&answers).await, Err(Fault::Answer(_))));
    }
}
