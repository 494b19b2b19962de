//! Whether the two implementations of Argon2 agree, and how long each takes at the default cost.
//!
//! `argon2_compare [INPUTS] [ROUNDS] [SEED]`, by default 100,000 inputs, 100 rounds and seed 1. Each input is hashed
//! by RustCrypto's `argon2` and by `argon2-rust`, with kept and with fresh memory. Then each round times these four in
//! turn, so that whatever else the machine does falls on all of them. What was decided on these grounds is in
//! `docs/decisions/argon2.md`. Ends with an error at the first hash that differs.
#![expect(clippy::print_stdout, reason = "a console program")]

use std::error::Error;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Block, Params, Version};
use argon2_rust::params::{Memory, TagLen};

const DEFAULT_COST: Cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };
const NAMES: [&str; 4] = ["RustCrypto, kept", "RustCrypto, fresh", "argon2-rust, kept", "argon2-rust, fresh"];

#[derive(Clone, Copy, Debug)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// What is hashed. The lengths, the variant and the cost are drawn as evenly as they can be.
#[derive(Debug)]
struct Input {
    is_argon2id: bool,
    is_version_19: bool,
    cost: Cost,
    password: Vec<u8>,
    salt: Vec<u8>,
    output_bytes: usize,
}

/// `SplitMix64`: the same inputs for the same seed, on every machine. Nothing here is secret.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn between(&mut self, least: u32, most: u32) -> u32 {
        let width = u64::from(most - least) + 1;
        least + u32::try_from(self.next() % width).unwrap_or_default()
    }

    fn bytes(&mut self, least: u32, most: u32) -> Vec<u8> {
        let length = self.between(least, most);
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    fn input(&mut self) -> Input {
        let lanes = self.between(1, 4);
        Input {
            is_argon2id: self.between(0, 1) == 1,
            is_version_19: self.between(0, 1) == 1,
            cost: Cost { memory_kib: self.between(8 * lanes, 256), passes: self.between(1, 4), lanes },
            password: self.bytes(0, 1_024),
            salt: self.bytes(8, 64),
            output_bytes: usize::try_from(self.between(16, 64)).unwrap_or_default(),
        }
    }
}

/// Both implementations and the memory that each keeps, dirty from the last input.
struct Both {
    blocks: Vec<Block>,
    hasher: argon2_rust::Hasher,
}

impl Both {
    /// Hashes `input` in the way that [`NAMES`] names, and says how long that took.
    fn hash(&mut self, way: usize, input: &Input) -> Result<(Vec<u8>, Duration), Box<dyn Error>> {
        let Input { cost, password, salt, .. } = input;
        let mut output = vec![0; input.output_bytes];
        let started = if way < 2 {
            let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(input.output_bytes))?;
            let algorithm = if input.is_argon2id { Algorithm::Argon2id } else { Algorithm::Argon2i };
            let version = if input.is_version_19 { Version::V0x13 } else { Version::V0x10 };
            let argon2 = argon2::Argon2::new(algorithm, version, params);
            let started = Instant::now();
            if way == 0 {
                argon2.hash_password_into_with_memory(password, salt, &mut output, &mut self.blocks)?;
            } else {
                argon2.hash_password_into(password, salt, &mut output)?;
            }
            started
        } else {
            let argon2 = other(input)?;
            let started = Instant::now();
            if way == 2 {
                self.hasher.set_argon2(argon2);
                self.hasher.hash_into(password, salt, &mut output)?;
            } else {
                argon2.hash_into(password, salt, &mut output)?;
            }
            started
        };
        Ok((output, started.elapsed()))
    }

    /// Hashes `input` in all four ways, which must agree.
    fn agree(&mut self, input: &Input) -> Result<[Duration; 4], Box<dyn Error>> {
        let (expected, first) = self.hash(0, input)?;
        let mut times = [first; 4];
        for (way, time) in times.iter_mut().enumerate().skip(1) {
            let (output, elapsed) = self.hash(way, input)?;
            if output != expected {
                return Err(
                    format!("way {way} yields {output:02x?} and not {expected:02x?}: {input:?}").into()
                );
            }
            *time = elapsed;
        }
        Ok(times)
    }
}

/// `argon2-rust` with the parameters of `input`, on this thread alone.
fn other(input: &Input) -> Result<argon2_rust::Argon2, argon2_rust::Error> {
    let params = argon2_rust::Params::builder()
        .memory(Memory::kib(input.cost.memory_kib.into()))
        .passes(input.cost.passes)
        .lanes(input.cost.lanes)
        .threads(1)
        .tag_len(TagLen::bytes(u64::try_from(input.output_bytes).unwrap_or_default()))
        .build()?;
    let algorithm =
        if input.is_argon2id { argon2_rust::Algorithm::Argon2id } else { argon2_rust::Algorithm::Argon2i };
    let version = if input.is_version_19 { argon2_rust::Version::V0x13 } else { argon2_rust::Version::V0x10 };
    Ok(argon2_rust::Argon2::new(algorithm, version, params))
}

/// The median and the least, in milliseconds.
fn summary(times: &mut [Duration]) -> (f64, f64) {
    times.sort_unstable();
    let at = |index: usize| times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3);
    (at(times.len() / 2), at(0))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u64| arguments.next().map_or(Ok(default), |text| text.parse());
    let (inputs, rounds, seed) = (number(100_000)?, number(100)?, number(1)?);
    let mut draw = Draw(seed);
    let largest = usize::try_from(DEFAULT_COST.memory_kib)?;
    let mut both = Both { blocks: vec![Block::new(); largest], hasher: other(&draw.input())?.hasher() };

    for _ in 0..inputs {
        both.agree(&draw.input())?;
    }
    println!("{inputs} inputs of seed {seed}: no difference ({} backend)", argon2_rust::detected_backend());

    let mut times = [const { Vec::new() }; NAMES.len()];
    for _ in 0..rounds {
        let input = Input { cost: DEFAULT_COST, is_argon2id: true, is_version_19: true, ..draw.input() };
        for (times, time) in times.iter_mut().zip(both.agree(&input)?) {
            times.push(time);
        }
    }
    println!("{rounds} rounds at {DEFAULT_COST:?}, in milliseconds:");
    for (name, times) in NAMES.iter().zip(&mut times) {
        let (median, least) = summary(times);
        println!("{name:18}  median {median:6.2}  least {least:6.2}");
    }
    Ok(())
}
