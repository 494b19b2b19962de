//! Which parameters to take for a target time: never under the floor of [`HashScheme::check`], never over its caps.

use std::time::Duration;

use bienvenue::core::password::hash::HashScheme;

use super::measure::{Care, Measured};
use crate::stop::Stop;

/// More memory is rounded down to whole MiB: nobody wants to read 201,337.
const STEP_KIB: u32 = 1_024;
/// Larger memory falls out of the processor's caches, so a first guess is measured and corrected.
const ATTEMPTS: usize = 3;
/// The share of the target that a guess aims at.
const AIM: f64 = 0.95;
/// How much of the target is to be used, and how far beyond it noise may bring a measurement.
const WANTED: std::ops::RangeInclusive<f64> = 0.85..=1.03;

/// Parameters, measured.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suggestion {
    pub(super) measured: Measured,
    /// Whether the target cannot be met: what would meet it is too weak.
    pub(super) is_floor: bool,
}

/// How much of the target a hash took.
fn share_of(target: Duration, measured: &Measured) -> f64 {
    measured.busy.as_secs_f64() / target.as_secs_f64()
}

/// The strongest Argon2id in time: more memory first, which costs a guesser most, then more passes.
///
/// One lane: lanes are computed one after another here. `usual` is [`HashScheme::ARGON2ID`], measured.
pub(super) fn suggest_argon2id(
    target: Duration,
    most_memory_kib: u32,
    usual: &Measured,
    measure: &mut impl FnMut(HashScheme, Care) -> Result<Measured, Stop>,
) -> Result<Suggestion, Stop> {
    let mut best: Option<HashScheme> = None;
    let mut last = *usual;
    for _ in 0..ATTEMPTS {
        let work = work_kib(&last.scheme) / share_of(target, &last) * AIM;
        let scheme = argon2id_of(work, most_memory_kib);
        if scheme == last.scheme {
            best = best.or_else(|| (share_of(target, &last) <= *WANTED.end()).then_some(scheme));
            break;
        }
        last = if scheme == usual.scheme { *usual } else { measure(scheme, Care::Glance)? };
        let share = share_of(target, &last);
        if share <= *WANTED.end() && best.is_none_or(|best| work_kib(&best) < work_kib(&scheme)) {
            best = Some(scheme);
        }
        if WANTED.contains(&share) {
            break;
        }
    }
    let is_floor = best.is_none() && share_of(target, usual) > *WANTED.end();
    measured(best.unwrap_or(usual.scheme), is_floor, usual, measure)
}

fn measured(
    scheme: HashScheme,
    is_floor: bool,
    usual: &Measured,
    measure: &mut impl FnMut(HashScheme, Care) -> Result<Measured, Stop>,
) -> Result<Suggestion, Stop> {
    let measured = if scheme == usual.scheme { *usual } else { measure(scheme, Care::Thorough)? };
    Ok(Suggestion { measured, is_floor })
}

/// Memory times passes.
fn work_kib(scheme: &HashScheme) -> f64 {
    match *scheme {
        HashScheme::Argon2id { memory_kib, iterations, .. } => f64::from(memory_kib) * f64::from(iterations),
        HashScheme::Bcrypt { .. } => 0.0,
    }
}

/// Argon2id with about this much work, in at least two passes and at most this memory. The default where that would be
/// too weak.
fn argon2id_of(work: f64, most_memory_kib: u32) -> HashScheme {
    const PASSES: std::ops::RangeInclusive<u32> = 2..=16;
    let allowed = PASSES.filter_map(|iterations| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast saturates")]
        let wanted = (work / f64::from(iterations)) as u32;
        // Far above the caps; the first step below that is allowed is the most that is.
        let most = wanted.min(most_memory_kib).min(1 << 20) / STEP_KIB;
        let with = |mib| HashScheme::Argon2id { memory_kib: mib * STEP_KIB, iterations, parallelism: 1 };
        (1..=most).rev().map(with).find(|scheme| scheme.check().is_ok())
    });
    // The first of equals has the most memory.
    let strongest = allowed.reduce(|best, next| {
        // Rounding and one pass more are not worth less memory.
        if work_kib(&next) > work_kib(&best) * 1.1 { next } else { best }
    });
    strongest.unwrap_or(HashScheme::ARGON2ID)
}

/// The strongest bcrypt in time; each step doubles the work. `usual` is [`HashScheme::BCRYPT`], measured.
pub(super) fn suggest_bcrypt(
    target: Duration,
    usual: &Measured,
    measure: &mut impl FnMut(HashScheme, Care) -> Result<Measured, Stop>,
) -> Result<Suggestion, Stop> {
    let (scheme, is_floor) = bcrypt_of(target, usual);
    measured(scheme, is_floor, usual, measure)
}

/// The cost, and whether it is the floor for lack of one that is in time.
fn bcrypt_of(target: Duration, usual: &Measured) -> (HashScheme, bool) {
    let HashScheme::Bcrypt { cost: usual_cost } = usual.scheme else { return (HashScheme::BCRYPT, false) };
    let allowed = (0..=31).map(|cost| HashScheme::Bcrypt { cost }).filter(|scheme| scheme.check().is_ok());
    let is_in_time = |scheme: &HashScheme| match *scheme {
        HashScheme::Bcrypt { cost } => {
            let doublings = f64::from(cost) - f64::from(usual_cost);
            share_of(target, usual) * doublings.exp2() <= *WANTED.end()
        }
        HashScheme::Argon2id { .. } => false,
    };
    let allowed: Vec<_> = allowed.collect();
    let floor = allowed.first().copied().unwrap_or(HashScheme::BCRYPT);
    allowed.into_iter().rfind(is_in_time).map_or((floor, true), |scheme| (scheme, false))
}

#[cfg(test)]
mod tests;
