//! The template of `config init` and the reference in docs/, both made of the list of settings.

use std::fmt::Write as _;

use super::key::{self, Default, Key};

/// A `bienvenue.toml` in which everything is explained and nothing is set.
pub(crate) fn template() -> String {
    let mut text = String::from(
        "# The configuration of `bienvenue serve`.\n\
         # Each setting stands here with its default, or with an example where it says so. Take away the # before a\n\
         # setting to change it. `bienvenue config check` tells whether all is well.\n",
    );
    let mut section = "";
    for key in key::all() {
        let (its_section, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        if its_section != section {
            section = its_section;
            let _ = write!(text, "\n[{section}]\n");
        }
        let (value, note) = match key.default {
            Default::Is(literal) => (literal, String::new()),
            Default::Means { what, example } => (example, format!(" Example; the default is: {what}.")),
            Default::Required { example, .. } => (example, " Required; this is an example.".to_owned()),
        };
        let _ = write!(text, "\n# {}{note}\n#{name} = {value}\n", key.meaning);
    }
    text
}

/// The reference, in Markdown.
pub(crate) fn reference() -> String {
    let mut text = String::from(HEAD);
    let mut section = None;
    for key in key::all() {
        let its_section = key.name.rsplit_once('.').map_or("", |(section, _)| section);
        if section != Some(its_section) {
            section = Some(its_section);
            let title = if its_section.is_empty() {
                "Without a section".to_owned()
            } else {
                format!("`[{its_section}]`")
            };
            let _ = write!(text, "\n## {title}\n\n| Setting | Default | Meaning |\n|---|---|---|\n");
        }
        let _ = writeln!(text, "| `{}` | {} | {} |", key.name, shown_default(key), key.meaning);
    }
    text
}

fn shown_default(key: &Key) -> String {
    match key.default {
        Default::Is(literal) => format!("`{literal}`"),
        Default::Means { what, example } => format!("{what}; example: `{example}`"),
        Default::Required { example, .. } => format!("none: it must be set, such as `{example}`"),
    }
}

const HEAD: &str = "\
# Configuration

<!-- Made by `bienvenue config reference`; a test compares it. Do not edit by hand. -->

`bienvenue serve` reads `bienvenue.toml` in the folder where it is started, or the file that `--config` names.
`bienvenue config init` writes one with comments, `bienvenue config check` says whether all is well.

The environment is stronger than the file: `BIENVENUE__` and the name of the setting in capital letters, with two
underscores for each dot, such as `BIENVENUE__SESSION__IDLE_TIMEOUT=12h`. `BIENVENUE_LISTEN` and `DATABASE_URL` stand for
`listen` and `database.url`. A setting that is not known is refused, in the file and in the environment.

A time span is a number and `s`, `m`, `h` or `d`: `\"90s\"`, `\"30m\"`, `\"7d\"`.

`bienvenue dev` reads no file: it takes `--listen`, `--database` and these two short variables. The commands for people
(`user`, `session`) and `migrate` use the same configuration as `serve`, or `sqlite:bienvenue.db` where there is none.

## Exit codes

| Code | Meaning |
|---|---|
| 0 | done |
| 1 | failed: the database is not available, the address is in use |
| 2 | wrong usage |
| 3 | the configuration is wrong, or a setting is missing |
| 4 | not found: no such user, session or database |
| 5 | refused: already registered, password not acceptable, not confirmed |
| 130, 143 | ended by a second Ctrl-C or SIGTERM while requests were under way |
";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::environment::variable_of;
    use super::super::settings::tests::read;
    use super::*;

    #[test]
    fn the_template_changes_nothing() {
        assert_eq!(read(&template()), read(""));
    }

    #[test]
    fn every_setting_of_the_template_can_be_taken() {
        let set: Vec<_> = template()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(setting) if !setting.starts_with(' ') => setting.to_owned(),
                _ => line.to_owned(),
            })
            .collect();
        let (settings, problems) = read(&set.join("\n"));
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(settings.unwrap().public_url.unwrap().to_string(), "https://accounts.example.org");
    }

    #[test]
    fn the_reference_in_docs_is_this_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
        let there = std::fs::read_to_string(path).unwrap_or_default();
        assert!(there == reference(), "run: cargo run -- config reference > docs/configuration.md");
    }

    #[test]
    fn every_setting_has_a_variable_of_its_own() {
        let mut variables: Vec<_> = key::all().map(|key| variable_of(key.name)).collect();
        variables.sort_unstable();
        variables.dedup();
        assert_eq!(variables.len(), key::all().count());
    }
}
