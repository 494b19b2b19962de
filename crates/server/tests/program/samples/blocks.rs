//! The documents, and what stands in them as code.

use std::path::{Path, PathBuf};

/// A block of code.
pub(super) struct Block {
    /// Its document, from the root.
    pub(super) document: String,
    /// The line on which it begins.
    line: usize,
    /// What stands behind the opening fence.
    pub(super) language: String,
    pub(super) code: String,
}

impl Block {
    /// Where it is, for whoever has to mend it.
    pub(super) fn place(&self) -> String {
        format!("{}:{}, ```{}\n{}", self.document, self.line, self.language, self.code)
    }

    pub(super) fn first_line(&self) -> &str {
        self.code.lines().next().unwrap_or_default()
    }
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A file of the repository.
pub(super) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

/// Every document, by its path from the root.
pub(super) fn documents() -> Vec<String> {
    let mut found = Vec::new();
    for folder in
        ["", "docs", "docs/decisions", "bench", "examples", "packaging", "tests", "tests/tls", "fuzz"]
    {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "md") {
                found.push(path.strip_prefix(root()).unwrap().display().to_string());
            }
        }
    }
    assert!(found.len() > 15, "{found:?}");
    found.sort();
    found
}

/// Every block of every document, in their order.
pub(super) fn blocks() -> Vec<Block> {
    documents().into_iter().flat_map(|document| blocks_of(&document)).collect()
}

/// Those of one document.
pub(super) fn blocks_of(document: &str) -> Vec<Block> {
    let text = read(document);
    let (mut found, mut open): (_, Option<Block>) = (Vec::new(), None);
    for (number, line) in text.lines().enumerate() {
        // An indented block, or one between tildes, is a sample too, which nothing here would see.
        let is_odd =
            line.trim_start().starts_with("~~~") || (line != line.trim_start() && line.contains("```"));
        assert!(open.is_some() || !is_odd, "{document}:{}: write ``` at the start of a line", number + 1);
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(language), None) => {
                open = Some(Block {
                    document: document.to_owned(),
                    line: number + 1,
                    language: language.to_owned(),
                    code: String::new(),
                });
            }
            (None, Some(block)) => {
                block.code.push_str(line);
                block.code.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{document}: a block has no end");
    found
}

/// What stands between back quotes in the text of a document.
pub(super) fn quoted(document: &str) -> Vec<String> {
    let text = read(document);
    let prose = text.split("\n```").step_by(2);
    let spans = prose.flat_map(|prose| {
        let after_fence = prose.split_once('\n').map_or(prose, |(_, rest)| rest);
        after_fence.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    });
    spans.map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}
