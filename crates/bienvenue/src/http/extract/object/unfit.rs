//! Why an object is none of its type, without a word that the caller wrote.

use std::fmt::{self, Display};

use serde::de;

use super::super::super::error::{ApiError, Code};

/// Why an object is none of its type. The names are the type's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http::extract) enum Unfit {
    /// A field is not there.
    Missing(&'static str),
    /// A field is there that the type does not have; those are the ones it has.
    Unknown(&'static [&'static str]),
    /// A field holds a value of another kind.
    Kind(Option<&'static str>),
    /// A field holds none of these words.
    Choice(Option<&'static str>, &'static [&'static str]),
}

impl Unfit {
    /// The same, about this field.
    pub(super) const fn about(self, field: &'static str) -> Self {
        match self {
            Self::Kind(_) => Self::Kind(Some(field)),
            Self::Choice(_, words) => Self::Choice(Some(field), words),
            other => other,
        }
    }
}

impl From<Unfit> for ApiError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Missing(field) => Self::missing(field),
            Unfit::Unknown(fields) => Self::new(Code::UnknownField)
                .says(format!("the fields of this request are {}", fields.join(", "))),
            Unfit::Kind(None) | Unfit::Choice(None, _) => Self::new(Code::InvalidBody),
            Unfit::Kind(Some(field)) => Self::new(Code::InvalidField)
                .says(format!("{field} holds a value of another kind"))
                .about(field),
            Unfit::Choice(Some(field), words) => Self::new(Code::InvalidField)
                .says(format!("{field} is one of {}", words.join(", ")))
                .about(field),
        }
    }
}

impl Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Unfit {}

/// What serde has to say is dropped where it quotes a value.
impl de::Error for Unfit {
    fn custom<T: Display>(_quoting: T) -> Self {
        Self::Kind(None)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn unknown_field(_quoted: &str, fields: &'static [&'static str]) -> Self {
        Self::Unknown(fields)
    }

    fn unknown_variant(_quoted: &str, words: &'static [&'static str]) -> Self {
        Self::Choice(None, words)
    }
}
