use std::time::Duration;

use bienvenue_core::time::Timestamp;

use super::*;

/// With what a secret link has: a fragment, and a character that HTML escapes.
const URL: &str = "https://accounts.example.org/reset-password?a=1&b=2#token=c2VjcmV0";

fn sender(product: &str) -> Sender {
    Sender::new(product.to_owned(), "https://accounts.example.org".to_owned())
}

fn circumstances() -> Circumstances {
    Circumstances {
        at: Timestamp::from_micros(1_780_315_200_000_000),
        address: Some("192.0.2.7".to_owned()),
        user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned()),
    }
}

/// One of each kind.
fn letters(new_address: &str, circumstances: &Circumstances) -> [Letter; 11] {
    let link = || Link { url: URL.to_owned(), valid_for: Duration::from_mins(30) };
    [
        Letter::VerifyEmail(link()),
        Letter::ResetPassword(link()),
        Letter::ConfirmNewEmail(link()),
        Letter::AlreadyRegistered,
        Letter::EmailChanged { to: new_address.to_owned(), circumstances: circumstances.clone() },
        Letter::PasswordChanged(circumstances.clone()),
        Letter::NewDevice(circumstances.clone()),
        Letter::AfterFailures(circumstances.clone()),
        Letter::Disabled(circumstances.clone()),
        Letter::Enabled(circumstances.clone()),
        Letter::AccountDeleted(circumstances.clone()),
    ]
}

/// Every letter in every language, with the place where it was made for a failure's message.
fn all(sender: &Sender, new_address: &str, circumstances: &Circumstances) -> Vec<(String, Letter, Content)> {
    let mut contents = Vec::new();
    for locale in Locale::ALL {
        for letter in letters(new_address, circumstances) {
            let content = render(&letter, locale, sender).unwrap();
            contents.push((format!("{locale} {letter:?}"), letter, content));
        }
    }
    contents
}

/// The words of an HTML document's body, each entity its character.
fn words(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let parts = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text = parts.collect::<Vec<_>>().join(" ");
    let plain = ["&#38;", "&", "&#60;", "<", "&#62;", ">", "&#34;", "\"", "&#39;", "'"];
    let text = plain.chunks(2).rev().fold(text, |text, pair| text.replace(pair[0], pair[1]));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_letter_is_written_in_every_language() {
    for (place, letter, content) in all(&sender("Acme"), "new@example.org", &circumstances()) {
        assert!(content.subject.contains("Acme") && !content.subject.contains('\n'), "{place}");
        assert!(content.text.contains("Acme") && content.html.contains("Acme"), "{place}");
        for half in [&content.text, &words(&content.html)] {
            let has = |text: &str| half.contains(text);
            let links = usize::from(matches!(
                letter,
                Letter::VerifyEmail(_) | Letter::ResetPassword(_) | Letter::ConfirmNewEmail(_)
            ));
            assert_eq!(half.matches(URL).count(), links, "{place}: {half}");
            assert_eq!(has("30 minutes"), links == 1, "{place}");
            let is_told = links == 0 && !matches!(letter, Letter::AlreadyRegistered);
            assert_eq!(has("2026") && has("12:00 UTC"), is_told, "{place}");
            assert_eq!(has("192.0.2.7") && has("Firefox") && has("Linux"), is_told, "{place}");
            assert_eq!(has("new@example.org"), matches!(letter, Letter::EmailChanged { .. }), "{place}");
            // What to do if it was somebody else, or nobody knows why.
            let what_to_do = [
                "If it was not you",
                "If you do not know why",
                "Si ce n’était pas vous",
                "Si vous n’êtes pas",
                "Si vous ne savez pas pourquoi",
            ];
            assert!(what_to_do.iter().any(|words| has(words)), "{place}");
        }
    }
}

#[test]
fn text_and_html_say_the_same() {
    for (place, _, content) in all(&sender("Acme & <Sons>"), "new@example.org", &circumstances()) {
        let text = content.text.replace("\n--\n", "\n").split_whitespace().collect::<Vec<_>>().join(" ");
        // A button has no colon.
        let text = text.replace(" : https", ": https").replace(": https", " https");
        assert_eq!(text, words(&content.html), "{place}");
    }
}

#[test]
fn the_languages_are_told_apart() {
    let letters = letters("new@example.org", &circumstances());
    for letter in &letters {
        let [en, fr] =
            [Locale::En, Locale::Fr].map(|locale| render(letter, locale, &sender("Acme")).unwrap());
        assert_ne!(en.subject, fr.subject);
        assert!(en.html.contains("<html lang=\"en\">") && fr.html.contains("<html lang=\"fr\">"));
    }
    // No two letters are taken for each other.
    let subjects = letters.iter().map(|letter| render(letter, Locale::Fr, &sender("Acme")).unwrap().subject);
    let mut subjects: Vec<_> = subjects.collect();
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), letters.len());
}

