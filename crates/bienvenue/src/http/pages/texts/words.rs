//! What a text is: words, words for a number of things, words for each kind of event. Each has a name, by which an operator
//! may replace it.

use crate::EventKind;

/// What stands for the number in the words for it.
pub(in super::super) const PLACEHOLDER: &str = "{number}";

/// Something that holds words.
pub(in super::super) trait Words {
    /// Shows each text with its name, and whether the placeholder has to be in it.
    fn visit(&mut self, name: &str, each: &mut dyn FnMut(&str, &mut &'static str, bool));
}

impl Words for &'static str {
    fn visit(&mut self, name: &str, each: &mut dyn FnMut(&str, &mut &'static str, bool)) {
        each(name, self, false);
    }
}

/// Words for a number of things.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Number {
    pub(in super::super) one: &'static str,
    pub(in super::super) many: &'static str,
}

impl Number {
    /// The words for so many.
    pub(in super::super) fn of(self, number: u64) -> String {
        let words = if number == 1 { self.one } else { self.many };
        words.replace(PLACEHOLDER, &number.to_string())
    }
}

impl Words for Number {
    fn visit(&mut self, name: &str, each: &mut dyn FnMut(&str, &mut &'static str, bool)) {
        each(&format!("{name}.one"), &mut self.one, false);
        each(&format!("{name}.many"), &mut self.many, true);
    }
}

/// Words for each kind of event, in the order of [`EventKind::ALL`].
#[derive(Clone, Debug)]
pub(in super::super) struct KindTexts(pub(super) [&'static str; EventKind::ALL.len()]);

impl KindTexts {
    /// The words for the kind that is spelled so, if this release knows it.
    pub(in super::super) fn of(&self, kind: &str) -> Option<&'static str> {
        let mut all = EventKind::ALL.iter().zip(self.0);
        all.find(|(known, _)| known.as_str() == kind).map(|(_, words)| words)
    }
}

impl Words for KindTexts {
    fn visit(&mut self, name: &str, each: &mut dyn FnMut(&str, &mut &'static str, bool)) {
        for (kind, words) in EventKind::ALL.iter().zip(&mut self.0) {
            each(&format!("{name}.{}", kind.as_str()), words, false);
        }
    }
}

/// The table of a function that has words for each kind: one that it misses does not compile.
macro_rules! kinds {
    ($words:ident) => {{
        let mut all = [""; EventKind::ALL.len()];
        let mut number = 0;
        while number < all.len() {
            all[number] = $words(EventKind::ALL[number]);
            number += 1;
        }
        KindTexts(all)
    }};
}

/// Structs of texts, whose names are their fields'.
macro_rules! texts {
    ($($(#[$doc:meta])* struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(in crate::http::pages) struct $name {
            $($(#[$field_doc])* pub(in crate::http::pages) $field: $kind,)+
        }

        impl $crate::http::pages::texts::words::Words for $name {
            fn visit(&mut self, name: &str, each: &mut dyn FnMut(&str, &mut &'static str, bool)) {
                let begin = if name.is_empty() { String::new() } else { format!("{name}.") };
                $($crate::http::pages::texts::words::Words::visit(
                    &mut self.$field, &format!("{begin}{}", stringify!($field)), each,
                );)+
            }
        }
    )+};
}
