use std::fs;

use super::*;
use crate::breaches::{BreachFilter, FilterError, sha1_of};

fn digest(number: u32) -> [u8; 20] {
    sha1_of(format!("password {number}").as_bytes())
}

/// Builds with room for `at_once` hashes, so that few are many.
fn build(path: &Path, numbers: impl Iterator<Item = u32>, at_once: usize) -> u64 {
    let mut builder = FilterBuilder::with_memory(path, at_once);
    numbers.for_each(|number| builder.add(&digest(number)).unwrap());
    builder.finish(|_, _| ()).unwrap()
}

#[test]
fn asvs_6_2_12_what_is_in_the_list_is_found_and_little_else() {
    const COUNT: u32 = 20_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filter");
    assert_eq!(build(&path, 0..COUNT, 1_000), u64::from(COUNT));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    let filter = BreachFilter::open(&path).unwrap();
    assert_eq!(filter.count(), u64::from(COUNT));
    assert!((0..COUNT).all(|number| filter.contains(&digest(number)).unwrap()));
    // Once in 65,536 on average, so never ten times.
    let wrong = (COUNT..4 * COUNT).filter(|number| filter.contains(&digest(*number)).unwrap()).count();
    assert!(wrong < 10, "{wrong} of {}", 3 * COUNT);
}

#[test]
fn order_repetition_and_memory_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let built = |numbers: &mut dyn Iterator<Item = u32>, at_once| {
        let path = folder.path().join("filter");
        build(&path, numbers, at_once);
        fs::read(&path).unwrap()
    };
    let one = built(&mut (0..5_000), 1 << 20);
    assert_eq!(one, built(&mut (0..5_000).rev(), 100));
    // Fewer buckets for as many different hashes would be another file, so the repetitions stay within one power of two.
    assert_eq!(one, built(&mut (0..5_000).chain(4_000..5_000), 777));
    for few in [0, 1, 2, 255, 257] {
        let bytes = built(&mut (0..few), 1 << 10);
        assert_eq!(bytes, built(&mut (0..few), 1), "{few}");
        let filter = BreachFilter::open(&folder.path().join("filter")).unwrap();
        assert!((0..few).all(|number| filter.contains(&digest(number)).unwrap()), "{few}");
        assert!(!filter.contains(&digest(1_000)).unwrap(), "{few}");
    }
}

#[test]
fn a_file_that_is_not_whole_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filter");
    build(&path, 0..1_000, 1 << 10);
    let good = fs::read(&path).unwrap();
    let open = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        BreachFilter::open(&path).map(|filter| filter.count())
    };
    assert!(matches!(open(b""), Err(FilterError::Foreign)));
    assert!(matches!(open(b"SQLite format 3\0"), Err(FilterError::Foreign)));
    for cut in [9, 23, 55, 56, good.len() - 1] {
        assert!(matches!(open(&good[..cut]), Err(FilterError::Damaged)), "{cut}");
    }
    assert!(matches!(open(&[&good[..], b"x"].concat()), Err(FilterError::Damaged)));
    for place in 12..good.len() {
        // Every byte of the header, and some of the rest.
        if place < 100 || place % 97 == 0 || place > good.len() - 20 {
            let mut bad = good.clone();
            bad[place] ^= 4;
            assert!(matches!(open(&bad), Err(FilterError::Damaged)), "{place}");
        }
    }
    let mut newer = good.clone();
    newer[8] = 2;
    assert!(matches!(open(&newer), Err(FilterError::Version(2))));
    assert_eq!(open(&good).unwrap(), 1_000);
    assert!(matches!(BreachFilter::open(&folder.path().join("none")), Err(FilterError::Unreadable(_))));
}

#[test]
fn an_attempt_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filter");
    fs::create_dir(&path).unwrap();
    let mut builder = FilterBuilder::with_memory(&path, 10);
    (0..100).for_each(|number| builder.add(&digest(number)).unwrap());
    builder.finish(|_, _| ()).unwrap_err();
    let mut builder = FilterBuilder::with_memory(&path, 10);
    (0..100).for_each(|number| builder.add(&digest(number)).unwrap());
    drop(builder);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