#[test]
fn what_is_not_known_is_left_out() {
    let unknown = Circumstances { address: None, user_agent: None, ..circumstances() };
    for (place, letter, content) in all(&sender("Acme"), "new@example.org", &unknown) {
        if matches!(letter, Letter::PasswordChanged(_)) {
            let left = ["From:", "With:", "Depuis", "Avec"];
            assert!(!left.iter().any(|word| content.text.contains(word)), "{place}: {}", content.text);
            assert!(content.text.contains("When: ") || content.text.contains("Quand\u{a0}: "), "{place}");
        }
    }
}

/// ASVS 1.2.1, 3.2.1: whatever a user chooses is text, in a name, an address, a description or a line.
#[test]
fn asvs_1_2_1_what_users_choose_is_inert() {
    for attack in [
        "<img src=x onerror=alert(1)>",
        "\"><a href=https://evil.example>click</a>",
        "{{7*7}}{% include \"x\" %}",
        "Acme\r\nBcc: eve@example.org\r\n\r\n<script>",
    ] {
        let circumstances = Circumstances {
            address: Some(attack.to_owned()),
            user_agent: Some(format!("{attack} Firefox/1.0")),
            ..circumstances()
        };
        for (place, _, content) in all(&sender(attack), attack, &circumstances) {
            let html = &content.html;
            for tag in ["<img", "<a href=https", "<script", "49"] {
                assert!(!html.contains(tag), "{place}: {html}");
            }
            // One link at most: the button.
            assert!(html.matches("<a ").count() <= 1, "{place}: {html}");
            assert!(!content.subject.chars().any(char::is_control), "{place}");
            assert!(!content.text.lines().any(|line| line.starts_with("Bcc")), "{place}");
            assert!(!content.text.contains('\r'), "{place}");
            if attack.starts_with("{{") {
                assert!(content.text.contains("{{7*7}}"), "the text is as it was written");
            }
        }
    }
}

/// ASVS 3.2.1: nothing is fetched by reading a mail, and nothing in it runs.
#[test]
fn a_mail_refers_to_nothing_outside() {
    for (place, _, content) in all(&sender("Acme"), "new@example.org", &circumstances()) {
        for refers in ["src=", "<link", "@import", "url(", "<script", "<img", "<form", "<style"] {
            assert!(!content.html.contains(refers), "{place}: {refers}");
        }
        let links: Vec<_> = content.html.split("href=\"").skip(1).collect();
        assert!(links.iter().all(|link| link.starts_with("https://accounts.example.org/")), "{place}");
        assert!(content.html.contains("color-scheme\" content=\"light dark\""), "{place}");
    }
}

/// A secret must not get into a log by way of `Debug`.
#[test]
fn a_content_is_not_told_by_debug() {
    for (_, letter, content) in all(&sender("Acme"), "new@example.org", &circumstances()) {
        assert!(!format!("{content:?} {letter:?}").contains("token"));
    }
}
