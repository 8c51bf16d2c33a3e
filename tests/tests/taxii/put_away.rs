//! Where the objects of the public collection lie. [TAX-15]

use std::io::{self, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fanal_formats::{Kept, Scratch};
use fanal_tests::taxii::{Served, public};
use serde_json::value::RawValue;

use crate::world::{bundle_of, world};

/// A place that knows how many bytes lie in it.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl Counting {
    fn held(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Scratch for Counting {
    fn keep(&self, bytes: Vec<u8>) -> Box<dyn Kept> {
        self.0.fetch_add(bytes.len(), Ordering::SeqCst);
        Box::new(Counted {
            bytes,
            place: self.clone(),
        })
    }
}

struct Counted {
    bytes: Vec<u8>,
    place: Counting,
}

impl Kept for Counted {
    /// As a disk may, it gives less than was asked for.
    fn read_at(&self, at: usize, buffer: &mut [u8]) -> io::Result<usize> {
        let some = buffer.len().min(7);
        self.bytes
            .get(at..)
            .unwrap_or_default()
            .read(&mut buffer[..some])
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.place.0.fetch_sub(self.bytes.len(), Ordering::SeqCst);
    }
}

/// The objects of a bundle, byte for byte.
fn objects_of(bundle: &[u8]) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Bundle<'a> {
        #[serde(borrow, default)]
        objects: Vec<&'a RawValue>,
    }
    let bundle: Bundle<'_> = serde_json::from_slice(bundle).unwrap();
    let objects = bundle.objects.iter();
    objects.map(|object| object.get().to_owned()).collect()
}

// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_public_is_put_away_as_it_is_and_goes_with_the_next_site() {
    // [TAX-15]
    let world = world().await;
    let kivu = world.kivu();
    let served = Served::of(kivu).await;
    let place = Counting::default();
    let bundle = bundle_of(kivu).await;
    let objects = objects_of(&bundle);
    assert!(objects.len() > 2);
    served.publish_at(bundle, place.clone()).await;
    let lengths = |objects: &[String]| objects.iter().map(String::len).sum::<usize>();
    assert_eq!(
        place.held(),
        lengths(&objects),
        "each once, and nothing else"
    );
    let page = served.get(None, &format!("{}objects/", public())).await;
    for object in &objects {
        assert!(page.text.contains(object), "{object}");
    }
    kivu.withdraws(&world.published.to_string()).await;
    let bundle = bundle_of(kivu).await;
    let left = objects_of(&bundle);
    assert!(left.len() < objects.len());
    served.publish_at(bundle, place.clone()).await;
    assert_eq!(place.held(), lengths(&left), "what was withdrawn is gone");
    served.collections.take_down_public();
    assert_eq!(place.held(), 0);
}
