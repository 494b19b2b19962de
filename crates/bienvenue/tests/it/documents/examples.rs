//! What docs/protect.md shows is what `examples/` holds, to the letter.

use std::fs;
use std::path::Path;

/// A line that an example must not have more of.
const MOST: usize = 60;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn each_sample_is_the_file_in_examples() {
    let page = fs::read_to_string(root().join("docs/protect.md")).unwrap();
    // Every other piece between fences is outside them.
    let samples: Vec<_> =
        page.split("\n```").skip(1).step_by(2).map(|sample| sample.split_once('\n').unwrap().1).collect();
    let files = ["nginx.conf", "Caddyfile", "traefik.yml", "flask/app.py", "axum/main.rs"];
    assert_eq!(samples.len(), files.len() + 2, "and the settings, twice");
    for file in files {
        let text = fs::read_to_string(root().join("examples").join(file)).unwrap();
        assert!(samples.contains(&text.trim_end()), "docs/protect.md does not show examples/{file}");
        if file.contains('/') {
            assert!(text.lines().count() < MOST, "examples/{file} is no small app");
        }
    }
}

/// A page that no proxy leads to Bienvenue would be asked of the app.
#[test]
fn each_proxy_knows_every_path_of_the_pages() {
    let table = fs::read_to_string(root().join("crates/bienvenue/src/http/pages/table.rs")).unwrap();
    let paths = table.lines().filter_map(|line| line.trim().strip_prefix("(\"/")?.split('"').next());
    let firsts: Vec<_> =
        paths.map(|path| path.split('/').next().unwrap()).filter(|first| *first != "dev").collect();
    assert!(firsts.len() > 20 && firsts.contains(&"login"));
    for file in ["nginx.conf", "Caddyfile", "traefik.yml"] {
        let text = fs::read_to_string(root().join("examples").join(file)).unwrap();
        let listed = text.split_once("^/(").unwrap().1.split_once(')').unwrap().0;
        let listed: Vec<_> = listed.split('|').collect();
        assert!(listed.contains(&"api"));
        for first in &firsts {
            assert!(listed.contains(first), "examples/{file} does not lead /{first} to Bienvenue");
        }
    }
}
