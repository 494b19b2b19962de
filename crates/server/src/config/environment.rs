//! The environment: every setting as `BIENVENUE__SECTION__KEY`, and the two names that deployments expect.

use std::ffi::OsString;

use super::key;
use super::problem::{Place, Problem};

/// Before every setting's name. Two underscores part sections, because names hold single ones.
const PREFIX: &str = "BIENVENUE__";
/// The short names, weaker than the full ones.
const SHORT: [(&str, &str); 2] = [("BIENVENUE_LISTEN", "listen"), ("DATABASE_URL", "database.url")];

/// The variables that are ours, as they were when the program started.
#[derive(Debug, Default)]
pub(crate) struct Environment(Vec<(String, OsString)>);

impl Environment {
    /// Reads the environment of the process.
    pub(crate) fn of_process() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one reader of the environment")]
        let all = std::env::vars_os();
        let ours = all.filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let is_ours = name.starts_with(PREFIX) || SHORT.iter().any(|(short, _)| *short == name);
            is_ours.then_some((name, value))
        });
        Self(ours.collect())
    }

    /// `BIENVENUE_LISTEN`, for `bienvenue dev`.
    pub(crate) fn listen(&self) -> Option<&str> {
        self.short("BIENVENUE_LISTEN")
    }

    /// `DATABASE_URL`, for `bienvenue dev`.
    pub(crate) fn database_url(&self) -> Option<&str> {
        self.short("DATABASE_URL")
    }

    fn short(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).and_then(|(_, value)| value.to_str())
    }

    /// What it sets, weaker names first: variable, setting, value.
    pub(super) fn settings(&self) -> (Vec<(&str, &'static str, &str)>, Vec<Problem>) {
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by_key(|(name, _)| (name.starts_with(PREFIX), name));
        for (variable, value) in sorted {
            let setting = setting_of(variable);
            match (key::find(&setting), value.to_str()) {
                (Some(key), Some(value)) => found.push((variable.as_str(), key.name, value)),
                (Some(_), None) => {
                    problems.push(Problem::new(
                        Place::Variable(variable.clone()),
                        "its value is not text in UTF-8",
                    ));
                }
                (None, _) => {
                    problems.push(Problem::new(Place::Variable(variable.clone()), unknown(&setting)));
                }
            }
        }
        (found, problems)
    }
}

/// The kind of terminal that `TERM` names.
pub(crate) fn terminal() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one reader of the environment")]
    std::env::var("TERM").ok()
}

fn setting_of(variable: &str) -> String {
    let short = SHORT.iter().find(|(short, _)| *short == variable).map(|(_, setting)| (*setting).to_owned());
    let full = || variable.strip_prefix(PREFIX).unwrap_or_default().to_ascii_lowercase().replace("__", ".");
    short.unwrap_or_else(full)
}

fn unknown(setting: &str) -> String {
    let meant = key::closest(setting).map(variable_of);
    let meant = meant.map_or(String::new(), |variable| format!("; did you mean {variable}?"));
    format!("this variable names no setting{meant}")
}

/// The variable that sets this.
pub(super) fn variable_of(setting: &str) -> String {
    format!("{PREFIX}{}", setting.to_ascii_uppercase().replace('.', "__"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn every_setting_has_a_variable() {
        for key in key::all() {
            assert_eq!(setting_of(&variable_of(key.name)), key.name);
        }
        assert_eq!(variable_of("session.idle_timeout"), "BIENVENUE__SESSION__IDLE_TIMEOUT");
    }

    #[test]
    fn full_names_come_after_short_ones_and_so_win() {
        let environment = environment(&[("BIENVENUE__DATABASE__URL", "b"), ("DATABASE_URL", "a")]);
        let (found, problems) = environment.settings();
        let values: Vec<_> = found.iter().map(|(_, setting, value)| (*setting, *value)).collect();
        assert_eq!(values, [("database.url", "a"), ("database.url", "b")]);
        assert!(problems.is_empty());
    }

    #[test]
    fn an_unknown_variable_is_a_problem() {
        let environment = environment(&[("BIENVENUE__SESSION__IDLETIMEOUT", "7d")]);
        let (_, problems) = environment.settings();
        let told = problems[0].to_string();
        assert!(told.contains("BIENVENUE__SESSION__IDLETIMEOUT"), "{told}");
        assert!(told.contains("did you mean BIENVENUE__SESSION__IDLE_TIMEOUT?"), "{told}");
    }
}
