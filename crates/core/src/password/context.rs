//! Words that whoever attacks this service or this user tries first (ASVS 6.1.2, 6.2.11).
//!
//! The list is made of what the service and the user are called: the product, the host of the public address, and both
//! sides of the user's own address, each split where it is no letter or digit. Words of fewer than four characters are
//! left out: they stand in half of all texts.
//!
//! The rule: what remains of a password without these words must be eight characters long, as a password must be by
//! itself. So `Acme2026!` is refused at Acme, and a passphrase may name whatever it likes. Compared are folded
//! characters: case is dropped, and what people write in place of a letter stands for it, as in `4cm3`.

use crate::email::EmailAddress;

/// Shorter words occur everywhere by chance.
const SHORTEST_WORD: usize = 4;
/// What must remain without the words: the shortest password of ASVS 6.2.1.
const ENOUGH: usize = 8;

/// Words that a password may hold and not be made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextWords(Vec<Vec<char>>);

impl ContextWords {
    /// The names of a service: what it is called, and the address that people type.
    pub fn of_service(product: &str, public_url: &str) -> Self {
        let mut words = Self::default();
        words.add_name(product);
        let authority = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
        let host = authority.split(['/', ':', '[']).next().unwrap_or_default();
        words.add_domain(host);
        words
    }

    /// These words and those of a user's address.
    pub fn and_of(&self, email: &EmailAddress) -> Self {
        let mut words = self.clone();
        if let Some((local, domain)) = email.canonical().rsplit_once('@') {
            words.add_name(local);
            words.add_domain(domain);
        }
        words
    }

    /// Whether so much of `text` is these words that too little remains.
    pub fn make_up(&self, text: &str) -> bool {
        let covered = self.cover(&fold(text));
        covered.contains(&true) && covered.iter().filter(|is_word| !**is_word).count() < ENOUGH
    }

    /// Which characters of a folded text belong to one of the words.
    pub(super) fn cover(&self, text: &[char]) -> Vec<bool> {
        let mut covered = vec![false; text.len()];
        for word in &self.0 {
            for (start, part) in text.windows(word.len()).enumerate() {
                if part == word {
                    covered.iter_mut().skip(start).take(word.len()).for_each(|is_word| *is_word = true);
                }
            }
        }
        covered
    }

    /// The parts of a name, and all of it in one word.
    fn add_name(&mut self, name: &str) {
        name.split(|c: char| !c.is_alphanumeric()).for_each(|part| self.add(part));
        self.add(&name.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    }

    /// The labels of a host, but for its top-level domain, which says nothing about it.
    fn add_domain(&mut self, host: &str) {
        let labels = host.rsplit_once('.').map_or(host, |(labels, _)| labels);
        labels.split('.').for_each(|label| self.add_name(label));
    }

    fn add(&mut self, word: &str) {
        let word = fold(word);
        if word.len() >= SHORTEST_WORD && !self.0.contains(&word) {
            self.0.push(word);
        }
    }
}

/// Character by character, so that lengths stay.
pub(super) fn fold(text: &str) -> Vec<char> {
    text.chars()
        .map(|c| match c.to_lowercase().next().unwrap_or(c) {
            '0' => 'o',
            '1' | '!' | '|' | 'l' => 'i',
            '3' | '€' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            lower => lower,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> ContextWords {
        let service = ContextWords::of_service("Tante Emma's", "https://konto.laden.example:8443");
        service.and_of(&EmailAddress::parse("Jean.Dupont+shop@mail.societe.fr").unwrap())
    }

    /// ASVS 6.2.11: names of the service and of the user, in the spellings that people try.
    #[test]
    fn asvs_6_1_2_6_2_11_a_password_made_of_names_is_refused() {
        for made_of_names in [
            "jean.dupont",
            "JeanDupont1984",
            "DUPONT!!!",
            "Dup0nt2026",
            "societe123",
            "$0ci3t3-99",
            "TanteEmma7",
            "konto-laden",
            "laden.konto.laden",
            "emma emma emma emma",
            "x-shop-mail-1",
        ] {
            assert!(words().make_up(made_of_names), "{made_of_names}");
        }
    }

    /// ASVS 6.2.11 asks to keep attackers' first guesses out, and not to forbid words.
    #[test]
    fn asvs_6_2_11_a_long_password_may_name_anything() {
        for good in [
            "jean buys two green apples",
            "dupont-kX92mQ7z",
            "my tante emma sells liquorice",
            "correct horse battery staple",
            "wxyz9182",
            "",
            "fr example 8443",
        ] {
            assert!(!words().make_up(good), "{good}");
        }
        assert!(!ContextWords::default().make_up("anything"));
    }

    #[test]
    fn short_words_and_top_level_domains_do_not_count() {
        let words = ContextWords::of_service("App", "https://id.io.info")
            .and_of(&EmailAddress::parse("bob@x.museum").unwrap());
        assert_eq!(words, ContextWords::default());
        assert!(ContextWords::of_service("", "http://localhost:5000").make_up("localhost1"));
        assert!(!ContextWords::of_service("", "https://[2001:db8::1]:8443").make_up("2001:db8:"));
    }
}
