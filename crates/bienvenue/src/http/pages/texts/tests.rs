use super::*;

/// The same in both languages.
const ALIKE: [&str; 1] = [""];

/// Every text with the name of its field, in the order of the fields.
fn listed(locale: Locale) -> Vec<(String, String)> {
    let printed = format!("{:#?}", texts(locale));
    let fields = printed.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(": "));
    let texts = fields.filter_map(|(name, value)| {
        let text = value.strip_prefix('"')?.strip_suffix('"')?;
        Some((name.to_owned(), text.to_owned()))
    });
    texts.collect()
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
    for kind in crate::EventKind::ALL {
        let told = Locale::ALL.map(|locale| (texts(locale).account.activity.kind)(kind));
        assert!(told.iter().all(|text| !text.is_empty()) && told[0] != told[1], "{kind:?}");
    }
    let told = Locale::ALL.map(|locale| (texts(locale).password_too_short)(15));
    assert!(told.iter().all(|text| text.contains("15")) && told[0] != told[1]);
}
