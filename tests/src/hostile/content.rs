//! A member signs, or passes on, what it may not: labels, audiences, consent, others' words, ids.

use data_encoding::BASE64;
use fanal_protocol::{Code, StreamName, StreamRef};
use serde_json::{Value, json};

use super::Siege;
use super::attack::{Attack, Mark, attack};
use super::forging::{bulletin, id, leaf, offering, signed, statement};
use super::siege::GROUP;
use crate::running::{Member, now};

pub(super) const ATTACKS: &[Attack] = &[
    // --- another's words -----------------------------------------------------------------------
    attack!(
        "luz passes on AMBER of its group",
        "STR-2",
        Mark::Refusal(Code::PolicyOrigin),
        |siege| {
            let stream = siege.stream_of(&siege.qasaba, &format!("group/{GROUP}/amber"));
            let mut body = bulletin("For the group", "TLP:AMBER", &[]);
            body["marking"]["audience"] = json!({"groups": [GROUP]});
            relays(siege, &stream, body).await;
        }
    ),
    attack!(
        "luz passes on AMBER that was sent to it alone",
        "POL-8",
        Mark::Refusal(Code::PolicyOrigin),
        |siege| {
            let stream = siege.stream_of(&siege.qasaba, "direct/luz");
            relays(siege, &stream, bulletin("For luz", "TLP:AMBER", &["luz"])).await;
        }
    ),
    attack!(
        "luz brings what qasaba has for the victim",
        "POL-8",
        Mark::Refusal(Code::PolicyOrigin),
        |siege| {
            let stream = siege.stream_of(&siege.qasaba, "direct/kivu");
            relays(siege, &stream, bulletin("For kivu", "TLP:AMBER", &["kivu"])).await;
        }
    ),
    attack!(
        "luz passes on GREEN of a group that the victim is not in",
        "POL-13",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            let stream = siege.stream_of(&siege.qasaba, &format!("group/{GROUP}/green"));
            let mut body = bulletin("For the group", "TLP:GREEN", &[]);
            body["marking"]["audience"] = json!({"groups": [GROUP]});
            relays(siege, &stream, body).await;
        }
    ),
    attack!(
        "luz passes on GREEN that qasaba narrowed to luz",
        "POL-13",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            let stream = siege.stream_of(&siege.qasaba, &green(siege));
            relays(
                siege,
                &stream,
                bulletin("GREEN for luz", "TLP:GREEN", &["luz"]),
            )
            .await;
        }
    ),
    attack!(
        "luz brings a RED knock to a bystander",
        "POL-9",
        Mark::Refusal(Code::PolicyOrigin),
        |siege| {
            let stream = siege.stream_of(&siege.qasaba, "direct/luz");
            let mut body = bulletin("Please call us", "TLP:RED", &["luz"]);
            body["kind"] = json!("knock");
            relays(siege, &stream, body).await;
        }
    ),
    attack!(
        "luz puts qasaba's RED knock into its own stream",
        "ENV-3",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let (stream, theirs) = (siege.green(), siege.stream_of(&siege.qasaba, "direct/luz"));
            let mut body = bulletin("Please call us", "TLP:RED", &["luz"]);
            body["kind"] = json!("knock");
            let said = statement(siege.network(), &siege.qasaba, &theirs, "bulletin", body);
            siege
                .offer(&stream, &[signed(&said, &siege.qasaba.statement)])
                .await;
        }
    ),
    attack!(
        "luz makes GREEN of qasaba's AMBER, and keeps the signature",
        "ENV-3",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            changed(siege, "TLP:AMBER", "TLP:GREEN").await;
        }
    ),
    attack!(
        "luz adds the victim to the audience of qasaba's AMBER",
        "ENV-3",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            changed(siege, r#"["luz"]"#, r#"["kivu","luz"]"#).await;
        }
    ),
    attack!(
        "luz writes qasaba's consent anew",
        "ENV-3",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            changed(siege, "no_beneficiary", "already_public").await;
        }
    ),
    attack!(
        "luz signs in qasaba's name",
        "ENV-3",
        Mark::Refusal(Code::VerifyFormat),
        |siege| {
            let stream = siege.green();
            let mut said = siege.says(
                &stream,
                "bulletin",
                bulletin("Qasaba says", "TLP:GREEN", &[]),
            );
            said["origin"] = json!("qasaba");
            siege
                .offer(&stream, &[signed(&said, &siege.luz.statement)])
                .await;
        }
    ),
    attack!(
        "luz signs with nyx's key",
        "ENV-3",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let stream = siege.green();
            let said = siege.says(
                &stream,
                "bulletin",
                bulletin("Signed by nyx", "TLP:GREEN", &[]),
            );
            siege
                .offer(&stream, &[signed(&said, &siege.nyx.statement)])
                .await;
        }
    ),
    attack!(
        "luz signs with its checkpoint key",
        "ENC-10",
        Mark::Refusal(Code::VerifySignature),
        |siege| {
            let stream = siege.green();
            let said = siege.says(
                &stream,
                "bulletin",
                bulletin("The wrong key", "TLP:GREEN", &[]),
            );
            siege
                .offer(&stream, &[signed(&said, &siege.luz.checkpoint)])
                .await;
        }
    ),
    // --- label, audience, consent ----------------------------------------------------------------
    attack!(
        "luz puts AMBER into a GREEN stream",
        "POL-10",
        Mark::Refusal(Code::PolicyLabel),
        |siege| {
            issues(
                siege,
                &siege.green(),
                bulletin("AMBER, widely", "TLP:AMBER", &["kivu"]),
            )
            .await;
        }
    ),
    attack!(
        "luz puts AMBER+STRICT into a GREEN stream",
        "POL-10",
        Mark::Refusal(Code::PolicyLabel),
        |siege| {
            issues(
                siege,
                &siege.green(),
                bulletin("STRICT, widely", "TLP:AMBER+STRICT", &["kivu"]),
            )
            .await;
        }
    ),
    attack!(
        "luz sends RED with content",
        "POL-9",
        Mark::Refusal(Code::PolicyLabel),
        |siege| {
            issues(
                siege,
                &siege.direct(),
                bulletin("RED in the clear", "TLP:RED", &["kivu"]),
            )
            .await;
        }
    ),
    attack!(
        "luz sends the victim what is addressed to nyx",
        "POL-13",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            issues(
                siege,
                &siege.direct(),
                bulletin("For nyx", "TLP:AMBER", &["nyx"]),
            )
            .await;
        }
    ),
    attack!(
        "luz sends the victim RED that is addressed to nyx",
        "POL-13",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            let mut body = bulletin("Please call us", "TLP:RED", &["nyx"]);
            body["kind"] = json!("knock");
            issues(siege, &siege.direct(), body).await;
        }
    ),
    attack!(
        "luz addresses AMBER to nobody",
        "POL-13",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            issues(
                siege,
                &siege.direct(),
                bulletin("For whom?", "TLP:AMBER", &[]),
            )
            .await;
        }
    ),
    attack!(
        "luz puts what is for named desks into a stream for all",
        "POL-10",
        Mark::Refusal(Code::PolicyAudience),
        |siege| {
            issues(
                siege,
                &siege.green(),
                bulletin("GREEN for nyx", "TLP:GREEN", &["nyx"]),
            )
            .await;
        }
    ),
    attack!(
        "luz sends what the person refused",
        "POL-14",
        Mark::Refusal(Code::PolicyConsentRefused),
        |siege| {
            consenting(siege, json!({"state": "refused"})).await;
        }
    ),
    attack!(
        "luz sends what nobody was asked about",
        "POL-14",
        Mark::Refusal(Code::PolicyConsentNotAsked),
        |siege| {
            consenting(siege, json!({"state": "not_asked"})).await;
        }
    ),
    attack!(
        "luz sends further than the person agreed",
        "POL-15",
        Mark::Refusal(Code::PolicyConsentScope),
        |siege| {
            consenting(siege, json!({"state": "granted", "scope": "named"})).await;
        }
    ),
    attack!(
        "luz sends after the consent ended",
        "POL-14",
        Mark::Refusal(Code::PolicyConsentExpired),
        |siege| {
            let until = now().plus_days(-1);
            consenting(
                siege,
                json!({"state": "granted", "scope": "network", "until": until}),
            )
            .await;
        }
    ),
    attack!(
        "luz sends what was to be gone by now",
        "POL-21",
        Mark::Refusal(Code::PolicyWithdrawn),
        |siege| {
            let mut body = bulletin("Gone by now", "TLP:GREEN", &[]);
            body["marking"]["retain_until"] = json!(now().plus_days(-1));
            issues(siege, &siege.green(), body).await;
        }
    ),
    // --- ids, revisions, retractions -------------------------------------------------------------
    attack!(
        "luz gives one revision two contents (id collision)",
        "STM-3",
        Mark::Refusal(Code::VerifyRevision),
        |siege| {
            let stream = siege.green();
            let mut one = siege.says(
                &stream,
                "bulletin",
                bulletin("What luz said", "TLP:GREEN", &[]),
            );
            one["id"] = json!(id("collision"));
            let first = signed(&one, &siege.luz.statement);
            siege.offer(&stream, std::slice::from_ref(&first)).await;
            siege.mark().await;
            one["body"]["title"] = json!("What luz says it said");
            one["salt"] = json!(id("another salt"));
            siege
                .offer(&stream, &[first, signed(&one, &siege.luz.statement)])
                .await;
        }
    ),
    attack!(
        "luz takes back what is qasaba's",
        "STM-11",
        Mark::PassedOver(
            "a retraction by luz may be of anything that luz said: it is kept, and takes back nothing of others"
        ),
        |siege| {
            let theirs = siege.stream_of(&siege.qasaba, &green(siege));
            let said = statement(
                siege.network(),
                &siege.qasaba,
                &theirs,
                "bulletin",
                bulletin("Stays", "TLP:GREEN", &[]),
            );
            let honest = signed(&said, &siege.qasaba.statement);
            siege.liar.say(offering(
                siege.network(),
                &siege.qasaba,
                &theirs,
                std::slice::from_ref(&honest),
            ));
            siege.pull("luz").await;
            // The retraction itself is kept, and takes back nothing: it is luz's, and names no statement of luz.
            let stream = siege.green();
            let body =
                json!({"target": said["id"], "digests": [leaf(&honest)], "reason": "withdrawn"});
            let taken = signed(
                &siege.says(&stream, "retraction", body),
                &siege.luz.statement,
            );
            siege.offer(&stream, std::slice::from_ref(&taken)).await;
            assert!(siege.keeps(&taken).await, "it did not even arrive");
            assert!(siege.keeps(&honest).await, "luz took back what is qasaba's");
            siege.mark().await;
        }
    ),
    attack!(
        "luz sends again what it took back",
        "POL-1",
        Mark::Refusal(Code::PolicyWithdrawn),
        |siege| {
            let (_, said) = taken_back(siege, "Taken back").await;
            let stream = siege.green();
            let mut again = siege.says(&stream, "bulletin", said["body"].clone());
            again["id"] = said["id"].clone();
            again["revision"] = json!(2);
            again["previous"] = json!(leaf(&signed(&said, &siege.luz.statement)));
            siege
                .offer(&stream, &[signed(&again, &siege.luz.statement)])
                .await;
        }
    ),
    attack!(
        "luz quotes what was taken back",
        "POL-1",
        Mark::Refusal(Code::PolicyWithdrawn),
        |siege| {
            let (_, said) = taken_back(siege, "A source, taken back").await;
            let mut body = bulletin("It said that", "TLP:GREEN", &[]);
            body["refers_to"] = json!([{"origin": "luz", "id": said["id"]}]);
            issues(siege, &siege.green(), body).await;
        }
    ),
    attack!(
        "luz quotes in GREEN what ada sent as AMBER",
        "POL-25",
        Mark::Refusal(Code::PolicyReference),
        |siege| {
            let id = siege.gets_amber_of_ada().await;
            quotes(siege, &siege.ada.member, &id).await;
        }
    ),
    attack!(
        "luz quotes in GREEN what the victim sent as AMBER",
        "POL-16",
        Mark::Refusal(Code::PolicyReference),
        |siege| {
            let id = siege.sends_amber_to_ada().await;
            quotes(siege, &siege.victim.member, &id).await;
        }
    ),
    attack!(
        "luz puts a bulletin where the public reads",
        "POL-11",
        Mark::Refusal(Code::VerifyFormat),
        |siege| {
            let stream = siege.stream_of(&siege.luz, "clear");
            issues(siege, &stream, bulletin("For anybody", "TLP:CLEAR", &[])).await;
        }
    ),
    attack!(
        "luz says in nyx's name that it purged",
        "ENV-3",
        Mark::Refusal(Code::VerifyFormat),
        |siege| {
            let stream = siege.direct();
            let digest = leaf(b"some retraction");
            let body = json!({"retraction": digest, "target": id("target"), "state": "purged"});
            let mut said = siege.says(&stream, "receipt", body);
            said["origin"] = json!("nyx");
            siege
                .offer(&stream, &[signed(&said, &siege.luz.statement)])
                .await;
        }
    ),
    attack!(
        "luz hands over a sighting that qasaba sent to it alone",
        "STR-2",
        Mark::Refusal(Code::PolicyOrigin),
        |siege| {
            let stream = siege.stream_of(&siege.qasaba, "direct/luz");
            let said = statement(
                siege.network(),
                &siege.qasaba,
                &stream,
                "sighting",
                json!({"target": {"origin": "luz", "id": id("target")}, "verdict": "seen"}),
            );
            let theirs = signed(&said, &siege.qasaba.statement);
            siege
                .liar
                .say(offering(siege.network(), &siege.qasaba, &stream, &[theirs]));
            siege.pull("luz").await;
        }
    ),
];

