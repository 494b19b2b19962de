//! Samples that are pieces of files which are compiled or run: an example behind a real proxy, the documentation of the library.

use super::blocks::{Block, blocks, documents, quoted, read};

/// Language, document, and where it is compiled or run.
///
/// Nothing runs `examples/traefik.yml`, and it says so itself: Debian has no package of Traefik.
const PIECES: [(&str, &str, &str); 8] = [
    ("nginx", "README.md", "examples/nginx.conf"),
    ("rust", "README.md", "crates/bienvenue/src/lib.rs"),
    ("rust", "README.md", "crates/bienvenue/src/http.rs"),
    ("nginx", "docs/protect.md", "examples/nginx.conf"),
    ("caddyfile", "docs/protect.md", "examples/Caddyfile"),
    ("yaml", "docs/protect.md", "examples/traefik.yml"),
    ("python", "docs/protect.md", "examples/flask/app.py"),
    ("rust", "docs/protect.md", "examples/axum/main.rs"),
];

/// Whether a block is on the list, and a piece of one of its files.
pub(super) fn takes(block: &Block) -> bool {
    places(block).any(|file| is_piece(&block.code, &read(file)))
}

fn places(block: &Block) -> impl Iterator<Item = &'static str> {
    let known = PIECES
        .iter()
        .filter(|(language, document, _)| *language == block.language && *document == block.document);
    known.map(|(_, _, file)| *file)
}

/// Whether every line of a sample is in the file, in this order. Comments at the end of a line are the document's own.
fn is_piece(sample: &str, file: &str) -> bool {
    let mut lines = file.lines().map(bare);
    let mut wanted = sample.lines().map(bare).filter(|line| !line.is_empty()).peekable();
    wanted.peek().is_some() && wanted.all(|line| lines.any(|found| found == line))
}

fn bare(line: &str) -> &str {
    let line = line.trim_start();
    let line = line.strip_prefix("//!").map_or(line, str::trim_start);
    line.split("  #").next().unwrap_or_default().trim_end()
}

#[test]
fn every_file_of_the_list_has_its_piece() {
    for (language, document, file) in PIECES {
        let blocks = blocks();
        let mut of = blocks.iter().filter(|block| block.language == language && block.document == document);
        assert!(of.any(|block| is_piece(&block.code, &read(file))), "{document} shows nothing of {file}");
    }
}

/// Such as `reverse_proxy 127.0.0.1:5000`.
#[test]
fn every_directive_in_the_text_is_a_line_of_an_example() {
    let examples =
        ["nginx.conf", "nginx-subdomain.conf", "Caddyfile"].map(|file| read(&format!("examples/{file}")));
    let lines: Vec<_> = examples.iter().flat_map(|text| text.lines().map(bare)).collect();
    let spans = documents().into_iter().flat_map(|document| quoted(&document));
    let is_directive = |span: &String| {
        let name = span.split(' ').next().unwrap_or_default();
        span.contains(' ')
            && ["reverse_proxy", "proxy_pass", "proxy_set_header", "auth_request"].contains(&name)
    };
    let directives: Vec<_> = spans.filter(is_directive).collect();
    for directive in &directives {
        assert!(lines.contains(&directive.as_str()), "no example has {directive}");
    }
    assert!(directives.len() >= 2, "{directives:?}");
}

#[test]
fn a_piece_has_every_line_in_its_order() {
    let file = "//! one\n//! # hidden\n  two {\nthree; \n}";
    for good in ["one\ntwo {\n}", "\nthree;   # why\n", "two {"] {
        assert!(is_piece(good, file), "{good}");
    }
    for other in ["", "two {\none", "four", "three", "two { three; }"] {
        assert!(!is_piece(other, file), "{other}");
    }
}
