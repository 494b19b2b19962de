use std::num::NonZeroUsize;

use super::*;

const PLENTY: u32 = 8 * 1_024 * 1_024;

/// A machine on which a MiB in one pass takes this long, and twice as long from 64 MiB on.
fn machine(micros: u64) -> impl FnMut(HashScheme, Care) -> Result<Measured, Stop> {
    move |scheme, _| {
        let micros = f64::from(u32::try_from(micros).unwrap());
        let micros = match scheme {
            HashScheme::Argon2id { memory_kib, .. } => {
                let slower = if memory_kib >= 65_536 { 2.0 } else { 1.0 };
                work_kib(&scheme) / 1_024.0 * micros * slower
            }
            HashScheme::Bcrypt { cost } => f64::from(cost).exp2() * micros,
        };
        let time = Duration::from_secs_f64(micros / 1e6);
        Ok(Measured { scheme, alone: time, busy: time, cores: NonZeroUsize::MIN })
    }
}

fn argon2id(target_ms: u64, memory: u32, micros: u64) -> (u32, u32, bool) {
    let mut measure = machine(micros);
    let usual = measure(HashScheme::ARGON2ID, Care::Thorough).unwrap();
    let target = Duration::from_millis(target_ms);
    let suggestion = suggest_argon2id(target, memory, &usual, &mut measure).unwrap();
    suggestion.measured.scheme.check().unwrap();
    match suggestion.measured.scheme {
        HashScheme::Argon2id { memory_kib, iterations, .. } => (memory_kib, iterations, suggestion.is_floor),
        HashScheme::Bcrypt { .. } => unreachable!("asked for Argon2id"),
    }
}

fn bcrypt(target_ms: u64, micros: u64) -> (u32, bool) {
    let mut measure = machine(micros);
    let usual = measure(HashScheme::BCRYPT, Care::Thorough).unwrap();
    let suggestion = suggest_bcrypt(Duration::from_millis(target_ms), &usual, &mut measure).unwrap();
    match suggestion.measured.scheme {
        HashScheme::Bcrypt { cost } => (cost, suggestion.is_floor),
        HashScheme::Argon2id { .. } => unreachable!("asked for bcrypt"),
    }
}

#[test]
fn memory_comes_first_and_caches_are_reckoned_with() {
    // 50 MiB twice: below the step.
    assert_eq!(argon2id(100, PLENTY, 950), (51_200, 2, false));
    // A guess of 125 MiB takes twice the time, so 62 MiB or, slower, 64: the measured one counts.
    let (memory, passes, is_floor) = argon2id(250, PLENTY, 950);
    assert!(!is_floor && passes == 2 && (48 * 1_024..=128 * 1_024).contains(&memory), "{memory} × {passes}");
}

#[test]
fn where_memory_is_short_passes_are_added() {
    assert_eq!(argon2id(250, 32_768, 950), (31_744, 8, false));
    assert_eq!(argon2id(100, 8_192, 950), (8_192, 12, false));
}

#[test]
fn no_suggestion_is_under_the_floor_or_over_a_cap() {
    assert_eq!(argon2id(1, PLENTY, 1_000), (19_456, 2, true));
    assert_eq!(argon2id(250, 1_024, 1_000), (19_456, 2, false));
    assert_eq!(argon2id(5_000, PLENTY, 10), (262_144, 4, false));
    assert_eq!(bcrypt(1, 50), (10, true));
    assert_eq!(bcrypt(5_000, 1), (15, false));
}

#[test]
fn bcrypt_takes_the_last_doubling_in_time() {
    assert_eq!(bcrypt(250, 50), (12, false));
    assert_eq!(bcrypt(390, 50), (12, false));
    assert_eq!(bcrypt(410, 50), (13, false));
    assert_eq!(bcrypt(103, 50), (11, false));
}
