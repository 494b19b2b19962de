#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bienvenue::http::fuzzing::form(bytes));
