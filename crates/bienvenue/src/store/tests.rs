//! What only the inside can see: every statement, on every engine.