/// Luz said it, and took it back: the stream, and what was said.
async fn taken_back(siege: &Siege, title: &str) -> (StreamRef, Value) {
    let stream = siege.green();
    let said = siege.says(&stream, "bulletin", bulletin(title, "TLP:GREEN", &[]));
    let first = signed(&said, &siege.luz.statement);
    siege.offer(&stream, std::slice::from_ref(&first)).await;
    assert!(siege.keeps(&first).await, "it did not even arrive");
    let body = json!({"target": said["id"], "digests": [leaf(&first)], "reason": "withdrawn"});
    let taken = signed(
        &siege.says(&stream, "retraction", body),
        &siege.luz.statement,
    );
    siege.offer(&stream, &[first.clone(), taken]).await;
    assert!(!siege.keeps(&first).await, "it was not taken back");
    siege.mark().await;
    (stream, said)
}

/// Luz, who was told of it some other way, quotes this in GREEN.
async fn quotes(siege: &Siege, of: &Member, id: &str) {
    siege.mark().await;
    let mut body = bulletin("It said that", "TLP:GREEN", &[]);
    body["refers_to"] = json!([{"origin": of.id, "id": id}]);
    issues(siege, &siege.green(), body).await;
}

fn green(siege: &Siege) -> String {
    StreamName::Green(siege.network()).to_string()
}

