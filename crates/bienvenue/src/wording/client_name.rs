//! What a program is called that described itself.
//!
//! A description (`User-Agent`) is written by whoever signs in. Repeated in a mail or on a page it would be a stranger's text under our
//! name: a mail program makes a link of whatever looks like an address. So only names that we know are told.

use bienvenue_core::locale::Locale;

/// Programs by what only they say, the more particular first: every browser says it is some of the others.
const PROGRAMS: [(&str, &str); 10] = [
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
/// Systems, likewise.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The names of program and system, or words for an unknown one.
pub(crate) fn client_name(description: &str, locale: Locale) -> String {
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| description.contains(mark)).map(|(_, name)| *name)
    };
    match (known(&PROGRAMS), known(&SYSTEMS), locale) {
        (Some(program), Some(system), Locale::En) => format!("{program} on {system}"),
        (Some(program), Some(system), Locale::Fr) => format!("{program} sur {system}"),
        (Some(name), None, _) | (None, Some(name), _) => name.to_owned(),
        (None, None, Locale::En) => "an unknown program".to_owned(),
        (None, None, Locale::Fr) => "un programme inconnu".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_although_each_says_it_is_the_others() {
        for (description, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 \
                 Safari/537.36 Edg/140.0",
                "Microsoft Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile \
                 Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
            ("curl/8.5.0", "curl"),
        ] {
            assert_eq!(client_name(description, Locale::En), expected);
        }
        assert_eq!(client_name("Firefox/1 Linux", Locale::Fr), "Firefox sur Linux");
    }

    /// ASVS 1.2.1: what a stranger wrote about himself is never repeated.
    #[test]
    fn asvs_1_2_1_an_unknown_program_is_not_quoted() {
        for description in
            ["", "your account is blocked, see https://evil.example", "<img src=x onerror=alert(1)>"]
        {
            assert_eq!(client_name(description, Locale::En), "an unknown program");
            assert_eq!(client_name(description, Locale::Fr), "un programme inconnu");
        }
    }
}
