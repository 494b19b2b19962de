//! What goes into a statement and comes out of a row, whichever driver carries it.

use bienvenue_core::time::Timestamp;
use uuid::Uuid;

use crate::fault::Fault;

/// A value on its way into or out of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'v> {
    Null,
    Integer(i64),
    Text(&'v str),
    Bytes(&'v [u8]),
    Uuid(Uuid),
}

/// A row of an answer, valid while it is looked at.
pub(crate) trait Row {
    /// The value in `column`, counted from 0.
    fn value(&self, column: usize) -> Result<Value<'_>, Fault>;
}

/// A type that a column is read as.
pub(crate) trait Column: Sized {
    fn read(value: Value<'_>) -> Option<Self>;
}

/// Reads a column as the type that the caller expects; a value of another type is damaged data.
pub(crate) fn column<T: Column>(row: &dyn Row, index: usize) -> Result<T, Fault> {
    T::read(row.value(index)?).ok_or_else(|| Fault::internal(format!("column {index} holds another type")))
}

impl Column for String {
    fn read(value: Value<'_>) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.to_owned()) } else { None }
    }
}

impl Column for Vec<u8> {
    fn read(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { Some(bytes.to_vec()) } else { None }
    }
}

impl Column for i64 {
    fn read(value: Value<'_>) -> Option<Self> {
        if let Value::Integer(number) = value { Some(number) } else { None }
    }
}

impl Column for Timestamp {
    fn read(value: Value<'_>) -> Option<Self> {
        i64::read(value).map(Self::from_micros)
    }
}

impl Column for Uuid {
    fn read(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Uuid(uuid) => Some(uuid),
            Value::Bytes(bytes) => Self::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: Value<'_>) -> Option<Self> {
        if let Value::Null = value { Some(None) } else { T::read(value).map(Some) }
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(moment: Timestamp) -> Self {
        Self::Integer(moment.as_micros())
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

macro_rules! ids {
    ($($id:ident),+) => {$(
        impl From<bienvenue_core::id::$id> for Value<'_> {
            fn from(id: bienvenue_core::id::$id) -> Self {
                Self::Uuid(id.as_uuid())
            }
        }
    )+};
}

ids!(UserId, SessionId, MailId, EventId, KeyId);

impl<'v> From<&'v bienvenue_core::token::TokenDigest> for Value<'v> {
    fn from(digest: &'v bienvenue_core::token::TokenDigest) -> Self {
        Self::Bytes(digest.as_bytes())
    }
}

impl<'v, T: Into<Value<'v>>> From<Option<T>> for Value<'v> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
