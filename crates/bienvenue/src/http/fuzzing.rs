//! What must hold of each parser that strangers reach, whatever bytes it is given.
//!
//! Each function takes an input of `cargo xtask fuzz`, has the service's own parser read it, and panics where more is wrong than
//! that it cannot be read: what is accepted must mean the same when it is written anew, must be what a second reader makes of
//! it, and must not have a byte that its kind has not. The inputs in `fuzz/corpus` are run by the tests as well.
//!
//! Compiled for tests and for fuzzing only; it is no part of the library.

mod bodies;
mod head;
mod headers;
mod request;
mod texts;

pub use bodies::{form, json, multipart};
pub use head::head;
pub use headers::{cookie, forwarded, host};
pub use request::request;
pub use texts::{cursor, email, hash, language, return_to, token};

/// The lines of an input, as long as they are text.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &str> {
    bytes.split(|byte| *byte == b'\n').map_while(|line| std::str::from_utf8(line).ok())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    type Target = fn(&[u8]);
    const TARGETS: [(&str, Target); 14] = [
        ("cookie", cookie),
        ("cursor", cursor),
        ("email", email),
        ("form", form),
        ("forwarded", forwarded),
        ("hash", hash),
        ("head", head),
        ("host", host),
        ("json", json),
        ("language", language),
        ("multipart", multipart),
        ("request", request),
        ("return_to", return_to),
        ("token", token),
    ];
    /// A corpus is read by people, and cloned by everybody.
    const MOST_BYTES: usize = 16 * 1024;

    fn in_fuzz(path: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(path)
    }

    fn names_in(folder: &str) -> BTreeSet<String> {
        let entries = fs::read_dir(in_fuzz(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_target_has_its_program_and_its_corpus() {
        let names: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names_in("fuzz_targets"), names);
        assert_eq!(names_in("corpus"), names);
        let manifest = fs::read_to_string(in_fuzz("Cargo.toml")).unwrap();
        for name in names {
            assert!(manifest.contains(&format!("fuzz_targets/{name}.rs")), "{name}");
            let program = fs::read_to_string(in_fuzz(&format!("fuzz_targets/{name}.rs"))).unwrap();
            assert!(program.contains(&format!("fuzzing::{name}(")), "{name}");
        }
    }

    #[test]
    fn what_was_found_once_holds() {
        for (name, target) in TARGETS {
            let inputs = fs::read_dir(in_fuzz("corpus").join(name)).unwrap();
            let inputs: Vec<_> = inputs.map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
            assert!(inputs.len() >= 3, "{name}");
            assert!(inputs.iter().map(Vec::len).sum::<usize>() <= MOST_BYTES, "{name}");
            for bytes in &inputs {
                target(bytes);
            }
        }
    }
}
