//! Where figures are told, if they are.

use std::net::SocketAddr;

use crate::config::key::{Default, Key, Literal, key, text};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "metrics.listen",
        Default::Means { what: "nowhere", example: Literal::Text("127.0.0.1:9464") },
        "Address and port at which figures are told to Prometheus and `bienvenue top`, under `/metrics`. Never that of `listen`.",
    ),
    key(
        "metrics.reach",
        text("this-machine"),
        "Who may reach that address: `this-machine`, or `network` for one that is not loopback and that strangers do not reach.",
    ),
];

/// The address to tell figures at; none unless it is written, and none beyond this machine unless that is written too
/// (ASVS 13.4.5).
pub(super) fn read(reader: &mut Reader) -> Option<SocketAddr> {
    let listen = reader.take("metrics.listen", Value::address);
    let choices = [("this-machine", false), ("network", true)];
    let may_reach_others = reader.take("metrics.reach", |value| value.choice(&choices));
    if listen.is_some_and(|address| !address.ip().is_loopback()) && may_reach_others != Some(true) {
        let reason = "`metrics.listen` is beyond this machine: write an address such as \"127.0.0.1:9464\", or also \
                      `metrics.reach = \"network\"` where nobody else can reach it";
        reader.refuse(&["metrics.listen"], reason);
    }
    listen
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problems, read};

    /// ASVS 13.4.5: figures are told nowhere, to nobody beyond this machine unless both are written.
    #[test]
    fn asvs_13_4_5_figures_are_for_this_machine() {
        assert_eq!(read("").0.unwrap().metrics_listen, None);
        let at = |text: &str| read(text).0.unwrap().metrics_listen.unwrap().to_string();
        assert_eq!(at("metrics.listen = \"127.0.0.1:9464\""), "127.0.0.1:9464");
        assert_eq!(at("metrics.listen = \"10.0.0.7:9464\"\nmetrics.reach = \"network\""), "10.0.0.7:9464");
        for beyond in ["10.0.0.7:9464", "0.0.0.0:9464", "[::]:9464", "[::ffff:127.0.0.1]:9464"] {
            let told = problems(&format!("metrics.listen = \"{beyond}\""));
            assert!(
                told.len() == 1 && told[0].contains("`metrics.listen` is beyond this machine"),
                "{told:?}"
            );
        }
    }
}