/// Qasaba signed it for that stream; luz hands it over.
async fn relays(siege: &Siege, stream: &StreamRef, body: Value) {
    let qasaba: &Member = &siege.qasaba;
    let said = statement(siege.network(), qasaba, stream, "bulletin", body);
    let honest = signed(&said, &qasaba.statement);
    siege
        .liar
        .say(offering(siege.network(), qasaba, stream, &[honest]));
    siege.pull("luz").await;
}

/// What qasaba signed for luz, with other words in it, in a stream that qasaba's own checkpoint covers.
async fn changed(siege: &Siege, from: &str, to: &str) {
    let qasaba: &Member = &siege.qasaba;
    let stream = siege.stream_of(qasaba, &green(siege));
    let said = statement(
        siege.network(),
        qasaba,
        &stream,
        "bulletin",
        bulletin("As it was", "TLP:AMBER", &["luz"]),
    );
    let payload = said.to_string();
    assert!(payload.contains(from), "{payload}");
    let honest = String::from_utf8(signed(&said, &qasaba.statement)).unwrap();
    let encoded = |text: &str| BASE64.encode(text.as_bytes());
    let forged = honest.replace(&encoded(&payload), &encoded(&payload.replace(from, to)));
    assert_ne!(forged, honest);
    siege.liar.say(offering(
        siege.network(),
        qasaba,
        &stream,
        &[forged.into_bytes()],
    ));
    siege.pull("luz").await;
}

/// Luz signs and sends it.
async fn issues(siege: &Siege, stream: &StreamRef, body: Value) {
    let said = siege.says(stream, "bulletin", body);
    siege
        .offer(stream, &[signed(&said, &siege.luz.statement)])
        .await;
}

/// Luz sends GREEN with this consent claim.
async fn consenting(siege: &Siege, claim: Value) {
    let mut body = bulletin("About a person", "TLP:GREEN", &[]);
    body["consent"] = claim;
    issues(siege, &siege.green(), body).await;
}
