//! Manual pages, made of the same definitions as the help. The macros are those of man(7).

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory as _};

use crate::cli::Cli;

/// A manual page.
#[derive(Debug)]
pub(super) struct Page {
    /// `bienvenue.1`, `bienvenue-user-add.1`.
    pub(super) file: String,
    pub(super) text: String,
}

/// One page for the program and one for each command.
pub(super) fn pages() -> Vec<Page> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    add(&program, &mut vec![program.get_name().to_owned()], &mut pages);
    pages
}

fn add(command: &Command, path: &mut Vec<String>, pages: &mut Vec<Page>) {
    pages.push(Page { file: format!("{}.1", path.join("-")), text: page(command, path) });
    for below in command.get_subcommands() {
        path.push(below.get_name().to_owned());
        add(below, path, pages);
        path.pop();
    }
}

fn page(command: &Command, path: &[String]) -> String {
    let name = path.join("-");
    let about = command.get_about().map_or_else(|| summary().to_owned(), ToString::to_string);
    let mut text = format!(
        ".TH {} 1 \"\" \"Bienvenue {}\"\n.SH NAME\n{} \\- {}\n",
        name.to_uppercase(),
        env!("CARGO_PKG_VERSION"),
        escaped(&name),
        escaped(&about)
    );
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let _ = write!(text, ".SH SYNOPSIS\n.nf\n{}\n.fi\n", escaped(usage));
    if path.len() == 1 {
        let _ = write!(text, ".SH DESCRIPTION\n.nf\n{}.fi\n", lines(crate::cli::HELP));
    } else if let Some(long) = command.get_long_about() {
        let _ = write!(text, ".SH DESCRIPTION\n{}", lines(&long.to_string()));
    }
    if let Some(example) = command.get_before_help() {
        let _ = write!(text, ".SH EXAMPLES\n.nf\n{}.fi\n", lines(&example.to_string()));
    }
    let mut arguments = command.get_arguments().filter(|argument| !argument.is_hide_set()).peekable();
    if arguments.peek().is_some() {
        text.push_str(".SH OPTIONS\n");
    }
    for argument in arguments {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = write!(text, ".TP\n.B {}\n{}", escaped(&head(argument)), lines(&help));
    }
    let mut others: Vec<String> =
        command.get_subcommands().map(|below| format!("{name}-{}", below.get_name())).collect();
    others.extend(path.split_last().filter(|(_, above)| !above.is_empty()).map(|(_, above)| above.join("-")));
    if !others.is_empty() {
        let others: Vec<_> = others.iter().map(|other| format!(".BR {} (1)", escaped(other))).collect();
        let _ = writeln!(text, ".SH SEE ALSO\n{}", others.join(" ,\n"));
    }
    text
}

fn summary() -> &'static str {
    crate::cli::HELP.lines().next().unwrap_or_default().trim_end_matches('.')
}

/// `--config PATH`, `-h, --help`, `ADDRESS`.
fn head(argument: &Arg) -> String {
    let flags: Vec<String> = [
        argument.get_short().map(|short| format!("-{short}")),
        argument.get_long().map(|long| format!("--{long}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let takes_values = argument.get_num_args().is_some_and(|number| number.takes_values());
    let values = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string);
    let values: Vec<String> = values.filter(|_| takes_values || flags.is_empty()).collect();
    [flags.join(", "), values.join(" ")].join(" ").trim().to_owned()
}

/// Text as it is, line by line.
fn lines(text: &str) -> String {
    text.lines().map(escaped).fold(String::new(), |text, line| text + &line + "\n")
}

/// What man(7) would take for its own: a backslash, a hyphen that is meant as typed, a dot or quote at the start.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_every_command() {
        let pages = pages();
        let files: Vec<_> = pages.iter().map(|page| page.file.as_str()).collect();
        for file in ["bienvenue.1", "bienvenue-serve.1", "bienvenue-user.1", "bienvenue-user-add.1"] {
            assert!(files.contains(&file), "{files:?}");
        }
        for page in &pages {
            assert!(page.text.starts_with(".TH BIENVENUE"), "{}", page.text);
            assert!(page.text.contains("\n.SH SYNOPSIS\n.nf\nbienvenue"), "{}", page.text);
            assert!(page.file == "bienvenue.1" || page.text.contains("$ bienvenue "), "{}", page.text);
        }
    }

    #[test]
    fn nothing_is_taken_for_a_macro() {
        assert_eq!(escaped(".example a-b \\n"), "\\&.example a\\-b \\en");
    }
}
