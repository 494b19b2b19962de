//! The paths that a Rust source names, without a compiler: enough of the grammar for `use` trees, paths in the middle of a
//! line, comments and literals.

/// A word or sign of the source, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    /// `::`
    Colons,
    Sign(char),
}

/// Every path of at least two names, and every one after `use`, with its line. `self` and `super` are spelled out from
/// the `module` that the source is.
pub(super) fn paths_in(module: &[String], source: &str) -> Vec<(usize, String)> {
    let tokens = tokens(source);
    let mut reader = Reader { tokens: &tokens, module: module.to_vec(), found: Vec::new(), open: Vec::new() };
    reader.read();
    reader.found
}

/// What an open brace belongs to.
enum Brace {
    /// A group of a `use` tree, with the path in front of it.
    Group(Vec<String>),
    /// An inline module.
    Module,
    Other,
}

struct Reader<'t> {
    tokens: &'t [(usize, Token)],
    module: Vec<String>,
    found: Vec<(usize, String)>,
    open: Vec<Brace>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            at = match &self.tokens[at].1 {
                Token::Name(name) if name == "mod" && self.is_sign(at + 2, '{') => self.open_module(at),
                // The new name of an import is no path.
                Token::Name(name) if name == "as" && self.is_in_group() => at + 2,
                Token::Name(name) if matches!(name.as_str(), "use" | "as") => at + 1,
                Token::Name(_) => self.read_path(at),
                Token::Sign('{') => self.open(Brace::Other, at),
                Token::Sign('}') => self.close(at),
                _ => at + 1,
            };
        }
    }

    fn is_in_group(&self) -> bool {
        matches!(self.open.last(), Some(Brace::Group(_)))
    }

    fn open(&mut self, brace: Brace, at: usize) -> usize {
        self.open.push(brace);
        at + 1
    }

    fn open_module(&mut self, at: usize) -> usize {
        if let (_, Token::Name(name)) = &self.tokens[at + 1] {
            self.module.push(name.clone());
        }
        self.open(Brace::Module, at + 2)
    }

    fn close(&mut self, at: usize) -> usize {
        if let Some(Brace::Module) = self.open.pop() {
            self.module.pop();
        }
        at + 1
    }

    /// Reads the path that begins at a name, and the group that may end it.
    fn read_path(&mut self, start: usize) -> usize {
        let mut path = Vec::new();
        let mut at = start;
        while let Some((_, Token::Name(name))) = self.tokens.get(at) {
            path.push(name.clone());
            if self.tokens.get(at + 1).is_none_or(|(_, token)| *token != Token::Colons) {
                break;
            }
            at += 2;
        }
        let follows_use = start > 0 && self.tokens[start - 1].1 == Token::Name("use".to_owned());
        let in_group =
            if let Some(Brace::Group(prefix)) = self.open.last() { prefix.clone() } else { Vec::new() };
        let is_path = path.len() > 1 || follows_use || !in_group.is_empty();
        let path = self.spell_out(in_group, path);
        if self.is_sign(at, '{') && at > start {
            return self.open(Brace::Group(path), at);
        }
        if is_path {
            self.found.push((self.tokens[start].0, path.join("::")));
        }
        // After `name::` that no name follows (`Vec::<u8>`, `use a::*`) the sign is looked at by itself.
        if matches!(self.tokens.get(at), Some((_, Token::Name(_)))) { at + 1 } else { at }
    }

    fn spell_out(&self, prefix: Vec<String>, path: Vec<String>) -> Vec<String> {
        let is_first = prefix.is_empty();
        let mut spelled = prefix;
        for name in path {
            match name.as_str() {
                "self" if is_first && spelled.is_empty() => spelled.clone_from(&self.module),
                "self" => {}
                "super" if spelled.is_empty() => {
                    spelled = self.module[..self.module.len().saturating_sub(1)].to_vec();
                }
                "super" => drop(spelled.pop()),
                _ => spelled.push(name),
            }
        }
        spelled
    }

    fn is_sign(&self, at: usize, sign: char) -> bool {
        self.tokens.get(at).is_some_and(|(_, token)| *token == Token::Sign(sign))
    }
}

fn tokens(source: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = length_of_next(rest, first);
        let (text, tail) = rest.split_at(length);
        if is_name(first) && text.chars().all(is_name) {
            tokens.push((line, Token::Name(text.to_owned())));
        } else if text == "::" {
            tokens.push((line, Token::Colons));
        } else if text.len() == first.len_utf8() && !first.is_whitespace() {
            tokens.push((line, Token::Sign(first)));
        }
        line += text.matches('\n').count();
        rest = tail;
    }
    tokens
}

const fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// How many bytes the next token, comment or literal takes.
fn length_of_next(rest: &str, first: char) -> usize {
    let up_to =
        |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return up_to("*/", 2);
    }
    let raw = rest.trim_start_matches('b');
    if rest.len() - raw.len() < 2 && raw.starts_with('r') {
        let hashes = raw[1..].len() - raw[1..].trim_start_matches('#').len();
        if raw[1 + hashes..].starts_with('"') {
            let start = rest.len() - raw.len() + hashes + 2;
            return up_to(&format!("\"{}", "#".repeat(hashes)), start);
        }
    }
    match first {
        '"' => length_of_text(rest),
        '\'' => length_of_character(rest),
        ':' if rest.starts_with("::") => 2,
        _ if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
        _ => first.len_utf8(),
    }
}

/// A literal in double quotes, with its escapes.
fn length_of_text(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return at + 1,
            _ => is_escaped = c == '\\' && !is_escaped,
        }
    }
    rest.len()
}

/// A character in single quotes, or the quote of a lifetime.
fn length_of_character(rest: &str) -> usize {
    let inside = rest[1..].chars().next().map_or(0, char::len_utf8);
    if rest[1..].starts_with('\\') {
        return rest[3..].find('\'').map_or(rest.len(), |at| at + 4);
    }
    if rest[1 + inside..].starts_with('\'') { inside + 2 } else { 1 }
}

#[test]
fn paths_are_read() {
    let module = ["crate", "store"].map(str::to_owned);
    let read = |source| paths_in(&module, source).into_iter().map(|(_, path)| path).collect::<Vec<_>>();
    assert_eq!(read("use a::b;"), ["a::b"]);
    assert_eq!(read("use a; use b as c;"), ["a", "b"]);
    assert_eq!(read("use a::{self, b::{c, d}, e as f, g::*};"), ["a", "a::b::c", "a::b::d", "a::e", "a::g"]);
    assert_eq!(read("use super::x; use self::y; use crate::z;"), ["crate::x", "crate::store::y", "crate::z"]);
    assert_eq!(read("mod m { use super::x; } use super::y;"), ["crate::store::x", "crate::y"]);
    assert_eq!(read("fn f(x: Vec<a::B>) { e::f::<g::H>(i) }"), ["a::B", "e::f", "g::H"]);
    assert_eq!(read("'a: x::y; 'x' '\\'' \"s::t\" r#\"u::v\"# b\"w::x\" br\"y::z\""), ["x::y"]);
}
