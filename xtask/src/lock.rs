//! What `Cargo.lock` may hold: few packages, no OpenSSL, one version of what must not be there twice.

use std::fmt::Write as _;

/// Every package is somebody's code that runs with our secrets: the count is a budget.
pub(crate) const MOST_PACKAGES: usize = 260;

/// Two of these would be two TLS stacks with two sets of settings, or SQLite twice in one program.
const ONCE: [&str; 3] = ["rustls", "rusqlite", "libsqlite3-sys"];

/// One package of the lock file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Package<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its version.
    pub(crate) version: &'a str,
}

/// The packages of a lock file's text. Its form is generated, so lines are enough.
pub(crate) fn packages(lock: &str) -> Vec<Package<'_>> {
    lock.split("[[package]]\n")
        .skip(1)
        .filter_map(|block| Some(Package { name: value(block, "name")?, version: value(block, "version")? }))
        .collect()
}

/// What is wrong, one sentence each.
pub(crate) fn problems(packages: &[Package<'_>]) -> Vec<String> {
    let mut problems = Vec::new();
    if packages.len() > MOST_PACKAGES {
        problems.push(format!("{} packages, where {MOST_PACKAGES} are allowed", packages.len()));
    }
    for package in packages.iter().filter(|package| is_banned(package.name)) {
        problems.push(format!(
            "{} {} belongs to a TLS library that we do not use",
            package.name, package.version
        ));
    }
    for name in ONCE {
        let versions = packages.iter().filter(|package| package.name == name).fold(
            String::new(),
            |mut versions, package| {
                let _ = write!(versions, " {}", package.version);
                versions
            },
        );
        if versions.split_whitespace().nth(1).is_some() {
            problems.push(format!("{name} in more than one version:{versions}"));
        }
    }
    problems
}

/// Whether the file lists a package of that name.
pub(crate) fn has(packages: &[Package<'_>], name: &str) -> bool {
    packages.iter().any(|package| package.name == name)
}

/// `openssl-probe` is not of the family: it only knows where systems keep certificates.
fn is_banned(name: &str) -> bool {
    let is_openssl = name.contains("openssl") && name != "openssl-probe";
    is_openssl || name.contains("native-tls") || name == "hyper-tls"
}

fn value<'a>(block: &'a str, key: &str) -> Option<&'a str> {
    block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"rustls\"\nversion = \"0.23.1\"\n\n\
        [[package]]\nname = \"openssl-probe\"\nversion = \"0.2.0\"\ndependencies = [\n \"libc\",\n]\n\n";

    #[test]
    fn reads_names_and_versions() {
        let expected = [
            Package { name: "rustls", version: "0.23.1" },
            Package { name: "openssl-probe", version: "0.2.0" },
        ];
        assert_eq!(packages(LOCK), expected);
        assert!(problems(&expected).is_empty());
        assert!(has(&expected, "rustls") && !has(&expected, "ring"));
    }

    #[test]
    fn reads_our_own() {
        let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock")).unwrap();
        let packages = packages(&lock);
        assert_eq!(packages.len(), lock.matches("[[package]]").count());
        assert!(has(&packages, "xtask"));
    }

    #[test]
    fn finds_a_second_version_and_a_banned_family() {
        let found = problems(&[
            Package { name: "rustls", version: "0.23.1" },
            Package { name: "rustls", version: "0.24.0" },
            Package { name: "openssl-sys", version: "0.9.0" },
            Package { name: "tokio-native-tls", version: "0.3.0" },
        ]);
        assert_eq!(found.len(), 3);
        assert!(found.contains(&"rustls in more than one version: 0.23.1 0.24.0".to_owned()));
    }

    #[test]
    fn finds_too_many() {
        let many = vec![Package { name: "small", version: "1.0.0" }; MOST_PACKAGES + 1];
        assert_eq!(problems(&many).len(), 1);
        assert!(problems(&many[1..]).is_empty());
    }
}
