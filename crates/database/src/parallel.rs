//! The same work for many things, on all cores: sealing and hashing take longer than storing.

use fanal_store::Result;

/// For fewer things than this, handing work to another thread costs more than it saves.
const WORTH_IT: usize = 64;

/// Does it to each, in their order. The thread that asks works along, and waits for the others.
pub(crate) fn each<T: Sync, R: Send>(
    things: &[T],
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if things.len() < WORTH_IT || cores == 1 {
        return things.iter().map(work).collect();
    }
    let mut parts = things.chunks(things.len().div_ceil(cores));
    let Some(first) = parts.next() else {
        return Ok(Vec::new());
    };
    let work = &work;
    std::thread::scope(|scope| {
        let others: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Result<Vec<R>>>()))
            .collect();
        let mut done: Vec<R> = first.iter().map(work).collect::<Result<_>>()?;
        for other in others {
            match other.join() {
                Ok(part) => done.extend(part?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(done)
    })
}

#[cfg(test)]
mod tests {
    use fanal_store::StoreError;

    use super::*;

    #[test]
    fn each_is_done_in_its_place_and_one_fault_is_enough() {
        for count in [0, 1, 63, 64, 65, 1000] {
            let things: Vec<usize> = (0..count).collect();
            let done = each(&things, |thing| Ok(thing * 2)).unwrap();
            assert_eq!(done, things.iter().map(|t| t * 2).collect::<Vec<_>>());
            let last = count.checked_sub(1);
            let fault = each(&things, |thing| {
                let is_last = Some(*thing) == last;
                if is_last {
                    Err(StoreError::Damaged("the last".into()))
                } else {
                    Ok(())
                }
            });
            assert_eq!(fault.is_err(), count > 0);
        }
    }
}
