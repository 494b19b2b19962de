use super::*;

/// The same in both languages.
const ALIKE: [&str; 1] = [""];

/// Every text with its name, in the order of the fields.
fn listed(locale: Locale) -> Vec<(String, String)> {
    let mut listed = Vec::new();
    texts(locale).clone().visit("", &mut |name, text, _| listed.push((name.to_owned(), (*text).to_owned())));
    listed
}

#[test]
fn every_text_is_there_in_both_languages_and_translated() {
    let (en, fr) = (listed(Locale::En), listed(Locale::Fr));
    assert!(en.len() > 100 && en.len() == fr.len(), "{} {}", en.len(), fr.len());
    for ((name, english), (of, french)) in en.iter().zip(&fr) {
        assert_eq!(name, of);
        assert!(!english.trim().is_empty() && !french.trim().is_empty(), "{name}");
        assert!(english != french || ALIKE.contains(&name.as_str()), "{name} is not translated: {english}");
    }
    for locale in Locale::ALL {
        let t = texts(locale);
        for words in [t.password_too_short, t.too_many_attempts, t.account.sessions.more] {
            assert!(words.of(15).contains("15") && words.of(1).contains('1'), "{words:?}");
        }
        assert!(crate::EventKind::ALL.iter().all(|kind| t.account.activity.kind.of(kind.as_str()).is_some()));
    }
    assert_eq!(texts(Locale::En).account.activity.kind.of("signed_in"), Some("Signed in"));
    assert_eq!(texts(Locale::En).account.activity.kind.of("something"), None);
}
